//! Segments, and what is in them.

use crate::case::Case;
use crate::check::{Fault, Finding, Rule};
use crate::inventory::{Inventory, Kind, SegmentId};

/// How many machines of each kind a segment has.
#[derive(Debug)]
pub(super) struct Tally(Vec<[u64; 3]>);

impl Tally {
    pub(super) fn of(inventory: &Inventory) -> Self {
        let mut counts = vec![[0; 3]; inventory.segments.len()];
        for (_, _, host) in inventory.hosts() {
            for segment in host.segments.iter() {
                counts[segment.0 as usize][host.kind as usize] += u64::from(host.count);
            }
        }
        Self(counts)
    }

    /// Machines of all kinds.
    pub(super) fn machines(&self, segment: SegmentId) -> u64 {
        self.0[segment.0 as usize].iter().sum()
    }

    /// Whether a segment is for servers: no workstations, and more servers than laptops.
    pub(super) fn is_for_servers(&self, segment: SegmentId) -> bool {
        let counts = self.0[segment.0 as usize];
        counts[Kind::Workstation as usize] == 0
            && counts[Kind::Server as usize] > counts[Kind::Laptop as usize]
    }
}

pub(super) fn check(case: Case<'_>, tally: &Tally, findings: &mut Vec<Finding>) {
    for (index, (name, segment)) in case.inventory.segments.iter().enumerate() {
        let id = SegmentId(index as u32);
        if tally.machines(id) == 0 {
            let empty =
                Fault::new(Rule::SegmentWithoutHosts, format!("no host is in segment `{name}`"))
                    .help("add its hosts, or remove it")
                    .detail(name.clone());
            findings.push(Finding::new(empty).at(segment.place).segment(id));
        }
    }
}
