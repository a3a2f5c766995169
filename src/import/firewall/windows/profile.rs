//! What profiles do to what no rule is about, and headings that are not read.

use std::collections::BTreeSet;

use super::{SILENT, Written, key};
use crate::import::sink::Sink;

/// A profile that lets everything in that no rule blocks.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) line: u32,
    pub(super) text: String,
    pub(super) why: &'static str,
    /// Whether the firewall is off there, so that rules that block do nothing either.
    pub(super) is_off: bool,
}

/// The line of `netsh advfirewall show allprofiles` that says whether a profile is on.
const STATES: [&str; 7] = ["state", "status", "tat", "etat", "estado", "stato", "stan"];
const ON: [&str; 15] = [
    "on", "ein", "actif", "activ", "activado", "activar", "attivo", "attivato", "ativado", "aan",
    "activo", "ativar", "ativo", "wczony", "wcz",
];

/// What a line of the settings of a profile says, if it lets packets in.
pub(super) fn of_setting(line: &str, number: u32) -> Option<Open> {
    let open = |why, is_off| Open { line: number, text: line.trim().to_owned(), why, is_off };
    if line.to_ascii_lowercase().contains("allowinbound") {
        return Some(open("a profile lets in what no rule blocks", false));
    }
    let (label, value) = line.trim().split_once("  ")?;
    let (label, value) = (super::netsh::plain(label), super::netsh::plain(value));
    if !STATES.contains(&label.as_str()) || ON.contains(&value.as_str()) {
        return None;
    }
    Some(open("the firewall is off, or may be, in a profile", true))
}

/// What a row says of what no rule is about: `DefaultInboundAction`.
pub(super) fn of_row(rule: &Written) -> Option<Open> {
    let value = rule.get("default");
    let is_usual = ["", "block", "notconfigured", "4", "0"];
    (!is_usual.contains(&value.to_lowercase().as_str())).then(|| Open {
        line: rule.line,
        text: format!("DefaultInboundAction {value}"),
        why: "a profile lets in what no rule blocks",
        is_off: false,
    })
}

/// Headings that are not read, each listed once.
#[derive(Debug, Default)]
pub(super) struct Unread(BTreeSet<String>);

impl Unread {
    /// Lists a heading that may say something, where it has a value.
    pub(super) fn note(&mut self, heading: &str, value: &str, line: u32, sink: &mut Sink<'_>) {
        let says_nothing = matches!(value.trim(), "" | "Any" | "null" | "NotConfigured");
        let is_known = || heading.is_empty() || key(heading).is_some() || SILENT.has(heading);
        if !says_nothing && !is_known() && self.0.insert(heading.to_owned()) {
            sink.skip(
                line,
                &format!("{heading} {value}"),
                "the column is not read: what it says of rules is not known",
            );
        }
    }
}
