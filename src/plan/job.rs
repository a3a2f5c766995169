//! Jobs, and when who does which part of them.

use rustc_hash::FxHashMap;

use super::Shift;
use crate::inventory::HostId;

/// One job: `machines` times `minutes` of work that different people may share.
#[derive(Clone, Debug)]
pub(super) struct Job<'a> {
    /// The host it is done to, if it is one.
    pub(super) host: Option<HostId>,
    pub(super) machines: u32,
    pub(super) minutes: u64,
    /// All of it in one shift, or nothing: half a quarantine is none.
    pub(super) whole: bool,
    /// Not in regular hours: it restarts a host that others need then.
    pub(super) out_of_hours: bool,
    /// Hosts that have to be done before.
    pub(super) after: &'a [HostId],
    /// Hosts that must not be under way at the same time.
    pub(super) not_with: &'a [HostId],
    /// What whoever does it has to know.
    pub(super) skill: Option<&'a str>,
}

impl Job<'_> {
    /// Whether nothing but time holds it up.
    pub(super) fn is_free(&self) -> bool {
        self.after.is_empty() && self.not_with.is_empty() && self.skill.is_none()
    }

    /// Whether a shift does such jobs at all, however little time there is.
    pub(super) fn suits(&self, shift: &Shift) -> bool {
        shift.has(self.skill) && !(self.out_of_hours && shift.regular)
    }

    /// Whether it fits into a shift if nothing else is done.
    pub(super) fn fits(&self, shift: &Shift) -> bool {
        let rounds = if self.whole {
            u64::from(self.machines).div_ceil(u64::from(shift.staff.max(1)))
        } else {
            1
        };
        self.suits(shift) && self.minutes.saturating_mul(rounds) <= shift.minutes
    }
}

/// A piece of a job that one person does in one go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The place of the job in its order.
    pub(super) job: usize,
    pub(super) machines: u32,
    /// The place of the shift among all.
    pub(super) shift: usize,
    /// From 0.
    pub(super) person: u32,
    /// Minutes from the start of the shift.
    pub(super) start: u64,
    pub(super) end: u64,
}

/// Hosts that are done: when, in this shift; earlier ones at 0.
pub(super) type Done = FxHashMap<HostId, Span>;

/// A time within a shift, in minutes from its start.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    pub(super) start: u64,
    pub(super) end: u64,
}
