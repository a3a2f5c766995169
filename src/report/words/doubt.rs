//! What is not known, and what was made of it.

use rustc_hash::FxHashSet;

use super::number::counted;
use super::{prose, way_in};
use crate::inventory::{FlowId, HostId, SegmentId};
use crate::network::UnknownFlows;
use crate::ranking::segment;
use crate::report::View;
use crate::term::port::PortSet;

/// One thing that is not known.
pub(in crate::report) struct Doubt {
    /// With what was made of it: `3 hosts with missing evidence (treated as exposed)`.
    pub(in crate::report) whole: String,
    /// In few words: `evidence of 3 hosts`.
    pub(in crate::report) short: String,
    /// What was made of it, in few words.
    pub(in crate::report) taken: &'static str,
}

/// All of it in a sentence.
pub(in crate::report) fn sentence(view: &View<'_>) -> String {
    let all: Vec<String> = doubts(view).into_iter().map(|doubt| doubt.whole).collect();
    if all.is_empty() {
        "Nothing about patches, flows and products is unknown.".to_owned()
    } else {
        format!("Unknown: {}.", all.join(", "))
    }
}

/// The same; empty if nothing is unknown.
pub(in crate::report) fn unknown(view: &View<'_>) -> String {
    if doubts(view).is_empty() { String::new() } else { sentence(view) }
}

/// What is not known and in no figure, in a sentence; empty if that is nothing.
pub(in crate::report) fn not_counted(view: &View<'_>) -> String {
    let blocked = view.case.scenario.unknown_flows == UnknownFlows::Blocked;
    let doubts = [
        flows(view).filter(|_| blocked && view.case.inventory.flows_described),
        not_assessed(view),
        strangers(view),
        unheard(view),
        alone(view),
        users(view),
        ways(view),
    ];
    let all: Vec<String> = doubts.into_iter().flatten().map(|doubt| doubt.whole).collect();
    if all.is_empty() { String::new() } else { format!("Unknown: {}.", all.join(", ")) }
}

/// What is not known of how attacks get in to a host, in words; empty if that is nothing.
pub(in crate::report) fn about_ways_in(view: &View<'_>, host: HostId) -> String {
    let inventory = view.case.inventory;
    let flows = flows(view).filter(|_| !inventory.flows_described);
    let segments = &inventory.host(host).1.segments;
    let is_alone = || inventory.segments_without_flows().any(|id| segments.contains(&id));
    let alone = alone(view).filter(|_| is_alone());
    let doubts = [flows, unheard(view), alone, users(view), ways(view)];
    let all: Vec<String> = doubts.into_iter().flatten().map(|doubt| doubt.whole).collect();
    all.join(", ")
}

/// What is not known, what weighs most first.
pub(in crate::report) fn doubts(view: &View<'_>) -> Vec<Doubt> {
    [evidence, flows, not_assessed, strangers, unheard, alone, users, ways]
        .into_iter()
        .filter_map(|doubt| doubt(view))
        .collect()
}

fn evidence(view: &View<'_>) -> Option<Doubt> {
    let machines = view.ranking.unknowns.machines;
    let hosts = counted(machines, "host", "hosts");
    (machines > 0).then(|| Doubt {
        whole: format!("{hosts} with missing evidence (treated as exposed)"),
        short: format!("evidence of {hosts}"),
        taken: "treated as exposed",
    })
}

fn flows(view: &View<'_>) -> Option<Doubt> {
    let (inventory, unknown) = (view.case.inventory, view.case.scenario.unknown_flows);
    if !inventory.flows_described {
        return Some(Doubt {
            whole: undescribed(inventory.segments.len(), unknown).to_owned(),
            short: "the flows".to_owned(),
            taken: "nobody has described them",
        });
    }
    let flows = view.ranking.unknowns.flows;
    let counted = counted(u64::from(flows), "flow", "flows");
    let taken = match unknown {
        UnknownFlows::Open => "treated as open",
        UnknownFlows::Blocked => "treated as blocked",
    };
    (flows > 0).then(|| Doubt { whole: format!("{counted} ({taken})"), short: counted, taken })
}

/// What is made of an inventory that says nothing of flows.
fn undescribed(segments: usize, unknown: UnknownFlows) -> &'static str {
    match (segments, unknown) {
        (0 | 1, _) => "what the internet reaches, as nobody has described the flows (not counted)",
        (_, UnknownFlows::Open) => {
            "the flows, as nobody has described them (every segment is treated as reaching every other; the internet is not counted)"
        }
        (_, UnknownFlows::Blocked) => {
            "the flows, as nobody has described them (treated as blocked)"
        }
    }
}

fn not_assessed(view: &View<'_>) -> Option<Doubt> {
    let machines = view.ranking.unknowns.not_assessed;
    let hosts = counted(machines, "host", "hosts");
    (machines > 0).then(|| Doubt {
        whole: format!("{hosts} not assessed (in no figure)"),
        short: format!("{hosts} not assessed"),
        taken: "in no figure",
    })
}

