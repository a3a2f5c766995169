//! Risk that the plan does not remove.

use rustc_hash::FxHashMap;

use super::order::ROUNDING;
use super::outlook::Outlook;
use super::problem::Problem;
use super::search::Found;
use super::why::Why;
use super::{Action, Kept};
use crate::inventory::{FlowId, HostId};
use crate::ranking::{RankedHost, RemedyKind};
use crate::risk::Estimate;
use crate::term::day::Day;

/// A host entry that still loses something: it is not done, not wholly, or late.
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
    /// What doing them would avert, after the plan: their own loss and what each of them alone lets
    /// in.
    pub averted: f64,
}

/// What is left after a plan, most first: everything that still loses anything, and everything that
/// is frozen.
pub(super) fn remaining(problem: &Problem<'_>, found: &Found) -> (Vec<Remaining>, Vec<Remaining>) {
    let after = After::new(problem, found);
    let both = |ranked: &RankedHost| [after.not_done(ranked), after.done_late(ranked)];
    let mut all: Vec<Remaining> =
        problem.ranking.to_remedy().iter().flat_map(both).flatten().collect();
    let place = |remaining: &Remaining| problem.places.host(remaining.host);
    all.sort_by(|a, b| {
        b.averted
            .total_cmp(&a.averted)
            .then(b.loss.total_cmp(&a.loss))
            .then_with(|| place(a).cmp(&place(b)))
    });
    let frozen = all.iter().filter(|remaining| remaining.why == Why::Frozen).copied().collect();
    all.sort_by(|a, b| b.loss.total_cmp(&a.loss).then_with(|| place(a).cmp(&place(b))));
    all.retain(|remaining| remaining.loss > 0.0);
    (all, frozen)
}

/// Hosts that the user wants done and that are not in the plan, or not wholly.
pub(super) fn unmet(problem: &Problem<'_>, found: &Found) -> Vec<(HostId, Why)> {
    let after = After::new(problem, found);
    let why = |host: HostId| match (problem.entries.get(host), problem.untouchable.get(&host)) {
        (_, Some(why)) => Some(*why),
        (None, None) => Some(Why::NothingToDo),
        // It is wanted whatever it averts.
        (Some(entry), None) => (after.done(host) < entry.machines)
            .then(|| after.not_planned(host, [f64::INFINITY; 2], 0.0)),
    };
    problem.options.must.iter().filter_map(|host| why(*host).map(|why| (*host, why))).collect()
}

/// The state after a plan.
struct After<'f, 'a> {
    problem: &'f Problem<'a>,
    found: &'f Found,
    /// How many machines of each entry are done.
    done: FxHashMap<HostId, u32>,
}

impl<'f, 'a> After<'f, 'a> {
    fn new(problem: &'f Problem<'a>, found: &'f Found) -> Self {
        let mut done: FxHashMap<HostId, u32> = FxHashMap::default();
        for (action, _) in &found.done {
            if let Action::Host { host, machines, .. } = action {
                *done.entry(*host).or_default() += machines;
            }
        }
        Self { problem, found, done }
    }

    fn done(&self, host: HostId) -> u32 {
        self.done.get(&host).copied().unwrap_or(0)
    }

    /// The machines of an entry that are not done.
    fn not_done(&self, ranked: &RankedHost) -> Option<Remaining> {
        let (host, class) = (ranked.host, self.problem.network.class_of(ranked.host)?);
        let (_, entry) = self.problem.case.inventory.host(host);
        let to_do = entry.count - self.problem.case.scenario.remedied(host, entry);
        let machines = to_do.saturating_sub(self.done(host));
        if machines == 0 {
            return None;
        }
        let figures = &self.found.estimate.classes[class.0 as usize];
        let loss = self.lost(host, machines, (figures.compromised, figures.disrupted));
        let averted = self.outlook().machine(class, entry.value) * f64::from(machines);
        let why = self.problem.untouchable.get(&host).copied();
        let at_once = self.problem.ranking.host_risk(ranked).averted.now.value;
        let why = why.unwrap_or_else(|| self.not_planned(host, [at_once, averted], loss));
        Some(Remaining { machines, why, loss, averted, ..self.nothing_of(ranked) })
    }

