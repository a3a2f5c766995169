//! The `calendar:` block, and days as hosts and shifts write them.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use super::document::Document;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{Calendar, DayRange, WEEKDAYS, short_weekdays};
use crate::source::yaml::{self, Fields, Node};

const KEYS: &[&str] = &["workdays", "holidays"];
const RANGE_HELP: &str = "write a day such as 2006-09-02, or two of them joined by `..`";

pub(super) fn resolve(document: &Document<'_>, diagnostics: &mut Diagnostics) -> Calendar {
    let Some(fields) = document
        .get("calendar")
        .and_then(|node| Fields::open(node, "`calendar`", KEYS, diagnostics))
    else {
        return Calendar::default();
    };
    let workdays = fields.get("workdays").and_then(|node| workdays(node, diagnostics));
    let holidays =
        fields.get("holidays").map(|node| holidays(node, diagnostics)).unwrap_or_default();
    Calendar { workdays: workdays.unwrap_or(Calendar::default().workdays), holidays }
}

fn workdays(node: &Node, diagnostics: &mut Diagnostics) -> Option<[bool; 7]> {
    let items = node.items("`workdays`", diagnostics)?;
    if items.is_empty() {
        let none = Diagnostic::new(
            Code::BadValue,
            "without a workday nobody ever comes in, and no laptop returns",
        )
        .at(node.span, "");
        diagnostics
            .push(none.help("list the days that are worked, such as [mon, tue, wed, thu, fri]"));
        return None;
    }
    let mut days = [false; 7];
    for item in items {
        let day = item.word("a workday", &short_weekdays(), diagnostics)?;
        days[day.to_monday_zero_offset() as usize] = true;
    }
    Some(days)
}

fn holidays(node: &Node, diagnostics: &mut Diagnostics) -> BTreeSet<Date> {
    let items = node.items("`holidays`", diagnostics).unwrap_or_default();
    items.iter().filter_map(|item| item.date("a holiday", diagnostics)).collect()
}

/// Days and ranges of days: sorted, and those that overlap put together.
pub(super) fn ranges(
    items: &[Node],
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Box<[DayRange]>> {
    let read: Vec<Option<DayRange>> =
        items.iter().map(|item| range(item, what, diagnostics)).collect();
    let mut ranges: Vec<DayRange> = read.into_iter().collect::<Option<_>>()?;
    ranges.sort_unstable();
    ranges.dedup_by(|next, before| {
        let overlap = next.first <= before.last;
        if overlap {
            before.last = before.last.max(next.last);
        }
        overlap
    });
    Some(ranges.into())
}

fn range(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<DayRange> {
    let text = node.text(what, diagnostics)?;
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last) = (yaml::date(first.trim()), yaml::date(last.trim()));
    let Some((first, last)) = first.zip(last) else {
        diagnostics.push(
            Diagnostic::new(Code::BadDate, format!("{what}: `{text}` is not a day"))
                .at(node.span, "")
                .help(RANGE_HELP),
        );
        return None;
    };
    if last < first {
        let wrong =
            Diagnostic::new(Code::BadDate, format!("{what}: `{text}` ends before it starts"))
                .at(node.span, "");
        diagnostics.push(wrong.help("write the earlier day first"));
        return None;
    }
    Some(DayRange { first, last })
}

/// A day of the week by its short or full English name.
pub(super) fn weekday(text: &str) -> Option<Weekday> {
    let text = text.to_lowercase();
    let mut names = short_weekdays().into_iter().chain(WEEKDAYS);
    names.find(|(name, _)| *name == text).map(|(_, day)| day)
}
