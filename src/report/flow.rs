//! Flows in words: `office -> servers/files1`, and their ports.

use crate::inventory::{End, FlowId, FlowPorts, Inventory};
use crate::network::UnknownFlows;
use crate::neutral;

/// The name of the outside, as inventories write it.
pub(super) const INTERNET: &str = "internet";
const MOST_CHARS: usize = 60;

/// The name of an end, as the inventory writes it.
pub(super) fn end(inventory: &Inventory, end: End) -> &str {
    match end {
        End::Internet => INTERNET,
        End::Segment(id) => inventory.segment(id).0,
    }
}

/// Where a flow goes: `office -> servers`, `office -> servers/files1`.
pub(crate) fn ends(inventory: &Inventory, flow: FlowId) -> String {
    let key = inventory.flow(flow).0;
    let name = |text| neutral::clipped(text, MOST_CHARS).into_owned();
    let ends = format!("{} -> {}", name(end(inventory, key.from)), name(end(inventory, key.to)));
    key.host.as_deref().map_or(ends.clone(), |host| format!("{ends}/{}", name(host)))
}

/// What a flow allows: `tcp/139, tcp/445`, or that nobody knows.
pub(super) fn ports(inventory: &Inventory, flow: FlowId, unknown: UnknownFlows) -> String {
    match (&inventory.flow(flow).1.ports, unknown) {
        (FlowPorts::Known(ports), _) => neutral::clipped(&ports.to_string(), MOST_CHARS).into_owned(),
        (FlowPorts::Unknown, UnknownFlows::Open) => "unknown (taken for open)".to_owned(),
        (FlowPorts::Unknown, UnknownFlows::Blocked) => "unknown (taken for blocked)".to_owned(),
    }
}

/// Whether nobody knows what a flow allows.
pub(super) fn is_unknown(inventory: &Inventory, flow: FlowId) -> bool {
    inventory.flow(flow).1.ports == FlowPorts::Unknown
}
