//! What the answer of a plan does not weigh, and what holds whatever it says.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{PlanView, calendar, line};
use crate::inventory::{End, HostId};
use crate::plan::{Action, Why};
use crate::ranking::RemedyKind;
use crate::report::words::number::counted;
use crate::report::words::remedy::Length;
use crate::report::words::{day, doubt, infected, label, prose};
use crate::threat::Mode;

const MAX_CHARS: usize = 32;
/// Hosts that are named.
const MAX_NAMES: usize = 3;

/// The answer where no loss is to be expected; where something is not counted, only as far as that
/// is known.
pub(in crate::report) fn nobody(plan: &PlanView<'_>, until: &str) -> String {
    let known = if doubt::not_counted(&plan.view).is_empty() { "" } else { " as far as is known" };
    format!("Nobody has to come in{known}: no loss is to be expected by {until}.")
}

/// Hosts that are known to be infected and not rebuilt by the plan: whatever the work is worth, they
/// do not stay on the network.
pub(in crate::report) fn infected(plan: &PlanView<'_>) -> String {
    let mut rebuilt: FxHashMap<HostId, u32> = FxHashMap::default();
    for action in plan.plan.steps.iter().flat_map(|step| &step.actions) {
        if let Action::Host { host, machines, .. } = action {
            *rebuilt.entry(*host).or_default() += machines;
        }
    }
    infected::sentence(plan.view.case, |host| rebuilt.get(&host).copied().unwrap_or(0))
}

/// Hosts that have patches for some of their holes and must be isolated for another: a remedy that
/// leaves a hole open is not weighed, and that is not to pass for nothing.
pub(super) fn in_part(plan: &PlanView<'_>) -> String {
    let machines: u64 = plan
        .plan
        .remaining
        .iter()
        .filter(|left| left.why == Why::NotAllowed(RemedyKind::Isolate))
        .filter(|left| !line::remedy(plan, left.host).patches(Length::Whole).is_empty())
        .map(|left| u64::from(left.machines))
        .sum();
    if machines == 0 {
        return String::new();
    }
    format!(
        "That does not weigh patches that leave a hole open: {} could be patched, but no patch closes all holes, and isolating is not allowed.",
        counted(machines, "host", "hosts")
    )
}

/// Work that counts from the next day on, and is not done by the next morning: a shift that is
/// longer than a night.
pub(super) fn past_morning(plan: &PlanView<'_>) -> String {
    let steps = plan.plan.steps.iter().zip(calendar::slots(plan));
    let late = |on, end| end > calendar::morning_after(on);
    let last = steps
        .filter(|(step, slot)| late(step.on, slot.end))
        .map(|(step, slot)| (slot.end, step.on));
    match last.max().filter(|_| plan.view.ranking.mode == Mode::Expected) {
        None => String::new(),
        Some((end, on)) => format!(
            "The work of {} lasts until {} {}, and all of it counts as done that night: plan what comes later as a shift of the next day.",
            day::named(on),
            day::named(end.date()),
            end.strftime("%H:%M"),
        ),
    }
}

/// Hosts that the plan takes off the network although a flow to them is kept for the business: who
/// keeps the flow is not to lose the host behind it unawares.
pub(super) fn cut_off(plan: &PlanView<'_>) -> String {
    let inventory = plan.view.case.inventory;
    let is_kept = |id: &HostId| {
        let (name, host) = inventory.host(*id);
        plan.options.keep.iter().any(|key| match (key.to, &key.host) {
            (_, Some(named)) => named == name,
            (End::Segment(to), None) => host.segments.contains(&to),
            _ => false,
        })
    };
    let actions = plan.plan.steps.iter().flat_map(|step| &step.actions);
    let mut hosts: Vec<HostId> = actions
        .filter_map(|action| match action {
            Action::Host { host, kind: RemedyKind::Isolate, .. } => Some(*host),
            _ => None,
        })
        .filter(is_kept)
        .collect();
    let mut met = FxHashSet::default();
    hosts.retain(|host| met.insert(*host));
    let names: Vec<String> =
        hosts.iter().map(|id| label::name(inventory, *id, MAX_CHARS)).collect();
    let them = if names.len() == 1 { "it" } else { "them" };
    match names.is_empty() {
        true => String::new(),
        false => format!(
            "Isolating takes {} off the network, though a flow to {them} is kept for the business: without `isolate` in `allow` the plan leaves {them} on.",
            prose::abridged(names, MAX_NAMES)
        ),
    }
}
