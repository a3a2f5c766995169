//! Lists of records in JSON as a table: what `ConvertTo-Json` prints, and what the interfaces of
//! device managers answer.

use csv::StringRecord;
use indexmap::IndexSet;
use serde_json::Value;

use super::rows::{Row, Rows};
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
    let row = |record: &&serde_json::Map<String, Value>| -> Row {
        (
            1,
            StringRecord::from_iter(
                keys.iter().map(|key| record.get(*key).map_or(String::new(), shown)),
            ),
        )
    };
    let rows = records.iter().map(row).collect();
    let written = keys.iter().map(|key| (*key).to_owned()).collect();
    Some(Rows { written, header_line: 1, titles: Vec::new(), rows })
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

/// A value as a cell: lists with semicolons between, dates as PowerShell wraps them taken out.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join("; "),
        Value::Object(members) => ["DateTime", "value", "Value", "displayName", "name"]
            .iter()
            .find_map(|key| members.get(*key))
            .map_or(String::new(), shown_flat),
        other => other.to_string(),
    }
}

/// The same without going deeper.
fn shown_flat(value: &Value) -> String {
    value.as_str().map_or_else(String::new, str::to_owned)
}
