//! Doors that may be closed, and what that costs: flows to block and segments to quarantine.

use super::Options;
use crate::case::Case;
use crate::inventory::{End, FlowId, FlowKey, Host, HostId, SegmentId};
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
    let behind = Behind::new(case);
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

/// The hosts of each segment, for the value behind flows.
struct Behind<'a> {
    case: Case<'a>,
    hosts: Vec<Vec<HostId>>,
}

impl<'a> Behind<'a> {
    fn new(case: Case<'a>) -> Self {
        let mut hosts = vec![Vec::new(); case.inventory.segments.len()];
        for (id, _, host) in case.inventory.hosts() {
            host.segments.iter().for_each(|segment| hosts[segment.0 as usize].push(id));
        }
        Self { case, hosts }
    }

    /// The value of the hosts behind some flows that listen on their ports, each host once.
    fn value(&self, flows: &[FlowId]) -> f64 {
        let mut behind: Vec<HostId> = flows.iter().flat_map(|flow| self.of(*flow)).collect();
        behind.sort_unstable();
        behind.dedup();
        let mut values: Vec<f64> = behind
            .iter()
            .map(|host| self.case.inventory.host(*host).1)
            .map(|host| host.value * f64::from(host.count))
            .collect();
        // The order of hosts must not reach the last digit.
        values.sort_unstable_by(f64::total_cmp);
        values.iter().sum()
    }

    fn of(&self, id: FlowId) -> Vec<HostId> {
        let (key, flow) = self.case.inventory.flow(id);
        let ports = self.case.scenario.counted(id, &flow.ports);
        let listens = |host: &&HostId| self.listens(self.case.inventory.host(**host).1, &ports);
        match (flow.host, key.to) {
            (Some(host), _) => [host].iter().filter(listens).copied().collect(),
            (None, End::Segment(segment)) => {
                self.hosts[segment.0 as usize].iter().filter(listens).copied().collect()
            }
            (None, End::Internet | End::AnySegment) => Vec::new(),
        }
    }

    fn listens(&self, host: &Host, ports: &PortSet) -> bool {
        !self.case.exposures.of(host.system).listens.intersection(ports).is_empty()
    }
}

/// How many laptops return to each segment within the horizon: whoever quarantines it looks at all
/// of them.
pub(super) fn returning(case: Case<'_>) -> Vec<u32> {
    let mut returning = vec![0_u32; case.inventory.segments.len()];
    for (_, _, host) in
        case.inventory.hosts().filter(|(_, _, host)| host.roams && returns(case, host))
    {
        let home: SegmentId = host.segments[0];
        let counted = &mut returning[home.0 as usize];
        *counted = counted.saturating_add(host.count);
    }
    returning
}

/// Whether a host is inside on some day after one that it was outside on, within the horizon.
fn returns(case: Case<'_>, host: &Host) -> bool {
    let calendar = &case.inventory.calendar;
    let day = |number: u32| {
        case.threat.as_of.checked_add(jiff::Span::new().days(i64::from(number) - 1)).ok()
    };
    let mut was_outside = false;
    (1..=case.threat.horizon_days).filter_map(|number| day(number).map(|day| (number, day))).any(
        |(number, day)| {
            let back = was_outside && host.away.is_inside(day, number, calendar);
            was_outside |= host.away.is_outside(day, number, calendar);
            back
        },
    )
}
