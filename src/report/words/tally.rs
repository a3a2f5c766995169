//! Machines counted by what is known of them.

use crate::exposure::Status;
use crate::ranking::RemedyKind;
use crate::report::View;

/// Machines of an inventory, by what is known of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::report) struct Tally {
    /// All of them.
    pub(in crate::report) machines: u64,
    /// Those that something is to be done about.
    pub(in crate::report) to_remedy: u64,
    /// Those of them to which some way in leads, and that are not infected already.
    pub(in crate::report) reachable: u64,
    /// Those of them that are known to be infected.
    pub(in crate::report) infected: u64,
    /// Those that are known to be vulnerable, not just not known to be otherwise.
    pub(in crate::report) known_vulnerable: u64,
    /// Those with nothing to do because a fix is there.
    pub(in crate::report) fixed: u64,
    /// Those with nothing to do because no advisory speaks of them.
    pub(in crate::report) not_affected: u64,
}

impl Tally {
    /// One pass over the hosts.
    pub(in crate::report) fn of(view: &View<'_>) -> Self {
        let mut tally = Self::default();
        view.case.inventory.hosts.values().for_each(|host| tally.machines += u64::from(host.count));
        for host_risk in &view.ranking.host_risks {
            let concerned = host_risk.remedy != RemedyKind::None;
            tally.to_remedy += if concerned { host_risk.machines } else { 0 };
            let counted = match host_risk.remedy {
                RemedyKind::None => continue,
                RemedyKind::Rebuild => &mut tally.infected,
                _ if host_risk.is_reachable() => &mut tally.reachable,
                _ => continue,
            };
            *counted += host_risk.machines;
        }
        for (id, _, host) in view.case.inventory.hosts() {
            let infected = view.case.scenario.is_infected(id, host, view.case.threat);
            let assessment = view.case.exposures.of(host.system);
            let worst = assessment.findings.iter().map(|finding| finding.status).max();
            let counted = match worst {
                _ if assessment.product.is_none() => continue,
                Some(Status::Vulnerable) => &mut tally.known_vulnerable,
                Some(Status::Unknown) => continue,
                // What is infected is not clean, whatever is installed on it.
                _ if infected => continue,
                Some(Status::Fixed) => &mut tally.fixed,
                Some(Status::NotApplicable) | None => &mut tally.not_affected,
            };
            *counted += u64::from(host.count);
        }
        tally
    }
}
