//! One row of an advisory: which versions are affected, what fixes them, and what an attack does there.

use semver::{Version, VersionReq};

use super::ProductId;
use crate::source::Span;
use crate::term::patch::PatchId;
use crate::term::platform::{Arch, FileVersion};

/// A row of the affected table.
#[derive(Clone, Debug)]
pub struct Affected {
    /// The products.
    pub products: Vec<ProductId>,
    /// The versions, as `major.minor.service-pack` ranges.
    pub versions: VersionReq,
    /// The architectures; empty is all.
    pub arch: Vec<Arch>,
    /// Any one of these patches fixes it (and any patch that supersedes one of them).
    pub fixed_by: Vec<PatchId>,
    /// The file whose version proves the fix.
    pub file: Option<FixedFile>,
    /// What to do about a vulnerable host.
    pub remedy: Remedy,
    /// What an attack can do.
    pub effect: Effect,
    /// Why a patch alone does not do, as written, for rows whose remedy is an upgrade.
    pub why: Option<String>,
    /// A remark, as written.
    pub note: Option<String>,
    /// Nobody has verified that these versions are affected: they count as exposed, but as unknown, never as vulnerable.
    pub unverified: bool,
    /// Where it is written.
    pub place: Span,
}

/// The file that a fix replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// Lower-case file name.
    pub name: String,
    /// The first fixed version.
    pub fixed: FileVersion,
    /// The first fixed versions of further code branches, where releases that share a product version have several.
    pub branches: Vec<FileVersion>,
    /// The version of a second, better package; versions from `fixed` up to it are safe but come from the first.
    pub reissued: Option<FileVersion>,
    /// The product is affected only where the file is present at all.
    pub required: bool,
}

/// What to do about a vulnerable host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Install one of the fixing patches.
    Patch,
    /// Install a service pack first, then the patches.
    Upgrade {
        /// The version to reach, as `major.minor.service-pack`.
        to: Version,
        /// What to install after it; may be empty.
        then: Vec<PatchId>,
    },
    /// No patch exists: take it off the network or fence it in.
    Isolate {
        /// Why there is no patch.
        why: String,
    },
}

/// What an attack through this advisory can do to the product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Run code: the host can be taken over.
    #[default]
    Code,
    /// Crash it at most: the stage never passes proof-of-concept here.
    Crash,
}

impl FixedFile {
    /// The first fixed version that a file found has to be compared with: that of its own code branch, else `fixed`.
    ///
    /// Two releases may share a product version and not a code branch (Windows XP 64-Bit Edition is 5.1.2600, its Version
    /// 2003 is 5.2.3790); an old file of the higher branch must not pass for newer than the fix of the lower one.
    pub fn threshold(&self, found: FileVersion) -> FileVersion {
        self.branches.iter().copied().find(|branch| branch.shares_branch(found)).unwrap_or(self.fixed)
    }

    /// The second package's version, if a file found is fixed but comes from the first package.
    pub fn superseded_package(&self, found: FileVersion) -> Option<FileVersion> {
        self.reissued.filter(|reissued| found < *reissued && reissued.shares_branch(found))
    }
}

impl Affected {
    /// Whether this row speaks of a product version.
    pub fn covers(&self, product: ProductId, version: &Version, arch: Arch) -> bool {
        self.products.contains(&product) && self.versions.matches(version) && (self.arch.is_empty() || self.arch.contains(&arch))
    }
}
