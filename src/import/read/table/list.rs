//! Records as blocks of `Key : Value` (PowerShell's `Format-List`) or `Key=Value` (`wmic /value`),
//! as a table.
//!
//! A key that comes again starts the next record; so does a blank line, unless the text has one
//! behind every line.

use std::collections::BTreeMap;

use csv::StringRecord;
use indexmap::IndexSet;

use super::fixed::GLUED;
use super::rows::{Row, Rows, is_error};
use crate::term::alias::column::{known, plain};

/// Lines that are looked at to see what a text is.
const SNIFFED: usize = 60;
/// More keys than any record has.
const MAX_KEYS: usize = 300;

/// Keys of a file that describes a distribution of Linux.
const OF_RELEASE: [&str; 3] = ["prettyname", "versionid", "distribid"];

/// The sign between key and value.
#[derive(Clone, Copy)]
enum Sign {
    Colon,
    Equals,
}

/// The table, if the text is a list of records.
pub(super) fn open(text: &str) -> Option<Rows> {
    let sign = sign(text)?;
    let spaced = !text
        .lines()
        .zip(text.lines().skip(1))
        .take(2_000)
        .any(|(a, b)| pair(a, sign).is_some() && pair(b, sign).is_some());
    let mut records: Vec<(u32, BTreeMap<usize, String>)> = Vec::new();
    let mut keys: IndexSet<String> = IndexSet::new();
    let (mut fresh, mut last, mut titles) = (true, None, Vec::new());
    for (raw, line) in text.lines().zip(1_u32..) {
        let raw = raw.trim_start_matches(GLUED).trim_end_matches('\r');
        if raw.trim().is_empty() {
            fresh |= !spaced;
            continue;
        }
        let Some((key, value)) = pair(raw, sign) else {
            // A long value goes on below itself.
            match (last, records.last_mut()) {
                (Some(key), Some((_, record)))
                    if raw.starts_with(' ') && !fresh && !is_error(raw) =>
                {
                    record.entry(key).and_modify(|value: &mut String| value.push_str(raw.trim()));
                }
                _ => titles.push((line, raw.trim().to_owned())),
            }
            continue;
        };
        let (key, _) = keys.insert_full(key.to_owned());
        if key >= MAX_KEYS {
            return None;
        }
        let again = records.last().is_some_and(|(_, record)| record.contains_key(&key));
        if std::mem::take(&mut fresh) || again || records.is_empty() {
            records.push((line, BTreeMap::new()));
        }
        if let Some((_, record)) = records.last_mut() {
            record.insert(key, value.to_owned());
        }
        last = Some(key);
    }
    let row = |(line, record): (u32, BTreeMap<usize, String>)| -> Row {
        let cells = (0..keys.len()).map(|key| record.get(&key).map_or("", String::as_str));
        (line, StringRecord::from_iter(cells))
    };
    let rows: Vec<Row> = records.into_iter().map(row).collect();
    let first = rows.first().map_or(1, |(line, _)| *line);
    Some(Rows {
        written: keys.iter().cloned().collect(),
        header_line: first,
        titles,
        rows,
        again: false,
        partial: None,
    })
}

/// Key and value of a line.
fn pair(line: &str, sign: Sign) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(GLUED);
    let (key, value) = match sign {
        // PowerShell puts a blank before the colon; `systeminfo` does not.
        Sign::Colon => line.split_once(" :").map(|(key, value)| (key.trim(), value.trim()))?,
        Sign::Equals => line.split_once('=').map(|(key, value)| (key, value.trim()))?,
    };
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let plausible =
        !key.is_empty() && key.len() <= 60 && !line.starts_with(' ') && key.chars().all(word);
    (plausible && !is_error(line)).then_some((key, value))
}

/// The sign that stands between keys and values, if most lines have one and at least two of the
/// keys are known.
fn sign(text: &str) -> Option<Sign> {
    let lines: Vec<&str> =
        text.lines().filter(|line| !line.trim().is_empty()).take(SNIFFED).collect();
    let fits = |sign: &Sign| {
        let keys: IndexSet<String> =
            lines.iter().filter_map(|line| pair(line, *sign)).map(|(key, _)| plain(key)).collect();
        let said = lines
            .iter()
            .filter(|line| pair(line, *sign).is_some() || line.starts_with(' '))
            .count();
        let useful = keys.iter().filter(|key| known(key).is_some()).count();
        // `/etc/os-release` calls the system by `NAME`, and no host.
        if OF_RELEASE.iter().any(|key| keys.contains(*key)) {
            return false;
        }
        said * 10 >= lines.len() * 7 && (useful >= 2 || keys.contains("hotfixid"))
    };
    [Sign::Colon, Sign::Equals].into_iter().find(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_comes_again_or_a_blank_line_starts_the_next_record() {
        for text in [
            "\nSource : A\nHotFixID : KB1\n\nSource : B\nHotFixID : KB2\n",
            "CSName=A\r\r\nHotFixID=KB1\r\r\n\r\r\n\r\r\nCSName=B\r\r\nHotFixID=KB2\r\r\n",
            "CSName=A\n\nHotFixID=KB1\n\n\n\nCSName=B\n\nHotFixID=KB2\n",
        ] {
            let rows: Vec<Vec<String>> = open(text)
                .unwrap()
                .rows
                .iter()
                .map(|(_, row)| row.iter().map(str::to_owned).collect())
                .collect();
            assert_eq!(rows, [["A", "KB1"], ["B", "KB2"]], "{text}");
        }
        assert!(open("Host Name:  PC1\nOS Name:  X\n").is_none());
    }
}
