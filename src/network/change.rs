//! What is done to a network that was built, and how it is taken back.

use super::{ClassId, Network, Onset, Removal};
use crate::inventory::{End, FlowId, HostId, SegmentId};
use crate::term::day::Day;

/// Something that is done to a network, in force from a day on. The coins stay as they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// Machines of a host are remedied: patched, or rebuilt if they are infected. The order of
    /// removals is part of the result.
    Remedy {
        /// The host.
        host: HostId,
        /// How many, from which day on, and what tells this removal from others of the class.
        removal: Removal,
    },
    /// A flow is blocked, unless the block fails.
    Block {
        /// The flow.
        flow: FlowId,
        /// Where it comes from.
        from: End,
        /// From which day on.
        day: Day,
    },
    /// Laptops that return to a segment are quarantined, but for those that slip through.
    Quarantine {
        /// The segment.
        segment: SegmentId,
        /// From which day on.
        day: Day,
    },
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
    /// A flow is open again, or until a later day.
    Unblock {
        /// The flow.
        flow: FlowId,
        /// Where it comes from.
        from: End,
        /// From which day on it was blocked before.
        before: Day,
    },
    /// Laptops return to a segment as they did before.
    Release {
        /// The segment.
        segment: SegmentId,
        /// From which day on it was under quarantine before.
        before: Day,
    },
}

impl Network {
    /// The same network with somebody in a segment who attacks from the first day on.
    pub fn attacked_from(&self, segment: SegmentId) -> Self {
        let mut network = self.clone();
        network.insiders[segment.0 as usize] = Onset::certain();
        network
    }

    /// Makes a change; answers with what takes it back, `None` if there was nothing to change.
    pub fn apply(&mut self, change: Change) -> Option<Undo> {
        match change {
            Change::Remedy { host, removal } => self.remedy(host, removal),
            Change::Block { flow, from, day } => sooner(&mut self.blocked[flow.0 as usize], day)
                .map(|before| Undo::Unblock { flow, from, before }),
            Change::Quarantine { segment, day } => {
                sooner(&mut self.quarantined[segment.0 as usize], day)
                    .map(|before| Undo::Release { segment, before })
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
            Undo::Unblock { flow, before, .. } => self.blocked[flow.0 as usize] = before,
            Undo::Release { segment, before } => self.quarantined[segment.0 as usize] = before,
        }
    }

    /// Takes the removals of each class of which nothing is left for one, of machines that are all
    /// worth the mean, if all are from the same day on. Which of them had which fate makes no
    /// difference to what is expected, and costs a coin each. It cannot be taken back.
    pub fn merge_removals(&mut self) {
        for class in self.classes.iter_mut().filter(|class| class.size == 0) {
            let [first, others @ ..] = &class.removed[..] else { continue };
            if others.iter().any(|removal| removal.from != first.from) {
                continue;
            }
            let machines: u64 = class.removed.iter().map(|removal| removal.machines).sum();
            let values = class.removed.iter().map(|r| r.value * r.machines as f64);
            let value = values.sum::<f64>() / machines.max(1) as f64;
            class.removed = vec![Removal { key: class.key, machines, value, from: first.from }];
        }
    }

    /// Remedies a class as a whole, given how many machines are worth how much each: the same as
    /// [`Self::apply`] for every host and [`Self::merge_removals`]. False, and nothing is done, if
    /// they are not all there is of it. It cannot be taken back.
    pub fn remedy_whole(
        &mut self,
        class: ClassId,
        parts: impl Iterator<Item = (u64, f64)> + Clone,
        from: Day,
    ) -> bool {
        let class = &mut self.classes[class.0 as usize];
        let machines: u64 = parts.clone().map(|(machines, _)| machines).sum();
        if machines == 0 || machines != class.size || !class.removed.is_empty() {
            return false;
        }
        let worth: f64 = parts.map(|(machines, value)| value * machines as f64).sum();
        let value = worth / machines as f64;
        class.removed = vec![Removal { key: class.key, machines, value, from }];
        (class.size, class.value) = (0, 0.0);
        true
    }

    fn remedy(&mut self, host: HostId, removal: Removal) -> Option<Undo> {
        let id = self.class_of(host)?;
        let class = &mut self.classes[id.0 as usize];
        let undo = Undo::Restore {
            class: id,
            removal: class.removed.len() as u32,
            size: class.size,
            value: class.value,
        };
        let machines = removal.machines.min(class.size);
        class.size -= machines;
        class.value = if class.size == 0 {
            0.0
        } else {
            (class.value - removal.value * machines as f64).max(0.0)
        };
        class.removed.push(Removal { machines, ..removal });
        Some(undo)
    }
}

/// Lets something be in force from a day on, if it was not by then; answers with what held before.
fn sooner(from: &mut Day, day: Day) -> Option<Day> {
    (day < *from).then(|| std::mem::replace(from, day))
}
