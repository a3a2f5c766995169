//! How long the oldest advisory has been known to which somebody is still exposed.

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::state::{self, State};
use crate::advisory::{Advisory, AdvisoryId, Stage};
use crate::case::Case;
use crate::inventory::SystemId;
use crate::ranking::Ranking;

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
        days: days(known_since(case.advisories.advisory_of(advisory)), case.threat.as_of),
    };
    advisories.into_iter().map(age).max_by_key(|age| (age.days, std::cmp::Reverse(age.advisory)))
}

/// The day an advisory became known: published, or attacked before that, as far as verified events
/// tell.
pub fn known_since(advisory: &Advisory) -> Date {
    let attacked = advisory
        .timeline
        .iter()
        .filter(|event| !event.unverified && event.stage > Stage::None)
        .map(|event| event.date);
    attacked.chain([advisory.published]).min().unwrap_or(advisory.published)
}

/// Whole days between two days; 0 if the first is not before the second.
pub fn days(from: Date, to: Date) -> u32 {
    from.until(to).map_or(0, |span| u32::try_from(span.get_days()).unwrap_or(0))
}
