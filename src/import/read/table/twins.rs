//! Columns of a table that hold the same thing: where they say different ones, one of them counts, and
//! that is told.

use csv::StringRecord;

use super::column::Columns;
use super::sheet::Sheet;
use crate::import::fact::Identity;
use crate::import::sink::Sink;
use crate::term::alias::cell as words;
use crate::term::alias::column::{Column, is_sure_name, plain};

/// What a host has one of.
const SINGLE: [Column; 5] =
    [Column::Name, Column::Os, Column::ServicePack, Column::Address, Column::Serial];
/// What a host has many of: every column of them is read.
const MANY: [Column; 5] =
    [Column::Patch, Column::Missing, Column::Bulletin, Column::Cve, Column::Title];

/// Lists the columns that hold the same thing as another one and do not say the same: the first
/// filled cell counts.
pub(super) fn tell(sheet: &Sheet<'_>, columns: &Columns, sink: &mut Sink<'_>) {
    let pairs = pairs(sheet, columns);
    let mut differ: Vec<(usize, usize)> = Vec::new();
    if !pairs.is_empty() {
        sheet.survey(|row| {
            let fresh = pairs.iter().filter(|(kind, first, other)| {
                !differ.contains(&(*first, *other)) && disagree(row, *kind, *first, *other)
            });
            let fresh: Vec<_> = fresh.map(|(_, first, other)| (*first, *other)).collect();
            differ.extend(fresh);
        });
    }
    for (first, other) in differ {
        let (kept, left) = (&sheet.written[first], &sheet.written[other]);
        let why = match sheet.headings[first] == sheet.headings[other] {
            true => format!(
                "the column stands twice, and its cells differ: the first that is filled counts, not column {}",
                other + 1
            ),
            false => format!(
                "the column `{kept}` says something else of the same: where both are filled, `{kept}` counts"
            ),
        };
        sink.skip(sheet.header_line, left, why);
    }
}

/// The columns that may disagree, the one that counts first: those of one heading, and those of one
/// thing of which a host has one.
fn pairs(sheet: &Sheet<'_>, columns: &Columns) -> Vec<(Column, usize, usize)> {
    let headings = &sheet.headings;
    let mut pairs = Vec::new();
    let kinds = (0..headings.len()).filter_map(|at| Some((columns.kind_at(at)?, at)));
    let kinds = kinds.filter(|(kind, _)| *kind != Column::Other && !MANY.contains(kind));
    for (kind, other) in kinds {
        let same_heading = |at: &usize| headings[*at] == headings[other];
        let sure = |at: usize| kind != Column::Name || is_sure_name(&headings[at]);
        let same =
            |at: &usize| same_heading(at) || (SINGLE.contains(&kind) && sure(*at) && sure(other));
        let first = columns.places_of(kind).find(same).unwrap_or(other);
        if first != other {
            pairs.push((kind, first, other));
        }
    }
    pairs
}

/// Whether two cells of one thing say different ones.
pub(super) fn disagree(row: &StringRecord, kind: Column, first: usize, other: usize) -> bool {
    let cell = |at: usize| row.get(at).unwrap_or("").trim();
    let (first, other) = (cell(first), cell(other));
    if words::is_filler(first) || words::is_filler(other) || first == other {
        return false;
    }
    match kind {
        // What WMI calls the caption of a patch is a page.
        Column::Os if first.contains("://") || other.contains("://") => false,
        // One may be the longer form of the other.
        Column::Os | Column::Serial => !one_holds_the_other(&plain(first), &plain(other)),
        Column::ServicePack => {
            let number = words::stated_service_pack;
            match (number(first), number(other)) {
                (Some(first), Some(other)) => first != other,
                _ => !one_holds_the_other(&plain(first), &plain(other)),
            }
        }
        Column::Name => {
            let name = |cell: &str| Identity::named(cell).name.map(|name| name.to_lowercase());
            match (name(first), name(other)) {
                (Some(first), Some(other)) => !one_holds_the_other(&first, &other),
                _ => false,
            }
        }
        Column::Address => {
            let addresses = |cell: &str| {
                let mut identity = Identity::default();
                identity.add_addresses(cell);
                identity.addresses
            };
            let (first, other) = (addresses(first), addresses(other));
            other.iter().any(|address| {
                let same = first.iter().find(|known| known.is_ipv4() == address.is_ipv4());
                same.is_some() && !first.contains(address)
            })
        }
        _ => true,
    }
}

fn one_holds_the_other(one: &str, other: &str) -> bool {
    one.contains(other) || other.contains(one)
}
