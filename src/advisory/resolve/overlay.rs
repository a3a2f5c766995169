//! `<ID>.overlay.yaml`: what is added to an advisory that is known, as by a catalogue of attacks.

use super::form::Form;
use super::{event, values};
use crate::advisory::{Advisories, TimelineEntry};
use crate::diagnostic::Diagnostics;
use crate::source::Span;
use crate::source::yaml::{Fields, Node};

const KEYS: &[&str] = &["advisory", "overlay", "timeline", "sources", "notes"];

/// What one file adds.
pub(super) struct Overlay {
    pub(super) id: String,
    pub(super) place: Span,
    timeline: Vec<TimelineEntry>,
    sources: Vec<String>,
    notes: Vec<String>,
}

/// Whether a file is one, by its key `overlay`.
pub(super) fn is_one(root: &Node) -> bool {
    Fields::entries(root, "an advisory", &mut Diagnostics::default())
        .is_some_and(|entries| entries.iter().any(|(key, ..)| *key == "overlay"))
}

/// Reads a file; one without a usable id is reported and left out.
pub(super) fn read(
    root: &Node,
    known: &Advisories,
    diagnostics: &mut Diagnostics,
) -> Option<Overlay> {
    let mut form = Form::open(root, "an overlay", KEYS, diagnostics)?;
    form.value("advisory", super::bulletin::format_version);
    let (id, place) =
        (form.value("overlay", values::id), form.value("overlay", |node, _| Some(node.span)));
    Some(Overlay {
        timeline: form.list("timeline", |node, diagnostics| event::read(node, known, diagnostics)),
        sources: form.texts("sources"),
        notes: form.texts("notes"),
        id: id?,
        place: place?,
    })
}

impl Overlay {
    /// Adds it to its advisory. What that says itself stays as it is.
    pub(super) fn apply(self, advisory: &mut crate::advisory::Advisory) {
        advisory.timeline.extend(self.timeline);
        advisory.timeline.sort_by_key(|entry| entry.date);
        advisory.sources.extend(self.sources);
        advisory.notes.extend(self.notes);
    }
}
