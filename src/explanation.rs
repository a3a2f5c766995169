//! Why a host stands where it stands: its findings, the likeliest ways in, and what it opens.

mod account;
mod attack_path;
mod beginning;
mod choke_point;
mod hop;
mod likelihood;
mod opening;
mod passage;

use crate::advisory::{Stage, TimelineEntry};
use crate::case::Case;
use crate::exposure::Finding;
use crate::inventory::HostId;
use crate::network::Network;
use crate::ranking::{HostRisk, RankedHost, Ranking};

pub use choke_point::{ChokePoint, Route, route};
pub use hop::{Hop, Start, WayIn};
pub use likelihood::{Farthest, Likelihood};
pub use opening::Opening;
pub use passage::{Passage, passages};

/// One finding with the stage of its advisory.
#[derive(Clone, Debug)]
pub struct StagedFinding<'a> {
    /// What was found.
    pub finding: &'a Finding,
    /// The stage on day 1, for this host's product.
    pub stage: Stage,
    /// What is known about this product up to day 1, by date; unverified entries included.
    pub known: Vec<&'a TimelineEntry>,
}

/// Everything there is to say about one host.
#[derive(Clone, Debug)]
pub struct Explanation<'a> {
    /// The host.
    pub host: HostId,
    /// Its place; `None` if its product is not in the catalogue.
    pub place: Option<(RankedHost, HostRisk)>,
    /// What was found, in the order of the advisories.
    pub findings: Vec<StagedFinding<'a>>,
    /// The likeliest way in from each entry that has one, likeliest first.
    pub ways_in: Vec<WayIn>,
    /// What an attacker on the host reaches next.
    pub openings: Vec<Opening>,
}

/// Explains the place of a host in a ranking of the same case and scenario, given its network.
pub fn explain<'a>(
    case: Case<'a>,
    network: &Network,
    ranking: &Ranking,
    host: HostId,
) -> Explanation<'a> {
    let likelihood = Likelihood::new(network, case.threat);
    let place = ranking.find(host).map(|ranked| (*ranked, ranking.host_risk(ranked).clone()));
    let ways_in = attack_path::ways_in(case, network, &likelihood, case.request.entries, host);
    let openings = opening::openings(case, network, host);
    Explanation { host, place, findings: findings(case, host), ways_in, openings }
}

fn findings<'a>(case: Case<'a>, host: HostId) -> Vec<StagedFinding<'a>> {
    let assessment = case.exposures.of(case.inventory.host(host).1.system);
    let Some(product) = assessment.product else { return Vec::new() };
    let staged = |finding: &'a Finding| {
        let timeline = &case.advisories.advisory_of(finding.advisory).timeline;
        let about = |e: &&TimelineEntry| {
            e.date <= case.threat.as_of && e.concerns(product, assessment.certain_version())
        };
        StagedFinding {
            finding,
            stage: case.stage(assessment, finding),
            known: timeline.iter().filter(about).collect(),
        }
    };
    assessment.findings.iter().map(staged).collect()
}
