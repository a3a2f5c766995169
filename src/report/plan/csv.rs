//! The plan as CSV: a row per deed, with the risk-removed curve.

use super::super::number::Rounded;
use super::{PlanView, line};
use crate::plan::Deed;

const HEADER: [&str; 13] =
    ["action", "kind", "what", "machines", "do", "owner", "minutes", "reboot", "start", "minutes_used", "averted", "loss_left", "group"];

/// Writes all rows, with a header.
pub fn render(plan: &PlanView<'_>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut used = 0;
    let mut rows: Vec<Vec<String>> = vec![HEADER.map(str::to_owned).to_vec()];
    for (i, step) in plan.plan.steps.iter().enumerate() {
        used += step.minutes;
        for deed in &step.deeds {
            rows.push(vec![
                (i + 1).to_string(),
                deed.word().to_owned(),
                line::object(plan, deed),
                if let Deed::Host { machines, .. } = deed { machines.to_string() } else { String::new() },
                if let Deed::Host { host, .. } = deed { line::how(plan, *host) } else { String::new() },
                line::owner(plan, deed).unwrap_or_default(),
                line::minutes(plan, deed).to_string(),
                line::reboot(plan, deed).map_or(String::new(), |reboot| if reboot { "yes" } else { "no" }.to_owned()),
                step.start.to_string(),
                used.to_string(),
                number(step.averted),
                number(step.loss_left),
                step.group.map_or(String::new(), |group| format!("g{group}")),
            ]);
        }
    }
    for row in rows {
        writer.write_record(row.iter().map(|cell| inert(cell))).expect("writing to memory cannot fail, and all rows are as long");
    }
    String::from_utf8(writer.into_inner().expect("writing to memory cannot fail")).expect("the cells are UTF-8")
}

fn number(x: f64) -> String {
    serde_json::to_string(&Rounded(x)).unwrap_or_default()
}

/// A cell that a spreadsheet would run as a formula is made a text.
fn inert(cell: &str) -> String {
    let cell = crate::neutral::text(cell).into_owned();
    let is_number = cell.parse::<f64>().is_ok();
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number { format!("'{cell}") } else { cell }
}
