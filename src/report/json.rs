//! The ranking as JSON, format `patchfirst/rank/1`.
//!
//! Keys and their order are a contract with other programs; keys may be added, never renamed. Hosts
//! are written one by one as they are met, so a million of them need no memory of their own.

mod host;

use std::io::{self, Write};

use rustc_hash::FxHashMap;
use serde::{Serialize, Serializer};

use super::View;
use crate::acceptance::InForce;
use crate::diff::{Exposed, HostSnapshot, RankSnapshot};
use crate::format::rank::{
    self, Bundle, Doubt, DoubtCase, First, Flow, Group, Known, NotAssessedHost, Quarantine, Rank,
    Unknown,
};
use crate::format::{self, Rounded};
use crate::inventory::{HostId, Inventory, SystemId};
use crate::network::UnknownFlows;
use crate::ranking::{self, FirstHosts, FlowGain, QuarantineGain};
use crate::report::words::{accepted, door, flow, knowledge, way_in};
use crate::risk::{Convergence, QUANTILES};
use crate::term::day::Day;

/// Writes the whole ranking, a line per host, with a line break at the end; `top` hosts, or all for
/// `None` and 0.
pub fn write(view: &View<'_>, top: Option<usize>, to: impl Write) -> io::Result<()> {
    format::write(&streamed(view, top), to)
}

/// The same as a text.
pub fn render(view: &View<'_>, top: Option<usize>) -> String {
    format::document(&streamed(view, top))
}

/// A ranking whose hosts are made one by one while it is written.
pub(super) type Streamed<'a> = Rank<'a, Hosts<'a>, NotAssessed<'a>>;

/// What is written of a ranking: `top` hosts, or all for `None` and 0.
pub(super) fn streamed<'a>(view: &View<'a>, top: Option<usize>) -> Streamed<'a> {
    let hosts = Hosts { view: *view, top, accepted: accepted::in_force(view) };
    document(view, hosts, NotAssessed(*view))
}

/// The ranking for whoever compares. Hosts share what was found about their system.
pub fn snapshot(view: &View<'_>) -> RankSnapshot {
    let case = view.case;
    let mut known: FxHashMap<SystemId, Exposed> = FxHashMap::default();
    let hosts = view.ranking.hosts.iter().map(|ranked| {
        let system = case.inventory.host(ranked.host).1.system;
        let exposed = known.entry(system).or_insert_with(|| host::exposed(view, system));
        let entry = host::entry(view, ranked, Vec::new()).into_owned();
        HostSnapshot { entry, exposed: Exposed::clone(exposed) }
    });
    let side = RankSnapshot::new(&document(view, (), ()), hosts);
    let unassessed = view.ranking.not_assessed.iter();
    let unassessed = unassessed.map(|id| case.inventory.host(*id).0.to_owned()).collect();
    RankSnapshot { disruption: case.threat.disruption, unassessed, ..side }
}

fn document<'a, H, N>(view: &View<'a>, hosts: H, not_assessed: N) -> Rank<'a, H, N> {
    let View { case, ranking, .. } = *view;
    let as_of = case.threat.as_of;
    let unpublished = &case.exposures.unpublished;
    let known = case.advisories.iter().filter(|(id, _)| !unpublished.contains(id));
    let stage = |advisory| knowledge::stage(advisory, as_of).as_str().into();
    Rank {
        schema: rank::SCHEMA.into(),
        tool: env!("CARGO_PKG_VERSION").into(),
        as_of: as_of.to_string(),
        horizon_days: case.threat.horizon_days,
        until: case.threat.until().to_string(),
        mode: ranking.mode.as_str().into(),
        samples: ranking.samples,
        seed: ranking.seed,
        method: ranking.method.as_str().into(),
        settled: ranking.convergence == Convergence::Settled,
        entries: way_in::considered(case.request.entries).into_iter().map(Into::into).collect(),
        unknown_flows: if case.scenario.unknown_flows == UnknownFlows::Open {
            "open"
        } else {
            "blocked"
        }
        .into(),
        expected_loss: Rounded::new(ranking.expected_loss.value),
        expected_loss_stderr: Rounded::new(ranking.expected_loss.stderr),
        loss_quantiles: QUANTILES
            .iter()
            .zip(ranking.distribution.quantiles)
            .map(|(q, x)| (q.to_string().into(), Rounded::new(x)))
            .collect(),
        p_no_loss: Rounded::new(ranking.distribution.p_no_loss),
        total_value: Rounded::new(ranking.total_value),
        first: ranking.first.as_ref().map(|hosts| first(hosts, ranking.expected_loss.value)),
        unknown: unknown(view),
        advisories: known
            .map(|(_, advisory)| Known { id: (&advisory.id).into(), stage: stage(advisory) })
            .collect(),
        not_published: unpublished
            .iter()
            .map(|id| (&case.advisories.advisory_of(*id).id).into())
            .collect(),
        hosts,
        groups: ranking.groups.iter().map(|gain| group(view, gain)).collect(),
        flows: ranking.flows.iter().map(|gain| flow_gain(view, gain)).collect(),
        quarantine: ranking.quarantine.iter().map(|gain| quarantine(view, gain)).collect(),
        bundles: ranking.bundles.iter().map(|pair| bundle(view, pair)).collect(),
        doubt: ranking.doubt.as_ref().map(|doubt| doubted(view, doubt)),
        not_assessed,
    }
}

