//! Hosts that are named on the command line.

use patchfirst::diagnostic::suggest;
use patchfirst::inventory::{HostId, Inventory};

use super::Console;

/// The host of a name; one that the inventory does not have is a mistake, and `None`. `place` is
/// the option that names it, if any.
pub(crate) fn find(
    name: &str,
    place: Option<&str>,
    inventory: &Inventory,
    console: &Console,
) -> Option<HostId> {
    let found = inventory.host_id(name);
    if found.is_none() {
        let place = place.map(|option| format!("{option}: ")).unwrap_or_default();
        let help = suggest::help(name, inventory.hosts.keys().map(|name| &**name));
        console.mistake(&format!("{place}the inventory has no host `{name}`"), &help);
    }
    found
}
