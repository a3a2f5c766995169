//! Markdown: for a comment on a pull request, or the summary of a job.

use std::io::{self, Write};

use super::super::escape::Sink;
use super::super::words::prose;
use super::{Entry, Sheet};

/// Rows that are shown: summaries have a limit of a megabyte, and readers have one too.
const MAX_ROWS: usize = 200;

/// Characters of a text that are shown.
const MAX_CHARS: usize = 600;

/// A sentence, then a table, the worst first.
pub fn write(sheet: &Sheet<'_>, to: &mut dyn Write) -> io::Result<()> {
    to.write_all(render(sheet).as_bytes())
}

fn render(sheet: &Sheet<'_>) -> String {
    let mut text = format!("### patchfirst\n\n{}\n", markdown(super::human::summary(sheet).trim()));
    if sheet.is_empty() {
        return text;
    }
    text.push_str("\n| severity | rule | place | finding |\n|---|---|---|---|\n");
    let shown = sheet.worst_first().into_iter().take(MAX_ROWS);
    shown.for_each(|number| text.push_str(&row(&sheet.entry(number as usize))));
    if sheet.len() > MAX_ROWS {
        text.push_str(&format!("\n{} more are not shown.\n", sheet.len() - MAX_ROWS));
    }
    text
}

fn row(entry: &Entry<'_>) -> String {
    let severity = if entry.is_accepted() { "accepted" } else { &*entry.severity };
    let mut cell = markdown(&entry.message);
    for (i, hop) in entry.path.iter().enumerate() {
        let line = hop.place.line.map_or(String::new(), |line| format!(" (line {line})"));
        cell.push_str(&format!("<br>{}. {}{line}", i + 1, markdown(&hop.text)));
    }
    for extra in entry
        .accepted
        .iter()
        .map(crate::format::rank::AcceptedRisk::sentence)
        .chain(entry.help.as_deref().map(whole))
    {
        cell.push_str(&format!("<br>{}", markdown(&extra)));
    }
    format!(
        "| {severity} | {} | {} | {cell} |\n",
        markdown(&entry.rule),
        markdown(&entry.shown_place())
    )
}

/// What is too long loses whole patches, and says how many: the number of one must not be cut.
fn whole(help: &str) -> String {
    if help.chars().count() > MAX_CHARS { prose::fewer_patches(help) } else { help.to_owned() }
}

fn markdown(text: &str) -> String {
    Sink::Markdown.clipped(text, MAX_CHARS)
}
