//! The findings as JSON, format `patchfirst/check/1`.

use super::Sheet;
use crate::format;
use crate::format::check::{Check, SCHEMA};

/// One line per finding, with a line break at the end.
pub fn render(sheet: &Sheet) -> String {
    let document = Check {
        schema: SCHEMA,
        tool: env!("CARGO_PKG_VERSION"),
        inventories: &sheet.inventories,
        counts: sheet.counts(),
        findings: &sheet.entries,
    };
    format::document(&document)
}
