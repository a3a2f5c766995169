//! The one writer of CSV: a table is a list of columns, each with its title and how its cell is
//! made of a record.
//!
//! A number is a number. A text that a spreadsheet would evaluate as a formula is written as text.

use std::io::{self, Write};

use super::escape::Sink;
use crate::format::Rounded;

/// What stands in one place of a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Nothing is known, or nothing applies.
    Empty,
    /// A text, perhaps from a file.
    Text(String),
    /// A whole number.
    Count(u64),
    /// A figure, with the digits of JSON.
    Figure(f64),
}

/// A column: its title, and what it shows of a record.
pub(super) struct Column<'a, R: ?Sized> {
    title: &'static str,
    cell: Box<dyn Fn(&R) -> Cell + 'a>,
}

/// Describes a column.
pub(super) fn column<'a, R: ?Sized>(
    title: &'static str,
    cell: impl Fn(&R) -> Cell + 'a,
) -> Column<'a, R> {
    Column { title, cell: Box::new(cell) }
}

/// A text, where there is one.
pub(super) fn text(text: Option<impl Into<String>>) -> Cell {
    text.map_or(Cell::Empty, |text| Cell::Text(text.into()))
}

/// A whole number, where there is one.
pub(super) fn count(number: Option<impl Into<u64>>) -> Cell {
    number.map_or(Cell::Empty, |number| Cell::Count(number.into()))
}

/// Writes the titles and a line for each record.
pub(super) fn write<R>(
    columns: &[Column<'_, R>],
    records: impl IntoIterator<Item = R>,
    to: impl Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(columns.iter().map(|column| column.title))?;
    put(columns, records, writer)
}

/// Writes a line for each record, without the titles.
pub(super) fn rows<R>(
    columns: &[Column<'_, R>],
    records: impl IntoIterator<Item = R>,
    to: impl Write,
) -> io::Result<()> {
    put(columns, records, csv::Writer::from_writer(to))
}

fn put<R>(
    columns: &[Column<'_, R>],
    records: impl IntoIterator<Item = R>,
    mut writer: csv::Writer<impl Write>,
) -> io::Result<()> {
    for record in records {
        writer.write_record(columns.iter().map(|column| (column.cell)(&record).written()))?;
    }
    writer.flush()
}

/// The same, as a text.
pub(super) fn render<R>(columns: &[Column<'_, R>], records: impl IntoIterator<Item = R>) -> String {
    let mut bytes = Vec::new();
    write(columns, records, &mut bytes).expect("writing to memory cannot fail");
    String::from_utf8(bytes).expect("every cell is UTF-8")
}

impl Cell {
    fn written(self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => Sink::Cell.neutral(&text).into_owned(),
            Self::Count(number) => number.to_string(),
            Self::Figure(figure) => {
                serde_json::to_string(&Rounded::new(figure)).unwrap_or_default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula_and_numbers_stay_numbers() {
        let columns = [
            column("text", |text: &&str| Cell::Text((*text).to_owned())),
            column("figure", |_: &&str| Cell::Figure(-0.5)),
        ];
        let csv = render(&columns, ["=cmd|'/c'", " +1", "-3", "@x", "dc1"]);
        assert_eq!(csv, "text,figure\n'=cmd|'/c',-0.5\n' +1,-0.5\n'-3,-0.5\n'@x,-0.5\ndc1,-0.5\n");
    }
}
