//! Who works when.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::term::day::Day;

/// A time at which people work side by side on the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// The day on which it starts.
    pub on: Date,
    /// The same as a day of the horizon.
    pub day: Day,
    /// How many people; at least 1.
    pub staff: u32,
    /// Minutes that each of them has; at most those of a day, see [`Shift::by_day`].
    pub minutes: u64,
    /// Skills that are there, each with one of the people; empty if any of them can do anything.
    pub who: Vec<String>,
    /// Whether it is in regular hours: hosts that must not restart then are left alone.
    pub regular: bool,
}

impl Shift {
    /// People who can do anything, out of regular hours.
    pub fn new(on: Date, day: Day, staff: u32, minutes: u64) -> Self {
        Self { on, day, staff, minutes, who: Vec::new(), regular: false }
    }

    /// The day from which the work of the shift is in force: the next one.
    pub fn in_force(&self) -> Day {
        self.day.next()
    }

    /// The shift day by day: what is done on the first day of a long one is in force from the
    /// second on, and not only after its last hour. Its days from `last` on are one: their work is
    /// in force too late.
    pub fn by_day(&self, last: Day) -> Vec<Self> {
        let days = last.0.saturating_sub(self.day.0).saturating_add(1);
        let starts = (0..days).map(|day| (day, u64::from(day) * MINUTES_A_DAY));
        let part = |(day, start): (u16, u64)| {
            let on = self.on.checked_add(i64::from(day).days()).ok()?;
            let minutes = (self.minutes - start).min(MINUTES_A_DAY);
            Some(Self { on, day: Day(self.day.0.saturating_add(day)), minutes, ..self.clone() })
        };
        let parts = starts.take_while(|(day, start)| *day == 0 || *start < self.minutes);
        parts.map_while(part).collect()
    }

    /// Whether one of its people can do work that asks for a skill.
    pub(super) fn has(&self, skill: Option<&str>) -> bool {
        (0..self.staff.min(self.who.len().max(1) as u32)).any(|person| self.can(person, skill))
    }

    /// Whether a person can do work that asks for a skill.
    pub(super) fn can(&self, person: u32, skill: Option<&str>) -> bool {
        match skill {
            None => true,
            Some(_) if self.who.is_empty() => true,
            Some(skill) => self.who.get(person as usize).is_some_and(|known| known == skill),
        }
    }
}

pub(super) const MINUTES_A_DAY: u64 = 24 * 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_shift_is_one_a_day() {
        let shift = |minutes| Shift::new(jiff::civil::date(2006, 8, 25), Day::FIRST, 1, minutes);
        let parts = |minutes: u64| -> Vec<(u16, i8, u64)> {
            let parts = shift(minutes).by_day(Day(4));
            parts.iter().map(|part| (part.day.0, part.on.day(), part.minutes)).collect()
        };
        assert_eq!(parts(0), [(1, 25, 0)]);
        assert_eq!(parts(1_440), [(1, 25, 1_440)]);
        assert_eq!(parts(1_441), [(1, 25, 1_440), (2, 26, 1)]);
        assert_eq!(parts(u64::MAX).len(), 4);
        assert_eq!(shift(3_000).by_day(Day::BEFORE).len(), 1);
    }
}
