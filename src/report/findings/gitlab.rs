//! GitLab's code quality report: a list of findings as JSON.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::super::escape::json;
use super::{Entry, Sheet, piece};
use crate::diagnostic::Severity;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: Cow<'a, str>,
    fingerprint: Cow<'a, str>,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: Cow<'a, str>,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// The list, a line break at the end. Accepted findings are information.
pub fn write(sheet: &Sheet<'_>, to: &mut dyn Write) -> io::Result<()> {
    if sheet.is_empty() {
        return to.write_all(b"[]\n");
    }
    to.write_all(b"[")?;
    piece::write(sheet.len(), to, |rows| {
        let separator = if rows.start == 0 { "" } else { "," };
        let issues: Vec<Issue<'_>> = rows.map(|row| issue(sheet.entry(row))).collect();
        let list = json(serde_json::to_string_pretty(&issues)?);
        // Without the brackets, it goes on with the list of the piece before.
        let inner = list.strip_prefix('[').and_then(|list| list.strip_suffix("\n]"));
        Ok([separator, inner.unwrap_or(&list)].concat().into_bytes())
    })?;
    to.write_all(b"\n]\n")
}

fn issue(entry: Entry<'_>) -> Issue<'_> {
    let severity = match entry.level {
        _ if entry.is_accepted() => "info",
        Severity::Error => "critical",
        Severity::Warning => "minor",
        Severity::Note => "info",
    };
    let mut text = entry.message.into_owned();
    if let Some(accepted) = &entry.accepted {
        text.push_str(&format!(" ({})", accepted.sentence()));
    }
    let line = entry.place.as_ref().and_then(|place| place.line);
    Issue {
        description: crate::source::sanitize::clipped(&text, 2000).into_owned(),
        check_name: entry.rule,
        fingerprint: entry.fingerprint,
        severity,
        location: Location {
            path: entry.place.map(|place| bare(place.file)).unwrap_or_default(),
            lines: Lines { begin: line.unwrap_or(1) },
        },
    }
}

/// A path as the repository has it.
fn bare(file: Cow<'_, str>) -> Cow<'_, str> {
    match file.strip_prefix("./") {
        Some(rest) => Cow::Owned(rest.to_owned()),
        None => file,
    }
}
