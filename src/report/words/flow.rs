//! The ports of flows in words.

use crate::inventory::{FlowId, FlowPorts, Inventory};
use crate::network::UnknownFlows;
use crate::source::sanitize;
use crate::term::port::PortSet;

const MAX_CHARS: usize = 60;

/// What a flow allows: `tcp/139, tcp/445`, and what may be allowed besides.
pub(in crate::report) fn ports(
    inventory: &Inventory,
    flow: FlowId,
    unknown: UnknownFlows,
) -> String {
    let ports = &inventory.flow(flow).1.ports;
    let set = |ports: &PortSet| sanitize::clipped(&ports.to_string(), MAX_CHARS).into_owned();
    let certain = set(ports.certain());
    match possible(ports, unknown) {
        None => certain,
        Some(possible) if ports.is_unknown() => possible,
        Some(possible) => format!("{certain}; {possible}"),
    }
}

/// What a flow may allow beyond what is certain, and what that is taken for: `unknown (treated as
/// open)`.
pub(in crate::report) fn possible(ports: &FlowPorts, unknown: UnknownFlows) -> Option<String> {
    let taken = match unknown {
        UnknownFlows::Open => "treated as open",
        UnknownFlows::Blocked => "treated as blocked",
    };
    match ports.possible() {
        possible if possible.is_empty() => None,
        possible if possible.is_any() => Some(format!("unknown ({taken})")),
        // All but what is certain.
        possible if ports.all().is_any() && !possible.is_empty() => {
            Some(format!("the rest unknown ({taken})"))
        }
        possible => Some(format!(
            "{} unknown ({taken})",
            sanitize::clipped(&possible.to_string(), MAX_CHARS)
        )),
    }
}

/// Whether a flow may allow more than is known.
pub(in crate::report) fn is_unknown(inventory: &Inventory, flow: FlowId) -> bool {
    !inventory.flow(flow).1.ports.is_known()
}
