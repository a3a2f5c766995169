//! Microsoft's spreadsheet of bulletins, one row per bulletin, product and patch.

use std::io::{Cursor, Read, Seek};

use calamine::{Data, DataRef, Reader, Xlsx, XlsxError};

use super::product::Names;
use super::record::{Record, plain};
use super::wesng::Facts;
use super::{Drafts, FeedError, Known};

const NAME: &str = "Microsoft bulletin spreadsheet";
/// A sheet may span so many cells.
const MAX_CELLS: u64 = 50_000_000;

pub(super) fn read(
    bytes: &[u8],
    known: Known<'_>,
    drafts: &mut Drafts,
) -> Result<&'static str, FeedError> {
    let damaged = |error: calamine::XlsxError| FeedError::Damaged(error.to_string());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let names = Names::new(known.advisories);
    let (mut found, mut is_large) = (false, false);
    for sheet in book.sheet_names() {
        if is_too_large(&mut book, &sheet).map_err(damaged)? {
            drafts.leave_out(format!("sheets with more than {MAX_CELLS} cells"));
            is_large = true;
            continue;
        }
        let range = book.worksheet_range(&sheet).map_err(damaged)?;
        let mut rows = range.rows();
        let Some(head) = rows.next() else { continue };
        let header: Vec<String> = head.iter().map(|cell| plain(&cell.to_string())).collect();
        if !["bulletinid", "affectedproduct"]
            .iter()
            .all(|name| header.iter().any(|column| column == name))
        {
            continue;
        }
        found = true;
        for row in rows {
            let record = Record { header: &header, cells: row.iter().map(cell).collect() };
            bulletin(&record, &names, known, drafts);
        }
    }
    match (found, is_large) {
        (true, _) => Ok(NAME),
        (false, true) => {
            Err(FeedError::Damaged(format!("a sheet has more than {MAX_CELLS} cells")))
        }
        (false, false) => Err(FeedError::Unknown),
    }
}

/// Whether there would have to be room for too many cells: two in far corners are enough. So they
/// are looked at one by one first.
fn is_too_large<R: Read + Seek>(book: &mut Xlsx<R>, sheet: &str) -> Result<bool, XlsxError> {
    let mut cells = match book.worksheet_cells_reader(sheet) {
        Ok(cells) => cells,
        // A chart.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(false),
        Err(error) => return Err(error),
    };
    let (mut first, mut last) = ((u32::MAX, u32::MAX), (0, 0));
    while let Some(cell) = cells.next_cell()? {
        if !matches!(cell.get_value(), DataRef::Empty) {
            let (row, column) = cell.get_position();
            first = (row.min(first.0), column.min(first.1));
            last = (row.max(last.0), column.max(last.1));
        }
    }
    let side = |first: u32, last: u32| u64::from(last.saturating_sub(first)) + 1;
    Ok(side(first.0, last.0) * side(first.1, last.1) > MAX_CELLS)
}

/// A cell as text; days are cells of their own kind.
fn cell(cell: &Data) -> String {
    match cell {
        Data::DateTime(day) => after_the_first(day.as_f64()).unwrap_or_default(),
        other => other.to_string(),
    }
}

/// A spreadsheet counts days, the first of January 1900 being the second.
fn after_the_first(days: f64) -> Option<String> {
    let days = (0.0..3_000_000.0).contains(&days).then_some(days as i64)?;
    jiff::civil::date(1899, 12, 30)
        .checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()
        .map(|day| day.to_string())
}

fn bulletin(record: &Record<'_>, names: &Names<'_>, known: Known<'_>, drafts: &mut Drafts) {
    let component = record.get("componentkb");
    let cves = record
        .get("cves")
        .split([',', ';', ' '])
        .filter(|cve| cve.starts_with("CVE-"))
        .map(str::to_owned)
        .collect();
    let facts = Facts {
        id: record.get("bulletinid").to_owned(),
        title: record.get("title"),
        component: record.get("affectedcomponent"),
        product: record.get("affectedproduct"),
        patch: if component.is_empty() { record.get("bulletinkb") } else { component },
        day: record.get("dateposted"),
        impact: record.last("impact"),
        severity: record.last("severity"),
        supersedes: record.get("supersedes"),
        cves,
        source: NAME,
    };
    if facts.id.is_empty() {
        drafts.leave_out("rows without a bulletin")
    } else {
        facts.add(names, known, drafts)
    }
}
