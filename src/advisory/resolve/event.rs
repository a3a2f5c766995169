//! One entry of `timeline:`.

use super::catalogue;
use super::form::Form;
use crate::advisory::{Advisories, Stage, TimelineEntry};
use crate::diagnostic::Diagnostics;
use crate::source::yaml::Node;

const KEYS: &[&str] = &["date", "stage", "products", "name", "source", "note", "unverified"];

/// Reads an entry; one without a usable date or stage is reported and left out.
pub(super) fn read(node: &Node, known: &Advisories, diagnostics: &mut Diagnostics) -> Option<TimelineEntry> {
    let mut form = Form::open(node, "a timeline entry", KEYS, diagnostics)?;
    form.require("date");
    form.require("stage");
    form.refuse_empty("products", "leave `products` out if the entry is about all of them");
    let date = form.date("date");
    let stage = form.word("stage", &Stage::ALL.map(|stage| (stage.as_str(), stage)));
    Some(TimelineEntry {
        products: form.list("products", |node, diagnostics| catalogue::named(node, known, diagnostics)),
        name: form.text("name"),
        source: form.text("source"),
        note: form.text("note"),
        unverified: form.boolean("unverified").unwrap_or_default(),
        date: date?,
        stage: stage?,
    })
}
