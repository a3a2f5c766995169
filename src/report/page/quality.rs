//! What the figures rest on, and what is doubtful about it.

use super::super::row::{self, Row};
use super::super::{flow, unknown};
use super::Page;
use super::values::{Issue, Quality};
use crate::source::sanitize;

/// Hosts that were not assessed and are named, findings of a rule that are shown, flows.
const MOST_HOSTS: usize = 20;
const MOST_EXAMPLES: usize = 5;
const MOST_FLOWS: usize = 20;
const MOST_CHARS: usize = 60;

pub(super) fn quality(page: &Page<'_>) -> Quality {
    let view = page.view();
    let rows: Vec<Row<'_>> = row::merged(view);
    let not_assessed = &view.ranking.not_assessed;
    Quality {
        evidence: unknown::evidence(view, &rows),
        flows: flows(page),
        not_assessed: not_assessed.iter().take(MOST_HOSTS).map(|id| not_assessed_text(page, *id)).collect(),
        more_not_assessed: not_assessed.len().saturating_sub(MOST_HOSTS),
        issues: page.briefing.quality.iter().map(|issue| of_rule(page, issue)).collect(),
    }
}

fn flows(page: &Page<'_>) -> Vec<String> {
    let inventory = page.view().case.inventory;
    let unknown = page.view().ranking.flows.iter().map(|gain| gain.flow).filter(|id| flow::is_unknown(inventory, *id));
    unknown
        .take(MOST_FLOWS)
        .map(|id| format!("{}: {}", flow::ends(inventory, id), flow::ports(inventory, id, page.view().case.scenario.unknown_flows)))
        .collect()
}

fn not_assessed_text(page: &Page<'_>, id: crate::inventory::HostId) -> String {
    let inventory = page.view().case.inventory;
    let (name, host) = inventory.host(id);
    let os = sanitize::clipped(&inventory.system(host.system).os, MOST_CHARS).into_owned();
    format!("{}: runs `{os}`, which is not in the catalogue", sanitize::clipped(name, MOST_CHARS))
}

fn of_rule(page: &Page<'_>, issue: &crate::briefing::Issue) -> Issue {
    Issue {
        rule: issue.rule.id().to_owned(),
        severity: issue.rule.severity().as_str(),
        summary: issue.rule.summary().to_owned(),
        count: issue.findings.len(),
        examples: issue.findings.iter().take(MOST_EXAMPLES).map(|finding| example(page, finding)).collect(),
    }
}

/// `inventory.yaml:12: the message`.
fn example(page: &Page<'_>, finding: &crate::check::Finding) -> String {
    let message = sanitize::clipped(&finding.message, 200);
    match (finding.places.first(), &finding.file) {
        (Some(place), _) => {
            let source = page.sources.get(place.span.source);
            let file = sanitize::clipped(&source.name, MOST_CHARS);
            format!("{file}:{}: {message}", page.sources.position(place.span).line)
        }
        (None, Some(file)) => format!("{}: {message}", sanitize::clipped(file, MOST_CHARS)),
        (None, None) => message.into_owned(),
    }
}
