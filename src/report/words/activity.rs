//! What was counted on ports and announced, in words.

use jiff::civil::Date;

use super::number::{percent, value};
use super::prose;
use crate::activity::{self, Moved, Reading, Weighed, Weight};
use crate::advisory::AdvisoryId;
use crate::case::Case;
use crate::source::sanitize;

/// Observations named in a text, advisories in one of them, and characters of a name.
const MAX_OBSERVATIONS: usize = 6;
const MAX_ADVISORIES: usize = 4;
const MAX_CHARS: usize = 60;

/// What was observed and what was made of it, as sentences; empty if nothing was.
pub(in crate::report) fn sentences(case: Case<'_>) -> String {
    let weighed = activity::weigh(case.inventory, case.advisories, case.threat);
    let known =
        weighed.readings.iter().enumerate().filter(|(_, reading)| reading.weight != Weight::Later);
    let (counted, aside): (Vec<_>, Vec<_>) =
        known.partition(|(_, reading)| reading.weight == Weight::Counted);
    let levels = weighed.levels.iter().map(|level| {
        let from = level
            .source
            .as_deref()
            .map_or(String::new(), |source| format!(", {}", clipped(source)));
        format!("{} on {}{from} (shown, not counted)", clipped(&level.name), level.date)
    });
    let texts: Vec<String> = counted
        .into_iter()
        .rev()
        .map(|(index, reading)| format!("{}{}", counted_on(reading), effect(case, &weighed, index)))
        .chain(
            aside
                .into_iter()
                .rev()
                .map(|(_, reading)| format!("{} ({})", counted_on(reading), why_not(reading))),
        )
        .chain(levels)
        .collect();
    if texts.is_empty() {
        String::new()
    } else {
        format!("Observed: {}.", prose::abridged_by("; ", texts, MAX_OBSERVATIONS))
    }
}

/// Something that was seen on the network, or announced.
#[derive(Clone, Debug)]
pub(crate) struct Sighting {
    /// When.
    pub(crate) day: Date,
    /// `4,100 sources on tcp/445, where 300 are usual: a spike`
    pub(crate) words: String,
    /// Whether it is more than is usual.
    pub(crate) unusual: bool,
}

/// What was seen by the as-of day.
pub(in crate::report) fn sightings(case: Case<'_>) -> Vec<Sighting> {
    let weighed = activity::weigh(case.inventory, case.advisories, case.threat);
    let counts = weighed.readings.iter().filter(|reading| reading.weight != Weight::Later);
    let counts = counts.map(|reading| Sighting {
        day: reading.date,
        words: counted_on(reading),
        unusual: reading.spike,
    });
    let levels = weighed.levels.iter().map(|level| Sighting {
        day: level.date,
        words: format!("{} on {}", clipped(&level.name), level.date),
        unusual: true,
    });
    counts.chain(levels).collect()
}

/// What was made of one advisory, if anything was counted on its ports.
pub(in crate::report) fn about(case: Case<'_>, advisory: AdvisoryId) -> Option<String> {
    let weighed = activity::weigh(case.inventory, case.advisories, case.threat);
    let moved = weighed.moved.get(&advisory)?;
    Some(format!("{}: {}", counted_on(&weighed.readings[moved.reading]), chance(moved)))
}

/// `4,100 sources on tcp/1025 on 2005-12-08, where 300 are usual: a spike`.
fn counted_on(reading: &Reading) -> String {
    let from =
        reading.source.as_deref().map_or(String::new(), |source| format!(", {}", clipped(source)));
    let usual =
        reading.usual.map_or(String::new(), |usual| format!(", where {} are usual", value(usual)));
    let spike = match (reading.spike, reading.usual) {
        (true, _) => ": a spike",
        (false, Some(_)) => ": no spike",
        (false, None) => "",
    };
    format!(
        "{} sources on {} on {}{from}{usual}{spike}",
        value(reading.sources),
        reading.ports,
        reading.date
    )
}

/// Why a count does not count.
fn why_not(reading: &Reading) -> String {
    match &reading.weight {
        Weight::Cause(cause) => format!("the cause is {}: shown, not counted", clipped(cause)),
        Weight::NoBaseline => "not counted: fewer than four weeks before it are known".to_owned(),
        Weight::Old | Weight::Later | Weight::Counted => {
            "not counted: too old, or there is a newer one".to_owned()
        }
    }
}

/// What one count did to the advisories that it decides for.
fn effect(case: Case<'_>, weighed: &Weighed, index: usize) -> String {
    let decided = weighed.moved.iter().filter(|(_, moved)| moved.reading == index);
    let texts: Vec<String> = decided
        .map(|(id, moved)| {
            format!("{} {}", sanitize::text(&case.advisories.advisory_of(*id).id), chance(moved))
        })
        .collect();
    if texts.is_empty() {
        String::new()
    } else {
        format!(", so {}", prose::abridged(texts, MAX_ADVISORIES))
    }
}

/// `a worm is likely already (72 %; 1.4 % without it)`.
fn chance(moved: &Moved) -> String {
    let (now, before) = (percent(moved.now), percent(moved.before));
    if moved.now >= Moved::LIKELY {
        format!("has a worm already, likely ({now}; {before} without this count)")
    } else {
        format!("has a worm already with {now} ({before} without this count)")
    }
}

fn clipped(text: &str) -> String {
    sanitize::clipped(text, MAX_CHARS).into_owned()
}
