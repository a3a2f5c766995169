//! What the advisories say of a product, service pack and architecture: worked out once for all systems that share them.

use jiff::civil::Date;
use semver::Version;

use super::evidence::Mismatch;
use crate::advisory::{Advisories, Advisory, Affected, Product, ProductId};
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
    Affected { row: &'a Affected, fixes: Vec<Fix> },
}

/// A patch whose presence in a list proves the fix.
pub(super) struct Fix {
    pub(super) patch: PatchId,
    /// The patch of the advisory that this one supersedes; `None` if it is that patch.
    pub(super) supersedes: Option<PatchId>,
    /// A link between the two is inferred.
    pub(super) inferred: bool,
}

impl<'a> Platform<'a> {
    /// Looks up what `public` advisories say. Without a service pack every one is considered that was out on the day.
    pub(super) fn new(
        advisories: &'a Advisories,
        public: &[&'a Advisory],
        id: ProductId,
        service_pack: Option<ServicePack>,
        arch: Arch,
        as_of: Date,
    ) -> Self {
        let product = advisories.product_of(id);
        let packs = service_pack.map_or_else(|| possible(product, id, public, as_of), |known| vec![known]);
        let listens = packs.iter().fold(PortSet::empty(), |all, sp| all.union(product.listens(*sp)));
        let service_pack = if let [only] = packs[..] { Some(only) } else { None };
        let candidate = |sp| {
            let version = product.version(sp);
            let rules = public.iter().map(|advisory| Rule::new(advisories, advisory, id, &version, arch)).collect();
            Candidate { service_pack: sp, version, rules }
        };
        Self { product: id, service_pack, candidates: packs.into_iter().map(candidate).collect(), listens }
    }
}

/// The service packs a system may have if nobody says: those that were out on the day, or all if none was. Where the
/// catalogue lists none, those that the advisories tell apart.
fn possible(product: &Product, id: ProductId, public: &[&Advisory], as_of: Date) -> Vec<ServicePack> {
    let rows = public.iter().flat_map(|advisory| &advisory.affected).filter(|row| row.products.contains(&id));
    let all = product.distinguishable(rows.map(|row| &row.versions));
    let is_out = |sp: &ServicePack| product.service_packs.get(sp).and_then(|release| release.released).is_none_or(|day| day <= as_of);
    let out: Vec<ServicePack> = all.iter().copied().filter(is_out).collect();
    if out.is_empty() { all.into_iter().collect() } else { out }
}

impl<'a> Rule<'a> {
    fn new(advisories: &Advisories, advisory: &'a Advisory, id: ProductId, version: &Version, arch: Arch) -> Self {
        match advisory.affects(id, version, arch) {
            Some(row) => Self::Affected { row, fixes: fixes(advisories, row, id, version, arch) },
            None => Self::NotAffected(mismatch(advisory, id, version, arch)),
        }
    }
}

fn mismatch(advisory: &Advisory, id: ProductId, version: &Version, arch: Arch) -> Mismatch {
    let rows: Vec<&Affected> = advisory.affected.iter().filter(|row| row.products.contains(&id)).collect();
    if rows.is_empty() {
        Mismatch::Product
    } else if rows.iter().any(|row| row.versions.matches(version)) {
        Mismatch::Arch(arch)
    } else {
        Mismatch::Version(version.clone())
    }
}

/// Every patch that proves the fix: those of the row first, then what supersedes them by verified statements, then the rest.
fn fixes(advisories: &Advisories, row: &Affected, id: ProductId, version: &Version, arch: Arch) -> Vec<Fix> {
    let mut fixes: Vec<Fix> = row.fixed_by.iter().map(|patch| Fix { patch: patch.clone(), supersedes: None, inferred: false }).collect();
    for fix in &row.fixed_by {
        let verified = advisories.supersedence.verified_successors(fix, id, version, arch);
        for patch in advisories.supersedence.successors(fix, id, version, arch).into_iter().skip(1) {
            fixes.push(Fix { inferred: !verified.contains(&patch), patch, supersedes: Some(fix.clone()) });
        }
    }
    fixes.sort_by_key(|fix| (fix.supersedes.is_some(), fix.inferred));
    fixes
}
