//! The ranking as JSON, format `patchfirst/rank/1`.
//!
//! Keys and their order are a contract with other programs; keys may be added, never renamed. Hosts are written one by
//! one as they are met, so a million of them need no memory of their own.

mod host;
mod lines;

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use self::host::{Group, HostEntry};
pub(super) use self::lines::Lines;
use super::View;
use crate::acceptance::InForce;
use crate::network::UnknownFlows;
use crate::ranking::{FirstHosts, FlowGain, QuarantineGain};
use crate::report::words::{accepted, flow, knowledge, number::Rounded, way_in};
use crate::risk::Convergence;

pub use crate::ranking::SCHEMA;

/// Writes the whole report, a line per host, with a line break at the end; `top` hosts, or all for `None` and 0.
pub fn write(view: &View<'_>, top: Option<usize>, mut to: impl Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut to, Lines::default());
    Document::new(view, top).serialize(&mut serializer)?;
    to.write_all(b"\n")
}

/// Any other document in the same layout.
pub(super) fn document(document: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    document.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, Lines::default())).expect("writing to memory cannot fail");
    bytes.push(b'\n');
    String::from_utf8(bytes).expect("the serializer writes UTF-8")
}

/// The same as a text.
pub fn render(view: &View<'_>, top: Option<usize>) -> String {
    let mut bytes = Vec::new();
    write(view, top, &mut bytes).expect("writing to memory cannot fail");
    String::from_utf8(bytes).expect("the serializer writes UTF-8")
}

/// The whole report.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    schema: &'static str,
    tool: &'static str,
    as_of: String,
    horizon_days: u32,
    mode: &'static str,
    samples: u64,
    seed: u64,
    method: &'static str,
    settled: bool,
    entries: Vec<&'static str>,
    unknown_flows: &'static str,
    expected_loss: Rounded,
    expected_loss_stderr: Rounded,
    total_value: Rounded,
    first: Option<First>,
    unknown: Unknown,
    advisories: Vec<Known<'a>>,
    not_published: Vec<&'a str>,
    hosts: Hosts<'a>,
    groups: Vec<Group>,
    flows: Vec<Flow<'a>>,
    quarantine: Vec<Quarantine<'a>>,
    not_assessed: NotAssessed<'a>,
}

impl<'a> Document<'a> {
    pub(super) fn new(view: &View<'a>, top: Option<usize>) -> Self {
        let View { case, ranking, .. } = *view;
        let as_of = case.threat.as_of;
        let unpublished = &case.exposures.unpublished;
        let known = case.advisories.iter().filter(|(id, _)| !unpublished.contains(id));
        Self {
            schema: SCHEMA,
            tool: env!("CARGO_PKG_VERSION"),
            as_of: as_of.to_string(),
            horizon_days: case.threat.horizon_days,
            mode: ranking.mode.as_str(),
            samples: ranking.samples,
            seed: ranking.seed,
            method: ranking.method.as_str(),
            settled: ranking.convergence == Convergence::Settled,
            entries: way_in::considered(view.case.request.entries),
            unknown_flows: if view.case.scenario.unknown_flows == UnknownFlows::Open { "open" } else { "blocked" },
            expected_loss: Rounded(ranking.expected_loss.value),
            expected_loss_stderr: Rounded(ranking.expected_loss.stderr),
            total_value: Rounded(ranking.total_value),
            first: ranking.first.map(|first| First::new(first, ranking.expected_loss.value)),
            unknown: Unknown::new(view),
            advisories: known.map(|(_, advisory)| Known { id: &advisory.id, stage: knowledge::stage(advisory, as_of).as_str() }).collect(),
            not_published: unpublished.iter().map(|id| case.advisories.advisory_of(*id).id.as_str()).collect(),
            hosts: Hosts { view: *view, top, accepted: accepted::in_force(view) },
            groups: ranking.groups.iter().map(Group::new).collect(),
            flows: ranking.flows.iter().map(|gain| Flow::new(view, gain)).collect(),
            quarantine: ranking.quarantine.iter().map(|gain| Quarantine::new(view, gain)).collect(),
            not_assessed: NotAssessed(*view),
        }
    }
}

