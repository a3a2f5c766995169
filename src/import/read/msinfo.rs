//! `msinfo32 /report` as text and `.nfo` as XML: the summary of the system, on machines that have
//! no `systeminfo`, too.

use super::labels::{self, Label};
use super::systeminfo::{self, Record};
use super::xml::{self, Visit};
use crate::import::format;
use crate::import::sink::Sink;

/// How much is looked at.
const SNIFFED: usize = 8_192;
/// What the summary calls things, where `systeminfo` calls them otherwise.
const ITEMS: [(&str, Label); 5] = [
    ("system name", Label::HostName),
    ("systemname", Label::HostName),
    ("version", Label::OsVersion),
    ("nom du système", Label::HostName),
    ("nombre del sistema", Label::HostName),
];

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, SNIFFED);
    if head.contains("<MsInfo") {
        return 97;
    }
    let items = head.lines().filter_map(item).filter_map(|(name, _)| label(name)).count();
    if head.lines().any(|line| line.trim_end() == "[System Summary]") || items >= 3 {
        90
    } else {
        0
    }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut record = Record::at_line(1);
    if format::head(text, SNIFFED).contains("<MsInfo") {
        // `Item` and `Value` are called so in English only: the first says what the second is.
        let mut item: Option<String> = None;
        xml::walk(text, sink, |path, visit, _, _| match visit {
            Visit::Open(_) if path.last().is_some_and(|name| name == "Data") => item = None,
            Visit::Close(text) if path.iter().rev().nth(1).is_some_and(|name| name == "Data") => {
                match item.take() {
                    None => item = Some(text.to_owned()),
                    Some(name) => set(&mut record, &name, text),
                }
            }
            _ => {}
        });
    } else {
        for line in text.lines() {
            // A report goes on with tables about hardware that use the same words.
            if line.starts_with('[') && record.has_a_system() {
                break;
            }
            if let Some((name, value)) = item(line) {
                set(&mut record, name, value);
            }
        }
    }
    record.finish(false, sink);
}

/// Name and value of a line; a tab stands between.
fn item(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('\t')?;
    Some((name.trim(), value.trim()))
}

fn label(name: &str) -> Option<Label> {
    let lower = name.to_lowercase();
    labels::find(name)
        .or_else(|| ITEMS.iter().find(|(known, _)| *known == lower).map(|(_, label)| *label))
}

/// Sets what an item says; the first of a name counts.
fn set(record: &mut Record, name: &str, value: &str) {
    let Some(label) = label(name).filter(|_| !value.is_empty()) else { return };
    let plausible = label != Label::OsVersion || systeminfo::is_version(value);
    if plausible
        && !matches!(label, Label::Hotfixes | Label::NetworkCards | Label::Domain)
        && !record.knows(label)
    {
        record.set(label, value);
    }
}
