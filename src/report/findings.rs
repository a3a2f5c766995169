//! Findings in every format: for people, for programs, and for the systems that run checks.
//!
//! A format is a small file that gets [`Sheet`], in which places are lines and columns and nothing
//! refers to the model any more. `check` and `rank` fill it; so each format looks the same for
//! both.

pub mod csv;
mod entry;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
mod ranked;
pub mod sarif;

use crate::term::count::counted;
use rayon::prelude::*;

use crate::check::{Finding, Rule};
use crate::diagnostic::Severity;
use crate::source::Sources;

pub use crate::format::check::{Counts, Entry, HopEntry, Overview, PlaceEntry};

/// A finding with what a run knows of it.
#[derive(Clone, Debug)]
pub struct Item {
    /// The finding.
    pub finding: Finding,
    /// Its name over time.
    pub fingerprint: String,
    /// Whether the baseline has it.
    pub known: bool,
    /// The name of the segment it belongs to.
    pub segment: Option<String>,
}

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
pub struct Sheet {
    /// The command that found it: `check`, `rank`.
    pub command: &'static str,
    /// What was looked at.
    pub inventories: Vec<Overview>,
    /// The rules, in the order of the documentation.
    pub rules: Vec<RuleText>,
    /// The segments, sorted, for formats that count what passed.
    pub segments: Vec<String>,
    /// What was found, in order.
    pub entries: Vec<Entry>,
    /// How many findings there are that are not shown.
    pub hidden: usize,
}

impl Sheet {
    /// What a check found; `least` is the mildest severity that is shown.
    pub fn of_check(
        items: &[Item],
        inventories: Vec<Overview>,
        segments: Vec<String>,
        sources: &Sources,
        least: Severity,
    ) -> Self {
        let shown: Vec<&Item> =
            items.iter().filter(|item| item.finding.severity >= least).collect();
        Self {
            command: "check",
            inventories,
            rules: Rule::all().map(RuleText::of).collect(),
            segments,
            hidden: items.len() - shown.len(),
            entries: shown.into_par_iter().map(|item| Entry::new(item, sources)).collect(),
        }
    }

    /// Gives every file that is named another name.
    pub fn rename_files(&mut self, mut name: impl FnMut(&str) -> String) {
        for inventory in &mut self.inventories {
            inventory.file = name(&inventory.file);
        }
        for entry in &mut self.entries {
            let places = entry
                .place
                .iter_mut()
                .chain(&mut entry.related)
                .chain(entry.path.iter_mut().map(|hop| &mut hop.place));
            places.for_each(|place| place.file = name(&place.file));
        }
    }

    /// How many findings of each kind are shown.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { hidden: self.hidden, ..Counts::default() };
        for entry in &self.entries {
            counts.known += usize::from(entry.known);
            let slot = match (entry.is_accepted(), entry.level) {
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
