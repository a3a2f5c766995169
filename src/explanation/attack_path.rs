//! The likeliest way in from each entry, hop by hop.

use super::account;
use super::beginning::Finder;
use super::hop::{Start, WayIn};
use super::likelihood::Likelihood;
use crate::case::Case;
use crate::inventory::HostId;
use crate::network::{Network, Node};
use crate::term::entry::{Entries, Entry};

/// The likeliest way in from each entry that has one, likeliest first.
pub(super) fn ways_in(
    case: Case<'_>,
    network: &Network,
    likelihood: &Likelihood<'_>,
    entries: Entries,
    host: HostId,
) -> Vec<WayIn> {
    if case.scenario.is_infected(host, case.inventory.host(host).1, case.threat) {
        return vec![WayIn {
            start: Start::Infected(host),
            p_start: 1.0,
            hops: Vec::new(),
            p: 1.0,
        }];
    }
    let Some(goal) = network.class_of(host) else { return Vec::new() };
    let finder = Finder { case, network, likelihood, goal, host };
    let mut ways: Vec<WayIn> = entries.present().filter_map(|entry| by(&finder, entry)).collect();
    ways.sort_by(|a, b| b.p.total_cmp(&a.p));
    ways
}

/// The likeliest way from one entry.
fn by(finder: &Finder<'_>, entry: Entry) -> Option<WayIn> {
    let goal = finder.network.class(finder.goal);
    let roaming = (entry == Entry::Roaming)
        .then(|| finder.likelihood.roaming(goal))
        .filter(|chance| chance.p > 0.0);
    if let Some(chance) = roaming {
        let hop = finder.roaming_hop(finder.goal, chance);
        return Some(WayIn {
            start: Start::Roaming(goal.home),
            p_start: 1.0,
            p: hop.p,
            hops: vec![hop],
        });
    }
    let mut beginnings = finder.beginnings(entry);
    beginnings.extend(account::beginnings(finder, &beginnings));
    beginnings.sort_by(|a, b| a.node.cmp(&b.node).then(b.p.total_cmp(&a.p)));
    beginnings.dedup_by_key(|beginning| beginning.node);
    let nodes: Vec<(Node, f64)> =
        beginnings.iter().map(|beginning| (beginning.node, -beginning.p.ln())).collect();
    let way = finder
        .network
        .topology
        .cheapest_way(&nodes, finder.goal, |from, step| finder.cost(from, step))?;
    let at = beginnings.iter().position(|beginning| beginning.node == way.start)?;
    Some(finder.way_in(beginnings.swap_remove(at), &way))
}
