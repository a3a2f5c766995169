//! The product catalogue.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use semver::{Version, VersionReq};

use crate::term::platform::{Arch, ServicePack};
use crate::term::port::PortSet;

/// Index of a product in its catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProductId(pub u16);

/// An operating system, or any other product that hosts run.
#[derive(Clone, Debug)]
pub struct Product {
    /// Its identifier, such as `windows-2000`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Other names, as scanners print them.
    pub aliases: Vec<String>,
    /// Major and minor version of the release: 5.0 for Windows 2000.
    pub release: (u64, u64),
    /// Ports it listens on when nothing else is said.
    pub listens: PortSet,
    /// When it came out.
    pub released: Option<Date>,
    /// When its last security fixes came or will come.
    pub support_ends: Option<Date>,
    /// The architectures it exists for. Empty: any.
    pub architectures: Vec<Arch>,
    /// The service packs that exist. Empty: any number is accepted.
    pub service_packs: BTreeMap<ServicePack, ServicePackRelease>,
    /// A remark, as written.
    pub note: Option<String>,
    /// What of the above was not seen in a source, as written.
    pub unverified: Vec<String>,
}

/// One service pack of a product.
#[derive(Clone, Debug, Default)]
pub struct ServicePackRelease {
    /// When it came out.
    pub released: Option<Date>,
    /// When its last security fixes came or will come.
    pub support_ends: Option<Date>,
    /// What people call the product with it, where that is a name of its own: `Windows 10 1607`.
    pub name: Option<String>,
    /// Other names of that kind.
    pub aliases: Vec<String>,
    /// Ports it listens on, where it changes them.
    pub listens: Option<PortSet>,
    /// A remark, as written.
    pub note: Option<String>,
    /// What of the above was not seen in a source, as written.
    pub unverified: Vec<String>,
}

impl Product {
    /// The version that affected ranges speak of: `major.minor.service-pack`.
    pub fn version(&self, service_pack: ServicePack) -> Version {
        Version::new(self.release.0, self.release.1, u64::from(service_pack.0))
    }

    /// Whether the number in place of a service pack is the build, as since Windows 10. There is
    /// then no build 0, and `sp: 0` never means one.
    pub fn counts_builds(&self) -> bool {
        self.release.0 >= 10
            && self.service_packs.keys().next().is_some_and(|first| first.0 >= FIRST_BUILD)
    }

    /// The service pack or build of a system: the one stated, else the one in its name. A 0 is no
    /// build.
    pub fn stated(
        &self,
        stated: Option<ServicePack>,
        named: Option<ServicePack>,
    ) -> Option<ServicePack> {
        stated.filter(|sp| sp.0 > 0 || !self.counts_builds()).or(named)
    }

    /// Whether the catalogue allows a service pack.
    pub fn has(&self, service_pack: ServicePack) -> bool {
        self.service_packs.is_empty() || self.service_packs.contains_key(&service_pack)
    }

    /// Whether the catalogue allows an architecture.
    pub fn runs_on(&self, arch: Arch) -> bool {
        self.architectures.is_empty() || self.architectures.contains(&arch)
    }

    /// The architecture of a host: the one stated, else x86 where the product has it, else the
    /// product's first.
    pub fn arch(&self, stated: Option<Arch>) -> Arch {
        let usual =
            if self.runs_on(Arch::default()) { None } else { self.architectures.first().copied() };
        stated.or(usual).unwrap_or_default()
    }

    /// The service packs that have to be looked at to know how ranges treat every version of the
    /// product: those that exist, or for a product that lists none the ends of the ranges and their
    /// neighbours, since nothing changes between two ends.
    pub fn distinguishable<'r>(
        &self,
        ranges: impl IntoIterator<Item = &'r VersionReq>,
    ) -> BTreeSet<ServicePack> {
        if !self.service_packs.is_empty() {
            return self.service_packs.keys().copied().collect();
        }
        let here = |c: &&semver::Comparator| (c.major, c.minor.unwrap_or(0)) == self.release;
        let ends = ranges
            .into_iter()
            .flat_map(|range| range.comparators.iter().filter(here))
            .filter_map(|c| c.patch);
        let around = ends.flat_map(|end| [end.saturating_sub(1), end, end.saturating_add(1)]);
        around.chain([0]).filter_map(|end| u16::try_from(end).ok()).map(ServicePack).collect()
    }

    /// Ports a plain install listens on.
    pub fn listens(&self, service_pack: ServicePack) -> &PortSet {
        self.service_packs
            .get(&service_pack)
            .and_then(|sp| sp.listens.as_ref())
            .unwrap_or(&self.listens)
    }
}

/// The first build of Windows 10; what is below is a service pack.
const FIRST_BUILD: u16 = 10_240;

/// A name without what scanners add to it: case, `(R)`, `(TM)`, `®`, `™`, commas and repeated
/// spaces.
pub(super) fn normalise(name: &str) -> String {
    let plain = name
        .to_lowercase()
        .replace("(r)", " ")
        .replace("(tm)", " ")
        .replace(['®', '™', ',', '\u{a0}'], " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
