//! People and hours, as `--shift` takes them.

use patchfirst::inventory::plan::{MAX_HOURS, MAX_STAFF, MIN_HOURS};
use patchfirst::source::yaml;

/// Reads `saturday 2x8h`: the word for the day, people, and the minutes of each.
pub(crate) fn shift(text: &str) -> Option<(&str, (u32, u64))> {
    let (on, people) = text.trim().rsplit_once(char::is_whitespace)?;
    Some((on.trim(), crew(people)?))
}

/// Reads `2x8h`: people and the minutes of each.
fn crew(text: &str) -> Option<(u32, u64)> {
    let (staff, hours) = text.split_once(['x', 'X'])?;
    let staff = staff.parse().ok().filter(|staff| (1..=MAX_STAFF).contains(staff))?;
    let hours = hours.strip_suffix(['h', 'H']).unwrap_or(hours);
    let hours = yaml::decimal(hours).filter(|hours| (MIN_HOURS..=MAX_HOURS).contains(hours))?;
    let each = (hours * 60.0).floor() as u64;
    Some((staff, each))
}

#[cfg(test)]
mod tests {
    #[test]
    fn people_and_hours_are_read() {
        assert_eq!(super::crew("2x8h"), Some((2, 480)));
        assert_eq!(super::crew("1x7.5h"), Some((1, 450)));
        assert_eq!(super::crew("3x2"), Some((3, 120)));
        for wrong in
            ["", "2", "x8h", "0x8h", "2x0h", "2x0.001h", "2x-1h", "2x9999h", "2y8h", "10001x1h"]
        {
            assert_eq!(super::crew(wrong), None, "{wrong}");
        }
        assert_eq!(super::shift(" saturday  2x8h "), Some(("saturday", (2, 480))));
        assert_eq!((super::shift("saturday"), super::shift("2x8h")), (None, None));
    }
}
