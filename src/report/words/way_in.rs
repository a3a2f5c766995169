//! Where an attack comes from.

use crate::decision::SystemExposure;
use crate::ranking::HostRisk;
use crate::term::entry::{Entries, Entry};

/// Ways in that contribute less than this share of the strongest one are not named.
const MINOR: f64 = 0.1;
/// Ways in that are named; JSON has all of them.
const MAX_NAMED: usize = 2;

/// How attacks get to a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) enum Ways {
    /// Each of these takes it over by itself; the most probable first.
    Alone(Vec<Entry>),
    /// No single one does, but several together.
    Combined,
    /// None takes it over, but some lead to it: from anywhere outside, or from within.
    Outside,
    /// See [`Self::Outside`].
    Inside,
    /// None leads to it.
    Nowhere,
}

impl Ways {
    /// Those that lead to a host, but for minor ones.
    pub(in crate::report) fn to(host_risk: &HostRisk) -> Self {
        let strongest = host_risk.by_entry.iter().map(|(_, p)| *p).fold(0.0, f64::max);
        let mut ways: Vec<(f64, Entry)> = host_risk
            .by_entry
            .iter()
            .map(|(entry, p)| (*p, entry))
            .filter(|(p, _)| *p > 0.0 && *p >= MINOR * strongest)
            .collect();
        ways.sort_by(|a, b| b.0.total_cmp(&a.0));
        match host_risk.exposure {
            _ if !ways.is_empty() => {
                Self::Alone(ways.into_iter().take(MAX_NAMED).map(|(_, entry)| entry).collect())
            }
            _ if host_risk.p_compromised > 0.0 => Self::Combined,
            SystemExposure::Open => Self::Outside,
            SystemExposure::Controlled => Self::Inside,
            SystemExposure::Small => Self::Nowhere,
        }
    }
}

/// The ways in that lead to a host, most probable first: `internet, roaming`.
pub(in crate::report) fn of(host_risk: &HostRisk) -> String {
    match Ways::to(host_risk) {
        Ways::Alone(entries) => {
            entries.into_iter().map(Entry::as_str).collect::<Vec<_>>().join(", ")
        }
        Ways::Combined => "combined".to_owned(),
        Ways::Outside => "outside".to_owned(),
        Ways::Inside => "insider".to_owned(),
        Ways::Nowhere => "no way in".to_owned(),
    }
}

/// The names of the ways in that were considered.
pub(in crate::report) fn considered(entries: Entries) -> Vec<&'static str> {
    entries.present().map(Entry::as_str).collect()
}

/// The names of those that were not.
pub(in crate::report) fn left_out(entries: Entries) -> Vec<&'static str> {
    let considered = considered(entries);
    Entry::ALL.into_iter().map(Entry::as_str).filter(|way| !considered.contains(way)).collect()
}
