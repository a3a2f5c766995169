//! The plan: of many orders, the part that fits, and of these the one that leaves least.
//!
//! An order and its jobs are the same whatever the staff. With more people, more hours or an
//! earlier shift no job of an order is done later ([`super::schedule`]), so each order leaves no
//! more risk, and the best of them neither.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::effort::Orders;
use super::host_entry::HostEntry;
use super::job::{Job, Slot};
use super::order::{self, Aim, Doors, Item, Order, ROUNDING};
use super::problem::Problem;
use super::schedule::schedule;
use super::state::{Dated, State};
use super::{Action, PlannedAction, Shift, variant};
use crate::inventory::HostId;
use crate::risk::{Estimate, Figures, Request};
use crate::term::day::Day;

/// The plan that was found.
pub(super) struct Found {
    pub(super) steps: Vec<PlannedAction>,
    pub(super) loss_before: f64,
    /// The figures after the last step.
    pub(super) estimate: Arc<Estimate>,
    /// Everything that is done.
    pub(super) done: Vec<Dated>,
    /// How many different plans were compared.
    pub(super) tried: u32,
}

impl Found {
    pub(super) fn loss_left(&self) -> f64 {
        self.estimate.loss.value
    }

    pub(super) fn minutes(&self) -> u64 {
        self.steps.iter().map(|step| step.minutes).sum()
    }
}

/// The best plan of all orders. `None` for shifts whose work is in force only after the horizon:
/// they are left out.
pub(super) fn best(problem: &Problem<'_>, orders: Vec<Order>) -> Found {
    best_in(problem, orders, &problem.useful(&problem.options.shifts))
}

/// The same in other shifts, whose work is in force within the horizon.
pub(super) fn best_in(problem: &Problem<'_>, mut orders: Vec<Order>, shifts: &[Shift]) -> Found {
    let mut judge = Judge { problem, shifts, known: FxHashMap::default() };
    let mut best: Option<(Score, usize, Vec<usize>)> = None;
    for (number, order) in orders.iter().enumerate() {
        for places in variant::variants(problem, order) {
            let score = judge.judge(&selected(order, &places));
            if best.as_ref().is_none_or(|(known, ..)| score.beats(known, order.loss_before)) {
                best = Some((score, number, places));
            }
        }
    }
    let tried = judge.known.len().max(1) as u32;
    let (_, number, places) = best.unwrap_or_default();
    let order = orders.swap_remove(number);
    let items = judge.without_idle_doors(selected(&order, &places), order.loss_before);
    let order = Order { items: items.into_iter().cloned().collect(), ..order };
    finish(problem, order, shifts, tried, *problem.case.request)
}

/// One plan of one order, for questions beside the main one.
pub(super) fn quick(problem: &Problem<'_>, most: usize) -> Found {
    let shifts = problem.useful(&problem.options.shifts);
    let aim = Aim { most, ..Aim::all(problem.first_in_force(&shifts), Doors::Early) };
    // Of its end nothing but the loss is asked.
    let request = Request { figures: Figures::Loss, ..*problem.case.request };
    finish(problem, order::order(problem, aim), &shifts, 1, request)
}

/// The orders of which plans are parts. From the first shift on every day has its own, unless that
/// takes too long: what is worth doing tonight may be too late tomorrow. (In large networks
/// variants leave out what is due before.)
pub(super) fn orders(problem: &Problem<'_>) -> Vec<Order> {
    let first = problem.first_in_force(&problem.useful(&problem.options.shifts));
    let afforded = problem.effort().orders(problem.lanes.iter().map(Vec::len).sum());
    // One order for all days must be the same one whatever the shifts: else an earlier shift might
    // leave more than a later one.
    let days = match afforded {
        Orders::ByDay => first.0..=problem.case.threat.last_day().max(first).0,
        Orders::Few | Orders::One => problem.soonest().0..=problem.soonest().0,
    };
    let doors: &[Doors] = match afforded {
        Orders::ByDay => &[Doors::BlocksLate, Doors::Early, Doors::Late, Doors::First],
        Orders::Few => &[Doors::BlocksLate, Doors::First],
        Orders::One => &[Doors::Early],
    };
    let aims = days.map(Day).flat_map(|day| doors.iter().map(move |doors| Aim::all(day, *doors)));
    let mut all: Vec<Aim> = aims.collect();
    if afforded == Orders::ByDay {
        // These are the same ones whatever the shifts, too.
        let short = |longest| Aim { longest, ..Aim::all(problem.soonest(), Doors::First) };
        all.extend(short_pieces(problem).into_iter().map(short));
    }
    all.into_iter().map(|aim| order::order(problem, aim)).collect()
}

