//! The `defaults:` block: per kind, what a host says that does not say otherwise.

use std::sync::Arc;

use super::details;
use super::document::Document;
use super::listens;
use super::placement::{self, Placement};
use super::role::{self, KINDS, StatedRole};
use super::segments::Segments;
use super::system::{self, StatedSystem};
use crate::diagnostic::Diagnostics;
use crate::inventory::{HostDetails, Kind, ListensFrom};
use crate::source::yaml::{Fields, Node};

/// What is filled into hosts of one kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ForKind {
    pub(super) system: StatedSystem,
    pub(super) placement: Option<Placement>,
    pub(super) role: StatedRole,
    pub(super) listens_from: Arc<[ListensFrom]>,
    pub(super) details: HostDetails,
}

/// The defaults for every kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Defaults {
    kinds: [ForKind; KINDS.len()],
    /// Whether some of them could not be read: then what they would have filled in is not known.
    pub(super) damaged: bool,
}

impl Defaults {
    /// The defaults for one kind.
    pub(super) fn of(&self, kind: Kind) -> &ForKind {
        &self.kinds[kind as usize]
    }

    /// Whether any kind has a default for which this holds.
    pub(super) fn any(&self, holds: impl Fn(&ForKind) -> bool) -> bool {
        self.damaged || self.kinds.iter().any(holds)
    }
}

pub(super) fn resolve(
    document: &Document<'_>,
    segments: &Segments,
    diagnostics: &mut Diagnostics,
) -> Defaults {
    let known = KINDS.map(Kind::as_str);
    let Some(fields) = document
        .get("defaults")
        .and_then(|node| Fields::open(node, "`defaults`", &known, diagnostics))
    else {
        return Defaults { damaged: document.is_damaged("defaults"), ..Defaults::default() };
    };
    let kinds = KINDS.map(|kind| {
        fields
            .get(kind.as_str())
            .and_then(|node| for_kind(node, segments, diagnostics))
            .unwrap_or_default()
    });
    Defaults { kinds, damaged: document.is_damaged("defaults") }
}

fn for_kind(node: &Node, segments: &Segments, diagnostics: &mut Diagnostics) -> Option<ForKind> {
    let keys = [system::KEYS, placement::KEYS, role::KEYS, details::KEYS].concat();
    let fields = Fields::open(node, "a default", &keys, diagnostics)?;
    Some(ForKind {
        system: StatedSystem::read(&fields, diagnostics).unwrap_or_default(),
        placement: placement::read(&fields, segments, diagnostics).unwrap_or_default(),
        role: StatedRole::read(&fields, diagnostics).unwrap_or_default(),
        listens_from: fields
            .get("listens")
            .and_then(|node| listens::from(node, segments, diagnostics))
            .unwrap_or_default(),
        details: details::read(&fields, diagnostics).unwrap_or_default(),
    })
}
