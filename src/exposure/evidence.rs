//! What a status rests on, and how to say it.

use std::fmt;

use semver::Version;

use crate::advisory::Role;
use crate::term::patch::PatchId;
use crate::term::platform::{Arch, FileVersion, ServicePack};

/// What a status rests on. Prints as one phrase without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The advisory does not speak of this system.
    NotAffected(Mismatch),
    /// The file is not there, and only hosts that have it are affected.
    FileAbsent {
        /// The file's name.
        file: String,
    },
    /// Only hosts that have the file are affected, and it is not said whether it is there.
    FileNotKnown {
        /// The file's name.
        file: String,
    },
    /// The file is fixed.
    FileFixed {
        /// The file's name.
        file: String,
        /// The version found.
        found: FileVersion,
        /// The first fixed version.
        fixed: FileVersion,
        /// The version of a later, better package, where the file found comes from the first one.
        reissued: Option<FileVersion>,
    },
    /// The file is older than the fix.
    FileVulnerable {
        /// The file's name.
        file: String,
        /// The version found.
        found: FileVersion,
        /// The first fixed version.
        fixed: FileVersion,
    },
    /// A fixing patch is installed.
    PatchInstalled {
        /// The patch.
        patch: PatchId,
    },
    /// A patch is installed that supersedes a fixing one, directly or through others.
    SupersedingPatch {
        /// The installed patch.
        installed: PatchId,
        /// The fixing patch it supersedes.
        fix: PatchId,
        /// A link between the two is inferred, not stated by the vendor.
        inferred: bool,
    },
    /// The list is complete and no fixing patch is in it.
    NoFixInCompleteList,
    /// No patch at all is installed.
    NothingInstalled,
    /// It is not said whether the system has the file, but a patch that brought it is installed.
    FileBrought {
        /// The patch.
        patch: PatchId,
        /// The file.
        file: String,
        /// What is known of the fix.
        known: Box<Evidence>,
    },
    /// The edition has no such server role.
    NoRole {
        /// The role.
        role: Role,
    },
    /// Only hosts with a server role are affected, and it is not said whether this one has it.
    RoleNotKnown {
        /// The role.
        role: Role,
        /// What is known of the fix.
        known: Box<Evidence>,
    },
    /// Only hosts with a setting are affected that nobody but their administrator knows.
    Condition {
        /// The setting, as a clause.
        clause: String,
        /// What is known of the fix.
        known: Box<Evidence>,
    },
    /// The same, and the inventory says that it is so.
    ConditionHolds {
        /// The setting, as a clause.
        clause: String,
        /// What is known of the fix.
        known: Box<Evidence>,
    },
    /// The same, and the inventory says that it is not so.
    ConditionFails {
        /// The setting, as a clause.
        clause: String,
    },
    /// The patch came out after the as-of day.
    NoPatchYet,
    /// No patch that is known to fix it is in the list, but one that may be a later cumulative
    /// update.
    LaterRollup {
        /// The patch.
        patch: PatchId,
        /// The last one that is known to hold the fix.
        newest: PatchId,
    },
    /// No fixing patch is in the list, and the list is cut off.
    ListIncomplete,
    /// There is no patch list.
    NoPatchList,
    /// No patch exists, so no list could show it.
    NoPatchExists {
        /// Why there is none.
        why: String,
    },
    /// The patch does not install on this version, so no list could show it.
    UpgradeNeeded {
        /// The version that is needed first.
        to: Version,
        /// Why.
        why: Option<String>,
    },
    /// The service pack is not given, and the answer depends on it.
    ServicePackNotKnown {
        /// With which service packs the system is exposed.
        exposed: Vec<ServicePack>,
    },
    /// It is not verified that this version is affected.
    Unverified {
        /// What is known of the host.
        known: Box<Evidence>,
    },
    /// Two pieces of evidence disagree.
    Contradicted {
        /// The one the status follows: that of the file.
        believed: Box<Evidence>,
        /// The other one: that of the patch list.
        against: Box<Evidence>,
    },
}

/// Why an advisory does not speak of a system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// It does not name the product.
    Product,
    /// It names the product, but not this version.
    Version(Version),
    /// It names the version, but not on this architecture.
    Arch(Arch),
}

