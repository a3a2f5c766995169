//! The `accept:` list.

use super::document::Document;
use super::endpoint;
use super::hosts::Known;
use super::reader::Reader;
use crate::diagnostic::Diagnostics;
use crate::inventory::Acceptance;
use crate::source::yaml::{Fields, Node};

const WHAT: &str = "an accepted risk";
const KEYS: &[&str] = &["host", "advisory", "reason", "by", "until"];

pub(super) fn resolve(
    document: &Document<'_>,
    known: &Known,
    diagnostics: &mut Diagnostics,
) -> Vec<Acceptance> {
    document
        .list("accept", diagnostics)
        .iter()
        .filter_map(|node| acceptance(node, known, diagnostics))
        .collect()
}

fn acceptance(node: &Node, known: &Known, diagnostics: &mut Diagnostics) -> Option<Acceptance> {
    let fields = Fields::open(node, WHAT, KEYS, diagnostics)?;
    let place = fields.get("host").map_or(fields.span, |host| host.span);
    let mut reader = Reader::new(&fields);
    for key in ["host", "advisory"] {
        fields.required(key, WHAT, diagnostics);
    }
    let host = reader.text("host", diagnostics);
    let acceptance = Acceptance {
        advisory: reader.text("advisory", diagnostics).unwrap_or_default(),
        reason: reader.text("reason", diagnostics),
        by: reader.text("by", diagnostics),
        until: reader.get("until", diagnostics, |node, d| node.date("`until`", d)),
        host: host.clone().unwrap_or_default(),
        place,
    };
    if !known.may_contain(&host?) {
        endpoint::report_unknown_host(&acceptance.host, place, known, diagnostics);
        return None;
    }
    fields.get("advisory")?;
    reader.finish(acceptance).ok()
}
