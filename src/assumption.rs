//! What if: assumptions in words, such as `patch dc1` or `block office -> servers`, and what they
//! make of a scenario.
//!
//! An assumption is read against the inventory, so that everything it names exists; then all of
//! them together are checked for contradictions and put into a [`crate::network::Scenario`].

mod by;
mod clock;
mod flow;
mod names;
mod parse;
mod suppose;

use crate::advisory::{AdvisoryId, Stage};
use crate::inventory::{FlowKey, HostId, SegmentId};
use crate::term::day::Day;
use crate::term::port::PortSet;

pub use clock::Clock;
pub use names::{Names, Wrong};
pub use parse::{flows, parse};
pub use suppose::{Supposed, suppose};

/// What is assumed.
#[derive(Clone, Debug, PartialEq)]
pub enum Assumption {
    /// A host is patched, upgraded or isolated: nothing can be done to it.
    PatchHost(HostId),
    /// So are all hosts of a group.
    PatchGroup(Vec<HostId>),
    /// An advisory is fixed on every host.
    PatchAll(AdvisoryId),
    /// Flows are blocked.
    Block(Vec<FlowKey>),
    /// A flow is open on some ports.
    Open(FlowKey, PortSet),
    /// Laptops that return to a segment are looked at before they connect.
    Quarantine(SegmentId),
    /// A host is plugged in infected.
    Infected(HostId),
    /// An insider is in a segment.
    Insider(SegmentId),
    /// An advisory has reached a stage.
    Stage(AdvisoryId, Stage),
}

/// An assumption as it was written, and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// The words.
    pub text: String,
    /// What they mean.
    pub meaning: Assumption,
    /// From which day on it is so: the first, or later where something is done by a day.
    pub from: Day,
}

/// An assumption that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot assume `{text}`: {message}")]
pub struct Problem {
    /// The words.
    pub text: String,
    /// What is wrong with them.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// The forms that assumptions have, for messages.
pub const FORMS: &str = "known forms: patch HOST, patch group gN, patch all ADVISORY, block A -> B, open A -> B PORTS, \
    quarantine SEGMENT, infected HOST, insider SEGMENT, stage ADVISORY STAGE; patch, block and quarantine with `by DAY` for work that is \
    done by the end of a day";
