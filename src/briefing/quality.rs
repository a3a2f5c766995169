//! What is doubtful about the inventory on which all figures rest.

use indexmap::IndexMap;

use crate::check::{Family, Finding, Rule};

/// All findings of one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// The rule.
    pub rule: Rule,
    /// What was found, in the order of places.
    pub findings: Vec<Finding>,
}

/// The findings by rule: the worst first, then those with most findings. Findings about advisories are not the inventory's.
pub(super) fn issues(findings: &[Finding]) -> Vec<Issue> {
    let mut by_rule: IndexMap<Rule, Vec<Finding>> = IndexMap::new();
    for finding in findings.iter().filter(|finding| finding.rule.family() != Family::Advisory) {
        by_rule.entry(finding.rule).or_default().push(finding.clone());
    }
    let mut issues: Vec<Issue> = by_rule.into_iter().map(|(rule, findings)| Issue { rule, findings }).collect();
    issues.iter_mut().for_each(|issue| issue.findings.sort_by(crate::check::order));
    issues.sort_by(|a, b| {
        let key = |issue: &Issue| (std::cmp::Reverse(issue.rule.severity()), std::cmp::Reverse(issue.findings.len()));
        key(a).cmp(&key(b)).then_with(|| a.rule.id().cmp(b.rule.id()))
    });
    issues
}
