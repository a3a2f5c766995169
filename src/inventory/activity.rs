//! The `activity:` list and the port histories of `activity_from:`: what was counted or announced.

use jiff::civil::Date;

use crate::source::Span;
use crate::term::port::PortSet;

/// One thing that was observed on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// The day it was observed.
    pub date: Date,
    /// What was observed.
    pub observed: Observed,
    /// Who says so.
    pub source: Option<String>,
    /// Where it is written.
    pub place: Span,
}

/// What was observed.
#[derive(Clone, Debug, PartialEq)]
pub enum Observed {
    /// Sources were counted on a port.
    Count(Count),
    /// Somebody raised a level, such as "ThreatCon 2". Shown, never computed with.
    Level(String),
}

/// Distinct sources that were seen on a port, and what is usual.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// The port; not empty. Histories do not tell tcp from udp, so both may be in it.
    pub ports: PortSet,
    /// Distinct sources that day; finite, not negative.
    pub sources: f64,
    /// What is usual.
    pub baseline: Baseline,
    /// A named cause other than an attack on a flaw. Then it is shown and not counted.
    pub cause: Option<String>,
}

/// What is usual on a port.
#[derive(Clone, Debug, PartialEq)]
pub enum Baseline {
    /// The median of the same weekday, as stated; finite, not negative.
    Median(f64),
    /// Counts of earlier days of the same weekday, not empty; each finite, not negative.
    History(Vec<f64>),
}

/// The daily counts of one port, as DShield and the ISC give them out.
#[derive(Clone, Debug, PartialEq)]
pub struct PortHistory {
    /// The port; both protocols where the file does not say which.
    pub ports: PortSet,
    /// One entry per day, sorted by day, no repeats; days may be missing.
    pub days: Vec<DayCount>,
    /// What the file is called.
    pub name: String,
    /// The start of the file.
    pub place: Span,
}

/// What was counted on one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayCount {
    /// The day.
    pub date: Date,
    /// Distinct sources.
    pub sources: u64,
}
