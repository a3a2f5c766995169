//! Which days are worked, and where a roaming host is on a day.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// The names of the days of the week, Monday first.
pub const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The same as inventories write them: `mon`.
pub fn short_weekdays() -> [(&'static str, Weekday); 7] {
    WEEKDAYS.map(|(name, day)| (&name[..3], day))
}

/// The `calendar:` block: on which days people come in. At least one day of the week is worked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Whether each day of the week is worked, Monday first.
    pub workdays: [bool; 7],
    /// Days that would be worked and are not.
    pub holidays: BTreeSet<Date>,
}

impl Default for Calendar {
    /// Monday to Friday, without holidays.
    fn default() -> Self {
        Self { workdays: [true, true, true, true, true, false, false], holidays: BTreeSet::new() }
    }
}

impl Calendar {
    /// Whether people come in on a day.
    pub fn is_workday(&self, day: Date) -> bool {
        self.workdays[day.weekday().to_monday_zero_offset() as usize]
            && !self.holidays.contains(&day)
    }

    /// The first workday on or after a day, looked for over a year; `None` if there is none.
    pub fn first_workday(&self, from: Date) -> Option<Date> {
        (0..=366)
            .map_while(|days| from.checked_add(days.days()).ok())
            .find(|day| self.is_workday(*day))
    }
}

/// Days from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayRange {
    /// The first day.
    pub first: Date,
    /// The last day, not before the first.
    pub last: Date,
}

impl DayRange {
    /// Whether a day is among them.
    pub fn contains(self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }
}

/// When a host is outside, unprotected by the network at home. It is connected inside on the days
/// named beside each.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Away {
    /// Outside on days that are no workdays, inside on workdays. The default of what roams.
    #[default]
    Weekends,
    /// Outside every day, inside on workdays: taken home every night.
    Evenings,
    /// Outside and inside every day: field staff who dial in.
    Always,
    /// Never outside, always inside: it does not roam.
    Never,
    /// Outside on so many days from the as-of day on, inside after them.
    First(u32),
    /// Outside on these days, sorted; inside on all others.
    On(Box<[DayRange]>),
}

impl Away {
    /// Whether there may be a day on which it is outside.
    pub fn is_ever_outside(&self) -> bool {
        !matches!(self, Self::Never | Self::First(0))
    }

    /// Whether it is outside on a day. `number` counts days from the as-of day, which is 1.
    pub fn is_outside(&self, day: Date, number: u32, calendar: &Calendar) -> bool {
        match self {
            Self::Weekends => !calendar.is_workday(day),
            Self::Evenings | Self::Always => true,
            Self::Never => false,
            Self::First(days) => number <= *days,
            Self::On(ranges) => ranges.iter().any(|range| range.contains(day)),
        }
    }

    /// Whether it is connected inside on a day. `number` counts days from the as-of day, which is
    /// 1.
    pub fn is_inside(&self, day: Date, number: u32, calendar: &Calendar) -> bool {
        match self {
            Self::Weekends | Self::Evenings => calendar.is_workday(day),
            Self::Always | Self::Never => true,
            Self::First(_) | Self::On(_) => !self.is_outside(day, number, calendar),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// Saturday to Tuesday, the Monday a holiday: o outside, i inside, b both.
    fn days(away: &Away) -> String {
        let calendar = Calendar { holidays: [date(2004, 2, 16)].into(), ..Calendar::default() };
        let letter = |number: u32| {
            let day = date(2004, 2, 13)
                .checked_add(i64::from(number).days())
                .expect("within the calendar");
            match (away.is_outside(day, number, &calendar), away.is_inside(day, number, &calendar))
            {
                (true, true) => 'b',
                (true, false) => 'o',
                (false, true) => 'i',
                (false, false) => '-',
            }
        };
        (1..=4).map(letter).collect()
    }

    #[test]
    fn a_host_is_outside_on_its_days_and_a_holiday_is_like_a_sunday() {
        let range = DayRange { first: date(2004, 2, 15), last: date(2004, 2, 16) };
        for (away, expected) in [
            (Away::Weekends, "oooi"),
            (Away::Evenings, "ooob"),
            (Away::Always, "bbbb"),
            (Away::Never, "iiii"),
            (Away::First(1), "oiii"),
            (Away::First(0), "iiii"),
            (Away::On([range].into()), "iooi"),
        ] {
            assert_eq!(days(&away), expected, "{away:?}");
        }
    }

    #[test]
    fn the_first_workday_skips_holidays() {
        let calendar = Calendar { holidays: [date(2004, 2, 16)].into(), ..Calendar::default() };
        assert_eq!(calendar.first_workday(date(2004, 2, 14)), Some(date(2004, 2, 17)));
        assert_eq!(calendar.first_workday(date(2004, 2, 13)), Some(date(2004, 2, 13)));
        assert_eq!(
            Calendar { workdays: [false; 7], ..calendar }.first_workday(date(2004, 2, 14)),
            None
        );
    }
}
