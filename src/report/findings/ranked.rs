//! A ranking as findings: one per host and advisory, in the order of the ranking.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::entry::of_span;
use super::rows::{Grade, Rows};
use super::{Entry, Overview, RuleText, Sheet};
use crate::acceptance::InForce;
use crate::advisory::Advisory;
use crate::check::{Accepted, fingerprint};
use crate::decision::Decision;
use crate::diagnostic::Severity;
use crate::exposure::{Finding, Status};
use crate::format::rank::AcceptedRisk;
use crate::inventory::Acceptance;
use crate::ranking::RankedHost;
use crate::report::View;
use crate::report::remedy_text;
use crate::report::words::accepted;
use crate::source::Sources;
use crate::term::day::Day;

const FAMILY: &str = "exposure";

/// What a ranking found of each host.
#[derive(Debug)]
struct Ranked<'a> {
    view: &'a View<'a>,
    accepted: InForce<'a>,
    sources: &'a Sources,
    rows: Vec<(&'a RankedHost, &'a Finding)>,
}

impl<'a> Sheet<'a> {
    /// What a ranking found, of the first `top` hosts; `None` and 0 are all.
    pub fn of_ranking(
        view: &'a View<'a>,
        file: String,
        top: Option<usize>,
        sources: &'a Sources,
    ) -> Self {
        let case = view.case;
        let inventory = case.inventory;
        let known =
            case.advisories.iter().filter(|(id, _)| !case.exposures.unpublished.contains(id));
        let most = top.filter(|top| *top > 0).unwrap_or(usize::MAX);
        let hosts = view.ranking.hosts.iter().filter(|ranked| view.shows(ranked.host)).take(most);
        Self {
            command: "rank",
            inventories: vec![Overview {
                file,
                as_of: Some(case.threat.as_of.to_string()),
                until: Some(case.threat.until().to_string()),
                hosts: inventory.hosts.len() as u64,
                segments: inventory.segments.len() as u64,
                flows: inventory.described_flows() as u64,
                complete: true,
            }],
            rules: known.map(|(_, advisory)| rule(advisory)).collect(),
            segments: inventory.segments.keys().cloned().collect(),
            hidden: 0,
            rows: Arc::new(Ranked {
                view,
                accepted: accepted::in_force(view),
                sources,
                rows: hosts.flat_map(|ranked| exposed(view, ranked)).collect(),
            }),
            names: HashMap::new(),
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

/// What a host is exposed to.
fn exposed<'a>(
    view: &'a View<'_>,
    ranked: &'a RankedHost,
) -> impl Iterator<Item = (&'a RankedHost, &'a Finding)> {
    let (_, host) = view.case.inventory.host(ranked.host);
    let findings = view.case.exposures.of(host.system).findings.iter();
    findings.filter(|finding| finding.status.is_exposed()).map(move |finding| (ranked, finding))
}

impl Ranked<'_> {
    fn level(&self, ranked: &RankedHost) -> Severity {
        severity(self.view.ranking.host_risk(ranked).decision)
    }

    fn advisory(&self, finding: &Finding) -> &Advisory {
        self.view.case.advisories.advisory_of(finding.advisory)
    }

    fn segment(&self, ranked: &RankedHost) -> Option<&str> {
        let inventory = self.view.case.inventory;
        inventory.host(ranked.host).1.segments.first().map(|id| inventory.segment(*id).0)
    }

    fn acceptance(&self, ranked: &RankedHost, finding: &Finding) -> Option<&Acceptance> {
        let name = self.view.case.inventory.host(ranked.host).0;
        self.accepted.of(name, &self.advisory(finding).id)
    }

    fn message(&self, ranked: &RankedHost, finding: &Finding) -> String {
        let name = self.view.case.inventory.host(ranked.host).0;
        let host_risk = self.view.ranking.host_risk(ranked);
        let state = if finding.status == Status::Unknown {
            "not known to be safe from"
        } else {
            "vulnerable to"
        };
        let acted =
            host_risk.decision.map_or(String::new(), |decision| format!("; {}", decision.as_str()));
        let by = due(self.view, host_risk.due).map_or(String::new(), |due| {
            if due == NOW { "; due now".to_owned() } else { format!("; due by {due}") }
        });
        format!(
            "host `{name}` is {state} {}: {}; rank {}{acted}{by}",
            self.advisory(finding).id,
            finding.evidence,
            ranked.rank
        )
    }
}

impl Rows for Ranked<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn grade(&self, row: usize) -> Grade {
        let (ranked, finding) = self.rows[row];
        let accepted = self.acceptance(ranked, finding).is_some();
        Grade { level: self.level(ranked), accepted, known: false }
    }

    fn group(&self, row: usize) -> (Option<&str>, &str) {
        let (ranked, finding) = self.rows[row];
        (self.segment(ranked), &self.advisory(finding).id)
    }

    fn entry(&self, row: usize) -> Entry<'_> {
        let (ranked, finding) = self.rows[row];
        let case = self.view.case;
        let (name, host) = case.inventory.host(ranked.host);
        let host_risk = self.view.ranking.host_risk(ranked);
        let (level, advisory) = (self.level(ranked), &*self.advisory(finding).id);
        let unknown = finding.status == Status::Unknown;
        Entry {
            rule: advisory.into(),
            family: FAMILY.into(),
            severity: level.as_str().into(),
            confidence: if unknown { "medium" } else { "high" }.into(),
            message: self.message(ranked, finding).into(),
            place: Some(of_span(host.place, "", self.sources)),
            help: Some(remedy_text(case, host_risk.remedy, case.exposures.of(host.system)).into()),
            host: Some(name.into()),
            advisory: Some(advisory.into()),
            due: due(self.view, host_risk.due).map(Cow::from),
            segment: self.segment(ranked).map(Cow::from),
            related: Vec::new(),
            path: Vec::new(),
            fingerprint: fingerprint::named(advisory, name, advisory).to_string().into(),
            known: false,
            accepted: self
                .acceptance(ranked, finding)
                .map(Accepted::from)
                .as_ref()
                .map(AcceptedRisk::from),
            level,
        }
    }

    fn files(&self) -> Vec<&str> {
        self.sources.iter().map(|(_, source)| source.name.as_str()).collect()
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
