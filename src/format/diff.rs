//! Differences of two rankings, `patchfirst/diff/1`. Keys may be added, never renamed.

use schemars::JsonSchema;
use serde::Serialize;

use super::number::Rounded;

/// The name of the format.
pub const SCHEMA: &str = "patchfirst/diff/1";

/// What changed between two rankings. Keys may be added, never renamed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Diff<'a> {
    /// The name of the format.
    #[schemars(extend("const" = "patchfirst/diff/1"))]
    pub schema: &'static str,
    /// The version of the tool.
    pub tool: &'static str,
    /// Whether both sides were estimated with common random numbers, or are exact.
    pub same_coins: bool,
    /// Whether anything got worse, or less is known.
    pub worse: bool,
    /// What is not known any more, and counts for nothing: flows, ports, listens, segments or users.
    pub unknown: Vec<&'static str>,
    /// What is known that was not, in the same words.
    pub known: Vec<&'static str>,
    /// The first side.
    pub before: SideEntry,
    /// The second side.
    pub after: SideEntry,
    /// Advisories whose stage changed.
    pub stages: Vec<Stage<'a>>,
    /// Flows that changed, in words; between inventories only.
    pub flows: &'a [String],
    /// Hosts about which something changed.
    pub hosts: Vec<HostEntry<'a>>,
}

/// One of the two rankings.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SideEntry {
    /// The day whose knowledge counts.
    pub as_of: String,
    /// The last day that counts, the as-of day being day 1.
    pub horizon_days: u32,
    /// The expected loss until the horizon, in points of value.
    pub expected_loss: Rounded,
    /// Its standard error.
    pub expected_loss_stderr: Rounded,
    /// What the random numbers depend on.
    pub seed: u64,
    /// How many outcomes were evaluated.
    pub samples: u64,
}

/// An advisory whose stage changed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Stage<'a> {
    /// Its name.
    pub id: &'a str,
    /// The stage in the first ranking.
    pub before: &'a str,
    /// The stage in the second one.
    pub after: &'a str,
}

/// A host about which something changed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HostEntry<'a> {
    /// Its name.
    pub name: &'a str,
    /// new, not-assessed, uncounted, worse, better, fixed or gone.
    pub change: &'static str,
    /// added, removed, patch, exposed, infected, rebuilt, not-assessed, assessed, stage, segment,
    /// size, flow, as-of, unknown, known, others or else.
    pub why: Vec<&'static str>,
    /// Its place in the first ranking; null if it is not there.
    pub before: Option<Place<'a>>,
    /// Its place in the second one; null if it is not there.
    pub after: Option<Place<'a>>,
}

/// A host in one of the rankings; figures are per machine.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Place<'a> {
    /// Its place, from 1.
    pub rank: u32,
    /// How many machines the entry stands for.
    pub count: u32,
    /// Probability that it is compromised by the horizon.
    pub p_compromised: Rounded,
    /// Probability that it is crashed and never compromised.
    pub p_disrupted: Rounded,
    /// Loss averted if it alone is remedied at once.
    pub averted: Rounded,
    /// The same in force from each day on, day 1 first.
    pub averted_by_day: Vec<Rounded>,
    /// By when: a date, `now`, or null where nothing is averted.
    pub due: Option<&'a str>,
    /// defer, scheduled, out-of-cycle or immediate; null if nothing is exposed.
    pub decision: Option<&'a str>,
    /// Advisories to which it is exposed.
    pub exposed: Vec<&'a str>,
}
