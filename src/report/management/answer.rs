//! The verdict, and the figures of the first report.

use super::super::plan;
use super::ManagementReport;
use super::values::Amount;
use crate::diff::Snapshot;
use crate::plan::Call;
use crate::report::words::day;
use crate::report::words::number::{self, counted};
use crate::report::words::verdict as words;
use crate::source::sanitize;
use schemars::JsonSchema;
use serde::Serialize;

/// The answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Verdict {
    /// `in`: call people in; `wait`: it can wait; `nothing`: nothing that may be done averts anything.
    pub call: &'static str,
    /// The answer in one sentence, with the number.
    pub heading: String,
    /// What it rests on: time, risk of waiting, money or urgency; empty if nothing is planned.
    pub detail: String,
    /// The answer as `plan` gives it.
    pub answer: String,
    /// What is to be expected if nothing is done.
    pub situation: String,
    /// What is not known, and what was made of it.
    pub unknown: String,
}

/// One figure of the first report.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Tile {
    /// `exposed`, `after-plan`, `not-assessed`, `oldest`.
    pub id: &'static str,
    /// What it is.
    pub label: String,
    /// The figure; null where there is none.
    pub value: Option<u64>,
    /// The figure as it is shown.
    pub text: String,
    /// What to know about it.
    pub note: String,
    /// The change since the last report that was given, if one was and says this figure.
    pub change: Option<Change>,
}

/// A change of a figure.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Change {
    /// The figure then.
    pub before: u64,
    /// Now minus then.
    pub difference: i64,
    /// `better`, `worse` or `same`.
    pub direction: &'static str,
    /// `4 fewer than on 2006-08-25`.
    pub text: String,
}

/// Numbers of the whole inventory. Machines, not entries.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Counts {
    /// All machines.
    pub machines: u64,
    /// Those that an attack can reach and that are not known to withstand it.
    pub exposed: u64,
    /// Those of them that are known to be vulnerable.
    pub vulnerable: u64,
    /// Those of them about which evidence is missing.
    pub unknown: u64,
    /// Vulnerable, or not known to be otherwise, but no way in leads to them.
    pub unreachable: u64,
    /// Nothing to remedy.
    pub patched: u64,
    /// Their product is not in the catalogue: in no figure.
    pub not_assessed: u64,
    /// Exposed once the plan is carried out.
    pub exposed_after_plan: u64,
    /// Flows whose ports nobody knows.
    pub unknown_flows: u32,
    /// Days since the oldest advisory became known to which a reachable machine is exposed.
    pub oldest_days: Option<u32>,
    /// Its id.
    pub oldest_advisory: Option<String>,
    /// Expected loss if nothing is done.
    pub expected_loss: Amount,
    /// Expected loss once the plan is carried out.
    pub loss_left: Amount,
    /// The value of all machines.
    pub total_value: Amount,
}

pub(super) fn verdict(report: &ManagementReport<'_>) -> Verdict {
    let view = report.view();
    let found = report.plan.plan;
    let digits = report.digits();
    let people = counted(u64::from(report.plan.plan.people), "person", "people");
    let until = day::named(day::last(view.case.threat));
    let loss = report.loss_word();
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
        Call::MoreStaff => ("more-staff", format!("{people} are far too few: {actions} {takes} {numbers}.")),
        Call::Wait => ("wait", format!("It can wait for the next regular window. Now, {actions} would take {numbers}.")),
        Call::Nothing if found.loss_before <= 0.0 && !view.case.inventory.flows_described => ("unknown", plan::NOT_DESCRIBED.to_owned()),
        Call::Nothing if found.loss_before <= 0.0 => ("nothing", format!("Nobody has to come in: no loss is to be expected by {until}.")),
        Call::Nothing => {
            ("nothing", format!("Calling people in averts nothing: the {loss} by {until} stays at {}.", digits.loss(found.loss_before)))
        }
    };
    let situation = words::danger(view, crate::report::words::tally::Tally::of(view));
    Verdict { call, heading, detail: detail(report), answer: plan::answer(report.plan), situation, unknown: words::unknown(view) }
}

