//! How attacks get to the first hosts, and the gates they pass, with the lines of the inventory
//! that let them.

use super::name::Name;
use super::subject::ManagementReport;
use crate::decision::SystemExposure;
use crate::explanation::{self, Route, Start, WayIn};
use crate::network::Network;
use crate::ranking::RankedHost;
use crate::report::View;
use crate::report::words::{number, route};
use crate::source::Span;
use crate::source::sanitize;
use rustc_hash::FxHashSet;
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
    passages(report).iter().filter_map(|passage| path(report, passage)).collect()
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

/// Hosts whose ways in are shown; those that are alike count once.
const MAX_HOSTS: usize = 5;

/// The likeliest way to one host.
#[derive(Clone, Debug)]
struct Passage {
    /// The host in its place; the first of those that are alike.
    ranked: RankedHost,
    /// The way from the likeliest entry, with the gates that all ways from there share.
    route: Route,
}

/// The ways to the first hosts that any way leads to.
fn passages(report: &ManagementReport<'_>) -> Vec<Passage> {
    let ranking = report.view().ranking;
    let mut met = FxHashSet::default();
    let reachable =
        |ranked: &&RankedHost| ranking.host_risk(ranked).exposure > SystemExposure::Small;
    let firsts =
        ranking.to_remedy().iter().filter(reachable).filter(|ranked| met.insert(ranked.host_risk));
    let network = report.view().case.network();
    firsts.take(MAX_HOSTS).filter_map(|ranked| passage(report, &network, ranked)).collect()
}

fn passage(
    report: &ManagementReport<'_>,
    network: &Network,
    ranked: &RankedHost,
) -> Option<Passage> {
    let View { case, ranking, .. } = *report.view();
    let explanation = explanation::explain(case, network, ranking, ranked.host);
    let from = explanation.ways_in.first()?.start.entry();
    Some(Passage { ranked: *ranked, route: explanation::route(case, network, from, ranked.host) })
}
