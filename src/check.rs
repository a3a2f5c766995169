//! Checking an inventory: is it well-formed, plausible, within policy, and are its accepted risks in order?
//!
//! `form` takes what the readers report; the other families look at a resolved inventory, one rule after the other.
//! Everything found is a [`Finding`]; what to make of it is for [`gate`] and the report formats.

mod acceptance;
pub mod advisory;
mod finding;
pub mod fingerprint;
pub mod fix;
mod form;
pub mod gate;
mod plausibility;
mod policy;
mod rule;

use crate::acceptance::InForce;
use crate::diagnostic::Diagnostics;
use crate::network::Scenario;
use crate::ranking::Subject;
use crate::risk::Request;

pub use finding::{About, Accepted, Finding, Hop};
pub use rule::{Confidence, Family, Rule};

/// What a check of one inventory looks at.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The inventory, matched.
    pub subject: Subject<'a>,
    /// What is taken for true beyond it.
    pub scenario: &'a Scenario,
    /// How figures are estimated, where a rule needs them.
    pub request: &'a Request,
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
pub fn check(case: Case<'_>) -> Vec<Finding> {
    let mut findings = plausibility::findings(case);
    findings.extend(policy::findings(case));
    findings.extend(acceptance::findings(case));
    findings
}

/// The order in which every format shows findings: by file and place, then rule, then message.
pub fn order(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    let key = |finding: &Finding| (finding.places.first().map(|place| place.span), finding.rule.id());
    (&a.file, key(a), &a.message).cmp(&(&b.file, key(b), &b.message))
}
