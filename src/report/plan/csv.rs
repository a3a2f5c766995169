//! The plan as CSV: a row per deed, with the risk-removed curve.

use super::beside::{Beside, Placed};
use super::{PlanView, line};
use crate::format::Rounded;
use crate::plan::{Deed, Step};

const HEADER: [&str; 13] =
    ["action", "kind", "what", "machines", "do", "owner", "minutes", "reboot", "start", "minutes_used", "averted", "loss_left", "group"];
/// The columns that follow under assumptions: the plan without them.
const BEFORE: [&str; 4] = ["action_before", "minutes_used_before", "averted_before", "loss_left_before"];

/// Writes all rows, with a header.
pub fn render(plan: &PlanView<'_>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let both = Beside::new(plan);
    let header = HEADER.iter().chain(both.iter().flat_map(|_| &BEFORE));
    let mut rows: Vec<Vec<String>> = vec![header.map(|title| (*title).to_owned()).collect()];
    let mut used = 0;
    for (i, step) in plan.plan.steps.iter().enumerate() {
        used += step.minutes;
        for deed in &step.deeds {
            let mut row = row(plan, deed, Some((i + 1, step, used)));
            row.extend(both.iter().flat_map(|both| beside(both.find(plan, deed))));
            rows.push(row);
        }
    }
    if let Some(both) = &both {
        let only = both.only(plan).into_iter();
        rows.extend(only.map(|placed| [row(both.before().plan, placed.deed, None), beside(Some(placed))].concat()));
    }
    for row in rows {
        writer.write_record(row.iter().map(|cell| inert(cell))).expect("writing to memory cannot fail, and all rows are as long");
    }
    String::from_utf8(writer.into_inner().expect("writing to memory cannot fail")).expect("the cells are UTF-8")
}

/// A deed, in its place if the plan has it: the number of its action, the action, and the minutes used.
fn row(plan: &PlanView<'_>, deed: &Deed, place: Option<(usize, &Step, u64)>) -> Vec<String> {
    let placed = |cell: fn((usize, &Step, u64)) -> String| place.map_or(String::new(), cell);
    vec![
        placed(|(action, _, _)| action.to_string()),
        deed.word().to_owned(),
        line::object(plan, deed),
        if let Deed::Host { machines, .. } = deed { machines.to_string() } else { String::new() },
        if let Deed::Host { host, .. } = deed { line::how(plan, *host) } else { String::new() },
        line::owner(plan, deed).unwrap_or_default(),
        line::minutes(plan, deed).to_string(),
        line::reboot(plan, deed).map_or(String::new(), |reboot| if reboot { "yes" } else { "no" }.to_owned()),
        placed(|(_, step, _)| step.start.to_string()),
        placed(|(_, _, used)| used.to_string()),
        placed(|(_, step, _)| number(step.averted)),
        placed(|(_, step, _)| number(step.loss_left)),
        placed(|(_, step, _)| step.group.map_or(String::new(), |group| format!("g{group}"))),
    ]
}

/// The same deed in the plan without the assumptions.
fn beside(placed: Option<Placed<'_>>) -> Vec<String> {
    match placed {
        Some(Placed { action, step, minutes_used, .. }) => {
            vec![action.to_string(), minutes_used.to_string(), number(step.averted), number(step.loss_left)]
        }
        None => vec![String::new(); BEFORE.len()],
    }
}

fn number(x: f64) -> String {
    serde_json::to_string(&Rounded::new(x)).unwrap_or_default()
}

/// A cell that a spreadsheet would run as a formula is made a text.
fn inert(cell: &str) -> String {
    let cell = crate::source::sanitize::text(cell).into_owned();
    let is_number = cell.parse::<f64>().is_ok();
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number { format!("'{cell}") } else { cell }
}
