//! Hosts that are probably one host under two names.

use std::net::IpAddr;

use rustc_hash::FxHashMap;

use super::of_host;
use crate::case::Case;
use crate::check::{Finding, Rule};
use crate::inventory::{Host, Inventory};

/// A host with its name.
type Named<'a> = (&'a str, &'a Host);

pub(super) fn check(case: Case<'_>, findings: &mut Vec<Finding>) {
    let inventory = case.inventory;
    for same in groups(inventory, |name, _| Some(name.to_lowercase())) {
        pairs(&same, |(first, other), (name, host)| {
            let twice = of_host(
                Rule::NamesDifferInCase,
                name,
                host,
                &format!("differs from `{first}` in case only"),
                "",
            );
            findings.push(
                twice.at(other.place, "the other one").help("remove one of the two, or rename it"),
            );
        });
    }
    for same in groups(inventory, |_, host| address(host)) {
        pairs(&same, |(first, other), (name, host)| {
            let shown = host
                .details
                .as_deref()
                .and_then(|details| details.address.as_deref())
                .unwrap_or_default();
            let twice = of_host(
                Rule::DuplicateAddress,
                name,
                host,
                &format!("has the address {shown} of `{first}`"),
                "",
            );
            findings.push(
                twice
                    .at(other.place, "the other one")
                    .help("remove one of the two, or correct the address"),
            );
        });
    }
}

/// Hosts that have a key in common, sorted by name, so that the order of the inventory does not
/// matter.
fn groups<K: std::hash::Hash + Eq>(
    inventory: &Inventory,
    key: impl Fn(&str, &Host) -> Option<K>,
) -> Vec<Vec<Named<'_>>> {
    let mut by_key: FxHashMap<K, Vec<Named<'_>>> = FxHashMap::default();
    for (_, name, host) in inventory.hosts() {
        if let Some(key) = key(name, host) {
            by_key.entry(key).or_default().push((name, host));
        }
    }
    let mut groups: Vec<Vec<Named<'_>>> =
        by_key.into_values().filter(|group| group.len() > 1).collect();
    groups.iter_mut().for_each(|group| group.sort_unstable_by_key(|(name, _)| *name));
    groups.sort_unstable_by_key(|group| group[0].0);
    groups
}

/// Each but the first, with the first.
fn pairs<'a>(group: &[Named<'a>], mut report: impl FnMut(Named<'a>, Named<'a>)) {
    if let [first, others @ ..] = group {
        others.iter().for_each(|other| report(*first, *other));
    }
}

/// The address, however it is spelled.
fn address(host: &Host) -> Option<String> {
    let text = host.details.as_deref()?.address.as_deref()?.trim();
    Some(text.parse::<IpAddr>().map_or_else(|_| text.to_lowercase(), |address| address.to_string()))
        .filter(|text| !text.is_empty())
}
