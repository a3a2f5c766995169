//! One line of the ranking: hosts that are alike, or one entry.

use crate::exposure::{Assessment, Status};
use crate::inventory::{Host, HostId};
use crate::ranking::{HostRisk, RankedHost};
use crate::report::View;

/// One line of the ranking.
#[derive(Clone, Debug)]
pub(in crate::report) struct Row<'a> {
    /// The figures, per machine.
    pub(in crate::report) host_risk: &'a HostRisk,
    /// The first of its places.
    pub(in crate::report) rank: u32,
    /// The places that the standard errors leave open.
    pub(in crate::report) interval: (u32, u32),
    /// Its entries, in order; at least one.
    pub(in crate::report) hosts: Vec<HostId>,
}

/// The lines of a ranking in order: one for hosts that share figures and have anything to
/// remedy.
pub(in crate::report) fn merged<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut row_of = vec![usize::MAX; view.ranking.host_risks.len()];
    for ranked in view.ranking.to_remedy().iter().filter(|ranked| view.shows(ranked.host)) {
        let known = &mut row_of[ranked.host_risk.0 as usize];
        match rows.get_mut(*known) {
            Some(row) => row.hosts.push(ranked.host),
            None => {
                *known = rows.len();
                rows.push(Row::new(view, ranked));
            }
        }
    }
    rows
}

/// The lines of a ranking in order: one per entry, with those that have nothing to remedy.
pub(in crate::report) fn every<'a>(view: &View<'a>) -> impl Iterator<Item = Row<'a>> {
    view.ranking
        .hosts
        .iter()
        .filter(|ranked| view.shows(ranked.host))
        .map(|ranked| Row::new(view, ranked))
}

impl<'a> Row<'a> {
    fn new(view: &View<'a>, ranked: &RankedHost) -> Self {
        Self {
            host_risk: view.ranking.host_risk(ranked),
            rank: ranked.rank,
            interval: ranked.interval,
            hosts: vec![ranked.host],
        }
    }

    /// An entry that stands for the others: their systems are told apart by nothing that matters
    /// here.
    pub(in crate::report) fn first(&self, view: &View<'a>) -> (&'a str, &'a Host) {
        view.case.inventory.host(self.hosts[0])
    }

    /// What was found about the first entry.
    pub(in crate::report) fn assessment(&self, view: &View<'a>) -> &'a Assessment {
        view.case.exposures.of(self.first(view).1.system)
    }

    /// How many machines its entries stand for.
    pub(in crate::report) fn machines(&self, view: &View<'_>) -> u64 {
        self.hosts.iter().map(|id| u64::from(view.case.inventory.host(*id).1.count)).sum()
    }

    /// Whether the places are less certain than the number of entries explains.
    pub(in crate::report) fn is_open(&self) -> bool {
        let (low, high) = self.interval;
        u64::from(high.saturating_sub(low)) + 1 > self.hosts.len() as u64
    }

    /// Whether any advisory is unknown rather than vulnerable.
    pub(in crate::report) fn is_unknown(&self, view: &View<'_>) -> bool {
        self.assessment(view).findings.iter().any(|finding| finding.status == Status::Unknown)
    }

    /// Entries that cannot be touched, with the reason.
    pub(in crate::report) fn frozen(
        &self,
        view: &View<'a>,
    ) -> impl Iterator<Item = (HostId, &'a str)> {
        let inventory = view.case.inventory;
        let reason = |id: HostId| {
            inventory.host(id).1.details.as_ref()?.frozen.as_deref().map(|reason| (id, reason))
        };
        self.hosts.iter().filter_map(move |id| reason(*id))
    }
}
