//! Checking an inventory: is it well-formed, plausible, within policy, and are its accepted risks
//! in order?
//!
//! `form` takes what the readers report; the other families look at a resolved inventory, one rule
//! after the other. Everything found is a [`Finding`]; what to make of it is for [`gate`] and the
//! report formats.

mod acceptance;
pub mod advisory;
mod circle;
mod fault;
mod finding;
pub mod fingerprint;
pub mod fix;
mod form;
pub mod gate;
pub mod ignore;
mod plausibility;
mod policy;
mod rule;

use crate::acceptance::InForce;
use crate::case::Case;
use crate::diagnostic::Diagnostics;

pub use fault::{Fault, Hop, Message, Text};
pub use finding::{Accepted, Finding};
pub use rule::{Confidence, Family, Rule};

/// What a check of one inventory looks at.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// The inventory, matched.
    pub case: Case<'a>,
    /// The accepted risks that hold.
    pub accepted: &'a InForce<'a>,
}

/// What the readers and the matching reported, as findings.
pub fn form(diagnostics: &Diagnostics) -> Vec<Finding> {
    form::findings(diagnostics)
}

/// Everything that is wrong with an inventory that could be read, in the order of places.
///
/// Linear in hosts, segments and flows; only rules about loss and decisions cost an estimate.
pub fn check(checked: Checked<'_>) -> Vec<Finding> {
    let mut findings = plausibility::findings(checked.case);
    findings.extend(policy::findings(checked));
    findings.extend(acceptance::findings(checked.case));
    findings
}

/// The order in which every format shows findings: by file and place, then rule, then message.
pub fn order(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    let key = |finding: &Finding| (finding.place, finding.fault.rule.id());
    // A message is put together, so that it is asked for only where nothing else decides.
    (a.fault.file.as_deref().cmp(&b.fault.file.as_deref()))
        .then_with(|| key(a).cmp(&key(b)))
        .then_with(|| a.message().cmp(&b.message()))
}
