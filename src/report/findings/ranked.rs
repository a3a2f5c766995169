//! A ranking as findings: one per host and advisory, in the order of the ranking. Hosts that are
//! known to be infected and hosts that could not be assessed are findings, too: else a network of
//! which nothing is known would pass for a clean one.

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
use crate::inventory::{Acceptance, HostId};
use crate::ranking::{RankedHost, RemedyKind};
use crate::report::View;
use crate::report::remedy_text;
use crate::report::words::accepted;
use crate::source::Sources;
use crate::term::due::Due;

const FAMILY: &str = "exposure";
/// The rules beside the advisories.
const INFECTED: &str = "infected-host";
const NOT_ASSESSED: &str = "not-assessed";

/// What a ranking found of each host.
#[derive(Debug)]
struct Ranked<'a> {
    view: &'a View<'a>,
    accepted: InForce<'a>,
    sources: &'a Sources,
    rows: Vec<Row<'a>>,
}

/// One thing that was found.
#[derive(Clone, Copy, Debug)]
enum Row<'a> {
    /// A host is known to be infected.
    Infected(&'a RankedHost),
    /// A host is exposed to an advisory, or not known not to be.
    Exposed(&'a RankedHost, &'a Finding),
    /// The product of a host is not in the catalogue.
    NotAssessed(HostId),
}

impl<'a> Row<'a> {
    /// The host and its place; `None` if it has none, because nothing is known of it.
    fn host(self) -> (HostId, Option<&'a RankedHost>) {
        match self {
            Self::Infected(ranked) | Self::Exposed(ranked, _) => (ranked.host, Some(ranked)),
            Self::NotAssessed(host) => (host, None),
        }
    }

    fn finding(self) -> Option<&'a Finding> {
        if let Self::Exposed(_, finding) = self { Some(finding) } else { None }
    }
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
        // These are named whatever is asked for.
        let unknown = view.ranking.not_assessed.iter().map(|host| Row::NotAssessed(*host));
        Self {
            command: "rank",
            inventories: vec![Overview {
                file,
                as_of: Some(case.threat.as_of.to_string()),
                until: Some(case.threat.until().to_string()),
                hosts: inventory.hosts.len() as u64,
                machines: inventory.machines(),
                segments: inventory.segments.len() as u64,
                flows: inventory.described_flows() as u64,
                complete: true,
            }],
            rules: known.map(|(_, advisory)| rule(advisory)).chain(own_rules()).collect(),
            segments: inventory.segments.keys().cloned().collect(),
            hidden: 0,
            rows: Arc::new(Ranked {
                view,
                accepted: accepted::in_force(view),
                sources,
                rows: hosts.flat_map(|ranked| of_host(view, ranked)).chain(unknown).collect(),
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

fn own_rules() -> [RuleText; 2] {
    let own = |id: &str, summary: &str, detail: &str, severity| RuleText {
        id: id.to_owned(),
        summary: summary.to_owned(),
        detail: detail.to_owned(),
        severity,
        score: None,
        confidence: "high",
        family: FAMILY.to_owned(),
        page: None,
    };
    [
        own(
            INFECTED,
            "A host is known to be infected.",
            "A patch cleans nothing. Keep it off the network until it is rebuilt.",
            Severity::Error,
        ),
        own(
            NOT_ASSESSED,
            "A host could not be assessed.",
            "Its product is not in the catalogue: whether it is vulnerable is not known, and it is in no figure. Correct `os`, or add its product with --advisories.",
            Severity::Warning,
        ),
    ]
}

/// What was found of a host: that it is infected, and to what it is exposed.
fn of_host<'a>(view: &'a View<'_>, ranked: &'a RankedHost) -> impl Iterator<Item = Row<'a>> {
    let (_, host) = view.case.inventory.host(ranked.host);
    let infected = view.ranking.host_risk(ranked).remedy == RemedyKind::Rebuild;
    let findings = view.case.exposures.of(host.system).findings.iter();
    let exposed = findings
        .filter(|finding| finding.status.is_exposed())
        .map(move |finding| Row::Exposed(ranked, finding));
    infected.then_some(Row::Infected(ranked)).into_iter().chain(exposed)
}

impl Ranked<'_> {
    fn level(&self, row: Row<'_>) -> Severity {
        match row {
            Row::Infected(_) => Severity::Error,
            Row::NotAssessed(_) => Severity::Warning,
            Row::Exposed(ranked, _) => severity(self.view.ranking.host_risk(ranked).decision),
        }
    }

    fn advisory(&self, row: Row<'_>) -> Option<&Advisory> {
        row.finding().map(|finding| self.view.case.advisories.advisory_of(finding.advisory))
    }

    fn rule(&self, row: Row<'_>) -> &str {
        match row {
            Row::Infected(_) => INFECTED,
            Row::NotAssessed(_) => NOT_ASSESSED,
            Row::Exposed(_, finding) => &self.view.case.advisories.advisory_of(finding.advisory).id,
        }
    }

    fn segment(&self, row: Row<'_>) -> Option<&str> {
        let inventory = self.view.case.inventory;
        inventory.host(row.host().0).1.segments.first().map(|id| inventory.segment(*id).0)
    }

    /// Only a hole can be accepted.
    fn acceptance(&self, row: Row<'_>) -> Option<&Acceptance> {
        let name = self.view.case.inventory.host(row.host().0).0;
        self.accepted.of(name, &self.advisory(row)?.id)
    }

    fn message(&self, row: Row<'_>) -> String {
        let (name, host) = self.view.case.inventory.host(row.host().0);
        match row {
            Row::NotAssessed(_) => {
                let os = &self.view.case.inventory.system(host.system).os;
                format!(
                    "host `{name}` could not be assessed: product \"{os}\" is not in the catalogue"
                )
            }
            Row::Infected(ranked) => {
                format!("host `{name}` is known to be infected{}", self.place(ranked))
            }
            Row::Exposed(ranked, finding) => {
                let state = if finding.status == Status::Unknown {
                    "not known to be safe from"
                } else {
                    "vulnerable to"
                };
                format!(
                    "host `{name}` is {state} {}: {}{}",
                    self.rule(row),
                    finding.evidence,
                    self.place(ranked)
                )
            }
        }
    }

    /// By when a host is due.
    fn due(&self, ranked: &RankedHost) -> Option<Due> {
        let day = self.view.ranking.host_risk(ranked).averted.due()?;
        Some(self.view.case.threat.due(day))
    }

    /// Its rank, how urgent it is, and by when: `; rank 1; immediate; due now`.
    fn place(&self, ranked: &RankedHost) -> String {
        let host_risk = self.view.ranking.host_risk(ranked);
        let acted =
            host_risk.decision.map_or(String::new(), |decision| format!("; {}", decision.as_str()));
        let by = self.due(ranked).map_or(String::new(), |due| match due {
            Due::Now => format!("; due {due}"),
            Due::By(_) => format!("; due by {due}"),
        });
        format!("; rank {}{acted}{by}", ranked.rank)
    }

    /// What to do about it.
    fn help(&self, row: Row<'_>) -> String {
        let case = self.view.case;
        match row.host() {
            (id, Some(ranked)) => {
                let assessment = case.exposures.of(case.inventory.host(id).1.system);
                remedy_text(case, self.view.ranking.host_risk(ranked).remedy, assessment)
            }
            (_, None) => {
                "find out what it runs; correct `os`, or add its product with --advisories"
                    .to_owned()
            }
        }
    }
}

