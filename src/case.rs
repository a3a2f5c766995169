//! One case: what is known, what is assumed and what is asked. Every analysis starts from it.

use crate::advisory::{Advisories, Stage};
use crate::exposure::{self, Assessment, Exposures, Finding, Work, WorkContext};
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
    /// What has to be done about a system: the least that closes what still stands.
    pub fn work(&self, assessment: &Assessment) -> Work {
        let stage = |finding: &Finding| self.stage(assessment, finding);
        let context =
            WorkContext { advisories: self.advisories, as_of: self.threat.as_of, stage: &stage };
        exposure::work(context, assessment, |finding| self.scenario.is_exposed(finding))
    }

    /// The stage on day 1 of what was found about a system.
    pub fn stage(&self, assessment: &Assessment, finding: &Finding) -> Stage {
        self.scenario.stage(self.advisories, assessment, finding, self.threat)
    }

    /// The reachability graph. Linear in hosts, segments and flows.
    pub fn network(&self) -> Network {
        Network::build(self.inventory, self.advisories, self.exposures, self.threat, self.scenario)
    }
}
