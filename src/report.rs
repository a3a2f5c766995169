//! What every format prints: the ranking as a table or as JSON, and the advisories.
//!
//! Whatever a format shows is its own type, so a change of the model does not change a format by
//! accident. Text from files passes through [`crate::source::sanitize`] before it is printed.

pub mod advisories;
pub(crate) mod chart;
mod csv;
pub mod diff;
mod escape;
pub mod explain;
pub mod findings;
pub mod firewall;
pub mod front;
pub mod host_list;
pub mod import;
pub mod json;
mod layout;
pub mod management;
pub mod map;
pub mod plan;
pub mod rule;
pub mod sensitivity;
mod shown;
pub mod table;
pub mod what_if;
pub mod words;

use crate::case::Case;
use crate::inventory::HostId;
use crate::ranking::Ranking;

pub use shown::{Shown, Wanted};
pub(crate) use words::remedy::of as remedy_text;

/// Where a text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Columns.
    pub width: u16,
    /// Whether to use colour. Nothing is told by colour alone.
    pub colour: bool,
    /// Whether it follows links (OSC 8).
    pub links: bool,
}

/// A ranking with what it was computed from: all that a format needs.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What was ranked.
    pub case: Case<'a>,
    /// The answer.
    pub ranking: &'a Ranking,
    /// Which hosts lists show; `None` is all.
    pub shown: Option<&'a Shown>,
}

impl View<'_> {
    /// Whether lists show a host.
    pub(crate) fn shows(&self, host: HostId) -> bool {
        self.shown.is_none_or(|shown| shown.has(host))
    }
}
