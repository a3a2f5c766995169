//! Doors that may be closed, and what that costs: flows to block and segments to quarantine.

use rustc_hash::FxHashMap;

use super::Options;
use crate::case::Case;
use crate::inventory::{End, FlowId, FlowKey, Host, SegmentId};
use crate::network::Whereabouts;
use crate::term::port::PortSet;

/// What a blocked flow costs the business: this share of the value behind it, per day.
pub const BLOCK_COST: f64 = 0.02;

/// A block: the flow that names it, and all that it closes.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) flow: FlowId,
    /// The flow itself and, if it leads to a whole segment, those from the same place to single
    /// hosts of that segment.
    pub(super) closes: Vec<FlowId>,
    /// What a day of it costs, in points of value.
    pub(super) day_price: f64,
}

/// The blocks that may be planned. What the business needs is not blocked, nor what would be
/// blocked with it.
pub(super) fn blocks(case: Case<'_>, options: &Options) -> Vec<Block> {
    if !options.allowed.contains("block") {
        return Vec::new();
    }
    let mut behind = Behind::new(case);
    let flows = (0..case.inventory.flows.len() as u32).map(FlowId);
    let open = flows.filter(|flow| {
        !case.scenario.blocked.contains(flow) && !case.inventory.flow(*flow).0.is_undescribed()
    });
    let block = |flow: FlowId| {
        let closes = closes(case, flow);
        let is_kept = closes.iter().any(|flow| options.keep.contains(case.inventory.flow(*flow).0));
        (!is_kept).then(|| Block {
            flow,
            day_price: options.block_cost * behind.value(&closes),
            closes,
        })
    };
    open.filter_map(block).collect()
}

/// Everything that is closed when a flow is blocked, the flow first: one into a segment with those
/// from the same place to single hosts of it.
pub fn closes(case: Case<'_>, flow: FlowId) -> Vec<FlowId> {
    let (key, _) = case.inventory.flow(flow);
    if key.host.is_some() {
        return vec![flow];
    }
    // Keys are sorted by their ends: flows to single hosts of a segment follow the one to all of
    // it.
    let alike = |other: &FlowKey| (other.from, other.to) == (key.from, key.to);
    let rest = (flow.0 + 1..case.inventory.flows.len() as u32).map(FlowId);
    std::iter::once(flow)
        .chain(rest.take_while(|other| alike(case.inventory.flow(*other).0)))
        .collect()
}

/// What a day of each of some blocks costs the business, in points of value, given the share that a
/// day of a block costs.
pub fn block_prices(case: Case<'_>, flows: &[FlowId], block_cost: f64) -> Vec<f64> {
    let mut behind = Behind::new(case);
    flows.iter().map(|flow| block_cost * behind.value(&closes(case, *flow))).collect()
}

/// What stands behind flows.
struct Behind<'a> {
    case: Case<'a>,
    /// Per segment: the value of its hosts by the ports on which they listen. Many flows may lead
    /// to many hosts, which are much alike.
    worth: Vec<Vec<(&'a PortSet, f64)>>,
    /// The value behind flows to whole segments that was worked out already.
    known: FxHashMap<(SegmentId, PortSet), f64>,
}

impl<'a> Behind<'a> {
    fn new(case: Case<'a>) -> Self {
        let mut values: Vec<FxHashMap<&'a PortSet, Vec<f64>>> =
            vec![FxHashMap::default(); case.inventory.segments.len()];
        for (_, _, host) in case.inventory.hosts() {
            let listens = &case.exposures.of(host.system).listens;
            for segment in host.segments.iter() {
                values[segment.0 as usize].entry(listens).or_default().push(value(host));
            }
        }
        let sums = |by_ports: FxHashMap<&'a PortSet, Vec<f64>>| {
            let mut sums: Vec<(&PortSet, f64)> =
                by_ports.into_iter().map(|(ports, values)| (ports, sum(values))).collect();
            sums.sort_unstable_by_key(|(ports, _)| *ports);
            sums
        };
        Self { case, worth: values.into_iter().map(sums).collect(), known: FxHashMap::default() }
    }

    /// The value of the hosts behind some flows that listen on their ports, each host once: a flow
    /// to a segment and those to single hosts of it, or one of these alone.
    fn value(&mut self, flows: &[FlowId]) -> f64 {
        let case = self.case;
        let ports = |id: FlowId| case.scenario.counted(id, &case.inventory.flow(id).1.ports);
        let first = flows.first().map(|id| (case.inventory.flow(*id).0, ports(*id)));
        let whole = first.filter(|(key, _)| key.host.is_none());
        let all = match &whole {
            Some((FlowKey { to: End::Segment(to), .. }, ports)) => self.of_segment(*to, ports),
            _ => 0.0,
        };
        let single = flows.iter().filter_map(|id| {
            let host = case.inventory.host(case.inventory.flow(*id).1.host?).1;
            let is_counted = whole.as_ref().is_some_and(|(_, ports)| case.listens(host, ports));
            (!is_counted && case.listens(host, &ports(*id))).then(|| value(host))
        });
        all + sum(single.collect())
    }

    fn of_segment(&mut self, segment: SegmentId, ports: &PortSet) -> f64 {
        let worth = &self.worth[segment.0 as usize];
        let value = || {
            let behind =
                worth.iter().filter(|(listens, _)| !listens.intersection(ports).is_empty());
            behind.map(|(_, value)| value).sum()
        };
        *self.known.entry((segment, ports.clone())).or_insert_with(value)
    }
}

fn value(host: &Host) -> f64 {
    host.value * f64::from(host.count)
}

/// The order of hosts must not reach the last digit.
fn sum(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.iter().sum()
}

/// How many laptops return to each segment within the horizon: whoever quarantines it looks at all
/// of them.
pub(super) fn returning(case: Case<'_>) -> Vec<u32> {
    let mut returning = vec![0_u32; case.inventory.segments.len()];
    // Many hosts are away on the same days.
    let mut known = FxHashMap::default();
    for (_, _, host) in case.inventory.hosts() {
        let returns = *known
            .entry(&host.away)
            .or_insert_with(|| Whereabouts::new(&host.away, case.threat).returns());
        if returns {
            let counted = &mut returning[host.segments[0].0 as usize];
            *counted = counted.saturating_add(host.count);
        }
    }
    returning
}
