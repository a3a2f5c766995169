//! Nodes and edges, kept in a petgraph whose indices never leave this module.

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use rustc_hash::FxHashMap;

use super::ClassId;
use crate::inventory::{FlowId, SegmentId};

/// Index of a port in its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PortIx(pub u16);

/// A place an attack passes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// An attacker is present in a segment.
    Present(SegmentId),
    /// A flow carries the attack.
    Flow(FlowId),
    /// A port of a segment's hosts can be reached.
    Door(SegmentId, PortIx),
    /// Hosts are attacked.
    Class(ClassId),
}

/// The graph. An edge into a class carries the port the attack comes through; other edges carry
/// none.
#[derive(Clone, Debug, Default)]
pub struct Topology {
    pub(super) graph: DiGraph<Node, Option<PortIx>>,
    pub(super) index: FxHashMap<Node, NodeIndex>,
}

impl Topology {
    /// Adds an edge, and its ends where they are new.
    pub(super) fn connect(&mut self, from: Node, to: Node, port: Option<PortIx>) {
        let (from, to) = (self.intern(from), self.intern(to));
        self.graph.add_edge(from, to, port);
    }

    fn intern(&mut self, node: Node) -> NodeIndex {
        *self.index.entry(node).or_insert_with(|| self.graph.add_node(node))
    }

    /// Every node.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        self.graph.node_weights().copied()
    }

    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.graph.node_count()
    }

    /// How many edges there are.
    pub fn edge_count(&self) -> usize {
        self.graph.edge_count()
    }

    /// Whether nothing inside leads to a node: a flow from the internet is such a node.
    pub fn is_entry(&self, node: Node) -> bool {
        self.index
            .get(&node)
            .is_some_and(|ix| self.graph.edges_directed(*ix, Direction::Incoming).next().is_none())
    }

    /// Where an attack goes from a node, and through which port if it hits a class. A node that
    /// does not exist leads nowhere.
    pub fn successors(&self, node: Node) -> impl Iterator<Item = (Node, Option<PortIx>)> + '_ {
        let edges =
            self.index.get(&node).map(|ix| self.graph.edges_directed(*ix, Direction::Outgoing));
        edges.into_iter().flatten().map(|edge| (self.graph[edge.target()], *edge.weight()))
    }
}
