//! Tables that stand side by side in one sheet: each has a column of hosts of its own, and what
//! stands behind one of these is not said of the others.

use std::collections::BTreeSet;
use std::ops::Range;

use csv::StringRecord;

use super::column::Columns;
use super::rows::{Row, Rows};
use super::sheet::Sheet;
use super::{banner, command, twins};
use crate::import::sink::Sink;
use crate::term::alias::cell::is_filler;
use crate::term::alias::column::Column;

/// What names the hosts of a table.
const KEYS: [Column; 3] = [Column::Name, Column::Fqdn, Column::Address];
/// What makes a table of hosts say something of them.
const CONTENT: [Column; 6] =
    [Column::Patch, Column::Missing, Column::Bulletin, Column::Cve, Column::Title, Column::Os];

/// The tables of a sheet: mostly one. Where it is not plain which host some columns are about, there
/// is none, and that is told.
pub(super) fn apart<'t>(mut sheet: Sheet<'t>, sink: &mut Sink<'_>) -> Vec<Sheet<'t>> {
    let columns = Columns::find(&sheet.headings, sink.setting.map);
    let starts = starts(&sheet, &columns);
    let Some(second) = starts.first() else { return vec![sheet] };
    let headings = sheet.written.join(", ");
    if !has_content(&columns, 0..*second) {
        let name = &sheet.written[*second];
        let why = format!(
            "`{name}` names other hosts than the column before it, and it is not plain which of them the rest is about: leave one of these columns out, or give each table a file of its own"
        );
        sink.skip(sheet.header_line, &headings, why);
        return Vec::new();
    }
    let why = "tables side by side, each with its own hosts: each is read by itself";
    sink.skip(sheet.header_line, &headings, why);
    let bounds: Vec<usize> = [0].into_iter().chain(starts).chain([sheet.headings.len()]).collect();
    let ranges: Vec<Range<usize>> = bounds.windows(2).map(|pair| pair[0]..pair[1]).collect();
    let titles = std::mem::take(&mut sheet.titles);
    let mut rows: Vec<Vec<Row>> = vec![Vec::new(); ranges.len()];
    sheet.each(sink, |cells, line, _| {
        for (range, rows) in ranges.iter().zip(&mut rows) {
            let part = cells.iter().skip(range.start).take(range.len());
            if part.clone().any(|cell| !cell.trim().is_empty()) {
                rows.push((line, part.collect()));
            }
        }
    });
    let parts = ranges.into_iter().zip(rows).enumerate();
    parts.map(|(at, (range, rows))| part(&sheet, range, rows, titles_of(at, &titles))).collect()
}

/// One of the tables.
fn part<'t>(
    sheet: &Sheet<'_>,
    range: Range<usize>,
    rows: Vec<Row>,
    titles: Vec<(u32, String)>,
) -> Sheet<'t> {
    let (written, header_line) = (sheet.written[range].to_vec(), sheet.header_line);
    Sheet::of_rows(Rows { written, header_line, titles, rows, again: false, partial: None })
}

/// The lines around the tables: they are told with the first, and say of the others what they take
/// from it.
fn titles_of(at: usize, titles: &[(u32, String)]) -> Vec<(u32, String)> {
    let counts = |title: &str| at == 0 || banner::withholds(title) || command::shows_a_part(title);
    titles.iter().filter(|(_, title)| counts(title)).cloned().collect()
}

/// Where the tables behind the first one start.
fn starts(sheet: &Sheet<'_>, columns: &Columns) -> Vec<usize> {
    let Some(first) = columns.places_where(|kind| KEYS.contains(&kind)).min() else {
        return Vec::new();
    };
    let gaps = gaps(sheet, first);
    let others = first + 1..sheet.headings.len();
    let others: Vec<usize> =
        others.filter(|at| may_start(sheet, columns, first, *at, &gaps)).collect();
    let found: BTreeSet<usize> = differing(sheet, columns, first, &others)
        .into_iter()
        .map(|at| at - shared_before(&sheet.headings, first, at))
        .collect();
    // A column of names behind which nothing stands starts no table.
    let mut end = sheet.headings.len();
    let mut kept: Vec<usize> = Vec::new();
    for start in found.into_iter().rev() {
        if has_content(columns, start..end) {
            kept.push(start);
            end = start;
        }
    }
    kept.reverse();
    kept
}

fn has_content(columns: &Columns, range: Range<usize>) -> bool {
    columns.places_where(|kind| CONTENT.contains(&kind)).any(|at| range.contains(&at))
}

/// How many headings in front of the first column of hosts stand in front of another one as well:
/// `No.`.
fn shared_before(headings: &[String], first: usize, other: usize) -> usize {
    let same = |back: &usize| {
        !headings[first - back].is_empty() && headings[first - back] == headings[other - back]
    };
    (1..=first.min(other - first - 1)).take_while(same).count()
}

/// Whether the headings allow that a further table has its hosts in a column: the heading of the
/// first ones stands again, or one of names stands there and what it is about is said twice. Behind a
/// blank column the heading need not be known.
fn may_start(
    sheet: &Sheet<'_>,
    columns: &Columns,
    first: usize,
    at: usize,
    gaps: &[usize],
) -> bool {
    let headings = &sheet.headings;
    let kind = columns.kind_at(at);
    let is_key = kind.is_some_and(|kind| KEYS.contains(&kind));
    if is_key && headings[at] == headings[first] {
        return true;
    }
    let before: Vec<usize> =
        columns.places_where(|kind| CONTENT.contains(&kind)).filter(|of| *of < at).collect();
    let mut behind = columns.places_where(|kind| CONTENT.contains(&kind)).filter(|of| *of > at);
    let twice = behind.any(|of| before.iter().any(|known| headings[*known] == headings[of]));
    let behind_a_gap = gaps.contains(&(at - 1));
    match kind {
        Some(Column::Name) => twice || (!before.is_empty() && behind_a_gap),
        None => !headings[at].is_empty() && twice && behind_a_gap,
        Some(_) => false,
    }
}

/// The columns behind the first one of hosts that have neither a heading nor a cell.
fn gaps(sheet: &Sheet<'_>, first: usize) -> Vec<usize> {
    let nameless = |at: &usize| sheet.headings[*at].is_empty();
    let mut gaps: Vec<usize> = (first + 1..sheet.headings.len()).filter(nameless).collect();
    if !gaps.is_empty() {
        let is_blank = |row: &StringRecord, at: usize| row.get(at).unwrap_or("").trim().is_empty();
        sheet.survey(|row| gaps.retain(|at| is_blank(row, *at)));
    }
    gaps
}

/// The columns that have in some row another host than the first one, or that have one in a row where
/// the other has none.
fn differing(sheet: &Sheet<'_>, columns: &Columns, first: usize, others: &[usize]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    if others.is_empty() {
        return found;
    }
    let differs = |row: &StringRecord, at: usize| {
        let filled = |at: usize| !is_filler(row.get(at).unwrap_or(""));
        let kind = columns.kind_at(at).filter(|kind| columns.kind_at(first) == Some(*kind));
        filled(first) != filled(at)
            || match kind {
                Some(kind) => twins::disagree(row, kind, first, at),
                None => filled(at),
            }
    };
    sheet.survey(|row| {
        let fresh = others.iter().filter(|at| !found.contains(at) && differs(row, **at));
        let fresh: Vec<usize> = fresh.copied().collect();
        found.extend(fresh);
    });
    found
}
