//! Days as people say them.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::threat::Threat;

/// The weekday and the date: `Monday 2006-08-28`.
pub(in crate::report) fn named(day: Date) -> String {
    day.strftime("%A %Y-%m-%d").to_string()
}

/// The last day of the horizon; day 1 is the as-of day.
pub(in crate::report) fn last(threat: &Threat) -> Date {
    let days = i64::from(threat.horizon_days.saturating_sub(1));
    threat.as_of.checked_add(days.days()).unwrap_or(Date::MAX)
}
