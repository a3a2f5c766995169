//! Who works when.

use jiff::civil::Date;

use super::state::TOMORROW;
use crate::term::day::MAX_HORIZON;

/// A time at which people work side by side on the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// The day on which it starts.
    pub on: Date,
    /// The number of that day; the as-of day is 1.
    pub day: u32,
    /// How many people; at least 1.
    pub staff: u32,
    /// Minutes that each of them has.
    pub minutes: u64,
    /// Skills that are there, each with one of the people; empty if any of them can do anything.
    pub who: Vec<String>,
    /// Whether it is in regular hours: hosts that must not restart then are left alone.
    pub regular: bool,
}

impl Shift {
    /// People who can do anything, out of regular hours.
    pub fn new(on: Date, day: u32, staff: u32, minutes: u64) -> Self {
        Self { on, day, staff, minutes, who: Vec::new(), regular: false }
    }

    /// The day from which the work of the shift is in force: the next one, or that after its last
    /// hour if it is longer than a day.
    pub fn in_force(&self) -> u32 {
        let more = self.minutes.saturating_sub(1) / MINUTES_A_DAY;
        self.day + 1 + u32::try_from(more).map_or(MAX_HORIZON, |more| more.min(MAX_HORIZON))
    }

    /// Whether one of its people can do work that asks for a skill.
    pub(super) fn can(&self, person: u32, skill: Option<&str>) -> bool {
        match skill {
            None => true,
            Some(_) if self.who.is_empty() => true,
            Some(skill) => self.who.get(person as usize).is_some_and(|known| known == skill),
        }
    }
}

const MINUTES_A_DAY: u64 = 24 * 60;

/// The day from which the work of the first of some shifts is in force.
pub(super) fn first_in_force(shifts: &[Shift]) -> u32 {
    shifts.first().map_or(TOMORROW, Shift::in_force)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_days_is_not_in_force_tomorrow() {
        let in_force =
            |minutes| Shift::new(jiff::civil::date(2006, 8, 25), 1, 1, minutes).in_force();
        assert_eq!([60, 1_440, 1_441, 2_880, 2_881].map(in_force), [2, 2, 3, 3, 4]);
        assert_eq!(in_force(u64::MAX), 2 + MAX_HORIZON);
    }
}
