//! Flows to ports on which nobody behind them is known to listen.
//!
//! Somebody opened the port, so somebody probably listens on it; but where the inventory says
//! nothing of a host's ports, it is taken to listen on those of its product alone. That a flow then
//! leads nowhere is not an all-clear.

use crate::case::Case;
use crate::inventory::{End, FlowId, SystemId};
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
    fn add(&mut self, case: Case<'_>, system: SystemId) {
        let assessment = case.exposures.of(system);
        self.listens = self.listens.union(&assessment.listens);
        for finding in &assessment.findings {
            if !finding.unheard.is_empty() && case.scenario.is_exposed(finding) {
                self.unheard = self.unheard.union(&finding.unheard);
            }
        }
    }
}

/// Every flow that names ports of which some could be used against hosts behind it, and on which
/// none of these is known to listen; with these ports.
pub(crate) fn unheard(case: Case<'_>) -> Vec<(FlowId, PortSet)> {
    let inventory = case.inventory;
    let segments = behind_segments(case);
    let of = |(i, (key, flow)): (usize, (&crate::inventory::FlowKey, &crate::inventory::Flow))| {
        let id = FlowId(i as u32);
        let ports = flow.ports.certain();
        if ports.len() > MAX_PORTS || case.scenario.blocked_from(id) <= Day::FIRST {
            return None;
        }
        let host = flow.host.map(|host| {
            let mut heard = Heard::default();
            heard.add(case, inventory.host(host).1.system);
            heard
        });
        let heard = match (&host, key.to) {
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
fn behind_segments(case: Case<'_>) -> Vec<Heard> {
    let mut placed: Vec<(u32, SystemId)> = case
        .inventory
        .hosts
        .values()
        .flat_map(|host| host.segments.iter().map(|segment| (segment.0, host.system)))
        .collect();
    placed.sort_unstable();
    placed.dedup();
    let mut segments = vec![Heard::default(); case.inventory.segments.len()];
    for (segment, system) in placed {
        segments[segment as usize].add(case, system);
    }
    segments
}
