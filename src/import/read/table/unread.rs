//! Columns that nobody reads: those without a heading are told where they say anything, and those
//! that name a patch of the list again are a doubt about it.

use csv::StringRecord;

use super::column::Columns;
use super::question::is_remark;
use super::sheet::Sheet;
use crate::import::sink::Sink;
use crate::term::alias::cell::{is_filler, patches_in};
use crate::term::alias::wording::has_denial;
use crate::term::patch::PatchId;

/// Parts of headings of what describes a patch: it names the patch, and says nothing against it.
const DESCRIBES: &str = "\
    link url web title titel titre título titolo name nom file datei fichier archivo package paket \
    article artikel descr beschreib product produkt producto prodotto caption support reference \
    referenz référence info detail summary path command source key guid uniqueid publisher \
    bulletin advisory filename category replac";

/// Rows in which a column has to say the same as the list to be another name of it.
const ENOUGH: usize = 3;

/// Lists the columns without a heading that say something. Numbers in front of the rows count them.
pub(super) fn tell(
    sheet: &Sheet<'_>,
    columns: &Columns,
    is_used: impl Fn(usize) -> bool,
    sink: &mut Sink<'_>,
) {
    let unnamed = |at: &usize| sheet.headings[*at].is_empty() && columns.kind_at(*at).is_none();
    let says = |at: usize| {
        let counts = at == 0 || sheet.written[at].contains(['#', '№', 'º', '°']);
        let number = |cell: &str| counts && cell.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        sheet.any(|row| {
            let cell = row.get(at).unwrap_or("").trim();
            !is_filler(cell) && !number(cell)
        })
    };
    let found = (0..sheet.headings.len()).filter(unnamed).filter(|at| !is_used(*at) && says(*at));
    let found: Vec<String> = found.map(|at| name(sheet, at)).collect();
    if !found.is_empty() {
        let why = format!("columns without a heading, that are not used: {}", found.join(", "));
        sink.skip(sheet.header_line, "", why);
    }
}

/// What a column is called, or the place of one without a heading.
fn name(sheet: &Sheet<'_>, at: usize) -> String {
    match sheet.written[at].as_str() {
        "" => format!("column {}", at + 1),
        written => format!("column {} ({written})", at + 1),
    }
}

/// The columns that are not read and name patches that the list names, too. One that says in every row
/// what the list says is another name of it.
pub(super) fn repeating(
    sheet: &Sheet<'_>,
    columns: &Columns,
    listed: impl Fn(&StringRecord) -> Vec<PatchId>,
) -> Vec<usize> {
    let unread = |at: &usize| {
        let heading = sheet.headings[*at].as_str();
        columns.kind_at(*at).is_none()
            && !is_remark(heading)
            && !DESCRIBES.split(' ').any(|part| heading.contains(part))
    };
    let mut found: Vec<(usize, Repeats)> =
        (0..sheet.headings.len()).filter(unread).map(|at| (at, Repeats::default())).collect();
    if found.is_empty() {
        return Vec::new();
    }
    sheet.survey(|row| {
        let numbered = |at: usize| has_number(row.get(at).unwrap_or(""));
        // Most tables have no such column.
        if found.iter().any(|(at, repeats)| repeats.some || numbered(*at)) {
            let patches = listed(row);
            found.iter_mut().for_each(|(at, seen)| seen.take(row.get(*at).unwrap_or(""), &patches));
        } else {
            found.iter_mut().for_each(|(_, seen)| seen.silent = true);
        }
    });
    found.into_iter().filter(|(_, seen)| seen.is_doubt()).map(|(at, _)| at).collect()
}

/// What a column says again of what is listed.
#[derive(Default)]
struct Repeats {
    /// Whether it names any patch of the list.
    some: bool,
    /// Whether it says in some row anything but what the list says.
    other: bool,
    /// Whether it says nothing in some row.
    silent: bool,
    /// Whether it has numbers only.
    bare: bool,
    /// The rows in which it says the same.
    same: usize,
}

impl Repeats {
    fn take(&mut self, cell: &str, listed: &[PatchId]) {
        let named = if has_number(cell) { patches_in(cell) } else { Vec::new() };
        let all = !named.is_empty() && listed.iter().all(|patch| named.contains(patch));
        self.some |= named.iter().any(|patch| listed.contains(patch));
        self.silent |= named.is_empty();
        self.other |= (!named.is_empty() && !all) || has_denial(cell);
        self.bare |= !named.is_empty() && is_bare(cell);
        self.same += usize::from(all);
    }

    fn is_doubt(&self) -> bool {
        let is_a_name = !self.other && !self.silent && (!self.bare || self.same >= ENOUGH);
        self.some && !is_a_name
    }
}

/// Whether a text has as many digits in a row as the number of a patch.
fn has_number(text: &str) -> bool {
    let mut run = 0;
    text.bytes().any(|byte| {
        run = if byte.is_ascii_digit() { run + 1 } else { 0 };
        run >= 6
    })
}

/// Whether a text has numbers of patches only.
fn is_bare(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words
        .map(|word| word.trim_start_matches(['k', 'K', 'b', 'B', 'q', 'Q']))
        .all(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_name_of_the_list_is_no_doubt() {
        let doubt = |cells: &[&str]| {
            let listed = [PatchId::Kb(921_883)];
            let mut seen = Repeats::default();
            cells.iter().for_each(|cell| seen.take(cell, &listed));
            seen.is_doubt()
        };
        assert!(!doubt(&["Security Update for Windows XP (KB921883)"]));
        assert!(!doubt(&["921883", "921883", "921883"]));
        assert!(!doubt(&["KB828028", ""]) && !doubt(&["", "12"]));
        assert!(doubt(&["KB921883"]) && doubt(&["KB921883", ""]));
        assert!(doubt(&["KB921883 (the till)", "", "x"]));
        assert!(doubt(&["KB921883 failed", "KB921883 failed", "KB921883 failed"]));
    }
}
