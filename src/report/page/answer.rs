//! The verdict, and the figures of the first page.

use super::super::number::{self, counted};
use super::super::{day, plan, verdict as words};
use super::Page;
use super::values::{Amount, Change, Counts, Tile, Verdict};
use crate::briefing::Snapshot;
use crate::plan::Call;
use crate::source::sanitize;

pub(super) fn verdict(page: &Page<'_>) -> Verdict {
    let view = page.view();
    let found = page.plan.plan;
    let digits = page.digits();
    let people = counted(u64::from(page.plan.options.staff), "person", "people");
    let until = day::named(day::last(view.case.threat));
    let loss = page.loss_word();
    let actions = counted(found.steps.len() as u64, "action", "actions");
    let numbers = format!(
        "the {loss} by {until} from {} to {} ({} less)",
        digits.loss(found.loss_before),
        digits.loss(found.loss_left),
        number::share(found.loss_before - found.loss_left, found.loss_before)
    );
    let takes = if found.steps.len() == 1 { "takes" } else { "take" };
    let (call, heading) = match found.verdict.call {
        Call::In => ("in", format!("Call {people} in now: {actions} {takes} {numbers}.")),
        Call::Wait => ("wait", format!("It can wait for the next regular window. Now, {actions} would take {numbers}.")),
        Call::Nothing if found.loss_before <= 0.0 => ("nothing", format!("Nobody has to come in: no loss is to be expected by {until}.")),
        Call::Nothing => {
            ("nothing", format!("Calling people in averts nothing: the {loss} by {until} stays at {}.", digits.loss(found.loss_before)))
        }
    };
    let situation = words::danger(view, super::super::tally::Tally::of(view));
    Verdict { call, heading, detail: detail(page), answer: plan::answer(page.plan), situation, unknown: words::unknown(view) }
}

/// What the verdict rests on.
fn detail(page: &Page<'_>) -> String {
    let found = page.plan.plan;
    if found.steps.is_empty() {
        return String::new();
    }
    let digits = page.digits();
    let value = number::share(found.verdict.share, 1.0);
    let rests = match (&found.verdict.money, found.verdict.decision) {
        (Some(sides), _) => {
            let (averted, staff) = (plan::money(sides.averted, &sides.currency), plan::money(sides.staff, &sides.currency));
            format!(" In money: {averted} of expected loss averted for {staff} of staff time.")
        }
        (None, Some(decision)) => {
            format!(
                " Most urgent decision among these hosts: {}. The plan averts the loss of {value} of the total value.",
                decision.as_str()
            )
        }
        (None, None) => String::new(),
    };
    format!(
        "{} of staff time, done {} after the start. Waiting for the window risks {}.{rests}",
        plan::duration(found.minutes),
        plan::duration(found.done_after),
        digits.loss(found.loss_before - found.loss_left)
    )
}

pub(super) fn counts(page: &Page<'_>) -> Counts {
    let (briefing, view) = (page.briefing, page.view());
    let machines = briefing.machines;
    let id = |age: crate::briefing::Age| view.case.advisories.advisory_of(age.advisory).id.clone();
    let total = view.ranking.total_value;
    Counts {
        machines: machines.total(),
        exposed: machines.exposed(),
        vulnerable: machines.vulnerable,
        unknown: machines.unknown,
        unreachable: machines.unreachable,
        patched: machines.patched,
        not_assessed: machines.not_assessed,
        exposed_after_plan: briefing.exposed_after,
        unknown_flows: view.ranking.unknowns.flows,
        oldest_days: briefing.oldest.map(|age| age.days),
        oldest_advisory: briefing.oldest.map(id),
        expected_loss: page.amount(page.plan.plan.loss_before),
        loss_left: page.amount(page.plan.plan.loss_left),
        total_value: Amount { value: number::Rounded(total), text: number::value(total) },
    }
}

/// The four figures, with what changed since the last report that was given.
pub(super) fn tiles(page: &Page<'_>) -> Vec<Tile> {
    let before = super::since::latest(page);
    let change = |now: Option<u64>, of: fn(&Snapshot) -> Option<u64>| before.as_ref().and_then(|before| change(now?, of(before)?, before));
    let briefing = page.briefing;
    let machines = briefing.machines;
    let tile = |id, label: &str, value: Option<u64>, note, change| Tile {
        id,
        label: label.to_owned(),
        value,
        text: value.map_or("–".to_owned(), number::count),
        note,
        change,
    };
    let (exposed, after) = (Some(machines.exposed()), Some(briefing.exposed_after));
    let (unassessed, oldest) = (Some(machines.not_assessed), briefing.oldest.map(|age| u64::from(age.days)));
    vec![
        tile("exposed", "hosts exposed now", exposed, exposed_note(page), change(exposed, |s| Some(s.exposed))),
        tile("after-plan", "exposed after the plan", after, after_note(page), change(after, |s| s.exposed_after)),
        tile("not-assessed", "hosts not assessed", unassessed, unassessed_note(page), change(unassessed, |s| Some(s.not_assessed))),
        tile("oldest", "days the oldest exposed advisory is known", oldest, oldest_note(page), change(oldest, |s| s.oldest.map(u64::from))),
    ]
}

fn exposed_note(page: &Page<'_>) -> String {
    let machines = page.briefing.machines;
    let of = format!("of {}", number::count(machines.total()));
    match machines.unknown {
        0 => of,
        unknown => format!("{of}; {} only for lack of evidence", number::count(unknown)),
    }
}

fn after_note(page: &Page<'_>) -> String {
    match page.plan.plan.steps.len() {
        0 => "the plan does nothing".to_owned(),
        actions => format!("{}, {}", counted(actions as u64, "action", "actions"), plan::duration(page.plan.plan.minutes)),
    }
}

fn unassessed_note(page: &Page<'_>) -> String {
    match page.briefing.machines.not_assessed {
        0 => "every product is in the catalogue".to_owned(),
        _ => "in no figure: nothing is known about them".to_owned(),
    }
}

fn oldest_note(page: &Page<'_>) -> String {
    let id = |age: crate::briefing::Age| &page.view().case.advisories.advisory_of(age.advisory).id;
    page.briefing.oldest.map_or("nothing is exposed".to_owned(), |age| sanitize::clipped(id(age), 40).into_owned())
}

/// Fewer is better, for every figure there is.
fn change(now: u64, before: u64, snapshot: &Snapshot) -> Option<Change> {
    let difference = i64::try_from(now).ok()? - i64::try_from(before).ok()?;
    let (direction, text) = match difference {
        0 => ("same", format!("as on {}", snapshot.as_of)),
        less if less < 0 => ("better", format!("{} fewer than on {}", number::count(less.unsigned_abs()), snapshot.as_of)),
        more => ("worse", format!("{} more than on {}", number::count(more.unsigned_abs()), snapshot.as_of)),
    };
    Some(Change { before, difference, direction, text })
}
