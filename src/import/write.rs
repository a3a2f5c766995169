//! An inventory file out of what was imported. The same input gives the same bytes, and our own
//! reader accepts them.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::fact::{Field, Origin};
use super::firewall::ports_yaml;
use super::{FileReport, Imported, Placed, unknown};

/// More sources than anybody reads behind a host.
const MAX_ORIGINS: usize = 6;
/// Longer comments are shortened in the middle.
const MAX_COMMENT: usize = 400;

/// The whole inventory.
pub fn inventory(imported: &Imported) -> String {
    let mut text = String::from("inventory: 1.0.0\n");
    text.push_str("# Written by `patchfirst import`. Each host names where its facts come from.\n");
    segments(imported, &mut text);
    flows(imported, &mut text);
    text.push_str(if imported.hosts.is_empty() { "hosts: []\n" } else { "hosts:\n" });
    for placed in &imported.hosts {
        host(placed, &imported.files, &mut text);
    }
    text
}

fn segments(imported: &Imported, text: &mut String) {
    let mut networks: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (network, segment) in &imported.networks {
        networks.entry(segment).or_default().push(network.to_string());
    }
    let names = imported.segment_names();
    text.push_str(if names.is_empty() { "segments: {}\n" } else { "segments:\n" });
    for name in names {
        let isolated = imported.isolated.iter().any(|isolated| isolated == name);
        text.push_str(&segment(name, networks.get(name).map_or(&[], Vec::as_slice), isolated));
    }
}

/// One segment.
pub(super) fn segment(name: &str, networks: &[String], isolated: bool) -> String {
    let networks = (!networks.is_empty()).then(|| format!("networks: [{}]", networks.join(", ")));
    let isolated = isolated.then(|| "isolated: true".to_owned());
    let inside =
        format!("{{{}}}", isolated.into_iter().chain(networks).collect::<Vec<_>>().join(", "));
    let remark = if name == super::place::UNASSIGNED {
        "   # nobody says where these hosts are"
    } else {
        ""
    };
    format!("  {}: {inside}{remark}\n", scalar(name))
}

fn flows(imported: &Imported, text: &mut String) {
    let unknown = unknown::flows(imported);
    match (imported.flows.is_empty() && unknown.is_empty(), imported.firewalls) {
        (true, 0) => return,
        (true, _) => {
            return text
                .push_str("flows: {}   # the firewalls that were read let nothing new through\n");
        }
        (false, _) => text.push_str("flows:\n"),
    }
    for flow in &imported.flows {
        text.push_str(&self::flow(flow));
    }
    for (from, to) in unknown {
        text.push_str(&unknown_flow(&from, &to));
    }
}

/// One flow with the lines it comes from.
pub(super) fn flow(flow: &crate::firewall::Flow) -> String {
    format!("  {}: {}   # {}\n", scalar(&flow.key()), ports_yaml(flow), comment(&flow.evidence))
}

/// One flow of which nothing was said.
pub(super) fn unknown_flow(from: &str, to: &str) -> String {
    format!("  {}: unknown   # {}\n", scalar(&format!("{from} -> {to}")), unknown::REMARK)
}

/// One host.
pub(super) fn host(placed: &Placed, files: &[FileReport], text: &mut String) {
    let host = &placed.host;
    let _ = writeln!(
        text,
        "  - name: {}   # {}",
        scalar(&host.name),
        comment(&provenance(&host.origins, files))
    );
    for (key, value, remark) in fields(placed) {
        let remark = remark.map_or(String::new(), |remark| format!("   # {}", comment(&remark)));
        let _ = writeln!(text, "    {key}: {value}{remark}");
    }
}

