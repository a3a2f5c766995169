//! The findings as JSON, format `patchfirst/check/1`.

use std::io::{self, Write};

use super::{Sheet, piece};
use crate::format;
use crate::format::check::{Check, SCHEMA};

/// How a document without findings ends.
const END: &str = "]}\n";

/// One line per finding, with a line break at the end.
pub fn write(sheet: &Sheet<'_>, to: &mut dyn Write) -> io::Result<()> {
    let document = Check {
        schema: SCHEMA,
        tool: env!("CARGO_PKG_VERSION"),
        inventories: &sheet.inventories,
        counts: sheet.counts(),
        findings: &[],
    };
    let document = format::document(&document);
    let head = document.strip_suffix(END).unwrap_or(&document);
    to.write_all(head.as_bytes())?;
    piece::write(sheet.len(), to, |rows| {
        let mut text = Vec::new();
        for row in rows {
            format::element(&sheet.entry(row), row == 0, &mut text)?;
        }
        Ok(text)
    })?;
    to.write_all(END.as_bytes())
}