/// The durations of the shortest pieces of work: with time for nothing longer, what is worth doing
/// may be missing in an order in which longer work made it needless.
fn short_pieces(problem: &Problem<'_>) -> Vec<u64> {
    const MAX_SHORT: usize = 3;
    let mut pieces: Vec<u64> =
        problem.everything().iter().map(|action| problem.piece(action)).collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces.pop();
    pieces.truncate(MAX_SHORT);
    pieces
}

fn selected<'o>(order: &'o Order, places: &[usize]) -> Vec<&'o Item> {
    places.iter().map(|at| &order.items[*at]).collect()
}

/// What a plan comes to, to compare it with others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Score {
    /// The loss that is left, and the price of its doors as if they were closed from tomorrow on:
    /// who closes one earlier, because more people are there, must not be worse off for it.
    cost: f64,
    doors: usize,
    minutes: u64,
}

impl Score {
    /// Whether it comes to less, or to as much with fewer doors or in less time.
    fn beats(&self, other: &Self, loss_before: f64) -> bool {
        let rounding = ROUNDING * loss_before.max(1.0);
        let less = other.cost - self.cost;
        less > rounding
            || (less.abs() <= rounding && (self.doors, self.minutes) < (other.doors, other.minutes))
    }
}

/// Works out what plans come to, each once.
struct Judge<'j, 'a> {
    problem: &'j Problem<'a>,
    shifts: &'j [Shift],
    known: FxHashMap<Vec<Dated>, f64>,
}

impl Judge<'_, '_> {
    /// The same items without doors that cost more than they still avert, once all the others are
    /// done: an order is worked out step by step, and a later step may make an earlier door idle.
    fn without_idle_doors<'o>(
        &mut self,
        mut items: Vec<&'o Item>,
        loss_before: f64,
    ) -> Vec<&'o Item> {
        if !self.problem.effort().tries_doors_again() {
            return items;
        }
        let doors: Vec<&Item> =
            items.iter().copied().filter(|item| item.is_door() && !item.must).collect();
        let mut best = self.judge(&items);
        for door in doors.into_iter().rev() {
            let without: Vec<&Item> =
                items.iter().copied().filter(|item| !std::ptr::eq(*item, door)).collect();
            let score = self.judge(&without);
            if score.beats(&best, loss_before) {
                (items, best) = (without, score);
            }
        }
        items
    }

    fn judge(&mut self, items: &[&Item]) -> Score {
        let done: Vec<Dated> = pieces(self.problem, items, self.shifts)
            .iter()
            .map(|piece| piece.dated(self.problem, self.shifts))
            .collect();
        let soonest = self.problem.soonest();
        let price: f64 = done.iter().map(|(action, _)| self.problem.price(action, soonest)).sum();
        let doors = done.iter().filter(|(action, _)| action.is_door()).count();
        let minutes = done.iter().map(|(action, _)| self.problem.minutes(action)).sum();
        Score { cost: self.loss(done) + price, doors, minutes }
    }

    /// Plans that do the same things on the same days leave the same loss, whatever the order
    /// within a day.
    fn loss(&mut self, done: Vec<Dated>) -> f64 {
        let mut key = done;
        key.sort_by_key(|(action, day)| (*day, self.problem.places.of(action)));
        if let Some(loss) = self.known.get(&key) {
            return *loss;
        }
        let loss = state_of(self.problem, &key).loss();
        self.known.insert(key, loss);
        loss
    }
}

/// The state in which some things are done.
pub(super) fn state_of<'p, 'a>(problem: &'p Problem<'a>, done: &[Dated]) -> State<'p, 'a> {
    let mut state = State::new(problem);
    for (action, in_force) in done {
        state.apply(&[*action], *in_force);
    }
    state
}

/// A part of an item that one person does in one go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// The place of its item.
    pub(super) item: usize,
    pub(super) action: Action,
    pub(super) slot: Slot,
}

impl Piece {
    pub(super) fn dated(&self, problem: &Problem<'_>, shifts: &[Shift]) -> Dated {
        (self.action, problem.in_force(&shifts[self.slot.shift]))
    }
}

/// What is done of some items in some shifts, in the order of time.
pub(super) fn pieces(problem: &Problem<'_>, items: &[&Item], shifts: &[Shift]) -> Vec<Piece> {
    let actions: Vec<(usize, Action)> = items
        .iter()
        .enumerate()
        .flat_map(|(at, item)| item.actions.iter().map(move |action| (at, *action)))
        .collect();
    let jobs: Vec<Job<'_>> = actions.iter().map(|(_, action)| job(problem, action)).collect();
    let piece = |slot: Slot| {
        let (item, action) = actions[slot.job];
        Piece { item, action: part(action, slot.machines), slot }
    };
    let mut pieces: Vec<Piece> = schedule(&jobs, shifts).into_iter().map(piece).collect();
    pieces.sort_by_key(|piece| {
        (piece.slot.shift, piece.slot.start, piece.slot.job, piece.slot.person)
    });
    pieces
}

