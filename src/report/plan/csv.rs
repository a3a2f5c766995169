//! The plan as CSV: a line for each deed, with the risk-removed curve.

use super::beside::{Beside, Placed};
use super::{PlanView, line};
use crate::plan::{Action, PlannedAction};
use crate::report::csv::{self, Cell, Column, column, count, text};

/// A deed in the plan, or in the plan without the assumptions, or in both.
struct Record<'a> {
    plan: &'a PlanView<'a>,
    deed: &'a Action,
    /// The number of its action, the action, and the minutes used, if the plan has it.
    place: Option<(usize, &'a PlannedAction, u64)>,
    /// The same deed in the plan without the assumptions.
    before: Option<Placed<'a>>,
}

/// Writes all lines, with a header.
pub fn render(plan: &PlanView<'_>) -> String {
    let both = Beside::new(plan);
    let mut records = Vec::new();
    let mut used = 0;
    for (i, step) in plan.plan.steps.iter().enumerate() {
        used += step.minutes;
        let before = |deed| both.as_ref().and_then(|both| both.find(plan, deed));
        records.extend(step.actions.iter().map(|deed| Record {
            plan,
            deed,
            place: Some((i + 1, step, used)),
            before: before(deed),
        }));
    }
    if let Some(both) = &both {
        let only = both.only(plan).into_iter();
        records.extend(only.map(|placed| Record {
            plan: both.before().plan,
            deed: placed.deed,
            place: None,
            before: Some(placed),
        }));
    }
    let mut columns = columns();
    if both.is_some() {
        columns.extend(columns_before());
    }
    csv::render(&columns, records)
}

fn columns<'a>() -> Vec<Column<'a, Record<'a>>> {
    let machines = |record: &Record<'_>| {
        if let Action::Host { machines, .. } = record.deed { Some(*machines) } else { None }
    };
    let how = |record: &Record<'_>| {
        if let Action::Host { host, .. } = record.deed {
            Some(line::how(record.plan, *host))
        } else {
            None
        }
    };
    let yes_no = |yes: bool| if yes { "yes" } else { "no" };
    vec![
        column("action", |record: &Record<'_>| {
            count(record.place.map(|(action, ..)| action as u64))
        }),
        column("kind", |record: &Record<'_>| Cell::Text(record.deed.word().to_owned())),
        column("what", |record: &Record<'_>| Cell::Text(line::object(record.plan, record.deed))),
        column("machines", move |record: &Record<'_>| count(machines(record))),
        column("do", move |record: &Record<'_>| text(how(record))),
        column("owner", |record: &Record<'_>| text(line::owner(record.plan, record.deed))),
        column("skill", |record: &Record<'_>| text(line::skill(record.plan, record.deed))),
        column("minutes", |record: &Record<'_>| {
            Cell::Count(line::minutes(record.plan, record.deed))
        }),
        column("reboot", move |record: &Record<'_>| {
            text(line::reboot(record.plan, record.deed).map(yes_no))
        }),
        column("on", |record: &Record<'_>| {
            text(record.place.map(|(_, step, _)| step.on.to_string()))
        }),
        column("person", |record: &Record<'_>| count(record.place.map(|(_, step, _)| step.person))),
        column("start", |record: &Record<'_>| count(record.place.map(|(_, step, _)| step.start))),
        column("end", |record: &Record<'_>| count(record.place.map(|(_, step, _)| step.end))),
        column("minutes_used", |record: &Record<'_>| count(record.place.map(|(.., used)| used))),
        column("averted", |record: &Record<'_>| {
            figure(record.place.map(|(_, step, _)| step.averted))
        }),
        column("loss_left", |record: &Record<'_>| {
            figure(record.place.map(|(_, step, _)| step.loss_left))
        }),
        column("group", |record: &Record<'_>| {
            text(record.place.and_then(|(_, step, _)| step.group).map(|group| format!("g{group}")))
        }),
    ]
}

/// The plan without the assumptions.
fn columns_before<'a>() -> Vec<Column<'a, Record<'a>>> {
    let before = |record: &Record<'a>| record.before;
    vec![
        column("action_before", move |record| {
            count(before(record).map(|placed| placed.action as u64))
        }),
        column("minutes_used_before", move |record| {
            count(before(record).map(|placed| placed.minutes_used))
        }),
        column("averted_before", move |record| {
            figure(before(record).map(|placed| placed.step.averted))
        }),
        column("loss_left_before", move |record| {
            figure(before(record).map(|placed| placed.step.loss_left))
        }),
    ]
}

fn figure(figure: Option<f64>) -> Cell {
    figure.map_or(Cell::Empty, Cell::Figure)
}
