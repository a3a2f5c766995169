//! The `expect:` list: each rule is checked in form and kept as written.

use super::document::Document;
use super::endpoint;
use super::hosts::Known;
use super::ports;
use super::segments::Segments;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::Expectation;
use crate::source::Span;
use crate::source::yaml::{self, Node, Value};

const FORMS: &str = "known forms: `A -x B: ports`, `A !-> B: ports`, `no <hosts> may be vulnerable to <advisory> [after <date>]`, \
    `every <hosts> must have <key>`, `expected loss at most <number>`, `no <decision> in <segment>`";
const DECISIONS: [&str; 4] = ["immediate", "out-of-cycle", "scheduled", "defer"];
/// Signs that say what must not be reached: over any number of hops, and directly.
const SIGNS: [&str; 2] = [" -x ", " !-> "];

pub(super) fn resolve(document: &Document<'_>, segments: &Segments, known: &Known, diagnostics: &mut Diagnostics) -> Vec<Expectation> {
    let items = document.list("expect", diagnostics);
    items.iter().filter_map(|item| rule(item, segments, known, diagnostics)).collect()
}

fn rule(node: &Node, segments: &Segments, known: &Known, diagnostics: &mut Diagnostics) -> Option<Expectation> {
    match &node.value {
        Value::Mapping(entries) => match entries.as_slice() {
            [(key, ports)] => reach(key, ports, segments, known, diagnostics),
            _ => bad(node.span, "a rule is one sentence, or one pair of ends with ports", diagnostics),
        },
        Value::Scalar { text, .. } if !node.is_null() => {
            sentence(text, node.span, segments, diagnostics)?;
            Some(Expectation { subject: text.clone(), value: None, place: node.span })
        }
        _ => bad(node.span, &format!("a rule cannot be {}", node.describe()), diagnostics),
    }
}

/// `A -x B: ports` or `A !-> B: ports`.
fn reach(key: &Node, ports: &Node, segments: &Segments, known: &Known, diagnostics: &mut Diagnostics) -> Option<Expectation> {
    let subject = key.text("a rule", diagnostics)?;
    let Some((from, to)) = SIGNS.iter().find_map(|sign| subject.split_once(sign)) else {
        return bad(key.span, &format!("`{subject}` is not a rule about reach"), diagnostics);
    };
    let mut end = |text: &str| endpoint::find(text.trim(), key.span, Code::BadExpectation, segments, known, diagnostics);
    let (from, to) = (end(from), end(to));
    ports::read(ports, diagnostics)?;
    from.and(to)?;
    Some(Expectation { subject: subject.to_owned(), value: Some(written(ports)), place: key.span })
}

/// The ports as text: a list joined by commas.
fn written(node: &Node) -> String {
    match &node.value {
        Value::Sequence(items) => items.iter().filter_map(Node::scalar).collect::<Vec<_>>().join(", "),
        _ => node.scalar().unwrap_or("").to_owned(),
    }
}

/// Checks one of the sentences word by word.
fn sentence(text: &str, place: Span, segments: &Segments, diagnostics: &mut Diagnostics) -> Option<()> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if let Some(at) = words.windows(5).position(|w| w == ["may", "be", "vulnerable", "to", w[4]]) {
        return if words[0] == "no" && at > 1 { after(&words[at + 5..], place, diagnostics) } else { unknown(text, place, diagnostics) };
    }
    match words.as_slice() {
        ["every", _, .., "must", "have", _] if words.len() > 4 => Some(()),
        ["expected", "loss", "at", "most", number] => match yaml::decimal(number) {
            Some(_) => Some(()),
            None => bad(place, &format!("`{number}` is not a number"), diagnostics),
        },
        ["no", decision, "in", segment] if DECISIONS.contains(decision) => segments.find(segment, place, diagnostics).map(drop),
        ["no", decision, "in", _] => bad(place, &format!("`{decision}` is no decision; known are {}", DECISIONS.join(", ")), diagnostics),
        _ => unknown(text, place, diagnostics),
    }
}

/// What may follow the advisory: nothing, or `after` and a date.
fn after(rest: &[&str], place: Span, diagnostics: &mut Diagnostics) -> Option<()> {
    match rest {
        [] => Some(()),
        ["after", date] if yaml::date(date).is_some() => Some(()),
        ["after", date] => {
            let bad = Diagnostic::new(Code::BadDate, format!("`{date}` is not a date")).at(place, "");
            diagnostics.push(bad.help("write year-month-day, such as 2006-08-25"));
            None
        }
        _ => bad(place, &format!("`{}` cannot follow the advisory", rest.join(" ")), diagnostics),
    }
}

fn unknown(text: &str, place: Span, diagnostics: &mut Diagnostics) -> Option<()> {
    if SIGNS.iter().any(|sign| text.contains(sign)) {
        let bare = Diagnostic::new(Code::BadExpectation, format!("`{text}` does not say which ports")).at(place, "");
        diagnostics.push(bare.help(format!("write `{text}: any`, or name the ports")));
        return None;
    }
    bad(place, &format!("`{text}` is not a rule"), diagnostics)
}

fn bad<T>(place: Span, message: &str, diagnostics: &mut Diagnostics) -> Option<T> {
    diagnostics.push(Diagnostic::new(Code::BadExpectation, message).at(place, "").help(FORMS));
    None
}
