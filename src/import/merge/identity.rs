//! Which observations are of one host, and what it is called.

use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Conflict, Host};
use crate::import::fact::{Field, FileId, Observation};

/// Sets of observations that grow together.
struct Sets(Vec<u32>);

impl Sets {
    fn root(&mut self, of: usize) -> usize {
        let mut at = of;
        while self.0[at] as usize != at {
            self.0[at] = self.0[self.0[at] as usize];
            at = self.0[at] as usize;
        }
        at
    }

    /// The smaller root stays, so that a set is known by its first observation.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b) as u32;
    }
}

/// The observations of each host, by index, in the order of the first.
pub(super) fn groups(
    observations: &[Observation],
    conflicts: &mut Vec<Conflict>,
) -> Vec<Vec<usize>> {
    let mut sets = Sets((0..observations.len() as u32).collect());
    let shared = names_of_several_files(observations);
    let name = |o: &Observation| {
        let name = o.identity.name.as_deref().map(str::to_lowercase)?;
        Some(name).filter(|name| !(o.identity.by_file && shared.contains(name)))
    };
    let names: Vec<Option<String>> = observations.iter().map(name).collect();
    let full: Vec<Option<String>> =
        observations.iter().map(|o| o.identity.fqdn.as_deref().map(str::to_lowercase)).collect();
    join_equal(
        &mut sets,
        full.iter().enumerate().filter_map(|(at, name)| Some((name.as_deref()?, at))),
    );
    join_names(&mut sets, &names, &full, conflicts);
    let by_file = observations.iter().enumerate().filter(|(_, o)| o.identity.by_file);
    join_equal(&mut sets, by_file.map(|(at, o)| ((o.origin.file, o.identity.name.as_deref()), at)));
    join_serials(&mut sets, observations, &names, &full, conflicts);
    join_addresses(&mut sets, observations, conflicts);
    let mut places: FxHashMap<usize, usize> = FxHashMap::default();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for at in 0..observations.len() {
        let root = sets.root(at);
        let place = *places.entry(root).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[place].push(at);
    }
    groups
}

/// Names of files that several files have: what stands in them without a name is of different
/// hosts.
fn names_of_several_files(observations: &[Observation]) -> FxHashSet<String> {
    let mut file_of: FxHashMap<String, FileId> = FxHashMap::default();
    let mut several: FxHashSet<String> = FxHashSet::default();
    for observation in observations.iter().filter(|o| o.identity.by_file) {
        let name = observation.identity.name.as_deref().unwrap_or("").to_lowercase();
        let file = observation.origin.file;
        if *file_of.entry(name.clone()).or_insert(file) != file {
            several.insert(name);
        }
    }
    several
}

fn join_equal<K: Eq + Hash>(sets: &mut Sets, keys: impl Iterator<Item = (K, usize)>) {
    let mut first: FxHashMap<K, usize> = FxHashMap::default();
    for (key, at) in keys {
        match first.get(&key) {
            Some(known) => sets.join(*known, at),
            None => drop(first.insert(key, at)),
        }
    }
}

/// A short name stands for the one full name that begins with it; where several do, hosts that have
/// only the short name are joined with none of them.
fn join_names(
    sets: &mut Sets,
    names: &[Option<String>],
    full: &[Option<String>],
    conflicts: &mut Vec<Conflict>,
) {
    let mut full_of: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for (name, full) in names.iter().zip(full) {
        if let (Some(name), Some(full)) = (name.as_deref(), full.as_deref()) {
            let known = full_of.entry(name).or_default();
            if !known.contains(&full) && known.len() < 3 {
                known.push(full);
            }
        }
    }
    let mut told: FxHashSet<&str> = FxHashSet::default();
    let clear = |name: &str| full_of.get(name).is_none_or(|full| full.len() == 1);
    for (name, _) in names.iter().zip(full).filter(|(_, full)| full.is_none()) {
        if let Some(name) = name.as_deref().filter(|name| !clear(name) && told.insert(name)) {
            let full = full_of[name].join(" or ");
            conflicts.push(conflict(
                name,
                Field::Name,
                name.to_owned(),
                format!("may be {full}: joined with neither"),
            ));
        }
    }
    let key = |at: usize| -> Option<(&str, bool)> {
        let name = names[at].as_deref()?;
        match (clear(name), &full[at]) {
            (true, _) => Some((name, true)),
            (false, None) => Some((name, false)),
            (false, Some(_)) => None,
        }
    };
    join_equal(sets, (0..names.len()).filter_map(|at| Some((key(at)?, at))));
}

