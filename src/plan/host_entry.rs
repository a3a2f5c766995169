//! Host entries that may be done.

use std::ops::Index;

use super::Action;
use crate::inventory::HostId;
use crate::network::ClassId;
use crate::ranking::RemedyKind;

/// A host entry that may be done.
#[derive(Clone, Debug)]
pub(super) struct HostEntry {
    pub(super) host: HostId,
    /// `None` if nothing can be done to it as things are: it is done only because others wait for
    /// it.
    pub(super) class: Option<ClassId>,
    pub(super) kind: RemedyKind,
    /// Per machine.
    pub(super) minutes: u64,
    pub(super) value: f64,
    /// Machines of the entry that are to be done.
    pub(super) machines: u32,
    /// Entries to be done before it, and those not to be done at the same time.
    pub(super) after: Vec<HostId>,
    pub(super) not_with: Vec<HostId>,
    /// What whoever does it has to know.
    pub(super) skill: Option<String>,
    /// It restarts, and must not do so in regular hours.
    pub(super) out_of_hours: bool,
    /// What a day without one machine costs, in points of value, where it is taken off the network
    /// and nothing is installed.
    pub(super) day_price: f64,
}

impl HostEntry {
    /// Doing some of its machines.
    pub(super) fn action(&self, machines: u32) -> Action {
        Action::Host { host: self.host, machines, kind: self.kind }
    }
}

/// In place of the row of a host that has none.
const NONE: u32 = u32::MAX;

/// Entries by host. Nearly every host of an inventory may have one, so that they stand in a row and
/// a host has the number of its own.
#[derive(Clone, Debug, Default)]
pub(super) struct EntriesByHost {
    /// Per host.
    numbers: Vec<u32>,
    /// Those that were taken out stay, and no number leads to them.
    rows: Vec<HostEntry>,
}

impl EntriesByHost {
    /// For so many hosts, none of which has an entry.
    pub(super) fn new(hosts: usize) -> Self {
        Self { numbers: vec![NONE; hosts], rows: Vec::new() }
    }

    /// Adds the entry of a host that has none.
    pub(super) fn insert(&mut self, entry: HostEntry) {
        self.numbers[entry.host.0 as usize] = self.rows.len() as u32;
        self.rows.push(entry);
    }

    /// Takes out the entry of a host; whether there was one.
    pub(super) fn remove(&mut self, host: HostId) -> bool {
        std::mem::replace(&mut self.numbers[host.0 as usize], NONE) != NONE
    }

    #[inline]
    pub(super) fn contains(&self, host: HostId) -> bool {
        self.numbers[host.0 as usize] != NONE
    }

    #[inline]
    pub(super) fn get(&self, host: HostId) -> Option<&HostEntry> {
        self.rows.get(self.numbers[host.0 as usize] as usize)
    }

    pub(super) fn get_mut(&mut self, host: HostId) -> Option<&mut HostEntry> {
        self.rows.get_mut(self.numbers[host.0 as usize] as usize)
    }

    /// What has no entry is not to be done, and delays nothing.
    pub(super) fn wait_for_known(&mut self) {
        let Self { numbers, rows } = self;
        rows.iter_mut()
            .for_each(|entry| entry.after.retain(|before| numbers[before.0 as usize] != NONE));
    }

    /// All of them, in no order that means anything.
    pub(super) fn values(&self) -> impl Iterator<Item = &HostEntry> {
        self.rows.iter().filter(|entry| self.contains(entry.host))
    }
}

impl Index<HostId> for EntriesByHost {
    type Output = HostEntry;

    #[inline]
    fn index(&self, host: HostId) -> &HostEntry {
        &self.rows[self.numbers[host.0 as usize] as usize]
    }
}
