//! Which patches hold the fixes of which others: a relation per product and version, closed transitively.

use indexmap::IndexSet;
use jiff::civil::Date;
use semver::{Version, VersionReq};

use super::ProductId;
use crate::source::Span;
use crate::term::patch::PatchId;
use crate::term::platform::Arch;

/// One statement: on these products and versions, `patch` holds everything that `replaces` fixed.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// The later patch.
    pub patch: PatchId,
    /// The earlier patch whose fixes it holds.
    pub replaces: PatchId,
    /// The products it holds for; empty is all.
    pub products: Vec<ProductId>,
    /// The versions it holds for; `*` is all.
    pub versions: VersionReq,
    /// The architectures; empty is all.
    pub arch: Vec<Arch>,
    /// The bulletin of the later patch.
    pub bulletin: Option<String>,
    /// When the later patch came out.
    pub date: Option<Date>,
    /// A remark, as written.
    pub note: Option<String>,
    /// Inferred, or not seen in a bulletin.
    pub unverified: bool,
    /// Where it is written.
    pub place: Span,
}

/// All statements of all advisories.
#[derive(Clone, Debug, Default)]
pub struct Supersedence {
    replacements: Vec<Replacement>,
}

impl Supersedence {
    /// Every statement, in the order of the files.
    pub fn replacements(&self) -> &[Replacement] {
        &self.replacements
    }

    /// The patches that fix what `patch` fixes on a product version: itself first, then what supersedes it, directly or
    /// through others, nearest first. Cycles do no harm.
    pub fn successors(&self, patch: &PatchId, product: ProductId, version: &Version, arch: Arch) -> Vec<PatchId> {
        self.closure(patch, |r| r.holds_for(product, version, arch))
    }

    /// As [`Self::successors`], but through verified statements alone.
    pub fn verified_successors(&self, patch: &PatchId, product: ProductId, version: &Version, arch: Arch) -> Vec<PatchId> {
        self.closure(patch, |r| !r.unverified && r.holds_for(product, version, arch))
    }

    /// Breadth first from one patch over the statements that `counts` lets through.
    fn closure(&self, patch: &PatchId, counts: impl Fn(&Replacement) -> bool) -> Vec<PatchId> {
        let statements: Vec<&Replacement> = self.replacements.iter().filter(|r| counts(r)).collect();
        let mut found = IndexSet::from([patch.clone()]);
        let mut next = 0;
        while let Some(current) = found.get_index(next).cloned() {
            found.extend(statements.iter().filter(|r| r.replaces == current).map(|r| r.patch.clone()));
            next += 1;
        }
        found.into_iter().collect()
    }
}

/// Collects statements; their order decides the order among successors that are equally near.
impl FromIterator<Replacement> for Supersedence {
    fn from_iter<I: IntoIterator<Item = Replacement>>(replacements: I) -> Self {
        Self { replacements: replacements.into_iter().collect() }
    }
}

impl Replacement {
    pub(crate) fn holds_for(&self, product: ProductId, version: &Version, arch: Arch) -> bool {
        (self.products.is_empty() || self.products.contains(&product))
            && self.versions.matches(version)
            && (self.arch.is_empty() || self.arch.contains(&arch))
    }
}
