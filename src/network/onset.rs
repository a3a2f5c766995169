//! When something begins in a segment that stays once it is there: an insider, a Trojan.

use crate::term::day::Day;

/// How likely something has begun by the end of each day. Days on which nothing new can begin are
/// left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Onset {
    /// The chances, rising.
    pub chances: Box<[f64]>,
    /// The days they belong to.
    pub days: Box<[Day]>,
}

impl Onset {
    /// Works out the chance by the end of each day.
    pub(super) fn new(last: Day, by: impl Fn(Day) -> f64) -> Self {
        let (mut chances, mut days) = (Vec::new(), Vec::new());
        let mut before = 0.0;
        for day in Day::up_to(last) {
            let chance = by(day);
            if chance > before {
                chances.push(chance);
                days.push(day);
                before = chance;
            }
        }
        Self { chances: chances.into(), days: days.into() }
    }

    /// Certain from the first day on.
    pub(super) fn certain() -> Self {
        Self { chances: Box::new([1.0]), days: Box::new([Day::FIRST]) }
    }

    /// The chance that it begins within the horizon.
    pub fn total(&self) -> f64 {
        self.chances.last().copied().unwrap_or(0.0)
    }
}
