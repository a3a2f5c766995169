//! By when something is due.

use std::fmt;

use jiff::civil::Date;

/// By when something is due, as every format writes it: a date, or `now`. What is due now comes
/// first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// Even today's work comes late.
    Now,
    /// Work that is done by the end of this day is in time.
    By(Date),
}

impl Due {
    /// What is written where even today's work comes late.
    pub const NOW: &'static str = "now";
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Now => f.write_str(Self::NOW),
            Self::By(day) => day.fmt(f),
        }
    }
}
