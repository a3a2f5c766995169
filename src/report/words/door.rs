//! Doors in words.

use crate::inventory::Inventory;
use crate::ranking::Door;

const MAX_CHARS: usize = 60;

/// What is closed: `flow internet -> dmz`, `quarantine office`, `host dc1`.
pub(in crate::report) fn name(inventory: &Inventory, door: Door) -> String {
    match door {
        Door::Flow(id) => format!("flow {}", inventory.flow_name(id)),
        Door::Returns(segment) => {
            format!("quarantine {}", inventory.segment_label(segment, MAX_CHARS))
        }
        Door::Host(host) => format!("host {}", inventory.host_label(host, MAX_CHARS)),
    }
}
