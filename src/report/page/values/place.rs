//! Segments, ways in, and the courses of advisories.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Amount, Name};

/// A segment; every machine is counted in one state.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Segment {
    /// The segment.
    pub name: Name,
    /// Known to be vulnerable, and a way in leads to them.
    pub vulnerable: u64,
    /// Evidence is missing, and a way in leads to them.
    pub unknown: u64,
    /// Vulnerable or unknown, and no way in leads to them.
    pub unreachable: u64,
    /// Nothing to remedy.
    pub patched: u64,
    /// Not in the catalogue.
    pub not_assessed: u64,
    /// Expected loss.
    pub loss: Amount,
}

/// A way in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Origin {
    /// `internet`, `roaming`, `insider`.
    pub id: &'static str,
    /// `From the internet`.
    pub name: &'static str,
    /// Whether it was considered.
    pub considered: bool,
    /// Expected loss through takeovers if it were the only way in.
    pub loss: Amount,
    /// Machines it can take over.
    pub machines: u64,
}

/// An advisory and its course.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Course {
    /// Its id.
    pub id: String,
    /// What is wrong.
    pub title: String,
    /// When it was published.
    pub published: String,
    /// How far exploitation has come: `none`, `proof-of-concept`, `exploit`, `worm`.
    pub stage: &'static str,
    /// Since when, if it has a stage.
    pub since: Option<String>,
    /// Exposed machines.
    pub exposed: u64,
}
