//! Findings in every format: for people, for programs, and for the systems that run checks.
//!
//! A format is a small file that gets a [`Sheet`], in which places are lines and columns and nothing
//! refers to the model any more. `check` and `rank` fill it; so each format looks the same for
//! both. There may be a million findings, so a sheet makes an [`Entry`] of one where a format asks
//! for it, and formats write as they go.

mod checked;
pub mod csv;
mod entry;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
mod piece;
mod ranked;
mod rows;
pub mod sarif;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::check::Rule;
use crate::diagnostic::Severity;
use crate::term::count::counted;
use rows::Rows;

pub use crate::format::check::{Counts, Entry, HopEntry, Overview, PlaceEntry};
pub use checked::Item;

/// What a rule is about, for formats that list their rules.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleText {
    /// Its stable name.
    pub id: String,
    /// What is wrong, in a sentence.
    pub summary: String,
    /// Why that matters.
    pub detail: String,
    /// How bad it is by itself.
    pub severity: Severity,
    /// The CVSS score of the hole, 0 to 10, if it is one and has a vector: code scanning sorts by
    /// it.
    pub score: Option<f64>,
    /// How sure its findings are: high, medium, low.
    pub confidence: &'static str,
    /// A word that says what it is concerned with.
    pub family: String,
    /// The page about it, from the top of the repository.
    pub page: Option<String>,
}

/// All that a format needs.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// The command that found it: `check`, `rank`.
    pub command: &'static str,
    /// What was looked at.
    pub inventories: Vec<Overview>,
    /// The rules, in the order of the documentation.
    pub rules: Vec<RuleText>,
    /// The segments, sorted, for formats that count what passed.
    pub segments: Vec<String>,
    /// How many findings there are that are not shown.
    pub hidden: usize,
    /// What was found, in order.
    rows: Arc<dyn Rows + 'a>,
    /// Other names of files that are named.
    names: HashMap<String, String>,
}

impl Sheet<'_> {
    /// How many findings are shown.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of the findings that are shown.
    pub fn entry(&self, row: usize) -> Entry<'_> {
        let mut entry = self.rows.entry(row);
        let places = entry
            .place
            .iter_mut()
            .chain(&mut entry.related)
            .chain(entry.path.iter_mut().map(|hop| &mut hop.place));
        for place in places {
            if let Some(name) = self.names.get(place.file.as_ref()) {
                place.file = Cow::Borrowed(name);
            }
        }
        entry
    }

    /// The same with other names for files, where there are any.
    #[must_use]
    pub fn renamed(&self, name: impl Fn(&str) -> Option<String>) -> Self {
        let mut sheet = self.clone();
        let files = self.inventories.iter().map(|inventory| inventory.file.as_str());
        for file in self.rows.files().into_iter().chain(files) {
            if let (false, Some(name)) = (sheet.names.contains_key(file), name(file)) {
                sheet.names.insert(file.to_owned(), name);
            }
        }
        for inventory in &mut sheet.inventories {
            if let Some(name) = sheet.names.get(&inventory.file) {
                inventory.file.clone_from(name);
            }
        }
        sheet
    }

    /// The findings, the worst first; what is accepted comes last.
    fn worst_first(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..self.len() as u32).collect();
        rows.sort_by_key(|row| {
            let grade = self.rows.grade(*row as usize);
            (grade.accepted, std::cmp::Reverse(grade.level))
        });
        rows
    }

    /// How many findings of each kind are shown.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { hidden: self.hidden, ..Counts::default() };
        for grade in (0..self.len()).map(|row| self.rows.grade(row)) {
            counts.known += usize::from(grade.known);
            let slot = match (grade.accepted, grade.level) {
                (true, _) => &mut counts.accepted,
                (false, Severity::Error) => &mut counts.errors,
                (false, Severity::Warning) => &mut counts.warnings,
                (false, Severity::Note) => &mut counts.notes,
            };
            *slot += 1;
        }
        counts
    }
}

impl Counts {
    /// `1 error, 2 warnings, 0 notes; 1 accepted`.
    pub fn sentence(&self) -> String {
        let (errors, warnings) = (
            counted(self.errors as u64, "error", "errors"),
            counted(self.warnings as u64, "warning", "warnings"),
        );
        let mut text =
            format!("{errors}, {warnings}, {}", counted(self.notes as u64, "note", "notes"));
        for (count, what) in [
            (self.accepted, "accepted"),
            (self.known, "in the baseline"),
            (self.hidden, "not shown"),
        ] {
            if count > 0 {
                text.push_str(&format!("; {count} {what}"));
            }
        }
        text
    }
}

impl RuleText {
    fn of(rule: Rule) -> Self {
        Self {
            id: rule.id().to_owned(),
            summary: rule.summary().to_owned(),
            detail: rule.detail().to_owned(),
            severity: rule.severity(),
            score: None,
            confidence: rule.confidence().as_str(),
            family: rule.family().as_str().to_owned(),
            page: Some(format!("docs/rules/{}.md", rule.id())),
        }
    }
}
