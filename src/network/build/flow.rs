//! Flows, with the ports that matter.

use rustc_hash::FxHashMap;

use crate::inventory::{End, FlowId, FlowKey, HostId, Inventory, SegmentId};
use crate::network::key::Key;
use crate::network::{PortIx, Scenario};
use crate::term::port::{Port, PortSet};

/// A flow that counts, with the attackable ports it lets through.
pub(super) struct Allowed<'a> {
    pub(super) id: FlowId,
    pub(super) key: &'a FlowKey,
    pub(super) host: Option<HostId>,
    /// Sorted.
    pub(super) passes: Vec<PortIx>,
}

/// The flows that count.
pub(super) struct Flows<'a> {
    pub(super) allowed: Vec<Allowed<'a>>,
    /// Indices into `allowed` of the flows from the internet into a whole segment.
    internet_into: FxHashMap<SegmentId, usize>,
    /// Indices into `allowed` of the flows that name a host.
    pub(super) naming: FxHashMap<HostId, Vec<usize>>,
}

impl<'a> Flows<'a> {
    pub(super) fn new(inventory: &'a Inventory, scenario: &Scenario, ports: &[Port]) -> Self {
        let mut flows = Self {
            allowed: Vec::new(),
            internet_into: FxHashMap::default(),
            naming: FxHashMap::default(),
        };
        for (i, (key, flow)) in inventory.flows.iter().enumerate() {
            if key.to == End::Internet {
                continue;
            }
            let id = FlowId(i as u32);
            let Some(passes) = passing(&scenario.counted(id, &flow.ports), ports) else { continue };
            let at = flows.allowed.len();
            match flow.host {
                Some(host) => flows.naming.entry(host).or_default().push(at),
                None => {
                    if let (End::Internet, End::Segment(to)) = (key.from, key.to) {
                        flows.internet_into.insert(to, at);
                    }
                }
            }
            flows.allowed.push(Allowed { id, key, host: flow.host, passes });
        }
        flows
    }

    /// The internet flows that reach a host, by index into `allowed`.
    pub(super) fn internet_flows(&self, id: HostId, segments: &[SegmentId]) -> Vec<usize> {
        let whole = segments.iter().filter_map(|s| self.internet_into.get(s).copied());
        let named = self
            .naming
            .get(&id)
            .into_iter()
            .flatten()
            .copied()
            .filter(|at| self.allowed[*at].key.from == End::Internet);
        whole.chain(named).collect()
    }
}

/// A number that depends on the ends of a flow alone.
pub(super) fn key(inventory: &Inventory, flow: &FlowKey) -> u64 {
    let (from, to) = (inventory.end_name(flow.from), inventory.end_name(flow.to));
    Key::of("flow").text(from).text(to).maybe(flow.host.as_deref(), Key::text).finish()
}

/// The attackable ports that a flow lets through; `None` if it lets nothing through.
fn passing(open: &PortSet, ports: &[Port]) -> Option<Vec<PortIx>> {
    let passes = || {
        (0..ports.len()).filter(|i| open.contains(ports[*i])).map(|i| PortIx(i as u16)).collect()
    };
    (!open.is_empty()).then(passes)
}
