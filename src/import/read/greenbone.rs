//! Reports of OpenVAS and Greenbone as XML: hosts with their details, and what was found on them.

use std::collections::BTreeMap;

use super::scanned::Scanned;
use super::xml::{self, Visit};
use crate::import::format;
use crate::import::sink::Sink;
use crate::term::alias::cell::date;

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, 16_384);
    let report = head.contains("<report")
        || head.contains("<get_reports_response")
        || head.contains("<get_results_response");
    let own = head.contains("<gmp>")
        || head.contains("<omp>")
        || text.contains("<nvt oid=")
        || head.contains("format_id=");
    if report && own { 93 } else { 0 }
}

/// One result, while it is read.
#[derive(Default)]
struct Finding {
    line: u32,
    address: String,
    hostname: String,
    port: String,
    name: String,
    references: String,
    threat: String,
}

/// One detail of a host.
#[derive(Default)]
struct Detail {
    name: String,
    value: String,
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut hosts: BTreeMap<String, Scanned> = BTreeMap::new();
    let (mut finding, mut detail, mut address) =
        (None::<Finding>, Detail::default(), String::new());
    xml::walk(text, sink, |path, visit, line, sink| {
        let ends = |tail: &[&str]| xml::ends(path, tail);
        match visit {
            Visit::Open(_) if ends(&["result"]) => {
                finding = Some(Finding { line, ..Finding::default() })
            }
            Visit::Open(tag) if ends(&["refs", "ref"]) => {
                if let Some(finding) = &mut finding {
                    finding.references.extend([" ", tag.get("id")]);
                }
            }
            // The address stands before the children of the element.
            Visit::Open(_) if ends(&["result", "host", "asset"]) => {}
            Visit::Close(_) if ends(&["result"]) => {
                if let Some(finding) = finding.take() {
                    finding.add(&mut hosts, sink);
                }
            }
            Visit::Close(text) => {
                if let Some(finding) = &mut finding {
                    finding.set(path, text);
                } else {
                    host_detail(path, text, line, &mut address, &mut detail, &mut hosts);
                }
            }
            Visit::Open(_) => {}
        }
    });
    hosts.into_values().for_each(|host| host.finish(sink));
}

impl Finding {
    fn set(&mut self, path: &[String], text: &str) {
        let ends = |tail: &[&str]| xml::ends(path, tail);
        match () {
            () if ends(&["result", "host", "hostname"]) => text.clone_into(&mut self.hostname),
            () if ends(&["result", "host", "ip"])
                || ends(&["result", "host"]) && !text.is_empty() =>
            {
                text.clone_into(&mut self.address)
            }
            () if ends(&["result", "port"]) => text.clone_into(&mut self.port),
            () if ends(&["nvt", "name"]) => text.clone_into(&mut self.name),
            () if ends(&["nvt", "xref"]) || ends(&["nvt", "tags"]) => {
                self.references.extend([" ", text])
            }
            () if ends(&["result", "threat"]) => text.clone_into(&mut self.threat),
            () => {}
        }
    }

    /// Adds what a result says to its host.
    fn add(self, hosts: &mut BTreeMap<String, Scanned>, sink: &mut Sink<'_>) {
        let address = self.address.split_whitespace().next().unwrap_or("");
        if address.is_empty() {
            return sink.skip(self.line, &self.name, "the result names no host");
        }
        let host = hosts.entry(address.to_owned()).or_insert_with(|| Scanned::at(self.line));
        host.identity.add_name(address);
        host.identity.add_name(&self.hostname);
        let (number, protocol) = self.port.rsplit_once('/').unwrap_or((&self.port, ""));
        host.open(number, protocol);
        // Results without a threat are remarks, and quote bulletins as background.
        if matches!(self.threat.to_lowercase().as_str(), "high" | "medium" | "low" | "critical") {
            host.missing(&format!("{} {}", self.name, self.references));
        }
    }
}

/// Part of the description of a host at the end of a report.
fn host_detail(
    path: &[String],
    text: &str,
    line: u32,
    address: &mut String,
    detail: &mut Detail,
    hosts: &mut BTreeMap<String, Scanned>,
) {
    let ends = |tail: &[&str]| xml::ends(path, tail);
    match () {
        () if ends(&["host", "ip"]) => text.clone_into(address),
        () if ends(&["detail", "name"]) => text.clone_into(&mut detail.name),
        () if ends(&["detail", "value"]) => text.clone_into(&mut detail.value),
        () if ends(&["host", "end"]) && !address.is_empty() => {
            let host = hosts.entry(address.clone()).or_insert_with(|| Scanned::at(line));
            host.date = date(text).or(host.date);
        }
        () if ends(&["host", "detail"]) && !address.is_empty() => {
            let host = hosts.entry(address.clone()).or_insert_with(|| Scanned::at(line));
            host.identity.add_name(address);
            let detail = std::mem::take(detail);
            match detail.name.as_str() {
                "best_os_txt" => host.system(&detail.value),
                "hostname" | "SMB-HOST-SID-NAME" => host.identity.add_name(&detail.value),
                _ => {}
            }
        }
        () if ends(&["report", "host"]) => address.clear(),
        () => {}
    }
}
