//! Headings in two rows: groups above the headings, or a second row of them below the first. A group
//! may say that what its columns list is missing.

use csv::StringRecord;

use super::banner;
use super::column::Columns;
use super::rows::{Row, Rows};
use super::sheet::Sheet;
use super::state::{self, State};
use crate::import::filler::is_filler;
use crate::import::sink::Sink;
use crate::term::alias::column::{Column, known, plain};
use crate::term::alias::wording::{is_harmless, words};

/// More signs than a heading has.
const MAX_HEADING: usize = 40;

/// The table with one row of headings; as it is where it has no other one, or where the other one
/// says nothing of patches.
pub(super) fn joined<'t>(mut sheet: Sheet<'t>, sink: &mut Sink<'_>) -> Sheet<'t> {
    let columns = Columns::find(&sheet.headings, sink.setting.map);
    if let Some((at, written)) = with_groups(&sheet, &columns) {
        let (line, title) = sheet.titles.remove(at);
        let why = "groups of headings: each counts for the headings below it";
        sink.skip(line, &title, why);
        return rebuilt(sheet, written, 0, sink);
    }
    match with_second_row(&sheet, &columns) {
        Some(written) => rebuilt(sheet, written, 1, sink),
        None => sheet,
    }
}

/// The same rows below other headings, without the first ones.
fn rebuilt<'t>(
    mut sheet: Sheet<'t>,
    written: Vec<String>,
    left_out: usize,
    sink: &mut Sink<'_>,
) -> Sheet<'t> {
    let titles = std::mem::take(&mut sheet.titles);
    let (mut rows, again): (Vec<Row>, bool) = (Vec::new(), sheet.has_headings_again());
    sheet.each(sink, |cells, line, _| rows.push((line, cells.clone())));
    for (line, cells) in rows.drain(..left_out.min(rows.len())) {
        let filled = cells.iter().map(str::trim).filter(|cell| !cell.is_empty());
        let said = filled.collect::<Vec<_>>().join(", ");
        let why = "a second row of headings: each counts with the one above it";
        sink.skip(line, &said, why);
    }
    let header_line = sheet.header_line;
    Sheet::of_rows(Rows { written, header_line, titles, rows, again, partial: None })
}

/// The headings with the groups that stand right above them, and which title these are; none where no
/// heading changes by it.
fn with_groups(sheet: &Sheet<'_>, columns: &Columns) -> Option<(usize, Vec<String>)> {
    let above = |(_, (line, _)): &(usize, &(u32, String))| *line < sheet.header_line;
    let (at, (_, title)) = sheet.titles.iter().enumerate().rfind(above)?;
    let groups = sheet.cells_of(title)?;
    let alone = groups.iter().skip(1).all(String::is_empty);
    if alone || groups.len() != sheet.headings.len() || !groups.iter().all(|cell| may_be_one(cell))
    {
        return None;
    }
    let mut group = "";
    let mut written = sheet.written.clone();
    for (at, heading) in written.iter_mut().enumerate() {
        let own = groups.get(at).map_or("", String::as_str);
        let counts = !own.is_empty();
        group = if counts { own } else { group };
        if columns.kind_at(at).is_some_and(is_of_patches) && (counts || denies(group)) {
            *heading = below(group, heading);
        }
    }
    (written != sheet.written).then_some((at, written))
}

/// A heading below a group.
fn below(group: &str, heading: &str) -> String {
    let both = [format!("{group} {heading}"), format!("{heading} {group}")];
    let is_list = |text: &&String| {
        matches!(known(&plain(text)), Some(Column::Patch | Column::Missing | Column::PatchState))
    };
    match both.iter().find(is_list) {
        Some(found) => found.clone(),
        None if known(&plain(group)) == Some(Column::Missing) => group.to_owned(),
        None if denies(group) => both[0].clone(),
        None => heading.to_owned(),
    }
}

