//! The last day on which what a row lists can have been installed: the one on which it was collected.

use csv::StringRecord;
use jiff::civil::Date;

use super::column::Columns;
use crate::import::sink::Sink;
use crate::term::alias::cell::date;
use crate::term::alias::column::Column;

/// Parts of headings of days on which somebody used the machine: more may have happened to it since.
const OTHERS: [&str; 2] = ["logon", "login"];

/// The day, if it is known, and what a later one is.
pub(super) struct Last {
    pub(super) day: Option<Date>,
    pub(super) why: &'static str,
}

impl Last {
    /// The earliest of today, of the day that the user or the file says, and of the one of the row.
    pub(super) fn of(
        headings: &[String],
        cells: &StringRecord,
        columns: &Columns,
        sink: &Sink<'_>,
    ) -> Self {
        let rows = places(headings, columns).filter_map(|at| date(cells.get(at).unwrap_or("")));
        let collected = rows.chain(sink.date).min();
        let today = sink.setting.today;
        match collected.filter(|day| today.is_none_or(|today| *day < today)) {
            Some(day) => Self { day: Some(day), why: "is after the one of the collection" },
            None => Self { day: today, why: "is yet to come" },
        }
    }
}

/// The columns that say when the rows were collected.
pub(super) fn places(headings: &[String], columns: &Columns) -> impl Iterator<Item = usize> {
    let dated = columns.has(Column::InstalledOn);
    let is_one = move |at: &usize| dated && !OTHERS.iter().any(|part| headings[*at].contains(part));
    columns.places_of(Column::LastSeen).filter(is_one)
}
