//! How little is enough: the least that is worth it, the sensible amount, and everything that fits.

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Action;
use super::order::{Item, Order};
use super::problem::Problem;
use super::search::{self, Found};
use super::state::{Dated, State};
use super::{PlannedAction, Shift};
use crate::term::day::Day;

/// What can be averted at all, and shares of it.
pub(super) const LEAST: f64 = 0.8;
pub(super) const SENSIBLE: f64 = 0.95;
/// More people than this are not looked for.
pub const MAX_PEOPLE: u32 = 10_000;

/// How much of a plan is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// The fewest steps that avert 80 % of what can be averted.
    Least,
    /// The fewest that avert 95 %.
    Sensible,
    /// All of them.
    Everything,
}

impl Size {
    /// All of them, the smallest first.
    pub const ALL: [Self; 3] = [Self::Least, Self::Sensible, Self::Everything];

    /// The word of the JSON format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Least => "least",
            Self::Sensible => "sensible",
            Self::Everything => "everything",
        }
    }
}

/// The first steps of a plan, offered as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Which one it is.
    pub size: Size,
    /// How many of the plan's steps, from the first.
    pub steps: usize,
    /// How many people it takes to do them in the time.
    pub people: u32,
    /// Staff minutes.
    pub minutes: u64,
    /// The day of the last step; `None` if there is none.
    pub on: Option<Date>,
    /// When the last one is done, in minutes from the start of its shift.
    pub done_after: u64,
    /// Expected loss averted.
    pub averted: f64,
    /// The share of what can be averted at all.
    pub share: f64,
    /// The expected loss that is left.
    pub left: f64,
    /// What its doors cost the business, in points of value.
    pub price: f64,
}

/// What it takes to reach a share of what can be averted, with as many people as that needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Need {
    /// The share of what can be averted at all.
    pub share: f64,
    /// The fewest people who get there in the hours of the shifts.
    pub people: u32,
    /// Staff minutes.
    pub minutes: u64,
}

/// The three offers. Where the plan cannot reach 80 or 95 % of what can be averted, they are shares
/// of what it averts.
pub(super) fn offers(problem: &Problem<'_>, found: &Found, floor: f64) -> Vec<Offer> {
    let possible = (found.loss_before - floor).max(0.0);
    let averted = found.loss_before - found.loss_left();
    let offer = |size: Size| {
        let steps = match size {
            Size::Least => reaching(found, target(LEAST, possible, averted)),
            // Never less than the least: where 80 % are in reach and 95 % are not, a share of what
            // is averted may be less.
            Size::Sensible => reaching(found, target(SENSIBLE, possible, averted))
                .max(reaching(found, target(LEAST, possible, averted))),
            Size::Everything => found.steps.len(),
        };
        offer(problem, found, size, steps, possible)
    };
    Size::ALL.map(offer).into()
}

fn target(share: f64, possible: f64, averted: f64) -> f64 {
    if averted >= share * possible { share * possible } else { share * averted }
}

/// The fewest steps that avert so much.
fn reaching(found: &Found, target: f64) -> usize {
    if target <= 0.0 {
        return 0;
    }
    let enough = |step: &PlannedAction| found.loss_before - step.loss_left >= target;
    found.steps.iter().position(enough).map_or(found.steps.len(), |at| at + 1)
}

fn offer(problem: &Problem<'_>, found: &Found, size: Size, number: usize, possible: f64) -> Offer {
    let steps = &found.steps[..number];
    let left = steps.last().map_or(found.loss_before, |step| step.loss_left);
    let averted = found.loss_before - left;
    let shifts = problem.useful(&problem.options.shifts);
    let items: Vec<Item> = steps.iter().map(|step| item(&step.actions)).collect();
    let pieces = search::pieces(problem, &items.iter().collect::<Vec<_>>(), &shifts);
    let last = pieces.iter().map(|piece| piece.slot.shift).max();
    let ends =
        pieces.iter().filter(|piece| Some(piece.slot.shift) == last).map(|piece| piece.slot.end);
    Offer {
        size,
        steps: number,
        people: people(pieces.iter().map(|piece| (piece.slot.shift, piece.slot.person))),
        minutes: steps.iter().map(|step| step.minutes).sum(),
        on: last.map(|shift| shifts[shift].on),
        done_after: ends.max().unwrap_or(0),
        averted,
        share: if possible > 0.0 { (averted / possible).clamp(0.0, 1.0) } else { 0.0 },
        left,
        price: steps.iter().map(|step| step.price).sum(),
    }
}

