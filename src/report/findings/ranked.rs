//! A ranking as findings: one per host and advisory, in the order of the ranking.

use super::Entry;
use super::entry::of_span;
use super::{Overview, RuleText, Sheet};
use crate::acceptance::InForce;
use crate::advisory::Advisory;
use crate::check::{Accepted, fingerprint};
use crate::decision::Decision;
use crate::diagnostic::Severity;
use crate::exposure::{Finding, Status};
use crate::format::rank::AcceptedRisk;
use crate::ranking::RankedHost;
use crate::report::View;
use crate::report::remedy_text;
use crate::report::words::accepted;
use crate::source::Sources;
use crate::term::day::Day;

const FAMILY: &str = "exposure";

impl Sheet {
    /// What a ranking found, of the first `top` hosts; `None` and 0 are all.
    pub fn of_ranking(
        view: &View<'_>,
        file: String,
        top: Option<usize>,
        sources: &Sources,
    ) -> Self {
        let case = view.case;
        let inventory = case.inventory;
        let known =
            case.advisories.iter().filter(|(id, _)| !case.exposures.unpublished.contains(id));
        let accepted = accepted::in_force(view);
        let most = top.filter(|top| *top > 0).unwrap_or(usize::MAX);
        let hosts = view.ranking.hosts.iter().filter(|ranked| view.shows(ranked.host)).take(most);
        Self {
            command: "rank",
            inventories: vec![Overview {
                file,
                as_of: Some(case.threat.as_of.to_string()),
                until: Some(case.threat.date(case.threat.last_day()).to_string()),
                hosts: inventory.hosts.len() as u64,
                segments: inventory.segments.len() as u64,
                flows: inventory.described_flows() as u64,
                complete: true,
            }],
            rules: known.map(|(_, advisory)| rule(advisory)).collect(),
            segments: inventory.segments.keys().cloned().collect(),
            entries: hosts.flat_map(|ranked| entries(view, ranked, &accepted, sources)).collect(),
            hidden: 0,
        }
    }
}

fn rule(advisory: &Advisory) -> RuleText {
    RuleText {
        id: advisory.id.clone(),
        summary: advisory.title.clone(),
        detail: advisory.impact.clone().unwrap_or_else(|| advisory.title.clone()),
        severity: Severity::Warning,
        score: advisory.score(),
        confidence: "high",
        family: FAMILY.to_owned(),
        page: None,
    }
}

fn entries(
    view: &View<'_>,
    ranked: &RankedHost,
    accepted: &InForce<'_>,
    sources: &Sources,
) -> Vec<Entry> {
    let (_, host) = view.case.inventory.host(ranked.host);
    let exposed = view
        .case
        .exposures
        .of(host.system)
        .findings
        .iter()
        .filter(|finding| finding.status.is_exposed());
    exposed.map(|finding| entry(view, ranked, finding, accepted, sources)).collect()
}

fn entry(
    view: &View<'_>,
    ranked: &RankedHost,
    finding: &Finding,
    accepted: &InForce<'_>,
    sources: &Sources,
) -> Entry {
    let case = view.case;
    let (name, host) = case.inventory.host(ranked.host);
    let advisory = case.advisories.advisory_of(finding.advisory);
    let host_risk = view.ranking.host_risk(ranked);
    let level = severity(host_risk.decision);
    let state = if finding.status == Status::Unknown {
        "not known to be safe from"
    } else {
        "vulnerable to"
    };
    let segment = host.segments.first().map(|id| case.inventory.segment(*id).0.to_owned());
    let acted =
        host_risk.decision.map_or(String::new(), |decision| format!("; {}", decision.as_str()));
    let by = due(view, host_risk.due).map_or(String::new(), |due| {
        if due == NOW { "; due now".to_owned() } else { format!("; due by {due}") }
    });
    Entry {
        rule: advisory.id.clone(),
        family: FAMILY.to_owned(),
        severity: level.as_str().to_owned(),
        confidence: if finding.status == Status::Unknown { "medium" } else { "high" }.to_owned(),
        message: format!(
            "host `{name}` is {state} {}: {}; rank {}{acted}{by}",
            advisory.id, finding.evidence, ranked.rank
        ),
        place: Some(of_span(host.place, "", sources)),
        help: Some(remedy_text(case, host_risk.remedy, case.exposures.of(host.system))),
        host: Some(name.to_owned()),
        advisory: Some(advisory.id.clone()),
        due: due(view, host_risk.due),
        segment,
        related: Vec::new(),
        path: Vec::new(),
        fingerprint: fingerprint::named(&advisory.id, name, &advisory.id),
        known: false,
        accepted: accepted
            .of(name, &advisory.id)
            .map(Accepted::from)
            .as_ref()
            .map(AcceptedRisk::from),
        level,
    }
}

/// What a host is due for which it is late already.
const NOW: &str = "now";

/// By when a host is due: a date, or `now`.
fn due(view: &View<'_>, due: Option<Day>) -> Option<String> {
    due.map(|day| {
        if day == Day::BEFORE { NOW.to_owned() } else { view.case.threat.date(day).to_string() }
    })
}

/// What cannot wait for the regular window is an error.
fn severity(decision: Option<Decision>) -> Severity {
    match decision {
        Some(Decision::Immediate | Decision::OutOfCycle) => Severity::Error,
        Some(Decision::Scheduled) => Severity::Warning,
        Some(Decision::Defer) | None => Severity::Note,
    }
}
