//! The plan as an iCalendar file (RFC 5545), that any calendar opens: the answer on the day itself, then
//! an event per step.
//!
//! Times are local, without a time zone: where the people are. A shift on a day off or in regular
//! hours starts at 09:00, one on the evening of a workday at 18:00; the minutes count from there. A
//! shift starts later than that if somebody who works in it is still at work from the one before.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Span;
use jiff::civil::{Date, DateTime};

use super::{PlanView, digits, line};
use crate::plan::PlannedAction;
use crate::source::sanitize;

/// Bytes of a line before it is folded.
const MAX_LINE: usize = 75;
/// Characters of what a step is about.
const MAX_SUBJECT: usize = 40;
const MORNING: i8 = 9;
const EVENING: i8 = 18;

/// Writes the whole calendar.
pub fn render(plan: &PlanView<'_>) -> String {
    let mut text = String::new();
    let stamp = plan.view.case.threat.as_of.strftime("%Y%m%dT000000Z").to_string();
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        concat!("PRODID:-//patchfirst//", env!("CARGO_PKG_VERSION"), "//EN"),
        "CALSCALE:GREGORIAN",
    ] {
        add(&mut text, line);
    }
    answer(&mut text, plan, &stamp);
    for (i, (step, slot)) in plan.plan.steps.iter().zip(slots(plan)).enumerate() {
        event(&mut text, plan, (i + 1, step), &slot, &stamp);
    }
    add(&mut text, "END:VCALENDAR");
    text
}

/// The answer, with what is unknown: a calendar that shows work alone, or none, would pass for all
/// there is to know.
fn answer(text: &mut String, plan: &PlanView<'_>, stamp: &str) {
    let sentences = super::sentences(plan);
    let today = plan.view.case.threat.as_of;
    let about = plan.plan.steps.first().map_or("nothing".to_owned(), |step| subject(plan, step));
    for line in [
        "BEGIN:VEVENT".to_owned(),
        format!("UID:answer-{today}-{}-{about}@patchfirst", plan.view.ranking.seed),
        format!("DTSTAMP:{stamp}"),
        format!("DTSTART;VALUE=DATE:{}", today.strftime("%Y%m%d")),
        format!("SUMMARY:{}", escaped(sentences.first().map_or("", String::as_str))),
        format!("DESCRIPTION:{}", escaped(&sentences.join("\n"))),
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
    ] {
        add(text, &line);
    }
}

fn event(
    text: &mut String,
    plan: &PlanView<'_>,
    (number, step): (usize, &PlannedAction),
    slot: &Slot,
    stamp: &str,
) {
    let what = line::text(plan, step);
    let mut notes: Vec<String> = step.actions.iter().map(|action| note(plan, action)).collect();
    notes.extend(
        slot.is_late.then(|| "Later than planned: the shift before lasts until then".to_owned()),
    );
    let outside = line::outside(plan, step, step.actions.iter());
    notes.extend((!outside.is_empty()).then(|| outside.trim_start_matches("; ").to_owned()));
    let figures = format!(
        "averts {}, leaves {}",
        digits(plan).loss(step.averted),
        digits(plan).loss(step.loss_left)
    );
    let description =
        format!("Step {number} of {}; {figures}\n{}", plan.plan.steps.len(), notes.join("\n"));
    for line in [
        "BEGIN:VEVENT".to_owned(),
        format!(
            "UID:{number}-{}-{}-{}@patchfirst",
            plan.view.case.threat.as_of,
            plan.view.ranking.seed,
            subject(plan, step)
        ),
        format!("DTSTAMP:{stamp}"),
        format!("DTSTART:{}", slot.start.strftime("%Y%m%dT%H%M%S")),
        format!("DTEND:{}", slot.end.strftime("%Y%m%dT%H%M%S")),
        format!("SUMMARY:{}", escaped(&format!("Person {}: {what}", step.person))),
        format!("DESCRIPTION:{}", escaped(&description)),
        "END:VEVENT".to_owned(),
    ] {
        add(text, &line);
    }
}

