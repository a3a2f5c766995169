//! The `flows:` mapping.

use indexmap::IndexMap;

use super::document::Document;
use super::endpoint::{self, Endpoint};
use super::hosts::Known;
use super::ports;
use super::segments::Segments;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{End, Flow, FlowKey, FlowPorts};
use crate::source::yaml::{Fields, Node, Value};
use crate::source::{Sources, Span};
use crate::term::port::PortSet;

/// The flows, sorted by their keys.
pub(super) fn resolve<'r>(
    document: &Document<'_>,
    sources: &'r Sources,
    segments: &'r Segments,
    known: &'r Known,
    diagnostics: &mut Diagnostics,
) -> Flows<'r> {
    let mut flows = Flows {
        sources,
        segments,
        known,
        whole: !document.is_damaged("flows"),
        found: IndexMap::new(),
    };
    match document.get("flows").map(|node| (node, &node.value)) {
        None => {}
        Some((_, Value::Mapping(entries))) => {
            entries.iter().for_each(|(key, value)| flows.entry(key, value, diagnostics))
        }
        Some((node, _)) => {
            let wrong = Diagnostic::new(
                Code::WrongType,
                format!("`flows` must be a mapping of keys to values, not {}", node.describe()),
            );
            diagnostics.push(
                wrong
                    .at(node.span, "")
                    .help("write each as `from -> to: [tcp/445]`, without a dash in front"),
            );
        }
    }
    flows.found.sort_unstable_keys();
    flows
}

/// The flows, with what is needed to read of them elsewhere.
pub(super) struct Flows<'r> {
    sources: &'r Sources,
    segments: &'r Segments,
    known: &'r Known,
    /// Whether all of them could be read.
    whole: bool,
    pub(super) found: IndexMap<FlowKey, Flow>,
}

/// Which way an arrow points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrow {
    OneWay,
    BothWays,
}

impl Flows<'_> {
    /// One line of the mapping: one flow, or two if the arrow points both ways.
    fn entry(&mut self, key: &Node, value: &Node, diagnostics: &mut Diagnostics) {
        let ends = self.ends(key, diagnostics);
        let ports = ports_of(value, key, diagnostics);
        let (Some((from, to, arrow)), Some(ports)) = (ends, ports) else { return };
        let flow = |id| Flow { ports: ports.clone(), host: id, place: key.span };
        let there = FlowKey { from: from.end, to: to.end, host: to.host.clone() };
        let back = (arrow == Arrow::BothWays).then_some(FlowKey {
            from: to.end,
            to: from.end,
            host: None,
        });
        let Some(first) =
            [Some(&there), back.as_ref()].into_iter().flatten().find_map(|key| self.found.get(key))
        else {
            // A host that is broken was reported; its flow goes with it.
            if to.host.is_none() || to.id.is_some() {
                self.found.insert(there, flow(to.id));
            }
            self.found.extend(back.map(|back| (back, flow(None))));
            return;
        };
        let twice = Diagnostic::new(Code::DuplicateFlow, "two flows have the same ends")
            .at(key.span, "again here");
        diagnostics
            .push(twice.at(first.place, "first here").help("put all ports into one of them"));
    }

    /// The flows that are named elsewhere by their ends. Without a host, flows to single hosts of
    /// the target are meant too.
    pub(super) fn named(&self, node: &Node, diagnostics: &mut Diagnostics) -> Vec<FlowKey> {
        let Some((from, to, arrow)) = self.ends(node, diagnostics) else { return Vec::new() };
        let there = |key: &&FlowKey| {
            (key.from, key.to) == (from.end, to.end) && (to.host.is_none() || key.host == to.host)
        };
        let back =
            |key: &&FlowKey| arrow == Arrow::BothWays && (key.from, key.to) == (to.end, from.end);
        let named: Vec<FlowKey> =
            self.found.keys().filter(|key| there(key) || back(key)).cloned().collect();
        // A host that is broken was reported; its flow goes with it.
        if named.is_empty() && self.whole && (to.host.is_none() || to.id.is_some()) {
            let none = Diagnostic::new(Code::BadFlow, "no flow has these ends");
            diagnostics.push(none.at(node.span, "").help(
                "name a flow as it stands under `flows`; what is no flow is blocked already",
            ));
        }
        named
    }

    /// Both ends of a key, and its arrow.
    fn ends(
        &self,
        key: &Node,
        diagnostics: &mut Diagnostics,
    ) -> Option<(Endpoint, Endpoint, Arrow)> {
        let (from, to, arrow) = split(key, diagnostics)?;
        let end = |text: &str, diagnostics: &mut Diagnostics| {
            endpoint::find(
                text,
                self.place_of(text, key),
                Code::BadFlow,
                self.segments,
                self.known,
                diagnostics,
            )
        };
        let (start, target) = (end(from, diagnostics), end(to, diagnostics));
        let (start, target) = (start?, target?);
        if let Some((message, help)) = misfit(&start, &target, arrow) {
            diagnostics.push(Diagnostic::new(Code::BadFlow, message).at(key.span, "").help(help));
            return None;
        }
        Some((start, target, arrow))
    }

    /// Where a part of a key stands; the whole key if it was written in a way that hides it.
    fn place_of(&self, part: &str, key: &Node) -> Span {
        let written = self.sources.slice(key.span);
        // The target is the end of the key, and may have the name of the start.
        let at = if key.scalar().is_some_and(|text| {
            text.trim_end().ends_with(part) && !text.trim_start().starts_with(part)
        }) {
            written.rfind(part)
        } else {
            written.find(part)
        };
        let start = |at: usize| key.span.start + at as u32;
        at.map_or(key.span, |at| Span {
            start: start(at),
            end: start(at) + part.len() as u32,
            ..key.span
        })
    }
}