impl Rows for Ranked<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn grade(&self, row: usize) -> Grade {
        let row = self.rows[row];
        let accepted = self.acceptance(row).is_some();
        Grade { level: self.level(row), accepted, known: false }
    }

    fn group(&self, row: usize) -> (Option<&str>, &str) {
        let row = self.rows[row];
        (self.segment(row), self.rule(row))
    }

    fn entry(&self, row: usize) -> Entry<'_> {
        let row = self.rows[row];
        let (id, ranked) = row.host();
        let (name, host) = self.view.case.inventory.host(id);
        let (level, rule) = (self.level(row), self.rule(row));
        let advisory = self.advisory(row).map(|advisory| advisory.id.as_str());
        let unknown = row.finding().is_some_and(|finding| finding.status == Status::Unknown);
        Entry {
            rule: rule.into(),
            family: FAMILY.into(),
            severity: level.as_str().into(),
            confidence: if unknown { "medium" } else { "high" }.into(),
            message: self.message(row).into(),
            place: Some(of_span(host.place, "", self.sources)),
            help: Some(self.help(row).into()),
            host: Some(name.into()),
            advisory: advisory.map(Cow::from),
            due: ranked.and_then(|ranked| self.due(ranked)).map(|due| due.to_string().into()),
            segment: self.segment(row).map(Cow::from),
            related: Vec::new(),
            path: Vec::new(),
            fingerprint: fingerprint::named(rule, name, advisory.unwrap_or("")).to_string().into(),
            known: false,
            accepted: self.acceptance(row).map(Accepted::from).as_ref().map(AcceptedRisk::from),
            level,
        }
    }

    fn files(&self) -> Vec<&str> {
        self.sources.iter().map(|(_, source)| source.name.as_str()).collect()
    }
}

/// What cannot wait for the regular window is an error.
fn severity(decision: Option<Decision>) -> Severity {
    match decision {
        Some(Decision::Immediate | Decision::OutOfCycle) => Severity::Error,
        Some(Decision::Scheduled) => Severity::Warning,
        Some(Decision::Defer) | None => Severity::Note,
    }
}
