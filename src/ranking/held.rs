//! Hosts that are not to be done as things are: those that must not be touched, and those that have
//! to wait for them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::RankedHost;
use crate::case::Case;
use crate::inventory::HostId;

/// Of some hosts with something to remedy, those that are held up. What needs nothing holds nobody
/// up, frozen or not.
pub fn held(case: Case<'_>, to_remedy: &[RankedHost]) -> FxHashSet<HostId> {
    let details = |host: &HostId| case.inventory.host(*host).1.details.as_deref();
    let is_frozen = |host: &HostId| details(host).is_some_and(|details| details.frozen.is_some());
    let mut open: Vec<HostId> =
        to_remedy.iter().map(|ranked| ranked.host).filter(is_frozen).collect();
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
