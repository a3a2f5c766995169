//! A table: one physical line per finding.

use std::io::{self, Write};

use super::{Entry, Sheet, piece};
use crate::format::rank::AcceptedRisk;
use crate::report::csv::{self, Cell, Column, column, count, text};

/// The table with its header.
pub fn write(sheet: &Sheet<'_>, to: &mut dyn Write) -> io::Result<()> {
    csv::write(&columns(), std::iter::empty(), &mut *to)?;
    piece::write(sheet.len(), to, |rows| {
        let mut text = Vec::new();
        csv::rows(&columns(), rows.map(|row| sheet.entry(row)), &mut text)?;
        Ok(text)
    })
}

fn columns<'a>() -> Vec<Column<'a, Entry<'a>>> {
    vec![
        column("severity", |entry: &Entry<'_>| text(Some(&*entry.severity))),
        column("rule", |entry: &Entry<'_>| text(Some(&*entry.rule))),
        column("confidence", |entry: &Entry<'_>| text(Some(&*entry.confidence))),
        column("host", |entry: &Entry<'_>| text(entry.host.as_deref())),
        column("advisory", |entry: &Entry<'_>| text(entry.advisory.as_deref())),
        column("due", |entry: &Entry<'_>| text(entry.due.as_deref())),
        column("segment", |entry: &Entry<'_>| text(entry.segment.as_deref())),
        column("file", |entry: &Entry<'_>| text(entry.place.as_ref().map(|place| &*place.file))),
        column("line", |entry: &Entry<'_>| {
            count(entry.place.as_ref().and_then(|place| place.line))
        }),
        column("column", |entry: &Entry<'_>| {
            count(entry.place.as_ref().and_then(|place| place.column))
        }),
        column("message", |entry: &Entry<'_>| text(Some(&*entry.message))),
        column("help", |entry: &Entry<'_>| text(entry.help.as_deref())),
        column("accepted", |entry: &Entry<'_>| {
            text(entry.accepted.as_ref().map(AcceptedRisk::sentence))
        }),
        column("known", |entry: &Entry<'_>| Cell::Text(entry.known.to_string())),
        column("fingerprint", |entry: &Entry<'_>| text(Some(&*entry.fingerprint))),
    ]
}
