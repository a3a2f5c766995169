//! Builds the reachability edges.

use super::class::{Built, Material, answers, is_restricted};
use super::flow::Allowed;
use crate::inventory::{End, FlowId, SegmentId};
use crate::network::{Class, ClassId, Node, PortIx, Topology};

/// Nodes and edges. Flows that are blocked stay: a block may fail, and may begin later.
pub(super) fn topology(material: &Material<'_>, built: &Built<'_>) -> Topology {
    let mut builder = Builder {
        material,
        built,
        topology: Topology::default(),
        doors: Vec::new(),
        into: into(material),
    };
    builder.doors = vec![Vec::new(); material.inventory.segments.len()];
    (0..built.classes.len()).for_each(|i| builder.connect_class(i));
    builder.connect_segments();
    builder.connect_flows();
    (0..built.classes.len()).for_each(|i| builder.connect_named(i));
    builder.topology
}

struct Builder<'a> {
    material: &'a Material<'a>,
    built: &'a Built<'a>,
    topology: Topology,
    /// The ports of the doors of each segment, sorted once all classes are connected.
    doors: Vec<Vec<PortIx>>,
    /// The flows from segments into each segment as a whole.
    into: Vec<Vec<FlowId>>,
}

impl Builder<'_> {
    fn class(&self, i: usize) -> &Class {
        &self.built.classes[i]
    }

    /// The ports through which anything can be done to a class.
    fn ports(&self, i: usize) -> Vec<PortIx> {
        self.material.tables.profiles[self.class(i).profile.0 as usize].ports()
    }

    /// Whether the firewall of its hosts names a port: then it matters who knocks, and no door
    /// leads to them.
    fn is_restricted(&self, i: usize, port: PortIx) -> bool {
        is_restricted(
            self.built.listens_from[i],
            self.material.tables.attackable.ports[usize::from(port.0)],
        )
    }

    fn answers(&self, i: usize, port: PortIx, from: End) -> bool {
        answers(
            self.built.listens_from[i],
            self.material.tables.attackable.ports[usize::from(port.0)],
            from,
        )
    }

    fn connect_class(&mut self, i: usize) {
        let node = Node::Class(ClassId(i as u32));
        let open: Vec<PortIx> =
            self.ports(i).into_iter().filter(|port| !self.is_restricted(i, *port)).collect();
        for segment in self.class(i).segments.clone() {
            for port in &open {
                self.topology.connect(Node::Door(segment, *port), node, Some(*port));
            }
            self.doors[segment.0 as usize].extend(&open);
            self.topology.connect(node, Node::Present(segment), None);
        }
    }

    /// Within a segment, unless it is isolated.
    fn connect_segments(&mut self) {
        for i in 0..self.doors.len() {
            self.doors[i].sort_unstable();
            self.doors[i].dedup();
            let segment = SegmentId(i as u32);
            if !self.material.inventory.segment(segment).1.isolated {
                for port in &self.doors[i] {
                    self.topology.connect(Node::Present(segment), Node::Door(segment, *port), None);
                }
            }
        }
    }

    fn connect_flows(&mut self) {
        for Allowed { id: flow, key, host, passes } in &self.material.flows.allowed {
            for from in segments(key.from, self.doors.len()) {
                self.topology.connect(Node::Present(from), Node::Flow(*flow), None);
            }
            if host.is_some() || key.from == End::Internet {
                continue;
            }
            for to in segments(key.to, self.doors.len()) {
                for port in
                    self.doors[to.0 as usize].iter().filter(|p| passes.binary_search(p).is_ok())
                {
                    self.topology.connect(Node::Flow(*flow), Node::Door(to, *port), None);
                }
            }
        }
    }

    /// What leads to a class and to no other: flows that name its host, flows from the internet,
    /// and whatever its own firewall lets in.
    fn connect_named(&mut self, i: usize) {
        let node = Node::Class(ClassId(i as u32));
        let ports = self.ports(i);
        let restricted: Vec<PortIx> =
            ports.iter().copied().filter(|port| self.is_restricted(i, *port)).collect();
        let class = self.class(i);
        let from_internet = class.from_internet.iter().map(|link| link.flow);
        let named = class
            .named_by
            .iter()
            .copied()
            .filter(|flow| self.allowed(*flow).key.from != End::Internet);
        let mut direct: Vec<(Node, PortIx)> =
            from_internet.chain(named).flat_map(|flow| self.through(i, flow, &ports)).collect();
        if !restricted.is_empty() {
            let into = class.segments.iter().flat_map(|segment| &self.into[segment.0 as usize]);
            direct.extend(into.flat_map(|flow| self.through(i, *flow, &restricted)));
            direct.extend(
                class.segments.iter().flat_map(|segment| self.within(i, *segment, &restricted)),
            );
        }
        direct.into_iter().for_each(|(from, port)| self.topology.connect(from, node, Some(port)));
    }

    fn allowed(&self, flow: FlowId) -> &Allowed<'_> {
        let flows = &self.material.flows.allowed;
        &flows[flows.binary_search_by_key(&flow, |flow| flow.id).expect("the flow counts")]
    }

    /// The ports of a class that a flow lets through to it, and on which it answers.
    fn through(&self, i: usize, flow: FlowId, ports: &[PortIx]) -> Vec<(Node, PortIx)> {
        let allowed = self.allowed(flow);
        // On the internet there are no accounts.
        let usable = |port: PortIx| {
            allowed.key.from != End::Internet || port.0 < self.material.tables.attackable.strangers
        };
        let open = |port: &&PortIx| {
            usable(**port)
                && allowed.passes.binary_search(port).is_ok()
                && self.answers(i, **port, allowed.key.from)
        };
        ports.iter().filter(open).map(|port| (Node::Flow(flow), *port)).collect()
    }

    /// The ports of a class on which it answers hosts of its own segment.
    fn within(&self, i: usize, segment: SegmentId, ports: &[PortIx]) -> Vec<(Node, PortIx)> {
        if self.material.inventory.segment(segment).1.isolated {
            return Vec::new();
        }
        let open = |port: &&PortIx| self.answers(i, **port, End::Segment(segment));
        ports.iter().filter(open).map(|port| (Node::Present(segment), *port)).collect()
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

/// The flows from segments into each segment as a whole.
fn into(material: &Material<'_>) -> Vec<Vec<FlowId>> {
    let mut into = vec![Vec::new(); material.inventory.segments.len()];
    for Allowed { id, key, host, .. } in &material.flows.allowed {
        if host.is_none() && key.from != End::Internet {
            segments(key.to, into.len()).into_iter().for_each(|to| into[to.0 as usize].push(*id));
        }
    }
    into
}
