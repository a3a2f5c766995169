//! The ports that matter.

use std::collections::BTreeSet;

use crate::advisory::Logon;
use crate::exposure::{Exposures, Finding};
use crate::inventory::Inventory;
use crate::term::port::{Port, PortSet};

/// The ports through which an advisory can be used on some system.
pub(super) struct Attackable {
    /// By strangers first, then with an account.
    pub(super) ports: Vec<Port>,
    /// How many are for strangers.
    pub(super) strangers: u16,
}

/// Ports that no finding and no flow tells apart are stood for by the first of them, so that `any`
/// is not 131,072 ports.
pub(super) fn attackable(inventory: &Inventory, exposures: &Exposures) -> Attackable {
    let used = |logon: Logon| {
        findings(exposures)
            .filter(move |f| f.logon == logon)
            .map(|f| &f.ports)
            .collect::<BTreeSet<_>>()
    };
    let flows = inventory
        .flows
        .values()
        .flat_map(|flow| [flow.ports.certain(), flow.ports.possible()])
        .filter(|ports| !ports.is_any());
    let distinct: BTreeSet<&PortSet> = findings(exposures).map(|f| &f.ports).chain(flows).collect();
    let representatives = |logon| {
        let all = used(logon).into_iter().fold(PortSet::empty(), |all, ports| all.union(ports));
        all.representatives(distinct.iter().copied().collect::<BTreeSet<&PortSet>>())
    };
    let mut ports = representatives(Logon::None);
    let strangers = ports.len() as u16;
    ports.extend(representatives(Logon::Account));
    Attackable { ports, strangers }
}

/// Ports that tell all findings apart, whatever the flows: the coins of a class must not change
/// with a flow.
pub(super) fn told_apart(exposures: &Exposures) -> Vec<Port> {
    let findings: BTreeSet<&PortSet> = findings(exposures).map(|f| &f.ports).collect();
    let used = findings.iter().fold(PortSet::empty(), |all, ports| all.union(ports));
    used.representatives(findings)
}

/// What can be used somewhere.
fn findings(exposures: &Exposures) -> impl Iterator<Item = &Finding> {
    exposures
        .iter()
        .flat_map(|(_, assessment)| &assessment.findings)
        .filter(|finding| !finding.ports.is_empty())
}