/// The headings with those of a first row that names no host and has words only, one of which is
/// about patches.
fn with_second_row(sheet: &Sheet<'_>, columns: &Columns) -> Option<Vec<String>> {
    if !columns.names_a_host() || !columns.places_where(is_of_patches).any(|_| true) {
        return None;
    }
    let mut first = StringRecord::new();
    sheet.any(|row| {
        first.clone_from(row);
        true
    });
    let cell = |at: usize| first.get(at).unwrap_or("").trim();
    let keys = [Column::Name, Column::Fqdn, Column::Address, Column::Serial];
    let is_row = columns.places_where(|kind| keys.contains(&kind)).any(|at| !cell(at).is_empty());
    if is_row || !first.iter().all(|cell| may_be_one(cell.trim())) {
        return None;
    }
    let group_of = |at: usize| (0..=at).rev().find(|at| !sheet.headings[*at].is_empty());
    let of_patches = |at: usize| {
        group_of(at).and_then(|group| columns.kind_at(group)).is_some_and(is_of_patches)
    };
    if !(0..first.len()).any(|at| of_patches(at) && is_known(cell(at))) {
        return None;
    }
    let heading = |at: usize| {
        let group = group_of(at).map_or("", |group| sheet.written[group].as_str());
        above(&sheet.written[at], group, cell(at))
    };
    Some((0..sheet.written.len()).map(heading).collect())
}

/// A heading with the one that stands below it; where it is blank, the group before it goes on.
fn above(own: &str, group: &str, second: &str) -> String {
    if second.is_empty() {
        return own.to_owned();
    }
    let kind = |text: &str| known(&plain(text));
    let both = [format!("{second} {group}"), format!("{group} {second}")];
    if let Some(found) = both.iter().find(|text| kind(text).is_some()) {
        return found.clone();
    }
    let named = kind(second).is_some_and(|kind| kind != Column::Name);
    match kind(own) {
        _ if kind(second) == Some(Column::Missing) => second.to_owned(),
        _ if denies(second) => both[1].clone(),
        Some(kind) if !is_of_patches(kind) || is_known(second) => own.to_owned(),
        None if named => second.to_owned(),
        _ => both[1].clone(),
    }
}

/// Whether columns of a kind list patches.
fn is_of_patches(kind: Column) -> bool {
    matches!(kind, Column::Patch | Column::Title | Column::Bulletin | Column::PatchState)
}

/// Whether a cell may be a heading: blank, or words.
fn may_be_one(cell: &str) -> bool {
    let number = |c: char| c.is_ascii_digit();
    cell.is_empty()
        || (cell.chars().count() <= MAX_HEADING && !cell.contains(number) && !is_filler(cell))
}

/// Whether a text is a heading, or a state: words that stand above columns.
fn is_known(text: &str) -> bool {
    !text.is_empty()
        && (known(&plain(text)).is_some() || denies(text) || words(text).all(is_harmless))
}

/// Whether a text says that what stands below it is not there, or may not be.
fn denies(text: &str) -> bool {
    known(&plain(text)) == Some(Column::Missing)
        || banner::denies(text)
        || state::of("", text) == State::Missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_two_rows_are_one() {
        for (group, heading, joined) in [
            ("Missing", "KB", "Missing KB"),
            ("Installed", "KB", "Installed KB"),
            ("Not installed", "KB", "Not installed KB"),
            ("Missing", "Title", "Missing"),
            ("Security", "KB", "KB"),
        ] {
            assert_eq!(below(group, heading), joined, "{group} {heading}");
        }
        for (own, group, second, joined) in [
            ("Patches", "Patches", "Missing", "Missing Patches"),
            ("", "Patches", "Installed", "Installed Patches"),
            ("OS", "OS", "", "OS"),
            ("OS", "OS", "Name", "OS Name"),
            ("", "OS", "Version", "Version OS"),
            ("Owner", "Owner", "Name", "Owner"),
            ("", "Owner", "Name", "Owner Name"),
            ("Patches", "Patches", "planned", "Patches planned"),
            ("KB", "KB", "number", "KB number"),
        ] {
            assert_eq!(above(own, group, second), joined, "{group} {second}");
        }
    }
}
