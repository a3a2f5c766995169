//! What was seen on the network: a lane below those of the advisories.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::super::axis::Scale;
use super::super::svg::{self, Anchor, Element};
use super::days::Days;
use super::lane::{self, Line};
use super::{FIELD, MAX_COUNTS, NAMES, WIDTH, WORDS};
use crate::report::words::activity::Sighting;
use crate::term::day::days_between;

/// Sightings that are named.
const MAX_NAMED: usize = 4;
/// Marks that are closer to each other than this cannot be told apart.
const MIN_APART: f64 = 3.0;
/// The room for days of its own below the lane.
const OWN_DAYS: f64 = 14.0;

/// The lane.
pub(super) struct Counts<'a> {
    /// The latest, in order of time.
    seen: &'a [Sighting],
    words: Vec<Line>,
    /// Where each mark is.
    places: Vec<f64>,
    /// The first and the last day of the lane, if they are not those of the field: counts of some
    /// weeks would be one mark beside years.
    own: Option<[Date; 2]>,
}

impl<'a> Counts<'a> {
    /// The lane of what was seen, in order of time; none where nothing was.
    pub(super) fn of(seen: &'a [Sighting], days: &Days) -> Option<Self> {
        let latest = &seen[seen.len().saturating_sub(MAX_COUNTS)..];
        let (first, last) = (latest.first()?.day, days.as_of());
        let wide = days.x(latest.last()?.day) - days.x(first);
        let cramped = wide < MIN_APART * (latest.len() - 1) as f64;
        let own = (cramped && first < last).then_some([first, last]);
        let x = |day: Date| match own {
            None => days.x(day),
            Some([first, last]) => Scale::new([0.0, days_between(first, last).into()], FIELD)
                .at(days_between(first, day).into()),
        };
        let places = latest.iter().map(|sighting| x(sighting.day)).collect();
        Some(Self { seen: latest, words: words(seen), places, own })
    }

    fn lane(&self) -> f64 {
        lane::height(self.words.len())
    }

    /// From its top to the next lane.
    pub(super) fn height(&self) -> f64 {
        self.lane() + if self.own.is_some() { OWN_DAYS } else { 0.0 }
    }

    /// Its name, its marks, its words.
    pub(super) fn parts(&self, top: f64) -> Vec<Element> {
        let name = lane::lines("small strong", "Seen on the network", NAMES / 1.1, 2);
        let base = top + self.lane() / 2.0 + 6.0;
        let mut parts = lane::written(&name, 0.0, top);
        parts.push(svg::line("leader", [FIELD[0], base], [FIELD[1], base]));
        parts.extend(self.places.iter().zip(self.seen).rev().map(|(x, seen)| mark(seen, *x, base)));
        if let Some([first, last]) = self.own {
            let day = |x, anchor, day: Date| {
                svg::text("small muted halo", [x, base + 16.0], anchor, day.to_string())
            };
            parts.push(day(FIELD[0], Anchor::Start, first));
            parts.push(day(FIELD[1], Anchor::End, last));
        }
        parts.extend(lane::written(&self.words, WORDS, top));
        parts
    }
}

/// A day on which something was seen: tall if it was unusual.
fn mark(sighting: &Sighting, x: f64, base: f64) -> Element {
    let (class, high) = if sighting.unusual { ("seen unusual", 11.0) } else { ("seen", 4.0) };
    svg::line(class, [x, base], [x, base - high])
}

/// The latest of what was seen, what is unusual first.
fn words(seen: &[Sighting]) -> Vec<Line> {
    let mut latest: Vec<&Sighting> = seen.iter().rev().collect();
    latest.sort_by_key(|sighting| (!sighting.unusual, Reverse(sighting.day)));
    latest
        .iter()
        .take(MAX_NAMED)
        .flat_map(|sighting| lane::lines("small", &sighting.words, WIDTH - WORDS, 3))
        .collect()
}
