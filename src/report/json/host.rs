//! One host entry of the JSON format, and the group it belongs to.

use serde::{Serialize, Serializer};

use super::super::View;
use super::super::findings::AcceptedEntry;
use crate::acceptance::InForce;
use crate::advisory::{ProductId, Remedy, Stage};
use crate::check::Accepted;
use crate::decision::Exposure;
use crate::exposure::{Assessment, Evidence, Finding};
use crate::inventory::{Host, HostDetails};
use crate::ranking::{self, RankedHost, RemedyKind, Standing};
use crate::report::words::number::Rounded;
use crate::term::entry::{Entry, EntryMap};
use crate::term::patch::PatchId;
use crate::threat::capped;

/// The identifier of a group.
struct GroupId(u32);

impl Serialize for GroupId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("g{}", self.0))
    }
}

/// Machines that are exchangeable, and what remedying all of them averts.
#[derive(Serialize)]
pub(super) struct Group {
    id: GroupId,
    hosts: u64,
    averted: Rounded,
    averted_stderr: Rounded,
}

impl Group {
    pub(super) fn new(group: &ranking::Group) -> Self {
        Self {
            id: GroupId(group.number),
            hosts: group.machines,
            averted: Rounded(group.averted.value),
            averted_stderr: Rounded(group.averted.stderr),
        }
    }
}

/// One entry in its place. Figures are per machine.
#[derive(Serialize)]
pub(super) struct HostEntry<'a> {
    rank: u32,
    rank_low: u32,
    rank_high: u32,
    name: &'a str,
    count: u32,
    segments: Vec<&'a str>,
    kind: &'static str,
    os: Option<&'a str>,
    version: Option<String>,
    criticality: &'static str,
    value: Rounded,
    p_compromised: Rounded,
    p_disrupted: Rounded,
    by_entry: ByEntry,
    averted: Rounded,
    averted_stderr: Rounded,
    opened: Rounded,
    group: Option<GroupId>,
    exposure: &'static str,
    decision: Option<&'static str>,
    remedy: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frozen: Option<&'a str>,
    advisories: Vec<AdvisoryEntry<'a>>,
}

#[derive(Serialize)]
struct ByEntry {
    internet: Rounded,
    roaming: Rounded,
    insider: Rounded,
    mail: Rounded,
    infected: Rounded,
}

impl From<EntryMap<f64>> for ByEntry {
    fn from(p: EntryMap<f64>) -> Self {
        let of = |entry| Rounded(p[entry]);
        Self {
            internet: of(Entry::Internet),
            roaming: of(Entry::Roaming),
            insider: of(Entry::Insider),
            mail: of(Entry::Mail),
            infected: of(Entry::Infected),
        }
    }
}

impl<'a> HostEntry<'a> {
    pub(super) fn new(view: &View<'a>, ranked: &RankedHost, accepted: &InForce<'a>) -> Self {
        let (name, host) = view.case.inventory.host(ranked.host);
        let assessment = view.case.exposures.of(host.system);
        let product = assessment.product.map(|id| view.case.advisories.product_of(id));
        let standing = view.ranking.standing(ranked);
        let details: Option<&HostDetails> = host.details.as_deref();
        Self {
            rank: ranked.rank,
            rank_low: ranked.interval.0,
            rank_high: ranked.interval.1,
            name,
            count: host.count,
            segments: segments(view, host),
            kind: host.kind.as_str(),
            os: product.map(|product| product.id.as_str()),
            version: assessment.version.as_ref().map(ToString::to_string),
            criticality: host.criticality.as_str(),
            value: Rounded(host.value),
            p_compromised: Rounded(standing.p_compromised),
            p_disrupted: Rounded(standing.p_disrupted),
            by_entry: standing.by_entry.into(),
            averted: Rounded(standing.averted.value),
            averted_stderr: Rounded(standing.averted.stderr),
            opened: Rounded(standing.opened),
            group: standing.group.map(GroupId),
            exposure: exposure(standing),
            decision: standing.decision.map(ranking::Decision::as_str),
            remedy: standing.remedy.as_str(),
            owner: details.and_then(|details| details.owner.as_deref()),
            frozen: details.and_then(|details| details.frozen.as_deref()),
            advisories: advisories(view, name, assessment, accepted),
        }
    }
}

fn segments<'a>(view: &View<'a>, host: &Host) -> Vec<&'a str> {
    host.segments.iter().map(|id| view.case.inventory.segment(*id).0).collect()
}

/// System exposure, in the words of SSVC.
fn exposure(standing: &Standing) -> &'static str {
    match standing.exposure {
        Exposure::Small => "small",
        Exposure::Controlled => "controlled",
        Exposure::Open => "open",
    }
}

fn advisories<'a>(view: &View<'a>, host: &str, assessment: &'a Assessment, accepted: &InForce<'a>) -> Vec<AdvisoryEntry<'a>> {
    let Some(product) = assessment.product else { return Vec::new() };
    assessment.findings.iter().map(|finding| AdvisoryEntry::new(view, product, finding, host, accepted)).collect()
}

/// What was found about one advisory.
#[derive(Serialize)]
struct AdvisoryEntry<'a> {
    id: &'a str,
    status: &'static str,
    #[serde(serialize_with = "as_texts")]
    fixes: &'a [PatchId],
    #[serde(serialize_with = "as_text")]
    evidence: &'a Evidence,
    remedy: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    upgrade_to: Option<String>,
    stage: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ports: Vec<String>,
    /// Somebody has accepted the risk, which lowers no figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<AcceptedEntry>,
}

impl<'a> AdvisoryEntry<'a> {
    fn new(view: &View<'a>, product: ProductId, finding: &'a Finding, host: &str, accepted: &InForce<'a>) -> Self {
        let advisory = view.case.advisories.advisory_of(finding.advisory);
        let stage: Stage = capped(advisory.stage(product, view.case.threat.as_of), finding.effect);
        let (remedy, upgrade_to) = match &finding.remedy {
            None => (RemedyKind::None, None),
            Some(Remedy::Patch) => (RemedyKind::Patch, None),
            Some(Remedy::Upgrade { to, .. }) => (RemedyKind::Upgrade, Some(to.to_string())),
            Some(Remedy::Isolate { .. }) => (RemedyKind::Isolate, None),
        };
        let acceptance = accepted.of(host, &advisory.id).filter(|_| finding.status.is_exposed());
        Self {
            id: &advisory.id,
            status: finding.status.as_str(),
            fixes: &finding.fixes,
            evidence: &finding.evidence,
            remedy: remedy.as_str(),
            upgrade_to,
            stage: stage.as_str(),
            ports: if finding.ports.is_empty() { Vec::new() } else { finding.ports.to_texts() },
            accepted: acceptance.map(Accepted::from).as_ref().map(AcceptedEntry::from),
        }
    }
}

fn as_text<S: Serializer>(evidence: &Evidence, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(evidence)
}

fn as_texts<S: Serializer>(patches: &[PatchId], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(patches.iter().map(ToString::to_string))
}
