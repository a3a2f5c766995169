//! Reports of the Microsoft Baseline Security Analyzer, as XML or as it prints them: for every host
//! which updates are installed and which are missing.

use std::collections::BTreeSet;

use super::mbsa_text;
use super::scanned::Scanned;
use super::title::system_of;
use super::xml::{self, Tag, Visit};
use crate::import::fact::{Fact, PatchList};
use crate::import::format;
use crate::import::sink::Sink;
use crate::term::alias::cell::{date, patch};

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, 4096);
    if head.contains("<SecScan") || mbsa_text::is_report(format::head(text, 65_536)) {
        97
    } else {
        0
    }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    if !text.contains("<SecScan") {
        return mbsa_text::read(text, sink);
    }
    let mut host: Option<Scanned> = None;
    let mut systems: BTreeSet<String> = BTreeSet::new();
    xml::walk(text, sink, |path, visit, line, sink| {
        let name = path.last().map_or("", String::as_str);
        match visit {
            Visit::Open(tag) if name == "SecScan" => host = Some(scan(tag)),
            Visit::Open(tag) if name == "UpdateData" => {
                if let Some(host) = &mut host {
                    update(tag, line, host, sink);
                }
            }
            Visit::Close(text) if xml::ends(path, &["UpdateData", "Title"]) => {
                systems.extend(system_of(text))
            }
            // Reports of 1.x have rows of texts, each for something that is amiss.
            Visit::Close(text) if xml::ends(path, &["Row", "Col"]) => {
                if let Some(host) = &mut host {
                    host.missing(text);
                }
            }
            Visit::Close(_) if name == "SecScan" => {
                if let Some(mut host) = host.take() {
                    // The report names no system; its updates do.
                    let named: Vec<String> = std::mem::take(&mut systems).into_iter().collect();
                    host.system(&named.join("\n"));
                    host.finish(sink);
                }
            }
            _ => {}
        }
    });
}

fn scan(tag: &Tag) -> Scanned {
    let mut host = Scanned::at(tag.line);
    let named =
        if tag.get("Machine").is_empty() { tag.get("DisplayName") } else { tag.get("Machine") };
    host.identity.add_name(named);
    host.identity.add_addresses(tag.get("IP"));
    host.date = date(tag.get("Date")).or_else(|| date(tag.get("LDate")));
    host
}

/// One update. What is neither installed nor missing by a word that is known is listed.
fn update(tag: &Tag, line: u32, host: &mut Scanned, sink: &mut Sink<'_>) {
    let kb = Some(tag.get("KBID"))
        .filter(|kb| !kb.is_empty())
        .map(|kb| format!("KB{}", kb.trim_start_matches("KB")));
    let kb = kb.as_deref().and_then(patch);
    match tag.get("IsInstalled").to_ascii_lowercase().as_str() {
        "true" => {
            host.facts.extend(kb.map(Fact::Installed));
            // It shows what it looked for, not all that is there.
            host.facts.push(Fact::PatchList(PatchList::CutOff));
        }
        "false" => host.missing(&format!(
            "{} {}",
            tag.get("BulletinID"),
            kb.map_or(String::new(), |kb| kb.to_string())
        )),
        other => sink.skip(line, other, "nothing says whether the update is installed"),
    }
}
