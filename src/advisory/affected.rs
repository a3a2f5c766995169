//! One row of an advisory: which versions are affected, what fixes them, and what an attack does
//! there.

use jiff::civil::Date;
use semver::{Version, VersionReq};

use super::ProductId;
use crate::source::Span;
use crate::term::patch::PatchId;
use crate::term::platform::{Arch, FileVersion};
use crate::term::port::{Port, PortSet, Protocol};

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
    /// The day on which the patch came out, where that is not the day of the bulletin.
    pub available: Option<Date>,
    /// Every later cumulative update holds the fix, and the chain of those known here has an end:
    /// what lies beyond is unknown.
    pub rollups: bool,
    /// What an attack can do.
    pub effect: Effect,
    /// What an attacker must have first.
    pub logon: Logon,
    /// Ports through which it can be used, where they differ from those of the advisory.
    pub vectors: Option<PortSet>,
    /// Only systems that serve as this are affected.
    pub role: Option<Role>,
    /// Only systems of which this holds are affected, and only their administrator knows; a clause
    /// such as `a printer is shared`.
    pub only_if: Option<String>,
    /// Why a patch alone does not do, as written, for rows whose remedy is an upgrade.
    pub why: Option<String>,
    /// A remark, as written.
    pub note: Option<String>,
    /// It is not verified that these versions are affected: they count as exposed, but as unknown,
    /// never as vulnerable.
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
    /// The first fixed versions of further code branches, where releases that share a product
    /// version have several.
    pub branches: Vec<Branch>,
    /// The version of a second, better package; versions from `fixed` up to it are safe but come
    /// from the first.
    pub reissued: Option<FileVersion>,
    /// The product is affected only where the file is present at all.
    pub required: bool,
}

/// A further code branch of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its lowest version. Files from here on, with the same first three numbers, belong to it:
    /// branches may share those three (6.0.6000.16386 began one branch, 6.0.6000.20000 a second
    /// one; Terminal Server Edition counts from 4.0.1381.33000).
    pub from: FileVersion,
    /// Its first fixed version.
    pub fixed: FileVersion,
}

/// What an attacker needs on the host before the attack, in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Logon {
    /// Nothing: any stranger can.
    #[default]
    None,
    /// Any valid account: an insider has one, and so has a Trojan that somebody opened.
    Account,
    /// An administrator's account. Who has that owns the host anyway, so the model lets nobody use
    /// it.
    Administrator,
}

impl Logon {
    /// The word of the advisory format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Account => "account",
            Self::Administrator => "administrator",
        }
    }
}

/// A service that a system offers only if somebody set it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Windows Internet Name Service.
    Wins,
    /// Domain Name System.
    Dns,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 2] = [Self::Wins, Self::Dns];

    /// The word of the advisory format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wins => "wins",
            Self::Dns => "dns",
        }
    }

    /// What it is called in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wins => "WINS",
            Self::Dns => "DNS",
        }
    }

    /// The file that is there only where the role is.
    pub fn file(self) -> &'static str {
        match self {
            Self::Wins => "wins.exe",
            Self::Dns => "dns.exe",
        }
    }

    /// Ports on which only this role listens.
    pub fn ports(self) -> PortSet {
        let number = match self {
            Self::Wins => 42,
            Self::Dns => 53,
        };
        [Protocol::Tcp, Protocol::Udp]
            .into_iter()
            .map(|protocol| Port { protocol, number })
            .collect()
    }
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
    /// The first fixed version that a file found has to be compared with: that of its own code
    /// branch, else `fixed`.
    ///
    /// Two releases may share a product version and not a code branch (Windows XP 64-Bit Edition is
    /// 5.1.2600, its Version 2003 is 5.2.3790); an old file of the higher branch must not pass for
    /// newer than the fix of the lower one.
    pub fn threshold(&self, found: FileVersion) -> FileVersion {
        let own = |branch: &&Branch| branch.fixed.shares_branch(found) && branch.from <= found;
        self.branches
            .iter()
            .filter(own)
            .max_by_key(|branch| branch.from)
            .map_or(self.fixed, |branch| branch.fixed)
    }

    /// The second package's version, if a file found is fixed but comes from the first package.
    pub fn superseded_package(&self, found: FileVersion) -> Option<FileVersion> {
        self.reissued.filter(|reissued| found < *reissued && reissued.shares_branch(found))
    }
}

impl Affected {
    /// Whether this row speaks of a product version.
    pub fn covers(&self, product: ProductId, version: &Version, arch: Arch) -> bool {
        self.products.contains(&product)
            && self.versions.matches(version)
            && (self.arch.is_empty() || self.arch.contains(&arch))
    }
}
