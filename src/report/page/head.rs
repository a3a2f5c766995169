//! Whose network, which day, which files, which advisories.

use jiff::ToSpan;
use jiff::civil::Date;

use super::super::{day as days, knowledge};
use super::Page;
use super::values::{Database, Day, File};
use crate::neutral;

const MOST_CHARS: usize = 120;

pub(super) fn organisation(page: &Page<'_>) -> Option<String> {
    page.view().subject.inventory.organisation.as_deref().map(|name| neutral::clipped(name, MOST_CHARS).into_owned())
}

pub(super) fn day(day: Date) -> Day {
    Day { date: day.to_string(), text: days::named(day) }
}

/// The day after the horizon.
pub(super) fn window(page: &Page<'_>) -> Date {
    days::last(page.view().subject.threat).checked_add(1.day()).unwrap_or(Date::MAX)
}

/// The files of the inventory, in the order of reading; those of advisories are the database.
pub(super) fn files(page: &Page<'_>) -> Vec<File> {
    let inventory = page.sources.digests().filter(|(name, _)| !is_database(page, name));
    inventory
        .map(|(name, digest)| File { name: neutral::clipped(name, MOST_CHARS).into_owned(), sha256: super::digest::hex(digest) })
        .collect()
}

fn is_database(page: &Page<'_>, name: &str) -> bool {
    page.folders.iter().any(|folder| std::path::Path::new(name).starts_with(folder))
}

pub(super) fn database(page: &Page<'_>) -> Database {
    let view = page.view();
    let advisories = view.subject.advisories;
    let folders = page.folders.iter().map(|folder| neutral::clipped(&folder.to_string_lossy(), MOST_CHARS).into_owned());
    let built_in = format!("built-in, patchfirst {}", env!("CARGO_PKG_VERSION"));
    let said = advisories.advisories.values().flat_map(|advisory| {
        let events = advisory.timeline.iter().map(|event| event.date);
        events.chain([advisory.published]).chain(advisory.revised)
    });
    Database {
        name: std::iter::once(built_in).chain(folders).collect::<Vec<_>>().join(" + "),
        known: advisories.advisories.len() - view.subject.exposures.unpublished.len(),
        concerning: knowledge::concerning(view).len(),
        newest: said.max().map(|day| day.to_string()),
        text: knowledge::sentences(view),
    }
}
