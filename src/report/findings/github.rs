//! GitHub workflow commands: annotations in a pull request.

use std::io::{self, Write};

use super::super::escape::Sink;
use super::rows::Grade;
use super::{Entry, Sheet};
use crate::diagnostic::Severity;

/// GitHub shows ten annotations of each kind per step; the tenth says how many more there are.
const MAX_ANNOTATIONS: usize = 9;
/// Characters of a text that are shown.
const MAX_CHARS: usize = 2_000;

/// The annotations, nine of each kind; accepted findings are notices.
pub fn write(sheet: &Sheet<'_>, to: &mut dyn Write) -> io::Result<()> {
    let kinds =
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "notice")];
    let mut texts = kinds.iter().map(|(severity, kind)| of_kind(sheet, *severity, kind));
    texts.try_for_each(|text| to.write_all(text.as_bytes()))
}

fn of_kind(sheet: &Sheet<'_>, severity: Severity, kind: &str) -> String {
    let mut all = (0..sheet.len()).filter(|row| level(sheet.rows.grade(*row)) == severity);
    let first = all.by_ref().take(MAX_ANNOTATIONS);
    let mut text: String = first.map(|row| one(&sheet.entry(row), kind)).collect();
    let more = all.count();
    if more > 0 {
        let title = "title=patchfirst";
        text.push_str(&format!(
            "::{kind} {title}::{more} more of severity {}, see the summary\n",
            severity.as_str()
        ));
    }
    text
}

fn level(grade: Grade) -> Severity {
    if grade.accepted { Severity::Note } else { grade.level }
}

fn one(entry: &Entry<'_>, kind: &str) -> String {
    let mut properties = Vec::new();
    if let Some(place) = &entry.place {
        properties.push(format!("file={}", property(&place.file)));
        let numbers = [
            ("line", place.line),
            ("endLine", place.end_line),
            ("col", place.column),
            ("endColumn", place.end_column),
        ];
        // Columns are refused for a range of several lines.
        let columns = place.line == place.end_line;
        let wanted =
            numbers.iter().filter(|(name, _)| columns || !name.to_lowercase().contains("col"));
        properties.extend(
            wanted.filter_map(|(name, number)| number.map(|number| format!("{name}={number}"))),
        );
    }
    properties.push(format!("title={}", property(&entry.rule)));
    format!("::{kind} {}::{}\n", properties.join(","), command(&message(entry)))
}

fn message(entry: &Entry<'_>) -> String {
    let mut parts = vec![entry.message.clone().into_owned()];
    parts.extend(entry.path.iter().enumerate().map(|(i, hop)| format!("{}. {}", i + 1, hop.text)));
    parts.extend(entry.accepted.as_ref().map(crate::format::rank::AcceptedRisk::sentence));
    parts.extend(entry.help.as_deref().map(str::to_owned));
    parts.join("; ")
}

fn command(text: &str) -> String {
    Sink::Command.clipped(text, MAX_CHARS)
}

fn property(text: &str) -> String {
    Sink::Property.clipped(text, MAX_CHARS)
}
