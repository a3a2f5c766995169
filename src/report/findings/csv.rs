//! A table: one physical line per finding.

use super::escape::cell;
use super::{Entry, Sheet};

const COLUMNS: [&str; 14] = [
    "severity",
    "rule",
    "confidence",
    "host",
    "advisory",
    "segment",
    "file",
    "line",
    "column",
    "message",
    "help",
    "accepted",
    "known",
    "fingerprint",
];

/// The table with its header.
pub fn render(sheet: &Sheet) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).expect("writing to memory cannot fail");
    for entry in &sheet.entries {
        let row = row(entry);
        writer.write_record(row.iter().map(|text| cell(text).into_owned())).expect("writing to memory cannot fail");
    }
    let bytes = writer.into_inner().expect("writing to memory cannot fail");
    String::from_utf8(bytes).expect("every cell is UTF-8")
}

fn row(entry: &Entry) -> [String; 14] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = |number: Option<u32>| number.map(|n| n.to_string()).unwrap_or_default();
    let place = entry.place.as_ref();
    [
        entry.severity.clone(),
        entry.rule.clone(),
        entry.confidence.clone(),
        text(&entry.host),
        text(&entry.advisory),
        text(&entry.segment),
        place.map(|place| place.file.clone()).unwrap_or_default(),
        number(place.and_then(|place| place.line)),
        number(place.and_then(|place| place.column)),
        entry.message.clone(),
        text(&entry.help),
        entry.accepted.as_ref().map(crate::format::rank::AcceptedRisk::sentence).unwrap_or_default(),
        entry.known.to_string(),
        entry.fingerprint.clone(),
    ]
}
