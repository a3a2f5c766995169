//! The findings as JSON, format `patchfirst/check/1`.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Counts, Entry, Overview, Sheet};
use crate::check::gate::SCHEMA;
use crate::format;

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
    format::document(&document)
}
