//! GitLab's code quality report: a list of findings as JSON.

use serde::Serialize;

use super::super::escape::json;
use super::{Entry, Sheet};
use crate::diagnostic::Severity;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// The list, a line break at the end. Accepted findings are information.
pub fn render(sheet: &Sheet) -> String {
    let issues: Vec<Issue<'_>> = sheet.entries.iter().map(issue).collect();
    json(serde_json::to_string_pretty(&issues).expect("writing to memory cannot fail") + "\n")
}

fn issue(entry: &Entry) -> Issue<'_> {
    let severity = match entry.level {
        _ if entry.is_accepted() => "info",
        Severity::Error => "critical",
        Severity::Warning => "minor",
        Severity::Note => "info",
    };
    let accepted = entry.accepted.iter().map(|accepted| format!(" ({})", accepted.sentence()));
    let text = accepted.fold(entry.message.clone(), |text, accepted| text + &accepted);
    let place = entry.place.as_ref();
    Issue {
        description: crate::source::sanitize::clipped(&text, 2000).into_owned(),
        check_name: &entry.rule,
        fingerprint: &entry.fingerprint,
        severity,
        location: Location {
            path: place.map_or("", |place| place.file.strip_prefix("./").unwrap_or(&place.file)),
            lines: Lines { begin: place.and_then(|place| place.line).unwrap_or(1) },
        },
    }
}
