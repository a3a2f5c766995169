//! What each segment stands to lose, and in what state its machines are.

use super::state::{self, Machines};
use crate::case::Case;
use crate::inventory::SegmentId;
use crate::ranking::{RankedHost, Ranking};

/// One segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SegmentState {
    /// The segment.
    pub segment: SegmentId,
    /// Its machines. A host in several segments is counted in the first one its entry lists, so
    /// that sums are right.
    pub machines: Machines,
    /// Expected loss with these machines.
    pub loss: f64,
}

/// All segments, those that lose most first, then those with most exposed machines, then by name.
pub fn segments(case: Case<'_>, ranking: &Ranking) -> Vec<SegmentState> {
    let inventory = case.inventory;
    let empty =
        |i| SegmentState { segment: SegmentId(i as u32), machines: Machines::default(), loss: 0.0 };
    let mut segments: Vec<SegmentState> = (0..inventory.segments.len()).map(empty).collect();
    let home = |id| {
        inventory.host(id).1.segments.first().map_or(0, |segment: &SegmentId| segment.0 as usize)
    };
    state::each(case, ranking, |id, state, number| {
        if let Some(segment) = segments.get_mut(home(id)) {
            segment.machines.add(state, number);
        }
    });
    for ranked in &ranking.hosts {
        if let Some(segment) = segments.get_mut(home(ranked.host)) {
            segment.loss += loss(case, ranking, ranked);
        }
    }
    segments.sort_by(|a, b| {
        b.loss
            .total_cmp(&a.loss)
            .then(b.machines.exposed().cmp(&a.machines.exposed()))
            .then(a.segment.cmp(&b.segment))
    });
    segments
}

/// Expected loss with the machines of a ranked entry that are not assumed to be remedied.
pub fn loss(case: Case<'_>, ranking: &Ranking, ranked: &RankedHost) -> f64 {
    let host_risk = ranking.host_risk(ranked);
    let host = case.inventory.host(ranked.host).1;
    let count = f64::from(host.count - case.scenario.remedied(ranked.host, host));
    host_risk.value
        * count
        * (host_risk.p_compromised + case.threat.disruption * host_risk.p_disrupted)
}
