//! What can be done to a host, and the courses that exploitation can take.

use super::PortIx;
use crate::advisory::{AdvisoryId, Effect, ProductId, Stage};
use crate::exposure::Status;
use crate::term::platform::ServicePack;

/// Index of a profile in its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileId(pub u32);

/// Index of a track in its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackId(pub u32);

/// The course of one advisory from one first stage. Products that start alike share it, because the
/// coin of an advisory and day is the same for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExploitTimeline {
    /// The advisory.
    pub advisory: AdvisoryId,
    /// The stage on day 1.
    pub first: Stage,
    /// Days from the one on which it was reached to the as-of day.
    pub age: u32,
    /// Whether it can pass proof-of-concept.
    pub effect: Effect,
    /// A number that depends on the advisory's name alone, to tell its coins apart.
    pub key: u64,
}

/// One advisory that can be used against a host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExploitableFinding {
    /// How its exploitation goes.
    pub track: TrackId,
    /// Only an insider or a Trojan can use it, from the segment in which they are: it asks for an
    /// account.
    pub asks_for_account: bool,
    /// The ports through which it can be used; not empty.
    pub ports: Box<[PortIx]>,
}

/// What can be done to the hosts that share it: the same product version, the same statuses, the
/// same ports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Profile {
    /// The product; `None` for hosts to which nothing is done because they are infected already.
    pub product: Option<ProductId>,
    /// Its service pack, if known.
    pub service_pack: Option<ServicePack>,
    /// The status for each advisory.
    pub statuses: Box<[Status]>,
    /// The advisories that can be used; none against hosts that are infected already.
    pub usable: Box<[ExploitableFinding]>,
    /// A number that depends on product, statuses and ports alone, not on flows or on what is
    /// assumed.
    pub key: u64,
}

impl Profile {
    /// The advisories that a stranger can use.
    pub fn for_strangers(&self) -> impl Iterator<Item = &ExploitableFinding> {
        self.usable.iter().filter(|usable| !usable.asks_for_account)
    }

    /// The ports through which anything can be used, sorted, without repeats.
    pub fn ports(&self) -> Vec<PortIx> {
        let mut ports: Vec<PortIx> =
            self.usable.iter().flat_map(|u| u.ports.iter().copied()).collect();
        ports.sort_unstable();
        ports.dedup();
        ports
    }
}
