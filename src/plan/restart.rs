//! Whether work restarts a host.

use crate::case::Case;
use crate::inventory::HostId;
use crate::ranking::RemedyKind;

/// Whether remedying a host restarts it: if any advisory that is fixed says so. `None` where that
/// is not known.
pub fn restarts(case: Case<'_>, host: HostId, kind: RemedyKind) -> Option<bool> {
    match kind {
        RemedyKind::Isolate | RemedyKind::None => Some(false),
        RemedyKind::Patch => {
            let findings = &case.exposures.of(case.inventory.host(host).1.system).findings;
            let exposed = findings.iter().filter(|finding| finding.status.is_exposed());
            let says = exposed.map(|finding| case.advisories.advisory_of(finding.advisory).reboot);
            says.reduce(
                |a, b| if a == Some(true) || b == Some(true) { Some(true) } else { a.and(b) },
            )
            .flatten()
        }
        RemedyKind::Upgrade | RemedyKind::Rebuild => Some(true),
    }
}
