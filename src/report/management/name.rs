//! Names with what is shown of them.

use schemars::JsonSchema;
use serde::Serialize;

/// A name: what is shown, and the whole of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Name {
    /// Short enough for a line.
    pub text: String,
    /// Whole, control characters written out.
    pub full: String,
}