fn first(first: &FirstHosts, loss: f64) -> First {
    First {
        hosts: first.hosts.len() as u32,
        machines: first.machines,
        averted: Rounded::new(loss - first.loss_left),
        loss_left: Rounded::new(first.loss_left),
        loss_left_tonight: Some(Rounded::new(first.loss_left_tonight)),
    }
}

fn unknown(view: &View<'_>) -> Unknown {
    let unknowns = view.ranking.unknowns;
    let flows_described = view.case.inventory.flows_described;
    Unknown {
        hosts: unknowns.machines,
        flows: unknowns.flows,
        not_assessed: unknowns.not_assessed,
        unheard: view.ranking.unheard.len() as u32,
        users: unknowns.users,
        segments: cut_off(view.case.inventory),
        flows_described,
    }
}

/// How many segments no flow names. Where there are no flows at all, none is told apart by that.
fn cut_off(inventory: &Inventory) -> Option<u32> {
    let any = inventory.described_flows() > 0;
    any.then(|| inventory.segments_without_flows().count() as u32)
}

pub(super) fn doubted(view: &View<'_>, doubt: &ranking::Doubt) -> Doubt {
    let case = |case: &ranking::Varied| DoubtCase {
        what: case.what.as_str().to_owned(),
        to: Rounded::new(case.to),
        expected_loss: Rounded::new(case.loss),
        first: case.first.map(|host| view.case.inventory.host(host).0.to_owned()),
        first_stays: case.first_stays,
        of_first_ten: case.of_first_ten,
    };
    Doubt {
        first_stays: doubt.first_stays() as u32,
        first_ten_stay: doubt.first_ten_stay() as u32,
        cases: doubt.cases.iter().map(case).collect(),
    }
}

fn bundle(view: &View<'_>, bundle: &ranking::Bundle) -> Bundle {
    let remedies = bundle.doors.iter().map(|door| door::name(view.case.inventory, *door)).collect();
    Bundle { remedies, averted: Rounded::new(bundle.averted) }
}

/// What is averted by day.
fn by_day(days: &[f64]) -> Vec<Rounded> {
    days.iter().map(|averted| Rounded::new(*averted)).collect()
}

/// By when something is due.
fn due(view: &View<'_>, due: Option<Day>) -> Option<String> {
    due.map(|day| view.case.threat.due(day).to_string())
}

fn group(view: &View<'_>, group: &ranking::Group) -> Group {
    Group {
        id: host::group_id(group.number),
        hosts: group.machines,
        averted: Rounded::new(group.averted.now.value),
        averted_stderr: Rounded::new(group.averted.now.stderr),
        averted_by_day: by_day(&group.averted.by_day),
        due: due(view, group.averted.due()),
    }
}

/// The entries in order, made one at a time.
pub(super) struct Hosts<'a> {
    view: View<'a>,
    top: Option<usize>,
    accepted: InForce<'a>,
}

impl Serialize for Hosts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let most = self.top.filter(|top| *top > 0).unwrap_or(usize::MAX);
        let hosts =
            self.view.ranking.hosts.iter().filter(|ranked| self.view.shows(ranked.host)).take(most);
        serializer.collect_seq(hosts.map(|ranked| host::whole(&self.view, ranked, &self.accepted)))
    }
}

fn flow_gain<'a>(view: &View<'a>, gain: &FlowGain) -> Flow<'a> {
    let inventory = view.case.inventory;
    let (key, flow) = inventory.flow(gain.flow);
    Flow {
        from: inventory.end_name(key.from).into(),
        to: inventory.end_name(key.to).into(),
        host: key.host.as_deref().map(Into::into),
        ports: flow.ports.certain().to_texts(),
        possible: flow.ports.possible().to_texts(),
        unknown: flow::is_unknown(inventory, gain.flow),
        averted: Rounded::new(gain.averted.now.value),
        averted_stderr: Rounded::new(gain.averted.now.stderr),
        averted_by_day: by_day(&gain.averted.by_day),
        due: due(view, gain.averted.due()),
    }
}

fn quarantine<'a>(view: &View<'a>, gain: &QuarantineGain) -> Quarantine<'a> {
    Quarantine {
        segment: view.case.inventory.segment(gain.segment).0.into(),
        averted: Rounded::new(gain.averted.now.value),
        averted_stderr: Rounded::new(gain.averted.now.stderr),
        averted_by_day: by_day(&gain.averted.by_day),
        due: due(view, gain.averted.due()),
    }
}

/// Entries about which nothing is known, made one at a time.
pub(super) struct NotAssessed<'a>(View<'a>);

impl<'a> NotAssessed<'a> {
    fn entries(&self) -> impl Iterator<Item = NotAssessedHost<'a>> {
        let view = self.0;
        let View { case, ranking, .. } = view;
        let entry = move |id: &HostId| {
            let (name, host) = case.inventory.host(*id);
            let os = case.inventory.system(host.system).os.as_str().into();
            NotAssessedHost {
                name: name.into(),
                why: "product not in the catalogue".into(),
                os,
                count: host.count,
            }
        };
        ranking.not_assessed.iter().filter(move |id| view.shows(**id)).map(entry)
    }
}

impl Serialize for NotAssessed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.entries())
    }
}
