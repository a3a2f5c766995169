//! One finding as formats print it.

use schemars::JsonSchema;
use serde::Serialize;

use super::Item;
use crate::check::{Accepted, Finding};
use crate::diagnostic::{Label, Severity};
use crate::format::rank::AcceptedRisk;
use crate::source::{Sources, Span};

/// A finding in names, lines and columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Entry {
    /// The rule, by its stable name.
    pub rule: String,
    /// What the rule is concerned with: form, plausibility, policy, acceptance or advisory.
    pub family: String,
    /// How bad it is: error, warning or note.
    pub severity: String,
    /// How sure it is: high, medium or low.
    pub confidence: String,
    /// What is wrong.
    pub message: String,
    /// Where; null where a run as a whole is meant.
    pub place: Option<PlaceEntry>,
    /// What to do.
    pub help: Option<String>,
    /// The host it is about.
    pub host: Option<String>,
    /// The advisory it is about.
    pub advisory: Option<String>,
    /// By when the host has to be remedied, where a ranking was made: a date, or `now`.
    pub due: Option<String>,
    /// The segment it belongs to.
    pub segment: Option<String>,
    /// Other places that have to do with it.
    pub related: Vec<PlaceEntry>,
    /// The way that breaks a rule about reach, hop by hop.
    pub path: Vec<HopEntry>,
    /// Its name over time: made of rule, host and advisory, never of lines, ranks, scores or dates.
    pub fingerprint: String,
    /// Whether the baseline has it.
    pub known: bool,
    /// Who accepted it, if anybody; then it trips no gate.
    pub accepted: Option<AcceptedRisk>,
    /// The severity, for programs of ours.
    #[serde(skip)]
    #[schemars(skip)]
    pub level: Severity,
}

/// A range in a file; lines and columns count from 1, columns in characters; the end is exclusive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PlaceEntry {
    /// The file, as it was named.
    pub file: String,
    /// The line; null where the file as a whole is meant.
    pub line: Option<u32>,
    /// The column.
    pub column: Option<u32>,
    /// The line of the end.
    pub end_line: Option<u32>,
    /// The column of the end.
    pub end_column: Option<u32>,
    /// What is there to be seen; may be empty.
    pub text: String,
}

/// One hop of a way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct HopEntry {
    /// What happens.
    pub text: String,
    /// The line that allows it.
    pub place: PlaceEntry,
}

impl Entry {
    /// An item of a check.
    pub fn new(item: &Item, sources: &Sources) -> Self {
        let finding = &item.finding;
        let mut places = finding.places.iter().map(|label| of_label(label, sources));
        let first = places.next();
        Self {
            rule: finding.rule.id().to_owned(),
            family: finding.rule.family().as_str().to_owned(),
            severity: finding.severity.as_str().to_owned(),
            confidence: finding.confidence.as_str().to_owned(),
            message: finding.message.clone(),
            place: first.or_else(|| whole_file(finding)),
            help: finding.help.clone(),
            host: finding.about.host.clone(),
            advisory: finding.about.advisory.clone(),
            due: finding.due.map(|due| due.to_string()),
            segment: item.segment.clone(),
            related: places.collect(),
            path: finding.path.iter().map(|hop| HopEntry { text: hop.text.clone(), place: of_span(hop.place, "", sources) }).collect(),
            fingerprint: item.fingerprint.clone(),
            known: item.known,
            accepted: finding.accepted.as_ref().map(AcceptedRisk::from),
            level: finding.severity,
        }
    }

    /// Whether somebody accepted it.
    pub fn is_accepted(&self) -> bool {
        self.accepted.is_some()
    }

    /// The place as `file:line:column`, as far as it is known.
    pub(super) fn shown_place(&self) -> String {
        let Some(place) = &self.place else { return String::new() };
        match (place.line, place.column) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", place.file),
            _ => place.file.clone(),
        }
    }
}

impl AcceptedRisk {
    /// `accepted by plant manager until 2006-12-31: no patch exists`.
    pub(crate) fn sentence(&self) -> String {
        let mut text = "accepted".to_owned();
        self.by.iter().for_each(|by| text.push_str(&format!(" by {by}")));
        self.until.iter().for_each(|until| text.push_str(&format!(" until {until}")));
        self.reason.iter().for_each(|reason| text.push_str(&format!(": {reason}")));
        text
    }
}

impl From<&Accepted> for AcceptedRisk {
    fn from(accepted: &Accepted) -> Self {
        Self { by: accepted.by.clone(), reason: accepted.reason.clone(), until: accepted.until.map(|day| day.to_string()) }
    }
}

fn of_label(label: &Label, sources: &Sources) -> PlaceEntry {
    of_span(label.span, &label.text, sources)
}

/// A span in lines and columns.
pub(super) fn of_span(span: Span, text: &str, sources: &Sources) -> PlaceEntry {
    let source = sources.get(span.source);
    let (start, end) = (source.position(span.start), source.position(span.end));
    PlaceEntry {
        file: source.name.clone(),
        line: Some(start.line),
        column: Some(start.column),
        end_line: Some(end.line),
        end_column: Some(end.column),
        text: text.to_owned(),
    }
}

fn whole_file(finding: &Finding) -> Option<PlaceEntry> {
    let file = finding.file.clone()?;
    Some(PlaceEntry { file, line: None, column: None, end_line: None, end_column: None, text: String::new() })
}
