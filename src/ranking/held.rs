//! Hosts that are not to be done as things are: those that must not be touched, those that would
//! have to be taken off the network though the business needs them there, and those that have to wait
//! for one of these.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{RankedHost, Ranking, RemedyKind};
use crate::case::Case;
use crate::inventory::{FlowId, HostId};

/// Of some hosts with something to remedy, those that are held up. What needs nothing holds nobody
/// up, frozen or not.
pub fn held(case: Case<'_>, ranking: &Ranking) -> FxHashSet<HostId> {
    let to_remedy = ranking.to_remedy();
    let details = |host: &HostId| case.inventory.host(*host).1.details.as_deref();
    let is_frozen = |host: &HostId| details(host).is_some_and(|details| details.frozen.is_some());
    let kept = kept(case);
    let is_needed = |ranked: &RankedHost| {
        !kept.is_empty()
            && ranking.host_risk(ranked).remedy == RemedyKind::Isolate
            && kept.iter().any(|flow| case.leads_to(*flow, ranked.host))
            && case.has_no_patch(ranked.host)
    };
    let is_held = |ranked: &&RankedHost| is_frozen(&ranked.host) || is_needed(ranked);
    let mut open: Vec<HostId> =
        to_remedy.iter().filter(is_held).map(|ranked| ranked.host).collect();
    if open.is_empty() {
        return FxHashSet::default();
    }
    let mut waiting: FxHashMap<HostId, Vec<HostId>> = FxHashMap::default();
    for ranked in to_remedy {
        let after = details(&ranked.host).map_or(&[][..], |details| &details.after);
        for before in after.iter().filter_map(|name| case.inventory.host_id(name)) {
            waiting.entry(before).or_default().push(ranked.host);
        }
    }
    let mut held = FxHashSet::default();
    while let Some(host) = open.pop() {
        if held.insert(host) {
            open.extend(waiting.remove(&host).into_iter().flatten());
        }
    }
    held
}

/// Flows that forbid to take what they lead to off the network: those that are kept, unless the
/// inventory says by name that hosts may be isolated.
fn kept(case: Case<'_>) -> Vec<FlowId> {
    let plan = &case.inventory.plan;
    let names = |words: &Vec<String>| words.iter().any(|word| word == RemedyKind::Isolate.as_str());
    match plan.allow.as_ref().is_some_and(names) {
        true => Vec::new(),
        false => plan.keep.iter().filter_map(|key| case.inventory.flow_id(key)).collect(),
    }
}
