//! From a ranking to the map: what is where, and what stands open.

use std::iter;

use rustc_hash::FxHashMap;

use super::{Due, Flow, Map, Segment, Way, What};
use crate::inventory::{End, FlowId, Host, HostId, SegmentId};
use crate::ranking::state::State;
use crate::ranking::{Bundle, Door, FlowGain, HostRisk, HostRiskId};
use crate::report::View;
use crate::report::words::{day, flow::possible, number::Digits};
use crate::risk::Figure;
use crate::term::day::Day;
use crate::term::entry::EntryMap;

pub(super) fn map(view: &View<'_>) -> Map {
    let threat = view.case.threat;
    let loss = view.ranking.expected_loss.value;
    Map {
        organisation: view.case.inventory.organisation.clone(),
        as_of: threat.as_of.to_string(),
        until: threat.until().to_string(),
        loss,
        digits: Digits::of(loss),
        ways: ways(view),
        segments: segments(view),
        flows: flows(view),
        bundles: bundles(view),
        described: view.case.inventory.flows_described,
    }
}

fn ways(view: &View<'_>) -> EntryMap<Way> {
    let loss = |entry| {
        sum(view
            .ranking
            .host_risks
            .iter()
            .map(|s| s.by_entry[entry] * s.value * s.machines as f64)
            .collect())
    };
    EntryMap::from_fn(|entry| Way {
        considered: view.case.request.entries[entry],
        loss: loss(entry),
    })
}

/// Summed by size: the order of hosts in the files must not reach the last digit.
fn sum(mut terms: Vec<f64>) -> f64 {
    terms.sort_unstable_by(f64::total_cmp);
    terms.iter().sum::<f64>() + 0.0
}

/// A host in several segments is counted in the one it lists first.
fn segments(view: &View<'_>) -> Vec<Segment> {
    let inventory = view.case.inventory;
    let new = |(name, segment): (&String, &crate::inventory::Segment)| Segment {
        name: name.clone(),
        users: u64::from(segment.users),
        isolated: segment.isolated,
        ..Segment::default()
    };
    let mut segments: Vec<Segment> = inventory.segments.iter().map(new).collect();
    let mut losses = vec![Vec::new(); segments.len()];
    let host_risks = host_risks(view);
    for (id, _, host) in inventory.hosts() {
        let at = host.segments[0].0 as usize;
        let host_risk = host_risks[id.0 as usize]
            .map(|host_risk| &view.ranking.host_risks[host_risk.0 as usize]);
        count(&mut segments[at], view, id, host, host_risk);
        losses[at].extend(host_risk.map(|host_risk| lost(view, id, host, host_risk)));
    }
    segments.iter_mut().zip(losses).for_each(|(segment, losses)| segment.loss = sum(losses));
    for gain in &view.ranking.quarantine {
        let segment = &mut segments[gain.segment.0 as usize];
        segment.quarantine = gain.averted.now;
        segment.due = due(view, gain.averted.due());
    }
    segments
}

/// The figures of every host, by its id.
fn host_risks(view: &View<'_>) -> Vec<Option<HostRiskId>> {
    let mut host_risks = vec![None; view.case.inventory.hosts.len()];
    view.ranking
        .hosts
        .iter()
        .for_each(|ranked| host_risks[ranked.host.0 as usize] = Some(ranked.host_risk));
    host_risks
}

fn count(
    segment: &mut Segment,
    view: &View<'_>,
    id: HostId,
    host: &Host,
    host_risk: Option<&HostRisk>,
) {
    let machines = u64::from(host.count);
    let left = u64::from(host.count - view.case.scenario.remedied(id, host));
    segment.machines += machines;
    let is_infected = view.case.scenario.is_infected(id, host, view.case.threat);
    segment.infected += if is_infected { machines } else { 0 };
    segment.laptops += if host.away.is_ever_outside() { machines } else { 0 };
    match host_risk.map(|host_risk| State::of(view.case, host_risk, host)) {
        None => segment.not_assessed += machines,
        Some(State::Unknown) => segment.unknown += left,
        Some(State::Exposed) => segment.exposed += left,
        Some(State::Unreachable | State::Patched | State::NotAssessed) => {}
    }
}

/// Loss to be expected on the machines of a host.
fn lost(view: &View<'_>, id: HostId, host: &Host, host_risk: &HostRisk) -> f64 {
    let machines = f64::from(host.count - view.case.scenario.remedied(id, host));
    let share = host_risk.p_compromised + view.case.threat.disruption * host_risk.p_disrupted;
    share * host_risk.value * machines
}

fn due(view: &View<'_>, due: Option<Day>) -> Option<Due> {
    due.map(|day| Due { day, words: day::due_in_words(view.case.threat, day) })
}

/// The flows that are not assumed to be blocked one by one.
fn flows(view: &View<'_>) -> Vec<Flow> {
    let inventory = view.case.inventory;
    let mut gains = vec![None; inventory.flows.len()];
    view.ranking.flows.iter().for_each(|gain| gains[gain.flow.0 as usize] = Some(gain));
    let flow = |(id, gain): (u32, Option<&FlowGain>)| {
        let (key, flow) = inventory.flow(FlowId(id));
        let unknown = possible(&flow.ports, view.case.scenario.unknown_flows);
        let ports = flow.ports.certain().to_words().join(", ");
        Some(Flow {
            from: index(key.from),
            to: index(key.to)?,
            host: key.host.clone(),
            ports,
            unknown,
            averted: gain.map_or(Figure::default(), |gain| gain.averted.now),
            due: gain.and_then(|gain| due(view, gain.averted.due())),
        })
    };
    let open =
        |(id, _): &(u32, Option<&FlowGain>)| !view.case.scenario.blocked.contains(&FlowId(*id));
    iter::zip(0_u32.., gains).filter(open).filter_map(flow).collect()
}

/// Pairs of doors of the network; those with a host in them are for the plan to name.
fn bundles(view: &View<'_>) -> Vec<([What; 2], f64)> {
    let inventory = view.case.inventory;
    let open = (0_u32..inventory.flows.len() as u32)
        .map(FlowId)
        .filter(|id| !view.case.scenario.blocked.contains(id));
    let shown: FxHashMap<FlowId, usize> =
        open.filter(|id| index(inventory.flow(*id).0.to).is_some()).zip(0..).collect();
    let door = |door: Door| match door {
        Door::Flow(id) => shown.get(&id).map(|at| What::Flow(*at)),
        Door::Returns(segment) => Some(What::Return(segment.0 as usize)),
        Door::Host(_) => None,
    };
    let pair =
        |bundle: &Bundle| Some(([door(bundle.doors[0])?, door(bundle.doors[1])?], bundle.averted));
    view.ranking.bundles.iter().filter_map(pair).collect()
}

/// A segment by index; the internet has none.
fn index(end: End) -> Option<usize> {
    match end {
        End::Internet | End::AnySegment => None,
        End::Segment(SegmentId(id)) => Some(id as usize),
    }
}
