//! What runs on hosts: service packs, patches and support, asked once per distinct system.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use semver::Version;

use super::remark;
use crate::advisory::{Advisories, Affected, Product, ProductId, Remedy, Target};
use crate::case::Case;
use crate::check::{Fault, Rule};
use crate::inventory::{Patches, System};
use crate::term::patch::PatchId;
use crate::term::platform::ServicePack;

/// What is wrong with every host of each system, indexed by system.
pub(super) fn problems(case: Case<'_>) -> Vec<Vec<Arc<Fault>>> {
    let offers = offers(case.advisories);
    let of = |(system, (_, assessment)): (&System, (_, &crate::exposure::Assessment))| {
        let Some(id) = assessment.product else { return Vec::new() };
        let asked = Asked {
            advisories: case.advisories,
            offers: &offers,
            id,
            product: case.advisories.product_of(id),
            system,
            as_of: case.threat.as_of,
        };
        asked.problems(assessment.service_pack).into_iter().map(Arc::new).collect()
    };
    case.inventory.systems.iter().zip(case.exposures.iter()).map(of).collect()
}

/// The rows that offer each patch, of any product.
type Offers<'a> = FxHashMap<&'a PatchId, Vec<&'a Affected>>;

fn offers(advisories: &Advisories) -> Offers<'_> {
    let mut offers = Offers::default();
    for row in advisories.iter().flat_map(|(_, advisory)| &advisory.affected) {
        row.fixed_by.iter().for_each(|patch| offers.entry(patch).or_default().push(row));
    }
    offers
}

/// One system, and what it is held against.
struct Asked<'a> {
    advisories: &'a Advisories,
    offers: &'a Offers<'a>,
    id: ProductId,
    product: &'a Product,
    system: &'a System,
    as_of: Date,
}

impl Asked<'_> {
    fn problems(&self, assumed: Option<ServicePack>) -> Vec<Fault> {
        let mut problems = Vec::new();
        problems.extend(self.system.service_pack.and_then(|sp| self.future(sp)));
        problems.extend(self.support(assumed));
        if let (Patches::Listed { installed, .. }, Some(sp)) =
            (&self.system.patches, self.system.service_pack)
        {
            problems.extend(installed.iter().filter_map(|patch| self.patch(patch, sp)));
        }
        problems
    }

    fn future(&self, sp: ServicePack) -> Option<Fault> {
        let released = self
            .product
            .service_packs
            .get(&sp)?
            .released
            .filter(|released| *released > self.as_of)?;
        let message = format!(
            "service pack {sp} of {} came out on {released}, after the as-of day {}",
            self.product.name, self.as_of
        );
        Some(remark(Rule::FutureServicePack, message, "correct `sp`, or `as_of`"))
    }

    fn support(&self, sp: Option<ServicePack>) -> Option<Fault> {
        let release = sp.and_then(|sp| self.product.service_packs.get(&sp));
        let pack = release.and_then(|release| release.support_ends).filter(|end| *end < self.as_of);
        let whole = self.product.support_ends.filter(|end| *end < self.as_of);
        let (what, end, help) = match (whole, pack, sp) {
            (Some(end), _, _) => (self.product.name.clone(), end, "replace it, or fence it in"),
            (None, Some(end), Some(sp)) => (
                format!("service pack {sp} of {}", self.product.name),
                end,
                "install a later service pack",
            ),
            _ => return None,
        };
        let message = format!("{what} got its last security fixes on {end}");
        Some(remark(Rule::OutOfSupport, message, help))
    }

    /// What is wrong with an installed patch, as far as the advisories that offer it tell.
    fn patch(&self, patch: &PatchId, sp: ServicePack) -> Option<Fault> {
        let rows = self.offers.get(patch)?;
        let version = self.product.version(sp);
        if self.supersedes(patch, &version) {
            return None;
        }
        let here: Vec<&Affected> = rows
            .iter()
            .copied()
            .filter(|row| row.products.contains(&self.id) && self.is_for_arch(row))
            .collect();
        let name = &self.product.name;
        let (rule, message, help) = match fit(&here, self.product, &version) {
            Fit::Never => (
                Rule::ImpossiblePatch,
                format!(
                    "{patch} was never issued for {name} on {}",
                    self.product.arch(self.system.arch)
                ),
                "correct `os`, `arch` or the patch list",
            ),
            Fit::Needs(least) => (
                Rule::PatchDoesNotInstall,
                format!(
                    "{patch} needs at least service pack {least} of {name}, and the host has {sp}"
                ),
                "correct `sp`, or remove the patch from the list",
            ),
            Fit::Contained => (
                Rule::RedundantPatch,
                format!("service pack {sp} of {name} already contains {patch}"),
                "remove it from the list, or correct `sp`",
            ),
            Fit::Fits => return None,
        };
        Some(remark(rule, message, help).detail(patch.to_string()))
    }

    fn is_for_arch(&self, row: &Affected) -> bool {
        row.arch.is_empty() || row.arch.contains(&self.product.arch(self.system.arch))
    }

    /// A patch that replaces others exists wherever it replaces them.
    fn supersedes(&self, patch: &PatchId, version: &Version) -> bool {
        let target =
            Target { product: self.id, version, arch: self.product.arch(self.system.arch) };
        self.advisories.supersedence.about(patch).any(|statement| statement.is_for(target))
    }
}

/// How a patch suits a version.
enum Fit {
    /// It is offered for this version.
    Fits,
    /// It is offered for no version of the product.
    Never,
    /// It is offered for later service packs only.
    Needs(ServicePack),
    /// It is offered for earlier service packs only.
    Contained,
}

fn fit(rows: &[&Affected], product: &Product, version: &Version) -> Fit {
    if rows.is_empty() {
        return Fit::Never;
    }
    let ranges = || rows.iter().filter(|row| row.remedy == Remedy::Patch).map(|row| &row.versions);
    let candidates = product.distinguishable(ranges());
    let offered: BTreeSet<ServicePack> = candidates
        .into_iter()
        .filter(|sp| ranges().any(|range| range.matches(&product.version(*sp))))
        .collect();
    match (offered.first(), offered.last()) {
        _ if ranges().any(|range| range.matches(version)) => Fit::Fits,
        (Some(least), _) if product.version(*least) > *version => Fit::Needs(*least),
        (_, Some(most)) if product.version(*most) < *version => Fit::Contained,
        _ => Fit::Fits,
    }
}
