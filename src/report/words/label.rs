//! The names of lines: `office desktops (240)`, or the first names and a number.

use rustc_hash::FxHashMap;

use super::number;
use super::prose;
use super::row::Row;
use crate::inventory::{HostId, Inventory, Kind, SegmentId};
use crate::report::View;

/// Characters of a name that stands alone, and of one in a list.
const MAX_CHARS: usize = 32;
const MAX_CHARS_LISTED: usize = 16;
/// Names in front of `+ n more`.
const MAX_NAMES: usize = 2;

/// How many entries of each kind a segment has: tells whether a line is all of them.
#[derive(Debug)]
pub(in crate::report) struct Census(FxHashMap<(Kind, SegmentId), usize>);

impl Census {
    /// Counts the entries of an inventory.
    pub(in crate::report) fn new(inventory: &Inventory) -> Self {
        let mut counts = FxHashMap::default();
        for host in inventory.hosts.values() {
            host.segments
                .iter()
                .for_each(|segment| *counts.entry((host.kind, *segment)).or_default() += 1);
        }
        Self(counts)
    }

    /// The name of a line.
    pub(in crate::report) fn label(&self, view: &View<'_>, row: &Row<'_>) -> String {
        let inventory = view.case.inventory;
        let machines = row.machines(view);
        match (&row.hosts[..], self.kind(inventory, &row.hosts)) {
            ([one], _) => with_number(name(inventory, *one, MAX_CHARS), 1, machines),
            (_, Some((kind, segment))) => {
                let segment = inventory.segment_label(segment, MAX_CHARS_LISTED);
                format!("{} ({})", of_kind(segment, kind), number::count(machines))
            }
            (hosts, None) => {
                let names = hosts.iter().map(|id| name(inventory, *id, MAX_CHARS_LISTED));
                with_number(prose::abridged(names, MAX_NAMES), hosts.len() as u64, machines)
            }
        }
    }

    /// The kind and segment of which these entries are all there are.
    fn kind(&self, inventory: &Inventory, hosts: &[HostId]) -> Option<(Kind, SegmentId)> {
        let first = inventory.host(*hosts.first()?).1;
        let [segment] = first.segments[..] else { return None };
        let alike = |id: &HostId| {
            let host = inventory.host(*id).1;
            host.kind == first.kind && host.segments[..] == [segment]
        };
        let all = self.0.get(&(first.kind, segment)) == Some(&hosts.len());
        (all && hosts.iter().all(alike)).then_some((first.kind, segment))
    }
}

/// The name of an entry, fit to be printed, and cut only as far as no other one reads the same.
pub(in crate::report) fn name(inventory: &Inventory, id: HostId, most_chars: usize) -> String {
    inventory.host_label(id, most_chars)
}

/// The name of an entry in a list, with its number of machines.
pub(in crate::report) fn listed(inventory: &Inventory, id: HostId) -> String {
    with_number(name(inventory, id, MAX_CHARS_LISTED), 1, u64::from(inventory.host(id).1.count))
}

/// A name with how many of its machines are meant: `sick`, `sick (3)`, `2 of sick (3)`.
pub(in crate::report) fn part(name: String, number: u32, all: u32) -> String {
    let count = |number: u32| number::count(u64::from(number));
    match (number, all) {
        (1, 1) => name,
        (number, all) if number == all => format!("{name} ({})", count(all)),
        (number, all) => format!("{} of {name} ({})", count(number), count(all)),
    }
}

/// Adds the number of machines where it is not the number of entries.
fn with_number(label: String, entries: u64, machines: u64) -> String {
    if machines == entries { label } else { format!("{label} ({})", number::count(machines)) }
}

/// All of a kind in a segment: `office laptops`. A segment that is called after them says it all.
fn of_kind(segment: String, kind: Kind) -> String {
    let kinds = plural(kind);
    let lower = segment.to_lowercase();
    let is_said = lower.ends_with(kinds) || lower.ends_with(kinds.trim_end_matches('s'));
    if is_said { segment } else { format!("{segment} {kinds}") }
}

/// Several of a kind.
pub(in crate::report) fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Laptop => "laptops",
        Kind::Workstation => "workstations",
        Kind::Server => "servers",
    }
}
