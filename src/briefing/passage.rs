//! How an attack gets to the hosts at the head of the ranking, and which gates it has to pass.

use rustc_hash::FxHashSet;

use super::Material;
use crate::decision::Exposure;
use crate::explanation::{self, Entry, Route};
use crate::ranking::RankedHost;
use crate::risk::Entries;

/// Hosts whose ways in are shown; those that are alike count once.
const MOST: usize = 5;

/// The likeliest way to one host.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The host in its place; the first of those that are alike.
    pub ranked: RankedHost,
    /// The way from the likeliest entry, with the gates that all ways from there share.
    pub route: Route,
}

/// The ways to the first hosts that any way leads to.
pub(super) fn passages(material: Material<'_>) -> Vec<Passage> {
    let ranking = material.ranking;
    let mut met = FxHashSet::default();
    let reachable = |ranked: &&RankedHost| ranking.standing(ranked).exposure > Exposure::Small;
    let firsts = ranking.to_remedy().iter().filter(reachable).filter(|ranked| met.insert(ranked.standing));
    firsts.take(MOST).filter_map(|ranked| passage(material, ranked)).collect()
}

fn passage(material: Material<'_>, ranked: &RankedHost) -> Option<Passage> {
    let Material { case, ranking, .. } = material;
    let explanation = explanation::explain(case, ranking, ranked.host);
    let from = only(explanation.ways_in.first()?.entry);
    Some(Passage { ranked: *ranked, route: explanation::route(case, from, ranked.host) })
}

fn only(entry: Entry) -> Entries {
    let none = Entries { internet: false, roaming: false, insider: false };
    match entry {
        Entry::Internet => Entries { internet: true, ..none },
        // An infected host comes in as laptops do.
        Entry::Roaming(_) | Entry::Infected(_) => Entries { roaming: true, ..none },
        Entry::Insider(_) => Entries { insider: true, ..none },
    }
}
