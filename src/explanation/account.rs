//! What an insider or a Trojan takes with the account that he has: only from the segment in which
//! he is himself.

use std::collections::BTreeMap;

use super::beginning::{Beginning, Finder, is_asked_for};
use super::hop::{Hop, Start, passed};
use crate::inventory::{FlowId, SegmentId};
use crate::network::{ClassId, Network, Node, PortIx, Step};
use crate::term::day::Day;

/// Who stands where.
pub(super) type Knocks = BTreeMap<Node, Knock>;

/// Somebody with an account at a node: where he started, and what he passed.
#[derive(Clone, Copy)]
pub(super) struct Knock {
    p_start: f64,
    day: Day,
    start: Start,
    flow: Option<FlowId>,
    segment: Option<SegmentId>,
}

/// Whether a step can be taken at all: with an account only from where somebody stands who has one.
pub(super) fn is_open(finder: &Finder<'_>, knocks: &Knocks, from: Node, step: Step) -> bool {
    if !is_asked_for(finder.network, step) {
        return finder.cost(from, step).is_some();
    }
    knocks.contains_key(&from)
        && match (step.to, step.port) {
            (Node::Class(id), Some(port)) => {
                finder.likelihood.step(finder.network.class(id), port).p > 0.0
            }
            _ => true,
        }
}

/// Where insiders and Trojans stand with their account: where they start, the flows from there, the
/// doors that open to them. Linear in the graph.
pub(super) fn knocks(network: &Network, starts: &[Beginning]) -> Knocks {
    let personal =
        |beginning: &&Beginning| matches!(beginning.start, Start::Insider(_) | Start::Mail(_));
    if !network.has_accounts() {
        return Knocks::new();
    }
    let mut knocks = Knocks::new();
    for Beginning { node, p_start, day, start, .. } in starts.iter().filter(personal) {
        let (flow, segment) = passed(*node, None, None);
        knocks.insert(*node, Knock { p_start: *p_start, day: *day, start: *start, flow, segment });
    }
    // From segments to flows and doors, from flows to doors.
    for _ in 0..2 {
        for (node, knock) in knocks.clone() {
            network
                .topology
                .successors(node)
                .for_each(|(to, _)| go_on(network, &mut knocks, knock, to));
        }
    }
    knocks
}

/// The hosts that are taken so, as further beginnings beside those of a way in. Linear in the
/// graph.
pub(super) fn beginnings(finder: &Finder<'_>, starts: &[Beginning]) -> Vec<Beginning> {
    let network = finder.network;
    let taken = knocks(network, starts).into_iter().flat_map(|(node, knock)| {
        let hit = network.topology.successors(node).filter_map(|(to, port)| match (to, port) {
            (Node::Class(class), Some(port)) if network.asks_for_account(port) => {
                Some((class, port))
            }
            _ => None,
        });
        hit.filter_map(move |(class, port)| taken(finder, knock, class, port))
    });
    taken.collect()
}

/// Of several who come to a node the likeliest stays. Blocks are taken to hold here: what asks for
/// an account and gets through one that fails is not worth a way of its own.
fn go_on(network: &Network, knocks: &mut Knocks, knock: Knock, to: Node) {
    let passes = match to {
        Node::Flow(flow) => network.blocked[flow.0 as usize] > Day::FIRST,
        Node::Door(_, port) => network.asks_for_account(port),
        Node::Present(_) | Node::Class(_) => false,
    };
    if passes && knocks.get(&to).is_none_or(|known| known.p_start < knock.p_start) {
        let (flow, segment) = passed(to, knock.flow, knock.segment);
        knocks.insert(to, Knock { flow, segment, ..knock });
    }
}

fn taken(finder: &Finder<'_>, knock: Knock, id: ClassId, port: PortIx) -> Option<Beginning> {
    let network = finder.network;
    let class = network.class(id);
    let chance = finder.likelihood.step(class, port);
    if class.size == 0 || chance.p <= 0.0 {
        return None;
    }
    let day = network.whereabouts(class).inside.next(knock.day.max(chance.day));
    let Knock { p_start, start, flow, segment, .. } = knock;
    let port = Some(network.ports[usize::from(port.0)]);
    let hop = Hop { flow, segment, port, day, connects: day, ..finder.hop(id, chance) };
    Some(Beginning {
        node: Node::Class(id),
        p: p_start * chance.p,
        p_start,
        day,
        start,
        hop: Some(hop),
    })
}
