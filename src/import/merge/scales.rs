//! Weighs what is said of hosts, one after another. Of hosts that are observed once and of which the
//! same is said, only the first is weighed: the others share what came of it.

use std::cmp::Reverse;
use std::net::IpAddr;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::product::Products;
use super::resolve::{self, MAX_CONFLICTS, Origins, unique};
use super::whereabouts::whereabouts;
use super::{Conflict, Host, Machine, Whereabouts};
use crate::advisory::Advisories;
use crate::import::fact::{Fact, Identity, Observation, Role};
use crate::import::provenance::{Fields, Provenance};
use crate::import::role;

/// What came of a list of facts, and the fields that it is about.
type Outcome<T> = (Arc<T>, Fields);

/// The place of a list of facts. Lists stay where they are until all is weighed.
type List = *const [Fact];

/// Everything that hosts are weighed with.
pub(super) struct Scales<'c> {
    products: Products<'c>,
    /// Machines by what is said of them, and by what the names of their hosts say.
    machines: FxHashMap<(List, Option<Role>), Outcome<Machine>>,
    whereabouts: FxHashMap<List, Outcome<Whereabouts>>,
}

impl<'c> Scales<'c> {
    pub(super) fn new(catalogue: &'c Advisories) -> Self {
        Self {
            products: Products::new(catalogue),
            machines: FxHashMap::default(),
            whereabouts: FxHashMap::default(),
        }
    }

    /// Weighs a host that was observed once, and takes its identity out of the observation.
    pub(super) fn weigh(
        &mut self,
        observation: &mut Observation,
        conflicts: &mut Vec<Conflict>,
    ) -> Host {
        let identity = std::mem::take(&mut observation.identity);
        let (name, fqdn, addresses) = taken(identity);
        let observation = &*observation;
        let (machine, of_machine) = self.machine(&name, observation, conflicts);
        let (whereabouts, of_place) = self.whereabouts(&name, observation, conflicts);
        let origins = Provenance::One(observation.origin, of_machine.and(of_place));
        Host { name, fqdn, addresses, machine, whereabouts, origins }
    }

    /// Weighs a host that was observed several times.
    pub(super) fn weigh_all(
        &self,
        mut order: Vec<&Observation>,
        conflicts: &mut Vec<Conflict>,
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
        let mut told = Vec::new();
        let (machine, mut origins) = resolve::machine(&name, &order, &self.products, &mut told);
        let (whereabouts, of_place) = whereabouts(&name, &order, &mut told);
        tell(told, conflicts);
        origins.extend(of_place);
        Host {
            name,
            fqdn,
            addresses,
            machine: Arc::new(machine),
            whereabouts: Arc::new(whereabouts),
            origins: Provenance::of_each(origins),
        }
    }

    fn machine(
        &mut self,
        name: &str,
        observation: &Observation,
        conflicts: &mut Vec<Conflict>,
    ) -> Outcome<Machine> {
        let key = (Arc::as_ptr(&observation.machine), role::from_name(name));
        if let Some(known) = self.machines.get(&key) {
            return known.clone();
        }
        let mut told = Vec::new();
        let found = resolve::machine(name, &[observation], &self.products, &mut told);
        let found = outcome(found);
        // What sources disagree about is told of every host.
        if told.is_empty() {
            self.machines.insert(key, found.clone());
        }
        tell(told, conflicts);
        found
    }

    fn whereabouts(
        &mut self,
        name: &str,
        observation: &Observation,
        conflicts: &mut Vec<Conflict>,
    ) -> Outcome<Whereabouts> {
        let key = Arc::as_ptr(&observation.place);
        if let Some(known) = self.whereabouts.get(&key) {
            return known.clone();
        }
        let mut told = Vec::new();
        let found = outcome(whereabouts(name, &[observation], &mut told));
        if told.is_empty() {
            self.whereabouts.insert(key, found.clone());
        }
        tell(told, conflicts);
        found
    }
}

fn outcome<T>((found, origins): (T, Origins)) -> Outcome<T> {
    (Arc::new(found), origins.into_iter().map(|(field, _)| field).collect())
}

/// Lists conflicts, as far as anybody reads them.
fn tell(told: Vec<Conflict>, conflicts: &mut Vec<Conflict>) {
    let room = MAX_CONFLICTS.saturating_sub(conflicts.len());
    conflicts.extend(told.into_iter().take(room));
}

/// One identity out of several: each part of the most believed that has it, and every address.
fn joined(order: &[&Observation]) -> Identity {
    let identities = || order.iter().map(|o| &o.identity);
    Identity {
        name: identities().find_map(|identity| identity.name.clone()),
        fqdn: identities().find_map(|identity| identity.fqdn.clone()),
        addresses: identities().flat_map(|identity| identity.addresses.iter().copied()).collect(),
        serial: identities().find_map(|identity| identity.serial.clone()),
        by_file: false,
    }
}

/// Name, full name and addresses. Without a short name, a host is called by whatever else tells it
/// from others.
fn taken(identity: Identity) -> (String, Option<Box<str>>, Vec<IpAddr>) {
    let Identity { name, fqdn, mut addresses, serial, .. } = identity;
    if addresses.len() > 1 {
        addresses = unique(addresses.into_iter());
    }
    let name = name
        .map(String::from)
        .or_else(|| fqdn.as_deref().map(str::to_owned))
        .or_else(|| addresses.first().map(ToString::to_string))
        .or_else(|| serial.map(|serial| format!("serial-{serial}")));
    (name.unwrap_or_default(), fqdn, addresses)
}
