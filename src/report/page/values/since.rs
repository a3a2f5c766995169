//! What changed, and the course of the figures.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Amount, Day};
use crate::format::Rounded;

/// What changed since a report from before.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Since {
    /// The file it was read from.
    pub file: String,
    /// Its as-of day.
    pub as_of: Day,
    /// The change in a sentence.
    pub text: String,
    /// Expected loss then.
    pub loss_before: Amount,
    /// Expected loss now.
    pub loss_after: Amount,
    /// Hosts on which everything was fixed.
    pub fixed: Vec<String>,
    /// Hosts that are not in the inventory any more.
    pub gone: Vec<String>,
    /// Hosts that are exposed to something new.
    pub new: Vec<String>,
    /// Hosts with which more is to be lost, or that are more urgent.
    pub worse: Vec<String>,
    /// Hosts with which less is to be lost.
    pub better: Vec<String>,
    /// Advisories at another stage.
    pub stages: Vec<String>,
}

/// What one report says in short.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Snapshot {
    /// Its as-of day.
    pub date: String,
    /// Expected loss.
    pub loss: Rounded,
    /// Exposed machines.
    pub exposed: u64,
    /// Machines not assessed.
    pub not_assessed: u64,
}
