//! An inventory file out of what was imported. The same input gives the same bytes, and our own
//! reader accepts them.

mod block;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write;

use super::fact::{Origin, lower};
use super::firewall::ports_yaml;
use super::{FileReport, Imported, unknown};
pub(super) use block::{Blocks, fields};

/// Longer comments are shortened in the middle.
const MAX_COMMENT: usize = 400;
/// The least length of a part.
const PART: usize = 1 << 16;

/// The whole inventory.
pub fn inventory(imported: &Imported) -> String {
    let mut all = String::new();
    let add = |part: &str| -> Result<(), Infallible> {
        all.push_str(part);
        Ok(())
    };
    let Ok(()) = in_parts(imported, add);
    all
}

/// The whole inventory, part by part: it is several times as large as what it is made of.
///
/// # Errors
///
/// What `take` fails with.
pub fn in_parts<E>(
    imported: &Imported,
    mut take: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let mut text = String::from("inventory: 1.0.0\n");
    text.push_str("# Written by `patchfirst import`. Each host names where its facts come from.\n");
    segments(imported, &mut text);
    flows(imported, &mut text);
    text.push_str(if imported.hosts.is_empty() { "hosts: []\n" } else { "hosts:\n" });
    let mut blocks = Blocks::default();
    for placed in &imported.hosts {
        blocks.host(placed, &imported.files, &mut text);
        if text.len() >= PART {
            take(&text)?;
            text.clear();
        }
    }
    take(&text)
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
        (true, _) if imported.segment_names().is_empty() => {
            return text
                .push_str("flows: {}   # no segment is known: name networks with --network\n");
        }
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

/// Ports with the segments that are answered on them; a list where everybody is.
pub(super) fn answers(answers: &[(String, Option<Vec<String>>)]) -> String {
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

/// File, line, format and date of an origin.
pub(crate) fn place(origin: Origin, files: &[FileReport]) -> String {
    let file = files.get(origin.file.0 as usize).map_or("", |file| file.name.as_str());
    let date = origin.date.map_or(String::new(), |date| format!(" {date}"));
    format!("{file}:{} ({}{date})", origin.line, origin.format.as_str())
}

pub(super) fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// A text as a comment: one line, nothing hostile, none of the characters that YAML has no place
/// for.
pub(super) fn comment(text: &str) -> Cow<'_, str> {
    let shown = crate::source::sanitize::clipped(text, MAX_COMMENT);
    if shown.is_ascii() || !shown.contains(has_no_place) {
        return shown;
    }
    Cow::Owned(shown.replace(has_no_place, "\u{fffd}"))
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
        .contains(&&*lower(text));
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
