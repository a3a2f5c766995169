//! What an attacker on a host reaches next.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::Case;
use crate::inventory::{End, FlowId, HostId, SegmentId};
use crate::network::{ClassId, Network, Node};
use crate::term::port::{Port, PortSet};

/// One direct way on: hosts of a segment that can be attacked.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The flow; `None` within the host's own segment.
    pub flow: Option<FlowId>,
    /// Where the attacked hosts are.
    pub segment: SegmentId,
    /// The ports through which they can be attacked.
    pub ports: PortSet,
    /// How many machines, the host itself not counted.
    pub machines: u64,
    /// Their total value.
    pub value: f64,
}

/// What the host's segments and the flows out of them lead to, in the order of segments and flows.
pub(super) fn openings(case: Case<'_>, network: &Network, host: HostId) -> Vec<Opening> {
    let (_, entry) = case.inventory.host(host);
    let mut segments: Vec<SegmentId> = entry.segments.to_vec();
    segments.sort_unstable();
    let mut openings = Vec::new();
    for segment in segments {
        let ahead = || network.topology.successors(Node::Present(segment)).map(|(to, _)| to);
        let doors = ahead().filter(|to| matches!(to, Node::Door(..)));
        openings.extend(opening(case, network, host, None, doors.collect()));
        let mut flows: Vec<FlowId> = ahead()
            .filter_map(|to| if let Node::Flow(flow) = to { Some(flow) } else { None })
            .collect();
        flows.sort_unstable();
        openings.extend(
            flows.into_iter().filter_map(|flow| {
                opening(case, network, host, Some(flow), vec![Node::Flow(flow)])
            }),
        );
    }
    openings
}

/// Gathers the classes behind some doors or a flow; `None` if there is no host to attack.
fn opening(
    case: Case<'_>,
    network: &Network,
    host: HostId,
    flow: Option<FlowId>,
    from: Vec<Node>,
) -> Option<Opening> {
    let mut classes: BTreeMap<ClassId, BTreeSet<Port>> = BTreeMap::new();
    let mut segment = None;
    let mut open = from;
    while let Some(node) = open.pop() {
        if let Node::Door(at, _) = node {
            segment = Some(at);
        }
        for (to, port) in network.topology.successors(node) {
            match (to, port) {
                // Who came by a hole has no account.
                (Node::Class(_), Some(port)) if network.asks_for_account(port) => {}
                (Node::Class(class), Some(port)) => drop(
                    classes.entry(class).or_default().insert(network.ports[usize::from(port.0)]),
                ),
                (Node::Door(..), _) => open.push(to),
                _ => {}
            }
        }
    }
    let (_, entry) = case.inventory.host(host);
    // One machine of the entry is the attacker's; the others, if it stands for several, are his
    // prey.
    let own = |class: &ClassId| network.class_of(host) == Some(*class);
    let machines =
        classes.keys().map(|c| network.class(*c).size - if own(c) { 1 } else { 0 }).sum();
    let value = classes
        .keys()
        .map(|c| network.class(*c).value - if own(c) { entry.value } else { 0.0 })
        .sum();
    // A flow that names a host passes no door.
    let segment = segment.or_else(|| {
        flow.and_then(|flow| {
            if let End::Segment(to) = case.inventory.flow(flow).0.to { Some(to) } else { None }
        })
    })?;
    let ports = classes.into_values().flatten().collect();
    (machines > 0).then_some(Opening { flow, segment, ports, machines, value })
}
