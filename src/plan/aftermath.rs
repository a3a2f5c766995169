//! What is true once a plan has been carried out.

use super::{Deed, Plan};
use crate::network::Scenario;

/// The scenario after a plan: what was true before, and everything the plan does.
pub fn scenario_after(before: &Scenario, plan: &Plan) -> Scenario {
    let mut after = before.clone();
    for deed in plan.steps.iter().flat_map(|step| &step.deeds) {
        match deed {
            Deed::Host { host, machines, .. } => *after.remedied.entry(*host).or_default() += machines,
            Deed::Block(flow) => drop(after.blocked.insert(*flow)),
            Deed::Quarantine(segment) => drop(after.quarantined.insert(*segment)),
        }
    }
    after
}
