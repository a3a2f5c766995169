//! Whose network, which day, which files, which advisories.

use jiff::ToSpan;
use jiff::civil::Date;

use super::super::{day as days, knowledge};
use super::Page;
use super::values::{Database, Day, File};
use crate::check::fingerprint::hex;
use crate::source::Source;
use crate::source::sanitize;

const MOST_CHARS: usize = 120;

pub(super) fn organisation(page: &Page<'_>) -> Option<String> {
    page.view().case.inventory.organisation.as_deref().map(|name| sanitize::clipped(name, MOST_CHARS).into_owned())
}

pub(super) fn day(day: Date) -> Day {
    Day { date: day.to_string(), text: days::named(day) }
}

/// The day after the horizon.
pub(super) fn window(page: &Page<'_>) -> Date {
    days::last(page.view().case.threat).checked_add(1.day()).unwrap_or(Date::MAX)
}

/// The files of the inventory, in the order of reading: advisories are read before it, its tables after it.
pub(super) fn files(page: &Page<'_>) -> Vec<File> {
    let first = page.view().case.inventory.place.source;
    let file = |source: &Source| {
        let sha256 = hex(&source.digest?);
        Some(File { name: sanitize::clipped(&source.name, MOST_CHARS).into_owned(), sha256 })
    };
    page.sources.iter().filter(|(id, _)| *id >= first).filter_map(|(_, source)| file(source)).collect()
}

pub(super) fn database(page: &Page<'_>) -> Database {
    let view = page.view();
    let advisories = view.case.advisories;
    let folders = page.folders.iter().map(|folder| sanitize::clipped(&folder.to_string_lossy(), MOST_CHARS).into_owned());
    let built_in = format!("built-in, patchfirst {}", env!("CARGO_PKG_VERSION"));
    let said = advisories.advisories.values().flat_map(|advisory| {
        let events = advisory.timeline.iter().map(|event| event.date);
        events.chain([advisory.published]).chain(advisory.revised)
    });
    Database {
        name: std::iter::once(built_in).chain(folders).collect::<Vec<_>>().join(" + "),
        known: advisories.advisories.len() - view.case.exposures.unpublished.len(),
        concerning: knowledge::concerning(view).len(),
        newest: said.max().map(|day| day.to_string()),
        text: knowledge::sentences(view),
    }
}