/// What a step is about, for a calendar that already has a plan of another network: letters, digits
/// and hyphens.
fn subject(plan: &PlanView<'_>, step: &PlannedAction) -> String {
    let text = step.actions.first().map_or(String::new(), |action| line::object(plan, action));
    text.chars()
        .take(MAX_SUBJECT)
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect()
}

fn note(plan: &PlanView<'_>, action: &crate::plan::Action) -> String {
    let owner = line::owner(plan, action).map_or(String::new(), |owner| format!(", owner {owner}"));
    let reboot = if line::reboot(plan, action) == Some(true) { ", restarts" } else { "" };
    format!(
        "{} ({} min{owner}{reboot})",
        line::action_text(plan, action),
        line::minutes(plan, action)
    )
}

/// When a step is done, on the clock of whoever reads it.
pub(super) struct Slot {
    start: DateTime,
    pub(super) end: DateTime,
    /// Whether its shift starts later than its day says.
    is_late: bool,
}

/// When each step is done. Nobody is in two places: a shift waits for those who are still at work
/// from an earlier one.
pub(super) fn slots(plan: &PlanView<'_>) -> Vec<Slot> {
    let steps = &plan.plan.steps;
    let mut slots: Vec<Slot> = Vec::with_capacity(steps.len());
    // Until when each person is at work.
    let mut busy: BTreeMap<u32, DateTime> = BTreeMap::new();
    for shift in steps.chunk_by(|a, b| a.shift == b.shift) {
        let first = &shift[0];
        let planned = opening(plan, first);
        let former = shift.iter().filter_map(|step| busy.get(&step.person)).max();
        let opens = former.map_or(planned, |former| planned.max(*former));
        for step in shift {
            let (start, end) =
                (after(opens, step.start), after(opens, step.end.max(step.start + 1)));
            slots.push(Slot { start, end, is_late: opens > planned });
        }
        for (step, slot) in shift.iter().zip(&slots[slots.len() - shift.len()..]) {
            let until = busy.entry(step.person).or_insert(slot.end);
            *until = slot.end.max(*until);
        }
    }
    slots
}

/// When the shift of a step opens.
fn opening(plan: &PlanView<'_>, step: &PlannedAction) -> DateTime {
    let is_evening = plan.view.case.inventory.calendar.is_workday(step.on) && !step.regular;
    step.on.at(if is_evening { EVENING } else { MORNING }, 0, 0, 0)
}

/// The first time that is no more part of the night after a day: work that counts from the next day
/// on is to be done by then.
pub(super) fn morning_after(on: Date) -> DateTime {
    on.tomorrow().map_or(DateTime::MAX, |next| next.at(MORNING, 0, 0, 0))
}

fn after(opens: DateTime, minutes: u64) -> DateTime {
    let minutes = i64::try_from(minutes).unwrap_or(i64::MAX).min(i64::from(u32::MAX));
    opens.checked_add(Span::new().minutes(minutes)).unwrap_or(DateTime::MAX)
}

/// Text with what has a meaning in the format written out.
fn escaped(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| {
            sanitize::text(line).replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
        })
        .collect();
    lines.join("\\n")
}

/// A line, folded where it is long: a continuation starts with a space. No character is broken.
fn add(text: &mut String, line: &str) {
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > MAX_LINE {
            text.push_str("\r\n ");
            length = 1;
        }
        let _ = text.write_char(c);
        length += c.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut text = String::new();
        add(&mut text, &format!("SUMMARY:{}", "ü".repeat(100)));
        assert!(text.ends_with("\r\n") && text.lines().all(|line| line.len() <= 75), "{text}");
        assert_eq!(text.replace("\r\n ", "").trim_end(), format!("SUMMARY:{}", "ü".repeat(100)));
        assert_eq!(escaped("a, b; c\\d\ne"), "a\\, b\\; c\\\\d\\ne");
    }
}
