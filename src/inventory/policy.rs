//! The `expect:` and `accept:` lists: read and checked in form; `check` evaluates them.

use jiff::civil::Date;

use crate::source::Span;

/// One rule of the `expect:` list, as written: its text, or for a mapping such as `internet -x servers: smb` key and value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The text, or the mapping's key.
    pub subject: String,
    /// The mapping's value, if it is one.
    pub value: Option<String>,
    /// Where it is written.
    pub place: Span,
}

/// One accepted risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The host, by name; it exists.
    pub host: String,
    /// The advisory, by id.
    pub advisory: String,
    /// Why the risk is taken.
    pub reason: Option<String>,
    /// Who took it.
    pub by: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Where it is written.
    pub place: Span,
}
