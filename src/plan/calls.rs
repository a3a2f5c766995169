//! Whether a plan would be called in for just as well if the rates were not what they are taken to
//! be.

use super::order::ROUNDING;
use super::problem::Problem;
use super::state::{self, Dated, State};
use super::verdict::{Balance, Call};
use super::{Options, Plan, effort, regular, search, verdict};
use crate::case::Case;
use crate::ranking::Ranking;
use crate::risk::Request;
use crate::threat::Threat;

/// The answer about a plan under each of some threats, on the same coins. The steps stay as they
/// are: what is asked is whether the answer that was given stands, not which other plan there might
/// be.
pub fn calls<'t>(
    case: Case<'_>,
    ranking: &Ranking,
    (options, plan): (&Options, &Plan),
    threats: impl Iterator<Item = &'t Threat>,
) -> Vec<Call> {
    let one = |threat: &Threat| {
        let case = Case { threat, ..case };
        let network = case.network();
        let request = effort::to_check(&network, ranking, case.request);
        call(&Problem::plain(case, ranking, options, network), plan, request)
    };
    threats.map(one).collect()
}

fn call(problem: &Problem<'_>, plan: &Plan, request: Request) -> Call {
    let before = State::new(problem).loss_on(request);
    let done: Vec<Dated> = plan
        .steps
        .iter()
        .flat_map(|step| step.actions.iter().map(|action| (*action, step.in_force)))
        .collect();
    let averted = before - search::state_of(problem, &done).loss_on(request);
    let price: f64 = done.iter().map(|(action, in_force)| problem.price(action, *in_force)).sum();
    let later = regular::worth(problem, &plan.steps, before, request);
    let balance = Balance {
        averted,
        gain: (averted - price - later).max(0.0),
        minutes: verdict::out_of_hours(&plan.steps),
        in_hours: verdict::in_hours(&plan.steps),
        averted_by_all: before - state::floor(problem, problem.first_shift(), request),
        decision: plan.verdict.decision,
    };
    let nothing = averted <= ROUNDING * before.max(1.0) && plan.verdict.call != Call::MoreStaff;
    if nothing { Call::Nothing } else { balance.call(problem, &plan.needs) }
}
