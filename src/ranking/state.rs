//! Machines by what is known of them: each is in exactly one state.

use crate::case::Case;
use crate::decision::SystemExposure;
use crate::exposure::Status;
use crate::inventory::{Host, HostId};
use crate::network::Scenario;
use crate::ranking::{HostRisk, RankedHost, Ranking, RemedyKind};

/// What is known of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Known to be vulnerable, and some way in leads to it.
    Exposed,
    /// Evidence is missing, and some way in leads to it: counts as exposed in the risk.
    Unknown,
    /// Vulnerable, or not known to be otherwise, and no way in leads to it.
    Unreachable,
    /// Nothing to remedy: fixed, or not affected.
    Patched,
    /// Its product is not in the catalogue: in no figure.
    NotAssessed,
}

/// Machines in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Machines {
    /// See [`State::Exposed`].
    pub vulnerable: u64,
    /// See [`State::Unknown`].
    pub unknown: u64,
    /// See [`State::Unreachable`].
    pub unreachable: u64,
    /// See [`State::Patched`].
    pub patched: u64,
    /// See [`State::NotAssessed`].
    pub not_assessed: u64,
}

impl Machines {
    /// Those that an attack can reach and that are not known to withstand it: unknown is not clean.
    pub fn exposed(&self) -> u64 {
        self.vulnerable.saturating_add(self.unknown)
    }

    /// Those in a state.
    pub fn of(&self, state: State) -> u64 {
        match state {
            State::Exposed => self.vulnerable,
            State::Unknown => self.unknown,
            State::Unreachable => self.unreachable,
            State::Patched => self.patched,
            State::NotAssessed => self.not_assessed,
        }
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        [self.unknown, self.unreachable, self.patched, self.not_assessed]
            .into_iter()
            .fold(self.vulnerable, u64::saturating_add)
    }

    /// Counts machines in.
    pub fn add(&mut self, state: State, machines: u64) {
        let known = match state {
            State::Exposed => &mut self.vulnerable,
            State::Unknown => &mut self.unknown,
            State::Unreachable => &mut self.unreachable,
            State::Patched => &mut self.patched,
            State::NotAssessed => &mut self.not_assessed,
        };
        *known = known.saturating_add(machines);
    }
}

impl State {
    /// The state of the machines of a ranked entry that are not assumed to be remedied.
    pub fn of(case: Case<'_>, host_risk: &HostRisk, host: &Host) -> Self {
        let findings = &case.exposures.of(host.system).findings;
        let vulnerable = || {
            findings.iter().any(|finding| {
                finding.status == Status::Vulnerable && case.scenario.is_exposed(finding)
            })
        };
        match () {
            () if host_risk.remedy == RemedyKind::None => Self::Patched,
            () if host_risk.remedy == RemedyKind::Rebuild => Self::Exposed,
            () if host_risk.exposure == SystemExposure::Small => Self::Unreachable,
            () if vulnerable() => Self::Exposed,
            () => Self::Unknown,
        }
    }

    /// The word of the formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exposed => "exposed",
            Self::Unknown => "unknown",
            Self::Unreachable => "unreachable",
            Self::Patched => "patched",
            Self::NotAssessed => "not-assessed",
        }
    }
}

/// Calls back for every entry with its machines per state; an entry of which some machines are
/// remedied is met twice.
pub fn each(case: Case<'_>, ranking: &Ranking, mut met: impl FnMut(HostId, State, u64)) {
    for ranked in &ranking.hosts {
        let host = case.inventory.host(ranked.host).1;
        let (left, remedied) = split(case.scenario, ranked, host);
        let state = State::of(case, ranking.host_risk(ranked), host);
        [(state, left), (State::Patched, remedied)]
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .for_each(|(state, n)| met(ranked.host, state, n));
    }
    for id in &ranking.not_assessed {
        met(*id, State::NotAssessed, u64::from(case.inventory.host(*id).1.count));
    }
}

/// Machines of an entry that are not assumed to be remedied, and those that are.
fn split(scenario: &Scenario, ranked: &RankedHost, host: &Host) -> (u64, u64) {
    let remedied = scenario.remedied(ranked.host, host);
    (u64::from(host.count - remedied), u64::from(remedied))
}

/// Every machine of the inventory, counted by state.
pub fn machines(case: Case<'_>, ranking: &Ranking) -> Machines {
    let mut machines = Machines::default();
    each(case, ranking, |_, state, number| machines.add(state, number));
    machines
}
