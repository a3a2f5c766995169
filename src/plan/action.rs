//! What can be done, and what is planned.

use jiff::civil::Date;

use crate::inventory::plan::ACTIONS;
use crate::inventory::{FlowId, HostId, SegmentId};
use crate::ranking::RemedyKind;
use crate::term::day::Day;

/// One thing to do. Not ordered: ids of hosts depend on the order of the input, names do not
/// (`plan::place`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Patch, upgrade, isolate or rebuild machines of an entry.
    Host {
        /// The entry.
        host: HostId,
        /// How many of its machines.
        machines: u32,
        /// What is done to them.
        kind: RemedyKind,
    },
    /// Block a flow. One into a segment is blocked with all flows from the same place to single
    /// hosts of it, as the words `block internet -> dmz` mean everywhere.
    Block(FlowId),
    /// Look at laptops that return to a segment before they connect. It holds once all of them are
    /// looked at.
    Quarantine {
        /// The segment.
        segment: SegmentId,
        /// How many of its laptops.
        laptops: u32,
    },
}

impl Action {
    /// The kind of action, in the words of `--allow`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Host { kind, .. } => kind.as_str(),
            Self::Block(_) => "block",
            Self::Quarantine { .. } => "quarantine",
        }
    }

    /// Whether both are done to the same thing: parts of one piece of work.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        self.none() == other.none()
    }

    /// The same work, none of it.
    pub fn none(&self) -> Self {
        match *self {
            Self::Host { host, kind, .. } => Self::Host { host, machines: 0, kind },
            Self::Quarantine { segment, .. } => Self::Quarantine { segment, laptops: 0 },
            Self::Block(flow) => Self::Block(flow),
        }
    }

    /// How many machines or laptops.
    pub fn number(&self) -> u32 {
        match self {
            Self::Host { machines, .. } => *machines,
            Self::Quarantine { laptops, .. } => *laptops,
            Self::Block(_) => 1,
        }
    }

    /// Adds the machines or laptops of another part of the same work.
    pub fn add(&mut self, other: &Self) {
        match (self, other) {
            (Self::Host { machines, .. }, Self::Host { machines: more, .. }) => {
                *machines = machines.saturating_add(*more)
            }
            (Self::Quarantine { laptops, .. }, Self::Quarantine { laptops: more, .. }) => {
                *laptops = laptops.saturating_add(*more)
            }
            _ => {}
        }
    }

    /// Whether it closes a way instead of mending a host: a stopgap.
    pub fn is_door(self) -> bool {
        !matches!(self, Self::Host { .. })
    }
}

/// A part of a plan that one person does in one go: actions that were chosen together.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedAction {
    /// What is done, in order.
    pub actions: Vec<Action>,
    /// The group whose hosts these are, by number.
    pub group: Option<u32>,
    /// The place of its shift among those of the plan.
    pub shift: usize,
    /// The day of the shift.
    pub on: Date,
    /// Whether the shift is in regular hours.
    pub regular: bool,
    /// The day from which it is in force.
    pub in_force: Day,
    /// Who does it, from 1.
    pub person: u32,
    /// Staff minutes.
    pub minutes: u64,
    /// Minutes from the start of the shift at which it begins and is done.
    pub start: u64,
    /// See [`Self::start`].
    pub end: u64,
    /// Expected loss averted, given all steps before it.
    pub averted: f64,
    /// The expected loss that is left after it.
    pub loss_left: f64,
    /// What the business loses through it by the horizon, in points of value; 0 for what mends a
    /// host.
    pub price: f64,
    /// Doors: the day from which it can be lifted, if the hosts behind it are done by then.
    pub lift: Option<Date>,
    /// Whether it is done because the user said so.
    pub must: bool,
}

/// Which kinds of actions may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed {
    kinds: [bool; ACTIONS.len()],
    /// Whether somebody listed them.
    listed: bool,
}

impl Default for Allowed {
    fn default() -> Self {
        Self { kinds: [true; ACTIONS.len()], listed: false }
    }
}

impl Allowed {
    /// The kinds of these names; other names are left out.
    pub fn only<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut kinds = [false; ACTIONS.len()];
        for name in names {
            if let Some(at) = ACTIONS.iter().position(|action| *action == name) {
                kinds[at] = true;
            }
        }
        Self { kinds, listed: true }
    }

    /// Whether a kind may be taken.
    pub fn contains(self, word: &str) -> bool {
        ACTIONS.iter().zip(self.kinds).any(|(action, allowed)| allowed && *action == word)
    }

    /// Whether somebody has said by its name that a kind may be taken.
    pub fn lists(self, word: &str) -> bool {
        self.listed && self.contains(word)
    }
}
