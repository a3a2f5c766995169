//! How many findings rules may have together: a rule about many hosts has one for each of them, and
//! many such rules would have more than any memory holds.

use crate::check::{Fault, Finding};
use crate::inventory::{Expectation, Inventory};
use crate::term::count::count;

/// Findings that all rules may have whatever the number of hosts, and for each host.
const AT_LEAST: usize = 100_000;
const PER_HOST: usize = 4;

/// What is left for the rules to come.
pub(super) struct Budget(usize);

impl Budget {
    /// What an inventory may have.
    pub(super) fn of(inventory: &Inventory) -> Self {
        Self(inventory.hosts.len().saturating_mul(PER_HOST).max(AT_LEAST))
    }

    /// The findings of one rule: as they are, or counted where they are too many. Those that are
    /// accepted stay apart from those that count.
    pub(super) fn spend(&mut self, rule: &Expectation, found: Vec<Finding>) -> Vec<Finding> {
        if let Some(left) = self.0.checked_sub(found.len()) {
            self.0 = left;
            return found;
        }
        let (in_force, accepted): (Vec<Finding>, Vec<Finding>) =
            found.into_iter().partition(Finding::is_in_force);
        [in_force, accepted].into_iter().filter_map(|found| counted(rule, found)).collect()
    }
}

/// Some findings as one, as bad and as sure as the worst of them.
fn counted(rule: &Expectation, found: Vec<Finding>) -> Option<Finding> {
    let number = found.len() as u64;
    let worst = found
        .into_iter()
        .max_by_key(|finding| (finding.fault.severity, finding.fault.confidence))?;
    if number == 1 {
        return Some(worst);
    }
    let message = format!(
        "{} hosts break a rule: they are counted, as there are too many findings to list each",
        count(number)
    );
    let fault = Fault {
        severity: worst.fault.severity,
        confidence: worst.fault.confidence,
        advisory: worst.fault.advisory.clone(),
        ..Fault::new(worst.fault.rule, message).detail(rule.text())
    };
    let fault = fault.help("ask for fewer rules at a time, and each host is listed");
    Some(Finding { accepted: worst.accepted, ..Finding::new(fault).at(rule.place) })
}
