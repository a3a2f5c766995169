//! Hosts that are known to be infected: whatever else is done, they do not stay on the network.

use super::{label, prose};
use crate::case::Case;
use crate::inventory::HostId;

const MAX_CHARS: usize = 32;
/// Hosts that are named.
const MAX_NAMES: usize = 3;

/// What to do with those of which some machines are not rebuilt; empty if there are none.
/// `rebuilt` says how many machines of an entry are.
pub(in crate::report) fn sentence(case: Case<'_>, rebuilt: impl Fn(HostId) -> u32) -> String {
    let left = |id: HostId, count: u32| {
        let remedied = case.scenario.remedied(id, case.inventory.host(id).1);
        count.saturating_sub(remedied).saturating_sub(rebuilt(id))
    };
    let all: Vec<(HostId, u32, u32)> = case
        .inventory
        .hosts()
        .filter(|(id, _, host)| case.scenario.is_infected(*id, host, case.threat))
        .map(|(id, _, host)| (id, left(id, host.count), host.count))
        .filter(|(_, left, _)| *left > 0)
        .collect();
    let name = |(id, left, count): &(HostId, u32, u32)| {
        let name = label::name(case.inventory, *id, MAX_CHARS);
        label::part(name, *left, *count)
    };
    let names = prose::abridged(all.iter().map(name), MAX_NAMES);
    match all.iter().map(|(_, left, _)| u64::from(*left)).sum() {
        0 => String::new(),
        1_u64 => {
            format!("Keep {names} off the network until it is rebuilt: it is known to be infected.")
        }
        _ => format!(
            "Keep {names} off the network until they are rebuilt: they are known to be infected."
        ),
    }
}
