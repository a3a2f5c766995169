//! Where attacks start, and their hops from host to host.

use crate::advisory::AdvisoryId;
use crate::inventory::{FlowId, HostId, SegmentId};
use crate::network::Node;
use crate::term::day::Day;
use crate::term::entry::Entry;
use crate::term::port::Port;

/// Where an attack starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// On the internet.
    Internet,
    /// On a laptop that was infected outside; it returns to this segment.
    Roaming(SegmentId),
    /// With an insider in this segment.
    Insider(SegmentId),
    /// With a Trojan that somebody runs in this segment.
    Mail(SegmentId),
    /// On a host that is known to be infected.
    Infected(HostId),
}

impl Start {
    /// The way in that it belongs to.
    pub fn entry(self) -> Entry {
        match self {
            Self::Internet => Entry::Internet,
            Self::Roaming(_) => Entry::Roaming,
            Self::Insider(_) => Entry::Insider,
            Self::Mail(_) => Entry::Mail,
            Self::Infected(_) => Entry::Infected,
        }
    }
}

/// One hop: hosts that are compromised on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    /// The flow it goes through; `None` within a segment, and for what happens outside.
    pub flow: Option<FlowId>,
    /// The segment in which the attacker knocks; `None` if the hosts are hit from outside.
    pub segment: Option<SegmentId>,
    /// The port; `None` for hosts hit while roaming.
    pub port: Option<Port>,
    /// The likeliest advisory.
    pub advisory: Option<AdvisoryId>,
    /// The first of the hosts.
    pub host: HostId,
    /// How many machines are alike.
    pub machines: u64,
    /// Probability that at least one of them falls, given the hop before.
    pub p: f64,
    /// The likeliest day on which they fall.
    pub day: Day,
    /// The day on which they let the attacker in; later than they fall if they have to return
    /// first.
    pub connects: Day,
}

/// A way from an entry to a host.
#[derive(Clone, Debug, PartialEq)]
pub struct WayIn {
    /// Where it starts.
    pub start: Start,
    /// Probability of the start: that an insider or a Trojan is present. 1 for the other starts,
    /// whose first hop tells it.
    pub p_start: f64,
    /// The hops; the last one is the host itself.
    pub hops: Vec<Hop>,
    /// Probability of the whole way, its hops treated as independent.
    pub p: f64,
}

/// The flow and segment that the attack is passing after a node.
pub(super) fn passed(
    node: Node,
    flow: Option<FlowId>,
    segment: Option<SegmentId>,
) -> (Option<FlowId>, Option<SegmentId>) {
    match node {
        Node::Present(segment) => (None, Some(segment)),
        Node::Flow(flow) => (Some(flow), segment),
        Node::Door(segment, _) => (flow, Some(segment)),
        Node::Class(_) => (None, None),
    }
}
