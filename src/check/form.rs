//! What the readers and the matching reported, as findings.

use super::finding::Finding;
use super::rule::Rule;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// One finding per diagnostic.
pub(super) fn findings(diagnostics: &Diagnostics) -> Vec<Finding> {
    diagnostics.sorted().into_iter().map(finding).collect()
}

fn finding(diagnostic: &Diagnostic) -> Finding {
    Finding {
        severity: diagnostic.severity,
        places: diagnostic.labels.clone(),
        file: diagnostic.file.clone(),
        help: diagnostic.help.clone(),
        ..Finding::new(Rule::Read(diagnostic.code), diagnostic.message.clone())
    }
}
