//! A host, and the system it runs.

use std::sync::Arc;

use jiff::civil::Date;

use super::plan::Restarts;
use super::{Away, ListensFrom, SegmentId};
use crate::source::Span;
use crate::term::patch::PatchId;
use crate::term::platform::{Arch, FileVersion, ServicePack};
use crate::term::port::PortSet;

/// Index of a host entry in its inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostId(pub u32);

/// Index of a distinct system in its inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemId(pub u32);

/// What a machine is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Carried about; roams unless the inventory says otherwise.
    Laptop,
    /// Stays on a desk.
    Workstation,
    /// Serves others.
    Server,
}

/// How much depends on a host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Criticality {
    /// Value 1.
    Low,
    /// Value 3; the default.
    #[default]
    Medium,
    /// Value 10.
    High,
    /// Value 30.
    Critical,
}

/// How much the antivirus on a host helps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Antivirus {
    /// Signatures are updated daily.
    Current,
    /// Installed, signatures are old.
    Stale,
    /// None, or not known; the default.
    #[default]
    None,
}

/// Since when a host is known to be compromised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Infected {
    /// Since when is not known.
    Undated,
    /// It was found on this day.
    Since(Date),
}

impl Infected {
    /// Whether it is known on a day.
    pub fn is_known_on(self, day: Date) -> bool {
        match self {
            Self::Undated => true,
            Self::Since(found) => found <= day,
        }
    }
}

/// One entry of the inventory: a machine, or `count` machines that are alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    /// How many machines this entry stands for; at least 1.
    pub count: u32,
    /// What runs on it.
    pub system: SystemId,
    /// What it is used as.
    pub kind: Kind,
    /// The segments it is in, as listed: at least one, no repeats. A roaming host returns to the
    /// first. Hosts that are placed alike share them.
    pub segments: Arc<[SegmentId]>,
    /// How much depends on it.
    pub criticality: Criticality,
    /// Value lost when one such machine is compromised; finite, not negative.
    pub value: f64,
    /// When it is outside, unprotected; [`Away::Never`] if it does not roam.
    pub away: Away,
    /// Whether it is known to be compromised, and since when.
    pub infected: Option<Infected>,
    /// From where it answers on which of its ports; empty if its own firewall closes nothing that
    /// is known.
    pub listens_from: Arc<[ListensFrom]>,
    /// Its antivirus.
    pub antivirus: Antivirus,
    /// The entry in the file (the name, or the CSV row).
    pub place: Span,
    /// What the risk model does not use.
    pub details: Option<Box<HostDetails>>,
}

impl Host {
    /// Whether it leaves the site at times, be it for no day of the horizon.
    pub fn roams(&self) -> bool {
        self.away != Away::Never
    }
}

/// What people want to know of a host beyond the risk model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HostDetails {
    /// Who is responsible.
    pub owner: Option<String>,
    /// What whoever works on it has to know, such as `dba`.
    pub who: Option<String>,
    /// Staff minutes to patch and reboot one machine.
    pub minutes: Option<u32>,
    /// When it may restart.
    pub restart: Option<Restarts>,
    /// Why it cannot be touched.
    pub frozen: Option<String>,
    /// Hosts that have to be done before it, by name.
    pub after: Vec<String>,
    /// Hosts that must not be done at the same time, by name.
    pub not_with: Vec<String>,
    /// When it was last seen.
    pub last_seen: Option<Date>,
    /// Network address, as written.
    pub address: Option<String>,
    /// Free labels.
    pub tags: Vec<String>,
    /// Free text.
    pub note: Option<String>,
}

/// What runs on a host and what is known about its patches: all that matching looks at. Hosts share
/// equal systems.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct System {
    /// Product id or alias, as written.
    pub os: String,
    /// Service pack; `None` if the inventory does not say.
    pub service_pack: Option<ServicePack>,
    /// Architecture; `None` means the product's usual one.
    pub arch: Option<Arch>,
    /// Installed patches.
    pub patches: Patches,
    /// File evidence, sorted by lower-case file name, no repeats.
    pub files: Vec<(String, FileState)>,
    /// Ports it listens on; `None` means the product version's default.
    pub listens: Option<PortSet>,
    /// What its administrator answered to questions that no export answers: whether what an
    /// advisory asks for holds here. Sorted by advisory in capitals, no repeats.
    pub answers: Vec<(String, bool)>,
}

/// What is known about installed patches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Patches {
    /// No list at all.
    Unknown,
    /// A list; sorted, no repeats.
    Listed {
        /// The installed patches.
        installed: Vec<PatchId>,
        /// False if the list is known to be cut off.
        complete: bool,
    },
}

/// What is known about one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileState {
    /// It is not there.
    Absent,
    /// It is there in this version.
    Version(FileVersion),
}

impl HostDetails {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Host {
    /// Whether it is known on a day to be compromised.
    pub fn is_infected_on(&self, day: Date) -> bool {
        self.infected.is_some_and(|infected| infected.is_known_on(day))
    }
}

impl Criticality {
    /// Value lost with a host of this criticality, from the model's table of inputs.
    pub fn value(self) -> f64 {
        match self {
            Self::Low => 1.0,
            Self::Medium => 3.0,
            Self::High => 10.0,
            Self::Critical => 30.0,
        }
    }

    /// The word of the inventory format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl Kind {
    /// The word of the inventory format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Laptop => "laptop",
            Self::Workstation => "workstation",
            Self::Server => "server",
        }
    }
}

impl Antivirus {
    /// The word of the inventory format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Stale => "stale",
            Self::None => "none",
        }
    }
}
