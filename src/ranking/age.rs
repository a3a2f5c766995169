//! How long the oldest advisory has been known to which somebody is still exposed.

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::state::{self, State};
use crate::advisory::AdvisoryId;
use crate::case::Case;
use crate::inventory::SystemId;
use crate::ranking::Ranking;
use crate::term::day::days_between;

/// An advisory and the days it has been known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    /// The advisory.
    pub advisory: AdvisoryId,
    /// Whole days from the day it became known to the as-of day.
    pub days: u32,
}

/// The oldest advisory to which a machine is exposed that some way in leads to.
pub fn oldest(case: Case<'_>, ranking: &Ranking) -> Option<Age> {
    let mut systems: FxHashSet<SystemId> = FxHashSet::default();
    state::each(case, ranking, |id, state, _| {
        if matches!(state, State::Exposed | State::Unknown) {
            systems.insert(case.inventory.host(id).1.system);
        }
    });
    let findings = systems.into_iter().flat_map(|system| &case.exposures.of(system).findings);
    let advisories: FxHashSet<AdvisoryId> =
        findings.filter(|finding| case.scenario.is_exposed(finding)).map(|f| f.advisory).collect();
    let age = |advisory| Age {
        advisory,
        days: days(case.advisories.advisory_of(advisory).known_since(), case.threat.as_of),
    };
    advisories.into_iter().map(age).max_by_key(|age| (age.days, std::cmp::Reverse(age.advisory)))
}

/// Whole days between two days; 0 if the first is not before the second.
pub fn days(from: Date, to: Date) -> u32 {
    days_between(from, to).max(0).unsigned_abs()
}
