//! Whether a cell holds a day, in whatever form and language; which day it is need not be known.

use jiff::civil::Date;

use super::cell::{date, unix_date};
use super::wording::is_of_calendar;

/// Small words that stand inside days.
const BETWEEN: [&str; 15] =
    ["de", "of", "am", "pm", "a", "p", "m", "vm", "nm", "utc", "gmt", "z", "г", "den", "at"];

/// Whether a text is a day and nothing else, from 1990 on: `8/9/2006`, `12. August 2006`,
/// `Samstag, 12. August 2006 00:00:00`, `2006年8月12日`, `20060812100000.000000+060`,
/// `01c6be0f5a7f8f66`, `12-Aug-06`.
pub(crate) fn is_day(text: &str) -> bool {
    let text = text.trim();
    is_stamp(text) || is_in_words(text)
}

/// Whether a text is a day after another one; a day that can be read two ways counts by its year.
pub(crate) fn is_after(text: &str, last: Date) -> bool {
    match date(text).or_else(|| of_stamp(text.trim())) {
        Some(day) => day > last,
        None => numbers(text)
            .any(|number| number > i64::from(last.year()) && (1990..=9999).contains(&number)),
    }
}

/// Whether a day that stands in a text is after another one.
pub(crate) fn has_after(text: &str, last: Date) -> bool {
    let words = text.split([' ', ',', ';', '(', ')', '[', ']', '\n']);
    let written = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_digit()) && word.contains(['-', '/', '.'])
    };
    // The third number of a version may be any.
    let is_version = |word: &str| word.contains('.') && numbers(word).any(|number| number >= 2_200);
    words.filter(written).any(|word| is_day(word) && is_after(word, last) && !is_version(word))
}

fn numbers(text: &str) -> impl Iterator<Item = i64> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok())
}

/// What PowerShell writes between `/Date(` and `)/`: thousandths of a second since 1970, and the
/// zone.
fn of_json(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("/Date(").or_else(|| text.strip_prefix("\\/Date("))?;
    Some(rest.trim_end_matches(['/', '\\', ')']))
}

/// The day that machines count: in thousandths of a second, in seconds, in steps of a file time, in
/// days of a spreadsheet.
fn of_stamp(text: &str) -> Option<Date> {
    /// Seconds from 1601 to 1970, and days from 1899-12-30 to 1970.
    const FILE_TIME_START: i64 = 11_644_473_600;
    const SERIAL_START: i64 = 25_569;
    let of_seconds = |seconds: i64| unix_date(&seconds.to_string());
    if let Some(inner) = of_json(text) {
        return of_seconds(inner.split(['+', '-']).next()?.parse::<i64>().ok()? / 1_000);
    }
    if is_file_time(text) {
        let steps = i64::from_str_radix(text, 16).ok()?;
        return of_seconds(steps / 10_000_000 - FILE_TIME_START);
    }
    if text.len() == 10 && is_digits(text) {
        return unix_date(text);
    }
    let days = text.split('.').next().filter(|days| days.len() == 5 && is_digits(days))?;
    of_seconds((days.parse::<i64>().ok()? - SERIAL_START) * 86_400)
}

