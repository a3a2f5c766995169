//! What the advisories say of a product, service pack and architecture: worked out once for all
//! systems that share them.

use std::sync::Arc;

use indexmap::IndexSet;
use jiff::civil::Date;
use semver::Version;

use super::evidence::Mismatch;
use crate::advisory::{
    Advisories, Advisory, Affected, Product, ProductId, Remedy, Replacement, Target,
};
use crate::term::patch::PatchId;
use crate::term::platform::{Arch, ServicePack};
use crate::term::port::PortSet;

/// A product on an architecture, with every service pack that it may have.
pub(super) struct Platform<'a> {
    pub(super) product: ProductId,
    /// The service pack, if there is only one candidate.
    pub(super) service_pack: Option<ServicePack>,
    /// At least one, the oldest first; several if the inventory does not say which.
    pub(super) candidates: Vec<Candidate<'a>>,
    /// Ports that a plain install of any candidate listens on.
    pub(super) listens: PortSet,
}

/// One version that a system may have.
pub(super) struct Candidate<'a> {
    pub(super) service_pack: ServicePack,
    pub(super) version: Version,
    /// What each advisory says, in the order of the advisories given.
    pub(super) rules: Vec<Rule<'a>>,
}

/// What one advisory says of one version.
pub(super) enum Rule<'a> {
    NotAffected(Mismatch),
    Affected(Ruling<'a>),
}

/// A row that speaks of a version, and what follows for it.
#[derive(Clone)]
pub(super) struct Ruling<'a> {
    pub(super) advisory: &'a Advisory,
    pub(super) row: &'a Affected,
    /// Whether the remedy exists on the as-of day: the patch was out, and the service pack it
    /// needs.
    pub(super) available: bool,
    /// Patches any one of which fixes it and that were out on the as-of day: those of the row
    /// first, then what verified statements say of later ones, nearest first.
    pub(super) options: Arc<[PatchId]>,
    /// The highest number among patches that are known to fix it, where every later cumulative
    /// update does too.
    pub(super) newest_rollup: Option<u32>,
}

impl<'a> Platform<'a> {
    /// Looks up what `public` advisories say. Without a service pack every one is considered that
    /// was out on the day.
    pub(super) fn new(
        advisories: &'a Advisories,
        public: &[&'a Advisory],
        id: ProductId,
        service_pack: Option<ServicePack>,
        arch: Arch,
        as_of: Date,
    ) -> Self {
        let product = advisories.product_of(id);
        let packs =
            service_pack.map_or_else(|| possible(product, id, public, as_of), |known| vec![known]);
        let listens =
            packs.iter().fold(PortSet::empty(), |all, sp| all.union(product.listens(*sp)));
        let service_pack = if let [only] = packs[..] { Some(only) } else { None };
        let candidate = |sp| {
            let version = product.version(sp);
            let target = Target { product: id, version: &version, arch };
            let rules = public
                .iter()
                .map(|advisory| Rule::new(advisories, advisory, target, as_of))
                .collect();
            Candidate { service_pack: sp, version, rules }
        };
        Self {
            product: id,
            service_pack,
            candidates: packs.into_iter().map(candidate).collect(),
            listens,
        }
    }
}

/// The service packs a system may have if that is not said: those that were out on the day, or all
/// if none was. Where the catalogue lists none, those that the advisories tell apart.
fn possible(
    product: &Product,
    id: ProductId,
    public: &[&Advisory],
    as_of: Date,
) -> Vec<ServicePack> {
    let rows = public
        .iter()
        .flat_map(|advisory| &advisory.affected)
        .filter(|row| row.products.contains(&id));
    let all = product.distinguishable(rows.map(|row| &row.versions));
    let is_out = |sp: &ServicePack| {
        product
            .service_packs
            .get(sp)
            .and_then(|release| release.released)
            .is_none_or(|day| day <= as_of)
    };
    let out: Vec<ServicePack> = all.iter().copied().filter(is_out).collect();
    if out.is_empty() { all.into_iter().collect() } else { out }
}

impl<'a> Rule<'a> {
    fn new(
        advisories: &Advisories,
        advisory: &'a Advisory,
        target: Target<'_>,
        as_of: Date,
    ) -> Self {
        match advisory.affects(target.product, target.version, target.arch) {
            Some(row) => Self::Affected(Ruling::new(advisories, advisory, row, target, as_of)),
            None => {
                Self::NotAffected(mismatch(advisory, target.product, target.version, target.arch))
            }
        }
    }
}

impl<'a> Ruling<'a> {
    fn new(
        advisories: &Advisories,
        advisory: &'a Advisory,
        row: &'a Affected,
        target: Target<'_>,
        as_of: Date,
    ) -> Self {
        let available = advisory.available(row) <= as_of
            && is_out(&row.remedy, advisories.product_of(target.product), as_of);
        let options = if available { options(advisories, row, target, as_of) } else { Vec::new() };
        let newest_rollup = row.rollups.then(|| newest(advisories, row, target)).flatten();
        Self { advisory, row, available, options: options.into(), newest_rollup }
    }
}

/// Whether the service pack that a remedy asks for existed.
fn is_out(remedy: &Remedy, product: &Product, as_of: Date) -> bool {
    let Remedy::Upgrade { to, .. } = remedy else { return true };
    let same_release = (to.major, to.minor) == product.release;
    let pack = u16::try_from(to.patch)
        .ok()
        .filter(|_| same_release)
        .and_then(|sp| product.service_packs.get(&ServicePack(sp)));
    pack.and_then(|release| release.released).is_none_or(|day| day <= as_of)
}

/// More later patches of one chain are not looked at: nobody chooses among so many.
const MAX_OPTIONS: usize = 256;

/// Patches any one of which closes a row's hole on a version, and that existed on the day: those of
/// the row first, then later ones by verified statements.
pub(super) fn options(
    advisories: &Advisories,
    row: &Affected,
    target: Target<'_>,
    as_of: Date,
) -> Vec<PatchId> {
    let direct = match &row.remedy {
        Remedy::Upgrade { then, .. } => then,
        Remedy::Patch | Remedy::Isolate { .. } => &row.fixed_by,
    };
    let mut found: IndexSet<PatchId> = direct.iter().cloned().collect();
    // After an upgrade another version's statements hold, and they were not looked up.
    let mut next = if row.remedy == Remedy::Patch { 0 } else { found.len() };
    while let Some(patch) = found.get_index(next).cloned().filter(|_| found.len() < MAX_OPTIONS) {
        let holds = |r: &&Replacement| {
            !r.unverified && r.date.is_none_or(|day| day <= as_of) && r.is_for(target)
        };
        found
            .extend(advisories.supersedence.against(&patch).filter(holds).map(|r| r.patch.clone()));
        next += 1;
    }
    found.into_iter().collect()
}

fn newest(advisories: &Advisories, row: &Affected, target: Target<'_>) -> Option<u32> {
    let number = |patch: PatchId| if let PatchId::Kb(number) = patch { Some(number) } else { None };
    let later = |patch: &PatchId| advisories.supersedence.successors(patch, target);
    row.fixed_by.iter().flat_map(later).filter_map(number).max()
}

fn mismatch(advisory: &Advisory, id: ProductId, version: &Version, arch: Arch) -> Mismatch {
    let rows: Vec<&Affected> =
        advisory.affected.iter().filter(|row| row.products.contains(&id)).collect();
    if rows.is_empty() {
        Mismatch::Product
    } else if rows.iter().any(|row| row.versions.matches(version)) {
        Mismatch::Arch(arch)
    } else {
        Mismatch::Version(version.clone())
    }
}
