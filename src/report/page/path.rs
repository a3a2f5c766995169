//! How attacks get to the first hosts, and the gates they pass, with the lines of the inventory that let them.

use super::super::{number, route};
use super::Page;
use super::values::{Gate, Path};
use crate::explanation::{self, Entry, WayIn};
use crate::source::Span;
use crate::source::sanitize;

pub(super) fn paths(page: &Page<'_>) -> Vec<Path> {
    page.briefing.passages.iter().filter_map(|passage| path(page, passage)).collect()
}

fn path(page: &Page<'_>, passage: &crate::briefing::Passage) -> Option<Path> {
    let way = passage.route.way.as_ref()?;
    let writer = route::Writer { case: page.view().case };
    Some(Path {
        host: super::host::name(page.view(), passage.ranked.host),
        rank: passage.ranked.rank,
        from: from(way).to_owned(),
        p: number::percent(way.p),
        steps: std::iter::once(writer.start(way)).chain(way.hops.iter().map(|hop| writer.hop(hop))).collect(),
        gates: passage.route.gates.iter().map(|gate| Gate { text: writer.gate(gate), place: place(page, gate) }).collect(),
    })
}

fn from(way: &WayIn) -> &'static str {
    match way.entry {
        Entry::Internet => "the internet",
        Entry::Roaming(_) => "a returning laptop",
        Entry::Insider(_) => "an insider",
        Entry::Infected(_) => "a host that is plugged in infected",
    }
}

/// Where the inventory lets it happen.
fn place(page: &Page<'_>, gate: &explanation::Gate) -> Option<String> {
    let inventory = page.view().case.inventory;
    let span: Span = match gate {
        explanation::Gate::Flow(id) => inventory.flow(*id).1.place,
        explanation::Gate::Segment(id) => inventory.segment(*id).1.place,
        explanation::Gate::Hosts { .. } => return None,
    };
    let file = sanitize::clipped(&page.sources.get(span.source).name, 120).into_owned();
    Some(format!("{file}:{}", page.sources.position(span).line))
}