/// The keys of a host with their values as YAML, in the order in which they are written, and
/// remarks.
pub(super) fn fields(placed: &Placed) -> Vec<(&'static str, String, Option<String>)> {
    let host = &placed.host;
    let mut fields: Vec<(&'static str, String, Option<String>)> = Vec::new();
    let mut add = |key: &'static str, value: Option<String>, remark: Option<String>| {
        fields.extend(value.map(|value| (key, value, remark)))
    };
    let unknown =
        (!host.os_known).then(|| "not in the catalogue: the host is not assessed".to_owned());
    add("os", Some(scalar(host.os.as_deref().unwrap_or("unknown"))), unknown);
    add("sp", host.service_pack.map(|sp| sp.to_string()), None);
    add("arch", host.arch.map(|arch| arch.to_string()), None);
    add("kind", Some(host.role.kind.as_str().to_owned()), Some(host.role.evidence.clone()));
    let remark = placed.remark.clone();
    match placed.segments.as_slice() {
        [only] => add("segment", Some(scalar(only)), remark),
        several => add("segments", Some(list(several.iter().map(|name| scalar(name)))), remark),
    }
    add("criticality", host.criticality.map(|c| c.as_str().to_owned()), None);
    add(
        "patches",
        host.patches.as_ref().map(|patches| list(patches.iter().map(ToString::to_string))),
        None,
    );
    add(
        "patches_complete",
        (host.patches.is_some() && !host.patches_complete).then(|| "false".to_owned()),
        None,
    );
    let files = host
        .files
        .iter()
        .map(|(name, version)| format!("{}: {version}", scalar(name)))
        .collect::<Vec<_>>();
    add("files", (!files.is_empty()).then(|| format!("{{{}}}", files.join(", "))), None);
    let listens = host.listens.as_ref().map(|ports| list(ports.to_texts().into_iter()));
    add(
        "listens",
        if placed.answers.is_empty() { listens } else { Some(answers(&placed.answers)) },
        None,
    );
    add("antivirus", host.antivirus.map(|antivirus| antivirus.as_str().to_owned()), None);
    add("owner", host.owner.as_deref().map(scalar), None);
    add("last_seen", host.last_seen.map(|date| date.to_string()), None);
    add("address", host.addresses.first().map(|address| scalar(&address.to_string())), None);
    add("note", note(placed), None);
    fields
}

/// Ports with the segments that are answered on them; a list where everybody is.
fn answers(answers: &[(String, Option<Vec<String>>)]) -> String {
    let whom = |segments: &Option<Vec<String>>| {
        segments.as_ref().map_or("any".to_owned(), |all| list(all.iter().map(|name| scalar(name))))
    };
    if answers.iter().all(|(_, segments)| segments.is_none()) {
        return list(answers.iter().map(|(ports, _)| ports.clone()));
    }
    let all: Vec<String> =
        answers.iter().map(|(ports, segments)| format!("{ports}: {}", whom(segments))).collect();
    format!("{{{}}}", all.join(", "))
}

/// What scans found missing, and what else is worth telling.
fn note(placed: &Placed) -> Option<String> {
    let missing = (!placed.host.missing.is_empty())
        .then(|| format!("found missing: {}", placed.host.missing.join(", ")));
    let parts: Vec<&str> = missing
        .iter()
        .map(String::as_str)
        .chain(placed.host.notes.iter().map(String::as_str))
        .collect();
    (!parts.is_empty()).then(|| scalar(&parts.join("; ")))
}

/// Which fields come from which line of which file.
fn provenance(origins: &[(Field, Origin)], files: &[FileReport]) -> String {
    let mut by_origin: Vec<(Origin, Vec<&str>)> = Vec::new();
    for (field, origin) in origins {
        match by_origin.iter_mut().find(|(known, _)| known == origin) {
            Some((_, fields)) if fields.contains(&field.as_str()) => {}
            Some((_, fields)) => fields.push(field.as_str()),
            None => by_origin.push((*origin, vec![field.as_str()])),
        }
    }
    let one = |(origin, fields): &(Origin, Vec<&str>)| {
        format!("{}: {}", fields.join(" "), place(*origin, files))
    };
    let shown: Vec<String> = by_origin.iter().take(MAX_ORIGINS).map(one).collect();
    shown.join("; ")
}

/// File, line, format and date of an origin.
pub(super) fn place(origin: Origin, files: &[FileReport]) -> String {
    let file = files.get(origin.file.0 as usize).map_or("", |file| file.name.as_str());
    let date = origin.date.map_or(String::new(), |date| format!(" {date}"));
    format!("{file}:{} ({}{date})", origin.line, origin.format.as_str())
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// A text as a comment: one line, nothing hostile, none of the characters that YAML has no place
/// for.
fn comment(text: &str) -> String {
    crate::source::sanitize::clipped(text, MAX_COMMENT)
        .chars()
        .map(|c| if has_no_place(c) { char::REPLACEMENT_CHARACTER } else { c })
        .collect()
}

/// The last two characters of every plane.
fn has_no_place(c: char) -> bool {
    u32::from(c) & 0xfffe == 0xfffe
}

/// A text as a YAML scalar: plain where that is safe, else quoted and escaped.
pub(super) fn scalar(text: &str) -> String {
    let plain = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '.' | '_' | '-' | ' ' | '/' | '(' | ')' | '+' | '@' | '>')
    };
    let word = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(plain)
        && !text.ends_with(' ');
    let reserved = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"]
        .contains(&text.to_lowercase().as_str());
    if word && !reserved {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if crate::source::sanitize::is_hostile(c) || has_no_place(c) => {
                let _ = write!(quoted, "\\U{:08X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
