//! What the readers and the matching reported, as findings.

use super::fault::Fault;
use super::finding::Finding;
use super::rule::Rule;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// One finding per diagnostic.
pub(super) fn findings(diagnostics: &Diagnostics) -> Vec<Finding> {
    diagnostics.sorted().into_iter().map(finding).collect()
}

fn finding(diagnostic: &Diagnostic) -> Finding {
    let (first, related) = match diagnostic.labels.split_first() {
        Some((first, related)) => (Some(first), related.to_vec()),
        None => (None, Vec::new()),
    };
    let fault = Fault {
        severity: diagnostic.severity,
        label: first.map(|label| label.text.clone().into()).unwrap_or_default(),
        related,
        file: diagnostic.file.clone(),
        help: diagnostic.help.clone().map(Into::into),
        ..Fault::new(Rule::Read(diagnostic.code), diagnostic.message.clone())
    };
    Finding { place: first.map(|label| label.span), ..Finding::new(fault) }
}
