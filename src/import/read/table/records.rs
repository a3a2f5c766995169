//! Lists of records in JSON as a table: what `ConvertTo-Json` prints, and what the interfaces of
//! device managers answer.

use csv::StringRecord;
use indexmap::IndexSet;
use serde_json::Value;

use super::places;
use super::rows::Rows;
use crate::term::alias::column::{known, plain};

/// More keys than any record has.
const MAX_KEYS: usize = 1_000;
/// Members that hold the list where it is not the whole document.
const LISTS: [&str; 6] = ["value", "devices", "hosts", "computers", "results", "data"];

/// The table, if the text is a list of records with keys that say something.
pub(super) fn open(text: &str) -> Option<Rows> {
    if !text.trim_start().starts_with(['[', '{']) {
        return None;
    }
    let root: Value = serde_json::from_str(text).ok()?;
    let records: Vec<&serde_json::Map<String, Value>> = records(&root)?;
    let mut keys: IndexSet<&str> = IndexSet::new();
    keys.extend(
        records.iter().flat_map(|record| record.keys().map(String::as_str)).take(1_000_000),
    );
    let useful = keys.iter().filter(|key| known(&plain(key)).is_some()).count();
    if useful < 2 || keys.len() > MAX_KEYS {
        return None;
    }
    let lines = lines(text, &root, records.len());
    let cells = |record: &&serde_json::Map<String, Value>| {
        StringRecord::from_iter(
            keys.iter().map(|key| record.get(*key).map_or(String::new(), shown)),
        )
    };
    let rows = lines.into_iter().zip(records.iter().map(cells)).collect();
    let written = keys.iter().map(|key| (*key).to_owned()).collect();
    Some(Rows { written, header_line: 1, titles: Vec::new(), rows, again: false })
}

/// Where an answer says that it goes on in others: the line, and the member that says it.
pub(super) fn next_page(text: &str) -> Option<(u32, &str)> {
    let is_json = text.trim_start().starts_with(['[', '{']);
    let (at, end) = is_json.then_some("nextLink\"").and_then(|key| {
        let filled = |(at, _): &(usize, &str)| {
            let rest = text[at + key.len()..].trim_start().strip_prefix(':').map(str::trim_start);
            rest.is_some_and(|rest| rest.starts_with('"') && !rest.starts_with("\"\""))
        };
        text.match_indices(key).find(filled).map(|(at, key)| (at, at + key.len() - 1))
    })?;
    let start = text[..at].rfind('"').map_or(at, |quote| quote + 1);
    let line = text[..at].bytes().filter(|byte| *byte == b'\n').count() as u32 + 1;
    Some((line, &text[start..end]))
}

/// The lines on which the records start; the first for all where that cannot be told.
fn lines(text: &str, root: &Value, count: usize) -> Vec<u32> {
    let list = match root {
        Value::Object(members) => match LISTS.iter().find(|key| members.contains_key(**key)) {
            Some(key) => Some(*key),
            None => return vec![line_of_first(text); count],
        },
        _ => None,
    };
    let found = places::of_records(text, list);
    if found.len() == count { found } else { vec![1; count] }
}

fn line_of_first(text: &str) -> u32 {
    let blank = text.len() - text.trim_start().len();
    text[..blank].bytes().filter(|byte| *byte == b'\n').count() as u32 + 1
}

/// The records: a list, a member that is a list, or one record alone.
fn records(root: &Value) -> Option<Vec<&serde_json::Map<String, Value>>> {
    let list = match root {
        Value::Array(items) => Some(items),
        Value::Object(members) => LISTS.iter().find_map(|key| members.get(*key)?.as_array()),
        _ => None,
    };
    match (list, root) {
        (Some(items), _) => items.iter().map(Value::as_object).collect(),
        (None, Value::Object(members)) => Some(vec![members]),
        _ => None,
    }
}

/// A value as a cell: lists with semicolons between, dates as PowerShell wraps them taken out. An
/// object that is not known is shown as it is written, so that what it says is not lost.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join("; "),
        Value::Object(members) if members.contains_key("HotFixID") => shown_patch(members),
        Value::Object(members) => ["DateTime", "value", "Value", "displayName", "name"]
            .iter()
            .find_map(|key| members.get(*key))
            .filter(|member| !member.is_object())
            .map_or_else(|| value.to_string(), shown),
        other => other.to_string(),
    }
}

/// An entry of `OsHotFixes`: its number, and its day.
fn shown_patch(members: &serde_json::Map<String, Value>) -> String {
    let shown = |key: &str| members.get(key).map(shown).unwrap_or_default();
    let number = Some(shown("HotFixID")).filter(|number| !number.trim().is_empty());
    let number = number.unwrap_or_else(|| "1 other".to_owned());
    format!("{number} {}", shown("InstalledOn"))
}
