//! The order of names: what averts the same goes by name. Ids of hosts depend on the order of the
//! input, so nothing is sorted by them.

use std::cmp::Ordering;

use super::Action;
use crate::inventory::{HostId, Inventory};

/// For each host its place among all names.
#[derive(Clone, Debug)]
pub(super) struct Places(Vec<u32>);

/// What actions are sorted by. Segments and flows are sorted by name, so their ids will do.
pub(super) type Place = (u8, u32, u32);

impl Places {
    pub(super) fn new(inventory: &Inventory) -> Self {
        let mut hosts: Vec<(&str, HostId)> =
            inventory.hosts().map(|(id, name, _)| (name, id)).collect();
        hosts.sort_unstable();
        let mut places = vec![0; hosts.len()];
        for (place, (_, host)) in hosts.into_iter().enumerate() {
            places[host.0 as usize] = place as u32;
        }
        Self(places)
    }

    pub(super) fn host(&self, host: HostId) -> u32 {
        self.0[host.0 as usize]
    }

    pub(super) fn of(&self, action: &Action) -> Place {
        match *action {
            Action::Host { host, machines, .. } => (0, self.host(host), machines),
            Action::Block(flow) => (1, flow.0, 0),
            Action::Quarantine { segment, laptops } => (2, segment.0, laptops),
        }
    }

    /// Compares actions one after the other.
    pub(super) fn compare(&self, a: &[Action], b: &[Action]) -> Ordering {
        a.iter().map(|action| self.of(action)).cmp(b.iter().map(|action| self.of(action)))
    }
}
