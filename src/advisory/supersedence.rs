//! Which patches hold the fixes of which others: a relation per product and version, closed
//! transitively.

use indexmap::{IndexMap, IndexSet};
use jiff::civil::Date;
use rustc_hash::{FxBuildHasher, FxHashMap};
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
    /// The statements about each later patch, by index.
    by_patch: FxHashMap<PatchId, Vec<u32>>,
    /// The statements about each earlier patch, by index.
    by_replaced: FxHashMap<PatchId, Vec<u32>>,
}

/// A product version on an architecture: what a statement may hold for.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The product.
    pub product: ProductId,
    /// Its version.
    pub version: &'a Version,
    /// The architecture.
    pub arch: Arch,
}

/// Why a patch counts as installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof<'a> {
    /// The patch that is installed: itself, or one that supersedes it.
    pub installed: &'a PatchId,
    /// A link between the two is inferred.
    pub inferred: bool,
}

impl Supersedence {
    /// Every statement, in the order of the files.
    pub fn replacements(&self) -> &[Replacement] {
        &self.replacements
    }

    /// The patches that fix what `patch` fixes on a product version: itself first, then what
    /// supersedes it, directly or through others, nearest first. Cycles do no harm.
    pub fn successors(&self, patch: &PatchId, target: Target<'_>) -> Vec<PatchId> {
        let mut found = IndexSet::from([patch.clone()]);
        let mut next = 0;
        while let Some(current) = found.get_index(next).cloned() {
            let later = self.against(&current).filter(|r| r.is_for(target));
            found.extend(later.map(|r| r.patch.clone()));
            next += 1;
        }
        found.into_iter().collect()
    }

    /// The statements about a later patch.
    pub fn about(&self, patch: &PatchId) -> impl Iterator<Item = &Replacement> {
        self.by_patch
            .get(patch)
            .into_iter()
            .flatten()
            .map(|index| &self.replacements[*index as usize])
    }

    /// Whether any statement names a patch.
    pub fn names(&self, patch: &PatchId) -> bool {
        self.by_patch.contains_key(patch) || self.by_replaced.contains_key(patch)
    }

    /// The statements about an earlier patch.
    pub fn against(&self, patch: &PatchId) -> impl Iterator<Item = &Replacement> {
        self.by_replaced
            .get(patch)
            .into_iter()
            .flatten()
            .map(|index| &self.replacements[*index as usize])
    }

    /// Everything that counts as installed on a system with a list of patches: the list, and what
    /// those on it supersede, directly or through others. What verified statements prove is found
    /// through them, nearest first.
    ///
    /// Costs as much as there is to find, whatever the number of statements.
    pub fn covered<'a>(
        &'a self,
        installed: &'a [PatchId],
        target: Target<'_>,
    ) -> FxHashMap<&'a PatchId, Proof<'a>> {
        let itself = |patch: &'a PatchId| (patch, Proof { installed: patch, inferred: false });
        let mut found: IndexMap<&PatchId, Proof<'a>, FxBuildHasher> =
            installed.iter().map(itself).collect();
        self.follow(&mut found, target, false);
        self.follow(&mut found, target, true);
        found.into_iter().collect()
    }

    /// Follows statements from everything found, in the order of finding; without `inferred` the
    /// verified ones alone.
    fn follow<'a>(
        &'a self,
        found: &mut IndexMap<&'a PatchId, Proof<'a>, FxBuildHasher>,
        target: Target<'_>,
        inferred: bool,
    ) {
        let mut next = 0;
        while let Some((patch, proof)) =
            found.get_index(next).map(|(patch, proof)| (*patch, *proof))
        {
            let counts = |r: &&Replacement| (inferred || !r.unverified) && r.is_for(target);
            for statement in self.about(patch).filter(counts) {
                found.entry(&statement.replaces).or_insert(Proof { inferred, ..proof });
            }
            next += 1;
        }
    }
}

/// Collects statements; their order decides the order among successors that are equally near.
impl FromIterator<Replacement> for Supersedence {
    fn from_iter<I: IntoIterator<Item = Replacement>>(replacements: I) -> Self {
        let mut all = Self { replacements: replacements.into_iter().collect(), ..Self::default() };
        for (index, statement) in all.replacements.iter().enumerate() {
            let index = u32::try_from(index)
                .expect("fewer statements than a file of the largest size has bytes");
            all.by_patch.entry(statement.patch.clone()).or_default().push(index);
            all.by_replaced.entry(statement.replaces.clone()).or_default().push(index);
        }
        all
    }
}

impl Replacement {
    /// Whether it holds for a product version on an architecture.
    pub fn is_for(&self, target: Target<'_>) -> bool {
        (self.products.is_empty() || self.products.contains(&target.product))
            && self.versions.matches(target.version)
            && (self.arch.is_empty() || self.arch.contains(&target.arch))
    }
}
