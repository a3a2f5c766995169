//! What is taken for true beyond what the inventory says: the question "what if", as data.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::advisory::{Advisories, AdvisoryId, ProductId, Stage};
use crate::exposure::Finding;
use crate::inventory::{FlowId, FlowPorts, Host, HostId, SegmentId};
use crate::term::port::PortSet;
use crate::threat::Threat;

/// What to make of ports of which nobody knows whether a flow allows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownFlows {
    /// They are open: unknown is not clean. The default.
    #[default]
    Open,
    /// They are taken for blocked, on the user's word.
    Blocked,
}

impl UnknownFlows {
    /// The ports of a flow that count as open.
    pub fn counted(self, ports: &FlowPorts) -> Cow<'_, PortSet> {
        match self {
            Self::Open if !ports.is_known() => Cow::Owned(ports.all()),
            _ => Cow::Borrowed(ports.certain()),
        }
    }
}

/// What is taken for true beyond what the inventory says. A flow that is taken for open stands in the inventory itself
/// ([`crate::inventory::Inventory::with_flow`]): it then has an id and a name like any other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// What to make of unknown flows.
    pub unknown_flows: UnknownFlows,
    /// Machines that are taken for remedied, per host entry: nothing can be done to them. At most the entry's count.
    pub remedied: BTreeMap<HostId, u32>,
    /// Advisories that are taken for fixed on every host.
    pub fixed: BTreeSet<AdvisoryId>,
    /// Flows that are taken to allow what is certain and no more.
    pub only_certain: BTreeSet<FlowId>,
    /// Flows that are taken for blocked.
    pub blocked: BTreeSet<FlowId>,
    /// Segments to which no laptop returns before it was looked at.
    pub quarantined: BTreeSet<SegmentId>,
    /// Segments in which an insider is for certain.
    pub insiders: BTreeSet<SegmentId>,
    /// Host entries that are plugged in infected: compromised, and present in all their segments.
    pub infected: BTreeSet<HostId>,
    /// Stages of advisories on day 1, for all products, whatever the timeline says.
    pub stages: BTreeMap<AdvisoryId, Stage>,
}

impl Scenario {
    /// How many machines of an entry are taken for remedied.
    pub fn remedied(&self, id: HostId, host: &Host) -> u32 {
        self.remedied.get(&id).map_or(0, |machines| (*machines).min(host.count))
    }

    /// Whether every machine of an entry is taken for remedied.
    pub fn is_remedied(&self, id: HostId, host: &Host) -> bool {
        self.remedied(id, host) == host.count
    }

    /// The ports of a flow that count as open, unless the flow is blocked.
    pub fn counted<'p>(&self, id: FlowId, ports: &'p FlowPorts) -> Cow<'p, PortSet> {
        if self.only_certain.contains(&id) { Cow::Borrowed(ports.certain()) } else { self.unknown_flows.counted(ports) }
    }

    /// Whether a finding still stands: exposed, and not taken for fixed everywhere.
    pub fn is_exposed(&self, finding: &Finding) -> bool {
        finding.status.is_exposed() && !self.fixed.contains(&finding.advisory)
    }

    /// The stage of an advisory for a product on day 1, before what a product's effect caps.
    pub fn stage(&self, advisories: &Advisories, advisory: AdvisoryId, product: ProductId, threat: &Threat) -> Stage {
        self.stages.get(&advisory).copied().unwrap_or_else(|| advisories.advisory_of(advisory).stage(product, threat.as_of))
    }
}