/// Some machines of an action.
fn part(action: Action, number: u32) -> Action {
    match action {
        Action::Host { host, kind, .. } => Action::Host { host, machines: number, kind },
        Action::Quarantine { segment, .. } => Action::Quarantine { segment, laptops: number },
        Action::Block(_) => action,
    }
}

fn job<'p>(problem: &'p Problem<'_>, action: &Action) -> Job<'p> {
    let none: &[HostId] = &[];
    let plain = Job {
        host: None,
        machines: 1,
        minutes: 0,
        whole: true,
        out_of_hours: false,
        after: none,
        not_with: none,
        skill: None,
    };
    match action {
        Action::Host { host, machines, .. } => {
            let Some(HostEntry { minutes, after, not_with, skill, out_of_hours, .. }) =
                problem.entries.get(*host)
            else {
                return plain;
            };
            let (minutes, out_of_hours, skill) = (*minutes, *out_of_hours, skill.as_deref());
            Job {
                host: Some(*host),
                machines: *machines,
                minutes,
                whole: false,
                out_of_hours,
                after,
                not_with,
                skill,
            }
        }
        Action::Quarantine { laptops, .. } => {
            Job { machines: *laptops, minutes: problem.options.minutes.quarantine(), ..plain }
        }
        Action::Block(_) => Job { minutes: problem.options.minutes.block(), ..plain },
    }
}

/// Schedules an order, and works out what each step averts given those before it.
fn finish(
    problem: &Problem<'_>,
    order: Order,
    shifts: &[Shift],
    tried: u32,
    request: Request,
) -> Found {
    let items: Vec<&Item> = order.items.iter().collect();
    let mut steps: Vec<PlannedAction> = Vec::new();
    // Per shift and person: the step and the item that they did last.
    let mut last: FxHashMap<(usize, u32), (usize, usize)> = FxHashMap::default();
    for piece in pieces(problem, &items, shifts) {
        let who = (piece.slot.shift, piece.slot.person);
        match last
            .get(&who)
            .filter(|(at, item)| *item == piece.item && steps[*at].end == piece.slot.start)
        {
            Some((at, _)) => extend(problem, &mut steps[*at], &piece),
            None => {
                last.insert(who, (steps.len(), piece.item));
                steps.push(step(problem, &items, &piece, &shifts[piece.slot.shift]));
            }
        }
    }
    let done = steps
        .iter()
        .flat_map(|step| step.actions.iter().map(|action| (*action, step.in_force)))
        .collect();
    let found = Found {
        steps,
        loss_before: order.loss_before,
        estimate: State::new(problem).estimate(),
        done,
        tried,
    };
    checked(problem, found, request)
}

fn step(problem: &Problem<'_>, items: &[&Item], piece: &Piece, shift: &Shift) -> PlannedAction {
    let item = items[piece.item];
    PlannedAction {
        actions: vec![piece.action],
        group: item.group,
        shift: piece.slot.shift,
        on: shift.on,
        regular: shift.regular,
        in_force: problem.in_force(shift),
        person: piece.slot.person + 1,
        minutes: problem.minutes(&piece.action),
        start: piece.slot.start,
        end: piece.slot.end,
        averted: 0.0,
        loss_left: 0.0,
        price: problem.price(&piece.action, problem.in_force(shift)),
        lift: None,
        must: item.must,
    }
}

/// Adds what the same person does next for the same item.
fn extend(problem: &Problem<'_>, step: &mut PlannedAction, piece: &Piece) {
    step.actions.push(piece.action);
    step.minutes += problem.minutes(&piece.action);
    step.price += problem.price(&piece.action, step.in_force);
    step.end = piece.slot.end;
}

/// Evaluates a plan step by step on any samples. A step that averts nothing there keeps its place:
/// it was chosen.
pub(super) fn checked(problem: &Problem<'_>, found: Found, request: Request) -> Found {
    let rows: Vec<(&[Action], Day)> =
        found.steps.iter().map(|step| (&step.actions[..], step.in_force)).collect();
    let losses = State::new(problem).curve(&rows, &request);
    let estimate = Arc::new(state_of(problem, &found.done).compute(request));
    let mut steps = found.steps;
    for (step, losses) in steps.iter_mut().zip(losses.windows(2)) {
        (step.averted, step.loss_left) = (losses[0] - losses[1], losses[1]);
    }
    Found { steps, loss_before: losses[0], estimate, ..found }
}