/// How many people are at work in the shift with the most of them, by shift and person: who has
/// nothing to do is not called.
pub(super) fn people(at_work: impl Iterator<Item = (usize, u32)>) -> u32 {
    let mut by_shift: FxHashMap<usize, FxHashSet<u32>> = FxHashMap::default();
    at_work.for_each(|(shift, person)| {
        by_shift.entry(shift).or_default().insert(person);
    });
    by_shift.values().map(|people| people.len() as u32).max().unwrap_or(0)
}

/// Some actions as an item of an order.
pub(super) fn item(actions: &[Action]) -> Item {
    Item {
        actions: actions.to_vec(),
        group: None,
        minutes: 0,
        due: Day::BEFORE,
        loss_left: 0.0,
        must: false,
    }
}

/// How many people and minutes shares of what can be averted take, whatever the staff. Shares that
/// no staff reaches in the hours of the shifts are left out. Of all orders the one counts that takes
/// the fewest people, then the least time; and where that is more than there are, plans are made for
/// fewer, as what is first for one person need not be for many.
pub(super) fn needs(problem: &Problem<'_>, orders: &[Order], floor: f64) -> Vec<Need> {
    let shifts = problem.useful(&problem.options.shifts);
    let curves: Vec<(&Order, Vec<f64>)> =
        orders.iter().map(|order| (order, losses(problem, order, &shifts))).collect();
    let need = |share: f64| {
        let of = |(order, losses): &(&Order, Vec<f64>)| {
            need(problem, order, losses, &shifts, (share, floor))
        };
        let least = curves.iter().filter_map(of).min_by_key(|need| (need.people, need.minutes));
        least.map(|need| fewer(problem, orders, &shifts, need, floor))
    };
    [LEAST, SENSIBLE].into_iter().filter_map(need).collect()
}

/// A need of more people than there are, or the least that a plan for fewer than it says takes: they
/// are halved until the fewest is known.
fn fewer(
    problem: &Problem<'_>,
    orders: &[Order],
    shifts: &[Shift],
    need: Need,
    floor: f64,
) -> Need {
    let (mut low, mut least) = (problem.options.staff(), need);
    if is_many(problem) {
        return need;
    }
    while low + 1 < least.people {
        let people = low + (least.people - low) / 2;
        let found = search::best_in(problem, orders.to_vec(), &with_staff(shifts, people));
        let most = found.loss_before - need.share * (found.loss_before - floor);
        if found.loss_left() <= most {
            let steps = &found.steps[..reaching(&found, found.loss_before - most)];
            let minutes = steps.iter().map(|step| step.minutes).sum();
            least = Need { people, minutes, ..need };
        } else {
            low = people;
        }
    }
    least
}

/// The same shifts with so many people in each.
fn with_staff(shifts: &[Shift], people: u32) -> Vec<Shift> {
    shifts.iter().map(|shift| Shift { staff: people, ..shift.clone() }).collect()
}

/// Needs held against the plan that was found: what its first steps reach takes no more than they do.
pub(super) fn at_most_the_plan(
    problem: &Problem<'_>,
    found: &Found,
    floor: f64,
    needs: &[Need],
) -> Vec<Need> {
    let possible = found.loss_before - floor;
    let by_plan = |share: f64| {
        let target = share * possible;
        let is_reached = target > 0.0 && found.loss_before - found.loss_left() >= target;
        is_reached.then(|| {
            let offered =
                offer(problem, found, Size::Everything, reaching(found, target), possible);
            Need { share, people: offered.people, minutes: offered.minutes }
        })
    };
    let least = |share: f64| {
        let known = needs.iter().copied().filter(|need| need.share == share);
        known.chain(by_plan(share)).min_by_key(|need| (need.people, need.minutes))
    };
    [LEAST, SENSIBLE].into_iter().filter_map(least).collect()
}

