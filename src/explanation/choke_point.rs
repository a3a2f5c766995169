//! What all ways from an entry to a host have in common: gates. Close any one of them, and no way
//! from there is left.

use rustc_hash::FxHashMap;

use super::account;
use super::beginning::Finder;
use super::{Case, Likelihood, WayIn};
use crate::inventory::{FlowId, HostId, SegmentId};
use crate::network::{ClassId, Network, Node, Step};
use crate::risk::Dominators;
use crate::term::entry::{Entries, Entry};

/// A place that every way passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChokePoint {
    /// This flow carries every attack.
    Flow(FlowId),
    /// The attacker is present in this segment.
    Segment(SegmentId),
    /// One of these machines is taken over; a single one is a gate to patch.
    Hosts {
        /// The entries, by name.
        hosts: Vec<HostId>,
        /// How many machines they stand for.
        machines: u64,
    },
}

/// The way from one entry to a host, and what all ways share.
#[derive(Clone, Debug)]
pub struct Route {
    /// The host.
    pub host: HostId,
    /// The likeliest way; `None` if there is none.
    pub way: Option<WayIn>,
    /// The gates in the order in which they are passed, the host itself not among them.
    pub gates: Vec<ChokePoint>,
}

/// Finds the ways from one entry to a host, given the network of the case.
pub fn route(case: Case<'_>, network: &Network, from: Entry, host: HostId) -> Route {
    let likelihood = Likelihood::new(network, case.threat);
    let ways = super::attack_path::ways_in(case, network, &likelihood, Entries::only(from), host);
    let way = ways.into_iter().find(|way| way.start.entry() == from);
    let gates = match network.class_of(host).filter(|_| way.is_some()) {
        Some(goal) => gates(&Finder { case, network, likelihood: &likelihood, goal, host }, from),
        None => Vec::new(),
    };
    Route { host, way, gates }
}

/// The dominators of the goal, from the start on. O(edges · log nodes).
fn gates(finder: &Finder<'_>, from: Entry) -> Vec<ChokePoint> {
    let mut nodes: Vec<Node> = finder.network.topology.nodes().collect();
    nodes.sort_unstable();
    // Number 0 is the start of every attack.
    let number: FxHashMap<Node, u32> = nodes.iter().zip(1..).map(|(node, i)| (*node, i)).collect();
    let starts: Vec<u32> =
        starts(finder, from).iter().filter_map(|node| number.get(node).copied()).collect();
    let knocks = account::knocks(finder.network, &finder.beginnings(from));
    let mut tree = Dominators::default();
    tree.compute(nodes.len() + 1, 0, |at, numbers| {
        let Some(node) = (at as usize).checked_sub(1).map(|at| nodes[at]) else {
            return numbers.extend(&starts);
        };
        let ahead = finder.network.topology.successors(node).map(|(to, port)| Step { to, port });
        let open = ahead.filter(|step| account::is_open(finder, &knocks, node, *step));
        numbers.extend(open.filter_map(|step| number.get(&step.to)));
    });
    let Some(goal) = number.get(&Node::Class(finder.goal)) else { return Vec::new() };
    let mut above = Vec::new();
    let mut at = *goal;
    while let Some(parent) = tree.parent_of(at).filter(|parent| *parent > 0) {
        above.push(nodes[parent as usize - 1]);
        at = parent;
    }
    above.into_iter().rev().filter_map(|node| gate(finder, node)).collect()
}

/// Where attacks of an entry start: laptops by their class, so that a single one is a gate.
fn starts(finder: &Finder<'_>, from: Entry) -> Vec<Node> {
    let mut starts: Vec<Node> = match from {
        Entry::Roaming => {
            let classes = (0..finder.network.classes.len() as u32).map(ClassId);
            classes
                .filter(|id| *id == finder.goal || finder.returning(*id).is_some())
                .map(Node::Class)
                .collect()
        }
        _ => finder.beginnings(from).into_iter().map(|beginning| beginning.node).collect(),
    };
    if from == Entry::Roaming
        && finder.likelihood.roaming(finder.network.class(finder.goal)).p <= 0.0
    {
        starts.retain(|node| *node != Node::Class(finder.goal));
    }
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// A node as a gate; doors are none: they are ports of a segment.
fn gate(finder: &Finder<'_>, node: Node) -> Option<ChokePoint> {
    match node {
        Node::Flow(flow) => Some(ChokePoint::Flow(flow)),
        Node::Present(segment) => Some(ChokePoint::Segment(segment)),
        Node::Door(..) => None,
        Node::Class(id) => {
            let class = finder.network.class(id);
            let mut hosts = class.hosts.clone();
            hosts.sort_unstable_by_key(|host| finder.case.inventory.host(*host).0);
            Some(ChokePoint::Hosts { hosts, machines: class.size })
        }
    }
}
