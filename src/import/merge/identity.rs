//! Which observations are of one host, and what it is called.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Conflict, Conflicts, Host};
use crate::import::fact::{Field, FileId, Observation, lower};

/// The most characters of a name.
const MAX_NAME: usize = 200;

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

/// The observations of each host, by index.
pub(super) struct Groups {
    /// Those of one host behind each other, the hosts in the order of the first.
    members: Vec<u32>,
    /// The first of the host that an observation is of.
    roots: Vec<u32>,
}

impl Groups {
    /// The hosts, in the order of the first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.members.chunk_by(|a, b| self.roots[*a as usize] == self.roots[*b as usize])
    }

    /// How many hosts there are.
    pub(super) fn len(&self) -> usize {
        self.roots.iter().zip(0_u32..).filter(|(root, at)| **root == *at).count()
    }
}

/// Names in lower case, where there are any.
type Names<'o> = Vec<Option<Cow<'o, str>>>;

/// What the observations of a short name say of the domain.
#[derive(Default)]
struct Domains {
    /// The domain beside the name, and whether there are several.
    flat: Option<Box<str>>,
    several: bool,
    /// The full names, in lower case; a few.
    full: Vec<Box<str>>,
}

/// The most full names of one short name that are looked through for a domain.
const MAX_FULL: usize = 64;

/// Machines of one short name in several domains are different ones. The domain becomes a part of
/// the full name; where exactly one full name is known that has the domain in it, it is that.
pub(super) fn tell_domains_apart(observations: &mut [Observation]) {
    let mut all: FxHashMap<Box<str>, Domains> = FxHashMap::default();
    for o in &*observations {
        let (Some(name), Some(domain)) = (short_name(o), o.identity.domain.as_deref()) else {
            continue;
        };
        let known = all.entry(name.into()).or_default();
        let first = known.flat.get_or_insert_with(|| domain.into());
        known.several |= !first.eq_ignore_ascii_case(domain);
    }
    if all.is_empty() {
        return;
    }
    for o in &*observations {
        let Some(full) = o.identity.fqdn.as_deref().map(lower) else { continue };
        let Some(known) = short_name(o).and_then(|name| all.get_mut(&*name)) else { continue };
        if known.full.len() < MAX_FULL && !known.full.iter().any(|other| **other == *full) {
            known.full.push(full.into());
        }
    }
    all.retain(|_, known| known.several || known.full.len() > 1);
    for o in observations.iter_mut().filter(|o| o.identity.fqdn.is_none()) {
        let Some(known) = short_name(o).and_then(|name| all.get(&*name)) else { continue };
        let (Some(name), Some(domain)) = (&o.identity.name, &o.identity.domain) else { continue };
        let has =
            |full: &str| full.split('.').skip(1).any(|label| label.eq_ignore_ascii_case(domain));
        let mut fits = known.full.iter().filter(|full| has(full));
        o.identity.fqdn = match (fits.next(), fits.next()) {
            (Some(only), None) => Some(only.clone()),
            _ => known.several.then(|| format!("{name}.{domain}").into()),
        };
    }
}

/// Puts observations of one host together.
pub(super) fn groups(observations: &[Observation], conflicts: &mut Conflicts) -> Groups {
    let mut sets = Sets((0..observations.len() as u32).collect());
    let shared = names_of_several_files(observations);
    let name = |o| {
        let name = short_name(o)?;
        Some(name).filter(|name| !(o.identity.by_file && shared.contains(name)))
    };
    let names: Names<'_> = observations.iter().map(name).collect();
    let full: Names<'_> =
        observations.iter().map(|o| o.identity.fqdn.as_deref().map(lower)).collect();
    join_equal(
        &mut sets,
        full.iter().enumerate().filter_map(|(at, name)| Some((name.as_deref()?, at))),
    );
    let apart = with_serials(observations, &names, &full);
    let told_apart = apart.as_ref().unwrap_or(&full);
    if let Some(apart) = &apart {
        join_equal(
            &mut sets,
            apart.iter().enumerate().filter_map(|(at, name)| Some((name.as_deref()?, at))),
        );
    }
    join_names(&mut sets, &names, told_apart, conflicts);
    let by_file = observations.iter().enumerate().filter(|(_, o)| o.identity.by_file);
    join_equal(&mut sets, by_file.map(|(at, o)| ((o.origin.file, o.identity.name.as_deref()), at)));
    join_serials(&mut sets, observations, &names, &full, conflicts);
    join_addresses(&mut sets, observations, conflicts);
    let roots: Vec<u32> = (0..observations.len()).map(|at| sets.root(at) as u32).collect();
    let mut members: Vec<u32> = (0..observations.len() as u32).collect();
    members.sort_by_key(|at| roots[*at as usize]);
    Groups { members, roots }
}

