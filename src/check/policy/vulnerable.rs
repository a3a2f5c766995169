//! `no <hosts> may be vulnerable to <advisory> [after <date>]`.

use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::{Policy, of_hosts};
use crate::advisory::AdvisoryId;
use crate::check::{Accepted, Confidence, Fault, Finding, Rule};
use crate::diagnostic::suggest;
use crate::diagnostic::{Code, Severity};
use crate::exposure::{self, Status};
use crate::inventory::{Expectation, Host, Selector, SystemId};

impl Policy<'_> {
    pub(super) fn vulnerable(
        &self,
        expectation: &Expectation,
        hosts: &Selector,
        advisory: &str,
        after: Option<Date>,
    ) -> Vec<Finding> {
        let advisories = self.checked.case.advisories;
        let Some((id, known)) = advisories.find(advisory) else {
            return vec![unknown(
                expectation,
                advisory,
                advisories.advisories.keys().map(String::as_str),
            )];
        };
        if after.is_some_and(|day| self.checked.case.threat.as_of <= day) {
            return Vec::new();
        }
        // Hosts of one system are vulnerable for one reason.
        let mut faults: FxHashMap<SystemId, Option<Arc<Fault>>> = FxHashMap::default();
        let finding = |(name, host): (&str, &Host)| {
            let of_system = || self.fault(expectation, host.system, id, &known.id).map(Arc::new);
            let fault = faults.entry(host.system).or_insert_with(of_system).clone()?;
            let accepted = self.checked.accepted.of(name, &known.id);
            let accepted = accepted.map(|acceptance| Box::new(Accepted::from(acceptance)));
            Some(Finding { accepted, ..Finding::of_host(fault, name, host) })
        };
        self.selected(hosts).filter_map(finding).collect()
    }

    fn fault(
        &self,
        expectation: &Expectation,
        system: SystemId,
        id: AdvisoryId,
        advisory: &str,
    ) -> Option<Fault> {
        let assessment = self.checked.case.exposures.of(system);
        let found = assessment.findings.iter().find(|found| found.advisory == id);
        let (does, confidence) = match (found, assessment.product) {
            (_, None) => (
                format!(
                    "may be vulnerable to {advisory}: its product is not in the catalogue, so it is not assessed and in no figure"
                ),
                Confidence::Medium,
            ),
            (Some(found), _) if found.status == Status::Vulnerable => {
                (format!("is vulnerable to {advisory}: {}", found.evidence), Confidence::High)
            }
            (Some(found), _) if found.status == Status::Unknown => (
                format!("is not known to be safe from {advisory}: {}", found.evidence),
                Confidence::Medium,
            ),
            // An advisory that is not public yet applies to no host.
            _ => return None,
        };
        let fault = of_hosts(Rule::VulnerableHost, expectation, does);
        Some(Fault { confidence, ..fault.help(remedy(found)).advisory(advisory) })
    }
}

/// What to do about it.
fn remedy(found: Option<&exposure::Finding>) -> String {
    let Some(found) = found else {
        return "write a product that is in the catalogue, or add it with `--advisories`"
            .to_owned();
    };
    let patches = found.fixes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
    match &found.remedy {
        Some(crate::advisory::Remedy::Patch) => format!("install {patches}"),
        Some(crate::advisory::Remedy::Upgrade { to, .. }) if patches.is_empty() => {
            format!("upgrade to {to}")
        }
        Some(crate::advisory::Remedy::Upgrade { to, .. }) => {
            format!("upgrade to {to}, then install {patches}")
        }
        Some(crate::advisory::Remedy::Isolate { why }) => {
            format!("isolate it ({why}), or accept the risk with a date")
        }
        None => "say which patches it has".to_owned(),
    }
}

/// A rule about an advisory that does not exist would hold for ever without saying anything.
fn unknown<'k>(
    expectation: &Expectation,
    advisory: &str,
    known: impl Iterator<Item = &'k str>,
) -> Finding {
    let fault = Fault::new(
        Rule::Read(Code::UnknownAdvisory),
        format!("no advisory `{advisory}` is known, so this rule checks nothing"),
    );
    let fault = Fault {
        severity: Severity::Error,
        ..fault.help(suggest::help(advisory, known)).detail(expectation.text())
    };
    Finding::new(fault).at(expectation.place)
}
