//! What to find out first: the unknown facts that would change the plan most.

use rayon::prelude::*;

use super::Action;
use super::problem::Problem;
use super::search::{self, Found};
use super::state::{Dated, State};
use crate::case::Case;
use crate::exposure::Status;
use crate::inventory::{FlowId, HostId};
use crate::network::Scenario;

/// Something that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// Whether a host is patched.
    Host(HostId),
    /// What a flow lets through.
    Flow(FlowId),
}

impl Fact {
    /// What is assumed if the fact turns out well.
    pub(super) fn turn_out_well(self, case: Case<'_>, scenario: &mut Scenario) {
        match self {
            Self::Host(host) => {
                scenario.remedied.insert(host, case.inventory.host(host).1.count);
            }
            Self::Flow(flow) => drop(scenario.only_certain.insert(flow)),
        }
    }
}

/// What it would change if the fact turned out well: the host patched, the flow blocked. If it
/// turns out badly, nothing changes: unknown counts as exposed already.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unknown {
    /// The fact.
    pub fact: Fact,
    /// The loss before the plan, if it turns out well.
    pub loss_before: f64,
    /// The loss that a plan for that case leaves.
    pub loss_left: f64,
    /// Staff minutes that such a plan takes.
    pub minutes: u64,
    /// Actions of the plan that such a plan would not take, and the other way round.
    pub changed: u32,
}

impl Unknown {
    /// The same differences, on the samples on which the plan was evaluated. Until then the figures
    /// are differences.
    pub(super) fn on(self, best: &Found) -> Self {
        let from = |loss: f64, less: f64| (loss - less).max(0.0);
        Self {
            loss_before: from(best.loss_before, self.loss_before),
            loss_left: from(best.loss_left(), self.loss_left),
            ..self
        }
    }
}

/// The facts that matter most, the one that changes most first.
pub(super) fn unknowns(problem: &Problem<'_>, best: &Found) -> Vec<Unknown> {
    let mut unknowns: Vec<Unknown> = candidates(problem, problem.effort().facts())
        .into_par_iter()
        .map(|fact| resolve(problem, best, fact))
        .collect();
    let weight = |unknown: &Unknown| (unknown.loss_left, unknown.loss_before);
    unknowns.retain(|unknown| unknown.changed > 0 || weight(unknown).1.abs() > 1e-9);
    unknowns.sort_by(|a, b| {
        let ((a_left, a_before), (b_left, b_before)) = (weight(a), weight(b));
        b_left
            .total_cmp(&a_left)
            .then(b.changed.cmp(&a.changed))
            .then(b_before.total_cmp(&a_before))
            .then(a.fact.cmp(&b.fact))
    });
    unknowns
}

/// The unknown facts that avert most if they turn out well, before the plan.
fn candidates(problem: &Problem<'_>, most: usize) -> Vec<Fact> {
    let inventory = problem.case.inventory;
    let unknown = |status: Status| status == Status::Unknown;
    let mut facts: Vec<(f64, Fact)> = Vec::new();
    for ranked in problem.ranking.to_remedy() {
        let (_, host) = inventory.host(ranked.host);
        let findings = &problem.case.exposures.of(host.system).findings;
        let exposed =
            || findings.iter().filter(|finding| problem.case.scenario.is_exposed(finding));
        // A host that is known to be vulnerable as well is to be done whatever the rest turns out
        // to be.
        if exposed().next().is_some() && exposed().all(|finding| unknown(finding.status)) {
            facts.push((
                problem.ranking.host_risk(ranked).averted.now.value * f64::from(host.count),
                Fact::Host(ranked.host),
            ));
        }
    }
    let flows =
        problem.ranking.flows.iter().filter(|gain| !inventory.flow(gain.flow).1.ports.is_known());
    facts.extend(
        flows
            .filter(|gain| !problem.case.scenario.blocked.contains(&gain.flow))
            .map(|gain| (gain.averted.now.value, Fact::Flow(gain.flow))),
    );
    // Flows come before hosts.
    let place = |fact: &Fact| match fact {
        Fact::Host(host) => Some(problem.places.host(*host)),
        Fact::Flow(_) => None,
    };
    facts.sort_by(|a, b| {
        b.0.total_cmp(&a.0).then_with(|| place(&a.1).cmp(&place(&b.1))).then(a.1.cmp(&b.1))
    });
    facts
        .into_iter()
        .filter(|(averted, _)| *averted > 0.0)
        .take(most)
        .map(|(_, fact)| fact)
        .collect()
}

/// In large networks the same plan is kept, without what the fact makes needless.
fn replayed(problem: &Problem<'_>, other: &Problem<'_>, best: &Found, fact: Fact) -> Unknown {
    let about = |(action, _): &&Dated| match (action, fact) {
        (Action::Host { host, .. }, Fact::Host(known)) => *host == known,
        (Action::Block(flow), Fact::Flow(known)) => *flow == known,
        _ => false,
    };
    let (needless, rest): (Vec<&Dated>, Vec<&Dated>) = best.done.iter().partition(about);
    let loss_before = best.loss_before - State::new(other).loss();
    let loss_left = best.loss_left()
        - search::state_of(other, &rest.iter().map(|dated| **dated).collect::<Vec<Dated>>()).loss();
    let minutes = rest.iter().map(|(action, _)| problem.minutes(action)).sum();
    Unknown { fact, loss_before, loss_left, minutes, changed: needless.len() as u32 }
}

/// Plans for the case that a fact turns out well.
fn resolve(problem: &Problem<'_>, best: &Found, fact: Fact) -> Unknown {
    let mut scenario: Scenario = problem.case.scenario.clone();
    fact.turn_out_well(problem.case, &mut scenario);
    let other = problem.under(&scenario);
    if !problem.effort().plans_for_facts() {
        return replayed(problem, &other, best, fact);
    }
    let found = search::quick(&other, usize::MAX);
    let differing = |a: &Found, b: &Found| {
        let has = |action: &Action| b.done.iter().any(|(other, _)| other == action);
        a.done.iter().filter(|(action, _)| !has(action)).count() as u32
    };
    Unknown {
        fact,
        loss_before: best.loss_before - found.loss_before,
        loss_left: best.loss_left() - found.loss_left(),
        minutes: found.minutes(),
        changed: differing(best, &found) + differing(&found, best),
    }
}
