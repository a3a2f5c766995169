//! Markdown: for a comment on a pull request, or the summary of a job.

use super::super::escape::Sink;
use super::{Entry, Sheet};

/// Rows that are shown: summaries have a limit of a megabyte, and readers have one too.
const MAX_ROWS: usize = 200;

/// Characters of a text that are shown.
const MAX_CHARS: usize = 600;

/// A sentence, then a table, the worst first.
pub fn render(sheet: &Sheet) -> String {
    let mut text = format!("### patchfirst\n\n{}\n", markdown(super::human::summary(sheet).trim()));
    if sheet.entries.is_empty() {
        return text;
    }
    text.push_str("\n| severity | rule | place | finding |\n|---|---|---|---|\n");
    let mut entries: Vec<&Entry> = sheet.entries.iter().collect();
    entries.sort_by_key(|entry| (entry.is_accepted(), std::cmp::Reverse(entry.level)));
    entries.iter().take(MAX_ROWS).for_each(|entry| text.push_str(&row(entry)));
    if entries.len() > MAX_ROWS {
        text.push_str(&format!("\n{} more are not shown.\n", entries.len() - MAX_ROWS));
    }
    text
}

fn row(entry: &Entry) -> String {
    let severity = if entry.is_accepted() { "accepted" } else { entry.severity.as_str() };
    let mut cell = markdown(&entry.message);
    for (i, hop) in entry.path.iter().enumerate() {
        let line = hop.place.line.map_or(String::new(), |line| format!(" (line {line})"));
        cell.push_str(&format!("<br>{}. {}{line}", i + 1, markdown(&hop.text)));
    }
    for extra in entry
        .accepted
        .iter()
        .map(crate::format::rank::AcceptedRisk::sentence)
        .chain(entry.help.clone())
    {
        cell.push_str(&format!("<br>{}", markdown(&extra)));
    }
    format!(
        "| {severity} | {} | {} | {cell} |\n",
        markdown(&entry.rule),
        markdown(&entry.shown_place())
    )
}

fn markdown(text: &str) -> String {
    Sink::Markdown.clipped(text, MAX_CHARS)
}
