//! What every format prints: the ranking as a table or as JSON, and the advisories.
//!
//! Whatever a format shows is its own type, so a change of the model does not change a format by accident. Text from
//! files passes through [`crate::source::sanitize`] before it is printed.

pub mod accepted;
pub mod advisories;
mod day;
pub mod diff;
mod entry;
pub mod explain;
pub mod findings;
mod flow;
pub mod json;
mod knowledge;
mod label;
mod layout;
pub mod map;
mod markdown;
mod number;
pub mod page;
pub(crate) mod picture;
pub mod plan;
mod prose;
mod remedy;
pub mod route;
mod row;
mod system;
pub mod table;
mod tally;
mod unknown;
mod verdict;
pub mod what_if;

use crate::case::Case;
use crate::ranking::Ranking;

pub(crate) use remedy::text as remedy_text;

/// A ranking with what it was computed from: all that a format needs.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What was ranked.
    pub case: Case<'a>,
    /// The answer.
    pub ranking: &'a Ranking,
}
