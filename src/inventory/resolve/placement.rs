//! Which segments a host is in.

use std::sync::Arc;

use super::reader::Reported;
use super::role::ForHosts;
use super::segments::Segments;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{ListensFrom, SegmentId};
use crate::source::yaml::{Fields, Node};

/// The keys read here.
pub(super) const KEYS: &[&str] = &["segment", "segments"];

/// The segments of a host, and what they state for it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placement {
    pub(super) segments: Arc<[SegmentId]>,
    pub(super) for_hosts: ForHosts,
    /// From where the host answers, as far as that is known.
    pub(super) listens_from: Arc<[ListensFrom]>,
}

/// Reads `segment` or `segments`; `Ok(None)` if neither is there.
pub(super) fn read(
    fields: &Fields<'_>,
    segments: &Segments,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Placement>, Reported> {
    let items = match (fields.get("segment"), fields.get("segments")) {
        (None, None) => return Ok(None),
        (Some(one), None) => std::slice::from_ref(one),
        (None, Some(list)) => list.items("`segments`", diagnostics).ok_or(Reported)?,
        (Some(one), Some(list)) => {
            let both = Diagnostic::new(Code::BadValue, "a host has either `segment` or `segments`")
                .at(list.span, "")
                .at(one.span, "");
            diagnostics.push(both.help("list all of its segments in `segments`"));
            return Err(Reported);
        }
    };
    if items.is_empty() {
        let none = Diagnostic::new(Code::BadValue, "a host is in at least one segment")
            .at(fields.span.first_char(), "");
        diagnostics.push(none.help("name the segment it is connected to"));
    }
    let ids = ids(items, segments, diagnostics)?;
    Ok(Some(Placement {
        for_hosts: for_hosts(&ids, segments),
        segments: ids,
        listens_from: Arc::default(),
    }))
}

fn ids(
    items: &[Node],
    segments: &Segments,
    diagnostics: &mut Diagnostics,
) -> Result<Arc<[SegmentId]>, Reported> {
    let mut ids = Vec::with_capacity(items.len());
    for item in items {
        let Some(name) = item.text("a segment", diagnostics) else { continue };
        match segments.find(name, item.span, diagnostics) {
            Some(id) if ids.contains(&id) => {
                let twice =
                    Diagnostic::new(Code::BadValue, format!("the host is in `{name}` twice"))
                        .at(item.span, "");
                diagnostics.push(twice.help("remove one of the two"));
            }
            Some(id) => ids.push(id),
            None => {}
        }
    }
    if ids.len() == items.len() && !ids.is_empty() { Ok(ids.into()) } else { Err(Reported) }
}

/// The most critical of the segments, and the weakest antivirus: of those that state one.
fn for_hosts(ids: &[SegmentId], segments: &Segments) -> ForHosts {
    let stated = || ids.iter().map(|id| segments.for_hosts(*id));
    ForHosts {
        criticality: stated().filter_map(|s| s.criticality).max(),
        antivirus: stated().filter_map(|s| s.antivirus).max(),
    }
}
