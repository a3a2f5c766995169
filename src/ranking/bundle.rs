//! Doors that avert little alone and much together: two ways into the same place, side by side.
//!
//! One dominator tree tells what every single remedy averts, never what two avert together. So the
//! doors that carry most of the loss are closed one by one, and the figures of all others are
//! worked out again on the same coins.

use super::Ranking;
use crate::case::Case;
use crate::inventory::{FlowId, HostId, SegmentId};
use crate::network::{Change, Network, Removal, Undo};
use crate::risk::{Estimate, Figures, Ground, Request, SampleSize, estimate_on};
use crate::term::day::Day;
use crate::threat::Threat;

/// Something that can be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Door {
    /// A flow, by a block.
    Flow(FlowId),
    /// Returns to a segment, by a quarantine.
    Returns(SegmentId),
    /// A host that is the only one of its kind, by its remedy.
    Host(HostId),
}

/// Two doors that avert more together than the sum of both.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    /// The doors.
    pub doors: [Door; 2],
    /// Loss averted if both are closed at once.
    pub averted: f64,
}

/// Doors that are tried, the most used first.
const DOORS: usize = 12;
/// A pair counts if it averts so much of the loss more than its parts.
const MARGIN: f64 = 0.1;
/// The work for which samples of the ranking are drawn again: samples times nodes times doors.
/// Beyond it a quarter of the ranking's own work has to do.
const FREE_WORK: u64 = 500_000;
/// On the same coins, so few samples tell a tenth of the loss.
const MIN_SAMPLES: u64 = 16;
const MAX_SAMPLES: u64 = 1_024;

/// The pairs, the one that averts most first. The network is put back as it was.
pub(super) fn bundles(
    case: Case<'_>,
    (ground, network): (&Ground, &mut Network),
    estimate: &Estimate,
    ranking: &Ranking,
) -> Vec<Bundle> {
    let doors = doors(case, network, estimate);
    if doors.len() < 2 {
        return Vec::new();
    }
    let finder = Finder { case, ground, request: request(case, network, ranking, doors.len()) };
    let loss = match finder.request.samples {
        SampleSize::Fixed(samples) => estimate.loss_of_first(samples),
        SampleSize::Auto => estimate.loss.value,
    };
    if loss - finder.least_loss(network, &doors) < MARGIN * loss {
        return Vec::new();
    }
    let open = finder.estimate(network);
    let closed: Vec<Estimate> = doors.iter().map(|door| finder.closed(network, *door)).collect();
    let mut found = Vec::new();
    for (i, figures) in closed.iter().enumerate() {
        for j in i + 1..doors.len() {
            let joint =
                open.loss.value - figures.loss.value + finder.averted(network, figures, doors[j]);
            let parts =
                finder.averted(network, &open, doors[i]) + finder.averted(network, &open, doors[j]);
            if joint > 0.0 && joint - parts >= MARGIN * open.loss.value {
                found.push(Bundle { doors: [doors[i], doors[j]], averted: joint });
            }
        }
    }
    found.sort_by(|a, b| b.averted.total_cmp(&a.averted).then(a.doors.cmp(&b.doors)));
    found
}

/// The doors through which most of the loss comes, but for those that avert nearly all of that
/// alone: whatever is closed beside them, no pair with them is worth more than its parts.
fn doors(case: Case<'_>, network: &Network, estimate: &Estimate) -> Vec<Door> {
    let flows = estimate.used.flows.iter().zip(&estimate.flows).enumerate();
    let flows =
        flows.map(|(i, (used, averted))| (*used, averted.now.value, Door::Flow(FlowId(i as u32))));
    let returns = estimate.used.returns.iter().zip(&estimate.quarantine).enumerate();
    let returns = returns
        .map(|(i, (used, averted))| (*used, averted.now.value, Door::Returns(SegmentId(i as u32))));
    let single = network.classes.iter().enumerate().filter(|(_, class)| class.size == 1);
    let hosts = single.map(|(i, class)| {
        let value = case.inventory.host(class.hosts[0]).1.value;
        (
            estimate.used.classes[i],
            estimate.classes[i].averted(value).value,
            Door::Host(class.hosts[0]),
        )
    });
    let loss = estimate.loss.value;
    let mut doors: Vec<(f64, f64, Door)> = flows.chain(returns).chain(hosts).collect();
    doors.retain(|(used, averted, _)| loss > 0.0 && used - averted >= MARGIN * loss);
    doors.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
    doors.truncate(DOORS);
    doors.into_iter().map(|(_, _, door)| door).collect()
}

fn request(case: Case<'_>, network: &Network, ranking: &Ranking, doors: usize) -> Request {
    let again = ranking.again(case.request);
    let work = (network.topology.node_count() * (doors + 1)).max(1) as u64;
    let samples = match again.samples {
        SampleSize::Fixed(all) => {
            let quarter = all / (4 * (doors as u64 + 1));
            SampleSize::Fixed(
                all.min((FREE_WORK / work).max(quarter).clamp(MIN_SAMPLES, MAX_SAMPLES)),
            )
        }
        SampleSize::Auto => SampleSize::Auto,
    };
    Request { samples, figures: Figures::From(Day::FIRST), ..again }
}

struct Finder<'a> {
    case: Case<'a>,
    ground: &'a Ground,
    request: Request,
}

impl Finder<'_> {
    fn estimate(&self, network: &Network) -> Estimate {
        estimate_on(self.ground, network, self.case.threat, &self.request, &[], &|_, _| {})
    }

    /// The loss that is left if all doors are closed at once, and every block and quarantine holds:
    /// no two of them leave less. On a large network it is mostly nearly all.
    fn least_loss(&self, network: &mut Network, doors: &[Door]) -> f64 {
        let undo: Vec<Undo> =
            doors.iter().filter_map(|door| network.apply(self.closing(*door))).collect();
        let threat = Threat { block_holds: 1.0, quarantine_holds: 1.0, ..self.case.threat.clone() };
        let request = Request { figures: Figures::Loss, ..self.request };
        let left = estimate_on(self.ground, network, &threat, &request, &[], &|_, _| {});
        undo.into_iter().rev().for_each(|undo| network.take_back(undo));
        left.loss.value
    }

    /// The figures of a network with a door closed. The network is put back as it was.
    fn closed(&self, network: &mut Network, door: Door) -> Estimate {
        let undo = network.apply(self.closing(door));
        let estimate = self.estimate(network);
        undo.into_iter().for_each(|undo| network.take_back(undo));
        estimate
    }

    fn closing(&self, door: Door) -> Change {
        let inventory = self.case.inventory;
        match door {
            Door::Flow(flow) => {
                Change::Block { flow, from: inventory.flow(flow).0.from, day: Day::FIRST }
            }
            Door::Returns(segment) => Change::Quarantine { segment, day: Day::FIRST },
            Door::Host(host) => {
                let (name, entry) = inventory.host(host);
                Change::Remedy { host, removal: Removal::new(name, 1, entry.value, Day::FIRST) }
            }
        }
    }

    /// What closing a door averts, given the figures of a state of the network.
    fn averted(&self, network: &Network, figures: &Estimate, door: Door) -> f64 {
        match door {
            Door::Flow(flow) => figures.flows[flow.0 as usize].now.value,
            Door::Returns(segment) => figures.quarantine[segment.0 as usize].now.value,
            Door::Host(host) => network.class_of(host).map_or(0.0, |class| {
                figures.classes[class.0 as usize]
                    .averted(self.case.inventory.host(host).1.value)
                    .value
            }),
        }
    }
}
