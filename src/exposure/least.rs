//! The least set of patches that closes a number of holes.
//!
//! A hole is closed by any one of its options. Patches that supersede others, and cumulative ones,
//! are options of several holes, and one of them makes the others needless. Finding the smallest
//! set is a set cover; on what hosts have it is small after two reductions: patches that close the
//! same holes are one, and a patch that closes less than another is dropped. What is left is
//! searched through up to [`MAX_SEARCHED`] patches, so that the set is then smallest; beyond that
//! it is found step by step, the patch that closes most first, and patches that became needless are
//! taken out again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::term::patch::PatchId;

/// A hole, and what closes it.
#[derive(Clone, Copy, Debug)]
pub struct Hole<'a> {
    /// Any one of these patches closes it; the first is the most direct.
    pub options: &'a [PatchId],
    /// How many of them, from the first, the advisory itself names: between those people may
    /// choose.
    pub direct: usize,
    /// How urgent it is; the patch against the highest stands first.
    pub weight: u8,
}

/// A patch of the least set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Any one of these does as well; the most direct first.
    pub any_of: Vec<PatchId>,
    /// The holes it closes, by index, in order.
    pub closes: Vec<usize>,
}

/// As many different patches are tried in every combination: 2 to the 12th is a moment.
const MAX_SEARCHED: usize = 12;
/// As many pairs of patches for one hole are compared.
const MAX_COMPARED: usize = 1_000_000;

