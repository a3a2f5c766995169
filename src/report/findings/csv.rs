//! A table: one physical line per finding.

use super::{Entry, Sheet};
use crate::format::rank::AcceptedRisk;
use crate::report::csv::{self, Cell, Column, column, count, text};

/// The table with its header.
pub fn render(sheet: &Sheet) -> String {
    csv::render(&columns(), &sheet.entries)
}

fn columns<'a>() -> Vec<Column<'a, &'a Entry>> {
    vec![
        column("severity", |entry: &&Entry| Cell::Text(entry.severity.clone())),
        column("rule", |entry: &&Entry| Cell::Text(entry.rule.clone())),
        column("confidence", |entry: &&Entry| Cell::Text(entry.confidence.clone())),
        column("host", |entry: &&Entry| text(entry.host.clone())),
        column("advisory", |entry: &&Entry| text(entry.advisory.clone())),
        column("due", |entry: &&Entry| text(entry.due.clone())),
        column("segment", |entry: &&Entry| text(entry.segment.clone())),
        column("file", |entry: &&Entry| text(entry.place.as_ref().map(|place| place.file.clone()))),
        column("line", |entry: &&Entry| count(entry.place.as_ref().and_then(|place| place.line))),
        column("column", |entry: &&Entry| {
            count(entry.place.as_ref().and_then(|place| place.column))
        }),
        column("message", |entry: &&Entry| Cell::Text(entry.message.clone())),
        column("help", |entry: &&Entry| text(entry.help.clone())),
        column("accepted", |entry: &&Entry| {
            text(entry.accepted.as_ref().map(AcceptedRisk::sentence))
        }),
        column("known", |entry: &&Entry| Cell::Text(entry.known.to_string())),
        column("fingerprint", |entry: &&Entry| Cell::Text(entry.fingerprint.clone())),
    ]
}