/// Splits a key at its only arrow.
fn split<'n>(key: &'n Node, diagnostics: &mut Diagnostics) -> Option<(&'n str, &'n str, Arrow)> {
    let text = key.text("a flow", diagnostics)?;
    let parts = match text.split_once("<->") {
        Some((from, to)) => Some((from, to, Arrow::BothWays)),
        None => text.split_once("->").map(|(from, to)| (from, to, Arrow::OneWay)),
    };
    let help = match (parts, text.split_once("<-")) {
        (Some((from, to, arrow)), _) if !from.contains(['<', '>']) && !to.contains(['<', '>']) => {
            return Some((from.trim(), to.trim(), arrow));
        }
        (None, Some((to, from))) => format!("write `{} -> {}`", from.trim(), to.trim()),
        _ => "write `from -> to` or `from <-> to`, with one arrow".to_owned(),
    };
    diagnostics.push(
        Diagnostic::new(Code::BadFlow, format!("`{text}` is not a flow"))
            .at(key.span, "")
            .help(help),
    );
    None
}

/// What is wrong with two ends that are right in themselves: message and help.
fn misfit(from: &Endpoint, to: &Endpoint, arrow: Arrow) -> Option<(&'static str, &'static str)> {
    match arrow {
        Arrow::BothWays if from.host.is_some() || to.host.is_some() => Some((
            "a flow both ways joins two segments, not single hosts",
            "write two flows: one to the host, and one back from its segment",
        )),
        Arrow::OneWay if from.host.is_some() => Some((
            "a flow starts in a whole segment, not at one host",
            "leave the host out: whoever is in the segment can use the flow",
        )),
        _ if from.end == End::Internet && to.end == End::Internet => {
            Some(("a flow from the internet to the internet is not yours to allow", "leave it out"))
        }
        Arrow::BothWays if from.end == to.end => Some((
            "both ends of the flow are the same",
            "for an isolated segment whose hosts need these ports, write `->`",
        )),
        _ => None,
    }
}

/// The ports of a flow: a list, one port or service, `any`, `unknown`, or what is open and what is
/// unknown.
fn ports_of(node: &Node, key: &Node, diagnostics: &mut Diagnostics) -> Option<FlowPorts> {
    if node.is_null() || matches!(&node.value, Value::Sequence(items) if items.is_empty()) {
        let none = Diagnostic::new(Code::BadFlow, "a flow without ports allows nothing");
        let place = if node.is_null() { key.span } else { node.span };
        diagnostics
            .push(none.at(place, "").help("leave the flow out to block it, or list its ports"));
        return None;
    }
    if let Value::Mapping(_) = node.value {
        return in_part(node, diagnostics);
    }
    if node.scalar() == Some("unknown") {
        return Some(FlowPorts::unknown());
    }
    ports::read(node, diagnostics).map(FlowPorts::known)
}

/// `{open: [..], unknown: [..]}`: what is certainly open, and what may be besides.
fn in_part(node: &Node, diagnostics: &mut Diagnostics) -> Option<FlowPorts> {
    let fields = Fields::open(node, "what a flow allows", &["open", "unknown"], diagnostics)?;
    let mut set = |key: &str| {
        fields.get(key).map_or(Some(PortSet::empty()), |node| ports::read(node, diagnostics))
    };
    let (open, unknown) = (set("open"), set("unknown"));
    let (open, unknown) = (open?, unknown?);
    if open.is_empty() && unknown.is_empty() {
        let none =
            Diagnostic::new(Code::BadFlow, "a flow without ports allows nothing").at(node.span, "");
        diagnostics.push(
            none.help("list under `open` what is certainly open, and under `unknown` what may be"),
        );
        return None;
    }
    Some(FlowPorts::new(open, &unknown))
}
