//! Lists of records in JSON as a table: what `ConvertTo-Json` prints, and what the interfaces of
//! device managers answer.

use csv::StringRecord;
use indexmap::IndexSet;
use serde_json::Value;

use super::places;
use super::question::may_deny;
use super::rows::Rows;
use super::state::{self, State};
use crate::term::alias::cell::kbs_in;
use crate::term::alias::column::{Column, is_sure_name, known, plain};
use crate::term::alias::wording::takes_back;

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
    let alone = !root.is_array() && list_of(&root).is_none();
    if useful < 2 || keys.len() > MAX_KEYS || (alone && !keys.iter().any(|key| is_of_host(key))) {
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
    let partial = next_page(text, &root);
    Some(Rows { written, header_line: 1, titles: Vec::new(), rows, again: false, partial })
}

/// Whether a key says something that only a host has. Whatever is written as JSON may have a name, a
/// version and a description.
fn is_of_host(key: &str) -> bool {
    use Column::*;
    let key = plain(key);
    match known(&key) {
        Some(Name) => is_sure_name(&key),
        Some(Fqdn | Address | Serial | Os | Build | ServicePack | Chassis | Patch | Missing) => {
            true
        }
        _ => false,
    }
}

/// Where an answer says that it goes on in others: the line, and the member that says it.
fn next_page(text: &str, root: &Value) -> Option<(u32, String)> {
    const NEXT: [&str; 6] =
        ["odatanextlink", "nextlink", "nextpage", "next", "nextcursor", "nextpagetoken"];
    let says = |(key, value): &(&String, &Value)| {
        NEXT.contains(&plain(key).as_str()) && value.as_str().is_some_and(|text| !text.is_empty())
    };
    let members = root.as_object()?;
    let list = |key: &&str| members.get(*key).is_some_and(Value::is_array);
    let (key, _) = members.iter().find(says).filter(|_| LISTS.iter().any(list))?;
    let at = text.find(&format!("\"{key}\"")).unwrap_or(0);
    Some((text[..at].bytes().filter(|byte| *byte == b'\n').count() as u32 + 1, key.clone()))
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

/// The member of a document that is its list of records.
fn list_of(root: &Value) -> Option<&Vec<Value>> {
    let members = root.as_object()?;
    LISTS.iter().find_map(|key| members.get(*key)?.as_array())
}

/// The records: a list, a member that is a list, or one record alone.
fn records(root: &Value) -> Option<Vec<&serde_json::Map<String, Value>>> {
    let list = match root {
        Value::Array(items) => Some(items),
        _ => list_of(root),
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
        Value::Object(members) if number(members).is_some() => shown_patch(members),
        Value::Object(members) => ["DateTime", "value", "Value", "displayName", "name"]
            .iter()
            .find_map(|key| members.get(*key))
            .filter(|member| !member.is_object())
            .map_or_else(|| value.to_string(), shown),
        other => other.to_string(),
    }
}

/// The member of an entry of a list of patches that holds its number: `HotFixID`, even where it is
/// empty, a heading of patches, or a name that is a number.
fn number(members: &serde_json::Map<String, Value>) -> Option<&str> {
    let is_one = |key: &str, value: &Value| match known(&plain(key)) {
        Some(Column::Patch) => value.is_string() || value.is_number(),
        _ => {
            let may_be = ["id", "name", "displayname", "title", "value"].contains(&&*plain(key));
            may_be && value.as_str().is_some_and(|text| !kbs_in(text).is_empty())
        }
    };
    if members.contains_key(HOTFIX) {
        return Some(HOTFIX);
    }
    members.iter().find(|(key, value)| is_one(key, value)).map(|(key, _)| key.as_str())
}

/// What WMI calls the number of a patch.
const HOTFIX: &str = "HotFixID";

/// An entry of a list of patches: its number, its day, and what else it says of whether it is there.
fn shown_patch(members: &serde_json::Map<String, Value>) -> String {
    let key = number(members).unwrap_or(HOTFIX);
    let text = |key: &str| members.get(key).map(shown).unwrap_or_default();
    let number = Some(text(key)).filter(|number| !number.trim().is_empty());
    let number = number.unwrap_or_else(|| "1 other".to_owned());
    let others = members.iter().filter(|(other, _)| *other != key);
    let said: Vec<String> = others.filter_map(|(key, value)| objection(key, value)).collect();
    let said = if said.is_empty() { String::new() } else { format!(" ({})", said.join(" ")) };
    format!("{number} {}{said}", text("InstalledOn"))
}

/// What a member beside the number of a patch says against it.
fn objection(key: &str, value: &Value) -> Option<String> {
    let (heading, text) = (plain(key), shown(value));
    let text = text.trim();
    let against = match known(&heading) {
        _ if text.is_empty() || matches!(value, Value::Object(_) | Value::Array(_)) => false,
        Some(Column::PatchState | Column::Status) => {
            !matches!(text, "OK" | "ok") && state::of(&heading, text) != State::Installed
        }
        Some(Column::Operation) => state::of_operation(text) != State::Installed,
        Some(Column::Missing) => !state::is_no(text),
        Some(Column::Title) => takes_back(text),
        Some(_) => state::of("", text) == State::Missing,
        None => may_deny(&heading, text) || state::of(&heading, text) == State::Missing,
    };
    // Numbers would be those of further patches.
    let shown: String = text.chars().filter(|c| c.is_alphabetic() || *c == ' ').collect();
    let shown = shown.split_whitespace().take(8).collect::<Vec<_>>().join(" ");
    against.then(|| format!("not sure: {heading} {shown}"))
}