/// A serial number joins unless one file gives it to two names: then it is a filler or a copied
/// image.
fn join_serials(
    sets: &mut Sets,
    observations: &[Observation],
    names: &[Option<String>],
    full: &[Option<String>],
    conflicts: &mut Vec<Conflict>,
) {
    let differ = |names: &[Option<String>], a: usize, b: usize| {
        names[a].is_some() && names[b].is_some() && names[a] != names[b]
    };
    let serial = |at: usize| observations[at].identity.serial.as_deref().map(str::to_lowercase);
    let mut owner: FxHashMap<(String, u32), usize> = FxHashMap::default();
    let mut shared: FxHashSet<String> = FxHashSet::default();
    for at in 0..observations.len() {
        let Some(serial) = serial(at) else { continue };
        let first = *owner.entry((serial.clone(), observations[at].origin.file.0)).or_insert(at);
        if (differ(names, first, at) || differ(full, first, at)) && shared.insert(serial.clone()) {
            let name = names[at].clone().unwrap_or_default();
            conflicts.push(conflict(
                &name,
                Field::Name,
                name.clone(),
                format!("serial number {serial} is given to two hosts of one file: not used"),
            ));
        }
    }
    join_equal(
        sets,
        (0..observations.len())
            .filter_map(|at| Some((serial(at).filter(|s| !shared.contains(s))?, at))),
    );
}

/// An address joins what has no name with the one host that has the address. Two named hosts are
/// never joined by one: addresses move.
fn join_addresses(sets: &mut Sets, observations: &[Observation], conflicts: &mut Vec<Conflict>) {
    let named = |o: &Observation| o.identity.name.is_some() || o.identity.fqdn.is_some();
    let mut owners: FxHashMap<std::net::IpAddr, Vec<usize>> = FxHashMap::default();
    for (at, observation) in observations.iter().enumerate().filter(|(_, o)| named(o)) {
        for address in &observation.identity.addresses {
            let root = sets.root(at);
            let known = owners.entry(*address).or_default();
            if known.len() < 3
                && !known.iter().any(|other| sets.0[*other] as usize == root || *other == root)
            {
                known.push(root);
            }
        }
    }
    let nameless: Vec<usize> =
        (0..observations.len()).filter(|at| !named(&observations[*at])).collect();
    for at in &nameless {
        for address in &observations[*at].identity.addresses {
            match owners.get(address).map(Vec::as_slice) {
                Some([only]) => sets.join(*only, *at),
                Some(several) => {
                    let text = format!(
                        "{address} belongs to {} named hosts: joined with none",
                        several.len()
                    );
                    conflicts.push(conflict(
                        &address.to_string(),
                        Field::Name,
                        address.to_string(),
                        text,
                    ));
                }
                None => {}
            }
        }
    }
    let unowned = nameless
        .iter()
        .flat_map(|at| observations[*at].identity.addresses.iter().map(|address| (*address, *at)));
    join_equal(sets, unowned.filter(|(address, _)| !owners.contains_key(address)));
}

fn conflict(host: &str, field: Field, kept: String, dropped: String) -> Conflict {
    Conflict { host: host.to_owned(), field, kept: (kept, None), dropped: (dropped, None) }
}

/// Gives every host a name of its own that an inventory accepts: where short names meet, the full
/// ones are taken.
pub(super) fn name_apart(hosts: &mut [Host], conflicts: &mut Vec<Conflict>) {
    let mut times: FxHashMap<String, usize> = FxHashMap::default();
    for host in hosts.iter_mut() {
        let name = usable(&host.name);
        if name != host.name {
            conflicts.push(conflict(
                &name,
                Field::Name,
                name.clone(),
                format!("{}: names do not have these characters", host.name),
            ));
        }
        host.name = name;
        *times.entry(host.name.to_lowercase()).or_default() += 1;
    }
    let mut taken: FxHashSet<String> = FxHashSet::default();
    for host in hosts {
        let meets = times.get(&host.name.to_lowercase()).is_some_and(|times| *times > 1);
        if let Some(full) = host.fqdn.as_ref().filter(|_| meets) {
            host.name = usable(full);
        }
        let short = host.name.clone();
        let mut number = 2;
        while !taken.insert(host.name.to_lowercase()) {
            host.name = format!("{short}-{number}");
            number += 1;
        }
        if number > 2 {
            conflicts.push(conflict(
                &host.name,
                Field::Name,
                host.name.clone(),
                format!("another host is called {short}"),
            ));
        }
    }
}

/// A name with the characters that inventories allow.
fn usable(name: &str) -> String {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ' ');
    let plain: String = name.chars().map(|c| if allowed(c) { c } else { '-' }).take(200).collect();
    let plain = plain.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end();
    if plain.is_empty() { "unnamed".to_owned() } else { plain.to_owned() }
}
