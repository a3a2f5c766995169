//! What to deploy.

use schemars::JsonSchema;
use serde::Serialize;

use super::Amount;

/// Something to deploy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Patch {
    /// `patch`, `upgrade`, `isolate`.
    pub kind: &'static str,
    /// `KB921883`; `Windows 2000 SP4`.
    pub name: String,
    /// The advisories it is against.
    pub advisories: Vec<String>,
    /// The products that need it.
    pub products: Vec<String>,
    /// How many machines.
    pub machines: u64,
    /// How many of them may have it already.
    pub doubtful: u64,
    /// Whether it restarts the host, if known.
    pub reboot: Option<bool>,
    /// Older patches whose fixes it holds.
    pub replaces: Vec<String>,
    /// The hosts in the order of the ranking; at most thirty.
    pub hosts: Vec<String>,
    /// How many more there are.
    pub more: usize,
    /// What remedying its hosts one by one averts, other patches they need included.
    pub averted: Amount,
}
