//! What is done to a network that was built, and how it is taken back.

use super::{ClassId, Network, Removal};
use crate::inventory::{End, FlowId, HostId, SegmentId};

/// Something that is done to a network. The coins stay as they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// Machines of a host are remedied. The order of removals is part of the result.
    Remedy {
        /// The host.
        host: HostId,
        /// How many, and what tells this removal from others of the class.
        removal: Removal,
        /// The value of each.
        value: f64,
    },
    /// A flow is blocked.
    Block {
        /// The flow.
        flow: FlowId,
        /// Where it comes from.
        from: End,
    },
    /// Laptops that return to a segment are quarantined.
    Quarantine(SegmentId),
}

/// What takes a change back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Undo {
    /// The machines of a removal return.
    Restore {
        /// Their class.
        class: ClassId,
        /// The place of the removal among those of the class.
        removal: u32,
        /// How many machines the class had, and what they were worth.
        size: u64,
        /// See `size`.
        value: f64,
    },
    /// A flow is open again.
    Unblock {
        /// The flow.
        flow: FlowId,
        /// Where it comes from.
        from: End,
    },
    /// Laptops return to a segment as they did before.
    Release(SegmentId),
}

impl Network {
    /// Makes a change; answers with what takes it back, `None` if there was nothing to change.
    pub fn apply(&mut self, change: Change) -> Option<Undo> {
        match change {
            Change::Remedy { host, removal, value } => self.remedy(host, removal, value),
            Change::Block { flow, from } => {
                let known = std::mem::replace(&mut self.blocked[flow.0 as usize], true);
                (!known).then_some(Undo::Unblock { flow, from })
            }
            Change::Quarantine(segment) => {
                let known = std::mem::replace(&mut self.quarantined[segment.0 as usize], true);
                (!known).then_some(Undo::Release(segment))
            }
        }
    }

    /// Takes back the last change that was not taken back yet.
    pub fn take_back(&mut self, undo: Undo) {
        match undo {
            Undo::Restore { class, removal, size, value } => {
                let class = &mut self.classes[class.0 as usize];
                (class.size, class.value) = (size, value);
                class.removed.truncate(removal as usize);
            }
            Undo::Unblock { flow, .. } => self.blocked[flow.0 as usize] = false,
            Undo::Release(segment) => self.quarantined[segment.0 as usize] = false,
        }
    }

    fn remedy(&mut self, host: HostId, removal: Removal, value: f64) -> Option<Undo> {
        let id = self.class_of(host)?;
        let class = &mut self.classes[id.0 as usize];
        let undo = Undo::Restore { class: id, removal: class.removed.len() as u32, size: class.size, value: class.value };
        let machines = removal.machines.min(class.size);
        class.size -= machines;
        class.value = if class.size == 0 { 0.0 } else { (class.value - value * machines as f64).max(0.0) };
        class.removed.push(Removal { machines, ..removal });
        Some(undo)
    }
}
