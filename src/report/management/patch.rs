//! What to deploy, patch by patch.

use super::amount::Amount;
use super::subject::ManagementReport;
use crate::advisory::ProductId;
use crate::ranking::deployment::Deployment;
use crate::ranking::deployment::Unit;
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
    /// What remedying all its machines together averts, other patches they need included: an
    /// estimate on some hundred samples. `at most` the whole loss where that was not worked out.
    /// What several patches avert overlaps and cannot be added.
    pub averted: Amount,
}

/// Hosts that are named.
const MAX_HOSTS: usize = 30;
const MAX_CHARS: usize = 60;

pub(super) fn patches(report: &ManagementReport<'_>) -> Vec<Patch> {
    let mut all: Vec<&(Deployment, Option<f64>)> = report.facts.deployments.iter().collect();
    // What was not worked out averts little by itself: it comes last.
    all.sort_by(|a, b| b.1.unwrap_or(-1.0).total_cmp(&a.1.unwrap_or(-1.0)));
    all.into_iter().map(|(deployment, averted)| patch(report, deployment, *averted)).collect()
}

fn patch(report: &ManagementReport<'_>, deployment: &Deployment, averted: Option<f64>) -> Patch {
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
        averted: averted.map_or_else(|| at_most(report), |averted| report.amount(averted)),
    }
}

/// The bound that always holds.
fn at_most(report: &ManagementReport<'_>) -> Amount {
    let whole = report.amount(report.view().ranking.expected_loss.value);
    Amount { text: format!("at most {}", whole.text), ..whole }
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
