//! Whose network, which day, which files, which advisories.

use jiff::ToSpan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::subject::ManagementReport;
use crate::check::fingerprint::hex;
use crate::report::words::day as days;
use crate::report::words::knowledge;
use crate::source::Source;
use crate::source::sanitize;

/// A day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Day {
    /// `2006-09-01`.
    pub date: String,
    /// `Friday 2006-09-01`.
    pub text: String,
}

/// One file that was read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct File {
    /// As it was named.
    pub name: String,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
}

/// The advisory database.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Database {
    /// What it is called: `built-in, patchfirst 0.1.0` and folders that were added.
    pub name: String,
    /// How many advisories were public on the as-of day.
    pub known: usize,
    /// How many of them concern the inventory.
    pub concerning: usize,
    /// The last day of which an advisory or a product says anything.
    pub newest: Option<String>,
    /// What was known of them, in a sentence or two.
    pub text: String,
}

const MAX_CHARS: usize = 120;

pub(super) fn organisation(report: &ManagementReport<'_>) -> Option<String> {
    report
        .view()
        .case
        .inventory
        .organisation
        .as_deref()
        .map(|name| sanitize::clipped(name, MAX_CHARS).into_owned())
}

pub(super) fn day(day: Date) -> Day {
    Day { date: day.to_string(), text: days::named(day) }
}

/// The next regular day for patches: the window that was asked for, else the first workday after
/// the as-of day, as the verdict has it.
pub(super) fn window(report: &ManagementReport<'_>) -> Date {
    report.window.or(report.plan.plan.regular.on).unwrap_or_else(|| after(report))
}

/// The day after the horizon.
fn after(report: &ManagementReport<'_>) -> Date {
    report.view().case.threat.until().checked_add(1.day()).unwrap_or(Date::MAX)
}

/// The files of the inventory, in the order of reading: advisories are read before it, its tables
/// after it.
pub(super) fn files(report: &ManagementReport<'_>) -> Vec<File> {
    let first = report.view().case.inventory.place.source;
    let file = |source: &Source| {
        let sha256 = hex(&source.digest?);
        Some(File { name: sanitize::clipped(&source.name, MAX_CHARS).into_owned(), sha256 })
    };
    report
        .sources
        .iter()
        .filter(|(id, _)| *id >= first)
        .filter_map(|(_, source)| file(source))
        .collect()
}

pub(super) fn database(report: &ManagementReport<'_>) -> Database {
    let view = report.view();
    let advisories = view.case.advisories;
    let folders = report
        .folders
        .iter()
        .map(|folder| sanitize::clipped(&folder.to_string_lossy(), MAX_CHARS).into_owned());
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
