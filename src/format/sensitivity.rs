//! What an answer hangs on, `patchfirst/sensitivity/1`. Keys may be added, never renamed.

use schemars::JsonSchema;
use serde::Serialize;

use super::Rounded;
use super::rank::DoubtCase;

/// The name of the format.
pub const SCHEMA: &str = "patchfirst/sensitivity/1";

/// What the answer hangs on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Sensitivity {
    /// The name of the format.
    #[schemars(extend("const" = "patchfirst/sensitivity/1"))]
    pub schema: &'static str,
    /// The version of the program.
    pub tool: &'static str,
    /// Day 1.
    pub as_of: String,
    /// The last day that counts.
    pub until: String,
    /// The seed of the coins.
    pub seed: u64,
    /// The loss as the rates are, on the samples of the cases.
    pub expected_loss: Rounded,
    /// Whether to call people in, as the rates are; null where nothing was varied.
    pub verdict: Option<&'static str>,
    /// Null in the worst case, which knows no rates, and where nothing is to be remedied.
    pub doubt: Option<Varied>,
}

/// How far the first places and the answer hold.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Varied {
    /// Under how many of the cases below the first place stays.
    pub first_stays: u32,
    /// Under how many the first ten are the same hosts.
    pub first_ten_stay: u32,
    /// Under how many the verdict stays.
    pub verdict_stays: u32,
    /// One rate or convention in doubt at a time.
    pub cases: Vec<Case>,
}

/// The ranking with one rate or convention changed, and whether the same plan would be called in
/// for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Case {
    /// The figures.
    #[serde(flatten)]
    pub varied: DoubtCase,
    /// Whether to call people in for the plan then: in, wait, regular, nothing, more-staff.
    pub verdict: &'static str,
}
