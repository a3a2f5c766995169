//! What can be done, and what was done.

use crate::inventory::plan::ACTIONS;
use crate::inventory::{FlowId, HostId, SegmentId};
use crate::ranking::RemedyKind;

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// Patch, upgrade or isolate machines of an entry.
    Host {
        /// The entry.
        host: HostId,
        /// How many of its machines.
        machines: u32,
        /// Patch, upgrade or isolate.
        kind: RemedyKind,
    },
    /// Block a flow.
    Block(FlowId),
    /// Look at every laptop that returns to a segment before it connects.
    Quarantine(SegmentId),
}

impl Deed {
    /// The kind of action, in the words of `--allow`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Host { kind, .. } => kind.as_str(),
            Self::Block(_) => "block",
            Self::Quarantine(_) => "quarantine",
        }
    }
}

/// One action of a plan: deeds that are chosen together.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What is done, in order.
    pub deeds: Vec<Deed>,
    /// The group of which these are all that may be done, by number.
    pub group: Option<u32>,
    /// Staff minutes.
    pub minutes: u64,
    /// Loss averted, given all actions before it.
    pub averted: f64,
    /// The loss that is left after it.
    pub loss_left: f64,
    /// Minutes from the start at which it begins and is done.
    pub start: u64,
    /// See [`Self::start`].
    pub end: u64,
    /// Whether it is done because the user said so.
    pub must: bool,
}

/// Which kinds of actions may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed([bool; ACTIONS.len()]);

impl Default for Allowed {
    fn default() -> Self {
        Self([true; ACTIONS.len()])
    }
}

impl Allowed {
    /// The kinds of these names; other names are left out.
    pub fn only<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut allowed = [false; ACTIONS.len()];
        for name in names {
            if let Some(at) = ACTIONS.iter().position(|action| *action == name) {
                allowed[at] = true;
            }
        }
        Self(allowed)
    }

    /// Whether a kind may be taken.
    pub fn contains(self, word: &str) -> bool {
        ACTIONS.iter().zip(self.0).any(|(action, allowed)| allowed && *action == word)
    }
}
