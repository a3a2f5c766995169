//! One finding as formats print it.

use super::{Entry, HopEntry, Item, PlaceEntry};
use crate::check::{Accepted, Finding};
use crate::diagnostic::Label;
use crate::format::rank::AcceptedRisk;
use crate::source::{Sources, Span};

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
            path: finding
                .path
                .iter()
                .map(|hop| HopEntry {
                    text: hop.text.clone(),
                    place: of_span(hop.place, "", sources),
                })
                .collect(),
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
        Self {
            by: accepted.by.clone(),
            reason: accepted.reason.clone(),
            until: accepted.until.map(|day| day.to_string()),
        }
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
    Some(PlaceEntry {
        file,
        line: None,
        column: None,
        end_line: None,
        end_column: None,
        text: String::new(),
    })
}
