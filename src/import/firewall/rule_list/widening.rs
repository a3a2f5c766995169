//! Columns that nobody knows and that may make a rule wider than its other columns say: a second port,
//! the end of a range, more addresses.

use super::end::{self, Part};
use crate::firewall::{Ports, Rule, Side};

/// What a column may widen, by the words of its heading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Widening {
    ports: bool,
    /// Only a number is the end of a range of ports.
    is_end: bool,
    from: bool,
    to: bool,
    /// Whether its addresses are those that others are translated to.
    is_translation: bool,
}

/// Words for how addresses are translated that name none.
const KINDS: [&str; 14] = [
    "hide",
    "static",
    "dynamic",
    "snat",
    "masquerade",
    "masq",
    "source",
    "interface",
    "outgoing interface",
    "original",
    "overload",
    "pat",
    "ippool",
    "use outgoing interface address",
];

/// Whether a cell says how addresses are translated, and not where to.
pub(super) fn is_kind_of_translation(cell: &str) -> bool {
    KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(cell))
}

impl Widening {
    pub(super) fn of(heading: &str) -> Self {
        let words = words(heading);
        let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
        let ports = has(&[
            "port",
            "ports",
            "service",
            "services",
            "protocol",
            "protocols",
            "dienst",
            "dienste",
            "puerto",
            "puertos",
            "porta",
            "porte",
            "poort",
            "poorten",
            "servicio",
            "servizio",
        ]);
        let is_end = has(&["end", "last", "max", "upper", "bis", "hasta", "fin", "fine", "até"])
            && !has(&["date", "day", "time", "datum", "year"]);
        let source = has(&["source", "sources", "src", "quelle", "quell", "origen", "origine"]);
        let target =
            has(&["destination", "destinations", "dest", "dst", "ziel", "target", "destino"]);
        let place = has(&[
            "address",
            "addresses",
            "network",
            "networks",
            "host",
            "hosts",
            "ip",
            "ips",
            "peer",
            "segment",
            "segments",
            "zone",
            "zones",
            "mask",
            "netmask",
            "wildcard",
        ]);
        let is_translation =
            !source && has(&["nat", "dnat", "natted", "translation", "translated"]);
        let either = place && !source && !target && !is_translation;
        Self { ports, is_end, from: source || either, to: target || either, is_translation }
    }

    /// The most that a rule may be with a cell of such a column; `None` if it is no wider.
    pub(super) fn applied(self, rule: &Rule, cell: &str, is_zone: bool) -> Option<Rule> {
        let is_place = is_zone || end::part(cell) != Part::Name;
        let is_number = cell.parse::<u16>().is_ok();
        let ports = self.ports || self.is_end && is_number;
        let (from, to) = (self.from && is_place && !ports, self.to && is_place && !ports);
        let translated = match end::part(cell) {
            Part::Addresses(addresses) if self.is_translation => Some(Side::Addresses(addresses)),
            _ => (self.is_translation && !is_kind_of_translation(cell)).then_some(Side::Any),
        };
        if !ports && !from && !to && translated.is_none() {
            return None;
        }
        let mut wide = rule.clone();
        if ports {
            wide.ports = Ports::any();
        }
        if from {
            wide.from = Side::Any;
        }
        if to {
            wide.to = Side::Any;
        }
        if let Some(side) = translated {
            wide.to = side;
        }
        Some(
            wide.because(format!(
                "`{cell}` stands in a column that is not known, and may widen it"
            )),
        )
    }
}

/// The words of a heading; `DstPortEnd` has three.
fn words(heading: &str) -> Vec<String> {
    let (mut words, mut before) = (vec![String::new()], ' ');
    for c in heading.chars() {
        let starts = !c.is_alphanumeric() || c.is_uppercase() && before.is_lowercase();
        if starts {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphabetic()) {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words
}
