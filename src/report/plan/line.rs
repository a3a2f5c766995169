//! One action in words.

use super::PlanView;
use crate::inventory::HostId;
use crate::plan::{Deed, Step};
use crate::ranking::RemedyKind;
use crate::report::words::{flow, label, number, prose, remedy};
use crate::source::sanitize;

const MOST_CHARS: usize = 40;
/// Deeds of one action that are named.
const MOST_DEEDS: usize = 3;

/// What a step does: `patch files1: KB921883`, `patch group g7 (14 hosts): KB921883`.
pub(in crate::report) fn text(plan: &PlanView<'_>, step: &Step) -> String {
    let alike = step.deeds.iter().all(|deed| deed.word() == step.deeds[0].word());
    match (step.group, &step.deeds[..]) {
        (Some(group), [first @ Deed::Host { host, .. }, ..]) if alike && machines(step) > 1 => {
            let what = how(plan, *host);
            let names = prose::abridged(step.deeds.iter().map(|deed| object(plan, deed)), 2);
            format!("{} group g{group} ({} hosts: {names}): {what}", first.word(), number::count(machines(step)))
        }
        _ => prose::abridged_by("; ", step.deeds.iter().map(|deed| deed_text(plan, deed)), MOST_DEEDS),
    }
}

/// One deed: `patch files1: KB921883`, `block office -> plant`.
pub(in crate::report) fn deed_text(plan: &PlanView<'_>, deed: &Deed) -> String {
    match deed {
        Deed::Host { host, .. } => format!("{} {}: {}", deed.word(), object(plan, deed), how(plan, *host)),
        Deed::Block(id) => {
            let inventory = plan.view.case.inventory;
            let cuts = if flow::is_unknown(inventory, *id) {
                "nobody knows what that cuts".to_owned()
            } else {
                format!("cuts {}", flow::ports(inventory, *id, plan.view.case.scenario.unknown_flows))
            };
            format!("{} {} ({cuts})", deed.word(), object(plan, deed))
        }
        Deed::Quarantine(_) => format!("{} {}", deed.word(), object(plan, deed)),
    }
}

/// What a deed is done to.
pub(in crate::report) fn object(plan: &PlanView<'_>, deed: &Deed) -> String {
    let inventory = plan.view.case.inventory;
    match deed {
        Deed::Host { host, machines, .. } => {
            let (_, entry) = inventory.host(*host);
            let name = label::name(inventory, *host, MOST_CHARS);
            match (*machines, entry.count) {
                (1, 1) => name,
                (machines, count) if machines == count => format!("{name} ({})", number::count(u64::from(count))),
                (machines, count) => format!("{} of {name} ({})", number::count(u64::from(machines)), number::count(u64::from(count))),
            }
        }
        Deed::Block(id) => flow::ends(inventory, *id),
        Deed::Quarantine(segment) => sanitize::clipped(inventory.segment(*segment).0, MOST_CHARS).into_owned(),
    }
}

/// What has to be installed, or why nothing can be.
pub(in crate::report) fn how(plan: &PlanView<'_>, host: HostId) -> String {
    let case = plan.view.case;
    remedy::text(case.advisories, case.exposures.of(case.inventory.host(host).1.system))
}

/// Who is responsible, where the inventory says so.
pub(in crate::report) fn owner(plan: &PlanView<'_>, deed: &Deed) -> Option<String> {
    let Deed::Host { host, .. } = deed else { return None };
    let details = plan.view.case.inventory.host(*host).1.details.as_ref()?;
    details.owner.as_deref().map(|owner| sanitize::clipped(owner, MOST_CHARS).into_owned())
}

/// Who is responsible for what an action is done to, in order of names, each once.
pub(in crate::report) fn owners(plan: &PlanView<'_>, step: &Step) -> Vec<String> {
    let mut owners: Vec<String> = step.deeds.iter().filter_map(|deed| owner(plan, deed)).collect();
    owners.sort();
    owners.dedup();
    owners
}

/// Whether a deed restarts the host: if any advisory that it fixes says so. `None` where nobody knows.
pub(in crate::report) fn reboot(plan: &PlanView<'_>, deed: &Deed) -> Option<bool> {
    let Deed::Host { host, kind, .. } = deed else { return Some(false) };
    match kind {
        RemedyKind::Isolate | RemedyKind::Rebuild | RemedyKind::None => Some(false),
        RemedyKind::Upgrade => Some(true),
        RemedyKind::Patch => {
            let case = plan.view.case;
            let findings = &case.exposures.of(case.inventory.host(*host).1.system).findings;
            let exposed = findings.iter().filter(|finding| finding.status.is_exposed());
            let says = exposed.map(|finding| case.advisories.advisory_of(finding.advisory).reboot);
            says.reduce(|a, b| if a == Some(true) || b == Some(true) { Some(true) } else { a.and(b) }).flatten()
        }
    }
}

/// Machines that a step is about.
pub(in crate::report) fn machines(step: &Step) -> u64 {
    step.deeds.iter().map(|deed| if let Deed::Host { machines, .. } = deed { u64::from(*machines) } else { 0 }).sum()
}

/// What a deed takes, in staff minutes: a step's minutes shared among its deeds.
pub(in crate::report) fn minutes(plan: &PlanView<'_>, deed: &Deed) -> u64 {
    let case = plan.view.case;
    match deed {
        Deed::Host { host, machines, kind } => {
            let entry = case.inventory.host(*host).1;
            plan.options.minutes.of_host(entry, *kind, &case.exposures.of(entry.system).findings) * u64::from(*machines)
        }
        Deed::Block(_) => plan.options.minutes.block(),
        Deed::Quarantine(_) => plan.options.minutes.quarantine(),
    }
}
