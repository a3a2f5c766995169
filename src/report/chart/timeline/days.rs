//! The days of a timeline: which of them the field shows, and where.

use jiff::ToSpan;
use jiff::civil::Date;

use super::super::axis::Scale;
use super::super::svg::{self, Anchor, Element};
use super::{Course, FIELD, HEAD, WIDTH};
use crate::report::words::day;
use crate::term::day::days_between;

/// How many days before the as-of day a field may show.
const SPANS: [i32; 7] = [14, 30, 60, 120, 365, 1100, 3650];
/// The share of events that it has to show; the others are at its edge.
const MAX_OF_THEM: f64 = 0.5;
/// Most years that are written below it.
const MAX_TICKS: i32 = 4;

/// Which days the field shows.
pub(super) struct Days {
    as_of: Date,
    window: Date,
    span: i32,
    x: Scale,
}

impl Days {
    /// Enough days for most events, and the next window if it is near.
    pub(super) fn of(courses: &[Course], as_of: Date, window: Date) -> Self {
        let ages: Vec<i32> = courses
            .iter()
            .flat_map(|course| &course.events)
            .map(|event| days_between(event.day, as_of))
            .collect();
        let shown = |span: i32| ages.iter().filter(|age| **age < span).count() as f64;
        let enough = |span: &i32| shown(*span) >= MAX_OF_THEM * ages.len() as f64;
        let span = SPANS.into_iter().find(enough).unwrap_or(SPANS[SPANS.len() - 1]);
        let ahead = days_between(as_of, window).clamp(1, (span / 3).max(7));
        let x = Scale::new([-f64::from(span), ahead.into()], FIELD);
        Self { as_of, window, span, x }
    }

    /// The as-of day.
    pub(super) fn as_of(&self) -> Date {
        self.as_of
    }

    /// Where a day is; the edge if it is beyond it.
    pub(super) fn x(&self, day: Date) -> f64 {
        self.x.at(days_between(self.as_of, day).into())
    }

    /// Whether a day is before those of the field.
    pub(super) fn is_before(&self, day: Date) -> bool {
        days_between(day, self.as_of) > self.span
    }

    /// Round days below the field, with lines through it.
    pub(super) fn scale(&self, bottom: f64) -> Vec<Element> {
        let mut parts = vec![svg::line("axis", [FIELD[0], bottom], [FIELD[1], bottom])];
        for (day, word) in self.ticks() {
            let x = self.x(day);
            parts.push(svg::line("grid", [x, HEAD], [x, bottom + 4.0]));
            parts.push(svg::text("small muted", [x, bottom + 18.0], Anchor::Middle, word));
        }
        parts
    }

    /// Weeks, firsts of a month, or firsts of a year.
    fn ticks(&self) -> Vec<(Date, String)> {
        let Ok(start) = self.as_of.checked_sub(self.span.days()) else { return Vec::new() };
        let first = |of: Date| of.first_of_month();
        // Few enough that no two words touch.
        let (mut at, step, format) = match self.span {
            0..=14 => (start, 7.days(), "%m-%d"),
            15..=30 => (start, 15.days(), "%m-%d"),
            31..=60 => (start, 30.days(), "%m-%d"),
            61..=120 => (first(start), 2.months(), "%Y-%m"),
            121..=365 => (first(start), 5.months(), "%Y-%m"),
            _ => (start.first_of_year(), ((self.span / 365 / MAX_TICKS) + 1).years(), "%Y"),
        };
        let mut ticks = Vec::new();
        while at <= self.as_of {
            if at >= start {
                ticks.push((at, at.strftime(format).to_string()));
            }
            let Ok(next) = at.checked_add(step) else { break };
            at = next;
        }
        ticks
    }

    /// The as-of day and the next window: lines with their names, one name above the other.
    pub(super) fn marked(&self, bottom: f64) -> [Element; 4] {
        let ahead = if self.is_beyond(self.window) { " →" } else { "" };
        let window = format!("next window: {}{ahead}", day::named(self.window));
        let as_of = format!("as of {}", day::named(self.as_of));
        // Lines first, so that no name is crossed out.
        let (as_of_line, as_of_name) = self.mark("as-of", self.as_of, as_of, [12.0, bottom]);
        let (window_line, window_name) = self.mark("window", self.window, window, [28.0, bottom]);
        [as_of_line, window_line, as_of_name, window_name]
    }

    fn is_beyond(&self, day: Date) -> bool {
        days_between(self.as_of, day) > (self.span / 3).max(7)
    }

    fn mark(
        &self,
        class: &str,
        day: Date,
        words: String,
        [y, bottom]: [f64; 2],
    ) -> (Element, Element) {
        let x = self.x(day);
        let fits = x + svg::width(&words, 12.5) < WIDTH;
        let (at, anchor) = if fits { (x - 2.0, Anchor::Start) } else { (WIDTH, Anchor::End) };
        (
            svg::line(class, [x, y + 4.0], [x, bottom]),
            svg::text("small strong halo", [at, y], anchor, words),
        )
    }
}
