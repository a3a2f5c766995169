//! Segments, and the flows that are allowed between them.

use crate::inventory::{Antivirus, HostId};
use crate::source::Span;
use crate::term::port::PortSet;

/// Index of a segment in its inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentId(pub u32);

/// Index of a flow in its inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowId(pub u32);

/// A part of the network whose hosts reach each other unless it is isolated.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// People who work in it; each may turn insider.
    pub users: u32,
    /// Whether the inventory says how many; if not, `users` is 0.
    pub users_stated: bool,
    /// The antivirus that the segment itself states: it stands between its users and what they are
    /// sent.
    pub antivirus: Option<Antivirus>,
    /// Hosts in it cannot reach each other.
    pub isolated: bool,
    /// Its networks in CIDR notation, as written; each was checked to be one.
    pub networks: Vec<String>,
    /// Where it is defined.
    pub place: Span,
}

/// One end of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// The outside.
    Internet,
    /// A segment.
    Segment(SegmentId),
    /// Every segment: both ends of the one flow of an inventory that says nothing of flows.
    AnySegment,
}

/// What makes a flow that flow: at most one per key. Sorted by the ends' ids, then the host's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowKey {
    /// Where traffic may start.
    pub from: End,
    /// Where it may go.
    pub to: End,
    /// The only host it may reach, by name; `None` is the whole segment.
    pub host: Option<String>,
}

/// The ports a flow allows: what is open for certain, and what may be open besides because that is
/// not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowPorts {
    certain: PortSet,
    possible: PortSet,
}

impl FlowPorts {
    /// Ports that are certainly open, and ports that may be; what is certain is not merely
    /// possible.
    pub fn new(certain: PortSet, possible: &PortSet) -> Self {
        Self { possible: possible.difference(&certain), certain }
    }

    /// These ports and no other.
    pub fn known(ports: PortSet) -> Self {
        Self { certain: ports, possible: PortSet::empty() }
    }

    /// Nothing is known: every port may be open.
    pub fn unknown() -> Self {
        Self { certain: PortSet::empty(), possible: PortSet::any() }
    }

    /// What is certainly open.
    pub fn certain(&self) -> &PortSet {
        &self.certain
    }

    /// What may be open besides; shares no port with what is certain. Counted as open unless the
    /// user says otherwise.
    pub fn possible(&self) -> &PortSet {
        &self.possible
    }

    /// Whether nothing about it is unknown.
    pub fn is_known(&self) -> bool {
        self.possible.is_empty()
    }

    /// Whether nothing about it is certain.
    pub fn is_unknown(&self) -> bool {
        self.certain.is_empty()
    }

    /// All that is or may be open.
    pub fn all(&self) -> PortSet {
        self.certain.union(&self.possible)
    }

    /// The same with more ports that are certainly open.
    #[must_use]
    pub fn with_certain(&self, ports: &PortSet) -> Self {
        Self::new(self.certain.union(ports), &self.possible)
    }
}

impl FlowKey {
    /// The flow that stands for all flows of an inventory that describes none: from any segment to
    /// any other.
    pub fn undescribed() -> Self {
        Self { from: End::AnySegment, to: End::AnySegment, host: None }
    }

    /// Whether it stands for what is not described.
    pub fn is_undescribed(&self) -> bool {
        self.to == End::AnySegment
    }
}

/// An allow rule. What no flow allows is blocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The ports it allows.
    pub ports: FlowPorts,
    /// The one host it may reach, resolved; set exactly when the key names one. It is in the target
    /// segment.
    pub host: Option<HostId>,
    /// Where it is written.
    pub place: Span,
}