/// Infected hosts whose product is not in the catalogue: they have a place in the ranking, and what
/// they are vulnerable to is not known all the same.
fn strangers(view: &View<'_>) -> Option<Doubt> {
    let case = view.case;
    let is_stranger = |system| case.exposures.of(system).product.is_none();
    let machines: u64 = case
        .inventory
        .hosts()
        .filter(|(id, _, host)| case.scenario.is_infected(*id, host, case.threat))
        .filter(|(_, _, host)| is_stranger(host.system))
        .map(|(_, _, host)| u64::from(host.count))
        .sum();
    let hosts = counted(machines, "infected host", "infected hosts");
    (machines > 0).then(|| Doubt {
        whole: format!("what {hosts} of an unknown product must be patched against"),
        short: format!("the product of {hosts}"),
        taken: "not in the catalogue",
    })
}

/// Flows to ports on which nobody is known to listen.
fn unheard(view: &View<'_>) -> Option<Doubt> {
    let all = &view.ranking.unheard;
    if all.is_empty() {
        return None;
    }
    let name = |(id, ports): &(FlowId, PortSet)| {
        let ports = prose::abridged(ports.to_words(), 3);
        format!("on {ports} behind {}", view.case.inventory.flow_name(*id))
    };
    let flows = counted(all.len() as u64, "flow", "flows");
    Some(Doubt {
        whole: format!(
            "whether anybody listens {} (treated as nobody, as the hosts have no `listens`)",
            prose::abridged(all.iter().map(name).collect::<Vec<_>>(), 2)
        ),
        short: format!("who listens behind {flows}"),
        taken: "treated as nobody",
    })
}

/// Segments that no flow names.
fn alone(view: &View<'_>) -> Option<Doubt> {
    let inventory = view.case.inventory;
    let names: Vec<String> =
        inventory.segments_without_flows().map(|id| inventory.segment(id).0.to_owned()).collect();
    let segments = counted(names.len() as u64, "segment", "segments");
    let them = if names.len() == 1 { "it" } else { "them" };
    (!names.is_empty()).then(|| Doubt {
        whole: format!(
            "whether {} can be reached at all, as no flow names {them} (treated as cut off)",
            prose::abridged(names, 3)
        ),
        short: format!("what reaches {segments}"),
        taken: "treated as cut off",
    })
}

/// Segments of which nobody has said how many people work there, and whose exposed hosts are hardly
/// lost: there all hangs on it. Where most of them are lost anyway, a few people more make little
/// difference; where some flow is described and none names the segment, that is told already.
fn users(view: &View<'_>) -> Option<Doubt> {
    let inventory = view.case.inventory;
    let at_risk = at_risk(view);
    let alone: FxHashSet<SegmentId> = inventory.segments_without_flows().collect();
    let decides = |id: &SegmentId| {
        let (value, loss) = at_risk[id.0 as usize];
        loss < HARDLY * value && !alone.contains(id)
    };
    let names: Vec<String> = inventory
        .segments_without_users()
        .filter(decides)
        .map(|id| inventory.segment(id).0.to_owned())
        .collect();
    let segments = counted(names.len() as u64, "segment", "segments");
    (!names.is_empty()).then(|| Doubt {
        whole: format!(
            "how many people work in {}, as there is no `users` (treated as nobody)",
            prose::abridged(names, 3)
        ),
        short: format!("who works in {segments}"),
        taken: "treated as nobody",
    })
}

/// Up to this share of their value hosts are hardly lost.
const HARDLY: f64 = 0.1;

/// Per segment: the value of its hosts that something is to be done to, and what is lost of it.
fn at_risk(view: &View<'_>) -> Vec<(f64, f64)> {
    let (case, ranking) = (view.case, view.ranking);
    let mut sums = vec![(0.0, 0.0); case.inventory.segments.len()];
    for ranked in ranking.to_remedy() {
        let host = case.inventory.host(ranked.host).1;
        let loss = segment::loss(case, ranking, ranked);
        for id in host.segments.iter() {
            let sum: &mut (f64, f64) = &mut sums[id.0 as usize];
            *sum = (sum.0 + host.value * f64::from(host.count), sum.1 + loss);
        }
    }
    sums
}

/// Ways in that an option left out: what comes in by them is in no figure.
fn ways(view: &View<'_>) -> Option<Doubt> {
    let left_out = way_in::left_out(view.case.request.entries);
    let ways = counted(left_out.len() as u64, "way in", "ways in");
    (!left_out.is_empty()).then(|| Doubt {
        whole: format!("what comes in by {} (left out by `entries`)", left_out.join(", ")),
        short: format!("{ways} left out by `entries`"),
        taken: "in no figure",
    })
}
