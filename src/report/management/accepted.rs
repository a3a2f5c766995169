//! Accepted risks: the reason, the name, the date.

use super::name::Name;
use super::subject::ManagementReport;
use crate::acceptance::AcceptedRisk;
use crate::acceptance::Standing;
use crate::source::sanitize;
use schemars::JsonSchema;
use serde::Serialize;

/// An accepted risk.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Accepted {
    /// The host.
    pub host: Name,
    /// The advisory.
    pub advisory: String,
    /// Why.
    pub reason: Option<String>,
    /// Who.
    pub by: Option<String>,
    /// The last day.
    pub until: Option<String>,
    /// `holds`, `expires-soon`, `expired`.
    pub standing: &'static str,
}

const MAX_CHARS: usize = 200;

pub(super) fn accepted(report: &ManagementReport<'_>) -> Vec<Accepted> {
    report.facts.accepted.iter().map(|risk| one(report, risk)).collect()
}

fn one(report: &ManagementReport<'_>, risk: &AcceptedRisk) -> Accepted {
    let clipped = |text: &Option<String>| {
        text.as_deref().map(|text| sanitize::clipped(text, MAX_CHARS).into_owned())
    };
    let acceptance = &risk.acceptance;
    let unknown = || Name {
        text: sanitize::clipped(&acceptance.host, 40).into_owned(),
        full: sanitize::text(&acceptance.host).into_owned(),
    };
    Accepted {
        host: risk.host.map_or_else(unknown, |id| super::host::name(report.view(), id)),
        advisory: sanitize::clipped(&acceptance.advisory, 40).into_owned(),
        reason: clipped(&acceptance.reason),
        by: clipped(&acceptance.by),
        until: acceptance.until.map(|day| day.to_string()),
        standing: match risk.standing {
            Standing::Expired => "expired",
            Standing::ExpiresSoon => "expires-soon",
            Standing::Holds => "holds",
        },
    }
}
