//! What sources observe about one host, brought into its entry.
//!
//! Service pack, architecture, files and patches belong to the system that the import names. If
//! that is the one that the inventory has, they are brought up to date; if the host runs another
//! system now, those of the old one go; if the import does not know or only guesses another one,
//! they are left out.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::super::fact::Field;
use super::super::merge::{Conflict, Conflicts};
use super::super::{Placed, write};
use super::edit::{Editor, Item, value};
use crate::advisory::Advisories;
use crate::inventory::System;
use crate::source::yaml::{self, Node, Value};
use crate::term::patch::PatchId;

/// Keys that are brought up to date; all others are only filled in.
const OBSERVED: [&str; 4] = ["os", "sp", "arch", "last_seen"];
/// Keys that belong to a system.
const OF_SYSTEM: [&str; 5] = ["sp", "arch", "patches", "patches_complete", "files"];
/// The most patches of one host that are told.
const MAX_TOLD: usize = 5;
/// What looks from outside are believed; see `Format::reliability`.
const FROM_OUTSIDE: u8 = 1;

/// How the system of an import fits that of the inventory.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// It is the same, or the inventory or the import names none.
    Same,
    /// It is another that is known well enough to be believed.
    Changed,
    /// It is another, but not known or only a guess.
    Other,
}

/// Brings one host up to date.
pub(super) fn bring_up_to_date(
    editor: &mut Editor<'_>,
    node: &Node,
    system: Option<&System>,
    placed: &Placed,
    catalogue: &Advisories,
    conflicts: &mut Conflicts,
) {
    let Value::Mapping(fields) = &node.value else { return };
    let fit = fit(
        value(fields, "os").and_then(Node::scalar).or(system.map(|system| system.os.as_str())),
        placed,
        catalogue,
    );
    if fit == Fit::Changed {
        editor.remove_keys(node, fields, &OF_SYSTEM);
    }
    let mut missing = Vec::new();
    for (key, new, _) in write::fields(placed) {
        let here = value(fields, key);
        match (key, here) {
            ("os" | "sp" | "arch" | "patches" | "patches_complete" | "files", _)
                if fit == Fit::Other =>
            {
                tell(key, here, &new, placed, conflicts);
            }
            // An import that names no system takes nothing away from one that is said for many
            // hosts at once.
            ("os", _) if placed.host.machine.os.is_none() => {}
            // A host is in `segment` or in `segments`; a kind or an owner is what people decide.
            ("segment" | "segments", _) => {
                let placed =
                    value(fields, "segment").is_some() || value(fields, "segments").is_some();
                missing.extend((!placed).then(|| format!("{key}: {new}")));
            }
            (key, _) if fit == Fit::Changed && OF_SYSTEM.contains(&key) => {
                missing.push(format!("{key}: {new}"))
            }
            ("patches", Some(old)) => {
                tell_of_gone(old, placed, conflicts);
                patches(editor, old, placed);
            }
            ("address", Some(old)) if !same(key, old, &new, catalogue) => {
                let new = format!("address {}", new.trim_matches('"'));
                let kept = (old.scalar().unwrap_or_default().to_owned(), None);
                let dropped = (new, placed.host.origins.of(Field::Name));
                let host = placed.host.name.clone();
                conflicts.push(Conflict { host, field: Field::Name, kept, dropped });
            }
            ("patches_complete", _) if value(fields, "patches").is_some() => {}
            ("files", Some(old)) => files(editor, old, placed),
            ("sp", Some(old))
                if from_outside(placed, Field::ServicePack) && !same(key, old, &new, catalogue) =>
            {
                tell(key, here, &new, placed, conflicts);
            }
            (_, None) => missing.push(format!("{key}: {new}")),
            (_, Some(old)) if OBSERVED.contains(&key) && !same(key, old, &new, catalogue) => {
                editor.replace(old, new)
            }
            _ => {}
        }
    }
    if fit != Fit::Changed {
        missing.extend(completeness(editor, fields, placed, fit));
    }
    editor.add_keys(node, fields, &missing);
}

/// Whether an import surely names another system than the inventory.
pub(super) fn is_another(here: Option<&str>, placed: &Placed, catalogue: &Advisories) -> bool {
    fit(here, placed, catalogue) == Fit::Changed
}

fn fit(here: Option<&str>, placed: &Placed, catalogue: &Advisories) -> Fit {
    let (Some(here), Some(os)) = (here, placed.host.machine.os.as_deref()) else {
        return Fit::Same;
    };
    let product = catalogue.product(os);
    match product {
        _ if os == here => Fit::Same,
        Some(_) if product == catalogue.product(here) => Fit::Same,
        Some(_) if placed.host.machine.os_doubt.is_none() && !from_outside(placed, Field::Os) => {
            Fit::Changed
        }
        _ => Fit::Other,
    }
}

/// Whether only a look from outside says what a field is.
fn from_outside(placed: &Placed, field: Field) -> bool {
    placed.host.origins.of(field).is_some_and(|origin| origin.format.reliability() <= FROM_OUTSIDE)
}

