//! How attacks get to the first hosts, and the gates they pass, with the lines of the inventory
//! that let them.

use super::name::Name;
use super::subject::ManagementReport;
use crate::explanation::{self, Passage, Start, WayIn};
use crate::report::words::{number, route};
use crate::source::Span;
use crate::source::sanitize;
use schemars::JsonSchema;
use serde::Serialize;

/// How an attack gets to a host.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Path {
    /// The host.
    pub host: Name,
    /// Its place.
    pub rank: u32,
    /// Where the likeliest way starts.
    pub from: String,
    /// How likely it is, its steps treated as independent.
    pub p: String,
    /// The steps, the start first.
    pub steps: Vec<String>,
    /// What every way from there has to pass.
    pub gates: Vec<ChokePoint>,
}

/// Something that all ways pass.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChokePoint {
    /// What it is, and how it is closed.
    pub text: String,
    /// The line of the inventory that allows it, as `file:line`, for flows and segments.
    pub place: Option<String>,
}

pub(super) fn paths(report: &ManagementReport<'_>) -> Vec<Path> {
    report.facts.passages.iter().filter_map(|passage| path(report, passage)).collect()
}

fn path(report: &ManagementReport<'_>, passage: &Passage) -> Option<Path> {
    let way = passage.route.way.as_ref()?;
    let writer = route::Writer { case: report.view().case };
    Some(Path {
        host: super::host::name(report.view(), passage.ranked.host),
        rank: passage.ranked.rank,
        from: from(way).to_owned(),
        p: number::percent(way.p),
        steps: std::iter::once(writer.start(way))
            .chain(way.hops.iter().map(|hop| writer.hop(hop)))
            .collect(),
        gates: passage
            .route
            .gates
            .iter()
            .map(|gate| ChokePoint { text: writer.gate(gate), place: place(report, gate) })
            .collect(),
    })
}

fn from(way: &WayIn) -> &'static str {
    match way.start {
        Start::Internet => "the internet",
        Start::Roaming(_) => "a returning laptop",
        Start::Insider(_) => "an insider",
        Start::Mail(_) => "a Trojan that somebody runs",
        Start::Infected(_) => "an infected host",
    }
}

/// Where the inventory lets it happen.
fn place(report: &ManagementReport<'_>, gate: &explanation::ChokePoint) -> Option<String> {
    let inventory = report.view().case.inventory;
    let span: Span = match gate {
        explanation::ChokePoint::Flow(id) => inventory.flow(*id).1.place,
        explanation::ChokePoint::Segment(id) => inventory.segment(*id).1.place,
        explanation::ChokePoint::Hosts { .. } => return None,
    };
    let file = sanitize::clipped(&report.sources.get(span.source).name, 120).into_owned();
    Some(format!("{file}:{}", report.sources.position(span).line))
}
