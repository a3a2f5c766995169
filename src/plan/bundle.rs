//! Deeds that are worth little one by one and much together: two gates side by side, and all ways into a segment.

use std::collections::BTreeSet;

use super::Deed;
use super::state::{Problem, State};
use crate::inventory::{End, FlowId, SegmentId};
use crate::network::Class;

/// Bundles that are looked at, and ways into one segment that are fenced off together.
const MOST: usize = 64;
const MOST_IN_LARGE: usize = 12;
const MOST_WAYS: usize = 8;
/// Gates of one segment that are paired.
const MOST_GATES: usize = 6;
/// From this work per estimate on, fewer bundles are looked at.
const LARGE: u64 = 50_000;
/// How much more a bundle must avert than its deeds one by one.
const MARGIN: f64 = 1.02;

/// The bundles that avert more together than one by one, with what they avert before anything else is done.
pub(super) fn bundles(problem: &Problem<'_>) -> Vec<(Vec<Deed>, f64)> {
    let most = if problem.work() > LARGE { MOST_IN_LARGE } else { MOST };
    let mut found: BTreeSet<Vec<Deed>> = BTreeSet::new();
    let mut state = State::new(problem);
    let estimate = state.estimate();
    if estimate.loss.value <= 0.0 {
        return Vec::new();
    }
    let mut segments: Vec<(u64, SegmentId)> = (0..problem.case.inventory.segments.len() as u32)
        .map(|i| (lost_in(problem, &estimate, SegmentId(i)).to_bits(), SegmentId(i)))
        .filter(|(lost, _)| f64::from_bits(*lost) > 0.0)
        .collect();
    // Where most is lost, fencing off helps most.
    segments.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, segment) in segments {
        if found.len() >= most {
            break;
        }
        found.extend(of_segment(problem, segment));
    }
    let alone = |deed: &Deed| match deed {
        Deed::Block(flow) => estimate.flows[flow.0 as usize].now.value,
        Deed::Quarantine(segment) => estimate.quarantine[segment.0 as usize].now.value,
        Deed::Host { host, machines, .. } => {
            let entry = &problem.entries[host];
            let class = &estimate.classes[entry.class.0 as usize];
            if u64::from(*machines) == state_size(problem, entry.class) {
                class.group.now.value
            } else {
                class.averted(entry.value).value * f64::from(*machines)
            }
        }
    };
    let mut kept = Vec::new();
    for deeds in found.into_iter().take(most) {
        let single: f64 = deeds.iter().map(&alone).sum();
        let joint = estimate.loss.value - state.loss_with(&deeds);
        if joint > single * MARGIN && joint > 1e-9 {
            kept.push((deeds, joint));
        }
    }
    kept
}

fn state_size(problem: &Problem<'_>, class: crate::network::ClassId) -> u64 {
    problem.network.class(class).size
}

/// What is lost with the hosts of a segment.
fn lost_in(problem: &Problem<'_>, estimate: &crate::risk::Estimate, segment: SegmentId) -> f64 {
    let classes = problem.network.classes.iter().zip(&estimate.classes);
    classes.filter(|(class, _)| class.segments.contains(&segment)).map(|(class, figures)| class.value * figures.compromised).sum()
}

/// All ways into a segment together, each two of them, and each two of its gates.
fn of_segment(problem: &Problem<'_>, segment: SegmentId) -> Vec<Vec<Deed>> {
    let ways = ways_into(problem, segment);
    let gates = gates_of(problem, segment);
    let mut bundles = Vec::new();
    if (2..=MOST_WAYS).contains(&ways.len()) {
        bundles.push(ways.clone());
    }
    let mut single: Vec<Deed> = ways.into_iter().take(MOST_GATES).collect();
    single.extend(gates);
    for (i, a) in single.iter().enumerate() {
        bundles.extend(single[..i].iter().map(|b| if a < b { vec![*a, *b] } else { vec![*b, *a] }));
    }
    bundles
}

/// The flows into a segment, and the quarantine of laptops that return to it.
fn ways_into(problem: &Problem<'_>, segment: SegmentId) -> Vec<Deed> {
    let inventory = problem.case.inventory;
    let into = |flow: &&FlowId| {
        let key = inventory.flow(**flow).0;
        key.to == End::Segment(segment) && key.from != key.to && !problem.network.blocked[flow.0 as usize].comes()
    };
    let mut ways: Vec<Deed> = problem.flows.iter().filter(into).map(|flow| Deed::Block(*flow)).collect();
    let returns = |class: &Class| class.outside.is_some() && class.home == segment;
    if problem.segments.contains(&segment) && problem.network.classes.iter().any(returns) {
        ways.push(Deed::Quarantine(segment));
    }
    ways
}

/// Single hosts of a segment through which an attacker may come in from elsewhere.
fn gates_of(problem: &Problem<'_>, segment: SegmentId) -> Vec<Deed> {
    let is_gate = |class: &Class| {
        class.segments.contains(&segment)
            && class.size <= 2
            && (class.segments.len() > 1 || !class.named_by.is_empty() || !class.from_internet.is_empty())
    };
    let hosts = problem.network.classes.iter().filter(|class| is_gate(class)).flat_map(|class| &class.hosts);
    let entries = hosts.filter_map(|host| problem.entries.get(host)).filter(|entry| entry.after.is_empty());
    entries.map(|entry| Deed::Host { host: entry.host, machines: entry.machines, kind: entry.kind }).take(MOST_GATES).collect()
}
