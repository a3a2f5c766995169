//! Flows to ports on which nobody behind them is known to listen.
//!
//! Somebody opened the port, so somebody probably listens on it; but where the inventory says
//! nothing of a host's ports, it is taken to listen on those of its product alone. That a flow then
//! leads nowhere is not an all-clear.

use crate::case::Case;
use crate::inventory::{End, Flow, FlowId, FlowKey, Inventory, SystemId};
use crate::term::day::Day;
use crate::term::port::PortSet;

/// A flow that opens more ports than this does not say that somebody listens on each.
const MAX_PORTS: usize = 16;

/// What the hosts of a segment, or a single host, listen on.
#[derive(Clone, Default)]
struct Heard {
    listens: PortSet,
    /// Through which they could be attacked, if they listened on it.
    unheard: PortSet,
}

impl Heard {
    fn of(case: Case<'_>, system: SystemId) -> Self {
        let assessment = case.exposures.of(system);
        let exposed = assessment
            .findings
            .iter()
            .filter(|finding| !finding.unheard.is_empty() && case.scenario.is_exposed(finding));
        Self {
            listens: assessment.listens.clone(),
            unheard: PortSet::from_ranges(exposed.flat_map(|finding| finding.unheard.ranges())),
        }
    }

    /// All of some together.
    fn all<'h>(some: impl Iterator<Item = &'h Self> + Clone) -> Self {
        let together = |ports: fn(&Self) -> &PortSet| {
            PortSet::from_ranges(some.clone().flat_map(move |heard| ports(heard).ranges()))
        };
        Self {
            listens: together(|heard| &heard.listens),
            unheard: together(|heard| &heard.unheard),
        }
    }
}

/// Every flow that names ports of which some could be used against hosts behind it, and on which
/// none of these is known to listen; with these ports.
pub(crate) fn unheard(case: Case<'_>) -> Vec<(FlowId, PortSet)> {
    let inventory = case.inventory;
    let systems: Vec<Heard> =
        (0..inventory.systems.len() as u32).map(|i| Heard::of(case, SystemId(i))).collect();
    if systems.iter().all(|heard| heard.unheard.is_empty()) {
        return Vec::new();
    }
    let segments = behind_segments(inventory, &systems);
    let of = |(i, (key, flow)): (usize, (&FlowKey, &Flow))| {
        let id = FlowId(i as u32);
        let ports = flow.ports.certain();
        if ports.len() > MAX_PORTS || case.scenario.blocked_from(id) <= Day::FIRST {
            return None;
        }
        let host = flow.host.map(|host| &systems[inventory.host(host).1.system.0 as usize]);
        let heard = match (host, key.to) {
            (Some(host), _) => host,
            (None, End::Segment(segment)) => &segments[segment.0 as usize],
            (None, End::Internet | End::AnySegment) => return None,
        };
        let open = ports.intersection(&heard.unheard).difference(&heard.listens);
        (!open.is_empty()).then_some((id, open))
    };
    inventory.flows.iter().enumerate().filter_map(of).collect()
}

/// The same for each segment. Hosts share systems: each is looked at once in a segment.
fn behind_segments(inventory: &Inventory, systems: &[Heard]) -> Vec<Heard> {
    let mut placed: Vec<(u32, SystemId)> = inventory
        .hosts
        .values()
        .flat_map(|host| host.segments.iter().map(|segment| (segment.0, host.system)))
        .collect();
    placed.sort_unstable();
    placed.dedup();
    let mut segments = vec![Heard::default(); inventory.segments.len()];
    for within in placed.chunk_by(|a, b| a.0 == b.0) {
        let heard = within.iter().map(|(_, system)| &systems[system.0 as usize]);
        segments[within[0].0 as usize] = Heard::all(heard);
    }
    segments
}