/// The full names, with a serial number in their place where one file gives a short name two of
/// them: these are two machines. `None` if no file does.
fn with_serials<'o>(
    observations: &[Observation],
    names: &Names<'o>,
    full: &Names<'o>,
) -> Option<Names<'o>> {
    let serial = |at: usize| {
        let identity = &observations[at].identity;
        let serial = identity.serial.as_deref().filter(|_| full[at].is_none() && !identity.by_file);
        Some((names[at].as_deref()?, lower(serial?)))
    };
    let mut first: FxHashMap<(&str, FileId), u32> = FxHashMap::default();
    let mut several: FxHashSet<&str> = FxHashSet::default();
    for (at, observation) in observations.iter().enumerate() {
        let Some((name, own)) = serial(at) else { continue };
        let known = *first.entry((name, observation.origin.file)).or_insert(at as u32);
        if serial(known as usize).is_some_and(|(_, other)| other != own) {
            several.insert(name);
        }
    }
    if several.is_empty() {
        return None;
    }
    let mut apart = full.clone();
    for (at, full) in apart.iter_mut().enumerate() {
        if let Some((name, own)) = serial(at).filter(|(name, _)| several.contains(name)) {
            *full = Some(format!("{name} with the serial number {own}").into());
        }
    }
    Some(apart)
}

fn short_name(observation: &Observation) -> Option<Cow<'_, str>> {
    observation.identity.name.as_deref().map(lower)
}

/// Names of files that several files have: what stands in them without a name is of different
/// hosts.
fn names_of_several_files(observations: &[Observation]) -> FxHashSet<Cow<'_, str>> {
    let mut file_of: FxHashMap<Cow<'_, str>, FileId> = FxHashMap::default();
    let mut several: FxHashSet<Cow<'_, str>> = FxHashSet::default();
    for observation in observations.iter().filter(|o| o.identity.by_file) {
        let name = short_name(observation).unwrap_or_default();
        let file = observation.origin.file;
        if *file_of.entry(name.clone()).or_insert(file) != file {
            several.insert(name);
        }
    }
    several
}

fn join_equal<K: Eq + Hash>(sets: &mut Sets, keys: impl Iterator<Item = (K, usize)>) {
    let mut first: FxHashMap<K, u32> = FxHashMap::default();
    for (key, at) in keys {
        match first.entry(key) {
            Entry::Occupied(known) => sets.join(*known.get() as usize, at),
            Entry::Vacant(free) => drop(free.insert(at as u32)),
        }
    }
}

/// Short names with which several full names begin, with up to three of these.
fn names_of_several<'n>(
    names: &'n [Option<Cow<'_, str>>],
    full: &'n [Option<Cow<'_, str>>],
) -> FxHashMap<&'n str, Vec<&'n str>> {
    let mut first: FxHashMap<&str, u32> = FxHashMap::default();
    let mut several: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for (at, (name, own)) in names.iter().zip(full).enumerate() {
        let (Some(name), Some(own)) = (name.as_deref(), own.as_deref()) else { continue };
        let known = full[*first.entry(name).or_insert(at as u32) as usize].as_deref();
        if known == Some(own) {
            continue;
        }
        let all = several.entry(name).or_insert_with(|| known.into_iter().collect());
        if !all.contains(&own) && all.len() < 3 {
            all.push(own);
        }
    }
    several
}

