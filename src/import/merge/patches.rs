//! The patches of one host out of the facts about them.

use rustc_hash::FxHashSet;

use super::product::Products;
use super::resolve::{Facts, Fit, Origins};
use super::{Conflicts, Patches};
use crate::import::fact::{Fact, Field, FileId, Origin, PatchList};
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
        } else {
            patches.push(patch);
        }
    }
    patches.sort_unstable();
    patches.dedup();
    (Some(patches), complete)
}

/// Whether a list shows all that is installed. What one file says of a host is one list: an entry
/// that is not understood makes the whole of it incomplete.
fn shows_all(lists: &[(PatchList, Origin)]) -> bool {
    let cut: FxHashSet<FileId> = lists
        .iter()
        .filter(|(list, _)| *list == PatchList::CutOff)
        .map(|(_, origin)| origin.file)
        .collect();
    lists.iter().any(|(list, origin)| *list == PatchList::Complete && !cut.contains(&origin.file))
}
