//! Classes of exchangeable hosts.

use super::ProfileId;
use crate::inventory::{Antivirus, FlowId, HostId, SegmentId};

/// Index of a class in its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u32);

/// Hosts that no coin and no rule can tell apart. They may differ in value: that is no coin.
#[derive(Clone, Debug)]
pub struct Class {
    /// What can be done to them.
    pub profile: ProfileId,
    /// The segments they are in, sorted.
    pub segments: Box<[SegmentId]>,
    /// The segment a roaming host of the class returns to: the first one its entry lists.
    pub home: SegmentId,
    /// Days of the horizon spent outside, at most the horizon.
    pub away: u32,
    /// Their antivirus.
    pub antivirus: Antivirus,
    /// Flows that name the host; not empty only where the class is one entry.
    pub named_by: Box<[FlowId]>,
    /// How the internet reaches them.
    pub from_internet: Box<[EntryLink]>,
    /// The entries, in input order.
    pub hosts: Vec<HostId>,
    /// How many machines these entries stand for.
    pub size: u64,
    /// Their total value.
    pub value: f64,
    /// A number that depends on the content of the class alone, to tell its coins apart.
    pub key: u64,
}

/// An internet flow that reaches a class.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryLink {
    /// The flow.
    pub flow: FlowId,
    /// A number that depends on the flow's ends alone, to tell its coins apart.
    pub key: u64,
    /// Which of the profile's usable advisories pass through it, by index; not empty.
    pub usable: Box<[u16]>,
}

impl Class {
    /// Mean value of a machine of the class.
    pub fn mean_value(&self) -> f64 {
        self.value / self.size as f64
    }
}
