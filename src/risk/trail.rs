//! The edges that the attack of a sample followed, kept for all that is asked about it.
//!
//! Nodes of a network are spread over memory by what they stand for, and an attack reaches few of
//! them. Here each that it followed has a *place*, in the order in which it did: what belongs to
//! neighbours stands close together, and whoever reads the trail touches nothing else.

use super::ground::START;

/// Of nodes that were not followed.
const NONE: u32 = u32::MAX;

/// The place of the start. What an attack starts from is not noted here.
pub(super) const START_PLACE: u32 = 0;

/// An edge of a [`Trail`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    /// The place that it leads to.
    pub(super) to: u32,
    /// Whether it takes an account to go along it.
    pub(super) asks: bool,
    /// False where it leads to hosts that were compromised outside by then.
    pub(super) is_open: bool,
}

/// The edges from each node that an attack followed, on the day on which it did: those that are open
/// within the horizon. Beside them stand those that would be open, had their hosts not been
/// compromised outside. Buffers are kept from one sample to the next.
#[derive(Debug, Default)]
pub(super) struct Trail {
    /// Per place: the node, and where its edges stand.
    nodes: Vec<u32>,
    spans: Vec<Span>,
    /// Per node: its place.
    places: Vec<u32>,
    /// The nodes that edges lead to, and their places once all are known.
    edges: Vec<u32>,
    /// Per edge.
    asks: Vec<bool>,
    /// Those of the node that is followed that are not open.
    shut: Vec<(u32, bool)>,
}

/// Where the edges of a node stand: the open ones, then the others. They end where those of the next
/// node start.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u32,
    open: u32,
}

impl Trail {
    /// Begins anew, among so many nodes.
    pub(super) fn start(&mut self, nodes: usize) {
        // Only what was followed last time has to be forgotten.
        self.nodes.iter().for_each(|node| self.places[*node as usize] = NONE);
        self.places.resize(nodes, NONE);
        self.nodes.clear();
        self.spans.clear();
        self.edges.clear();
        self.asks.clear();
        self.follow(START);
    }

    /// The edges noted from now on are those of a node.
    #[inline]
    pub(super) fn follow(&mut self, node: u32) {
        self.end();
        self.places[node as usize] = self.nodes.len() as u32;
        self.nodes.push(node);
        self.spans.push(Span { start: self.edges.len() as u32, open: 0 });
    }

    /// Notes an edge that is open.
    #[inline]
    pub(super) fn note(&mut self, to: u32, asks: bool) {
        self.edges.push(to);
        self.asks.push(asks);
    }

    /// Notes one that is not.
    #[inline]
    pub(super) fn note_shut(&mut self, to: u32, asks: bool) {
        self.shut.push((to, asks));
    }

    /// All edges of the last node are known.
    #[inline]
    fn end(&mut self) {
        if let Some(span) = self.spans.last_mut() {
            span.open = self.edges.len() as u32;
        }
        for at in 0..self.shut.len() {
            let (to, asks) = self.shut[at];
            self.note(to, asks);
        }
        self.shut.clear();
    }

    /// All nodes have their places: from now on edges lead to places.
    pub(super) fn finish(&mut self) {
        self.end();
        let end = self.edges.len() as u32;
        self.spans.push(Span { start: end, open: end });
        self.edges.iter_mut().for_each(|to| *to = self.places[*to as usize]);
    }

    /// How many nodes were followed, the start among them.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The first place from which on something holds of the nodes; those before are none of which it
    /// does.
    #[inline]
    pub(super) fn since(&self, holds: impl Fn(u32) -> bool) -> u32 {
        1 + self.nodes[1..].partition_point(|node| !holds(*node)) as u32
    }

    /// The node at a place.
    #[inline]
    pub(super) fn node(&self, place: u32) -> u32 {
        self.nodes[place as usize]
    }

    /// The place of a node, if it was followed.
    #[inline]
    pub(super) fn place(&self, node: u32) -> Option<u32> {
        let place = self.places[node as usize];
        (place != NONE).then_some(place)
    }

    /// The places that the open edges from a place lead to: all of them were followed.
    #[inline]
    pub(super) fn from(&self, place: u32) -> &[u32] {
        let Span { start, open } = self.spans[place as usize];
        &self.edges[start as usize..open as usize]
    }

    /// The edges from a place, with those that are not open, as far as they lead to nodes that were
    /// followed.
    #[inline]
    pub(super) fn all_from(&self, place: u32) -> impl Iterator<Item = Edge> {
        let Span { start, open } = self.spans[place as usize];
        let edges = (start..self.spans[place as usize + 1].start).map(move |at| Edge {
            to: self.edges[at as usize],
            asks: self.asks[at as usize],
            is_open: at < open,
        });
        edges.filter(|edge| edge.to != NONE)
    }
}