/// The least set for the holes that have options, the patch against the heaviest hole first, then
/// what closes most.
///
/// Every hole with options is closed by the set, and without any one patch of it some hole would
/// stay open. A hole that several patches of the set close is counted for each.
pub fn least(holes: &[Hole<'_>]) -> Vec<Choice> {
    let candidates = undominated(candidates(holes));
    let chosen =
        if candidates.len() <= MAX_SEARCHED { smallest(&candidates) } else { greedy(&candidates) };
    let mut chosen: Vec<Choice> =
        chosen.into_iter().map(|index| choice(&candidates[index], holes)).collect();
    let weight = |choice: &Choice| choice.closes.iter().map(|hole| holes[*hole].weight).max();
    chosen.sort_by_cached_key(|choice| {
        (Reverse(weight(choice)), Reverse(choice.closes.len()), choice.any_of[0].clone())
    });
    chosen
}

/// Patches that close the same holes.
struct Candidate {
    /// The most direct first.
    patches: Vec<PatchId>,
    /// Sorted.
    closes: Vec<usize>,
    /// How far the first patch is from the holes it closes: the sum of its places among their
    /// options.
    distance: usize,
}

fn candidates(holes: &[Hole<'_>]) -> Vec<Candidate> {
    let mut closes: IndexMap<&PatchId, (Vec<usize>, usize)> = IndexMap::new();
    for (hole, Hole { options, .. }) in holes.iter().enumerate() {
        for (place, patch) in options.iter().enumerate() {
            let (list, distance) = closes.entry(patch).or_default();
            if list.last() != Some(&hole) {
                list.push(hole);
                *distance += place;
            }
        }
    }
    let mut alike: IndexMap<Vec<usize>, Vec<(usize, PatchId)>> = IndexMap::new();
    for (patch, (list, distance)) in closes {
        alike.entry(list).or_default().push((distance, patch.clone()));
    }
    let candidate = |(closes, mut patches): (Vec<usize>, Vec<(usize, PatchId)>)| {
        patches.sort();
        Candidate {
            distance: patches[0].0,
            patches: patches.into_iter().map(|(_, patch)| patch).collect(),
            closes,
        }
    };
    alike.into_iter().map(candidate).collect()
}

/// Without those that close less than another does; as they are where finding that out takes too
/// long.
fn undominated(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates
        .sort_by(|a, b| b.closes.len().cmp(&a.closes.len()).then_with(|| a.closes.cmp(&b.closes)));
    let closing = by_hole(&candidates);
    if closing.values().map(|list| list.len() * list.len()).sum::<usize>() > MAX_COMPARED {
        return candidates;
    }
    // Larger ones stand before smaller ones, so every one that closes less is found.
    let is_dominated = |at: usize| {
        let closes = &candidates[at].closes;
        let mut shared: FxHashMap<usize, usize> = FxHashMap::default();
        for larger in closes.iter().flat_map(|hole| &closing[hole]).filter(|other| **other < at) {
            *shared.entry(*larger).or_default() += 1;
        }
        shared.into_values().any(|number| number == closes.len())
    };
    let dominated: Vec<bool> = (0..candidates.len()).map(is_dominated).collect();
    let kept = candidates.into_iter().zip(dominated).filter(|(_, dominated)| !dominated);
    kept.map(|(candidate, _)| candidate).collect()
}

/// For each hole the candidates that close it, by index, in order.
fn by_hole(candidates: &[Candidate]) -> FxHashMap<usize, Vec<usize>> {
    let mut closing: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (index, candidate) in candidates.iter().enumerate() {
        for hole in &candidate.closes {
            closing.entry(*hole).or_default().push(index);
        }
    }
    closing
}

/// The smallest set, the nearest among equally small ones, by trying all sets of one patch, then all
/// of two, and so on.
fn smallest(candidates: &[Candidate]) -> Vec<usize> {
    let number = candidates.len();
    let members = |set: u32| (0..number).filter(move |index| set >> index & 1 == 1);
    let bits = |closing: Vec<usize>| closing.into_iter().fold(0, |set, index| set | 1_u32 << index);
    // One of these has to be in the set; holes that the same patches close ask for the same.
    let asked: FxHashSet<u32> = by_hole(candidates).into_values().map(bits).collect();
    let covers = |set: &u32| asked.iter().all(|any_of| set & any_of != 0);
    let distance = |set: &u32| members(*set).map(|index| candidates[index].distance).sum::<usize>();
    let of_size = |size: u32| (0..1_u32 << number).filter(move |set| set.count_ones() == size);
    let best = (0..=number as u32)
        .find_map(|size| of_size(size).filter(covers).min_by_key(|set| (distance(set), *set)));
    members(best.expect("all candidates together close what has options")).collect()
}

/// The candidate that closes most of what is open, again and again; then without those that the
/// others made needless, the first taken first.
///
/// Each hole is closed once and each candidate put back at most once per hole it closes: near linear
/// in the number of options.
fn greedy(candidates: &[Candidate]) -> Vec<usize> {
    let closing = by_hole(candidates);
    let mut gains: Vec<usize> = candidates.iter().map(|candidate| candidate.closes.len()).collect();
    let rank =
        |index: usize, gain: usize| (gain, Reverse(candidates[index].distance), Reverse(index));
    let mut queue: BinaryHeap<_> = (0..candidates.len()).map(|at| rank(at, gains[at])).collect();
    let mut closed: FxHashMap<usize, usize> = FxHashMap::default();
    let mut chosen = Vec::new();
    while let Some((gain, _, Reverse(index))) = queue.pop() {
        if gain > gains[index] {
            // It promised more than is left for it to close: it goes back to its new place.
            queue.push(rank(index, gains[index]));
            continue;
        }
        if gain == 0 {
            break;
        }
        for hole in &candidates[index].closes {
            let times = closed.entry(*hole).or_default();
            if *times == 0 {
                closing[hole].iter().for_each(|other| gains[*other] -= 1);
            }
            *times += 1;
        }
        chosen.push(index);
    }
    chosen.retain(|index| {
        let closes = &candidates[*index].closes;
        let is_needed = closes.iter().any(|hole| closed[hole] == 1);
        if !is_needed {
            closes.iter().for_each(|hole| *closed.entry(*hole).or_default() -= 1);
        }
        is_needed
    });
    chosen
}

/// The candidate as a choice: of patches that are as good, those that the advisories name
/// themselves, else the nearest.
fn choice(candidate: &Candidate, holes: &[Hole<'_>]) -> Choice {
    let named = |hole: &Hole<'_>| hole.options[..hole.direct.min(hole.options.len())].to_vec();
    let is_direct =
        |patch: &&PatchId| candidate.closes.iter().all(|hole| named(&holes[*hole]).contains(patch));
    let mut any_of: Vec<PatchId> = candidate.patches.iter().filter(is_direct).cloned().collect();
    if any_of.is_empty() {
        any_of.push(candidate.patches[0].clone());
    }
    Choice { any_of, closes: candidate.closes.clone() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kb(number: u32) -> PatchId {
        PatchId::Kb(number)
    }

    fn set(holes: &[(&[u32], u8)]) -> Vec<(String, Vec<usize>)> {
        let options: Vec<Vec<PatchId>> =
            holes.iter().map(|(options, _)| options.iter().copied().map(kb).collect()).collect();
        let holes: Vec<Hole<'_>> = options
            .iter()
            .zip(holes)
            .map(|(options, (_, weight))| Hole { options, direct: 1, weight: *weight })
            .collect();
        least(&holes)
            .into_iter()
            .map(|choice| (choice.any_of[0].to_string(), choice.closes))
            .collect()
    }

    #[test]
    fn one_patch_that_holds_the_others_stands_alone() {
        let chain =
            set(&[(&[823_980, 824_146, 828_741], 3), (&[824_146, 828_741], 2), (&[828_741], 1)]);
        assert_eq!(chain, [("KB828741".to_owned(), vec![0, 1, 2])]);
    }

    #[test]
    fn the_direct_patch_is_taken_where_a_later_one_closes_no_more() {
        assert_eq!(set(&[(&[921_883, 958_644, 924_270], 3)]), [("KB921883".to_owned(), vec![0])]);
    }

    #[test]
    fn the_patch_against_the_farthest_stage_stands_first() {
        let two = set(&[(&[917_159], 1), (&[896_422, 917_159], 0), (&[921_883], 3)]);
        assert_eq!(two, [("KB921883".to_owned(), vec![2]), ("KB917159".to_owned(), vec![0, 1])]);
    }

    #[test]
    fn patches_that_an_advisory_offers_as_a_choice_stay_one() {
        let options = [kb(4_012_212), kb(4_012_215), kb(4_015_549)];
        let choice = &least(&[Hole { options: &options, direct: 2, weight: 3 }])[0];
        assert_eq!(choice.any_of, [kb(4_012_212), kb(4_012_215)]);
    }

    #[test]
    fn what_has_no_options_asks_for_nothing() {
        assert_eq!(set(&[(&[], 3)]), []);
    }

    proptest! {
        /// Everything that can be closed is; nothing in the set is needless; no smaller set does
        /// it; order changes nothing.
        #[test]
        fn the_set_covers_is_minimal_and_smallest(holes in prop::collection::vec(prop::collection::vec(100_001..100_009_u32, 0..4), 0..7)) {
            let options: Vec<Vec<PatchId>> = holes.iter().map(|hole| hole.iter().copied().map(kb).collect()).collect();
            let as_holes: Vec<Hole<'_>> = options.iter().map(|options| Hole { options, direct: 1, weight: 0 }).collect();
            let found = least(&as_holes);
            let open: Vec<usize> = (0..options.len()).filter(|hole| !options[*hole].is_empty()).collect();
            let covered = |patches: &[&PatchId]| open.iter().all(|hole| patches.iter().any(|patch| options[*hole].contains(patch)));
            let patches: Vec<&PatchId> = found.iter().map(|choice| &choice.any_of[0]).collect();
            prop_assert!(covered(&patches));
            let all: Vec<PatchId> = (100_001..100_009).map(kb).collect();
            let smaller = (0..1_u32 << all.len()).filter(|set| (set.count_ones() as usize) < patches.len());
            for set in smaller {
                let some: Vec<&PatchId> = (0..all.len()).filter(|index| set >> index & 1 == 1).map(|index| &all[index]).collect();
                prop_assert!(!covered(&some), "{some:?} would do, not {patches:?}");
            }
        }

        /// With more patches than can be tried: everything is closed, and nothing in the set is
        /// needless.
        #[test]
        fn a_large_set_covers_and_nothing_in_it_is_needless(holes in prop::collection::vec(prop::collection::vec(100_001..100_060_u32, 1..6), 20..40)) {
            let options: Vec<Vec<PatchId>> = holes.iter().map(|hole| hole.iter().copied().map(kb).collect()).collect();
            let as_holes: Vec<Hole<'_>> = options.iter().map(|options| Hole { options, direct: 1, weight: 0 }).collect();
            prop_assume!(undominated(candidates(&as_holes)).len() > MAX_SEARCHED);
            let patches: Vec<PatchId> = least(&as_holes).into_iter().map(|choice| choice.any_of[0].clone()).collect();
            let covered = |patches: &[PatchId]| options.iter().all(|hole| patches.iter().any(|patch| hole.contains(patch)));
            prop_assert!(covered(&patches));
            for at in 0..patches.len() {
                let mut without = patches.clone();
                without.remove(at);
                prop_assert!(!covered(&without), "{} is needless", patches[at]);
            }
        }
    }
}
