//! One system against one rule: the status and what it rests on.
//!
//! File evidence beats patch evidence. The order in which things are looked at:
//!
//! 1. The file's version decides, if it is known.
//! 2. `absent` decides where only hosts with the file are affected. Elsewhere an absent file says nothing about the fix, and
//!    the patch list is asked: the flawed code may be in a file of another name, so nobody is cleared on that ground.
//! 3. The patch list, closed over supersedence. Where no patch exists for the version, no list can change the answer.
//! 4. Where only hosts with the file are affected and nobody says whether it is there, an unfixed host is unknown.

use super::Status;
use super::evidence::Evidence;
use super::platform::{Fix, Rule};
use crate::advisory::{Affected, FixedFile, Remedy};
use crate::inventory::{FileState, Patches, System};
use crate::term::platform::FileVersion;

/// A status with its reason, and the row it comes from.
pub(super) struct Verdict<'a> {
    pub(super) status: Status,
    pub(super) evidence: Evidence,
    /// `None` if no row speaks of the system.
    pub(super) row: Option<&'a Affected>,
}

type Answer = (Status, Evidence);

/// Judges a system by a rule.
pub(super) fn judge<'a>(rule: &Rule<'a>, system: &System) -> Verdict<'a> {
    match rule {
        Rule::NotAffected(mismatch) => {
            Verdict { status: Status::NotApplicable, evidence: Evidence::NotAffected(mismatch.clone()), row: None }
        }
        Rule::Affected { row, fixes } => {
            let (status, evidence) = doubted(row, affected(row, fixes, system));
            Verdict { status, evidence, row: Some(row) }
        }
    }
}

/// What is not verified to be affected is never called vulnerable, and never clean.
fn doubted(row: &Affected, (status, known): Answer) -> Answer {
    match status {
        Status::Vulnerable if row.unverified => (Status::Unknown, Evidence::Unverified { known: Box::new(known) }),
        _ => (status, known),
    }
}

fn affected(row: &Affected, fixes: &[Fix], system: &System) -> Answer {
    let by_patch = by_patch(row, fixes, &system.patches);
    let Some(file) = &row.file else { return by_patch };
    match state(file, system) {
        Some(FileState::Version(found)) => weighed(by_file(file, found), by_patch, fixes),
        Some(FileState::Absent) if file.required => (Status::NotApplicable, Evidence::FileAbsent { file: file.name.clone() }),
        None if file.required && by_patch.0.is_exposed() => (Status::Unknown, Evidence::FileNotKnown { file: file.name.clone() }),
        Some(FileState::Absent) | None => by_patch,
    }
}

fn state(file: &FixedFile, system: &System) -> Option<FileState> {
    system.files.iter().find(|(name, _)| *name == file.name).map(|(_, state)| *state)
}

fn by_file(file: &FixedFile, found: FileVersion) -> Answer {
    let (name, fixed) = (file.name.clone(), file.threshold(found));
    if found < fixed {
        (Status::Vulnerable, Evidence::FileVulnerable { file: name, found, fixed })
    } else {
        (Status::Fixed, Evidence::FileFixed { file: name, found, fixed, reissued: file.superseded_package(found) })
    }
}

/// The file's answer, noting a patch list that says the opposite. A list that cannot know (none, cut off, or no patch exists)
/// contradicts nothing.
fn weighed(file: Answer, list: Answer, fixes: &[Fix]) -> Answer {
    let opposite = matches!((file.0, list.0), (Status::Fixed, Status::Vulnerable) | (Status::Vulnerable, Status::Fixed));
    if opposite && !fixes.is_empty() {
        (file.0, Evidence::Contradicted { believed: Box::new(file.1), against: Box::new(list.1) })
    } else {
        file
    }
}

fn by_patch(row: &Affected, fixes: &[Fix], patches: &Patches) -> Answer {
    if fixes.is_empty() {
        return (Status::Vulnerable, no_patch(row));
    }
    let Patches::Listed { installed, complete } = patches else { return (Status::Unknown, Evidence::NoPatchList) };
    if let Some(fix) = fixes.iter().find(|fix| installed.binary_search(&fix.patch).is_ok()) {
        return (Status::Fixed, proof(fix));
    }
    match (complete, installed.is_empty()) {
        (false, _) => (Status::Unknown, Evidence::ListIncomplete),
        (true, true) => (Status::Vulnerable, Evidence::NothingInstalled),
        (true, false) => (Status::Vulnerable, Evidence::NoFixInCompleteList),
    }
}

fn proof(fix: &Fix) -> Evidence {
    match &fix.supersedes {
        None => Evidence::PatchInstalled { patch: fix.patch.clone() },
        Some(earlier) => Evidence::SupersedingPatch { installed: fix.patch.clone(), fix: earlier.clone(), inferred: fix.inferred },
    }
}

fn no_patch(row: &Affected) -> Evidence {
    match &row.remedy {
        Remedy::Upgrade { to, .. } => Evidence::UpgradeNeeded { to: to.clone(), why: row.why.clone() },
        Remedy::Isolate { why } => Evidence::NoPatchExists { why: why.clone() },
        Remedy::Patch => Evidence::NoPatchExists { why: "the advisory names none".to_owned() },
    }
}
