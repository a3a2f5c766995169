//! What can be corrected without asking: the spelling of Microsoft patches.
//!
//! A correction replaces the bytes of one word. Comments, layout, the order of keys and all other
//! values stay as they are.

use std::collections::BTreeMap;

use super::fault::Fault;
use super::finding::Finding;
use super::rule::Rule;
use crate::diagnostic::Diagnostics;
use crate::source::table::Table;
use crate::source::yaml::{self, Node, Value};
use crate::source::{SourceId, Sources, Span};
use crate::term::patch::PatchId;

/// A word and what to write in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace.
    pub span: Span,
    /// What to write.
    pub text: String,
}

/// The corrections to the files of an inventory: its YAML and its tables.
pub fn edits(sources: &Sources, files: impl Iterator<Item = SourceId>) -> Vec<Edit> {
    files
        .filter(|id| may_need(&sources.get(*id).text))
        .flat_map(|id| in_file(sources, id))
        .collect()
}

/// What each correction is about.
pub fn findings(sources: &Sources, edits: &[Edit]) -> Vec<Finding> {
    let finding = |edit: &Edit| {
        let written = sources.slice(edit.span);
        let fault = Fault::new(Rule::PatchSpelling, format!("`{written}` is {}", edit.text))
            .help(format!("write `{}`, or run `check --fix`", edit.text))
            .detail(format!("{}\0{written}", sources.get(edit.span.source).name));
        Finding::new(fault).at(edit.span)
    };
    edits.iter().map(finding).collect()
}

/// The text of each file with its corrections made.
pub fn corrected(sources: &Sources, edits: &[Edit]) -> BTreeMap<SourceId, String> {
    let mut texts: BTreeMap<SourceId, String> = BTreeMap::new();
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    // From the end, so that earlier places stay where they are.
    sorted.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    for edit in sorted {
        let text = texts
            .entry(edit.span.source)
            .or_insert_with(|| sources.get(edit.span.source).text.clone());
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    texts
}

/// Digits of a patch's number.
const DIGITS: std::ops::RangeInclusive<usize> = 5..=8;

/// Whether a file has a number that could be a patch and is not written as one. Cheap: most large
/// files have none, and need not be parsed a second time.
fn may_need(text: &str) -> bool {
    let bytes = text.as_bytes();
    let least = *DIGITS.start();
    // A number that is long enough covers one byte of five in a row.
    let is_digit = |byte: &&u8| byte.is_ascii_digit();
    let mut at = least - 1;
    while at < bytes.len() {
        let ahead = bytes[at..].iter().take_while(is_digit).count();
        if ahead > 0 {
            let behind = bytes[..at].iter().rev().take_while(is_digit).count();
            if DIGITS.contains(&(behind + ahead)) && may_follow(&bytes[..at - behind]) {
                return true;
            }
        }
        at += ahead + least;
    }
    false
}

/// Whether a number may be a patch that is not spelled as it should, after what stands before it.
fn may_follow(before: &[u8]) -> bool {
    match before {
        [.., b'K', b'B'] => false,
        [.., b'k' | b'K', b'b' | b'B'] | [.., b'q' | b'Q'] => true,
        // The number of a host: `pc20001`, `pc-20001`.
        [.., last] => !last.is_ascii_alphabetic() && !b"-_.".contains(last),
        [] => true,
    }
}

fn in_file(sources: &Sources, id: SourceId) -> Vec<Edit> {
    // Whatever is wrong with the file was reported when it was read.
    let mut quiet = Diagnostics::default();
    let name = sources.get(id).name.to_lowercase();
    if name.ends_with(".csv") || name.ends_with(".tsv") || name.ends_with(".txt") {
        return in_table(sources, id, &mut quiet);
    }
    let Some(root) = yaml::parse(sources, id, &mut quiet) else { return Vec::new() };
    let hosts = value(&root, "hosts").map(items).unwrap_or_default().iter();
    let defaults =
        value(&root, "defaults").map(entries).unwrap_or_default().iter().map(|(_, value)| value);
    let lists = hosts.chain(defaults).filter_map(|owner| value(owner, "patches"));
    lists.flat_map(items).filter_map(|item| word(sources, item)).collect()
}

fn entries(node: &Node) -> &[(Node, Node)] {
    if let Value::Mapping(entries) = &node.value { entries } else { &[] }
}

fn items(node: &Node) -> &[Node] {
    if let Value::Sequence(items) = &node.value { items } else { &[] }
}

fn value<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    entries(node).iter().find(|(name, _)| name.scalar() == Some(key)).map(|(_, value)| value)
}

/// The correction of one word of a YAML list, quotes included. An anchor or an escape is left
/// alone.
fn word(sources: &Sources, item: &Node) -> Option<Edit> {
    let text = item.scalar()?;
    let written = sources.slice(item.span);
    let bare = written
        .strip_prefix(['"', '\''])
        .and_then(|rest| rest.strip_suffix(['"', '\'']))
        .unwrap_or(written);
    (bare == text).then(|| correction(text)).flatten().map(|text| Edit { span: item.span, text })
}

fn in_table(sources: &Sources, id: SourceId, quiet: &mut Diagnostics) -> Vec<Edit> {
    let Some(table) = Table::open(sources, id, quiet) else { return Vec::new() };
    let Some(column) = table.column("patches") else { return Vec::new() };
    let mut edits = Vec::new();
    let mut rows = table.rows();
    while let Some(row) = rows.next(quiet) {
        let span = row.cell_span(column);
        let mut start = span.start;
        for part in sources.slice(span).split(';') {
            let word = part.trim().trim_matches('"').trim();
            let at = start + part.find(word).unwrap_or(0) as u32;
            let place = Span { start: at, end: at + word.len() as u32, ..span };
            edits.extend(correction(word).map(|text| Edit { span: place, text }));
            start += part.len() as u32 + 1;
        }
    }
    edits
}

/// The one spelling of a Microsoft patch, if this is another. A suffix such as `v2` says something,
/// so it is kept.
fn correction(text: &str) -> Option<String> {
    let PatchId::Kb(number) = text.parse().ok()? else { return None };
    let upper = text.trim().to_ascii_uppercase();
    let digits =
        upper.strip_prefix("KB").or_else(|| upper.strip_prefix('Q')).unwrap_or(&upper).trim_start();
    let canonical = format!("KB{number}");
    (digits.bytes().all(|byte| byte.is_ascii_digit()) && canonical != text).then_some(canonical)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_corrected_and_what_says_more_is_kept() {
        for (text, right) in [
            ("Q147222", Some("KB147222")),
            ("kb 828028", Some("KB828028")),
            ("828028", Some("KB828028")),
        ] {
            assert_eq!(correction(text).as_deref(), right, "{text}");
        }
        for text in ["KB828028", "KB893803v2", "KB952069_WM9", "acme-fix-1", ""] {
            assert_eq!(correction(text), None, "{text}");
        }
    }

    #[test]
    fn files_without_other_spellings_are_not_parsed_again() {
        assert!(!may_need(
            "patches: [KB828028, KB2705219], minutes: 45, as_of: 2006-08-25, file: 5.0.2195.6823"
        ));
        for text in ["pc20001", "pc-20001;KB828028", "db20001", "1234 123456789", "", "1234"] {
            assert!(!may_need(text), "{text}");
        }
        for text in ["[Q147222]", "[828028]", "12345", "kb828028", "a KB 828028", "x1234 12345678"]
        {
            assert!(may_need(text), "{text}");
        }
    }
}
