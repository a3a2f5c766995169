//! Numbers with their text.

use schemars::JsonSchema;
use serde::Serialize;

use crate::format::Rounded;

/// A number and how it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Amount {
    /// The number.
    pub value: Rounded,
    /// With the digits of the report.
    pub text: String,
}
