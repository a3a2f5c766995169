//! The order of hosts, and how far it can be trusted.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::host_risk::{HostRisk, HostRisks, RemedyKind};
use super::{Case, HostRiskId, RankedHost};
use crate::inventory::HostId;

/// Half the width of a 95 % confidence interval, in standard errors.
const CONFIDENCE: f64 = 1.96;
/// So many hosts in one place are sorted on all threads.
const MANY_TIED: usize = 10_000;

/// Every assessed host in order: averted, then value, then probability, all descending, then name;
/// hosts with nothing to remedy last.
pub(super) fn order(case: Case<'_>, host_risks: &mut HostRisks<'_>) -> Vec<RankedHost> {
    let assessed = case.inventory.hosts().filter(|(id, _, host)| super::is_ranked(case, *id, host));
    let hosts: Vec<(HostId, HostRiskId)> =
        assessed.map(|(id, _, host)| (id, host_risks.of(id, host))).collect();
    let (places, intervals) = places(host_risks.all());
    let name = |id: HostId| case.inventory.host(id).0;
    let mut hosts: Vec<(u32, HostId, HostRiskId)> = hosts
        .into_iter()
        .map(|(id, host_risk)| (places[host_risk.0 as usize], id, host_risk))
        .collect();
    // Names are long to compare, and few hosts share a place.
    hosts.par_sort_unstable_by_key(|(place, ..)| *place);
    for tied in hosts.chunk_by_mut(|a, b| a.0 == b.0) {
        if tied.len() > MANY_TIED {
            tied.par_sort_unstable_by(|a, b| name(a.1).cmp(name(b.1)));
        } else if tied.len() > 1 {
            tied.sort_by_cached_key(|(_, id, _)| name(*id));
        }
    }
    let ranked = |(i, (_, host, host_risk)): (usize, (u32, HostId, HostRiskId))| RankedHost {
        host,
        host_risk,
        rank: i as u32 + 1,
        interval: intervals[host_risk.0 as usize],
    };
    hosts.into_iter().enumerate().map(ranked).collect()
}

/// For the figures of each kind of host, their place among all (equal ones share it), and the
/// interval of ranks that its hosts may have.
fn places(host_risks: &[HostRisk]) -> (Vec<u32>, Vec<(u32, u32)>) {
    let mut sorted: Vec<usize> = (0..host_risks.len()).collect();
    sorted.sort_by(|a, b| compare(&host_risks[*a], &host_risks[*b]));
    let mut places = vec![0; host_risks.len()];
    for (place, tied) in
        sorted.chunk_by(|a, b| compare(&host_risks[*a], &host_risks[*b]).is_eq()).enumerate()
    {
        tied.iter().for_each(|i| places[*i] = place as u32);
    }
    (places, intervals(host_risks))
}

fn compare(a: &HostRisk, b: &HostRisk) -> Ordering {
    let remediable = |s: &HostRisk| s.remedy != RemedyKind::None;
    let key = |s: &HostRisk| [s.averted.now.value, s.value, s.p_compromised];
    let figures = || {
        key(b)
            .iter()
            .zip(key(a))
            .map(|(b, a)| b.total_cmp(&a))
            .find(|o| o.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    remediable(b).cmp(&remediable(a)).then_with(figures)
}

/// Host A may rank above B unless A's confidence interval lies wholly below B's. Linear but for
/// sorting.
fn intervals(host_risks: &[HostRisk]) -> Vec<(u32, u32)> {
    let low = |s: &HostRisk| s.averted.now.value - CONFIDENCE * s.averted.now.stderr;
    let high = |s: &HostRisk| s.averted.now.value + CONFIDENCE * s.averted.now.stderr;
    let remediable: Vec<&HostRisk> =
        host_risks.iter().filter(|s| s.remedy != RemedyKind::None).collect();
    let total: u32 = host_risks.iter().map(|s| s.entries).sum();
    let lows = Counted::new(remediable.iter().map(|s| (low(s), s.entries)));
    let highs = Counted::new(remediable.iter().map(|s| (high(s), s.entries)));
    let interval = |s: &HostRisk| match s.remedy {
        RemedyKind::None => (lows.total() + 1, total),
        _ => (lows.above(high(s)) + 1, lows.total() - highs.below(low(s))),
    };
    host_risks.iter().map(interval).collect()
}

/// Sorted bounds, with how many entries lie at or below each.
struct Counted {
    bounds: Vec<f64>,
    entries: Vec<u32>,
}

impl Counted {
    fn new(bounds: impl Iterator<Item = (f64, u32)>) -> Self {
        let mut bounds: Vec<(f64, u32)> = bounds.collect();
        bounds.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut sum = 0;
        let entries = std::iter::once(0)
            .chain(bounds.iter().map(|(_, n)| {
                sum += n;
                sum
            }))
            .collect();
        Self { bounds: bounds.iter().map(|(bound, _)| *bound).collect(), entries }
    }

    fn total(&self) -> u32 {
        self.entries[self.bounds.len()]
    }

    /// Entries whose bound lies above `x`.
    fn above(&self, x: f64) -> u32 {
        self.total() - self.entries[self.bounds.partition_point(|bound| *bound <= x)]
    }

    /// Entries whose bound lies below `x`.
    fn below(&self, x: f64) -> u32 {
        self.entries[self.bounds.partition_point(|bound| *bound < x)]
    }
}
