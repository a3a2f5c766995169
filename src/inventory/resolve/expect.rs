//! The `expect:` list: what must hold, typed. Rules about reach are read here, sentences in
//! [`super::sentence`].

use super::document::Document;
use super::endpoint::{self, Endpoint};
use super::hosts::Known;
use super::ports;
use super::segments::Segments;
use super::sentence::{self, bad};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{Expectation, Expected, Hops, Place};
use crate::source::Span;
use crate::source::yaml::{Node, Value};

/// Signs that say what must not be reached: over any number of hops, and directly.
const SIGNS: [(&str, Hops); 2] = [(" -x ", Hops::Any), (" !-> ", Hops::Direct)];

pub(super) fn resolve(
    document: &Document<'_>,
    segments: &Segments,
    known: &Known,
    diagnostics: &mut Diagnostics,
) -> Vec<Expectation> {
    let items = document.list("expect", diagnostics);
    items.iter().filter_map(|item| rule(item, segments, known, diagnostics)).collect()
}

fn rule(
    node: &Node,
    segments: &Segments,
    known: &Known,
    diagnostics: &mut Diagnostics,
) -> Option<Expectation> {
    match &node.value {
        Value::Mapping(entries) => match entries.as_slice() {
            [(key, ports)] => reach(key, ports, segments, known, diagnostics),
            _ => bad(
                node.span,
                "a rule is one sentence, or one pair of ends with ports",
                diagnostics,
            ),
        },
        Value::Scalar { text, .. } if !node.is_null() => {
            refuse_reach_without_ports(text, node.span, diagnostics)?;
            let rule = sentence::read(text, node.span, segments, diagnostics)?;
            Some(Expectation { case: text.clone(), value: None, rule, place: node.span })
        }
        _ => bad(node.span, &format!("a rule cannot be {}", node.describe()), diagnostics),
    }
}

/// `A -x B: ports` or `A !-> B: ports`.
fn reach(
    key: &Node,
    ports: &Node,
    segments: &Segments,
    known: &Known,
    diagnostics: &mut Diagnostics,
) -> Option<Expectation> {
    let case = key.text("a rule", diagnostics)?;
    let parts = SIGNS
        .iter()
        .find_map(|(sign, hops)| case.split_once(sign).map(|(from, to)| (from, to, *hops)));
    let Some((from, to, hops)) = parts else {
        return bad(key.span, &format!("`{case}` is not a rule about reach"), diagnostics);
    };
    let mut end = |text: &str| {
        endpoint::find(text.trim(), key.span, Code::BadExpectation, segments, known, diagnostics)
    };
    let (from, to) = (end(from), end(to));
    let set = ports::read(ports, diagnostics)?;
    if set.is_empty() {
        return bad(ports.span, "a rule about reach names at least one port", diagnostics);
    }
    let rule = Expected::Unreachable { from: place(from?)?, to: place(to?)?, ports: set, hops };
    Some(Expectation { case: case.to_owned(), value: Some(written(ports)), rule, place: key.span })
}

/// The place that an end names; `None` if its host is broken, which was reported.
fn place(end: Endpoint) -> Option<Place> {
    (end.host.is_none() || end.id.is_some()).then_some(Place { end: end.end, host: end.id })
}

/// The ports as text: a list joined by commas.
fn written(node: &Node) -> String {
    match &node.value {
        Value::Sequence(items) => {
            items.iter().filter_map(Node::scalar).collect::<Vec<_>>().join(", ")
        }
        _ => node.scalar().unwrap_or("").to_owned(),
    }
}

fn refuse_reach_without_ports(
    text: &str,
    place: Span,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    if !SIGNS.iter().any(|(sign, _)| text.contains(sign)) {
        return Some(());
    }
    let bare = Diagnostic::new(Code::BadExpectation, format!("`{text}` does not say which ports"))
        .at(place, "");
    diagnostics.push(bare.help(format!("write `{text}: any`, or name the ports")));
    None
}
