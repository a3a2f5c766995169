//! Whose system it is: messages about a system point at the first host by name that runs it and
//! count the others, so that the order of the inventory does not change what is said.

use crate::inventory::{HostId, Inventory};

/// The hosts that run one system.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owner {
    /// The first of them by name.
    pub(super) first: HostId,
    /// How many machines there are.
    pub(super) machines: u64,
}

impl Owner {
    /// `host `dc1`` or `host `desk` and 239 more`.
    pub(super) fn describe(self, inventory: &Inventory) -> String {
        let (name, _) = inventory.host(self.first);
        match self.machines {
            0 | 1 => format!("host `{name}`"),
            many => format!("host `{name}` and {} more", many - 1),
        }
    }

    /// With the machines of another owner.
    pub(super) fn and(self, other: Self, inventory: &Inventory) -> Self {
        let name = |id: HostId| inventory.host(id).0;
        let first = if name(other.first) < name(self.first) { other.first } else { self.first };
        Self { first, machines: self.machines.saturating_add(other.machines) }
    }
}

/// The owner of every system, indexed by system, in one pass over the hosts; `None` for a system
/// that no host runs.
pub(super) fn of(inventory: &Inventory) -> Vec<Option<Owner>> {
    let mut owners: Vec<Option<Owner>> = vec![None; inventory.systems.len()];
    for (id, _, host) in inventory.hosts() {
        let own = Owner { first: id, machines: u64::from(host.count) };
        let slot = &mut owners[host.system.0 as usize];
        *slot = Some(slot.map_or(own, |owner| owner.and(own, inventory)));
    }
    owners
}
