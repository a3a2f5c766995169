//! One host out of all that sources say about it.
//!
//! **Joining.** Observations are of one host if they share a full name; a short name that stands
//! for one full name only; a serial number that only one name has; or, where one of them has no
//! name, an address that one named host has. A domain beside a short name, and two serial numbers
//! that one file gives to a short name, tell machines apart as full names do. What would join two
//! hosts that a source tells apart joins nothing and is listed.
//!
//! **Weighing.** Where sources disagree about a field, the product catalogue's products come before
//! unknown ones, then the more reliable source
//! ([`Format::reliability`](super::format::Format::reliability)), then the newer one, then the one
//! that was named first. The others are listed as conflicts. Patches are the union of all lists. A
//! patch that a list has and a scan misses is left out, and the list is no longer complete: it may
//! wait for a restart.

mod caption;
mod conflict;
mod identity;
mod patches;
mod product;
mod resolve;
mod scales;
mod whereabouts;

use std::net::IpAddr;
use std::sync::Arc;

use jiff::civil::Date;

use super::fact::Observation;
use super::provenance::Provenance;
use super::role::Verdict;
use crate::advisory::Advisories;
use crate::inventory::{Antivirus, Criticality};
use crate::term::patch::PatchId;
use crate::term::platform::{Arch, FileVersion, ServicePack};
use crate::term::port::PortSet;
pub use conflict::{Conflict, Conflicts};
use scales::Scales;

/// A host as all sources together describe it.
#[derive(Clone, Debug)]
pub struct Host {
    /// Its name, fit for an inventory and unlike any other.
    pub name: String,
    /// Its full name, if known.
    pub fqdn: Option<Box<str>>,
    /// Its addresses, the most reliable first.
    pub addresses: Vec<IpAddr>,
    /// The machine; hosts that are alike share it.
    pub machine: Arc<Machine>,
    /// Its patches; hosts that have the same share them.
    pub patches: Arc<Patches>,
    /// Where it stands; hosts at one place share it.
    pub whereabouts: Arc<Whereabouts>,
    /// Where each field comes from.
    pub origins: Provenance,
}

/// What a machine is.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Product id, or what a source calls it where the catalogue does not know it.
    pub os: Option<String>,
    /// Whether the catalogue knows the product.
    pub os_known: bool,
    /// Which products it may be besides, if the source is not sure.
    pub os_doubt: Option<String>,
    /// Service pack.
    pub service_pack: Option<ServicePack>,
    /// Architecture.
    pub arch: Option<Arch>,
    /// Versions of files, sorted by name.
    pub files: Vec<(String, FileVersion)>,
    /// The ports it listens on, if a source says so.
    pub listens: Option<PortSet>,
    /// What it is used as.
    pub role: Verdict,
    /// How much depends on it.
    pub criticality: Option<Criticality>,
    /// Its antivirus.
    pub antivirus: Option<Antivirus>,
    /// What else is worth telling.
    pub notes: Vec<String>,
}

/// Which patches a host has, and which it lacks.
#[derive(Clone, Debug)]
pub struct Patches {
    /// Installed patches, sorted; `None` if there is no list at all.
    pub installed: Option<Vec<PatchId>>,
    /// Whether the list is known to show all.
    pub complete: bool,
    /// What scans found missing, sorted.
    pub missing: Vec<String>,
    /// The patches that these stand for.
    pub refuted: Vec<PatchId>,
}

/// Where a host stands, who is responsible, and when it was seen there.
#[derive(Clone, Debug)]
pub struct Whereabouts {
    /// Segments that sources name.
    pub segments: Vec<String>,
    /// Groups that rules may turn into segments, and whether they stand for a segment without a
    /// rule.
    pub groups: Vec<String>,
    /// Organisational unit.
    pub unit: Option<String>,
    /// Who is responsible.
    pub owner: Option<String>,
    /// When it was last seen.
    pub last_seen: Option<Date>,
}

/// What merging gives.
#[derive(Debug, Default)]
pub(super) struct Merged {
    pub(super) hosts: Vec<Host>,
    pub(super) conflicts: Conflicts,
}

/// Joins and weighs all observations. Hosts come in the order in which they are first observed.
pub(super) fn merge(mut observations: Vec<Observation>, catalogue: &Advisories) -> Merged {
    let mut merged = Merged::default();
    identity::tell_domains_apart(&mut observations);
    let groups = identity::groups(&observations, &mut merged.conflicts);
    merged.hosts.reserve_exact(groups.len());
    let mut scales = Scales::new(catalogue);
    // Each is dropped as soon as its host is made: hosts are as large again.
    let mut observations: Vec<Option<Observation>> = observations.into_iter().map(Some).collect();
    for group in groups.iter() {
        let only = if let [only] = group { observations[*only as usize].take() } else { None };
        let host = match only {
            Some(only) => scales.weigh(only, &mut merged.conflicts),
            None => {
                let all = group.iter().filter_map(|at| observations[*at as usize].as_ref());
                scales.weigh_in_full(all.collect(), &mut merged.conflicts)
            }
        };
        merged.hosts.push(host);
    }
    drop((groups, observations));
    identity::name_apart(&mut merged.hosts, &mut merged.conflicts);
    merged
}
