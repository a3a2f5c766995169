//! Flows in words: `office -> servers/files1`, and their ports.

use crate::inventory::{End, FlowId, FlowPorts, Inventory};
use crate::network::UnknownFlows;
use crate::source::sanitize;

const MOST_CHARS: usize = 60;

/// The name of an end, as the inventory writes it.
pub(in crate::report) fn end(inventory: &Inventory, end: End) -> &str {
    inventory.end_name(end)
}

/// Where a flow goes: `office -> servers`, `office -> servers/files1`.
pub(in crate::report) fn ends(inventory: &Inventory, flow: FlowId) -> String {
    inventory.flow_name(flow)
}

/// What a flow allows: `tcp/139, tcp/445`, or that nobody knows.
pub(in crate::report) fn ports(inventory: &Inventory, flow: FlowId, unknown: UnknownFlows) -> String {
    match (&inventory.flow(flow).1.ports, unknown) {
        (FlowPorts::Known(ports), _) => sanitize::clipped(&ports.to_string(), MOST_CHARS).into_owned(),
        (FlowPorts::Unknown, UnknownFlows::Open) => "unknown (taken for open)".to_owned(),
        (FlowPorts::Unknown, UnknownFlows::Blocked) => "unknown (taken for blocked)".to_owned(),
    }
}

/// Whether nobody knows what a flow allows.
pub(in crate::report) fn is_unknown(inventory: &Inventory, flow: FlowId) -> bool {
    inventory.flow(flow).1.ports == FlowPorts::Unknown
}