/// Lists the patches of the inventory that a list which shows all does not have: they stay.
fn tell_of_gone(old: &Node, placed: &Placed, conflicts: &mut Conflicts) {
    let (Value::Sequence(items), patches) = (&old.value, &placed.host.patches) else { return };
    let Some(installed) = patches.installed.as_ref().filter(|_| patches.complete) else { return };
    let gone = |id: &PatchId| installed.binary_search(id).is_err() && !patches.refuted.contains(id);
    let ids = items.iter().filter_map(|item| item.scalar()?.parse::<PatchId>().ok());
    let gone: Vec<String> = ids.filter(gone).map(|id| id.to_string()).collect();
    if gone.is_empty() {
        return;
    }
    let more = gone.len().saturating_sub(MAX_TOLD);
    let named = gone.iter().take(MAX_TOLD).map(String::as_str).collect::<Vec<_>>().join(", ");
    let named = if more > 0 { format!("{named} and {more} more") } else { named };
    let new = "a list that shows all patches and does not have it";
    conflicts.push(Conflict {
        host: placed.host.name.clone(),
        field: Field::Patches,
        kept: (named, None),
        dropped: (new.to_owned(), placed.host.origins.of(Field::Patches)),
    });
}

/// Lists what is left out.
fn tell(key: &str, here: Option<&Node>, new: &str, placed: &Placed, conflicts: &mut Conflicts) {
    let field = match key {
        "sp" => Field::ServicePack,
        "arch" => Field::Arch,
        "files" => Field::Files,
        "patches" | "patches_complete" => Field::Patches,
        _ => Field::Os,
    };
    let origin = placed.host.origins.of(field);
    let kept = here.and_then(Node::scalar).unwrap_or("what the inventory says").to_owned();
    let dropped = if key == "os" {
        new.to_owned()
    } else {
        format!("{key} {new}, said of another system or only guessed")
    };
    conflicts.push(Conflict {
        host: placed.host.name.clone(),
        field,
        kept: (kept, None),
        dropped: (dropped, origin),
    });
}

/// Adds patches that are not listed yet, and takes away those that a scan finds missing.
fn patches(editor: &mut Editor<'_>, old: &Node, placed: &Placed) {
    let Value::Sequence(items) = &old.value else { return };
    let id = |item: &Node| item.scalar().and_then(|text| text.parse::<PatchId>().ok());
    let there: Vec<PatchId> = items.iter().filter_map(id).collect();
    if there.iter().any(|id| placed.host.patches.refuted.contains(id)) {
        return;
    }
    let new = not_yet(&there, placed);
    if new.is_empty() {
        return;
    }
    let items = new.into_iter().map(|id| Item { block: format!("- {id}\n"), flow: id }).collect();
    editor.extend(old, items, |indent, item| format!("{indent}{}", item.block));
}

/// The patches of the import that are not listed yet.
fn not_yet(there: &[PatchId], placed: &Placed) -> Vec<String> {
    let there: FxHashSet<&PatchId> = there.iter().collect();
    placed
        .host
        .patches
        .installed
        .iter()
        .flatten()
        .filter(|id| !there.contains(id))
        .map(ToString::to_string)
        .collect()
}

/// What is said about the whole list: one that is complete makes a list that was cut off complete;
/// one with a patch that a scan finds missing is not.
fn completeness(
    editor: &mut Editor<'_>,
    fields: &[(Node, Node)],
    placed: &Placed,
    fit: Fit,
) -> Option<String> {
    let here = value(fields, "patches_complete");
    let list = value(fields, "patches")?;
    if let Value::Sequence(items) = &list.value {
        let refuted = |item: &Node| {
            item.scalar()
                .and_then(|text| text.parse::<PatchId>().ok())
                .is_some_and(|id| placed.host.patches.refuted.contains(&id))
        };
        if items.iter().any(refuted) {
            let there: Vec<PatchId> =
                items.iter().filter_map(|item| item.scalar()?.parse().ok()).collect();
            editor.change_items(list, items, refuted, &not_yet(&there, placed));
            return match here {
                Some(old) => {
                    editor.replace(old, "false".to_owned());
                    None
                }
                None => Some("patches_complete: false".to_owned()),
            };
        }
    }
    let completed = placed.host.patches.complete && fit == Fit::Same;
    if let Some(old) = here.filter(|old| completed && old.scalar() == Some("false")) {
        editor.replace(old, "true".to_owned());
    }
    None
}

/// Versions of files: those that are said anew, beside those that are there.
fn files(editor: &mut Editor<'_>, old: &Node, placed: &Placed) {
    let Value::Mapping(entries) = &old.value else { return };
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (name, version) in entries {
        let (Some(name), Some(version)) = (name.scalar(), version.scalar()) else { return };
        all.insert(name.to_lowercase(), version.to_owned());
    }
    let before = all.clone();
    all.extend(
        placed.host.machine.files.iter().map(|(name, version)| (name.clone(), version.to_string())),
    );
    if all != before {
        let pairs: Vec<String> = all
            .iter()
            .map(|(name, version)| format!("{}: {version}", write::scalar(name)))
            .collect();
        editor.replace(old, format!("{{{}}}", pairs.join(", ")));
    }
}

/// Whether two values mean the same: two names of one product, two spellings of one version.
fn same(key: &str, old: &Node, new: &str, catalogue: &Advisories) -> bool {
    let plain = new.trim_matches('"');
    match (key, old.scalar()) {
        ("os", Some(text)) => {
            text == plain
                || (catalogue.product(text).is_some()
                    && catalogue.product(text) == catalogue.product(plain))
        }
        ("sp", Some(text)) => text.trim_end_matches(['a', 'A']) == plain,
        ("arch", Some(text)) => {
            text.parse::<crate::term::platform::Arch>().ok() == plain.parse().ok()
        }
        // A day on which a host was seen only moves forward.
        ("last_seen", Some(text)) => yaml::date(text) >= yaml::date(plain),
        (_, Some(text)) => text == plain,
        _ => false,
    }
}