impl Evidence {
    /// Whether only an administrator can say more: the key `answers` of the inventory takes what he
    /// says.
    pub fn is_question(&self) -> bool {
        match self {
            Self::Condition { .. } | Self::RoleNotKnown { .. } => true,
            Self::Unverified { known } => known.is_question(),
            _ => false,
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAffected(mismatch) => mismatch.fmt(f),
            Self::FileAbsent { file } => {
                write!(f, "{file} is not there, and only hosts that have it are affected")
            }
            Self::FileNotKnown { file } => write!(
                f,
                "not known whether {file} is there, and only hosts that have it are affected"
            ),
            Self::FileFixed { file, found, fixed, reissued } => {
                fixed_file(f, file, *found, *fixed, *reissued)
            }
            Self::FileVulnerable { file, found, fixed } => {
                write!(f, "{file} {found} is below the fixed {fixed}")
            }
            Self::PatchInstalled { patch } => write!(f, "{patch} is installed"),
            Self::SupersedingPatch { installed, fix, inferred } => {
                superseding(f, installed, fix, *inferred)
            }
            Self::NoFixInCompleteList => f.write_str("no fixing patch in a complete list"),
            Self::NothingInstalled => f.write_str("no patch is installed"),
            Self::ListIncomplete => f.write_str("no fixing patch in a list that is cut off"),
            Self::NoPatchList => f.write_str("no patch list"),
            Self::FileBrought { patch, file, known } => {
                write!(f, "{known}; {patch} is installed, which brought {file}")
            }
            Self::NoRole { role } => {
                write!(f, "only {} servers are affected, and this is none", role.name())
            }
            Self::RoleNotKnown { role, known } => {
                write!(
                    f,
                    "{known}; not known whether it is a {} server, and only those are affected",
                    role.name()
                )
            }
            Self::Condition { clause, known } => {
                write!(f, "{known}; affected only if {clause}, which nobody says")
            }
            Self::ConditionHolds { clause, known } => {
                write!(f, "{known}; the inventory says that {clause}")
            }
            Self::ConditionFails { clause } => {
                write!(f, "affected only if {clause}, and the inventory says that this is not so")
            }
            Self::NoPatchYet => f.write_str("no patch exists yet"),
            Self::LaterRollup { patch, newest } => {
                write!(
                    f,
                    "{patch} may be a cumulative update with the fix; those known here end with {newest}"
                )
            }
            Self::NoPatchExists { why } => write!(f, "no patch exists: {why}"),
            Self::UpgradeNeeded { to, why: Some(why) } => write!(f, "no patch without {to}: {why}"),
            Self::UpgradeNeeded { to, why: None } => write!(f, "no patch without {to}"),
            Self::ServicePackNotKnown { exposed } => {
                write!(f, "service pack not known; exposed if {}", listed(exposed))
            }
            Self::Unverified { known } => {
                write!(f, "{known}; nobody has verified that this version is affected")
            }
            Self::Contradicted { believed, against } => {
                write!(f, "{believed}, although the patch list says: {against}")
            }
        }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Product => f.write_str("the product is not affected"),
            Self::Version(version) => write!(f, "version {version} is not affected"),
            Self::Arch(arch) => write!(f, "this version is not affected on {arch}"),
        }
    }
}

fn fixed_file(
    f: &mut fmt::Formatter<'_>,
    file: &str,
    found: FileVersion,
    fixed: FileVersion,
    reissued: Option<FileVersion>,
) -> fmt::Result {
    let relation = if found == fixed { "is the fixed version" } else { "is above the fixed" };
    write!(f, "{file} {found} {relation}")?;
    if found != fixed {
        write!(f, " {fixed}")?;
    }
    reissued.map_or(Ok(()), |reissued| write!(f, "; the patch was reissued with {reissued}"))
}

fn superseding(
    f: &mut fmt::Formatter<'_>,
    installed: &PatchId,
    fix: &PatchId,
    inferred: bool,
) -> fmt::Result {
    write!(f, "{installed} is installed, which supersedes {fix}")?;
    f.write_str(if inferred { " (inferred)" } else { "" })
}

fn listed(service_packs: &[ServicePack]) -> String {
    service_packs
        .iter()
        .map(|service_pack| format!("SP{service_pack}"))
        .collect::<Vec<_>>()
        .join(" or ")
}