/// What the verdict rests on.
fn detail(report: &ManagementReport<'_>) -> String {
    let found = report.plan.plan;
    if found.steps.is_empty() {
        return String::new();
    }
    let digits = report.digits();
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

pub(super) fn counts(report: &ManagementReport<'_>) -> Counts {
    let (facts, view) = (report.facts, report.view());
    let machines = facts.machines;
    let id = |age: crate::ranking::age::Age| view.case.advisories.advisory_of(age.advisory).id.clone();
    let total = view.ranking.total_value;
    Counts {
        machines: machines.total(),
        exposed: machines.exposed(),
        vulnerable: machines.vulnerable,
        unknown: machines.unknown,
        unreachable: machines.unreachable,
        patched: machines.patched,
        not_assessed: machines.not_assessed,
        exposed_after_plan: report.facts.exposed_after,
        unknown_flows: view.ranking.unknowns.flows,
        oldest_days: facts.oldest.map(|age| age.days),
        oldest_advisory: facts.oldest.map(id),
        expected_loss: report.amount(report.plan.plan.loss_before),
        loss_left: report.amount(report.plan.plan.loss_left),
        total_value: Amount { value: crate::format::Rounded::new(total), text: number::value(total) },
    }
}

/// The four figures, with what changed since the last report that was given.
pub(super) fn tiles(report: &ManagementReport<'_>) -> Vec<Tile> {
    let before = super::since::latest(report);
    let change = |now: Option<u64>, of: fn(&Snapshot) -> Option<u64>| before.as_ref().and_then(|before| change(now?, of(before)?, before));
    let facts = report.facts;
    let machines = facts.machines;
    let tile = |id, label: &str, value: Option<u64>, note, change| Tile {
        id,
        label: label.to_owned(),
        value,
        text: value.map_or("–".to_owned(), number::count),
        note,
        change,
    };
    let (exposed, after) = (Some(machines.exposed()), Some(report.facts.exposed_after));
    let (unassessed, oldest) = (Some(machines.not_assessed), facts.oldest.map(|age| u64::from(age.days)));
    vec![
        tile("exposed", "hosts exposed now", exposed, exposed_note(report), change(exposed, |s| Some(s.exposed))),
        tile("after-plan", "exposed after the plan", after, after_note(report), change(after, |s| s.exposed_after)),
        tile("not-assessed", "hosts not assessed", unassessed, unassessed_note(report), change(unassessed, |s| Some(s.not_assessed))),
        tile(
            "oldest",
            "days the oldest exposed advisory is known",
            oldest,
            oldest_note(report),
            change(oldest, |s| s.oldest.map(u64::from)),
        ),
    ]
}

fn exposed_note(report: &ManagementReport<'_>) -> String {
    let machines = report.facts.machines;
    let of = format!("of {}", number::count(machines.total()));
    match machines.unknown {
        0 => of,
        unknown => format!("{of}; {} only for lack of evidence", number::count(unknown)),
    }
}

fn after_note(report: &ManagementReport<'_>) -> String {
    match report.plan.plan.steps.len() {
        0 => "the plan does nothing".to_owned(),
        actions => format!("{}, {}", counted(actions as u64, "action", "actions"), plan::duration(report.plan.plan.minutes)),
    }
}

fn unassessed_note(report: &ManagementReport<'_>) -> String {
    match report.facts.machines.not_assessed {
        0 => "every product is in the catalogue".to_owned(),
        _ => "in no figure: nothing is known about them".to_owned(),
    }
}

fn oldest_note(report: &ManagementReport<'_>) -> String {
    let id = |age: crate::ranking::age::Age| &report.view().case.advisories.advisory_of(age.advisory).id;
    report.facts.oldest.map_or("nothing is exposed".to_owned(), |age| sanitize::clipped(id(age), 40).into_owned())
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
