//! A table whose rows are cut into cells already, whatever it looked like.

use csv::StringRecord;

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
}
