//! Where attacks start: what each way in would cost if it were the only one.

use crate::case::Case;
use crate::ranking::Ranking;
use crate::term::entry::EntryMap;

/// One way in.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Origin {
    /// Expected loss through machines that are taken over, if this were the only way in.
    pub loss: f64,
    /// Machines that can be taken over by it.
    pub machines: u64,
}

/// The ways in. Their losses overlap: a host that two of them reach is in both.
pub fn origins(case: Case<'_>, ranking: &Ranking) -> EntryMap<Origin> {
    let mut origins = EntryMap::<Origin>::default();
    for ranked in &ranking.hosts {
        let host_risk = ranking.host_risk(ranked);
        let count = case.inventory.host(ranked.host).1.count;
        for (entry, origin) in origins.iter_mut() {
            let p = host_risk.by_entry[entry];
            origin.loss += host_risk.value * f64::from(count) * p;
            origin.machines += if p > 0.0 { u64::from(count) } else { 0 };
        }
    }
    origins
}
