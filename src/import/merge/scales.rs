//! Weighs what is said of hosts, one after another. Of hosts that are observed once and of which the
//! same is said, only the first is weighed: the others share what came of it.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::product::Products;
use super::resolve::{self, Facts, Origins, unique};
use super::{Conflict, Conflicts, Host, Machine, Patches, Whereabouts, patches, whereabouts};
use crate::advisory::Advisories;
use crate::import::fact::{Fact, Field, Identity, Observation, Origin, Role};
use crate::import::provenance::{Fields, Provenance};
use crate::import::role;

/// What came of a list of facts, and the fields that it is about.
type Part<T> = (Arc<T>, Fields);

/// The same, or nothing where what is said is at odds: that is told of every host.
type Outcome<T> = Option<Part<T>>;

/// A list of facts, and what came of it. Lists of which something is kept stay where they are.
type Kept<T> = (Arc<[Fact]>, Outcome<T>);

/// The place of a list of facts.
type Place = *const [Fact];

/// Everything that hosts are weighed with.
pub(super) struct Scales<'c> {
    products: Products<'c>,
    /// Machines by what is said of them, and by what the names of their hosts say.
    machines: FxHashMap<(Place, Option<Role>), Kept<Machine>>,
    patches: FxHashMap<Place, Kept<Patches>>,
    whereabouts: FxHashMap<Place, Kept<Whereabouts>>,
}

impl<'c> Scales<'c> {
    pub(super) fn new(catalogue: &'c Advisories) -> Self {
        Self {
            products: Products::new(catalogue),
            machines: FxHashMap::default(),
            patches: FxHashMap::default(),
            whereabouts: FxHashMap::default(),
        }
    }

    /// Weighs a host that was observed once.
    pub(super) fn weigh(&mut self, observation: Observation, conflicts: &mut Conflicts) -> Host {
        let Some((machine, patches, whereabouts)) = self.parts(&observation) else {
            return self.weigh_in_full(vec![&observation], conflicts);
        };
        let (name, fqdn, addresses) = taken(observation.identity);
        let fields = machine.1.and(patches.1).and(whereabouts.1);
        Host {
            name,
            fqdn,
            addresses,
            machine: machine.0,
            patches: patches.0,
            whereabouts: whereabouts.0,
            origins: Provenance::One(observation.origin, fields),
        }
    }

    /// Weighs everything that is said of a host.
    pub(super) fn weigh_in_full(
        &self,
        mut order: Vec<&Observation>,
        conflicts: &mut Conflicts,
    ) -> Host {
        order.sort_by_key(|o| {
            (
                Reverse(o.origin.format.reliability()),
                Reverse(o.origin.date),
                o.origin.file,
                o.origin.line,
            )
        });
        let (name, fqdn, addresses) = taken(joined(&order));
        let mut told = Conflicts::default();
        tell_of_others(&name, &order, &mut told);
        let (machine, patches, mut origins) =
            resolve::machine(&name, &order, &self.products, &mut told);
        let (whereabouts, of_place) = whereabouts::weighed(&name, &order, &mut told);
        conflicts.extend(told);
        origins.extend(of_place);
        Host {
            name,
            fqdn,
            addresses,
            machine: Arc::new(machine),
            patches: Arc::new(patches),
            whereabouts: Arc::new(whereabouts),
            origins: Provenance::of_each(origins),
        }
    }

    /// What comes of each list of an observation; nothing if sources disagree about any.
    fn parts(
        &mut self,
        observation: &Observation,
    ) -> Option<(Part<Machine>, Part<Patches>, Part<Whereabouts>)> {
        let Self { products, machines, patches, whereabouts } = self;
        let origin = observation.origin;
        let name = &*called(&observation.identity);
        let alone = |list: &Arc<[Fact]>| Observation {
            identity: Identity::default(),
            origin,
            machine: Arc::clone(list),
            patches: Arc::default(),
            place: Arc::default(),
        };
        let key = (Arc::as_ptr(&observation.machine), role::from_name(name));
        let machine = kept(machines, key, &observation.machine, |list, told| {
            let (machine, _, origins) = resolve::machine(name, &[&alone(list)], products, told);
            (machine, origins)
        })?;
        let key = Arc::as_ptr(&observation.patches);
        let patches = kept(patches, key, &observation.patches, |list, told| {
            let facts = Facts::of_any_system(name, std::iter::once((&**list, origin)));
            let mut origins = Vec::new();
            (patches::weighed(&facts, products, &mut origins, told), origins)
        })?;
        let key = Arc::as_ptr(&observation.place);
        let whereabouts = kept(whereabouts, key, &observation.place, |_, told| {
            whereabouts::weighed(name, &[observation], told)
        })?;
        Some((machine, patches, whereabouts))
    }
}

