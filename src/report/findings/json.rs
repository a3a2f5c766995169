//! The findings as JSON, format `patchfirst/check/1`.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::json::Lines;
use super::{Counts, Entry, Overview, Sheet};
use crate::check::gate::SCHEMA;

/// The report of a check. Keys may be added, never renamed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Document<'a> {
    /// `patchfirst/check/1`.
    schema: &'a str,
    /// The version of the tool.
    tool: &'a str,
    /// The inventories that were checked.
    inventories: &'a [Overview],
    /// How many findings of each kind there are.
    counts: Counts,
    /// What was found, in the order of files and places.
    findings: &'a [Entry],
}

/// One line per finding, with a line break at the end.
pub fn render(sheet: &Sheet) -> String {
    let document = Document {
        schema: SCHEMA,
        tool: env!("CARGO_PKG_VERSION"),
        inventories: &sheet.inventories,
        counts: sheet.counts(),
        findings: &sheet.entries,
    };
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Lines::default());
    document.serialize(&mut serializer).expect("writing to memory cannot fail");
    bytes.push(b'\n');
    String::from_utf8(bytes).expect("the serializer writes UTF-8")
}
