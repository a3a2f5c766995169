//! Flows that are not described: what is not known of a network is written as unknown, never left
//! out as if it were closed.

use std::collections::BTreeSet;

use super::Imported;
use super::place::UNASSIGNED;
use crate::firewall::{Flow, INTERNET};
use crate::term::port::PortSet;

/// More flows than anybody goes through by hand; beyond, none is written, and `rank` takes the
/// network as not described.
const MAX_FLOWS: usize = 400;

/// What is said behind such a flow.
pub(super) const REMARK: &str = "nobody said: treated as open";

/// The flows of a new inventory, by their ends.
pub(crate) fn flows(imported: &Imported) -> Vec<(String, String)> {
    let all = imported.segment_names();
    let hosts = imported.segments_of_hosts();
    // Where rules were read, their flows include what they do not speak of. Only hosts without a
    // segment need flows of their own: it is not known where they are.
    if has_rules(imported) {
        return if hosts.contains(UNASSIGNED) {
            nowhere(imported, all.into_iter())
        } else {
            Vec::new()
        };
    }
    let open: Vec<&str> = hosts.into_iter().collect();
    if open.len().saturating_mul(all.len() * 2) > 2 * MAX_FLOWS {
        return Vec::new();
    }
    between(imported, &open, all.into_iter())
}

/// The flows of segments that an inventory has not had so far, however many there are: its flows
/// are described, so what is left out would be closed.
pub(super) fn flows_of_new<'s>(
    imported: &Imported,
    new: &[&'s str],
    known: impl Iterator<Item = &'s str>,
) -> Vec<(String, String)> {
    if has_rules(imported) {
        return if new.contains(&UNASSIGNED) {
            nowhere(imported, known.chain(new.iter().copied()))
        } else {
            Vec::new()
        };
    }
    between(imported, new, known.chain(new.iter().copied()))
}

/// The flows of hosts that may be anywhere: they may stand on either side of every firewall.
fn nowhere<'s>(imported: &Imported, all: impl Iterator<Item = &'s str>) -> Vec<(String, String)> {
    let flows = between(imported, &[UNASSIGNED], all);
    let is_said = imported.flows.iter().any(|flow| flow.to == UNASSIGNED && flow.host.is_none());
    if flows.is_empty() && !is_said {
        vec![(INTERNET.to_owned(), UNASSIGNED.to_owned())]
    } else {
        flows
    }
}

/// What rules say of hosts that may be anywhere is only a part: everything else may be open.
pub(super) fn widen(flows: &mut [Flow]) {
    for flow in flows.iter_mut().filter(|flow| flow.from == UNASSIGNED || flow.to == UNASSIGNED) {
        flow.unknown = PortSet::any().difference(&flow.open);
    }
}

/// Whether any file held rules of a firewall.
pub(crate) fn has_rules(imported: &Imported) -> bool {
    imported.firewalls > 0
}

/// Both ways between the segments of which nothing is known and all others, and from the internet;
/// not those that rules decide.
fn between<'s>(
    imported: &Imported,
    open: &[&str],
    all: impl Iterator<Item = &'s str>,
) -> Vec<(String, String)> {
    let all: BTreeSet<&str> = all.collect();
    let mut pairs: BTreeSet<(&str, &str)> = BTreeSet::new();
    for segment in open {
        pairs.insert((INTERNET, segment));
        for other in all.iter().filter(|other| *other != segment) {
            pairs.extend([(*segment, *other), (*other, *segment)]);
        }
    }
    let said: BTreeSet<(&str, &str)> = imported
        .flows
        .iter()
        .filter(|flow| flow.host.is_none())
        .map(|flow| (flow.from.as_str(), flow.to.as_str()))
        .collect();
    pairs.difference(&said).map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
}
