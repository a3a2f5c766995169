//! One system against one rule: the status and what it rests on.
//!
//! File evidence beats patch evidence. The order in which things are looked at:
//!
//! 1. The file's version decides, if it is known.
//! 2. `absent` decides where only hosts with the file are affected. Elsewhere an absent file says
//!    nothing about the fix, and the patch list is asked: the flawed code may be in a file of
//!    another name, so no host is cleared on that ground.
//! 3. The patch list, closed over supersedence. Where no patch exists for the version, no list can
//!    change the answer.
//! 4. Where only hosts with the file are affected and it is not said whether it is there, an
//!    unfixed host is unknown. A patch that brought the file says that it is.
//! 5. Where only a server role or a setting makes a host affected, an unfixed host is unknown until
//!    something says so.

use rustc_hash::FxHashMap;

use super::Status;
use super::evidence::Evidence;
use super::platform::{Rule, Ruling};
use crate::advisory::{Affected, FixedFile, Proof, Remedy, Role};
use crate::inventory::{FileState, Patches, System};
use crate::term::patch::PatchId;
use crate::term::platform::FileVersion;
use crate::term::port::PortSet;

/// A status with its reason, and the row it comes from.
pub(super) struct Verdict<'a> {
    pub(super) status: Status,
    pub(super) evidence: Evidence,
    /// `None` if no row speaks of the system.
    pub(super) ruling: Option<&'a Ruling<'a>>,
}

type Answer = (Status, Evidence);

/// What counts as installed, by the patch that it proves.
pub(super) type Covered<'a> = FxHashMap<&'a PatchId, Proof<'a>>;

/// Judges a system by a rule.
pub(super) fn judge<'a>(rule: &'a Rule<'a>, system: &System, covered: &Covered<'_>) -> Verdict<'a> {
    match rule {
        Rule::NotAffected(mismatch) => Verdict {
            status: Status::NotApplicable,
            evidence: Evidence::NotAffected(mismatch.clone()),
            ruling: None,
        },
        Rule::Affected(ruling) => {
            let plain = affected(ruling, system, covered);
            let answer = answer(&ruling.advisory.id, system);
            let (status, evidence) =
                doubted(ruling.row, conditional(ruling.row, system, answer, plain));
            Verdict { status, evidence, ruling: Some(ruling) }
        }
    }
}

/// An exposed host is unknown where the advisory holds for a server role or a setting alone, and it
/// is not said whether it is there. What its administrator answered goes before what its name or
/// ports suggest, and after a file that was looked at.
fn conditional(
    row: &Affected,
    system: &System,
    answer: Option<bool>,
    (status, known): Answer,
) -> Answer {
    if !status.is_exposed() {
        return (status, known);
    }
    match row.role.map(|role| (role, has_role(role, system, answer))) {
        Some((role, Some(false))) => return (Status::NotApplicable, Evidence::NoRole { role }),
        Some((role, None)) => {
            return (Status::Unknown, Evidence::RoleNotKnown { role, known: Box::new(known) });
        }
        Some((_, Some(true))) | None => {}
    }
    match (&row.only_if, answer) {
        (None, _) => (status, known),
        (Some(clause), None) => (
            Status::Unknown,
            Evidence::Condition { clause: clause.clone(), known: Box::new(known) },
        ),
        (Some(clause), Some(true)) => {
            (status, Evidence::ConditionHolds { clause: clause.clone(), known: Box::new(known) })
        }
        (Some(clause), Some(false)) => {
            (Status::NotApplicable, Evidence::ConditionFails { clause: clause.clone() })
        }
    }
}

/// What the inventory answers to the question that an advisory asks.
fn answer(advisory: &str, system: &System) -> Option<bool> {
    let is_meant = |known: &&(String, bool)| known.0.eq_ignore_ascii_case(advisory);
    system.answers.iter().find(is_meant).map(|(_, answer)| *answer)
}

/// The role for which a rule holds, where a file or its administrator says that a system has it: then
/// it serves on the ports of that role, whatever else it is said to listen on by default.
pub(super) fn proven_role(rule: &Rule<'_>, system: &System) -> Option<Role> {
    let Rule::Affected(ruling) = rule else { return None };
    let answer = answer(&ruling.advisory.id, system);
    ruling.row.role.filter(|role| has_role(*role, system, answer) == Some(true))
}

/// Whether a system serves as something, as far as its files, its administrator, its ports or the
/// name of its edition tell.
fn has_role(role: Role, system: &System, answer: Option<bool>) -> Option<bool> {
    let by_file = state(role.file(), system).map(|state| state != FileState::Absent);
    let listens = |ports: &PortSet| (!ports.intersection(&role.ports()).is_empty()).then_some(true);
    let for_desks = || {
        DESK_EDITIONS.iter().any(|word| contains_ignoring_case(&system.os, word)).then_some(false)
    };
    by_file.or(answer).or_else(|| system.listens.as_ref().and_then(listens)).or_else(for_desks)
}

/// Words in names of editions that have no server role.
const DESK_EDITIONS: [&str; 4] = ["professional", "workstation", " home", " pro"];

fn contains_ignoring_case(text: &str, word: &str) -> bool {
    text.to_lowercase().contains(word)
}

/// What is not verified to be affected is never called vulnerable, and never clean.
fn doubted(row: &Affected, (status, known): Answer) -> Answer {
    match status {
        Status::Vulnerable if row.unverified => {
            (Status::Unknown, Evidence::Unverified { known: Box::new(known) })
        }
        _ => (status, known),
    }
}

