//! Accepted risks and how long they hold.

use jiff::civil::Date;

use crate::case::Case;
use crate::inventory::{Acceptance, HostId};

/// Whether an accepted risk still is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its last day is over.
    Expired,
    /// It ends within thirty days.
    ExpiresSoon,
    /// It holds.
    Holds,
}

/// An acceptance that ends within so many days is put up for decision.
pub(super) const EXPIRES_SOON: u32 = 30;

/// One accepted risk.
#[derive(Clone, Debug, PartialEq)]
pub struct AcceptedRisk {
    /// As written.
    pub acceptance: Acceptance,
    /// The host, if the inventory has it.
    pub host: Option<HostId>,
    /// How long it holds.
    pub standing: Standing,
}

/// All of them: the expired first, then the first to expire, those without an end last.
pub(super) fn accepted(case: Case<'_>) -> Vec<AcceptedRisk> {
    let inventory = case.inventory;
    let host = |name: &str| inventory.hosts.get_index_of(name).map(|index| HostId(index as u32));
    let one = |acceptance: &Acceptance| AcceptedRisk {
        host: host(&acceptance.host),
        standing: standing(acceptance, case.threat.as_of),
        acceptance: acceptance.clone(),
    };
    let mut all: Vec<AcceptedRisk> = inventory.acceptances.iter().map(one).collect();
    let key = |risk: &AcceptedRisk| {
        let Acceptance { until, host, advisory, .. } = &risk.acceptance;
        (until.unwrap_or(Date::MAX), host.clone(), advisory.clone())
    };
    all.sort_by_cached_key(key);
    all
}

fn standing(acceptance: &Acceptance, today: Date) -> Standing {
    match acceptance.until {
        _ if !acceptance.holds_on(today) => Standing::Expired,
        Some(until) if super::age::days(today, until) <= EXPIRES_SOON => Standing::ExpiresSoon,
        _ => Standing::Holds,
    }
}
