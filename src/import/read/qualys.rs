//! Reports of Qualys as XML: scans, lists of detections, and asset reports, whose glossary says
//! what the numbers stand for.

use std::collections::BTreeMap;

use super::scanned::Scanned;
use super::xml::{self, Visit};
use crate::import::format;
use crate::import::sink::Sink;
use crate::term::alias::cell::date;

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, 16_384);
    let own = [
        "<!DOCTYPE SCAN ",
        "<ASSET_DATA_REPORT",
        "<HOST_LIST_VM_DETECTION_OUTPUT",
        "<HOST_LIST_OUTPUT",
    ]
    .iter()
    .any(|mark| head.contains(mark));
    if own || (head.contains("<SCAN ") && head.contains("<IP value=")) { 96 } else { 0 }
}

/// A finding of a host.
#[derive(Default)]
struct Finding {
    qid: String,
    text: String,
    port: String,
    protocol: String,
    /// Whether it is a weakness that is there, no mere information and none that is fixed.
    holds: bool,
}

/// A host with the numbers of its findings.
struct Host {
    scanned: Scanned,
    qids: Vec<String>,
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let (mut hosts, mut host, mut finding) = (Vec::<Host>::new(), None::<Host>, None::<Finding>);
    let (mut glossary, mut entry) = (BTreeMap::<String, String>::new(), None::<(String, String)>);
    xml::walk(text, sink, |path, visit, line, _| {
        let name = path.last().map_or("", String::as_str);
        let parent = path.iter().rev().nth(1).map_or("", String::as_str);
        match visit {
            Visit::Open(tag) if name == "IP" && !tag.get("value").is_empty() => {
                let mut found = Host { scanned: Scanned::at(line), qids: Vec::new() };
                found.scanned.identity.add_addresses(tag.get("value"));
                found.scanned.identity.add_name(tag.get("name"));
                host = Some(found);
            }
            Visit::Open(_) if name == "HOST" => {
                host = Some(Host { scanned: Scanned::at(line), qids: Vec::new() })
            }
            Visit::Open(_) if name == "VULN_DETAILS" => {
                entry = Some((String::new(), String::new()))
            }
            Visit::Open(tag) if matches!(name, "VULN" | "DETECTION" | "VULN_INFO") => {
                finding = Some(Finding {
                    qid: tag.get("number").to_owned(),
                    holds: true,
                    ..Finding::default()
                });
            }
            Visit::Close(_) if name == "HOST" || (name == "IP" && parent == "SCAN") => {
                hosts.extend(host.take())
            }
            Visit::Close(_) if name == "VULN_DETAILS" => glossary.extend(entry.take()),
            Visit::Close(_) if matches!(name, "VULN" | "DETECTION" | "VULN_INFO") => {
                if let (Some(host), Some(finding)) = (&mut host, finding.take()) {
                    finding.add(host);
                }
            }
            Visit::Close(text) => match (&mut entry, &mut finding, &mut host) {
                (Some((qid, _)), ..) if name == "QID" => text.clone_into(qid),
                (Some((_, all)), ..) if matches!(name, "TITLE" | "ID") => all.extend([" ", text]),
                (None, Some(finding), _) => finding.set(name, text),
                (None, None, Some(host)) => property(&mut host.scanned, name, text),
                _ => {}
            },
            Visit::Open(_) => {}
        }
    });
    for mut host in hosts {
        let titles: String = host
            .qids
            .iter()
            .filter_map(|qid| glossary.get(qid))
            .flat_map(|title| [" ", title.as_str()])
            .collect();
        host.scanned.missing(&titles);
        host.scanned.finish(sink);
    }
}

impl Finding {
    fn set(&mut self, name: &str, text: &str) {
        match name {
            "QID" if self.qid.is_empty() => text.clone_into(&mut self.qid),
            "TITLE" | "ID" => self.text.extend([" ", text]),
            "PORT" => text.clone_into(&mut self.port),
            "PROTOCOL" => text.clone_into(&mut self.protocol),
            "STATUS" | "VULN_STATUS" if text.eq_ignore_ascii_case("fixed") => self.holds = false,
            "TYPE" if text.eq_ignore_ascii_case("info") || text.eq_ignore_ascii_case("ig") => {
                self.holds = false
            }
            _ => {}
        }
    }

    fn add(self, host: &mut Host) {
        host.scanned.open(&self.port, &self.protocol);
        if self.holds {
            host.scanned.missing(&self.text);
            host.qids.push(self.qid);
        }
    }
}

fn property(host: &mut Scanned, name: &str, text: &str) {
    match name {
        "IP" => host.identity.add_addresses(text),
        "DNS" | "NETBIOS" | "NETBIOS_HOSTNAME" | "HOSTNAME" | "FQDN" => {
            host.identity.add_name(text)
        }
        "OS" | "OPERATING_SYSTEM" => host.system(text),
        "LAST_SCAN_DATETIME" | "LAST_VULN_SCAN_DATETIME" => host.date = date(text),
        _ => {}
    }
}
