//! The `threat:` block: parameters of the risk model that an inventory overrides.

use crate::source::Span;

/// Overrides; `None` keeps the default of `threat.rs` at the top level. Probabilities are within
/// 0..=1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ThreatOverrides {
    /// The last day of the horizon, at least 1, at most 366.
    pub horizon_days: Option<u32>,
    /// Probability per user and day of an insider attack.
    pub insider_per_user_day: Option<f64>,
    /// Probability per user and workday that somebody runs a Trojan.
    pub mail_per_user_day: Option<f64>,
    /// Share of the value lost when a host is only crashed.
    pub disruption: Option<f64>,
    /// Daily probability of moving on from stage none, proof-of-concept, exploit.
    pub escalation: [RateOverride; 3],
    /// Probability that the first public thing runs code at once.
    pub straight_to_exploit: Option<f64>,
    /// Daily probability that an outside attacker tries an exposed host at stage none,
    /// proof-of-concept, exploit, worm.
    pub attack: [Option<f64>; 4],
    /// Probability that a roaming host can be reached at all where it is outside.
    pub reachable_outside: Option<f64>,
    /// Probability that an antivirus in state current, stale, none stops a compromise.
    pub antivirus: [Option<f64>; 3],
    /// Probability that a laptop is held back by a quarantine.
    pub quarantine_holds: Option<f64>,
    /// Probability that a block holds.
    pub block_holds: Option<f64>,
    /// Where they are written; `None` if nothing is overridden.
    pub place: Option<Span>,
}

/// A rate that falls with the age of a stage. One number in the inventory sets `fresh` and `later`
/// to it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RateOverride {
    /// The rate on the first days.
    pub fresh: Option<f64>,
    /// How many days are the first ones.
    pub days: Option<u32>,
    /// The rate after them.
    pub later: Option<f64>,
}

impl RateOverride {
    /// The same rate on all days.
    pub fn constant(rate: f64) -> Self {
        Self { fresh: Some(rate), days: None, later: Some(rate) }
    }
}
