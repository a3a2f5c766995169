//! One host entry of the JSON format.

use super::super::View;
use crate::acceptance::InForce;
use crate::advisory::Remedy;
use crate::check::Accepted;
use crate::decision::{Decision, SystemExposure};
use crate::diff::Exposed;
use crate::exposure::{Assessment, Finding};
use crate::format::Rounded;
use crate::format::rank::{AcceptedRisk, ByEntry, Host, HostAdvisory};
use crate::inventory::{HostDetails, SystemId};
use crate::ranking::{HostRisk, RankedHost, RemedyKind};
use crate::term::entry::Entry;

/// The identifier of a group.
pub(super) fn group_id(number: u32) -> String {
    format!("g{number}")
}

/// One entry in its place, with everything that was found about it.
pub(super) fn whole<'a>(view: &View<'a>, ranked: &RankedHost, accepted: &InForce<'a>) -> Host<'a> {
    let (name, host) = view.case.inventory.host(ranked.host);
    let assessment = view.case.exposures.of(host.system);
    entry(view, ranked, advisories(view, name, assessment, accepted))
}

/// To what the hosts of a system are exposed.
pub(super) fn exposed(view: &View<'_>, system: SystemId) -> Exposed {
    let assessment = view.case.exposures.of(system);
    let exposed = assessment.findings.iter().filter(|finding| finding.status.is_exposed());
    let known = exposed.map(|finding| {
        let id = view.case.advisories.advisory_of(finding.advisory).id.clone();
        (id, view.case.stage(assessment, finding).as_str().to_owned())
    });
    Exposed::new(known.collect())
}

/// One entry in its place. Figures are per machine.
pub(super) fn entry<'a>(
    view: &View<'a>,
    ranked: &RankedHost,
    advisories: Vec<HostAdvisory<'a>>,
) -> Host<'a> {
    let case = view.case;
    let (name, host) = case.inventory.host(ranked.host);
    let assessment = case.exposures.of(host.system);
    let product = assessment.product.map(|id| case.advisories.product_of(id));
    let host_risk = view.ranking.host_risk(ranked);
    let details: Option<&HostDetails> = host.details.as_deref();
    Host {
        rank: ranked.rank,
        rank_low: ranked.interval.0,
        rank_high: ranked.interval.1,
        name: name.into(),
        count: host.count,
        segments: host.segments.iter().map(|id| case.inventory.segment(*id).0.into()).collect(),
        kind: host.kind.as_str().into(),
        os: product.map(|product| product.id.as_str().into()),
        version: assessment.version.as_ref().map(ToString::to_string),
        criticality: host.criticality.as_str().into(),
        value: Rounded::new(host.value),
        p_compromised: Rounded::new(host_risk.p_compromised),
        p_disrupted: Rounded::new(host_risk.p_disrupted),
        by_entry: by_entry(host_risk),
        averted: Rounded::new(host_risk.averted.now.value),
        averted_stderr: Rounded::new(host_risk.averted.now.stderr),
        averted_by_day: super::by_day(&host_risk.averted.by_day),
        due: super::due(view, host_risk.averted.due()),
        opened: Rounded::new(host_risk.opened),
        group: host_risk.group.map(group_id),
        exposure: exposure(host_risk).into(),
        decision: host_risk.decision.map(Decision::as_str).map(Into::into),
        remedy: host_risk.remedy.as_str().into(),
        owner: details.and_then(|details| details.owner.as_deref()).map(Into::into),
        frozen: details.and_then(|details| details.frozen.as_deref()).map(Into::into),
        advisories,
    }
}

fn by_entry(host_risk: &HostRisk) -> ByEntry {
    let of = |entry| Rounded::new(host_risk.by_entry[entry]);
    ByEntry {
        internet: of(Entry::Internet),
        roaming: of(Entry::Roaming),
        insider: of(Entry::Insider),
        mail: of(Entry::Mail),
        infected: of(Entry::Infected),
    }
}

/// System exposure, in the words of SSVC.
fn exposure(host_risk: &HostRisk) -> &'static str {
    match host_risk.exposure {
        SystemExposure::Small => "small",
        SystemExposure::Controlled => "controlled",
        SystemExposure::Open => "open",
    }
}

fn advisories<'a>(
    view: &View<'a>,
    host: &str,
    assessment: &'a Assessment,
    accepted: &InForce<'a>,
) -> Vec<HostAdvisory<'a>> {
    assessment
        .findings
        .iter()
        .map(|finding| advisory(view, assessment, finding, (host, accepted)))
        .collect()
}

fn advisory<'a>(
    view: &View<'a>,
    assessment: &Assessment,
    finding: &'a Finding,
    (host, accepted): (&str, &InForce<'a>),
) -> HostAdvisory<'a> {
    let advisory = view.case.advisories.advisory_of(finding.advisory);
    let stage = view.case.stage(assessment, finding);
    let (remedy, upgrade_to) = match &finding.remedy {
        None => (RemedyKind::None, None),
        Some(Remedy::Patch) => (RemedyKind::Patch, None),
        Some(Remedy::Upgrade { to, .. }) => (RemedyKind::Upgrade, Some(to.to_string())),
        Some(Remedy::Isolate { .. }) => (RemedyKind::Isolate, None),
    };
    let acceptance = accepted.of(host, &advisory.id).filter(|_| finding.status.is_exposed());
    HostAdvisory {
        id: (&advisory.id).into(),
        status: finding.status.as_str().into(),
        fixes: finding.fixes.iter().map(ToString::to_string).collect(),
        evidence: finding.evidence.to_string(),
        remedy: remedy.as_str().into(),
        upgrade_to,
        stage: stage.as_str().into(),
        ports: if finding.ports.is_empty() { Vec::new() } else { finding.ports.to_texts() },
        accepted: acceptance.map(Accepted::from).as_ref().map(AcceptedRisk::from),
    }
}
