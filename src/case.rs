//! One case: what is known, what is assumed and what is asked. Every analysis starts from it.

use crate::advisory::Advisories;
use crate::exposure::Exposures;
use crate::inventory::Inventory;
use crate::network::{Network, Scenario};
use crate::risk::Request;
use crate::threat::Threat;

/// Everything that a ranking, an explanation or a plan is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The hosts and the network.
    pub inventory: &'a Inventory,
    /// The products and advisories.
    pub advisories: &'a Advisories,
    /// What was matched: the systems of the inventory against the advisories.
    pub exposures: &'a Exposures,
    /// The rates, the as-of day and the horizon.
    pub threat: &'a Threat,
    /// What is assumed beyond the inventory.
    pub scenario: &'a Scenario,
    /// How the figures are estimated.
    pub request: &'a Request,
}

impl Case<'_> {
    /// The reachability graph. Linear in hosts, segments and flows.
    pub fn network(&self) -> Network {
        Network::build(self.inventory, self.advisories, self.exposures, self.threat, self.scenario)
    }
}
