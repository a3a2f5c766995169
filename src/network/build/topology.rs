//! What leads where.

use rustc_hash::FxHashMap;

use super::flow::{Allowed, Flows};
use crate::inventory::{End, FlowId, Inventory, SegmentId};
use crate::network::profile::Profile;
use crate::network::{Class, ClassId, Node, PortIx, Scenario, Topology};

pub(super) fn topology(inventory: &Inventory, scenario: &Scenario, classes: &[Class], profiles: &[Profile], flows: &Flows<'_>) -> Topology {
    let mut topology = Topology::default();
    let mut doors: Vec<Vec<PortIx>> = vec![Vec::new(); inventory.segments.len()];
    for (i, class) in classes.iter().enumerate() {
        let node = Node::Class(ClassId(i as u32));
        let ports = profiles[class.profile.0 as usize].ports();
        for segment in &class.segments {
            for port in &ports {
                topology.connect(Node::Door(*segment, *port), node, Some(*port));
            }
            doors[segment.0 as usize].extend(&ports);
            topology.connect(node, Node::Present(*segment), None);
        }
    }
    for (i, doors) in doors.iter_mut().enumerate() {
        doors.sort_unstable();
        doors.dedup();
        let segment = SegmentId(i as u32);
        if !inventory.segment(segment).1.isolated {
            for port in doors.iter() {
                topology.connect(Node::Present(segment), Node::Door(segment, *port), None);
            }
        }
    }
    connect_flows(&mut topology, scenario, classes, profiles, flows, &doors);
    topology
}

fn connect_flows(
    topology: &mut Topology,
    scenario: &Scenario,
    classes: &[Class],
    profiles: &[Profile],
    flows: &Flows<'_>,
    doors: &[Vec<PortIx>],
) {
    let open = |flow: &FlowId| !scenario.blocked.contains(flow);
    for Allowed { id: flow, key, host, passes } in flows.allowed.iter().filter(|flow| open(&flow.id)) {
        for from in segments(key.from, doors.len()) {
            topology.connect(Node::Present(from), Node::Flow(*flow), None);
        }
        if host.is_some() || key.from == End::Internet {
            continue;
        }
        for to in segments(key.to, doors.len()) {
            for port in doors[to.0 as usize].iter().filter(|p| passes.binary_search(p).is_ok()) {
                topology.connect(Node::Flow(*flow), Node::Door(to, *port), None);
            }
        }
    }
    let allowed: FxHashMap<FlowId, &Allowed<'_>> = flows.allowed.iter().map(|flow| (flow.id, flow)).collect();
    for (i, class) in classes.iter().enumerate() {
        let ports = profiles[class.profile.0 as usize].ports();
        let named = class.named_by.iter().filter(|f| allowed[f].key.from != End::Internet);
        for flow in named.chain(class.from_internet.iter().map(|link| &link.flow)).filter(|flow| open(flow)) {
            for port in ports.iter().filter(|p| allowed[flow].passes.binary_search(p).is_ok()) {
                topology.connect(Node::Flow(*flow), Node::Class(ClassId(i as u32)), Some(*port));
            }
        }
    }
}

/// The segments that an end stands for, of so many.
fn segments(end: End, count: usize) -> Vec<SegmentId> {
    match end {
        End::Internet => Vec::new(),
        End::Segment(id) => vec![id],
        End::AnySegment => (0..count as u32).map(SegmentId).collect(),
    }
}
