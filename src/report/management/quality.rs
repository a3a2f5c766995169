//! What the figures rest on, and what is doubtful about it.

use super::subject::ManagementReport;
use crate::check::{Family, Finding, Rule};
use crate::report::words::row::{self, Row};
use crate::report::words::{flow, unknown};
use crate::source::sanitize;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

/// What is doubtful about the inventory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Quality {
    /// Evidence that is missing, a line per reason with the hosts.
    pub evidence: Vec<String>,
    /// Flows whose ports are not known.
    pub flows: Vec<String>,
    /// Hosts that were not assessed, with what the inventory says they run; at most twenty.
    pub not_assessed: Vec<String>,
    /// How many more there are.
    pub more_not_assessed: usize,
    /// What a check finds, by rule, the worst first.
    pub issues: Vec<Issue>,
}

/// The findings of one rule.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Issue {
    /// The rule.
    pub rule: String,
    /// `error`, `warning`, `note`.
    pub severity: &'static str,
    /// What is wrong.
    pub summary: String,
    /// How many findings.
    pub count: usize,
    /// The first of them, with their places.
    pub examples: Vec<String>,
}

/// Hosts that were not assessed and are named, findings of a rule that are shown, flows.
const MAX_HOSTS: usize = 20;
const MAX_EXAMPLES: usize = 5;
const MAX_FLOWS: usize = 20;
const MAX_CHARS: usize = 60;

pub(super) fn quality(report: &ManagementReport<'_>) -> Quality {
    let view = report.view();
    let rows: Vec<Row<'_>> = row::merged(view);
    let not_assessed = &view.ranking.not_assessed;
    Quality {
        evidence: unknown::evidence(view, &rows.iter().collect::<Vec<_>>()),
        flows: flows(report),
        not_assessed: not_assessed
            .iter()
            .take(MAX_HOSTS)
            .map(|id| not_assessed_text(report, *id))
            .collect(),
        more_not_assessed: not_assessed.len().saturating_sub(MAX_HOSTS),
        issues: broken(report.findings).iter().map(|issue| of_rule(report, issue)).collect(),
    }
}

fn flows(report: &ManagementReport<'_>) -> Vec<String> {
    let inventory = report.view().case.inventory;
    let unknown = report
        .view()
        .ranking
        .flows
        .iter()
        .map(|gain| gain.flow)
        .filter(|id| flow::is_unknown(inventory, *id));
    unknown
        .take(MAX_FLOWS)
        .map(|id| {
            format!(
                "{}: {}",
                inventory.flow_name(id),
                flow::ports(inventory, id, report.view().case.scenario.unknown_flows)
            )
        })
        .collect()
}

fn not_assessed_text(report: &ManagementReport<'_>, id: crate::inventory::HostId) -> String {
    let inventory = report.view().case.inventory;
    let (name, host) = inventory.host(id);
    let os = sanitize::clipped(&inventory.system(host.system).os, MAX_CHARS).into_owned();
    format!("{}: runs `{os}`, which is not in the catalogue", sanitize::clipped(name, MAX_CHARS))
}

fn of_rule(report: &ManagementReport<'_>, issue: &Broken<'_>) -> Issue {
    Issue {
        rule: issue.rule.id().to_owned(),
        severity: issue.rule.severity().as_str(),
        summary: issue.rule.summary().to_owned(),
        count: issue.findings.len(),
        examples: issue
            .findings
            .iter()
            .take(MAX_EXAMPLES)
            .map(|finding| example(report, finding))
            .collect(),
    }
}

/// `inventory.yaml:12: the message`.
fn example(report: &ManagementReport<'_>, finding: &crate::check::Finding) -> String {
    let message = finding.message();
    let message = sanitize::clipped(&message, 200);
    match (finding.place, &finding.fault.file) {
        (Some(place), _) => {
            let source = report.sources.get(place.source);
            let file = sanitize::clipped(&source.name, MAX_CHARS);
            format!("{file}:{}: {message}", report.sources.position(place).line)
        }
        (None, Some(file)) => format!("{}: {message}", sanitize::clipped(file, MAX_CHARS)),
        (None, None) => message.into_owned(),
    }
}

/// All findings of one rule.
#[derive(Clone, Debug, PartialEq)]
struct Broken<'a> {
    /// The rule.
    rule: Rule,
    /// What was found, in the order of places.
    findings: Vec<&'a Finding>,
}

/// The findings by rule: the worst first, then those with most findings. Findings about advisories
/// are not the inventory's.
fn broken(findings: &[Finding]) -> Vec<Broken<'_>> {
    let mut by_rule: IndexMap<Rule, Vec<&Finding>> = IndexMap::new();
    let ours = findings.iter().filter(|finding| finding.fault.rule.family() != Family::Advisory);
    for finding in ours {
        by_rule.entry(finding.fault.rule).or_default().push(finding);
    }
    let mut issues: Vec<Broken<'_>> =
        by_rule.into_iter().map(|(rule, findings)| Broken { rule, findings }).collect();
    issues.iter_mut().for_each(|issue| issue.findings.sort_by(|a, b| crate::check::order(a, b)));
    issues.sort_by(|a, b| {
        let key = |issue: &Broken<'_>| {
            (std::cmp::Reverse(issue.rule.severity()), std::cmp::Reverse(issue.findings.len()))
        };
        key(a).cmp(&key(b)).then_with(|| a.rule.id().cmp(b.rule.id()))
    });
    issues
}
