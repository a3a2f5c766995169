//! What single actions avert in a state, if they are in force from a day on.

use super::Action;
use super::host_entry::HostEntry;
use super::problem::Problem;
use super::state::State;
use crate::inventory::{FlowId, SegmentId};
use crate::network::ClassId;
use crate::risk::Estimate;
use crate::term::day::Day;

/// An estimate, read for one day.
#[derive(Clone, Copy)]
pub(super) struct Outlook<'e> {
    pub(super) estimate: &'e Estimate,
    /// The day from which actions are in force.
    pub(super) day: Day,
}

impl Outlook<'_> {
    /// One machine of a class, of a given value.
    pub(super) fn machine(&self, class: ClassId, value: f64) -> f64 {
        self.estimate.classes[class.0 as usize].averted_from(value, self.day)
    }

    /// All machines of a class.
    pub(super) fn class(&self, class: ClassId) -> f64 {
        self.estimate.classes[class.0 as usize].group.from_day(self.day)
    }

    pub(super) fn flow(&self, flow: FlowId) -> f64 {
        self.estimate.flows[flow.0 as usize].from_day(self.day)
    }

    pub(super) fn quarantine(&self, segment: SegmentId) -> f64 {
        self.estimate.quarantine[segment.0 as usize].from_day(self.day)
    }

    /// Machines of an entry, of `live` ones in its class.
    pub(super) fn entry(&self, entry: &HostEntry, machines: u32, live: u64) -> f64 {
        let Some(class) = entry.class else { return 0.0 };
        if u64::from(machines) >= live {
            self.class(class)
        } else {
            self.machine(class, entry.value) * f64::from(machines)
        }
    }

    /// Actions one by one in a state: less than they avert together where they only help together.
    pub(super) fn sum(
        &self,
        problem: &Problem<'_>,
        state: &State<'_, '_>,
        actions: &[Action],
    ) -> f64 {
        let one = |action: &Action| match action {
            Action::Host { host, machines, .. } => {
                problem.entries.get(*host).map_or(0.0, |entry| {
                    let live = entry.class.map_or(0, |class| state.live(class));
                    self.entry(entry, *machines, live)
                })
            }
            Action::Block(flow) => problem
                .block(*flow)
                .map_or(0.0, |block| block.closes.iter().map(|flow| self.flow(*flow)).sum()),
            Action::Quarantine { segment, .. } => self.quarantine(*segment),
        };
        actions.iter().map(one).sum()
    }
}
