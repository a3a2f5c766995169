//! What words for days mean.

use std::fmt::Display;

use jiff::ToSpan;
use jiff::civil::Date;

use super::names::Wrong;
use crate::inventory::WEEKDAYS;
use crate::term::day::{MAX_HORIZON, days_between};

/// The as-of day and the horizon, which give words for days their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Day 1.
    pub as_of: Date,
    /// The last day that counts.
    pub horizon_days: u32,
}

impl Clock {
    /// The day of a word, in any case: `tonight`, `tomorrow`, a weekday, `window` (the day after
    /// the horizon), a date.
    pub fn day(self, word: &str) -> Option<Date> {
        let after = |days: i64| self.as_of.checked_add(days.days()).ok();
        let word = word.to_lowercase();
        match word.as_str() {
            "tonight" | "today" | "now" => Some(self.as_of),
            "tomorrow" => after(1),
            "window" => after(i64::from(self.horizon_days)),
            _ => match WEEKDAYS.iter().find(|(name, _)| *name == word) {
                // The day itself counts: on a Saturday, `saturday` is today.
                Some((_, weekday)) => {
                    (0..7).filter_map(after).find(|day| day.weekday() == *weekday)
                }
                None => {
                    Some(word).filter(|word| word.len() == 10).and_then(|word| word.parse().ok())
                }
            },
        }
    }

    /// How many days after the as-of day a day is that goes by a name: less than the longest
    /// horizon.
    pub fn days_until(self, day: Date, name: impl Display) -> Result<u32, Wrong> {
        let days = u32::try_from(days_between(self.as_of, day)).ok();
        days.filter(|days| *days < MAX_HORIZON).ok_or_else(|| {
            let message = format!("{name} is before {} or more than a year after it", self.as_of);
            (message, "name a later day, or set --as-of".to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn words_are_days() {
        let clock = Clock { as_of: date(2006, 9, 1), horizon_days: 4 };
        assert_eq!(clock.day("Sunday"), Some(date(2006, 9, 3)));
        assert_eq!(clock.day("friday"), Some(date(2006, 9, 1)));
        assert_eq!(clock.day("window"), Some(date(2006, 9, 5)));
        assert_eq!(clock.day("soon"), None);
        let last = Clock { as_of: date(9999, 12, 31), horizon_days: 3 };
        assert_eq!((last.day("tomorrow"), last.day("window")), (None, None));
    }
}
