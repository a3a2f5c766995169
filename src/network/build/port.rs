//! The ports that matter.

use std::collections::BTreeSet;

use crate::exposure::Exposures;
use crate::inventory::Inventory;
use crate::term::port::{Port, PortSet};

/// The ports through which an advisory can be used on some system. Ports that no finding and no flow
/// tells apart are stood for by the first of them, so that `any` is not 131,072 ports.
pub(super) fn attackable(inventory: &Inventory, exposures: &Exposures) -> Vec<Port> {
    let findings = || exposures.iter().flat_map(|(_, a)| &a.findings).map(|f| &f.ports).filter(|p| !p.is_empty());
    let flows = inventory.flows.values().flat_map(|flow| [flow.ports.certain(), flow.ports.possible()]).filter(|ports| !ports.is_any());
    let distinct: BTreeSet<&PortSet> = findings().chain(flows).collect();
    let used = findings().collect::<BTreeSet<_>>().into_iter().fold(PortSet::empty(), |all, ports| all.union(ports));
    used.representatives(distinct)
}

/// Ports that tell all findings apart, whatever the flows: the coins of a class must not change with a flow.
pub(super) fn told_apart(exposures: &Exposures) -> Vec<Port> {
    let findings: BTreeSet<&PortSet> =
        exposures.iter().flat_map(|(_, a)| &a.findings).map(|f| &f.ports).filter(|p| !p.is_empty()).collect();
    let used = findings.iter().fold(PortSet::empty(), |all, ports| all.union(ports));
    used.representatives(findings)
}
