//! The cells of a row as the tree of nodes that a host has in YAML.

use super::header::{Column, Spelling};
use crate::source::Span;
use crate::source::table::{Row, Table};
use crate::source::yaml::{Node, Value};
use crate::term::alias::cell as alias;

/// The cell that says "a list, and nothing in it", where an empty cell says "not known".
const NOTHING: &str = "-";

/// The cells that are not empty, as the keys and values of a mapping.
pub(super) fn pairs(row: &Row<'_>, columns: &[Column], table: &Table<'_>) -> Vec<(Node, Node)> {
    let given = columns.iter().filter(|column| !row.cell(column.at).is_empty());
    given
        .map(|column| {
            let cell = scalar(row.cell(column.at), row.cell_span(column.at));
            (scalar(column.key, table.columns[column.at].span), value(column, cell))
        })
        .collect()
}

/// A cell as the node that its key has in YAML.
fn value(column: &Column, cell: Node) -> Node {
    let exported = column.spelling == Spelling::Exported;
    let text = cell.scalar().unwrap_or("");
    // A comma may belong to the name of a segment.
    let separators: &[char] =
        if exported && column.key != "segments" { &[';', ',', '\n'] } else { &[';'] };
    let is_item = |item: &str| {
        !item.is_empty() && item != NOTHING && !(exported && item.eq_ignore_ascii_case("none"))
    };
    let items = || text.split(separators).map(str::trim).filter(|item| is_item(item));
    let value = match column.key {
        "listens" if text.contains('=') => {
            Value::Mapping(items().map(|item| answered(item, &cell)).collect())
        }
        "patches" | "listens" | "tags" | "after" | "not_with" | "segments" => {
            Value::Sequence(items().map(|item| scalar(item, cell.span)).collect())
        }
        // Several days; a word, a number or a single day stays what it is.
        "away" if text.contains(';') => {
            Value::Sequence(items().map(|item| scalar(item, cell.span)).collect())
        }
        "files" => Value::Mapping(items().map(|item| file(item, &cell)).collect()),
        "answers" => {
            Value::Mapping(items().map(|item| file(&item.to_ascii_lowercase(), &cell)).collect())
        }
        // Spreadsheets shout.
        "roams" | "patches_complete" | "infected" | "away" => {
            Value::Scalar { text: text.to_ascii_lowercase(), plain: false }
        }
        key if exported => Value::Scalar { text: respelled(key, text), plain: false },
        _ => return cell,
    };
    Node { value, ..cell }
}

/// A cell of an export as inventories spell it. What is not understood stays, and is reported where
/// it is read.
fn respelled(key: &str, text: &str) -> String {
    let known = match key {
        "sp" => alias::service_pack(text).map(|service_pack| service_pack.to_string()),
        "arch" => alias::arch(text).map(|arch| arch.to_string()),
        "last_seen" => alias::date(text).map(|date| date.to_string()),
        "kind" | "criticality" | "antivirus" => Some(text.to_lowercase()),
        _ => None,
    };
    known.unwrap_or_else(|| text.to_owned())
}

/// `name=version`; without the sign the whole is reported as no version.
fn file(item: &str, cell: &Node) -> (Node, Node) {
    let (name, version) = item.split_once('=').unwrap_or((item, item));
    (scalar(name.trim(), cell.span), scalar(version.trim(), cell.span))
}

/// `port=segment|segment`; without the sign everybody is answered.
fn answered(item: &str, cell: &Node) -> (Node, Node) {
    let (port, from) = item.split_once('=').unwrap_or((item, "any"));
    let from = match from.trim() {
        "any" | "unknown" => scalar(from.trim(), cell.span),
        NOTHING => Node { span: cell.span, value: Value::Sequence(Vec::new()) },
        listed => {
            let segments =
                listed.split('|').map(|segment| scalar(segment.trim(), cell.span)).collect();
            Node { span: cell.span, value: Value::Sequence(segments) }
        }
    };
    (scalar(port.trim(), cell.span), from)
}

fn scalar(text: &str, span: Span) -> Node {
    Node { span, value: Value::Scalar { text: text.to_owned(), plain: false } }
}
