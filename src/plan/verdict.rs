//! Is it worth calling them in?

use super::Deed;
use super::search::Found;
use super::state::Problem;
use crate::ranking::Decision;

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Call people in.
    In,
    /// It can wait for the next regular window.
    Wait,
    /// Nothing that may be done averts anything.
    Nothing,
}

/// What the answer rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The answer.
    pub call: Call,
    /// Both sides in money, if the inventory says what time and loss cost.
    pub money: Option<Money>,
    /// The most urgent decision among the hosts that the plan does.
    pub decision: Option<Decision>,
    /// The share of the total value that the plan averts the loss of.
    pub share: f64,
}

/// Money, in the currency of the inventory.
#[derive(Clone, Debug, PartialEq)]
pub struct Money {
    /// What the staff minutes of the plan cost.
    pub staff: f64,
    /// What the averted loss is worth.
    pub averted: f64,
    /// The currency.
    pub currency: String,
}

/// Without money the answer follows the most urgent decision, if the plan averts at least this share of the total value.
/// A table people can read: who has to act at once acts on little, who could wait acts only on much.
const THRESHOLDS: [(Decision, f64); 4] =
    [(Decision::Immediate, 0.0), (Decision::OutOfCycle, 0.01), (Decision::Scheduled, 0.05), (Decision::Defer, 0.25)];

/// Weighs a plan.
pub(super) fn verdict(problem: &Problem<'_>, found: &Found) -> Verdict {
    let averted = (found.loss_before - found.loss_left()).max(0.0);
    let money = problem.case.inventory.costs.as_ref().map(|costs| Money {
        staff: found.steps.iter().map(|step| step.minutes).sum::<u64>() as f64 / 60.0 * costs.staff_hour,
        averted: averted * costs.value_point,
        currency: costs.currency.clone(),
    });
    let decision = decision(problem, found);
    let share = if problem.ranking.total_value > 0.0 { averted / problem.ranking.total_value } else { 0.0 };
    let worth = match &money {
        Some(money) => money.averted > money.staff,
        None => THRESHOLDS.iter().any(|(at, least)| share >= *least && decision == Some(*at)),
    };
    let call = match () {
        () if averted <= 0.0 => Call::Nothing,
        () if worth => Call::In,
        () => Call::Wait,
    };
    Verdict { call, money, decision, share }
}

/// The most urgent decision among the hosts that the plan does; where it blocks flows or quarantines, among all hosts.
fn decision(problem: &Problem<'_>, found: &Found) -> Option<Decision> {
    let decisions = |ranked: &crate::ranking::RankedHost| problem.ranking.standing(ranked).decision;
    let hosts: rustc_hash::FxHashSet<_> =
        found.done.iter().filter_map(|deed| if let Deed::Host { host, .. } = deed { Some(*host) } else { None }).collect();
    let everywhere = found.done.iter().any(|deed| !matches!(deed, Deed::Host { .. }));
    let concerned = problem.ranking.to_remedy().iter().filter(|ranked| everywhere || hosts.contains(&ranked.host));
    concerned.filter_map(decisions).max()
}