    /// The machines of an entry that are done, if some of them are lost before. Those of one class
    /// share the figure.
    fn done_late(&self, ranked: &RankedHost) -> Option<Remaining> {
        let (host, machines) = (ranked.host, self.done(ranked.host));
        let class = self.problem.network.class_of(host)?;
        let loss =
            self.lost(host, machines, self.found.estimate.classes[class.0 as usize].remedied);
        let late = Remaining { machines, why: Why::DoneLate, loss, ..self.nothing_of(ranked) };
        (loss > ROUNDING * self.found.loss_before).then_some(late)
    }

    /// An entry of which nothing is left yet.
    fn nothing_of(&self, ranked: &RankedHost) -> Remaining {
        Remaining {
            host: ranked.host,
            machines: 0,
            why: Why::NothingToDo,
            kind: self.problem.ranking.host_risk(ranked).remedy,
            loss: 0.0,
            averted: 0.0,
        }
    }

    /// The expected loss with some machines of an entry, by the chances that one is taken over and
    /// that it is crashed.
    fn lost(&self, host: HostId, machines: u32, (compromised, disrupted): (f64, f64)) -> f64 {
        let lost = compromised + self.problem.case.threat.disruption * disrupted;
        self.problem.case.inventory.host(host).1.value * f64::from(machines) * lost
    }

    /// What could still be done in the first shift.
    fn outlook(&self) -> Outlook<'f> {
        Outlook { estimate: &self.found.estimate, day: self.problem.first_shift() }
    }

    /// Why a host that may be done is not in the plan, given what it would avert at once and in the first
    /// shift.
    fn not_planned(&self, host: HostId, [at_once, averted]: [f64; 2], loss: f64) -> Why {
        let rounding = ROUNDING * self.found.loss_before.max(1.0);
        let Some(entry) = self.problem.entries.get(host) else { return Why::NothingToDo };
        let days = f64::from(self.problem.case.threat.horizon_days);
        let price = entry.day_price * days * f64::from(entry.machines);
        let shifts = &self.problem.options.shifts;
        // What is infected is lost whatever is done; a rebuild averts what it lets in.
        let infected = entry.kind == RemedyKind::Rebuild;
        // Where nothing is done, only the day is to blame for what would help at once.
        let is_late = self.found.done.is_empty() && at_once > rounding;
        match () {
            () if averted <= rounding && loss > rounding && (!infected || is_late) => Why::TooLate,
            () if averted <= rounding => Why::NoGain,
            () if averted <= price => Why::NotWorthIt,
            () if shifts.iter().all(|shift| shift.minutes < entry.minutes) => Why::TooLong,
            () => entry
                .after
                .iter()
                .find(|other| self.done(**other) == 0)
                .map_or(Why::NoTime, |other| Why::After(*other)),
        }
    }
}

/// Flows that are kept open, with what closing each alone would avert before and after a plan.
pub(super) fn kept(problem: &Problem<'_>, estimate: &Estimate) -> Vec<Kept> {
    let open = problem.kept.iter().filter(|flow| !problem.network.blocked[flow.0 as usize].comes());
    let before = |flow: FlowId| {
        problem
            .ranking
            .flows
            .iter()
            .find(|gain| gain.flow == flow)
            .map_or(0.0, |gain| gain.averted.now.value)
    };
    let outlook = Outlook { estimate, day: Day::FIRST };
    let one =
        |flow: &FlowId| Kept { flow: *flow, before: before(*flow), averted: outlook.flow(*flow) };
    let mut kept: Vec<Kept> = open.map(one).collect();
    kept.sort_by(|a, b| {
        b.averted
            .total_cmp(&a.averted)
            .then(b.before.total_cmp(&a.before))
            .then(a.flow.cmp(&b.flow))
    });
    kept
}
