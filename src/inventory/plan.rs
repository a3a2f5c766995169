//! What the `plan:` and `costs:` blocks say about work and money.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::FlowKey;
use crate::source::Span;

/// The `plan:` block: who is there, what work takes, and what may be done. `None` keeps the
/// planner's default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanPolicy {
    /// How many people there are.
    pub staff: Option<u32>,
    /// How many hours each of them has.
    pub hours: Option<f64>,
    /// When people are there, in the order of the file; empty is one shift tonight.
    pub shifts: Vec<Shift>,
    /// Who works on a normal workday, in regular hours.
    pub regular: Option<Crew>,
    /// Share of the value behind a blocked flow that a day of the block costs, 0 to 1.
    pub block_cost: Option<f64>,
    /// Staff minutes, in the order of [`Work::ALL`].
    pub minutes: [Option<u32>; Work::ALL.len()],
    /// The kinds of actions that may be taken, by name; `None` is all.
    pub allow: Option<Vec<String>>,
    /// Flows that the business needs: they are never blocked.
    pub keep: Vec<FlowKey>,
    /// When hosts may restart that do not say so themselves; any time if left out.
    pub restarts: Option<Restarts>,
}

/// More people and hours than any weekend has, and as few hours as make a minute: the same in files
/// and on the command line.
pub const MAX_STAFF: u32 = 10_000;
/// See [`MAX_STAFF`].
pub const MAX_HOURS: f64 = 8_784.0;
/// See [`MAX_STAFF`].
pub const MIN_HOURS: f64 = 0.02;

/// When a host may restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restarts {
    /// Also in regular hours.
    AnyTime,
    /// Only out of regular hours: in the evening, at night, on days off.
    OutOfHours,
}

impl Restarts {
    /// The words of the inventory format.
    pub const WORDS: [(&'static str, Self); 2] =
        [("any-time", Self::AnyTime), ("out-of-hours", Self::OutOfHours)];
}

/// People who work side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crew {
    /// How many people; at least 1.
    pub staff: u32,
    /// How many hours each of them has; more than 0.
    pub hours: f64,
}

/// A time at which people work on this.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// On which day.
    pub on: ShiftDay,
    /// Who is there.
    pub crew: Crew,
    /// Skills that are there, each with one of the people; empty if any of them can do anything.
    pub who: Vec<String>,
    /// Whether it is in regular hours, in which some hosts must not restart.
    pub regular: bool,
    /// Where it is written.
    pub place: Span,
}

/// The day of a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShiftDay {
    /// The evening of the as-of day.
    Tonight,
    /// The first such day from the as-of day on.
    Next(Weekday),
    /// This day.
    On(Date),
}

impl ShiftDay {
    /// The date of it, seen from the as-of day.
    pub fn date(self, as_of: Date) -> Date {
        match self {
            Self::Tonight => as_of,
            Self::On(day) => day,
            Self::Next(weekday) => {
                let days = as_of.weekday().until(weekday);
                as_of.checked_add(i64::from(days).days()).unwrap_or(as_of)
            }
        }
    }
}

/// Work that takes staff minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Work {
    /// Patching and restarting a laptop.
    Laptop,
    /// A workstation.
    Workstation,
    /// A server.
    Server,
    /// Installing a service pack on any host before its patches, instead of as long as patching it
    /// takes.
    ServicePack,
    /// Taking a host off the network, instead of as long as patching it would take.
    Isolate,
    /// Blocking a flow.
    Block,
    /// Looking at every laptop that returns to a segment before it connects.
    Quarantine,
}

impl Work {
    /// Every kind of work.
    pub const ALL: [Self; 7] = [
        Self::Laptop,
        Self::Workstation,
        Self::Server,
        Self::ServicePack,
        Self::Isolate,
        Self::Block,
        Self::Quarantine,
    ];

    /// The word of the inventory format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Laptop => "laptop",
            Self::Workstation => "workstation",
            Self::Server => "server",
            Self::ServicePack => "service_pack",
            Self::Isolate => "isolate",
            Self::Block => "block",
            Self::Quarantine => "quarantine",
        }
    }
}

/// What the kinds of actions are called, in `allow:` and `--allow`.
pub const ACTIONS: [&str; 6] = ["patch", "upgrade", "isolate", "rebuild", "block", "quarantine"];

/// The `costs:` block: what time and loss are in money.
#[derive(Clone, Debug, PartialEq)]
pub struct Costs {
    /// An hour of one person, finite and not negative.
    pub staff_hour: f64,
    /// One point of value, finite and not negative.
    pub value_point: f64,
    /// The currency, as written.
    pub currency: String,
}
