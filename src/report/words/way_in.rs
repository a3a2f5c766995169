//! Where an attack comes from.

use crate::decision::SystemExposure;
use crate::ranking::HostRisk;
use crate::term::entry::{Entries, Entry};

/// Ways in that contribute less than this share of the strongest one are not named.
const MINOR: f64 = 0.1;
/// Ways in that are named; JSON has all of them.
const MOST: usize = 2;

/// The ways in that lead to a host, most probable first: `internet, roaming`.
pub(in crate::report) fn of(host_risk: &HostRisk) -> String {
    let strongest = host_risk.by_entry.iter().map(|(_, p)| *p).fold(0.0, f64::max);
    let mut ways: Vec<(f64, Entry)> =
        host_risk.by_entry.iter().map(|(entry, p)| (*p, entry)).filter(|(p, _)| *p > 0.0 && *p >= MINOR * strongest).collect();
    ways.sort_by(|a, b| b.0.total_cmp(&a.0));
    if ways.is_empty() {
        otherwise(host_risk).to_owned()
    } else {
        ways.into_iter().take(MOST).map(|(_, entry)| entry.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// What to say where no way in takes the host over by itself.
fn otherwise(host_risk: &HostRisk) -> &'static str {
    match host_risk.exposure {
        _ if host_risk.p_compromised > 0.0 => "combined",
        SystemExposure::Open => "outside",
        SystemExposure::Controlled => "insider",
        SystemExposure::Small => "no way in",
    }
}

/// The names of the ways in that were considered.
pub(in crate::report) fn considered(entries: Entries) -> Vec<&'static str> {
    entries.present().map(Entry::as_str).collect()
}
