//! What feeds say, before it is written.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::product::Platform;
use crate::advisory::Stage;
use crate::term::port::PortSet;

/// One advisory, or an addition to one that is known.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// What is wrong, in a line.
    pub title: String,
    /// When it became known; the earliest day of the feed.
    pub published: Option<Date>,
    /// The vulnerabilities.
    pub cves: BTreeSet<String>,
    /// Patches by what they are for; an empty set is an affected product without a patch.
    pub(super) fixes: BTreeMap<Platform, BTreeSet<String>>,
    /// Later patch and earlier patch, by what they are for.
    pub(super) supersedes: BTreeMap<(String, String), BTreeSet<Platform>>,
    /// Ports that the words of the feed, or the table of components, give; empty is not known.
    pub(super) ports: PortSet,
    /// Where the ports come from.
    pub(super) ports_from: Option<String>,
    /// What an SSVC record says.
    pub(super) automatable: Option<bool>,
    /// Stages that were reached not later than a day, by whom.
    pub(super) seen: BTreeSet<(Date, Stage, String)>,
    /// Where the facts come from.
    pub(super) sources: BTreeSet<String>,
    /// Remarks.
    pub(super) notes: BTreeSet<String>,
}

impl Draft {
    /// Whether nothing told its ports.
    pub fn has_unknown_ports(&self) -> bool {
        self.ports.is_empty()
    }
}

/// What all feeds say.
#[derive(Clone, Debug, Default)]
pub struct Drafts {
    /// New advisories by id.
    pub new: BTreeMap<String, Draft>,
    /// Additions to known advisories by id.
    pub additions: BTreeMap<String, Draft>,
    /// What could not be used, with how often.
    pub left_out: BTreeMap<String, u64>,
}

impl Drafts {
    /// Counts something that could not be used.
    pub(super) fn leave_out(&mut self, what: impl Into<String>) {
        *self.left_out.entry(what.into()).or_default() += 1;
    }
}
