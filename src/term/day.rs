//! Days of the horizon, counted from the as-of day.

use std::fmt;

use jiff::civil::Date;

/// The longest horizon: a year.
pub const MAX_HORIZON: u32 = 366;

/// Whole days from one day to another; negative if the other is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// A day of the horizon; day 1 is the as-of day. Remedies that are in force *from* a day take
/// effect before anything else happens on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub u16);

impl Day {
    /// Before the horizon begins.
    pub const BEFORE: Self = Self(0);
    /// The as-of day.
    pub const FIRST: Self = Self(1);
    /// No day at all: it is after every other.
    pub const NEVER: Self = Self(u16::MAX);

    /// The day after; `NEVER` stays.
    #[inline]
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The day before; `NEVER` stays, and so does what is before the horizon.
    #[inline]
    #[must_use]
    pub fn before(self) -> Self {
        if self == Self::NEVER { self } else { Self(self.0.saturating_sub(1)) }
    }

    /// Whether it comes at all.
    #[inline]
    pub fn comes(self) -> bool {
        self != Self::NEVER
    }

    /// Its place in a list that begins with day 1. Only days from the first on have one.
    #[inline]
    pub fn index(self) -> usize {
        usize::from(self.0) - 1
    }

    /// The days from the first to the last of a horizon.
    #[inline]
    pub fn up_to(last: Self) -> impl DoubleEndedIterator<Item = Self> + Clone {
        (Self::FIRST.0..=last.0).map(Self)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "day {}", self.0)
    }
}

/// On which days of a horizon something holds, with quick answers to "from this day on, when
/// next?".
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DaySet {
    /// By day, from day 0 to the day after the last: the first day not before it on which it holds.
    next: Box<[Day]>,
}

impl DaySet {
    /// The days up to the last for which something holds.
    pub fn new(last: Day, holds: impl Fn(Day) -> bool) -> Self {
        let mut next = vec![Day::NEVER; usize::from(last.0) + 2];
        for day in (0..=last.0).rev() {
            let at = usize::from(day);
            next[at] = if day > 0 && holds(Day(day)) { Day(day) } else { next[at + 1] };
        }
        Self { next: next.into() }
    }

    /// Whether a day is among them.
    #[inline]
    pub fn contains(&self, day: Day) -> bool {
        self.next(day) == day
    }

    /// The first of them that is not before a day; [`Day::NEVER`] if there is none.
    #[inline]
    pub fn next(&self, day: Day) -> Day {
        self.next.get(usize::from(day.0)).copied().unwrap_or(Day::NEVER)
    }

    /// The last of them that is not after a day; [`Day::BEFORE`] if there is none.
    #[inline]
    pub fn last_until(&self, day: Day) -> Day {
        let last = day.0.min(self.next.len().saturating_sub(2) as u16);
        (1..=last).rev().map(Day).find(|day| self.contains(*day)).unwrap_or(Day::BEFORE)
    }

    /// Whether it never holds.
    #[inline]
    pub fn is_empty(&self) -> bool {
        !self.next(Day::FIRST).comes()
    }

    /// The days, in order.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = Day> + '_ {
        let first = Some(self.next(Day::FIRST));
        std::iter::successors(first, |day| Some(self.next(day.next())))
            .take_while(|day| day.comes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_from_both_sides() {
        let days = DaySet::new(Day(6), |day| [2, 3, 6].contains(&day.0));
        assert_eq!(days.iter().collect::<Vec<_>>(), [Day(2), Day(3), Day(6)]);
        assert_eq!(
            (days.next(Day::FIRST), days.next(Day(4)), days.next(Day(7))),
            (Day(2), Day(6), Day::NEVER)
        );
        assert_eq!(
            (days.last_until(Day(5)), days.last_until(Day(1)), days.last_until(Day::NEVER)),
            (Day(3), Day::BEFORE, Day(6))
        );
        assert!(DaySet::new(Day(3), |_| false).is_empty());
    }
}
