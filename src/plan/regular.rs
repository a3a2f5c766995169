//! The same work in regular hours: what calling people in is compared with.

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::offer::item;
use super::order::Item;
use super::problem::Problem;
use super::search::{self, Found, Piece};
use super::shift::MINUTES_A_DAY;
use super::state::Dated;
use super::{Action, PlannedAction, Shift};
use crate::inventory::HostId;
use crate::risk::Request;
use crate::term::day::Day;
use crate::threat::Mode;

/// What the steps of a plan avert if nobody is called in: all is done in regular hours.
#[derive(Clone, Debug, PartialEq)]
pub struct Regular {
    /// The first workday after the as-of day; `None` if the calendar has none, and in the worst case.
    pub on: Option<Date>,
    /// Expected loss averted by the horizon.
    pub averted: f64,
    /// What its doors cost the business until then, in points of value.
    pub price: f64,
    /// The day on which the work is done, if it is within the horizon.
    pub done: Option<Date>,
    /// Machines of the plan that must not restart in regular hours: they are not part of this.
    pub barred: u32,
}

/// Works the comparison out on some samples.
pub(super) fn regular(problem: &Problem<'_>, found: &Found, request: Request) -> Regular {
    let shifts = workdays(problem);
    let tomorrow = problem.case.threat.as_of.tomorrow().ok().filter(|_| has_clock(problem));
    let on = tomorrow.and_then(|day| problem.case.inventory.calendar.first_workday(day));
    let items: Vec<Item> = found.steps.iter().map(|step| item(&step.actions)).collect();
    let pieces = search::pieces(problem, &items.iter().collect::<Vec<_>>(), &shifts);
    let work = |minutes: u64, action| minutes + problem.minutes(action);
    let barred = barred(problem, found);
    let is_done = pieces.iter().map(|piece| &piece.action).fold(0, work) >= found.minutes();
    let done = pieces.iter().map(|piece| shifts[piece.slot.shift].on).max().filter(|_| is_done);
    let dated = without_calls(problem, &found.steps, &pieces, &shifts);
    let averted = averted_by(problem, &dated, found.loss_before, request);
    Regular { on, averted, price: price(problem, &dated), done, barred }
}

fn barred(problem: &Problem<'_>, found: &Found) -> u32 {
    let machines = |action: &Action| match action {
        Action::Host { host, machines, .. } => {
            problem.entries.get(*host).filter(|entry| entry.out_of_hours).map(|_| *machines)
        }
        _ => None,
    };
    found.done.iter().filter_map(|(action, _)| machines(action)).sum()
}

/// What some actions cost the business, in points of value.
fn price(problem: &Problem<'_>, dated: &[Dated]) -> f64 {
    dated.iter().map(|(action, in_force)| problem.price(action, *in_force)).sum()
}

/// What the same work averts if nobody is called in for it, less its price.
pub(super) fn worth(
    problem: &Problem<'_>,
    steps: &[PlannedAction],
    before: f64,
    request: Request,
) -> f64 {
    let shifts = workdays(problem);
    let items: Vec<Item> = steps.iter().map(|step| item(&step.actions)).collect();
    let pieces = search::pieces(problem, &items.iter().collect::<Vec<_>>(), &shifts);
    let dated = without_calls(problem, steps, &pieces, &shifts);
    averted_by(problem, &dated, before, request) - price(problem, &dated)
}

/// When work is in force for which nobody is called: what is planned in regular hours is done as
/// planned, and the rest on workdays. Who has to wait for a host of the rest waits with it.
fn without_calls(
    problem: &Problem<'_>,
    steps: &[PlannedAction],
    pieces: &[Piece],
    workdays: &[Shift],
) -> Vec<Dated> {
    let hosts = |step: &PlannedAction| -> Vec<HostId> {
        let host = |action: &Action| match action {
            Action::Host { host, .. } => Some(*host),
            _ => None,
        };
        step.actions.iter().filter_map(host).collect()
    };
    let called: FxHashSet<HostId> =
        steps.iter().filter(|step| !step.regular).flat_map(&hosts).collect();
    let waits = |host: HostId| {
        problem
            .entries
            .get(host)
            .is_some_and(|entry| entry.after.iter().any(|before| called.contains(before)))
    };
    let stays: Vec<bool> =
        steps.iter().map(|step| step.regular && !hosts(step).into_iter().any(waits)).collect();
    let as_planned = steps
        .iter()
        .zip(&stays)
        .filter(|(_, stays)| **stays)
        .flat_map(|(step, _)| step.actions.iter().map(|action| (*action, step.in_force)));
    let later = pieces.iter().filter(|piece| !stays[piece.item]);
    as_planned.chain(later.map(|piece| piece.dated(problem, workdays))).collect()
}

fn averted_by(problem: &Problem<'_>, dated: &[Dated], before: f64, request: Request) -> f64 {
    if dated.is_empty() {
        0.0
    } else {
        (before - search::state_of(problem, dated).loss_on(request)).max(0.0)
    }
}

/// The worst case has no clock: all that can happen has happened by the time that anybody comes in
/// regular hours.
fn has_clock(problem: &Problem<'_>) -> bool {
    problem.case.threat.mode == Mode::Expected
}

/// Every workday after the as-of day whose work is in force within the horizon, with the regular
/// staff.
fn workdays(problem: &Problem<'_>) -> Vec<Shift> {
    if !has_clock(problem) {
        return Vec::new();
    }
    let (threat, crew) = (problem.case.threat, problem.options.regular);
    let days = Day::up_to(threat.last_day().before()).skip(1).map(|day| (day, threat.date(day)));
    let workdays = days.filter(|(_, date)| problem.case.inventory.calendar.is_workday(*date));
    workdays
        .map(|(day, date)| Shift {
            regular: true,
            ..Shift::new(date, day, crew.staff, crew.minutes.min(MINUTES_A_DAY))
        })
        .collect()
}
