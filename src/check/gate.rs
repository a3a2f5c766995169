//! Gates: when a check ends with a status that stops a pipeline.
//!
//! What is shown and what fails are kept apart: nothing here depends on what a format leaves out.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::fingerprint::Fingerprint;
use super::rule::{Family, Rule};
use crate::diagnostic::{Code, Severity};
use crate::format::check::{self, SCHEMA};

/// The fingerprints of an earlier check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeSet<String>);

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// Not JSON, or not of the shape.
    #[error("it is not the JSON of a check: {0}")]
    Shape(#[from] serde_json::Error),
    /// Of another format or version.
    #[error("it has the format `{0}`, not `{SCHEMA}`")]
    Format(String),
}

impl Baseline {
    /// Reads what `check --format json` wrote. Only fingerprints are looked at.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let document: check::Baseline = serde_json::from_str(text)?;
        if document.schema != SCHEMA {
            return Err(BaselineError::Format(document.schema));
        }
        Ok(Self(document.findings.into_iter().map(|known| known.fingerprint).collect()))
    }

    /// Whether a finding was there before.
    pub fn has(&self, fingerprint: &Fingerprint) -> bool {
        !self.0.is_empty() && self.0.contains(&fingerprint.to_string())
    }
}

/// What stops a pipeline. Without any of these, findings of severity error do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gates {
    /// Findings of this severity or worse.
    pub fail_on: Option<Severity>,
    /// Findings of this severity or worse that the baseline does not have.
    pub fail_on_new: Option<Severity>,
    /// Accepted risks that have expired or match nothing.
    pub stale_accepts: bool,
}

/// Which gate stopped the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// None.
    Passed,
    /// A finding is as bad as `--fail-on` names.
    Tripped,
    /// A finding is not in the baseline.
    Worse,
    /// The file is not in order, or a finding is an error and no other threshold was given.
    Failed,
    /// An accepted risk has expired or matches nothing.
    StaleAccepts,
}

impl Gates {
    /// The first gate that holds, in this order: the form, `--fail-on`, `--fail-on-new`, stale
    /// acceptances.
    ///
    /// A file that cannot be read as it is fails whatever the gates and the baseline say, since
    /// nothing else about it was checked. Otherwise errors fail unless `--fail-on` or
    /// `--fail-on-new` set another threshold. Accepted findings trip nothing.
    pub fn judge<'f>(
        &self,
        findings: impl Iterator<Item = (&'f Finding, bool)> + Clone,
    ) -> Verdict {
        let counts = findings.filter(|(finding, _)| finding.is_in_force());
        let any = |wanted: &dyn Fn(&Finding, bool) -> bool| {
            counts.clone().any(|(finding, known)| wanted(finding, known))
        };
        let threshold = self.fail_on.is_some() || self.fail_on_new.is_some();
        if any(&|f, _| f.fault.severity == Severity::Error && (is_form(f.fault.rule) || !threshold))
        {
            Verdict::Failed
        } else if self.fail_on.is_some_and(|least| any(&|f, _| f.fault.severity >= least)) {
            Verdict::Tripped
        } else if self
            .fail_on_new
            .is_some_and(|least| any(&|f, known| f.fault.severity >= least && !known))
        {
            Verdict::Worse
        } else if self.stale_accepts
            && any(&|f, _| {
                matches!(
                    f.fault.rule,
                    Rule::AcceptExpired
                        | Rule::AcceptUnused
                        | Rule::IgnoreExpired
                        | Rule::IgnoreUnused
                )
            })
        {
            Verdict::StaleAccepts
        } else {
            Verdict::Passed
        }
    }
}

/// Whether a rule is about the form of a file, so that the rest of it was not checked.
fn is_form(rule: Rule) -> bool {
    match rule {
        // What a rule or acceptance names is not there: the file was read all the same.
        Rule::Read(Code::UnknownAdvisory) => false,
        _ => rule.family() == Family::Form,
    }
}