/// What came of a list of facts, or comes of it now; that is kept if other observations have the
/// same list.
fn kept<K: Eq + Hash, T>(
    all: &mut FxHashMap<K, Kept<T>>,
    key: K,
    list: &Arc<[Fact]>,
    weigh: impl FnOnce(&Arc<[Fact]>, &mut Conflicts) -> (T, Origins),
) -> Outcome<T> {
    if let Some((_, known)) = all.get(&key) {
        return known.clone();
    }
    let shared = Arc::strong_count(list) > 1;
    let mut told = Conflicts::default();
    let (found, origins) = weigh(list, &mut told);
    let fields = origins.into_iter().map(|(field, _)| field).collect();
    let outcome = told.is_empty().then(|| (Arc::new(found), fields));
    if shared {
        all.insert(key, (Arc::clone(list), outcome.clone()));
    }
    outcome
}

/// One identity out of several: each part of the most believed that has it, and every address.
fn joined(order: &[&Observation]) -> Identity {
    let identities = || order.iter().map(|o| &o.identity);
    Identity {
        name: identities().find_map(|identity| identity.name.clone()),
        fqdn: identities().find_map(|identity| identity.fqdn.clone()),
        domain: None,
        addresses: identities().flat_map(|identity| identity.addresses.iter().copied()).collect(),
        serial: identities().find_map(|identity| identity.serial.clone()),
        by_file: false,
    }
}

/// The most addresses of one host that are told.
const MAX_TOLD: usize = 5;

/// Lists the addresses and serial numbers of further records of one host: they are not written
/// down, and may be those of another machine. Those that one record has are told where it is read.
fn tell_of_others(name: &str, order: &[&Observation], conflicts: &mut Conflicts) {
    let mut tell = |kept: (String, Origin), dropped: (String, Origin)| {
        conflicts.push(Conflict {
            host: name.to_owned(),
            field: Field::Name,
            kept: (kept.0, Some(kept.1)),
            dropped: (dropped.0, Some(dropped.1)),
        });
    };
    let has_address = |o: &&&Observation| !o.identity.addresses.is_empty();
    if let Some(first) = order.iter().find(has_address) {
        let own = &first.identity.addresses;
        let is_other =
            |address: &IpAddr| address.is_ipv4() == own[0].is_ipv4() && !own.contains(address);
        let all = order.iter().flat_map(|o| o.identity.addresses.iter().map(|a| (*a, o.origin)));
        let mut seen: Vec<IpAddr> = Vec::new();
        for (address, origin) in all.filter(|(address, _)| is_other(address)) {
            if seen.len() < MAX_TOLD && !seen.contains(&address) {
                seen.push(address);
                let kept = format!("address {}", own[0]);
                tell((kept, first.origin), (format!("address {address}"), origin));
            }
        }
    }
    let mut serials = order.iter().filter_map(|o| Some((o.identity.serial.as_deref()?, o.origin)));
    if let Some((kept, from)) = serials.next()
        && let Some((other, origin)) = serials.find(|(other, _)| !other.eq_ignore_ascii_case(kept))
    {
        tell((format!("serial number {kept}"), from), (format!("serial number {other}"), origin));
    }
}

/// Name, full name and addresses.
fn taken(mut identity: Identity) -> (String, Option<Box<str>>, Vec<IpAddr>) {
    let name = identity.name.take().map(String::from);
    let name = name.unwrap_or_else(|| called(&identity).into_owned());
    if identity.addresses.len() > 1 {
        identity.addresses = unique(identity.addresses.into_iter());
    }
    (name, identity.fqdn, identity.addresses)
}

/// What a host is called: without a short name, by whatever else tells it from others.
fn called(identity: &Identity) -> Cow<'_, str> {
    let Identity { name, fqdn, addresses, serial, .. } = identity;
    match (name.as_deref().or(fqdn.as_deref()), addresses.first(), serial) {
        (Some(name), ..) => name.into(),
        (None, Some(address), _) => address.to_string().into(),
        (None, None, Some(serial)) => format!("serial-{serial}").into(),
        (None, None, None) => "".into(),
    }
}