fn affected(ruling: &Ruling<'_>, system: &System, covered: &Covered<'_>) -> Answer {
    let by_patch = by_patch(ruling, &system.patches, covered);
    let Some(file) = &ruling.row.file else { return by_patch };
    match state(&file.name, system) {
        Some(FileState::Version(found)) => weighed(by_file(file, found), by_patch, ruling.row),
        Some(FileState::Absent) if file.required => {
            (Status::NotApplicable, Evidence::FileAbsent { file: file.name.clone() })
        }
        None if file.required && by_patch.0.is_exposed() => brought(ruling, file, system, by_patch),
        Some(FileState::Absent) | None => by_patch,
    }
}

/// It is not said whether a required file is there, unless a patch is installed that brought it.
fn brought(
    ruling: &Ruling<'_>,
    file: &FixedFile,
    system: &System,
    (status, known): Answer,
) -> Answer {
    let Patches::Listed { installed, .. } = &system.patches else {
        return (Status::Unknown, Evidence::FileNotKnown { file: file.name.clone() });
    };
    let brings = ruling
        .advisory
        .brings
        .iter()
        .filter(|(_, name)| *name == file.name)
        .map(|(patch, _)| patch);
    match brings.into_iter().find(|patch| installed.binary_search(patch).is_ok()) {
        Some(patch) => (
            status,
            Evidence::FileBrought {
                patch: patch.clone(),
                file: file.name.clone(),
                known: Box::new(known),
            },
        ),
        None => (Status::Unknown, Evidence::FileNotKnown { file: file.name.clone() }),
    }
}

fn state(name: &str, system: &System) -> Option<FileState> {
    system.files.iter().find(|(known, _)| known == name).map(|(_, state)| *state)
}

fn by_file(file: &FixedFile, found: FileVersion) -> Answer {
    let (name, fixed) = (file.name.clone(), file.threshold(found));
    if found < fixed {
        (Status::Vulnerable, Evidence::FileVulnerable { file: name, found, fixed })
    } else {
        (
            Status::Fixed,
            Evidence::FileFixed {
                file: name,
                found,
                fixed,
                reissued: file.superseded_package(found),
            },
        )
    }
}

/// The file's answer, noting a patch list that says the opposite. A list that cannot know (none,
/// cut off, or no patch exists) contradicts nothing.
fn weighed(file: Answer, list: Answer, row: &Affected) -> Answer {
    let opposite = matches!(
        (file.0, list.0),
        (Status::Fixed, Status::Vulnerable) | (Status::Vulnerable, Status::Fixed)
    );
    if opposite && !row.fixed_by.is_empty() && !matches!(list.1, Evidence::NoPatchYet) {
        (file.0, Evidence::Contradicted { believed: Box::new(file.1), against: Box::new(list.1) })
    } else {
        file
    }
}

fn by_patch(ruling: &Ruling<'_>, patches: &Patches, covered: &Covered<'_>) -> Answer {
    let row = ruling.row;
    if row.fixed_by.is_empty() {
        return (Status::Vulnerable, no_patch(row));
    }
    let best = row
        .fixed_by
        .iter()
        .filter_map(|fix| Some((fix, *covered.get(fix)?)))
        .min_by_key(|(fix, proof)| (*fix != proof.installed, proof.inferred));
    match (best, patches) {
        (Some((fix, proof)), _) => (Status::Fixed, proven(fix, proof)),
        // What did not exist is in no list, however that looks.
        (None, _) if !ruling.available => (Status::Vulnerable, Evidence::NoPatchYet),
        (None, Patches::Unknown) => (Status::Unknown, Evidence::NoPatchList),
        (None, Patches::Listed { complete: false, .. }) => {
            (Status::Unknown, Evidence::ListIncomplete)
        }
        (None, Patches::Listed { installed, .. }) if installed.is_empty() => {
            (Status::Vulnerable, Evidence::NothingInstalled)
        }
        (None, Patches::Listed { installed, .. }) => later_rollup(ruling, installed)
            .unwrap_or((Status::Vulnerable, Evidence::NoFixInCompleteList)),
    }
}

/// Where later cumulative updates hold the fix too, a patch with a higher number than all that are
/// known here may be one.
fn later_rollup(ruling: &Ruling<'_>, installed: &[PatchId]) -> Option<Answer> {
    let newest = ruling.newest_rollup?;
    let later =
        installed.iter().rfind(|patch| matches!(patch, PatchId::Kb(number) if *number > newest))?;
    Some((
        Status::Unknown,
        Evidence::LaterRollup { patch: later.clone(), newest: PatchId::Kb(newest) },
    ))
}

fn proven(fix: &PatchId, proof: Proof<'_>) -> Evidence {
    if fix == proof.installed {
        Evidence::PatchInstalled { patch: fix.clone() }
    } else {
        Evidence::SupersedingPatch {
            installed: proof.installed.clone(),
            fix: fix.clone(),
            inferred: proof.inferred,
        }
    }
}

fn no_patch(row: &Affected) -> Evidence {
    match &row.remedy {
        Remedy::Upgrade { to, .. } => {
            Evidence::UpgradeNeeded { to: to.clone(), why: row.why.clone() }
        }
        Remedy::Isolate { why } => Evidence::NoPatchExists { why: why.clone() },
        Remedy::Patch => Evidence::NoPatchExists { why: "the advisory names none".to_owned() },
    }
}
