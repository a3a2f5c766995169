//! osquery: the tables `os_version`, `system_info`, `patches`, `chassis_info` and
//! `interface_addresses`, as `osqueryi --json` prints them or as logs wrap them (one JSON object a
//! line, with `columns` or `snapshot`).
//!
//! Who a row is about is told by the row itself, else by what wraps it. Names are gathered before
//! anything is read: a log may call a host by a number, and say its name in another line.

mod entry;
mod owner;
mod table;

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::json;
use crate::import::fact::{Fact, Identity};
use crate::import::format;
use crate::import::sink::Sink;
use entry::Row;
use owner::Owners;
use table::Table;

/// Keys of which every file of osquery has one.
const KEYS: [&str; 8] = [
    "hotfix_id",
    "chassis_types",
    "hostIdentifier",
    "codename",
    "platform_like",
    "\"major\"",
    "\"hardware_",
    "\"mask\"",
];

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, 16_384);
    if !head.trim_start().starts_with(['[', '{']) || !KEYS.iter().any(|key| head.contains(key)) {
        return 0;
    }
    let parsed = match first_of_log(text) {
        Some(value) => Ok(value),
        None => serde_json::from_str(text),
    };
    match parsed {
        Ok(value) if entry::is_one(&value) => 90,
        // What is damaged is told by the reader.
        Err(_) if table::is_spoken_of(head) => 80,
        _ => 0,
    }
}

/// The first entry of a log, which has an object on every line; a result is one value.
fn first_of_log(text: &str) -> Option<Value> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next()?;
    lines.next()?;
    serde_json::from_str(first).ok()
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut reader = Reader::default();
    if first_of_log(text).is_some() {
        let lines = || text.lines().zip(1_u32..).filter(|(line, _)| !line.trim().is_empty());
        for (line, _) in lines() {
            if let Ok(value) = serde_json::from_str::<Value>(line) {
                reader.owners.learn(&value);
            }
        }
        for (line, number) in lines() {
            match serde_json::from_str::<Value>(line) {
                Ok(value) => reader.value(&value, number, sink),
                Err(error) => sink.skip(number, line, format!("not valid JSON: {error}")),
            }
        }
    } else if let Some(value) = json::parse(text, sink) {
        reader.owners.learn(&value);
        reader.value(&value, 1, sink);
    }
    reader.finish(sink);
}

/// Reads the values of a file.
#[derive(Default)]
struct Reader {
    owners: Owners,
    /// Members that nobody reads.
    unread: BTreeSet<String>,
}

/// What is gathered of the hosts of one value, each with its rows of one table.
type Gathered = IndexMap<(String, String), (Identity, Vec<Fact>)>;

impl Reader {
    /// Reads a row, a list of rows, an entry of a log, or an object of tables.
    fn value(&mut self, value: &Value, line: u32, sink: &mut Sink<'_>) {
        let rows = entry::rows(value, &mut self.unread);
        // Where entries name their host, one that does not is left out: it may be of any of them.
        let named: BTreeSet<&str> =
            rows.iter().filter(|row| row.is_patch() && row.is_named()).map(Row::query).collect();
        let mut gathered = Gathered::new();
        for row in &rows {
            if row.is_patch() && !row.is_named() && named.contains(row.query()) {
                sink.skip(line, &row.shown(), "the entry names no host");
                continue;
            }
            self.row(row, line, &mut gathered, sink);
        }
        for (identity, facts) in gathered.into_values() {
            sink.observe(identity, line, facts);
        }
    }

    fn row(&mut self, row: &Row<'_>, line: u32, gathered: &mut Gathered, sink: &mut Sink<'_>) {
        let Some(table) = Table::of(row.value) else {
            return sink.skip_once(line, &row.shown(), row.why_unread());
        };
        self.unread.extend(table.unread(row.value));
        let identity = match self.owners.of(row) {
            Ok(Some(identity)) => identity,
            Ok(None) => {
                let why = "no host is named, so the name of the file is used";
                sink.skip_once(line, sink.setting.stem, why.to_owned());
                Identity::of_file(sink.setting.stem)
            }
            Err(why) => return sink.skip(line, &row.shown(), why),
        };
        let key = (row.query().to_owned(), owner::key(&identity));
        let (identity, facts) = gathered.entry(key).or_insert_with(|| (identity, Vec::new()));
        match row.removed {
            true => facts.extend(table.removed(row.value, line, sink)),
            false => facts.extend(table.facts(row.value, identity, line, sink)),
        }
    }

    /// Tells what nobody read.
    fn finish(self, sink: &mut Sink<'_>) {
        if !self.unread.is_empty() {
            let unread: Vec<String> = self.unread.into_iter().take(100).collect();
            sink.skip(1, "", format!("members that are not read: {}", unread.join(", ")));
        }
    }
}
