//! Classes of exchangeable hosts.

use super::key::Key;
use super::{HazardId, ProfileId};
use crate::inventory::{Antivirus, FlowId, HostId, SegmentId};
use crate::term::day::Day;

/// Index of a class in its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u32);

/// Hosts that no coin and no rule can tell apart. They may differ in value: that is no coin.
#[derive(Clone, Debug)]
pub struct Class {
    /// What can be done to them.
    pub profile: ProfileId,
    /// Whether they are known to be infected: they are lost whatever happens, and let the attacker
    /// in once they connect.
    pub infected: bool,
    /// The segments they are in, sorted.
    pub segments: Box<[SegmentId]>,
    /// The segment a roaming host of the class returns to: the first one its entry lists.
    pub home: SegmentId,
    /// On which days they are inside and outside: an index into [`super::Network::whereabouts`].
    pub whereabouts: u32,
    /// What threatens them outside; `None` if they are never outside within the horizon.
    pub outside: Option<HazardId>,
    /// Their antivirus.
    pub antivirus: Antivirus,
    /// Flows that name the host; not empty only where the class is one entry.
    pub named_by: Box<[FlowId]>,
    /// How the internet reaches them.
    pub from_internet: Box<[EntryLink]>,
    /// The entries that are not wholly remedied, in input order.
    pub hosts: Vec<HostId>,
    /// How many machines of these entries are not remedied and will not be.
    pub size: u64,
    /// Machines that are remedied, now or later. Coins fall for them too, so that a sample stays
    /// the same sample when a host is patched; which of the fates was theirs is decided in this
    /// order.
    pub removed: Vec<Removal>,
    /// The total value of those that are not remedied.
    pub value: f64,
    /// A number that depends on the content of the class alone, to tell its coins apart.
    pub key: u64,
    /// Where the coin that says whether anybody reaches them outside is balanced against others of
    /// the segment.
    pub outside_column: Option<Column>,
    /// The same of the coin of their antivirus.
    pub antivirus_column: Option<Column>,
}

/// A column of an orthogonal array: coins in different columns of one array are balanced against
/// each other within each block of samples. There is an array for each segment, because that is
/// where it matters who else was hit: of two laptops that come home to one segment, each alone
/// lets the attacker in where the other was spared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// A number that depends on the segment's name alone.
    pub array: u64,
    /// Less than [`Column::MAX`].
    pub number: u8,
}

impl Column {
    /// How many columns an array has.
    pub const MAX: u8 = 15;
}

/// Machines that are remedied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Removal {
    /// A number that depends on the host's name alone, to tell its coins apart.
    pub key: u64,
    /// How many.
    pub machines: u64,
    /// The value of each.
    pub value: f64,
    /// From which day on nothing can be done to them.
    pub from: Day,
}

impl Removal {
    /// Takes out machines of a host from a day on.
    pub fn new(name: &str, machines: u32, value: f64, from: Day) -> Self {
        Self {
            key: Key::of("removed").text(name).finish(),
            machines: u64::from(machines),
            value,
            from,
        }
    }

    /// What the order of removals is decided by. Those that are over sooner come first: acting a
    /// day earlier then takes nothing away from the rest.
    #[inline]
    pub(super) fn order(&self) -> (Day, u64, u64) {
        (self.from, self.key, self.machines)
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
    /// What threatens the hosts through it.
    pub hazard: HazardId,
}

impl Class {
    /// Mean value of a machine that is not remedied.
    #[inline]
    pub fn mean_value(&self) -> f64 {
        self.value / self.size.max(1) as f64
    }

    /// How many machines coins fall for: those that are remedied are among them.
    #[inline]
    pub fn drawn(&self) -> u64 {
        self.size + self.removed.iter().map(|removal| removal.machines).sum::<u64>()
    }

    /// How many machines anything can happen to before they are remedied, if they are.
    #[inline]
    pub fn exposed(&self) -> u64 {
        self.size
            + self
                .removed
                .iter()
                .filter(|removal| removal.from > Day::FIRST)
                .map(|removal| removal.machines)
                .sum::<u64>()
    }
}
