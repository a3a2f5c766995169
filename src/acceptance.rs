//! Accepted risks on a day: which (host, advisory) findings somebody has decided to live with.
//!
//! An accepted finding is shown as accepted and trips no gate, but it is never dropped and lowers
//! no figure: the attacker has not signed the form. From the day after `until` it counts again.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::inventory::{Acceptance, HostId, Inventory};
use crate::term::day::days_between;

/// The acceptances of an inventory that hold on a day.
#[derive(Clone, Debug)]
pub struct InForce<'a> {
    by_host: FxHashMap<&'a str, Vec<&'a Acceptance>>,
}

impl<'a> InForce<'a> {
    /// Those that hold on a day. Of several about one finding the one that holds longest counts.
    pub fn on(inventory: &'a Inventory, day: Date) -> Self {
        let mut by_host: FxHashMap<&str, Vec<&Acceptance>> = FxHashMap::default();
        for acceptance in inventory.acceptances.iter().filter(|acceptance| acceptance.holds_on(day))
        {
            by_host.entry(&acceptance.host).or_default().push(acceptance);
        }
        let end = |acceptance: &Acceptance| acceptance.until.unwrap_or(Date::MAX);
        by_host
            .values_mut()
            .for_each(|all| all.sort_by_key(|acceptance| std::cmp::Reverse(end(acceptance))));
        Self { by_host }
    }

    /// The acceptance of an advisory on a host, if one holds.
    pub fn of(&self, host: &str, advisory: &str) -> Option<&'a Acceptance> {
        self.by_host
            .get(host)?
            .iter()
            .find(|acceptance| acceptance.advisory.eq_ignore_ascii_case(advisory))
            .copied()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_host.is_empty()
    }
}

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
const EXPIRES_SOON: i32 = 30;

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
pub fn accepted(inventory: &Inventory, today: Date) -> Vec<AcceptedRisk> {
    let one = |acceptance: &Acceptance| AcceptedRisk {
        host: inventory.host_id(&acceptance.host),
        standing: standing(acceptance, today),
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
        Some(until) if days_between(today, until) <= EXPIRES_SOON => Standing::ExpiresSoon,
        _ => Standing::Holds,
    }
}
