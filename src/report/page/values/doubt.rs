//! What is accepted, and what is doubtful.

use schemars::JsonSchema;
use serde::Serialize;

use super::Name;

/// An accepted risk.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Accepted {
    /// The host.
    pub host: Name,
    /// The advisory.
    pub advisory: String,
    /// Why.
    pub reason: Option<String>,
    /// Who.
    pub by: Option<String>,
    /// The last day.
    pub until: Option<String>,
    /// `holds`, `expires-soon`, `expired`.
    pub standing: &'static str,
}

/// What is doubtful about the inventory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Quality {
    /// Evidence that is missing, a line per reason with the hosts.
    pub evidence: Vec<String>,
    /// Flows whose ports nobody knows.
    pub flows: Vec<String>,
    /// Hosts that were not assessed, with what the inventory says they run; at most twenty.
    pub not_assessed: Vec<String>,
    /// How many more there are.
    pub more_not_assessed: usize,
    /// What a check finds, by rule, the worst first.
    pub issues: Vec<Issue>,
}

/// The findings of one rule.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Issue {
    /// The rule.
    pub rule: String,
    /// `error`, `warning`, `note`.
    pub severity: &'static str,
    /// What is wrong.
    pub summary: String,
    /// How many findings.
    pub count: usize,
    /// The first of them, with their places.
    pub examples: Vec<String>,
}
