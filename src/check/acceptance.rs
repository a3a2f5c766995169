//! Whether the accepted risks are in order: still needed, still valid, with a reason, a name and an
//! end.

use jiff::ToSpan;

use super::Rule;
use super::fault::Fault;
use super::finding::{Accepted, Finding};
use crate::case::Case;
use crate::diagnostic::Code;
use crate::diagnostic::suggest;
use crate::inventory::Acceptance;

pub(super) fn findings(case: Case<'_>) -> Vec<Finding> {
    case.inventory.acceptances.iter().flat_map(|acceptance| about(case, acceptance)).collect()
}

fn about(case: Case<'_>, acceptance: &Acceptance) -> Vec<Finding> {
    let as_of = case.threat.as_of;
    let mut findings = Vec::new();
    let mut report = |rule: Rule, message: String, help: &str| {
        findings.push(finding(case, acceptance, rule, message, help))
    };
    let pair = format!("{} on host `{}`", acceptance.advisory, acceptance.host);
    if let Some(unknown) = unmatched(case, acceptance) {
        report(unknown.0, unknown.1, &unknown.2);
    }
    match acceptance.until {
        Some(until) if until < as_of => {
            report(
                Rule::AcceptExpired,
                format!("the acceptance of {pair} expired on {until}"),
                "remedy it, or accept it anew",
            );
        }
        None => {
            report(Rule::AcceptTooLong, format!("{pair} is accepted without an end"), "add `until`")
        }
        Some(until) if as_of.checked_add(1.year()).is_ok_and(|limit| until > limit) => {
            report(
                Rule::AcceptTooLong,
                format!("{pair} is accepted until {until}, longer than a year"),
                "look at it again within a year",
            );
        }
        Some(_) => {}
    }
    if is_blank(acceptance.reason.as_deref()) {
        report(
            Rule::AcceptWithoutReason,
            format!("the acceptance of {pair} does not say why"),
            "add `reason`",
        );
    }
    if is_blank(acceptance.by.as_deref()) {
        report(
            Rule::AcceptWithoutName,
            format!("the acceptance of {pair} does not say who took it"),
            "add `by`",
        );
    }
    findings
}

fn finding(
    case: Case<'_>,
    acceptance: &Acceptance,
    rule: Rule,
    message: String,
    help: &str,
) -> Finding {
    let host = case.inventory.hosts.get(acceptance.host.as_str());
    let fault =
        Fault::new(rule, message).help(help.to_owned()).advisory(acceptance.advisory.as_str());
    Finding {
        host: Some(acceptance.host.as_str().into()),
        segment: host.and_then(|host| host.segments.first().copied()),
        ..Finding::new(fault).at(acceptance.place)
    }
}

/// Why an acceptance matches no finding: rule, message and help.
fn unmatched(case: Case<'_>, acceptance: &Acceptance) -> Option<(Rule, String, String)> {
    let Some((id, _)) = case.advisories.find(&acceptance.advisory) else {
        let help = suggest::help(
            &acceptance.advisory,
            case.advisories.advisories.keys().map(String::as_str),
        );
        return Some((
            Rule::Read(Code::UnknownAdvisory),
            format!("no advisory `{}` is known", acceptance.advisory),
            help,
        ));
    };
    let host = case.inventory.hosts.get(acceptance.host.as_str())?;
    let assessment = case.exposures.of(host.system);
    // Nobody knows what a product that is not in the catalogue is vulnerable to.
    assessment.product?;
    let findings = &assessment.findings;
    let matches = findings.iter().any(|found| found.advisory == id && found.status.is_exposed());
    let message = format!(
        "host `{}` is not vulnerable to {}, so there is nothing to accept",
        acceptance.host, acceptance.advisory
    );
    (!matches).then(|| (Rule::AcceptUnused, message, "remove the entry".to_owned()))
}

fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

impl From<&Acceptance> for Accepted {
    fn from(acceptance: &Acceptance) -> Self {
        Self {
            by: acceptance.by.clone(),
            reason: acceptance.reason.clone(),
            until: acceptance.until,
        }
    }
}
