//! The patches of one host out of the facts about them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::product::Products;
use super::resolve::{Facts, Fit, Origins};
use super::{Conflicts, Patches};
use crate::import::fact::{Fact, Field, FileId, Origin, PatchList};
use crate::import::format::Format;
use crate::term::patch::PatchId;

/// What is installed and what is missing.
pub(super) fn weighed(
    facts: &Facts<'_>,
    products: &Products<'_>,
    origins: &mut Origins,
    conflicts: &mut Conflicts,
) -> Patches {
    let missing = missing(facts, products, origins);
    let refuted = products.patches_of(&missing);
    let (installed, complete) = installed(facts, &refuted, origins, conflicts);
    Patches { installed, complete, missing, refuted }
}

/// What is missing by name, and the vulnerabilities that an advisory is about, unless that is named
/// too: scans find many that are of no concern here.
fn missing(facts: &Facts<'_>, products: &Products<'_>, origins: &mut Origins) -> Vec<String> {
    let mut found: Vec<(String, Origin)> = facts
        .pick(|fact| if let Fact::Missing(id) = fact { Some(id.to_string()) } else { None })
        .collect();
    let named: FxHashSet<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    let holes: Vec<(String, Origin)> = facts
        .pick(|fact| if let Fact::Vulnerable(id) = fact { Some(id.to_string()) } else { None })
        .filter(|(cve, _)| {
            products.about(cve).is_some_and(|all| !all.iter().all(|a| named.contains(&*a.id)))
        })
        .collect();
    found.extend(holes);
    origins.extend(found.first().map(|(_, origin)| (Field::Missing, *origin)));
    let mut missing: Vec<String> = found.into_iter().map(|(id, _)| id).collect();
    missing.sort();
    missing.dedup();
    missing
}

/// The union of all lists, without what a scan found missing.
fn installed(
    facts: &Facts<'_>,
    refuted: &[PatchId],
    origins: &mut Origins,
    conflicts: &mut Conflicts,
) -> (Option<Vec<PatchId>>, bool) {
    let found: Vec<(PatchId, Origin)> =
        facts
            .pick_fit(Fit::Silent, |fact| {
                if let Fact::Installed(id) = fact { Some(id.clone()) } else { None }
            })
            .collect();
    let lists: Vec<(PatchList, Origin)> =
        facts
            .pick_fit(Fit::Silent, |fact| {
                if let Fact::PatchList(list) = fact { Some(*list) } else { None }
            })
            .collect();
    let origin =
        lists.first().map(|(_, origin)| *origin).or(found.first().map(|(_, origin)| *origin));
    let Some(origin) = origin else { return (None, false) };
    origins.push((Field::Patches, origin));
    let refuted: FxHashSet<&PatchId> = refuted.iter().collect();
    let disputed = disputed(&found, &lists);
    let mut complete = shows_all(&lists);
    let mut patches: Vec<PatchId> = Vec::with_capacity(found.len());
    for (patch, from) in found {
        if refuted.contains(&patch) {
            complete = false;
            let (kept, dropped) = (
                format!("{patch} is missing, says a scan: the list is not complete"),
                format!("{patch} is installed"),
            );
            facts.disagree(Field::Patches, (&kept, None), (&dropped, Some(from)), conflicts);
        } else if disputed.contains(&patch) {
            complete = false;
            let kept = format!(
                "{patch} is not in a newer list of the same kind that shows all: whether it is installed is not known"
            );
            let dropped = format!("{patch} is installed");
            facts.disagree(Field::Patches, (&kept, None), (&dropped, Some(from)), conflicts);
        } else {
            patches.push(patch);
        }
    }
    patches.sort_unstable();
    patches.dedup();
    (Some(patches), complete)
}

/// The patches that a list which shows all does not have any more, though an older one of its kind has
/// them, where all say when they were written: they may have been taken off since. Lists of several
/// kinds show different updates, and are united, as are those of which nobody knows which is newer.
fn disputed(found: &[(PatchId, Origin)], lists: &[(PatchList, Origin)]) -> FxHashSet<PatchId> {
    let mut kinds: FxHashMap<Format, Vec<Origin>> = FxHashMap::default();
    for origin in whole(lists) {
        kinds.entry(origin.format).or_default().push(origin);
    }
    let newest: FxHashMap<Format, Origin> =
        kinds.iter().filter_map(|(kind, all)| Some((*kind, newest(all)?))).collect();
    if newest.is_empty() {
        return FxHashSet::default();
    }
    let listed: FxHashSet<(&PatchId, FileId)> =
        found.iter().map(|(patch, from)| (patch, from.file)).collect();
    let is_gone = |(patch, from): &&(PatchId, Origin)| {
        newest.get(&from.format).is_some_and(|newest| !listed.contains(&(patch, newest.file)))
    };
    // Another kind of list may have it all the same.
    let others = found.iter().filter(|(_, from)| !newest.contains_key(&from.format));
    let elsewhere: FxHashSet<&PatchId> = others.map(|(patch, _)| patch).collect();
    let gone = found.iter().filter(is_gone).map(|(patch, _)| patch);
    gone.filter(|patch| !elsewhere.contains(patch)).cloned().collect()
}

/// The list that is newer than all others of its kind, if there are others and all say when they were
/// written.
fn newest(lists: &[Origin]) -> Option<Origin> {
    let last = lists.iter().map(|origin| origin.date).max()??;
    let mut own = lists.iter().filter(|origin| origin.date == Some(last));
    let all_dated = lists.len() > 1 && lists.iter().all(|origin| origin.date.is_some());
    own.next().copied().filter(|_| all_dated && own.next().is_none())
}

/// Whether a list shows all that is installed. What one file says of a host is one list: an entry
/// that is not understood makes the whole of it incomplete.
fn shows_all(lists: &[(PatchList, Origin)]) -> bool {
    !whole(lists).is_empty()
}

/// Where the lists stand that show all: one for each file.
fn whole(lists: &[(PatchList, Origin)]) -> Vec<Origin> {
    let cut: FxHashSet<FileId> = lists
        .iter()
        .filter(|(list, _)| *list == PatchList::CutOff)
        .map(|(_, origin)| origin.file)
        .collect();
    let mut seen = FxHashSet::default();
    let complete = lists.iter().filter(|(list, _)| *list == PatchList::Complete);
    complete
        .map(|(_, origin)| *origin)
        .filter(|origin| !cut.contains(&origin.file) && seen.insert(origin.file))
        .collect()
}
