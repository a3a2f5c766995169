//! What is assumed beyond what the inventory says: the question "what if", as data.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use semver::Version;

use crate::advisory::{Advisories, AdvisoryId, ProductId, Stage};
use crate::exposure::{Assessment, Finding};
use crate::inventory::{FlowId, FlowPorts, Host, HostId, SegmentId};
use crate::term::day::{Day, days_between};
use crate::term::port::PortSet;
use crate::threat::{Threat, capped};

/// What to make of ports that a flow may or may not allow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownFlows {
    /// They are open: unknown is not clean. The default.
    #[default]
    Open,
    /// They are treated as blocked, on the user's word.
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

/// What is assumed beyond what the inventory says. A flow that is assumed to be open stands in the
/// inventory itself ([`crate::inventory::Inventory::with_flow`]): it then has an id and a name like
/// any other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// What to make of unknown flows.
    pub unknown_flows: UnknownFlows,
    /// Machines that are assumed to be remedied, per host entry: nothing can be done to them. At
    /// most the entry's count.
    pub remedied: BTreeMap<HostId, u32>,
    /// Advisories that are assumed to be fixed on every host.
    pub fixed: BTreeSet<AdvisoryId>,
    /// Flows that are taken to allow what is certain and no more.
    pub only_certain: BTreeSet<FlowId>,
    /// Flows that are blocked at once, unless a block fails.
    pub blocked: BTreeSet<FlowId>,
    /// Segments to which no laptop returns before it was looked at, unless it slips through.
    pub quarantined: BTreeSet<SegmentId>,
    /// Segments in which an insider is for certain.
    pub insiders: BTreeSet<SegmentId>,
    /// Host entries that are infected, beside those that the inventory says are.
    pub infected: BTreeSet<HostId>,
    /// Stages of advisories on day 1, for all products, whatever the timeline says. They are
    /// reached on the as-of day.
    pub stages: BTreeMap<AdvisoryId, Stage>,
    /// The chance that an advisory is at stage worm already on day 1, whatever the timeline says,
    /// from what was observed.
    pub activity: BTreeMap<AdvisoryId, f64>,
    /// What is done later than at once.
    pub later: Later,
}

/// Remedies that are in force from a later day than the first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Later {
    /// Machines per host entry and day.
    pub remedied: BTreeMap<(HostId, Day), u32>,
    /// Flows that are blocked.
    pub blocked: BTreeMap<FlowId, Day>,
    /// Segments that are put under quarantine.
    pub quarantined: BTreeMap<SegmentId, Day>,
}

/// How far an advisory has come on day 1, for a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The stage, before what a product's effect caps.
    pub stage: Stage,
    /// Days from the one on which it was reached to the as-of day.
    pub age: u32,
}

impl Scenario {
    /// How many machines of an entry are assumed to be remedied.
    pub fn remedied(&self, id: HostId, host: &Host) -> u32 {
        self.remedied.get(&id).map_or(0, |machines| (*machines).min(host.count))
    }

    /// How many machines of an entry are assumed to be remedied later than at once.
    pub fn remedied_later(&self, id: HostId, host: &Host) -> u32 {
        let days = self.later.remedied.range((id, Day::BEFORE)..=(id, Day::NEVER));
        let machines = days.map(|(_, machines)| *machines).fold(0, u32::saturating_add);
        machines.min(host.count - self.remedied(id, host))
    }

    /// Whether every machine of an entry is remedied by the end, at once or later.
    pub fn is_remedied_at_last(&self, id: HostId, host: &Host) -> bool {
        self.remedied(id, host) + self.remedied_later(id, host) == host.count
    }

    /// The ports of a flow that count as open, unless the flow is blocked.
    pub fn counted<'p>(&self, id: FlowId, ports: &'p FlowPorts) -> Cow<'p, PortSet> {
        if self.only_certain.contains(&id) {
            Cow::Borrowed(ports.certain())
        } else {
            self.unknown_flows.counted(ports)
        }
    }

    /// Whether a finding still stands: exposed, and not assumed to be fixed everywhere.
    pub fn is_exposed(&self, finding: &Finding) -> bool {
        finding.status.is_exposed() && !self.fixed.contains(&finding.advisory)
    }

    /// The stage on day 1 of what was found about a system: that of its product and version, no
    /// higher than its effect allows.
    pub fn stage(
        &self,
        advisories: &Advisories,
        assessment: &Assessment,
        finding: &Finding,
        threat: &Threat,
    ) -> Stage {
        let version = assessment.certain_version();
        let on_record = |product| {
            advisories.advisory_of(finding.advisory).stage_for(product, version, threat.as_of)
        };
        let known = self
            .stages
            .get(&finding.advisory)
            .copied()
            .or_else(|| assessment.product.map(on_record));
        capped(known.unwrap_or_default(), finding.effect)
    }

    /// The stage of an advisory for a product, and its version if that is known, on day 1; and its
    /// age.
    pub fn reached(
        &self,
        advisories: &Advisories,
        advisory: AdvisoryId,
        (product, version): (ProductId, Option<&Version>),
        threat: &Threat,
    ) -> Reached {
        if let Some(stage) = self.stages.get(&advisory) {
            return Reached { stage: *stage, age: 0 };
        }
        let advisory = advisories.advisory_of(advisory);
        let since = advisory.reached(product, version, threat.as_of);
        Reached {
            stage: advisory.stage_for(product, version, threat.as_of),
            age: days_between(since, threat.as_of).max(0).unsigned_abs(),
        }
    }

    /// From which day on a flow is blocked.
    pub fn blocked_from(&self, flow: FlowId) -> Day {
        if self.blocked.contains(&flow) {
            Day::FIRST
        } else {
            self.later.blocked.get(&flow).copied().unwrap_or(Day::NEVER)
        }
    }

    /// From which day on laptops that return to a segment are quarantined.
    pub fn quarantined_from(&self, segment: SegmentId) -> Day {
        if self.quarantined.contains(&segment) {
            Day::FIRST
        } else {
            self.later.quarantined.get(&segment).copied().unwrap_or(Day::NEVER)
        }
    }

    /// Whether a host is infected: known to be on the as-of day, or taken for it.
    pub fn is_infected(&self, id: HostId, host: &Host, threat: &Threat) -> bool {
        self.infected.contains(&id) || host.is_infected_on(threat.as_of)
    }
}
