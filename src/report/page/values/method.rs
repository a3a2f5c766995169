//! How the figures were come by.

use schemars::JsonSchema;
use serde::Serialize;

/// How the figures were come by.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Method {
    /// In half a page.
    pub paragraphs: Vec<String>,
    /// The parameters that were used.
    pub parameters: Vec<Parameter>,
}

/// A parameter of the risk model.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Parameter {
    /// What it is.
    pub name: String,
    /// What it was.
    pub value: String,
}

/// A word and what it means.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Term {
    /// The word.
    pub word: &'static str,
    /// What it means.
    pub meaning: &'static str,
}
