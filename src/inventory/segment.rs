//! Segments, and the flows that are allowed between them.

use crate::inventory::HostId;
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

/// The ports a flow allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlowPorts {
    /// These ports.
    Known(PortSet),
    /// Nobody knows; treated as open, shown as unknown.
    Unknown,
}

/// An allow rule. What no flow allows is blocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The ports it allows.
    pub ports: FlowPorts,
    /// The one host it may reach, resolved; set exactly when the key names one. It is in the target segment.
    pub host: Option<HostId>,
    /// Where it is written.
    pub place: Span,
}