/// What the first hosts avert together.
#[derive(Serialize)]
struct First {
    hosts: u32,
    machines: u64,
    averted: Rounded,
    loss_left: Rounded,
}

impl First {
    fn new(first: FirstHosts, loss: f64) -> Self {
        Self {
            hosts: first.entries,
            machines: first.machines,
            averted: Rounded(loss - first.loss_left),
            loss_left: Rounded(first.loss_left),
        }
    }
}

/// How much is not known: machines without patch evidence, flows, machines that could not be assessed.
#[derive(Serialize)]
struct Unknown {
    hosts: u64,
    flows: u32,
    not_assessed: u64,
}

impl Unknown {
    fn new(view: &View<'_>) -> Self {
        let unknowns = view.ranking.unknowns;
        Self { hosts: unknowns.machines, flows: unknowns.flows, not_assessed: unknowns.not_assessed }
    }
}

/// An advisory that was public, with the farthest stage on any product that day.
#[derive(Serialize)]
struct Known<'a> {
    id: &'a str,
    stage: &'static str,
}

/// The entries in order, built one at a time.
struct Hosts<'a> {
    view: View<'a>,
    top: Option<usize>,
    accepted: InForce<'a>,
}

impl Serialize for Hosts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let most = self.top.filter(|top| *top > 0).unwrap_or(usize::MAX);
        serializer.collect_seq(self.view.ranking.hosts.iter().take(most).map(|ranked| HostEntry::new(&self.view, ranked, &self.accepted)))
    }
}

/// A flow and what blocking it averts.
#[derive(Serialize)]
struct Flow<'a> {
    from: &'a str,
    to: &'a str,
    host: Option<&'a str>,
    ports: Vec<String>,
    possible: Vec<String>,
    unknown: bool,
    averted: Rounded,
    averted_stderr: Rounded,
}

impl<'a> Flow<'a> {
    fn new(view: &View<'a>, gain: &FlowGain) -> Self {
        let inventory = view.case.inventory;
        let (key, flow) = inventory.flow(gain.flow);
        Self {
            from: flow::end(inventory, key.from),
            to: flow::end(inventory, key.to),
            host: key.host.as_deref(),
            ports: flow.ports.certain().to_texts(),
            possible: flow.ports.possible().to_texts(),
            unknown: flow::is_unknown(inventory, gain.flow),
            averted: Rounded(gain.averted.value),
            averted_stderr: Rounded(gain.averted.stderr),
        }
    }
}

/// A segment and what quarantining the laptops that return to it averts.
#[derive(Serialize)]
struct Quarantine<'a> {
    segment: &'a str,
    averted: Rounded,
    averted_stderr: Rounded,
}

impl<'a> Quarantine<'a> {
    fn new(view: &View<'a>, gain: &QuarantineGain) -> Self {
        Self {
            segment: view.case.inventory.segment(gain.segment).0,
            averted: Rounded(gain.averted.value),
            averted_stderr: Rounded(gain.averted.stderr),
        }
    }
}

/// Entries about which nothing is known.
struct NotAssessed<'a>(View<'a>);

impl Serialize for NotAssessed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let inventory = self.0.case.inventory;
        let entry = |id: &crate::inventory::HostId| {
            let (name, host) = inventory.host(*id);
            NotAssessedEntry { name, why: "product not in the catalogue", os: &inventory.system(host.system).os, count: host.count }
        };
        serializer.collect_seq(self.0.ranking.not_assessed.iter().map(entry))
    }
}

#[derive(Serialize)]
struct NotAssessedEntry<'a> {
    name: &'a str,
    why: &'static str,
    os: &'a str,
    count: u32,
}
