//! How attacks get in.

use schemars::JsonSchema;
use serde::Serialize;

use super::Name;

/// How an attack gets to a host.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Path {
    /// The host.
    pub host: Name,
    /// Its place.
    pub rank: u32,
    /// Where the likeliest way starts.
    pub from: String,
    /// How likely it is, its steps taken for independent.
    pub p: String,
    /// The steps, the start first.
    pub steps: Vec<String>,
    /// What every way from there has to pass.
    pub gates: Vec<Gate>,
}

/// Something that all ways pass.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Gate {
    /// What it is, and how it is closed.
    pub text: String,
    /// The line of the inventory that allows it, as `file:line`, for flows and segments.
    pub place: Option<String>,
}
