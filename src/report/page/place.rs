//! Segments, ways in, and the courses of advisories.

use super::super::{entry, knowledge};
use super::Page;
use super::values::{Course, Name, Origin, Segment};
use crate::advisory::{AdvisoryId, Stage};
use crate::inventory::SegmentId;
use crate::source::sanitize;

const MOST_CHARS: usize = 40;
const ORIGINS: [&str; 3] = ["From the internet", "From a returning laptop", "From an insider"];

pub(super) fn segments(page: &Page<'_>) -> Vec<Segment> {
    let one = |state: &crate::briefing::SegmentState| Segment {
        name: name(page, state.segment),
        vulnerable: state.machines.vulnerable,
        unknown: state.machines.unknown,
        unreachable: state.machines.unreachable,
        patched: state.machines.patched,
        not_assessed: state.machines.not_assessed,
        loss: page.amount(state.loss),
    };
    page.briefing.segments.iter().map(one).collect()
}

fn name(page: &Page<'_>, segment: SegmentId) -> Name {
    let name = page.view().case.inventory.segment(segment).0;
    Name { text: sanitize::clipped(name, MOST_CHARS).into_owned(), full: sanitize::text(name).into_owned() }
}

pub(super) fn origins(page: &Page<'_>) -> Vec<Origin> {
    let considered = entry::considered(page.view().case.request.entries);
    let all = entry::NAMES.into_iter().zip(ORIGINS).zip(page.briefing.origins);
    let one = |((id, name), origin): ((&'static str, &'static str), crate::briefing::Origin)| Origin {
        id,
        name,
        considered: considered.contains(&id),
        loss: page.amount(origin.loss),
        machines: origin.machines,
    };
    all.map(one).collect()
}

/// The advisories that concern the inventory, the oldest first.
pub(super) fn courses(page: &Page<'_>) -> Vec<Course> {
    let view = page.view();
    let mut ids: Vec<AdvisoryId> = knowledge::concerning(view);
    ids.sort_by_key(|id| (view.case.advisories.advisory_of(*id).published, *id));
    ids.into_iter().map(|id| course(page, id)).collect()
}

fn course(page: &Page<'_>, id: AdvisoryId) -> Course {
    let view = page.view();
    let advisory = view.case.advisories.advisory_of(id);
    let since = knowledge::since(advisory, view.case.threat.as_of);
    Course {
        id: sanitize::clipped(&advisory.id, MOST_CHARS).into_owned(),
        title: sanitize::clipped(&advisory.title, 120).into_owned(),
        published: advisory.published.to_string(),
        stage: since.map_or(Stage::None, |event| event.stage).as_str(),
        since: since.map(|event| event.date.to_string()),
        exposed: exposed(page, id),
    }
}

/// Machines exposed to an advisory that are not taken for remedied.
pub(super) fn exposed(page: &Page<'_>, id: AdvisoryId) -> u64 {
    let view = page.view();
    let machines = |ranked: &crate::ranking::RankedHost| {
        let host = view.case.inventory.host(ranked.host).1;
        let findings = &view.case.exposures.of(host.system).findings;
        let concerned = findings.iter().any(|finding| finding.advisory == id && view.case.scenario.is_exposed(finding));
        if concerned { u64::from(host.count - view.case.scenario.remedied(ranked.host, host)) } else { 0 }
    };
    view.ranking.to_remedy().iter().map(machines).sum()
}
