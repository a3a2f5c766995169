//! Workbooks of spreadsheets as texts: each sheet as a table with the same lines.

use std::io::{Cursor, Read, Seek, copy, sink};

use calamine::{Cell, Data, DataRef, Range, Reader, Sheets, XlsxError, open_workbook_auto_from_rs};

use super::struck::Struck;
use super::{merged, old_workbook};

/// A workbook may unpack to so much; more is refused before it is read.
const MAX_UNPACKED: u64 = 512 << 20;
/// Cells of one sheet that are read.
const MAX_CELLS: usize = 50_000_000;

/// Whether bytes are those of a workbook: an archive, or what spreadsheets wrote before they wrote
/// archives.
pub(in crate::import) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// A sheet by name: a table with commas, or why it is none.
pub(in crate::import) type Sheet = (String, Result<String, String>);

/// The sheets; says why there are none.
pub(in crate::import) fn sheets(bytes: Vec<u8>) -> Result<Vec<Sheet>, String> {
    if bytes.starts_with(b"PK") {
        unpacks_to_little(&bytes)?;
    } else {
        // All sheets of such a workbook are read when it is opened.
        let widest = old_workbook::widest(&bytes);
        let widest = widest.ok_or("neither a text nor a workbook that can be read")?;
        if widest > MAX_CELLS as u64 {
            return Err(too_many());
        }
    }
    let struck = Struck::of(&bytes);
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes))
        .map_err(|_| "neither a text nor a workbook that can be read".to_owned())?;
    let names = book.sheet_names();
    // A thousand sheets that span just what one may would take as much as one that spans too much.
    let mut left = MAX_CELLS;
    let one = |name: String| {
        let range = range(&mut book, &name, left).and_then(|mut range| {
            merged::fill(&mut book, &name, &mut range)?;
            Ok(range)
        });
        left -= range.as_ref().map_or(0, span).min(left);
        let text = range.map(|range| text(&range, |at| struck.has(&name, at)));
        (name, text)
    };
    Ok(names.into_iter().map(one).collect())
}

/// The cells of a sheet, and the rows above them.
fn span(range: &Range<Data>) -> usize {
    let (rows, columns) = range.get_size();
    let above = range.start().map_or(0, |(row, _)| row as usize);
    rows.saturating_mul(columns).saturating_add(above)
}

/// The table of a sheet, one line for each row. What is struck out has the signs around it that texts
/// have in its place.
fn text(range: &Range<Data>, is_struck: impl Fn((u32, u32)) -> bool) -> String {
    let (top, left) = range.start().unwrap_or_default();
    let mut text = "\n".repeat(top as usize);
    for (row, cells) in (top..).zip(range.rows()) {
        let cell =
            |(column, cell): (u32, &Data)| match *cell != Data::Empty && is_struck((row, column)) {
                true => quoted(&format!("~~{}~~", shown(cell))),
                false => quoted(&shown(cell)),
            };
        let cells: Vec<String> = (left..).zip(cells).map(cell).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// The cells of a sheet with those between them. Two cells in far corners ask for more memory than
/// there is, so they are read one by one before there is room for the rest.
fn range<R: Read + Seek>(
    book: &mut Sheets<R>,
    name: &str,
    most: usize,
) -> Result<Range<Data>, String> {
    let damaged = || "the sheet is damaged".to_owned();
    match book {
        Sheets::Xlsx(book) => {
            let mut reader = match book.worksheet_cells_reader(name) {
                Ok(reader) => reader,
                // A chart.
                Err(XlsxError::NotAWorksheet(_)) => return Ok(Range::empty()),
                Err(_) => return Err(damaged()),
            };
            sparse(most, || reader.next_cell().map_err(|_| damaged()))
        }
        Sheets::Xlsb(book) => {
            let mut reader = book.worksheet_cells_reader(name).map_err(|_| damaged())?;
            sparse(most, || reader.next_cell().map_err(|_| damaged()))
        }
        // They were looked at before they were opened, or their reader has a limit of its own.
        Sheets::Xls(_) | Sheets::Ods(_) => {
            let range = book.worksheet_range(name).map_err(|_| damaged())?;
            if span(&range) > most { Err(too_many()) } else { Ok(range) }
        }
    }
}

fn too_many() -> String {
    format!("the sheet has more than {MAX_CELLS} cells, or together with those before it")
}

/// The box of cells that come one by one.
fn sparse<'c>(
    most: usize,
    mut next: impl FnMut() -> Result<Option<Cell<DataRef<'c>>>, String>,
) -> Result<Range<Data>, String> {
    let (mut first, mut last) = ((u32::MAX, u32::MAX), (0, 0));
    let mut cells = Vec::new();
    while let Some(cell) = next()? {
        if matches!(cell.get_value(), DataRef::Empty) {
            continue;
        }
        let (row, column) = cell.get_position();
        first = (row.min(first.0), column.min(first.1));
        last = (row.max(last.0), column.max(last.1));
        let side = |first: u32, last: u32| (last - first) as usize + 1;
        if side(first.0, last.0).saturating_mul(side(first.1, last.1)) > most {
            return Err(too_many());
        }
        cells.push(Cell::new((row, column), Data::from(cell.get_value().clone())));
    }
    Ok(Range::from_sparse(cells))
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
