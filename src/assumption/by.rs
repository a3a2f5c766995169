//! `… by sunday`: work that is done by the end of a day, and in force from the next.

use super::clock::Clock;
use super::names::Wrong;
use crate::term::day::Day;

/// The day from which work is in force that is done by the end of the day of a word.
pub(super) fn in_force(clock: Clock, word: &str) -> Result<Day, Wrong> {
    let help = "write tonight, tomorrow, a weekday, or a date such as 2006-08-27; without `by` it is done at once";
    let day = clock.day(word).ok_or_else(|| (format!("`{word}` is no day"), help.to_owned()))?;
    Ok(Day(clock.days_until(day, day)? as u16 + 2))
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
    fn work_is_in_force_from_the_next_day() {
        let clock = Clock { as_of: date(2006, 9, 1), horizon_days: 4 };
        assert_eq!(in_force(clock, "tonight"), Ok(Day(2)));
        assert_eq!(in_force(clock, "2006-09-03"), Ok(Day(4)));
        for wrong in ["2006-08-31", "soon", "2008-01-01", "2006-02-30"] {
            assert!(in_force(clock, wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_day_is_split_off() {
        assert_eq!(split("dc1 by sunday"), ("dc1", Some("sunday")));
        assert_eq!(
            split("office -> servers  by  2006-09-03"),
            ("office -> servers", Some("2006-09-03"))
        );
        assert_eq!(split("stand by"), ("stand by", None));
        assert_eq!(split("dc1"), ("dc1", None));
    }
}
