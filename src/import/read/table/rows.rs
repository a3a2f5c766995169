//! A table whose rows are cut into cells already, whatever it looked like.

use csv::StringRecord;

use crate::import::read::console;

/// A row with its line.
pub(super) type Row = (u32, StringRecord);

/// The headings and rows of a table.
#[derive(Debug)]
pub(super) struct Rows {
    /// Headings as written.
    pub(super) written: Vec<String>,
    /// The line of the headings, from 1.
    pub(super) header_line: u32,
    /// Lines above the headings that are no part of the table.
    pub(super) titles: Vec<(u32, String)>,
    pub(super) rows: Vec<Row>,
    /// Whether the headings stand more than once.
    pub(super) again: bool,
    /// If it is a part of an answer and the rest is not there: where it says so.
    pub(super) partial: Option<(u32, String)>,
}

/// Whether a line is one that a console put among the rows: why a host could not be asked.
pub(super) fn is_error(line: &str) -> bool {
    let line = line.trim_start();
    let command = line.split_once(" : ").is_some_and(|(name, _)| {
        name.split_once('-').is_some_and(|(verb, noun)| {
            let letters =
                |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic());
            letters(verb) && letters(noun) && VERBS.contains(&verb)
        })
    });
    command
        || console::is_message(line)
        || console::is_prompt(line)
        || [
            "At line:",
            "+ CategoryInfo",
            "+ FullyQualifiedErrorId",
            "+ ~",
            "+ Get-",
            "+ gwmi",
            "Node - ",
        ]
        .iter()
        .any(|start| line.starts_with(start))
}

/// Verbs of commands that print tables.
const VERBS: [&str; 6] = ["Get", "Invoke", "Select", "Format", "Export", "ForEach"];
