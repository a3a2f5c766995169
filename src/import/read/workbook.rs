//! Workbooks of spreadsheets as texts: each sheet as a table with the same lines.

use std::io::{Cursor, Read, copy, sink};

use calamine::{Data, Reader, open_workbook_auto_from_rs};

/// A workbook may unpack to so much; more is refused before it is read.
const MAX_UNPACKED: u64 = 512 << 20;
/// Cells of one sheet that are read.
const MAX_CELLS: usize = 50_000_000;

/// Whether bytes are those of a workbook: an archive, or what spreadsheets wrote before they wrote
/// archives.
pub(in crate::import) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// The sheets by name, each as a table with commas; says why there are none.
pub(in crate::import) fn sheets(bytes: Vec<u8>) -> Result<Vec<(String, String)>, String> {
    if bytes.starts_with(b"PK") {
        unpacks_to_little(&bytes)?;
    }
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes))
        .map_err(|_| "neither a text nor a workbook that can be read".to_owned())?;
    let mut sheets = Vec::new();
    for (name, range) in book.worksheets() {
        let (rows, columns) = range.get_size();
        if rows.saturating_mul(columns) > MAX_CELLS {
            return Err(format!("the sheet {name} has more than {MAX_CELLS} cells"));
        }
        let first = range.start().map_or(0, |(row, _)| row as usize);
        let mut text = "\n".repeat(first);
        for row in range.rows() {
            let cells: Vec<String> = row.iter().map(|cell| quoted(&shown(cell))).collect();
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        sheets.push((name, text));
    }
    Ok(sheets)
}

/// A small archive may unpack to terabytes: it is unpacked once into nothing, and counted.
fn unpacks_to_little(bytes: &[u8]) -> Result<(), String> {
    let broken = |_| "neither a text nor a workbook that can be read".to_owned();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = MAX_UNPACKED;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(broken)?;
        let read = copy(&mut entry.take(left + 1), &mut sink())
            .map_err(|_| "the archive is damaged".to_owned())?;
        left = left
            .checked_sub(read)
            .ok_or_else(|| format!("it unpacks to more than {} MiB", MAX_UNPACKED >> 20))?;
    }
    Ok(())
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}

/// A cell between quotation marks, in one line: rows keep their numbers.
fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\"").replace(['\r', '\n'], " "))
}
