//! Doors in words.

use crate::inventory::Inventory;
use crate::ranking::Door;
use crate::source::sanitize;

const MAX_CHARS: usize = 60;

/// What is closed: `flow internet -> dmz`, `quarantine office`, `host dc1`.
pub(in crate::report) fn name(inventory: &Inventory, door: Door) -> String {
    let clipped = |name: &str| sanitize::clipped(name, MAX_CHARS).into_owned();
    match door {
        Door::Flow(id) => format!("flow {}", inventory.flow_name(id)),
        Door::Returns(segment) => format!("quarantine {}", clipped(inventory.segment(segment).0)),
        Door::Host(host) => format!("host {}", clipped(inventory.host(host).0)),
    }
}
