//! One case: what is known, what is assumed and what is asked. Every analysis starts from it.

use crate::advisory::{Advisories, Stage};
use crate::exposure::{self, Assessment, Exposures, Finding, Work, WorkContext};
use crate::inventory::{End, FlowId, Host, HostId, Inventory};
use crate::network::{Network, Scenario};
use crate::risk::Request;
use crate::term::port::PortSet;
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

    /// Whether nothing can be installed on a host.
    pub fn has_no_patch(&self, host: HostId) -> bool {
        let work = self.work(self.exposures.of(self.inventory.host(host).1.system));
        work.patches.is_empty() && work.upgrade.is_none()
    }

    /// Whether a flow leads to something that a host offers: it listens on one of its ports.
    pub fn leads_to(&self, flow: FlowId, host: HostId) -> bool {
        let (key, flow_there) = self.inventory.flow(flow);
        let (_, entry) = self.inventory.host(host);
        let is_behind = match (key.to, flow_there.host) {
            (_, Some(named)) => named == host,
            (End::Segment(to), None) => key.host.is_none() && entry.segments.contains(&to),
            _ => false,
        };
        is_behind && self.listens(entry, &self.scenario.counted(flow, &flow_there.ports))
    }

    /// Whether a host listens on one of some ports.
    pub fn listens(&self, host: &Host, ports: &PortSet) -> bool {
        !self.exposures.of(host.system).listens.intersection(ports).is_empty()
    }
}
