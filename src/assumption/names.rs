//! What assumptions can name, and what to say of a name that is not there.

use super::clock::Clock;
use crate::advisory::{Advisories, AdvisoryId};
use crate::diagnostic::suggest;
use crate::inventory::{HostId, Inventory, SegmentId};

/// What assumptions can name.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// Hosts, segments and flows.
    pub inventory: &'a Inventory,
    /// Advisories.
    pub advisories: &'a Advisories,
    /// Groups of exchangeable hosts: the hosts of `g1`, `g2`, … as the ranking numbers them.
    pub groups: &'a [Vec<HostId>],
    /// Days.
    pub clock: Clock,
}

impl std::fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Names").field("groups", &self.groups.len()).finish_non_exhaustive()
    }
}

/// What is wrong, and the way out.
pub type Wrong = (String, String);

impl Names<'_> {
    pub(super) fn group(&self, name: &str) -> Result<Vec<HostId>, Wrong> {
        let number = name
            .strip_prefix('g')
            .and_then(|number| number.parse::<usize>().ok())
            .filter(|number| *number > 0);
        number.and_then(|number| self.groups.get(number - 1)).cloned().ok_or_else(|| {
            let help = match self.groups.len() {
                0 => "no two hosts here are exchangeable; name the host".to_owned(),
                most => format!("groups are g1 to g{most}, as `rank --format json` numbers them"),
            };
            (format!("there is no group `{name}`"), help)
        })
    }

    pub(super) fn host(&self, name: &str) -> Result<HostId, Wrong> {
        let unknown = || {
            let known = self.inventory.hosts.keys().map(|name| &**name);
            (format!("no host is called `{name}`"), suggest::help(name, known))
        };
        self.inventory.host_id(name).ok_or_else(unknown)
    }

    pub(super) fn segment(&self, name: &str) -> Result<SegmentId, Wrong> {
        let unknown = || {
            let known = self.inventory.segments.keys().map(String::as_str);
            (format!("no segment is called `{name}`"), suggest::help(name, known))
        };
        self.inventory.segment_id(name).ok_or_else(unknown)
    }

    pub(super) fn advisory(&self, name: &str) -> Result<AdvisoryId, Wrong> {
        self.advisories.find(name).map(|(id, _)| id).ok_or_else(|| {
            (
                format!("no advisory is called `{name}`"),
                suggest::help(name, self.advisories.advisories.keys().map(String::as_str)),
            )
        })
    }
}
