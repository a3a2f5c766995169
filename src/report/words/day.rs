//! Days as people say them.

use jiff::civil::Date;

use crate::term::day::Day;
use crate::threat::Threat;

/// The weekday and the date: `Monday 2006-08-28`.
pub(in crate::report) fn named(day: Date) -> String {
    day.strftime("%A %Y-%m-%d").to_string()
}

/// By when something is due, as short as a column needs it: `now`, `tonight`, `Sun`, and the date
/// from a week on.
pub(in crate::report) fn due(threat: &Threat, due: Option<Day>) -> String {
    match due {
        None => String::new(),
        Some(Day::BEFORE) => "now".to_owned(),
        Some(Day::FIRST) => "tonight".to_owned(),
        Some(day) if day.0 <= 7 => threat.date(day).strftime("%a").to_string(),
        Some(day) => threat.date(day).strftime("%m-%d").to_string(),
    }
}

/// The same in a sentence: `now`, `tonight`, `by Sunday night`.
pub(in crate::report) fn due_in_words(threat: &Threat, due: Day) -> String {
    match due {
        Day::BEFORE => "now".to_owned(),
        Day::FIRST => "tonight".to_owned(),
        day if day.0 <= 7 => format!("by {} night", threat.date(day).strftime("%A")),
        day => format!("by {}", threat.date(day)),
    }
}
