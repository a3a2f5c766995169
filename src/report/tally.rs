//! Machines counted by what is known of them.

use super::View;
use crate::decision::Exposure;
use crate::exposure::Status;
use crate::ranking::RemedyKind;

/// Machines of an inventory, by what is known of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// All of them.
    pub(super) machines: u64,
    /// Those that something is to be done about.
    pub(super) to_remedy: u64,
    /// Those of them to which some way in leads.
    pub(super) reachable: u64,
    /// Those that are known to be vulnerable, not just not known to be otherwise.
    pub(super) known_vulnerable: u64,
    /// Those with nothing to do because a fix is there.
    pub(super) fixed: u64,
    /// Those with nothing to do because no advisory speaks of them.
    pub(super) not_affected: u64,
}

impl Tally {
    /// One pass over the hosts.
    pub(super) fn of(view: &View<'_>) -> Self {
        let mut tally = Self::default();
        view.case.inventory.hosts.values().for_each(|host| tally.machines += u64::from(host.count));
        for standing in &view.ranking.standings {
            let concerned = standing.remedy != RemedyKind::None;
            tally.to_remedy += if concerned { standing.machines } else { 0 };
            tally.reachable += if concerned && standing.exposure > Exposure::Small { standing.machines } else { 0 };
        }
        for host in view.case.inventory.hosts.values() {
            let assessment = view.case.exposures.of(host.system);
            let worst = assessment.findings.iter().map(|finding| finding.status).max();
            let counted = match worst {
                _ if assessment.product.is_none() => continue,
                Some(Status::Vulnerable) => &mut tally.known_vulnerable,
                Some(Status::Unknown) => continue,
                Some(Status::Fixed) => &mut tally.fixed,
                Some(Status::NotApplicable) | None => &mut tally.not_affected,
            };
            *counted += u64::from(host.count);
        }
        tally
    }
}
