//! Segments, ways in, and the courses of advisories.

use super::amount::Amount;
use super::name::Name;
use super::subject::ManagementReport;
use crate::advisory::{AdvisoryId, Stage};
use crate::inventory::SegmentId;
use crate::ranking::origin;
use crate::report::words::knowledge;
use crate::source::sanitize;
use crate::term::entry::Entry;
use schemars::JsonSchema;
use serde::Serialize;

/// A segment; every machine is counted in one state.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Segment {
    /// The segment.
    pub name: Name,
    /// Known to be vulnerable, and a way in leads to them.
    pub vulnerable: u64,
    /// Evidence is missing, and a way in leads to them.
    pub unknown: u64,
    /// Vulnerable or unknown, and no way in leads to them.
    pub unreachable: u64,
    /// Nothing to remedy.
    pub patched: u64,
    /// Not in the catalogue.
    pub not_assessed: u64,
    /// Expected loss.
    pub loss: Amount,
}

/// A way in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Origin {
    /// `internet`, `roaming`, `insider`, `mail`, `infected`.
    pub id: &'static str,
    /// `From the internet`.
    pub name: &'static str,
    /// Whether it was considered.
    pub considered: bool,
    /// Expected loss through takeovers if it were the only way in.
    pub loss: Amount,
    /// Machines it can take over.
    pub machines: u64,
}

/// An advisory and its course.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Course {
    /// Its id.
    pub id: String,
    /// What is wrong.
    pub title: String,
    /// When it was published.
    pub published: String,
    /// How far exploitation has come: `none`, `proof-of-concept`, `exploit`, `worm`.
    pub stage: &'static str,
    /// Since when, if it has a stage.
    pub since: Option<String>,
    /// Exposed machines.
    pub exposed: u64,
}

const MAX_CHARS: usize = 40;

pub(super) fn segments(report: &ManagementReport<'_>) -> Vec<Segment> {
    let one = |state: &crate::ranking::segment::SegmentState| Segment {
        name: name(report, state.segment),
        vulnerable: state.machines.vulnerable,
        unknown: state.machines.unknown,
        unreachable: state.machines.unreachable,
        patched: state.machines.patched,
        not_assessed: state.machines.not_assessed,
        loss: report.amount(state.loss),
    };
    report.facts.segments.iter().map(one).collect()
}

fn name(report: &ManagementReport<'_>, segment: SegmentId) -> Name {
    let name = report.view().case.inventory.segment(segment).0;
    Name {
        text: sanitize::clipped(name, MAX_CHARS).into_owned(),
        full: sanitize::text(name).into_owned(),
    }
}

pub(super) fn origins(report: &ManagementReport<'_>) -> Vec<Origin> {
    let view = report.view();
    let one = |(entry, origin): (Entry, &origin::Origin)| Origin {
        id: entry.as_str(),
        name: origin_name(entry),
        considered: view.case.request.entries[entry],
        loss: report.amount(origin.loss),
        machines: origin.machines,
    };
    origin::origins(view.case, view.ranking).iter().map(one).collect()
}

fn origin_name(entry: Entry) -> &'static str {
    match entry {
        Entry::Internet => "From the internet",
        Entry::Roaming => "From a returning laptop",
        Entry::Insider => "From an insider",
        Entry::Mail => "From a Trojan",
        Entry::Infected => "From an infected host",
    }
}

/// The advisories that concern the inventory, the oldest first.
pub(super) fn courses(report: &ManagementReport<'_>) -> Vec<Course> {
    let view = report.view();
    let mut ids: Vec<AdvisoryId> = knowledge::concerning(view);
    ids.sort_by_key(|id| (view.case.advisories.advisory_of(*id).published, *id));
    ids.into_iter().map(|id| course(report, id)).collect()
}

fn course(report: &ManagementReport<'_>, id: AdvisoryId) -> Course {
    let view = report.view();
    let advisory = view.case.advisories.advisory_of(id);
    let since = knowledge::since(advisory, view.case.threat.as_of);
    Course {
        id: sanitize::clipped(&advisory.id, MAX_CHARS).into_owned(),
        title: sanitize::clipped(&advisory.title, 120).into_owned(),
        published: advisory.published.to_string(),
        stage: since.map_or(Stage::None, |event| event.stage).as_str(),
        since: since.map(|event| event.date.to_string()),
        exposed: exposed(report, id),
    }
}

/// Machines exposed to an advisory that are not assumed to be remedied.
pub(super) fn exposed(report: &ManagementReport<'_>, id: AdvisoryId) -> u64 {
    let view = report.view();
    let machines = |ranked: &crate::ranking::RankedHost| {
        let host = view.case.inventory.host(ranked.host).1;
        let findings = &view.case.exposures.of(host.system).findings;
        let concerned = findings
            .iter()
            .any(|finding| finding.advisory == id && view.case.scenario.is_exposed(finding));
        if concerned {
            u64::from(host.count - view.case.scenario.remedied(ranked.host, host))
        } else {
            0
        }
    };
    view.ranking.to_remedy().iter().map(machines).sum()
}
