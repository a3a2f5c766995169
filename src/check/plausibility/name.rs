//! Hosts that are probably one host under two names.

use std::borrow::Cow;
use std::hash::{BuildHasher, Hash};
use std::net::IpAddr;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::remark;
use crate::case::Case;
use crate::check::{Fault, Finding, Rule};
use crate::inventory::{Host, HostId, Inventory};

/// A host with its name.
type Named<'a> = (&'a str, &'a Host);

pub(super) fn check(case: Case<'_>, findings: &mut Vec<Finding>) {
    let inventory = case.inventory;
    let mut report = |fault: Fault, other: &Host, (name, host): Named<'_>| {
        let fault = fault.beside(other.place, "the other one");
        findings.push(Finding::of_host(fault, name, host));
    };
    for same in groups(inventory, |name, _| Some(lower(name))) {
        pairs(&same, |(first, other), twin| {
            let message = format!("differs from `{first}` in case only");
            let help = "remove one of the two, or rename it";
            report(remark(Rule::NamesDifferInCase, message, help), other, twin);
        });
    }
    for same in groups(inventory, |_, host| address(host)) {
        pairs(&same, |(first, other), twin| {
            let shown = twin.1.details.as_deref().and_then(|details| details.address.as_deref());
            let message = format!("has the address {} of `{first}`", shown.unwrap_or_default());
            let help = "remove one of the two, or correct the address";
            report(remark(Rule::DuplicateAddress, message, help), other, twin);
        });
    }
}

/// Hosts that have a key in common, sorted by name, so that the order of the inventory does not
/// matter.
fn groups<'a, K: Hash + Eq>(
    inventory: &'a Inventory,
    key: impl Fn(&'a str, &'a Host) -> Option<K> + Sync,
) -> Vec<Vec<Named<'a>>> {
    let mut by_key: FxHashMap<K, Vec<Named<'_>>> = FxHashMap::default();
    for id in suspects(inventory, &key) {
        let (name, host) = inventory.host(id);
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

/// The hosts whose keys have a hash in common. Hardly any have, and a list of hashes is much
/// smaller than a map of a million keys.
fn suspects<'a, K: Hash>(
    inventory: &'a Inventory,
    key: impl Fn(&'a str, &'a Host) -> Option<K> + Sync,
) -> Vec<HostId> {
    let hash = |index| {
        let (name, host) = inventory.host(HostId(index));
        Some((FxBuildHasher.hash_one(key(name, host)?), HostId(index)))
    };
    let hosts = inventory.hosts.len() as u32;
    let mut hashes: Vec<(u64, HostId)> = (0..hosts).into_par_iter().filter_map(hash).collect();
    hashes.par_sort_unstable();
    let alike = hashes.chunk_by(|(a, _), (b, _)| a == b).filter(|group| group.len() > 1);
    alike.flatten().map(|(_, id)| *id).collect()
}

/// A name without regard to case.
fn lower(name: &str) -> Cow<'_, str> {
    let plain = name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if plain { name.into() } else { name.to_lowercase().into() }
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
