//! What is true once a plan has been carried out.

use super::{Action, Plan};
use crate::case::Case;
use crate::network::Scenario;

/// The scenario after a plan: what was true before, and everything the plan does.
pub fn scenario_after(case: Case<'_>, plan: &Plan) -> Scenario {
    let mut after = case.scenario.clone();
    for action in plan.steps.iter().flat_map(|step| &step.actions) {
        match action {
            Action::Host { host, machines, .. } => *after.remedied.entry(*host).or_default() += machines,
            Action::Block(flow) => after.blocked.extend(super::door::closes(case, *flow)),
            Action::Quarantine { segment, .. } => drop(after.quarantined.insert(*segment)),
        }
    }
    after
}
