//! What stays whatever they do.

use rustc_hash::FxHashMap;

use super::search::Found;
use super::state::Problem;
use super::{Deed, Kept};
use crate::inventory::{FlowId, HostId};
use crate::ranking::{RankedHost, RemedyKind};
use crate::risk::Estimate;

/// Why a host is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It must not be touched for a while.
    Frozen,
    /// The user said never.
    Never,
    /// What it needs is not among the kinds of actions that may be taken.
    NotAllowed(RemedyKind),
    /// It waits for a host that must not be done.
    After(HostId),
    /// There is no time, or other things avert more.
    NoTime,
    /// Nothing is to be done about it.
    NothingToDo,
}

/// A host entry that is not done, or not wholly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Remaining {
    /// The entry.
    pub host: HostId,
    /// How many of its machines.
    pub machines: u32,
    /// Why.
    pub why: Why,
    /// What would have to be done.
    pub kind: RemedyKind,
    /// Expected loss with these machines, after the plan.
    pub loss: f64,
    /// What doing them would avert, after the plan: their own loss and what each of them alone lets in.
    pub averted: f64,
}

/// What is left after a plan, most first: everything that still loses anything, and everything that is frozen.
pub(super) fn remaining(problem: &Problem<'_>, found: &Found) -> (Vec<Remaining>, Vec<Remaining>) {
    let mut done: FxHashMap<HostId, u32> = FxHashMap::default();
    for deed in &found.done {
        if let Deed::Host { host, machines, .. } = deed {
            *done.entry(*host).or_default() += machines;
        }
    }
    let one = |ranked: &RankedHost| one(problem, found, ranked, done.get(&ranked.host).copied().unwrap_or(0));
    let mut all: Vec<Remaining> = problem.ranking.to_remedy().iter().filter_map(one).collect();
    let name = |remaining: &Remaining| problem.case.inventory.host(remaining.host).0;
    all.sort_by(|a, b| b.averted.total_cmp(&a.averted).then(b.loss.total_cmp(&a.loss)).then_with(|| name(a).cmp(name(b))));
    let frozen = all.iter().filter(|remaining| remaining.why == Why::Frozen).copied().collect();
    all.sort_by(|a, b| b.loss.total_cmp(&a.loss).then_with(|| name(a).cmp(name(b))));
    all.retain(|remaining| remaining.loss > 0.0);
    (all, frozen)
}

fn one(problem: &Problem<'_>, found: &Found, ranked: &RankedHost, done: u32) -> Option<Remaining> {
    let host = ranked.host;
    let class = problem.network.class_of(host)?;
    let (_, entry) = problem.case.inventory.host(host);
    let machines = (entry.count - problem.case.scenario.remedied(host, entry)).saturating_sub(done);
    if machines == 0 {
        return None;
    }
    let figures = &found.estimate.classes[class.0 as usize];
    let lost = figures.compromised + problem.case.threat.disruption * figures.disrupted;
    Some(Remaining {
        host,
        machines,
        why: problem.untouchable.get(&host).copied().unwrap_or(Why::NoTime),
        kind: problem.ranking.standing(ranked).remedy,
        loss: entry.value * f64::from(machines) * lost,
        averted: figures.averted(entry.value).value * f64::from(machines),
    })
}

/// Flows that are kept open, with what closing each alone would avert before and after a plan.
pub(super) fn kept(problem: &Problem<'_>, estimate: &Estimate) -> Vec<Kept> {
    let open = problem.kept.iter().filter(|flow| !problem.network.blocked[flow.0 as usize].comes());
    let before = |flow: FlowId| problem.ranking.flows.iter().find(|gain| gain.flow == flow).map_or(0.0, |gain| gain.averted.value);
    let one = |flow: &FlowId| Kept { flow: *flow, before: before(*flow), averted: estimate.flows[flow.0 as usize].now.value };
    let mut kept: Vec<Kept> = open.map(one).collect();
    kept.sort_by(|a, b| b.averted.total_cmp(&a.averted).then(b.before.total_cmp(&a.before)).then(a.flow.cmp(&b.flow)));
    kept
}
