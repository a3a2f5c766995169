//! Ties in a ranking: rows that the figures cannot tell apart are many in a large network, and the
//! first of them say it all.

use super::row::Row;

/// Ties with more rows are cut short, and so many of their rows are shown.
const MAX_ROWS: usize = 6;
const SHOWN: usize = 3;

/// A line of the table.
#[derive(Clone, Debug)]
pub(in crate::report) enum Line<'a> {
    /// A row.
    Row(Row<'a>),
    /// The rest of a tie.
    More(More<'a>),
}

/// Rows of a tie that are not shown.
#[derive(Clone, Debug)]
pub(in crate::report) struct More<'a> {
    pub(in crate::report) rows: Vec<Row<'a>>,
}

impl<'a> Line<'a> {
    /// The row, if it is one.
    pub(in crate::report) fn row(&self) -> Option<&Row<'a>> {
        match self {
            Self::Row(row) => Some(row),
            Self::More(_) => None,
        }
    }
}

/// At most so many lines: rows in their order, of long ties the first ones and how many more there
/// are.
pub(in crate::report) fn grouped<'a>(rows: Vec<Row<'a>>, most: usize) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    let mut rows = rows.into_iter().peekable();
    while let (Some(first), true) = (rows.next(), lines.len() < most) {
        let tie = first.interval;
        let mut same = vec![first];
        while let Some(next) = rows.next_if(|row| row.interval == tie) {
            same.push(next);
        }
        let rest = if same.len() > MAX_ROWS { same.split_off(SHOWN) } else { Vec::new() };
        lines.extend(same.into_iter().map(Line::Row));
        lines.extend((!rest.is_empty()).then_some(Line::More(More { rows: rest })));
    }
    lines.truncate(most);
    lines
}
