//! What every format prints: the ranking as a table or as JSON, and the advisories.
//!
//! Whatever a format shows is its own type, so a change of the model does not change a format by accident. Text from
//! files passes through [`crate::source::sanitize`] before it is printed.

pub mod advisories;
pub(crate) mod chart;
mod csv;
pub mod diff;
mod escape;
pub mod explain;
pub mod findings;
pub mod json;
mod layout;
pub mod management;
pub mod map;
pub mod plan;
pub mod table;
pub mod what_if;
pub mod words;

use crate::network::Scenario;
use crate::ranking::{Ranking, Subject};
use crate::risk::Entries;

pub(crate) use words::remedy::text as remedy_text;

/// A ranking with what it was computed from: all that a format needs.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What was ranked.
    pub subject: Subject<'a>,
    /// The answer.
    pub ranking: &'a Ranking,
    /// The ways in that were considered.
    pub entries: Entries,
    /// What was taken for true beyond the inventory.
    pub scenario: &'a Scenario,
}
