//! Microsoft's spreadsheet of bulletins, one row per bulletin, product and patch.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::product::Names;
use super::record::{Record, plain};
use super::wesng::Facts;
use super::{Drafts, FeedError, Known};

const NAME: &str = "Microsoft bulletin spreadsheet";

pub(super) fn read(
    bytes: &[u8],
    known: Known<'_>,
    drafts: &mut Drafts,
) -> Result<&'static str, FeedError> {
    let damaged = |error: calamine::XlsxError| FeedError::Damaged(error.to_string());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let names = Names::new(known.advisories);
    let mut found = false;
    for sheet in book.sheet_names() {
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
    if found { Ok(NAME) } else { Err(FeedError::Unknown) }
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