fn is_file_time(text: &str) -> bool {
    text.len() == 16 && text.starts_with("01") && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// A day as machines count it.
fn is_stamp(text: &str) -> bool {
    if let Some(inner) = of_json(text) {
        let digits = inner.split(['+', '-']).next().unwrap_or("");
        return digits.len() >= 12 && is_digits(digits) && of_stamp(text).is_some();
    }
    let file_time = is_file_time(text);
    let seconds = text.len() == 10 && is_digits(text) && unix_date(text).is_some_and(is_recent);
    // The first column of a spreadsheet that forgot what its numbers are.
    let serial = text.split('.').next().unwrap_or("");
    let serial = serial.len() == 5
        && is_digits(&text.replace('.', ""))
        && serial.parse().is_ok_and(|days: u32| (32_874..=73_000).contains(&days));
    let compact = text.starts_with(|c: char| c.is_ascii_digit())
        && !text.contains(' ')
        && text.get(..8).is_some_and(is_digits)
        && date(text).is_some_and(is_recent);
    file_time || seconds || serial || compact
}

/// `10:14`, `10:14:00`, `10:14:00.123Z`.
pub(crate) fn is_time(text: &str) -> bool {
    let mut parts = text.split(':');
    let two = |part: &str| part.len() == 2 && is_digits(part);
    let hour = parts.next().is_some_and(|hour| is_digits(hour) && hour.len() <= 2);
    let minute = parts.next().is_some_and(two);
    hour && minute && parts.next().is_none_or(|rest| rest.get(..2).is_some_and(is_digits))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_recent(date: Date) -> bool {
    date.year() >= 1990
}

/// A day of numbers, months and days of the week, and nothing else.
fn is_in_words(text: &str) -> bool {
    let text =
        text.replace("午前", " ").replace("午後", " ").replace("上午", " ").replace("下午", " ");
    let text = text.replace("오전", " ").replace("오후", " ");
    // A sign in front or behind says something.
    if !text.trim().starts_with(char::is_alphanumeric) || text.contains(['?', '!', '%', '<', '>']) {
        return false;
    }
    let timeless: Vec<&str> = text
        .split([' ', ',', '\u{a0}', '\u{202f}'])
        .map(|part| {
            part.split_once('T')
                .filter(|(day, _)| day.ends_with(|c: char| c.is_ascii_digit()))
                .map_or(part, |(day, _)| day)
        })
        .filter(|part| !part.is_empty() && !is_time(part))
        .collect();
    let mut numbers: Vec<u32> = Vec::new();
    let mut months = 0;
    let parts = timeless.iter().flat_map(|part| pieces(part));
    for piece in parts {
        // What programs write for a day that never was: the year 1.
        if piece.len() > 2 && piece.starts_with('0') {
            return false;
        }
        if let Ok(number) = piece.parse::<u32>() {
            numbers.push(number);
        } else if is_of_calendar(&piece) {
            months += 1;
        } else if !matches!(piece.as_str(), "年" | "月" | "日" | "년" | "월" | "일")
            && !BETWEEN.contains(&piece.to_lowercase().as_str())
        {
            return false;
        }
    }
    // The year 9999 stands for never.
    let year = |n: &u32| (1990..9999).contains(n);
    let short = |n: &u32| *n < 100;
    let day = |n: &u32| (1..=31).contains(n);
    match *numbers.as_slice() {
        [a, b, c, ..] if months == 0 => {
            let [first, middle, last] = [a, b, c];
            let small = |x: u32, y: u32| day(&x) && day(&y) && (x <= 12 || y <= 12);
            (year(&first) && small(middle, last))
                || ((year(&last) || (short(&last) && timeless[0].contains(['/', '.', '-'])))
                    && small(first, middle))
        }
        [a, b, ..] if months > 0 => (day(&a) && (year(&b) || short(&b))) || (year(&a) && day(&b)),
        _ => false,
    }
}

/// A word in its runs of digits and of letters.
fn pieces(word: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut last = None;
    for c in word.chars() {
        let kind = (c.is_ascii_digit(), c.is_alphabetic());
        match found.last_mut() {
            Some(piece) if last == Some(kind) && kind != (false, false) => piece.push(c),
            _ if kind != (false, false) => found.push(c.to_string()),
            _ => {}
        }
        last = Some(kind);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_day_in_any_form_and_nothing_else_is() {
        for text in [
            "2006-08-12",
            "2006-08-12T10:00:00Z",
            "8/9/2006",
            "8/12/2006 12:00:00 AM",
            "12.08.2006",
            "12.08.2006 00:00:00",
            "12/08/06",
            "20060812",
            "20060812100000.000000+060",
            "01c6be0f5a7f8f66",
            "12-Aug-2006",
            "12-Aug-06",
            "12. August 2006",
            "Saturday, August 12, 2006 12:00:00 AM",
            "Samstag, 12. August 2006 00:00:00",
            "samedi 12 août 2006",
            "12 de agosto de 2006",
            "2006年8月12日",
            "2006. 8. 12.",
            "2006/8/12 上午 12:00:00",
            "/Date(1155340800000)/",
            "1155340800",
            "Aug 12 2006",
            "Sat Aug 12 00:00:00 2006",
            "38941",
        ] {
            assert!(is_day(text), "{text}");
        }
        for text in [
            "",
            "not installed",
            "failed",
            "pending",
            "never",
            "no",
            "0",
            "1",
            "1603",
            "0x80070005",
            "TBD",
            "failed 2006-08-12",
            "2006-08-12 failed",
            "planned: 12.08.2006",
            "after 12 August 2006",
            "2006-13-41",
            "1899-12-30",
            "1/1/1601",
            "01/01/0001",
            "1/1/0001 12:00:00 AM",
            "0001-01-01T00:00:00",
            "0000-00-00",
            "31.12.9999",
            "9999-12-31",
            "KB921883",
            "0%",
            "2006-08-12?",
            "~2006-08-12",
            "100 / 100",
            "August",
            "2006",
        ] {
            assert!(!is_day(text), "{text}");
        }
        let last = jiff::civil::date(2026, 1, 1);
        assert!(is_after("2099-01-01", last) && is_after("1/2/2099", last));
        assert!(has_after("KB921883 (2099-01-01)", last) && !has_after("KB921883 5.1.2600", last));
        for stamp in ["/Date(4155340800000)/", "/Date(4155340800000-0700)/", "4155340800", "73000"]
        {
            assert!(is_day(stamp) && is_after(stamp, last), "{stamp}");
        }
        for stamp in ["/Date(1155340800000)/", "1155340800", "38941", "01c6be0f5a7f8f66"] {
            assert!(is_day(stamp) && !is_after(stamp, last), "{stamp}");
        }
        assert!(!is_after("2025-12-31", last) && !is_after("8/9/2006", last));
    }
}
