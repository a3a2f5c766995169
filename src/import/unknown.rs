//! Flows that nobody described: what is not known of a network is written as unknown, never left out as if it were closed.

use std::collections::BTreeSet;

use super::Imported;
use crate::firewall::INTERNET;

/// More flows than anybody goes through by hand; beyond, none is written, and `rank` takes the network as not described.
const MAX_FLOWS: usize = 400;

/// What is said behind such a flow.
pub(super) const REMARK: &str = "nobody said: treated as open";

/// The flows of a new inventory, by their ends.
pub(super) fn flows(imported: &Imported) -> Vec<(String, String)> {
    let all = imported.segment_names();
    let hosts: BTreeSet<&str> = imported.hosts.iter().flat_map(|placed| placed.segments.iter().map(String::as_str)).collect();
    // Where rules were read, what they do not speak of is among their flows.
    if has_rules(imported) {
        return Vec::new();
    }
    let open: Vec<&str> = hosts.into_iter().collect();
    between(imported, &open, all.into_iter())
}

/// The flows of segments that an inventory has not had so far.
pub(super) fn flows_of_new<'s>(imported: &Imported, new: &[&'s str], known: impl Iterator<Item = &'s str>) -> Vec<(String, String)> {
    if has_rules(imported) {
        return Vec::new();
    }
    between(imported, new, known.chain(new.iter().copied()))
}

/// Whether any file held rules of a firewall.
pub(super) fn has_rules(imported: &Imported) -> bool {
    imported.firewalls > 0
}

/// Both ways between the segments of which nothing is known and all others, and from the internet; not those that rules decide.
fn between<'s>(imported: &Imported, open: &[&str], all: impl Iterator<Item = &'s str>) -> Vec<(String, String)> {
    let all: BTreeSet<&str> = all.collect();
    if open.len().saturating_mul(all.len() * 2) > 2 * MAX_FLOWS {
        return Vec::new();
    }
    let mut pairs: BTreeSet<(&str, &str)> = BTreeSet::new();
    for segment in open {
        pairs.insert((INTERNET, segment));
        for other in all.iter().filter(|other| *other != segment) {
            pairs.extend([(*segment, *other), (*other, *segment)]);
        }
    }
    let said: BTreeSet<(&str, &str)> = imported.flows.iter().map(|flow| (flow.from.as_str(), flow.to.as_str())).collect();
    pairs.difference(&said).map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
}
