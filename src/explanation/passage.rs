//! The likeliest ways to the first hosts of a ranking.

use rustc_hash::FxHashSet;

use super::{Route, explain, route};
use crate::case::Case;
use crate::ranking::{RankedHost, Ranking};

/// The likeliest way to one host.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The host in its place; the first of those that are alike.
    pub ranked: RankedHost,
    /// The way from the likeliest entry, with the gates that all ways from there share.
    pub route: Route,
}

/// The ways to so many of the first hosts that any way leads to. Those that are alike count once.
pub fn passages(case: Case<'_>, ranking: &Ranking, most: usize) -> Vec<Passage> {
    let mut met = FxHashSet::default();
    let reachable = |ranked: &&RankedHost| ranking.host_risk(ranked).is_reachable();
    let firsts =
        ranking.to_remedy().iter().filter(reachable).filter(|ranked| met.insert(ranked.host_risk));
    let network = case.network();
    let passage = |ranked: &RankedHost| {
        let explanation = explain(case, &network, ranking, ranked.host);
        let from = explanation.ways_in.first()?.start.entry();
        Some(Passage { ranked: *ranked, route: route(case, &network, from, ranked.host) })
    };
    firsts.take(most).filter_map(passage).collect()
}
