//! What each patch averts if every machine that needs it is remedied.
//!
//! Losses that hosts avert one by one overlap: two doors to one file server each avert its loss.
//! Their sum says nothing, so that the network is estimated again with these hosts remedied.

use rustc_hash::FxHashMap;

use super::Ranking;
use super::deployment::{Deployment, deployments};
use crate::case::Case;
use crate::inventory::HostId;
use crate::network::Scenario;
use crate::risk::{Figures, Request, estimate};
use crate::term::day::Day;
use crate::threat::Mode;

/// Sets of hosts that are estimated, and the entries that all of them may have together: a million
/// hosts must not wait for this.
const MAX_SETS: usize = 24;
const MAX_ENTRIES: usize = 400_000;
/// Sets that are estimated however many hosts there are.
const MIN_SETS: usize = 2;

/// Everything that is to be deployed, with what it averts; `None` where that was not worked out.
/// Never more than the expected loss.
pub fn averted(case: Case<'_>, ranking: &Ranking) -> Vec<(Deployment, Option<f64>)> {
    let request = Request { figures: Figures::Loss, ..ranking.again_in_few(case.request) };
    let whole = ranking.expected_loss.value;
    let before = loss(Case { request: &request, ..case });
    let sets = (MAX_ENTRIES / ranking.hosts.len().max(1)).clamp(MIN_SETS, MAX_SETS);
    // Patches for one system are needed by the same hosts.
    let mut known: FxHashMap<Vec<HostId>, Option<f64>> = FxHashMap::default();
    let mut share = |hosts: Vec<HostId>| {
        if let Some(share) = known.get(&hosts) {
            return *share;
        }
        let share = (before > 0.0 && known.len() < sets).then(|| {
            let scenario = remedied(case, &hosts);
            let after = loss(Case { scenario: &scenario, request: &request, ..case });
            (1.0 - after / before).clamp(0.0, 1.0)
        });
        known.insert(hosts, share);
        share
    };
    let one = |deployment: Deployment| {
        let mut hosts = deployment.hosts(usize::MAX);
        hosts.sort_unstable();
        let averted = match deployment.machines {
            _ if whole <= 0.0 => Some(0.0),
            // The ranking has worked that out on all samples.
            1 => Some(deployment.averted),
            _ => share(hosts).map(|share| share * whole),
        };
        (deployment, averted.map(|averted| averted.min(whole)))
    };
    deployments(case, ranking).into_iter().map(one).collect()
}

/// What remedying every machine of some entries tonight averts.
pub fn averted_tonight(case: Case<'_>, ranking: &Ranking, hosts: &[HostId]) -> f64 {
    let request = Request { figures: Figures::Loss, ..ranking.again(case.request) };
    let case = Case { request: &request, ..case };
    let scenario = match ranking.mode {
        Mode::WorstCase => remedied(case, hosts),
        Mode::Expected => {
            let mut scenario = case.scenario.clone();
            let all = |id: &HostId| ((*id, Day::FIRST.next()), case.inventory.host(*id).1.count);
            scenario.later.remedied.extend(hosts.iter().map(all));
            scenario
        }
    };
    (loss(case) - loss(Case { scenario: &scenario, ..case })).max(0.0)
}

/// The scenario with every machine of some entries remedied at once.
fn remedied(case: Case<'_>, hosts: &[HostId]) -> Scenario {
    let mut scenario = case.scenario.clone();
    scenario.remedied.extend(hosts.iter().map(|id| (*id, case.inventory.host(*id).1.count)));
    scenario
}

fn loss(case: Case<'_>) -> f64 {
    estimate(&case.network(), case.threat, case.request, &[], &|_, _| {}).loss.value
}