/// A short name stands for the one full name that begins with it; where several do, hosts that have
/// only the short name are joined with none of them.
fn join_names(
    sets: &mut Sets,
    names: &[Option<Cow<'_, str>>],
    full: &[Option<Cow<'_, str>>],
    conflicts: &mut Conflicts,
) {
    let unclear = names_of_several(names, full);
    let mut told: FxHashSet<&str> = FxHashSet::default();
    for (name, _) in names.iter().zip(full).filter(|(_, full)| full.is_none()) {
        let Some(name) = name.as_deref() else { continue };
        let Some(full) = unclear.get(name).filter(|_| told.insert(name)) else { continue };
        let full = full.join(" or ");
        conflicts.push(conflict(
            name,
            Field::Name,
            name.to_owned(),
            format!("may be {full}: joined with neither"),
        ));
    }
    let key = |at: usize| -> Option<&str> {
        let name = names[at].as_deref()?;
        (full[at].is_none() || !unclear.contains_key(name)).then_some(name)
    };
    join_equal(sets, (0..names.len()).filter_map(|at| Some((key(at)?, at))));
}

/// A serial number joins unless two names have it, or one file gives it to two full names: then it
/// is a filler or a copied image, or a name is not what it was.
fn join_serials(
    sets: &mut Sets,
    observations: &[Observation],
    names: &[Option<Cow<'_, str>>],
    full: &[Option<Cow<'_, str>>],
    conflicts: &mut Conflicts,
) {
    let identity = |at: usize| &observations[at].identity;
    let serial = |at: usize| identity(at).serial.as_deref().map(lower);
    let mut named: FxHashMap<Cow<'_, str>, u32> = FxHashMap::default();
    let mut owner: FxHashMap<(Cow<'_, str>, FileId), u32> = FxHashMap::default();
    let mut shared: FxHashSet<Cow<'_, str>> = FxHashSet::default();
    for at in 0..observations.len() {
        let Some(serial) = serial(at) else { continue };
        // The name of a file is no name that somebody gave the machine.
        let own = names[at].as_deref().filter(|_| !identity(at).by_file);
        let other = own.map(|own| {
            let first = *named.entry(serial.clone()).or_insert(at as u32) as usize;
            (names[first].as_deref().unwrap_or_default(), own)
        });
        let other = other.filter(|(first, own)| !is_cut_to(first, own) && !is_cut_to(own, first));
        let two_full = full[at].is_some() && {
            let key = (serial.clone(), observations[at].origin.file);
            full[*owner.entry(key).or_insert(at as u32) as usize] != full[at]
        };
        if (other.is_some() || two_full) && shared.insert(serial.clone()) {
            let name = names[at].as_deref().unwrap_or_default();
            let first = other.map_or("another host", |(first, _)| first);
            conflicts.push(conflict(
                name,
                Field::Name,
                name.to_owned(),
                format!("serial number {serial} is given to {first}, too: not used"),
            ));
        }
    }
    join_equal(
        sets,
        (0..observations.len())
            .filter_map(|at| Some((serial(at).filter(|s| !shared.contains(s))?, at))),
    );
}

/// Whether a name is the other one, or what NetBIOS leaves of it: fifteen characters.
fn is_cut_to(short: &str, long: &str) -> bool {
    short == long || (short.chars().count() == 15 && long.starts_with(short))
}

/// An address joins what has no name with the one host that has the address. Two named hosts are
/// never joined by one: addresses move.
fn join_addresses(sets: &mut Sets, observations: &[Observation], conflicts: &mut Conflicts) {
    let named = |o: &Observation| o.identity.name.is_some() || o.identity.fqdn.is_some();
    let nameless: Vec<usize> =
        (0..observations.len()).filter(|at| !named(&observations[*at])).collect();
    if nameless.is_empty() {
        return;
    }
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
pub(super) fn name_apart(hosts: &mut [Host], conflicts: &mut Conflicts) {
    for host in hosts.iter_mut() {
        let Some(name) = made_usable(&host.name) else { continue };
        conflicts.push(conflict(
            &name,
            Field::Name,
            name.clone(),
            format!("{}: names do not have these characters", host.name),
        ));
        host.name = name;
    }
    for (at, name, short) in met(hosts) {
        let host = &mut hosts[at];
        host.name = name;
        if let Some(short) = short {
            conflicts.push(conflict(
                &host.name,
                Field::Name,
                host.name.clone(),
                format!("another host is called {short}"),
            ));
        }
    }
}

/// The hosts whose names meet others: each with its new name, and with the name that another has,
/// where the new one is numbered.
fn met(hosts: &[Host]) -> Vec<(usize, String, Option<String>)> {
    let mut times: FxHashMap<Cow<'_, str>, u32> = FxHashMap::default();
    for host in hosts {
        *times.entry(lower(&host.name)).or_default() += 1;
    }
    if times.len() == hosts.len() {
        return Vec::new();
    }
    let mut taken: FxHashSet<Cow<'_, str>> = FxHashSet::default();
    // Thousands may share a name: no number is tried twice for one.
    let mut next: FxHashMap<String, usize> = FxHashMap::default();
    let mut new = Vec::new();
    for (at, host) in hosts.iter().enumerate() {
        let meets = times.get(&lower(&host.name)).is_some_and(|times| *times > 1);
        let full = host.fqdn.as_deref().filter(|_| meets);
        let full = full.map(|full| made_usable(full).unwrap_or_else(|| full.to_owned()));
        let free = match &full {
            Some(full) => taken.insert(full.to_lowercase().into()),
            None => taken.insert(lower(&host.name)),
        };
        if free {
            new.extend(full.map(|full| (at, full, None)));
            continue;
        }
        let short = full.unwrap_or_else(|| host.name.clone());
        let number = next.entry(short.to_lowercase()).or_insert(2);
        let name = loop {
            let name = format!("{short}-{number}");
            *number += 1;
            if taken.insert(name.to_lowercase().into()) {
                break name;
            }
        };
        new.push((at, name, Some(short)));
    }
    new
}

/// A name with the characters that inventories allow, unless it has no others.
fn made_usable(name: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    if name.len() <= MAX_NAME
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(plain)
    {
        return None;
    }
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ' ');
    let usable: String =
        name.chars().map(|c| if allowed(c) { c } else { '-' }).take(MAX_NAME).collect();
    let usable = usable.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end();
    // Names of files may have no other signs.
    let usable = if usable.is_empty() { "unnamed" } else { usable };
    (usable != name).then(|| usable.to_owned())
}
