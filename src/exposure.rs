//! Host × advisory: is the host affected, on what evidence, through which ports, and what is the
//! remedy.
//!
//! Hosts that run equal systems share the answer, so matching costs one pass per distinct system,
//! not per host.

mod assess;
mod complaint;
mod evidence;
mod judge;
pub mod least;
mod owner;
mod platform;
mod work;

use std::sync::Arc;

use jiff::civil::Date;
use semver::Version;

use crate::advisory::{Advisories, AdvisoryId, Effect, Logon, ProductId, Remedy};
use crate::diagnostic::Diagnostics;
use crate::inventory::{Inventory, SystemId};
use crate::term::patch::PatchId;
use crate::term::platform::{Arch, ServicePack};
use crate::term::port::PortSet;

pub use evidence::{Evidence, Mismatch};
pub use work::{Step, Work, WorkContext, work};

/// Whether a system is affected by an advisory, in order of how bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The product, version or architecture is not affected.
    NotApplicable,
    /// Affected, and the evidence says the fix is there.
    Fixed,
    /// Affected, and the evidence is missing or incomplete. Counts as vulnerable in the risk, never
    /// called clean.
    Unknown,
    /// Affected, and the evidence says no fix is there.
    Vulnerable,
}

impl Status {
    /// The word of the JSON format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotApplicable => "not-applicable",
            Self::Fixed => "fixed",
            Self::Unknown => "unknown",
            Self::Vulnerable => "vulnerable",
        }
    }

    /// Vulnerable, or not known to be otherwise.
    pub fn is_exposed(self) -> bool {
        self >= Self::Unknown
    }
}

/// What was found about one system and one advisory.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The advisory.
    pub advisory: AdvisoryId,
    /// The status.
    pub status: Status,
    /// What the status rests on.
    pub evidence: Evidence,
    /// What to do; `None` where nothing is to be done (fixed, not applicable).
    pub remedy: Option<Remedy>,
    /// The patches any one of which fixes it directly; empty where none exists.
    pub fixes: Vec<PatchId>,
    /// Patches any one of which closes it here and that existed on the as-of day: `fixes` first,
    /// then later ones that verified statements name, nearest first. Empty unless exposed.
    pub options: Arc<[PatchId]>,
    /// What an attack can do.
    pub effect: Effect,
    /// What an attacker needs first.
    pub logon: Logon,
    /// Whether an attack can be automated: what the advisory says, and never where an account is
    /// needed.
    pub automatable: bool,
    /// Ports through which it can be used here: vectors on which the system listens. Empty unless
    /// exposed, and where only an administrator could use it.
    pub ports: PortSet,
    /// Vectors on which it is not known to listen, because the inventory says nothing of its ports.
    pub unheard: PortSet,
}

/// What was found about one system.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The product; `None` if the catalogue does not know it: then nothing is assessed.
    pub product: Option<ProductId>,
    /// The service pack that was assumed; `None` if the inventory does not say and the product has
    /// several.
    pub service_pack: Option<ServicePack>,
    /// The version that was matched: `major.minor.service-pack` (the oldest possible one if the
    /// service pack is unknown).
    pub version: Option<Version>,
    /// The architecture that was matched.
    pub arch: Arch,
    /// Ports it listens on.
    pub listens: PortSet,
    /// One finding per advisory that was public on the as-of day, in the order of the advisories.
    pub findings: Vec<Finding>,
}

impl Assessment {
    /// The version, where it is known for certain: stages differ by version, and where nobody knows
    /// it the worst counts.
    pub fn certain_version(&self) -> Option<&Version> {
        self.version.as_ref().filter(|_| self.service_pack.is_some())
    }
}

/// The assessments of all systems of an inventory.
#[derive(Clone, Debug)]
pub struct Exposures {
    assessments: Vec<Assessment>,
    /// Advisories that were not public on the as-of day and were left out.
    pub unpublished: Vec<AdvisoryId>,
}

impl Exposures {
    /// The assessment of a system.
    pub fn of(&self, system: SystemId) -> &Assessment {
        &self.assessments[system.0 as usize]
    }

    /// Every assessment, indexed by system.
    pub fn iter(&self) -> impl Iterator<Item = (SystemId, &Assessment)> {
        self.assessments.iter().enumerate().map(|(i, a)| (SystemId(i as u32), a))
    }

    /// Whether any advisory speaks of any system. If none does, nothing can be said of the
    /// inventory, and that is not "clean".
    pub fn any_applies(&self) -> bool {
        self.assessments
            .iter()
            .flat_map(|a| &a.findings)
            .any(|finding| finding.status != Status::NotApplicable)
    }
}

/// Assesses every system of the inventory against every advisory that was public on a day.
///
/// Reports as diagnostics: impossible service packs and architectures (error); contradicting
/// evidence, service packs that matter and are not given, and products that the catalogue does not
/// know (warning). An unknown product is no error: its hosts are listed as not assessed.
///
/// An advisory is public from the day it is published, or from the first verified entry of its
/// timeline that shows an attack, whichever is earlier.
pub fn find(
    inventory: &Inventory,
    advisories: &Advisories,
    as_of: Date,
    diagnostics: &mut Diagnostics,
) -> Exposures {
    assess::all(inventory, advisories, as_of, diagnostics)
}
