//! The rows of one value, with what wraps them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::owner::NAMES;
use super::table::Table;
use crate::import::read::json::text;

/// The members of an entry of a log that hold rows.
const WRAPPERS: [&str; 3] = ["columns", "snapshot", "diffResults"];

/// A row, and who and what stands around it.
pub(super) struct Row<'v> {
    pub(super) value: &'v Value,
    /// What the log calls the host.
    pub(super) identifier: &'v str,
    /// What names the host beside the row: decorations, or the object of tables.
    pub(super) around: Option<&'v Value>,
    /// The name of the query or table.
    query: &'v str,
    /// Whether the row is there no more.
    pub(super) removed: bool,
}

impl Row<'_> {
    pub(super) fn query(&self) -> &str {
        self.query
    }

    /// Whether the row lists a patch.
    pub(super) fn is_patch(&self) -> bool {
        Table::of(self.value) == Some(Table::Patches)
    }

    /// Whether the row or what wraps it names the host.
    pub(super) fn is_named(&self) -> bool {
        !self.identifier.is_empty() || self.names().next().is_some()
    }

    /// The names of the host beside the identifier, those of the row first.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let known = Some(self.value).filter(|value| Table::of(value).is_some());
        let places = known.into_iter().chain(self.around);
        let all = places.flat_map(|place| NAMES.iter().map(move |key| text(place, key)));
        all.filter(|name| !name.is_empty())
    }

    /// What stands in the row, for a message.
    pub(super) fn shown(&self) -> String {
        match text(self.value, "hotfix_id") {
            patch if patch.is_empty() => self.value.to_string().chars().take(120).collect(),
            patch => patch,
        }
    }

    /// Why a row is not read.
    pub(super) fn why_unread(&self) -> String {
        match (self.value.is_object(), self.query) {
            (false, _) => "neither a row nor a list of rows".to_owned(),
            (true, "") => "a table of osquery that is not read".to_owned(),
            (true, query) => format!("`{query}`: a table of osquery that is not read"),
        }
    }
}

/// Whether a value is what osquery prints or logs: its first row tells.
pub(super) fn is_one(value: &Value) -> bool {
    let first = match value {
        Value::Array(items) => items.first(),
        _ => Some(value),
    };
    let Some(first) = first.filter(|first| first.is_object()) else { return false };
    if is_logged(first) {
        return first.get("hostIdentifier").is_some();
    }
    let mut unread = BTreeSet::new();
    let rows = of_one(first, &mut unread);
    let mut rows = rows.iter().filter(|row| Table::of(row.value).is_some());
    unread.is_empty() && rows.next().is_some_and(|row| Table::is_surely_of(row.value))
}

fn is_logged(value: &Value) -> bool {
    WRAPPERS.iter().any(|key| value.get(key).is_some())
}

/// The rows of a value; members that hold none are added to `unread`.
pub(super) fn rows<'v>(value: &'v Value, unread: &mut BTreeSet<String>) -> Vec<Row<'v>> {
    match value {
        Value::Array(items) => items.iter().flat_map(|item| of_one(item, unread)).collect(),
        _ => of_one(value, unread),
    }
}

/// The rows of an entry of a log, of an object of tables, or the one row that it is.
fn of_one<'v>(value: &'v Value, unread: &mut BTreeSet<String>) -> Vec<Row<'v>> {
    let identifier = value.get("hostIdentifier").and_then(Value::as_str).unwrap_or("");
    let row = |value, around, query, removed| Row { value, identifier, around, query, removed };
    if is_logged(value) {
        let around = value.get("decorations");
        let query = value.get("name").and_then(Value::as_str).unwrap_or("");
        let removed = text(value, "action") == "removed";
        let columns = value.get("columns").map(|value| row(value, around, query, removed));
        let list =
            |member: Option<&'v Value>| member.and_then(Value::as_array).into_iter().flatten();
        let changes = value.get("diffResults");
        let at = |key| changes.and_then(|changes| changes.get(key));
        let there = list(value.get("snapshot")).chain(list(at("added")));
        let there = there.map(|value| row(value, around, query, false));
        let gone = list(at("removed")).map(|value| row(value, around, query, true));
        return columns.into_iter().chain(there).chain(gone).collect();
    }
    let members = value.as_object().filter(|members| members.values().any(is_table));
    let Some(members) = members else { return vec![row(value, None, "", false)] };
    let mut found = Vec::new();
    for (key, member) in members {
        match member.as_array() {
            Some(rows) if rows.is_empty() || is_table(member) => {
                found.extend(rows.iter().map(|member| row(member, Some(value), key, false)));
            }
            _ if NAMES.contains(&key.as_str()) || key == "hostIdentifier" => {}
            _ => drop(unread.insert(key.clone())),
        }
    }
    found
}

/// Whether a member is a list of rows.
fn is_table(member: &Value) -> bool {
    member.as_array().is_some_and(|rows| rows.first().is_some_and(Value::is_object))
}
