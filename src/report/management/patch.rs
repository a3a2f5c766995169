//! What to deploy, patch by patch.

use super::amount::Amount;
use super::subject::ManagementReport;
use crate::advisory::ProductId;
use crate::ranking::deployment::Unit;
use crate::ranking::deployment::{Deployment, deployments};
use crate::report::words::{label, remedy};
use crate::source::sanitize;
use schemars::JsonSchema;
use serde::Serialize;

/// Something to deploy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Patch {
    /// `patch`, `upgrade`, `isolate`.
    pub kind: &'static str,
    /// `KB921883`; `Windows 2000 SP4`.
    pub name: String,
    /// The advisories it is against.
    pub advisories: Vec<String>,
    /// The products that need it.
    pub products: Vec<String>,
    /// How many machines.
    pub machines: u64,
    /// How many of them may have it already.
    pub doubtful: u64,
    /// Whether it restarts the host, if known.
    pub reboot: Option<bool>,
    /// Older patches whose fixes it holds.
    pub replaces: Vec<String>,
    /// The hosts in the order of the ranking; at most thirty.
    pub hosts: Vec<String>,
    /// How many more there are.
    pub more: usize,
    /// What remedying its hosts one by one averts, other patches they need included.
    pub averted: Amount,
}

/// Hosts that are named.
const MAX_HOSTS: usize = 30;
const MAX_CHARS: usize = 60;

pub(super) fn patches(report: &ManagementReport<'_>) -> Vec<Patch> {
    let view = report.view();
    deployments(view.case, view.ranking)
        .iter()
        .map(|deployment| patch(report, deployment))
        .collect()
}

fn patch(report: &ManagementReport<'_>, deployment: &Deployment) -> Patch {
    let case = report.view().case;
    let advisory = |id: &crate::advisory::AdvisoryId| {
        sanitize::clipped(&case.advisories.advisory_of(*id).id, MAX_CHARS).into_owned()
    };
    let host = |id: &crate::inventory::HostId| label::listed(case.inventory, *id);
    Patch {
        kind: kind(&deployment.unit),
        name: name(report, &deployment.unit),
        advisories: deployment.advisories.iter().map(advisory).collect(),
        products: deployment.products.iter().map(|id| product(report, *id)).collect(),
        machines: deployment.machines,
        doubtful: deployment.doubtful,
        reboot: deployment.reboot,
        replaces: deployment.replaces.iter().map(ToString::to_string).collect(),
        hosts: deployment.hosts(MAX_HOSTS).iter().map(host).collect(),
        more: deployment.entries().saturating_sub(MAX_HOSTS),
        averted: report.amount(deployment.averted),
    }
}

fn kind(unit: &Unit) -> &'static str {
    match unit {
        Unit::Patch(_) => "patch",
        Unit::Upgrade(..) => "upgrade",
        Unit::Isolate(_) => "isolate",
    }
}

fn name(report: &ManagementReport<'_>, unit: &Unit) -> String {
    match unit {
        Unit::Patch(patches) => remedy::choice(patches),
        Unit::Upgrade(id, to) => {
            format!(
                "{} {}",
                product(report, *id),
                remedy::target(Some(report.view().case.advisories.product_of(*id)), to)
            )
        }
        Unit::Isolate(id) => format!("no patch for {}", product(report, *id)),
    }
}

fn product(report: &ManagementReport<'_>, id: ProductId) -> String {
    sanitize::clipped(&report.view().case.advisories.product_of(id).name, MAX_CHARS).into_owned()
}
