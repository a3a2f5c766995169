//! What is true once a plan is carried out.

use super::{Action, Plan, PlannedAction};
use crate::case::Case;
use crate::network::Scenario;

/// The scenario with a plan: what was true before, and everything the plan does, in force from its
/// days.
pub fn scenario_after(case: Case<'_>, plan: &Plan) -> Scenario {
    scenario_after_steps(case, plan.steps.iter())
}

/// The same with some steps of a plan.
pub fn scenario_after_steps<'p>(
    case: Case<'_>,
    steps: impl Iterator<Item = &'p PlannedAction>,
) -> Scenario {
    let mut after = case.scenario.clone();
    for (action, in_force) in
        steps.flat_map(|step| step.actions.iter().map(|action| (action, step.in_force)))
    {
        match action {
            Action::Host { host, machines, .. } => {
                *after.later.remedied.entry((*host, in_force)).or_default() += machines
            }
            Action::Block(flow) => {
                for flow in super::door::closes(case, *flow) {
                    after
                        .later
                        .blocked
                        .entry(flow)
                        .and_modify(|known| *known = in_force.min(*known))
                        .or_insert(in_force);
                }
            }
            // It holds once all laptops are looked at: with the last step.
            Action::Quarantine { segment, .. } => {
                after.later.quarantined.insert(*segment, in_force);
            }
        }
    }
    after
}

/// The scenario in which everything that a plan does was done at once: what is left to do after it.
pub fn scenario_once_done(case: Case<'_>, plan: &Plan) -> Scenario {
    let mut after = case.scenario.clone();
    for action in plan.steps.iter().flat_map(|step| &step.actions) {
        match action {
            Action::Host { host, machines, .. } => {
                *after.remedied.entry(*host).or_default() += machines
            }
            Action::Block(flow) => after.blocked.extend(super::door::closes(case, *flow)),
            Action::Quarantine { segment, .. } => drop(after.quarantined.insert(*segment)),
        }
    }
    after
}
