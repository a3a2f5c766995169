//! The ranking.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Amount, Name};

/// The ranking, or as much of it as fits.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Hosts {
    /// The lines in order.
    pub rows: Vec<HostRow>,
    /// Whether every assessed entry has a line of its own; else hosts that are alike share one.
    pub complete: bool,
    /// Entries that were ranked.
    pub entries: usize,
    /// Lines left out.
    pub more: usize,
    /// What was left out, and where it is; null if nothing was.
    pub note: Option<String>,
    /// The file with the full list, if one is written beside the report.
    pub beside: Option<String>,
}

/// One line of the ranking. Figures are per machine.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HostRow {
    /// The first of its places.
    pub rank: u32,
    /// The places that the standard errors leave open, as text.
    pub interval: String,
    /// The host, or hosts that are alike.
    pub host: Name,
    /// How many machines.
    pub machines: u64,
    /// Its segments.
    pub segment: String,
    /// Who is responsible.
    pub owner: Option<String>,
    /// What runs on it.
    pub system: String,
    /// What to do.
    pub remedy: String,
    /// When to act: `immediate`, `out-of-cycle`, `scheduled`, `defer`; null if there is nothing to remedy.
    pub decision: Option<&'static str>,
    /// From most urgent, 4, to nothing to remedy, 0.
    pub urgency: u8,
    /// `exposed`, `unknown`, `unreachable`, `patched`.
    pub state: &'static str,
    /// The ways in that matter.
    pub ways: String,
    /// Probability of being taken over.
    pub p: Amount,
    /// Loss averted if it is remedied.
    pub averted: Amount,
    /// The group it belongs to.
    pub group: Option<String>,
    /// The number of the action that does it, if the plan does.
    pub action: Option<usize>,
}
