//! GitHub workflow commands: annotations in a pull request.

use super::super::escape::Sink;
use super::{Entry, Sheet};
use crate::diagnostic::Severity;

/// GitHub shows ten annotations of each kind per step; the tenth says how many more there are.
const MAX_ANNOTATIONS: usize = 9;
/// Characters of a text that are shown.
const MAX_CHARS: usize = 2_000;

/// The annotations, nine of each kind; accepted findings are notices.
pub fn render(sheet: &Sheet) -> String {
    let kinds =
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "notice")];
    kinds.iter().map(|(severity, kind)| of_kind(sheet, *severity, kind)).collect()
}

fn of_kind(sheet: &Sheet, severity: Severity, kind: &str) -> String {
    let all: Vec<&Entry> = sheet.entries.iter().filter(|entry| level(entry) == severity).collect();
    let mut text: String = all.iter().take(MAX_ANNOTATIONS).map(|entry| one(entry, kind)).collect();
    if all.len() > MAX_ANNOTATIONS {
        let more = all.len() - MAX_ANNOTATIONS;
        let title = "title=patchfirst";
        text.push_str(&format!(
            "::{kind} {title}::{more} more of severity {}, see the summary\n",
            severity.as_str()
        ));
    }
    text
}

fn level(entry: &Entry) -> Severity {
    if entry.is_accepted() { Severity::Note } else { entry.level }
}

fn one(entry: &Entry, kind: &str) -> String {
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

fn message(entry: &Entry) -> String {
    let mut parts = vec![entry.message.clone()];
    parts.extend(entry.path.iter().enumerate().map(|(i, hop)| format!("{}. {}", i + 1, hop.text)));
    parts.extend(entry.accepted.as_ref().map(crate::format::rank::AcceptedRisk::sentence));
    parts.extend(entry.help.clone());
    parts.join("; ")
}

fn command(text: &str) -> String {
    Sink::Command.clipped(text, MAX_CHARS)
}

fn property(text: &str) -> String {
    Sink::Property.clipped(text, MAX_CHARS)
}
