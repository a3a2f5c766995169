//! What to deploy, patch by patch.

use super::super::{label, remedy};
use super::Page;
use super::values::Patch;
use crate::advisory::ProductId;
use crate::briefing::{Deployment, Unit};
use crate::source::sanitize;

/// Hosts that are named.
const MOST_HOSTS: usize = 30;
const MOST_CHARS: usize = 60;

pub(super) fn patches(page: &Page<'_>) -> Vec<Patch> {
    page.briefing.deployments.iter().map(|deployment| patch(page, deployment)).collect()
}

fn patch(page: &Page<'_>, deployment: &Deployment) -> Patch {
    let case = page.view().case;
    let advisory = |id: &crate::advisory::AdvisoryId| sanitize::clipped(&case.advisories.advisory_of(*id).id, MOST_CHARS).into_owned();
    let host = |id: &crate::inventory::HostId| label::listed(case.inventory, *id);
    Patch {
        kind: kind(&deployment.unit),
        name: name(page, &deployment.unit),
        advisories: deployment.advisories.iter().map(advisory).collect(),
        products: deployment.products.iter().map(|id| product(page, *id)).collect(),
        machines: deployment.machines,
        doubtful: deployment.doubtful,
        reboot: deployment.reboot,
        replaces: deployment.replaces.iter().map(ToString::to_string).collect(),
        hosts: deployment.hosts.iter().take(MOST_HOSTS).map(host).collect(),
        more: deployment.hosts.len().saturating_sub(MOST_HOSTS),
        averted: page.amount(deployment.averted),
    }
}

fn kind(unit: &Unit) -> &'static str {
    match unit {
        Unit::Patch(_) => "patch",
        Unit::Upgrade(..) => "upgrade",
        Unit::Isolate(_) => "isolate",
    }
}

fn name(page: &Page<'_>, unit: &Unit) -> String {
    match unit {
        Unit::Patch(patches) => remedy::choice(patches),
        Unit::Upgrade(id, to) => {
            format!("{} {}", product(page, *id), remedy::target(Some(page.view().case.advisories.product_of(*id)), to))
        }
        Unit::Isolate(id) => format!("no patch for {}", product(page, *id)),
    }
}

fn product(page: &Page<'_>, id: ProductId) -> String {
    sanitize::clipped(&page.view().case.advisories.product_of(id).name, MOST_CHARS).into_owned()
}
