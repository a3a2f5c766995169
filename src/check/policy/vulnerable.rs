//! `no <hosts> may be vulnerable to <advisory> [after <date>]`.

use jiff::civil::Date;

use super::{Policy, of_host};
use crate::advisory::AdvisoryId;
use crate::check::{About, Accepted, Confidence, Finding, Rule};
use crate::diagnostic::suggest;
use crate::diagnostic::{Code, Severity};
use crate::exposure::{self, Status};
use crate::inventory::{Expectation, Host, Selector};

impl Policy<'_> {
    pub(super) fn vulnerable(
        &self,
        expectation: &Expectation,
        hosts: &Selector,
        advisory: &str,
        after: Option<Date>,
    ) -> Vec<Finding> {
        let advisories = self.checked.case.advisories;
        let Some((id, known)) =
            advisories.iter().find(|(_, known)| known.id.eq_ignore_ascii_case(advisory))
        else {
            return vec![unknown(
                expectation,
                advisory,
                advisories.advisories.keys().map(String::as_str),
            )];
        };
        if after.is_some_and(|day| self.checked.case.threat.as_of <= day) {
            return Vec::new();
        }
        self.selected(hosts)
            .filter_map(|(name, host)| self.about(expectation, name, host, id, &known.id))
            .collect()
    }

    fn about(
        &self,
        expectation: &Expectation,
        name: &str,
        host: &Host,
        id: AdvisoryId,
        advisory: &str,
    ) -> Option<Finding> {
        let assessment = self.checked.case.exposures.of(host.system);
        let found = assessment.findings.iter().find(|found| found.advisory == id);
        let (message, confidence) = match (found, assessment.product) {
            (_, None) => (
                format!(
                    "host `{name}` may be vulnerable to {advisory}: its product is not in the catalogue"
                ),
                Confidence::Medium,
            ),
            (Some(found), _) if found.status == Status::Vulnerable => (
                format!("host `{name}` is vulnerable to {advisory}: {}", found.evidence),
                Confidence::High,
            ),
            (Some(found), _) if found.status == Status::Unknown => (
                format!(
                    "host `{name}` is not known to be safe from {advisory}: {}",
                    found.evidence
                ),
                Confidence::Medium,
            ),
            // An advisory that is not public yet applies to no host.
            _ => return None,
        };
        let accepted = self.checked.accepted.of(name, advisory).map(Accepted::from);
        let finding =
            of_host(Rule::VulnerableHost, expectation, name, host, message).help(remedy(found));
        let about = About { advisory: Some(advisory.to_owned()), ..finding.about.clone() };
        Some(Finding { confidence, accepted, about, ..finding })
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
    let about = About { detail: expectation.text(), ..About::default() };
    let finding = Finding::new(
        Rule::Read(Code::UnknownAdvisory),
        format!("no advisory `{advisory}` is known, so this rule checks nothing"),
    );
    Finding {
        severity: Severity::Error,
        ..finding.at(expectation.place, "").help(suggest::help(advisory, known)).about(about)
    }
}
