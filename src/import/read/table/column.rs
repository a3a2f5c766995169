//! The columns of a table, by their headings.

use csv::StringRecord;

use crate::term::alias::column::{Column, known, plain, preferred};

/// Which columns of a table hold what.
#[derive(Debug)]
pub(super) struct Columns {
    /// What is held and where, in the order in which a cell is looked for.
    places: Vec<(Column, usize)>,
}

impl Columns {
    /// Finds the columns: those the user maps first, then those with a known heading.
    pub(super) fn find(headings: &[String], map: &[(String, String)]) -> Self {
        let mut places = Vec::new();
        for (what, heading) in map {
            let at = headings.iter().position(|h| *h == plain(heading));
            places.extend(known(&plain(what)).zip(at));
        }
        let free = (0..headings.len()).filter(|at| !places.iter().any(|(_, taken)| taken == at));
        let mut known: Vec<_> = free.filter_map(|at| Some((preferred(&headings[at])?, at))).collect();
        known.sort_by_key(|((preference, _), at)| (*preference, *at));
        places.extend(known.into_iter().map(|((_, column), at)| (column, at)));
        Self { places }
    }

    /// The first cell of a kind that is not empty, trimmed.
    pub(super) fn cell<'r>(&self, record: &'r StringRecord, column: Column) -> &'r str {
        let cells = self.places.iter().filter(|(kind, _)| *kind == column).filter_map(|(_, at)| record.get(*at)).map(str::trim);
        cells.into_iter().find(|cell| !cell.is_empty()).unwrap_or("")
    }

    /// Whether a column of a kind is there.
    pub(super) fn has(&self, column: Column) -> bool {
        self.places.iter().any(|(kind, _)| *kind == column)
    }

    /// Whether hosts can be told apart.
    pub(super) fn names_a_host(&self) -> bool {
        [Column::Name, Column::Fqdn, Column::Address, Column::Serial].into_iter().any(|column| self.has(column))
    }

    /// The columns that nobody knows.
    pub(super) fn unused(&self, headings: &[String]) -> impl Iterator<Item = usize> {
        (0..headings.len()).filter(|at| !headings[*at].is_empty() && !self.places.iter().any(|(_, taken)| taken == at))
    }
}
