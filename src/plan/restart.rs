//! Whether work restarts a host.

use super::Options;
use crate::case::Case;
use crate::exposure::Assessment;
use crate::inventory::HostId;
use crate::inventory::plan::Restarts;
use crate::ranking::RemedyKind;

/// Whether remedying a host restarts it: if any advisory that is fixed says so. `None` where that
/// is not known. A host that is isolated for a hole without a patch gets the patches that there are
/// for the others all the same.
pub fn restarts(case: Case<'_>, host: HostId, kind: RemedyKind) -> Option<bool> {
    let assessment = case.exposures.of(case.inventory.host(host).1.system);
    match kind {
        RemedyKind::None => Some(false),
        RemedyKind::Upgrade | RemedyKind::Rebuild => Some(true),
        RemedyKind::Patch => patched(case, assessment),
        RemedyKind::Isolate => {
            let work = case.work(assessment);
            match () {
                () if work.upgrade.is_some() => Some(true),
                () if work.patches.is_empty() => Some(false),
                () => patched(case, assessment),
            }
        }
    }
}

/// Whether work on a host must not be done in regular hours. Where it is not known whether it
/// restarts, it must not either.
pub fn is_barred(case: Case<'_>, options: &Options, host: HostId, kind: RemedyKind) -> bool {
    let own = case.inventory.host(host).1.details.as_deref().and_then(|details| details.restart);
    own.unwrap_or(options.restarts) == Restarts::OutOfHours
        && restarts(case, host, kind) != Some(false)
}

fn patched(case: Case<'_>, assessment: &Assessment) -> Option<bool> {
    let exposed = assessment.findings.iter().filter(|finding| finding.status.is_exposed());
    let says = exposed.map(|finding| case.advisories.advisory_of(finding.advisory).reboot);
    says.reduce(|a, b| if a == Some(true) || b == Some(true) { Some(true) } else { a.and(b) })
        .flatten()
}
