//! The `threat:` block: parameters of the risk model that an inventory overrides.

/// Overrides; `None` keeps the default of `threat.rs` at the top level. Probabilities are within 0..=1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ThreatOverrides {
    /// Days until the next regular patch window, at least 1, at most 366.
    pub horizon_days: Option<u32>,
    /// Probability per user and day of an insider attack.
    pub insider_per_user_day: Option<f64>,
    /// Share of the value lost when a host is only crashed.
    pub disruption: Option<f64>,
    /// Daily probability of moving on from stage none, proof-of-concept, exploit.
    pub escalation: [Option<f64>; 3],
    /// Daily probability that an outside attacker tries an exposed host at stage none, proof-of-concept, exploit, worm.
    pub attack: [Option<f64>; 4],
    /// Probability that an antivirus in state current, stale, none stops a compromise.
    pub antivirus: [Option<f64>; 3],
}
