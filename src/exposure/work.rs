//! What has to be done to one system, for all its holes together.

use jiff::civil::Date;
use semver::Version;

use super::least::{Choice, Hole, least};
use super::platform;
use super::{Assessment, Finding, Status};
use crate::advisory::{Advisories, AdvisoryId, Remedy, Stage, Target};
use crate::term::patch::PatchId;

/// The least that closes all holes of a system which anything is known to close.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// A hole that can be reached has no remedy but to fence the host in; whether that is certain.
    pub isolate: Option<bool>,
    /// How many such holes there are.
    pub unpatched: usize,
    /// The version to upgrade to first, and whether that is certain.
    pub upgrade: Option<(Version, bool)>,
    /// Patches against holes that can be reached, the one against the farthest stage first.
    pub patches: Vec<Step>,
    /// Patches against holes on ports on which the system does not listen, and that nothing of the
    /// above closes.
    pub unreachable: Vec<Step>,
    /// A hole on a port on which the system does not listen has no patch at all; whether that is
    /// certain. It is no reason to fence the host in, and no all-clear either.
    pub unreachable_unpatched: Option<bool>,
}

impl Work {
    /// Whether anything is installed, be it against what cannot be reached.
    pub fn installs(&self) -> bool {
        self.upgrade.is_some() || !self.patches.is_empty() || !self.unreachable.is_empty()
    }
}

/// One patch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Any one of these; the most direct first.
    pub any_of: Vec<PatchId>,
    /// The advisories whose holes it closes here.
    pub closes: Vec<AdvisoryId>,
    /// Whether it is certain that one of them is open.
    pub certain: bool,
}

/// Where a system is judged: what advisories there are, on which day, and how far each has come.
#[derive(Clone, Copy)]
pub struct WorkContext<'a> {
    /// The advisories.
    pub advisories: &'a Advisories,
    /// The day on which patches must exist.
    pub as_of: Date,
    /// The stage of a finding's advisory for the system.
    pub stage: &'a dyn Fn(&Finding) -> Stage,
}

/// What has to be done about the findings that `stands` lets through.
pub fn work(
    context: WorkContext<'_>,
    assessment: &Assessment,
    stands: impl Fn(&Finding) -> bool,
) -> Work {
    let host_risk: Vec<&Finding> =
        assessment.findings.iter().filter(|finding| stands(finding)).collect();
    let upgrade = upgrade(&host_risk);
    let open = |finding: &&&Finding| !is_closed_by(context, assessment, upgrade.as_ref(), finding);
    let (reachable, unreachable): (Vec<&Finding>, Vec<&Finding>) =
        host_risk.iter().filter(open).copied().partition(|finding| !finding.ports.is_empty());
    let has_none = |finding: &&&Finding| matches!(finding.remedy, Some(Remedy::Isolate { .. }));
    let without: Vec<&&Finding> = reachable.iter().filter(has_none).collect();
    let isolate = without.iter().map(|finding| is_certain(finding)).max();
    let unpatched = without.len();
    let unreachable_unpatched =
        unreachable.iter().filter(has_none).map(|finding| is_certain(finding)).max();
    let options = |finding: &Finding| options(context, assessment, upgrade.as_ref(), finding);
    let patches = steps(context, &reachable, &options);
    let idle: Vec<&Finding> =
        unreachable.into_iter().filter(|finding| !is_among(&options(finding), &patches)).collect();
    let unreachable = steps(context, &idle, &options);
    Work { isolate, unpatched, upgrade, patches, unreachable, unreachable_unpatched }
}

fn is_certain(finding: &Finding) -> bool {
    finding.status == Status::Vulnerable
}

/// The farthest upgrade that a hole asks for; those of holes that can be reached count, unless none
/// can.
fn upgrade(host_risk: &[&Finding]) -> Option<(Version, bool)> {
    let asked = |finding: &&&Finding| match &finding.remedy {
        Some(Remedy::Upgrade { to, .. }) => {
            Some((to.clone(), is_certain(finding), !finding.ports.is_empty()))
        }
        _ => None,
    };
    let all: Vec<(Version, bool, bool)> =
        host_risk.iter().filter_map(|finding| asked(&finding)).collect();
    let any_reachable = host_risk.iter().any(|finding| !finding.ports.is_empty());
    let counted = || all.iter().filter(|(_, _, reachable)| *reachable || !any_reachable);
    let to = counted().map(|(to, ..)| to).max()?.clone();
    let certain = counted().any(|(_, certain, _)| *certain);
    Some((to, certain))
}

/// Whether the service pack alone closes a hole: no row speaks of the version that it leads to.
fn is_closed_by(
    context: WorkContext<'_>,
    assessment: &Assessment,
    upgrade: Option<&(Version, bool)>,
    finding: &Finding,
) -> bool {
    let (Some((to, _)), Some(product)) = (upgrade, assessment.product) else { return false };
    context.advisories.advisory_of(finding.advisory).affects(product, to, assessment.arch).is_none()
}

/// What closes a hole, on the version that the system will have.
fn options(
    context: WorkContext<'_>,
    assessment: &Assessment,
    upgrade: Option<&(Version, bool)>,
    finding: &Finding,
) -> Vec<PatchId> {
    let (Some((to, _)), Some(product)) = (upgrade, assessment.product) else {
        return finding.options.to_vec();
    };
    let advisory = context.advisories.advisory_of(finding.advisory);
    let target = Target { product, version: to, arch: assessment.arch };
    match advisory.affects(product, to, assessment.arch) {
        Some(row) if advisory.available(row) <= context.as_of => {
            platform::options(context.advisories, row, target, context.as_of)
        }
        _ => finding.options.to_vec(),
    }
}

fn is_among(options: &[PatchId], steps: &[Step]) -> bool {
    steps.iter().any(|step| options.contains(&step.any_of[0]))
}

fn steps(
    context: WorkContext<'_>,
    findings: &[&Finding],
    options: &dyn Fn(&Finding) -> Vec<PatchId>,
) -> Vec<Step> {
    let options: Vec<Vec<PatchId>> = findings.iter().map(|finding| options(finding)).collect();
    let pairs = findings.iter().zip(&options);
    let holes: Vec<Hole<'_>> = pairs
        .map(|(finding, options)| Hole {
            options,
            direct: finding.fixes.len(),
            weight: (context.stage)(finding) as u8,
        })
        .collect();
    let step = |Choice { any_of, closes }: Choice| Step {
        any_of,
        certain: closes.iter().any(|hole| is_certain(findings[*hole])),
        closes: closes.into_iter().map(|hole| findings[hole].advisory).collect(),
    };
    least(&holes).into_iter().map(step).collect()
}
