//! Which hosts a list shows. Figures, places and totals stay those of the whole network.

use rustc_hash::FxHashSet;

use crate::case::Case;
use crate::inventory::{Host, HostId, Pattern, SegmentId};

/// What is asked of hosts. Of one kind any is enough; of several kinds each has to hold.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Segments they are in; empty is any.
    pub segments: Vec<SegmentId>,
    /// Who owns them; if it is empty, hosts without an owner are meant too.
    pub owners: Vec<Pattern>,
    /// What they are tagged with; empty is anything.
    pub tags: Vec<Pattern>,
    /// Whether there must be something to install.
    pub has_fix: bool,
}

/// The hosts that are shown, and how they were asked for.
#[derive(Clone, Debug)]
pub struct Shown {
    hosts: FxHashSet<HostId>,
    segments: Vec<SegmentId>,
    /// The filter in words, such as `--segment office`.
    pub words: String,
}

impl Shown {
    /// The hosts of an inventory for which all holds. Linear in hosts.
    pub fn new(wanted: &Wanted, case: Case<'_>, words: String) -> Self {
        let fixable = |host: &Host| {
            let work = case.work(case.exposures.of(host.system));
            !work.patches.is_empty() || work.upgrade.is_some()
        };
        let is_shown = |host: &Host| wanted.is_met(host) && (!wanted.has_fix || fixable(host));
        let hosts = case
            .inventory
            .hosts()
            .filter(|(_, _, host)| is_shown(host))
            .map(|(id, ..)| id)
            .collect();
        Self { hosts, segments: wanted.segments.clone(), words }
    }

    /// Whether a host is shown.
    pub fn has(&self, host: HostId) -> bool {
        self.hosts.contains(&host)
    }

    /// Whether what is said of a segment as a whole is shown.
    pub fn has_segment(&self, segment: SegmentId) -> bool {
        self.segments.is_empty() || self.segments.contains(&segment)
    }

    /// How many entries are shown.
    pub fn len(&self) -> usize {
        self.hosts.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.hosts.is_empty()
    }
}

impl Wanted {
    fn is_met(&self, host: &Host) -> bool {
        let details = host.details.as_deref();
        let owner = details.and_then(|details| details.owner.as_deref());
        let tags = || details.iter().flat_map(|details| &details.tags);
        (self.segments.is_empty()
            || self.segments.iter().any(|segment| host.segments.contains(segment)))
            && (self.owners.is_empty()
                || self
                    .owners
                    .iter()
                    .any(|pattern| owner.is_some_and(|owner| pattern.matches(owner))))
            && (self.tags.is_empty()
                || self.tags.iter().any(|pattern| tags().any(|tag| pattern.matches(tag))))
    }
}
