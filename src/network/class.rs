//! Classes of exchangeable hosts.

use super::ProfileId;
use super::key::Key;
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
    /// The entries that are not wholly remedied, in input order.
    pub hosts: Vec<HostId>,
    /// How many machines of these entries can be attacked.
    pub size: u64,
    /// Machines that were taken out: remedied, or infected. Coins fall for them too, so that a sample stays the same sample
    /// when a host is patched; which of the fates was theirs is decided in this order.
    pub removed: Vec<Removal>,
    /// The total value of those that can be attacked.
    pub value: f64,
    /// A number that depends on the content of the class alone, to tell its coins apart.
    pub key: u64,
}

/// Machines taken out of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Removal {
    /// A number that depends on the host's name alone, to tell its coins apart.
    pub key: u64,
    /// How many.
    pub machines: u64,
}

impl Removal {
    /// Takes out machines of a host.
    pub fn new(name: &str, machines: u32) -> Self {
        Self { key: Key::of("removed").text(name).finish(), machines: u64::from(machines) }
    }
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
        self.value / self.size.max(1) as f64
    }

    /// How many machines coins fall for: those taken out are among them.
    pub fn drawn(&self) -> u64 {
        self.size + self.removed.iter().map(|removal| removal.machines).sum::<u64>()
    }
}
