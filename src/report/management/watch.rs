//! What to watch: what would change the answer, and what to do then.

use schemars::JsonSchema;
use serde::Serialize;

use super::subject::ManagementReport;
use crate::plan::Event;
use crate::report::plan::order;
use crate::report::words::prose::fewer_patches;

/// Orders that are shown on the first page.
const MAX_ORDERS: usize = 12;

/// What is said of events that change nothing.
const SAME: &str = "the answer stays as it is";

/// A standing order.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Watch {
    /// What happens: `code for MS04-007 comes out`.
    pub event: String,
    /// How likely that is by the last day; null for what somebody has to find out.
    pub chance: Option<String>,
    /// What to do then.
    pub then: String,
}

/// The standing orders, the most important first.
pub(super) fn watch(report: &ManagementReport<'_>) -> Vec<Watch> {
    let one = |(row, then): (&order::Row<'_>, String)| Watch {
        event: row.condition(report.plan),
        chance: row.orders[0].chance.map(|_| row.chance()),
        then,
    };
    let (change, same) = order::rows(report.plan);
    let then = |row| fewer_patches(&order::what(report.plan, row));
    let change = change.iter().map(|row| (row, then(row.orders[0])));
    // A laptop that is found to be infected is unplugged whatever the answer is.
    let unchanged = |row: &order::Row<'_>| match row.orders[0].event {
        Event::Infected(_) => format!("unplug it at once; {SAME}"),
        _ => SAME.to_owned(),
    };
    let same = same.iter().map(|row| (row, unchanged(row)));
    change.chain(same).take(MAX_ORDERS).map(one).collect()
}