/// What an order leaves after each of its items. It may have been made for another day: what it
/// leaves is worked out for the first shift.
fn losses(problem: &Problem<'_>, order: &Order, shifts: &[Shift]) -> Vec<f64> {
    let day = problem.first_in_force(shifts);
    let rows: Vec<(&[Action], Day)> =
        order.items.iter().map(|item| (&item.actions[..], day)).collect();
    State::new(problem).curve(&rows, problem.case.request)
}

/// What it takes to reach a share by one order.
fn need(
    problem: &Problem<'_>,
    order: &Order,
    losses: &[f64],
    shifts: &[Shift],
    (share, floor): (f64, f64),
) -> Option<Need> {
    if order.loss_before <= floor {
        return None;
    }
    let most = order.loss_before - share * (order.loss_before - floor);
    let number = losses.iter().position(|loss| *loss <= most)?;
    let last = number.checked_sub(1).and_then(|at| shortened(problem, order, at, shifts, most));
    let whole = if last.is_some() { number - 1 } else { number };
    let items: Vec<&Item> = order.items[..whole].iter().chain(&last).collect();
    let people = fewest(|people| fits(problem, &items, shifts, people))?;
    Some(Need { share, people, minutes: items.iter().map(|item| item.minutes).sum() })
}

/// Where no plan is made for fewer people, the last item that a share takes, with no more machines
/// than it takes of those that are alike: a large group does not count as a whole. `None` if that
/// is all of them. To one part in so many: each is an estimate.
fn shortened(
    problem: &Problem<'_>,
    order: &Order,
    at: usize,
    shifts: &[Shift],
    most: f64,
) -> Option<Item> {
    const PARTS: u32 = 128;
    let item = &order.items[at];
    let machines: u32 = item.actions.iter().map(Action::number).sum();
    if !is_many(problem) || item.is_door() || machines < 2 {
        return None;
    }
    let day = problem.first_in_force(shifts);
    let before = order.items[..at].iter().flat_map(|item| &item.actions);
    let before: Vec<Dated> = before.map(|action| (*action, day)).collect();
    let mut state = search::state_of(problem, &before);
    let mut is_enough = |number: u32| state.loss_with(&first(&item.actions, number), day) <= most;
    let (mut low, mut high) = (0, machines);
    while high - low > 1 + machines / PARTS {
        let middle = low.midpoint(high);
        if is_enough(middle) { high = middle } else { low = middle }
    }
    let actions = first(&item.actions, high);
    let minutes = actions.iter().map(|action| problem.minutes(action)).sum();
    (high < machines).then_some(Item { actions, minutes, ..item.clone() })
}

/// The first machines of some actions.
fn first(actions: &[Action], mut machines: u32) -> Vec<Action> {
    let mut first = Vec::new();
    for action in actions {
        let Action::Host { host, kind, machines: all } = *action else { continue };
        let some = all.min(machines);
        machines -= some;
        first.extend((some > 0).then_some(Action::Host { host, kind, machines: some }));
    }
    first
}

/// Whether there are too many machines, or too much work in an estimate, to make plans for fewer
/// people.
fn is_many(problem: &Problem<'_>) -> bool {
    let machines: u64 = problem.entries.values().map(|entry| u64::from(entry.machines)).sum();
    !problem.effort().tries_fewer_people(machines)
}

/// Whether items are done in time by so many people in each shift.
fn fits(problem: &Problem<'_>, items: &[&Item], shifts: &[Shift], people: u32) -> bool {
    let shifts = with_staff(shifts, people);
    let done: u64 = search::pieces(problem, items, &shifts)
        .iter()
        .map(|piece| problem.minutes(&piece.action))
        .sum();
    done == items.iter().map(|item| item.minutes).sum::<u64>()
}

/// The least number for which something holds that holds for all above it.
fn fewest(holds: impl Fn(u32) -> bool) -> Option<u32> {
    let (mut low, mut high) = (1, 1);
    while !holds(high) {
        (low, high) = (high + 1, high.saturating_mul(2));
        if low > MAX_PEOPLE {
            return None;
        }
    }
    while low < high {
        let middle = low.midpoint(high);
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    Some(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_number_is_found() {
        for least in [1, 2, 3, 31, 32, 33, 1_000] {
            assert_eq!(fewest(|number| number >= least), Some(least));
        }
        assert_eq!(fewest(|_| false), None);
    }
}
