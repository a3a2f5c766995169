//! Rankings before and after assumptions, `patchfirst/what-if/1`. Keys may be added, never renamed.

use schemars::JsonSchema;
use serde::Serialize;

use super::number::Rounded;

/// The name of the format.
pub const SCHEMA: &str = "patchfirst/what-if/1";

/// A ranking without and with assumptions. Keys may be added, never renamed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WhatIf<'a> {
    /// The name of the format.
    #[schemars(extend("const" = "patchfirst/what-if/1"))]
    pub schema: &'static str,
    /// The version of the tool.
    pub tool: &'static str,
    /// The day whose knowledge counts.
    pub as_of: String,
    /// Days until the next regular patch window.
    pub horizon_days: u32,
    /// expected or worst-case.
    pub mode: &'static str,
    /// What the random numbers depend on.
    pub seed: u64,
    /// In words, in the order they were given.
    pub assumptions: &'a [String],
    /// Without the assumptions.
    pub before: Side,
    /// With them.
    pub after: Side,
    /// The hosts whose figures change.
    pub hosts: Vec<Host<'a>>,
    /// What blocking flows and quarantine avert, where that changes.
    pub measures: Vec<Measure>,
}

/// The whole network.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Side {
    /// The expected loss until the horizon, in points of value.
    pub expected_loss: Rounded,
    /// Its standard error.
    pub expected_loss_stderr: Rounded,
    /// How many outcomes were evaluated.
    pub samples: u64,
    /// exact or sampled.
    pub method: &'static str,
}

/// A host whose figures change.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Host<'a> {
    /// Its name.
    pub name: &'a str,
    /// How many machines the entry stands for.
    pub count: u32,
    /// Without the assumptions.
    pub before: Place,
    /// With them.
    pub after: Place,
}

/// A host in one of the rankings; figures are per machine.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Place {
    /// Its place, from 1.
    pub rank: u32,
    /// patch, upgrade, isolate, rebuild or none.
    pub remedy: &'static str,
    /// Probability that it is compromised by the horizon.
    pub p_compromised: Rounded,
    /// Probability that it is crashed and never compromised.
    pub p_disrupted: Rounded,
    /// Loss averted if it alone is remedied at once.
    pub averted: Rounded,
}

/// A flow or a quarantine.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Measure {
    /// `block A -> B` or `quarantine S`.
    pub measure: String,
    /// Loss averted without the assumptions.
    pub before: Rounded,
    /// Loss averted with them.
    pub after: Rounded,
}
