//! One finding as formats print it.

use std::borrow::Cow;

use super::{Entry, PlaceEntry};
use crate::check::Accepted;
use crate::format::rank::AcceptedRisk;
use crate::source::{Position, Sources, Span};

impl Entry<'_> {
    /// Whether somebody accepted it.
    pub fn is_accepted(&self) -> bool {
        self.accepted.is_some()
    }

    /// The place as `file:line:column`, as far as it is known.
    pub(super) fn shown_place(&self) -> String {
        let Some(place) = &self.place else { return String::new() };
        match (place.line, place.column) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", place.file),
            _ => place.file.clone().into_owned(),
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

/// A span in lines and columns.
pub(super) fn of_span<'a>(span: Span, text: &'a str, sources: &'a Sources) -> PlaceEntry<'a> {
    let source = sources.get(span.source);
    let start = source.position(span.start);
    let end = end_on(start, sources.slice(span)).unwrap_or_else(|| source.position(span.end));
    PlaceEntry {
        file: Cow::Borrowed(&source.name),
        line: Some(start.line),
        column: Some(start.column),
        end_line: Some(end.line),
        end_column: Some(end.column),
        text: Cow::Borrowed(text),
    }
}

/// Where a text ends that starts there, unless it leaves the line: most do not, and then no line
/// needs to be looked for.
fn end_on(start: Position, text: &str) -> Option<Position> {
    let stays = !text.is_empty() && !text.contains('\n');
    stays.then(|| Position { column: start.column + text.chars().count() as u32, ..start })
}

/// What stands for a place where a file as a whole is meant.
pub(super) fn whole_file(file: &str) -> PlaceEntry<'_> {
    PlaceEntry {
        file: Cow::Borrowed(file),
        line: None,
        column: None,
        end_line: None,
        end_column: None,
        text: Cow::default(),
    }
}
