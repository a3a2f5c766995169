//! `… by sunday`: work that is done by the end of a day, and in force from the next.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::parse::Wrong;
use crate::term::day::Day;

/// The as-of day and the horizon, which give words for days their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Day 1.
    pub as_of: Date,
    /// The last day that counts.
    pub horizon_days: u32,
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];
/// The farthest day, like the longest horizon.
const MAX_DAYS: i32 = 366;

impl Clock {
    /// The day of a word, in any case: `tonight`, `tomorrow`, a weekday, `window` (the day after the horizon), a date.
    pub fn day(self, word: &str) -> Option<Date> {
        let after = |days: i64| self.as_of.checked_add(days.days()).ok();
        let word = word.to_lowercase();
        match word.as_str() {
            "tonight" | "today" | "now" => Some(self.as_of),
            "tomorrow" => after(1),
            "window" => after(i64::from(self.horizon_days)),
            _ => match WEEKDAYS.iter().find(|(name, _)| *name == word) {
                // The day itself counts: on a Saturday, `saturday` is today.
                Some((_, weekday)) => (0..7).filter_map(after).find(|day| day.weekday() == *weekday),
                None => Some(word).filter(|word| word.len() == 10).and_then(|word| word.parse().ok()),
            },
        }
    }

    /// The day from which work is in force that is done by the end of the day of a word.
    pub(super) fn in_force(self, word: &str) -> Result<Day, Wrong> {
        let help = "write tonight, tomorrow, a weekday, or a date such as 2006-08-27; without `by` it is done at once";
        let day = self.day(word).ok_or_else(|| (format!("`{word}` is no day"), help.to_owned()))?;
        let days = self.as_of.until(day).map_or(-1, |span| span.get_days());
        if !(0..MAX_DAYS).contains(&days) {
            let message = format!("{day} is before {} or more than a year after it", self.as_of);
            return Err((message, "name a later day, or set --as-of".to_owned()));
        }
        Ok(Day(days as u16 + 2))
    }
}

/// Splits `by DAY` off the end of a text; a last word `by` without a day is part of it.
pub(super) fn split(text: &str) -> (&str, Option<&str>) {
    let Some((before, day)) = text.rsplit_once(char::is_whitespace) else { return (text, None) };
    match before.trim_end().rsplit_once(char::is_whitespace) {
        Some((what, by)) if by.eq_ignore_ascii_case("by") => (what.trim_end(), Some(day)),
        _ => (text, None),
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
        assert_eq!(clock.in_force("tonight"), Ok(Day(2)));
        assert_eq!(clock.in_force("2006-09-03"), Ok(Day(4)));
        for wrong in ["2006-08-31", "soon", "2008-01-01", "2006-02-30"] {
            assert!(clock.in_force(wrong).is_err(), "{wrong}");
        }
        let last = Clock { as_of: date(9999, 12, 31), horizon_days: 3 };
        assert_eq!((last.day("tomorrow"), last.day("window")), (None, None));
    }

    #[test]
    fn a_day_is_split_off() {
        assert_eq!(split("dc1 by sunday"), ("dc1", Some("sunday")));
        assert_eq!(split("office -> servers  by  2006-09-03"), ("office -> servers", Some("2006-09-03")));
        assert_eq!(split("stand by"), ("stand by", None));
        assert_eq!(split("dc1"), ("dc1", None));
    }
}
