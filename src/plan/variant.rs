//! Orders that are made of others by moving items: what fits of one of them may be better than what
//! fits of another.
//!
//! Which orders there are depends on the network alone, never on the staff.

use rustc_hash::FxHashSet;

use super::order::{Item, Order};
use super::problem::Problem;
use crate::term::day::Day;

/// Items that are left for last, or put first, one at a time.
const MAX_VARIED: usize = 6;
/// Doors that are left out, one at a time or all from one on.
const MAX_DOORS: usize = 6;
/// Days from which on what is due then is put first.
const MAX_DAYS: usize = 4;
/// Durations of single jobs that are put first.
const MAX_DURATIONS: usize = 4;
/// Items of which every selection is tried in very small networks.
const MAX_SELECTED: usize = 8;

/// The same items in another order, or some of them, by number.
type Places = Vec<usize>;

/// An order and its variants, the order itself first.
pub(super) fn variants(problem: &Problem<'_>, order: &Order) -> Vec<Places> {
    let variation = Variation {
        problem,
        items: &order.items,
        must: order.items.iter().take_while(|item| item.must).count(),
    };
    let mut all = vec![(0..order.items.len()).collect(), variation.by_due()];
    if order.items.iter().any(Item::is_door) {
        all.push(variation.first(|item| !item.is_door()));
    }
    all.extend(variation.still_due());
    all.extend(variation.short());
    if order.hosts_first {
        all.extend(variation.without_doors());
    }
    if problem.effort().moves_items() {
        all.extend((0..MAX_VARIED).flat_map(|at| [variation.last(at), variation.raised(at)]));
    }
    if problem.effort().selects_items() {
        all.extend(variation.selections());
    }
    let mut seen = FxHashSet::default();
    all.retain(|places| seen.insert(places.clone()));
    all.truncate(problem.effort().variants());
    all
}

struct Variation<'v, 'a> {
    problem: &'v Problem<'a>,
    items: &'v [Item],
    /// How many items come first in any case.
    must: usize,
}

impl Variation<'_, '_> {
    /// What comes first in any case, then the items that are to come first, then the others, all in
    /// order.
    fn first(&self, is_first: impl Fn(&Item) -> bool) -> Places {
        let (first, rest): (Places, Places) =
            (self.must..self.items.len()).partition(|at| is_first(&self.items[*at]));
        (0..self.must).chain(first).chain(rest).collect()
    }

    /// Without one of the last doors, and without all from one on: an order is worked out step by
    /// step, and a later step may make an earlier door idle.
    fn without_doors(&self) -> Vec<Places> {
        let items = self.must..self.items.len();
        let doors: Places = items.filter(|at| self.items[*at].is_door()).collect();
        let without = |out: &dyn Fn(usize) -> bool| -> Places {
            (0..self.items.len()).filter(|at| !doors.contains(at) || !out(*at)).collect()
        };
        let last = doors.iter().rev().take(MAX_DOORS);
        last.flat_map(|door| [without(&|at| at == *door), without(&|at| at >= *door)]).collect()
    }

    /// What is due earlier first.
    fn by_due(&self) -> Places {
        let mut places: Places = (0..self.items.len()).collect();
        places[self.must..].sort_by_key(|at| self.items[*at].due);
        places
    }

    /// What is still worth doing in a later shift first, for the first few days.
    fn still_due(&self) -> Vec<Places> {
        let mut days: Vec<Day> = self.items.iter().map(|item| item.due).collect();
        days.sort_unstable();
        days.dedup();
        days.into_iter()
            .skip(1)
            .take(MAX_DAYS)
            .map(|day| self.first(|item| item.due >= day))
            .collect()
    }

    /// Short jobs first: what takes longer than there is time must not stand in the way.
    fn short(&self) -> Vec<Places> {
        let longest = |item: &Item| {
            item.actions.iter().map(|action| self.problem.piece(action)).max().unwrap_or(0)
        };
        let mut durations: Vec<u64> = self.items.iter().map(longest).collect();
        durations.sort_unstable();
        durations.dedup();
        durations.pop();
        durations
            .into_iter()
            .rev()
            .take(MAX_DURATIONS)
            .map(|most| self.first(|item| longest(item) <= most))
            .collect()
    }

    /// One of the first items last.
    fn last(&self, at: usize) -> Places {
        let at = self.must + at;
        (0..self.items.len())
            .filter(|other| *other != at)
            .chain((at < self.items.len()).then_some(at))
            .collect()
    }

    /// One of the next items first.
    fn raised(&self, at: usize) -> Places {
        let at = self.must + at + 1;
        if at >= self.items.len() {
            return (0..self.items.len()).collect();
        }
        (0..self.must)
            .chain([at])
            .chain((self.must..self.items.len()).filter(|other| *other != at))
            .collect()
    }

    /// Every selection of the first items before the others.
    fn selections(&self) -> Vec<Places> {
        let number = (self.items.len() - self.must).min(MAX_SELECTED);
        let is_selected = |set: u32, at: usize| {
            at < self.must || (at - self.must < number && set & (1 << (at - self.must)) != 0)
        };
        let selection = |set: u32| -> Places {
            let (first, rest): (Places, Places) =
                (0..self.items.len()).partition(|at| is_selected(set, *at));
            first.into_iter().chain(rest).collect()
        };
        (0..1_u32 << number).map(selection).collect()
    }
}
