//! One step in words. What has to be typed is never cut: tables break it into lines instead.

use rustc_hash::FxHashMap;

use super::PlanView;
use crate::inventory::{FlowId, HostId};
use crate::plan::{Action, PlannedAction};
use crate::ranking::RemedyKind;
use crate::report::words::remedy::{Length, RemedyText, or_rebuild};
use crate::report::words::{label, number, prose};
use crate::source::sanitize;
use crate::term::port::PortSet;
use crate::threat::Mode;

/// Hosts of one step that are named; JSON, CSV and the checklist name all of them.
const MAX_NAMES: usize = 12;
const MAX_OWNER: usize = 40;

/// What a step does: `patch files1: KB921883`, `patch group g7 (14 hosts: …): KB921883`.
pub(in crate::report) fn text(plan: &PlanView<'_>, step: &PlannedAction) -> String {
    merged(plan, &[step])
}

/// The same but for patches against holes that are not reached, where there is more to do.
pub(in crate::report) fn reached(plan: &PlanView<'_>, step: &PlannedAction) -> String {
    said(plan, &[step], Length::Reached)
}

/// What some steps do that say the same, as one.
pub(in crate::report) fn merged(plan: &PlanView<'_>, steps: &[&PlannedAction]) -> String {
    said(plan, steps, Length::Whole)
}

fn said(plan: &PlanView<'_>, steps: &[&PlannedAction], length: Length) -> String {
    let group =
        steps.iter().map(|step| step.group).reduce(|a, b| if a == b { a } else { None }).flatten();
    let machines: u64 = steps.iter().map(|step| machines(step)).sum();
    let group = group
        .filter(|_| machines > 1)
        .map(|group| format!("group g{group} ({} hosts: ", number::count(machines)));
    in_parts(plan, steps.iter().flat_map(|step| &step.actions), group, length)
}

/// Some actions: each thing to do with everything that it is done to.
pub(in crate::report) fn joined<'a>(
    plan: &PlanView<'_>,
    actions: impl Iterator<Item = &'a Action>,
) -> String {
    in_parts(plan, actions, None, Length::Whole)
}

fn in_parts<'a>(
    plan: &PlanView<'_>,
    actions: impl Iterator<Item = &'a Action>,
    group: Option<String>,
    length: Length,
) -> String {
    let mut parts: Vec<(&str, String, Vec<String>)> = Vec::new();
    for action in &whole(actions) {
        let (verb, what) = (verb(plan, action), object(plan, action));
        let rest = rest(plan, action, length);
        match parts.iter_mut().find(|(known, after, _)| *known == verb && *after == rest) {
            Some((_, _, objects)) => objects.push(what),
            None => parts.push((verb, rest, vec![what])),
        }
    }
    let one = |(verb, rest, objects): (&str, String, Vec<String>)| {
        let names = prose::abridged(objects, MAX_NAMES);
        group.as_ref().map_or_else(
            || format!("{verb} {names}{rest}"),
            |group| format!("{verb} {group}{names}){rest}"),
        )
    };
    parts.into_iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Parts of one piece of work put together.
fn whole<'a>(actions: impl Iterator<Item = &'a Action>) -> Vec<Action> {
    let (mut whole, mut places): (Vec<Action>, FxHashMap<Action, usize>) = Default::default();
    for action in actions {
        match places.get(&action.none()) {
            Some(at) => whole[*at].add(action),
            None => {
                places.insert(action.none(), whole.len());
                whole.push(*action);
            }
        }
    }
    whole
}

/// What a step does, but for what it is done to: steps that agree in this say the same.
pub(in crate::report) fn gist(
    plan: &PlanView<'_>,
    step: &PlannedAction,
) -> Vec<(&'static str, String)> {
    let mut gist: Vec<(&'static str, String)> = step
        .actions
        .iter()
        .map(|action| (action.word(), rest(plan, action, Length::Whole)))
        .collect();
    gist.dedup();
    gist
}

/// Laptops of some actions of one day that are outside on that day, by what the inventory says:
/// nobody finds them at their desks. Empty if there are none. The worst case has no days.
pub(in crate::report) fn outside<'a>(
    plan: &PlanView<'_>,
    step: &PlannedAction,
    actions: impl Iterator<Item = &'a Action>,
) -> String {
    let case = plan.view.case;
    let day = u32::from(step.in_force.before().0);
    let is_outside = |action: &Action| match action {
        Action::Host { host, .. } => {
            !case.inventory.host(*host).1.away.is_inside(step.on, day, &case.threat.calendar)
        }
        _ => false,
    };
    let all = whole(actions);
    let gone: Vec<&Action> = all.iter().filter(|action| is_outside(action)).collect();
    let them =
        if gone.iter().map(|action| action.number()).sum::<u32>() == 1 { "it" } else { "them" };
    match gone.len() {
        0 => String::new(),
        _ if case.threat.mode == Mode::WorstCase => String::new(),
        some if some == all.len() => format!("; outside that day: have {them} brought in"),
        _ => format!(
            "; {} outside that day: have {them} brought in",
            prose::abridged(gone.into_iter().map(|action| object(plan, action)), MAX_NAMES)
        ),
    }
}

/// The flows that a plan blocks, as `--keep` names them.
pub(in crate::report) fn blocked(plan: &PlanView<'_>) -> Vec<String> {
    let blocks = plan.plan.steps.iter().flat_map(|step| &step.actions);
    blocks
        .filter_map(|action| {
            if let Action::Block(flow) = action {
                Some(plan.view.case.inventory.flow_name(*flow))
            } else {
                None
            }
        })
        .collect()
}

/// Some actions without how they are done: `patch files1`, `patch desk1 + 3 more`.
pub(in crate::report) fn in_short<'a>(
    plan: &PlanView<'_>,
    actions: impl IntoIterator<Item = &'a Action>,
) -> String {
    let mut parts: Vec<(&str, Vec<String>)> = Vec::new();
    for action in &whole(actions.into_iter()) {
        let (verb, what) = (verb(plan, action), object(plan, action));
        match parts.iter_mut().find(|(known, _)| *known == verb) {
            Some((_, objects)) => objects.push(what),
            None => parts.push((verb, vec![what])),
        }
    }
    let one =
        |(verb, objects): (&str, Vec<String>)| format!("{verb} {}", prose::abridged(objects, 1));
    parts.into_iter().map(one).collect::<Vec<_>>().join("; ")
}

/// One action: `patch files1: KB921883`, `block office -> plant (cuts tcp/445)`.
pub(in crate::report) fn action_text(plan: &PlanView<'_>, action: &Action) -> String {
    let rest = rest(plan, action, Length::Whole);
    format!("{} {}{rest}", verb(plan, action), object(plan, action))
}

/// What is done: a host with a patch for some of its holes is patched as well as isolated.
fn verb(plan: &PlanView<'_>, action: &Action) -> &'static str {
    match action {
        Action::Host { host, kind: RemedyKind::Isolate, .. } => {
            let remedy = remedy(plan, *host);
            if remedy.patches(Length::Whole).is_empty() {
                action.word()
            } else {
                "patch and isolate"
            }
        }
        _ => action.word(),
    }
}

/// What follows the object of an action.
fn rest(plan: &PlanView<'_>, action: &Action, length: Length) -> String {
    match action {
        Action::Host { host, kind: RemedyKind::Isolate, .. } => {
            format!(" {}", cut_off(&remedy(plan, *host), length))
        }
        Action::Host { host, kind, .. } => match (kind, remedy(plan, *host)) {
            // A host that is set up anew is done, unless it needs patches as well.
            (RemedyKind::Rebuild, remedy) if remedy.is_nothing() => String::new(),
            (RemedyKind::Rebuild, remedy) => format!(", then {}", remedy.text(length)),
            (_, remedy) => format!(": {}", remedy.text(length)),
        },
        Action::Block(id) => match cuts(plan, *id) {
            Some(ports) => format!(" (cuts {ports})"),
            None => " (nobody knows what that cuts)".to_owned(),
        },
        Action::Quarantine { .. } => String::new(),
    }
}

/// The ports that are closed by it; `None` if nothing of them is known.
pub(in crate::report) fn cuts(plan: &PlanView<'_>, id: FlowId) -> Option<PortSet> {
    let closed = crate::plan::blocked_with(plan.view.case, id);
    let ports = closed.iter().map(|id| &plan.view.case.inventory.flow(*id).1.ports);
    let known = ports.map(|ports| (!ports.is_unknown()).then(|| ports.all()));
    known.reduce(|a, b| Some(a?.union(&b?))).flatten()
}

/// What an action is done to.
pub(in crate::report) fn object(plan: &PlanView<'_>, action: &Action) -> String {
    let inventory = plan.view.case.inventory;
    match action {
        Action::Host { host, machines, .. } => {
            let (name, entry) = inventory.host(*host);
            label::part(sanitize::text(name).into_owned(), *machines, entry.count)
        }
        Action::Block(id) => inventory.flow_name(*id),
        Action::Quarantine { segment, laptops } => {
            let name = sanitize::text(inventory.segment(*segment).0).into_owned();
            format!(
                "{name} ({} to look at on return)",
                number::counted(u64::from(*laptops), "laptop", "laptops")
            )
        }
    }
}

/// What has to be installed, or why nothing can be; what is infected is rebuilt first.
pub(in crate::report) fn how(plan: &PlanView<'_>, host: HostId) -> String {
    let case = plan.view.case;
    let patches = remedy(plan, host).text(Length::Whole);
    let infected = case.scenario.is_infected(host, case.inventory.host(host).1, case.threat);
    if infected { or_rebuild(RemedyKind::Rebuild, patches) } else { patches }
}

/// The same in parts.
pub(in crate::report) fn remedy(plan: &PlanView<'_>, host: HostId) -> RemedyText {
    let case = plan.view.case;
    RemedyText::of(case, case.exposures.of(case.inventory.host(host).1.system))
}

/// Why a host is taken off the network, and what is installed all the same: `(no patch)`, `(2 holes
/// have no patch): KB828028`. Whether there will ever be one is not known.
pub(in crate::report) fn cut_off(remedy: &RemedyText, length: Length) -> String {
    let patches = remedy.patches(length);
    match remedy.unpatched {
        None => format!("({})", remedy.text(length)),
        Some(true) if patches.is_empty() => "(no patch)".to_owned(),
        Some(false) if patches.is_empty() => "(no patch, if it is affected)".to_owned(),
        Some(_) => {
            let holes = number::counted(remedy.holes as u64, "hole has", "holes have");
            format!("({holes} no patch): {patches}")
        }
    }
}

/// Who is responsible, where the inventory says so.
pub(in crate::report) fn owner(plan: &PlanView<'_>, action: &Action) -> Option<String> {
    let Action::Host { host, .. } = action else { return None };
    let details = plan.view.case.inventory.host(*host).1.details.as_ref()?;
    details.owner.as_deref().map(|owner| sanitize::clipped(owner, MAX_OWNER).into_owned())
}

/// Who is responsible for what an action is done to, in order of names, each once.
pub(in crate::report) fn owners(plan: &PlanView<'_>, step: &PlannedAction) -> Vec<String> {
    let mut owners: Vec<String> =
        step.actions.iter().filter_map(|action| owner(plan, action)).collect();
    owners.sort();
    owners.dedup();
    owners
}

/// What whoever does it has to know, where the inventory says so.
pub(in crate::report) fn skill(plan: &PlanView<'_>, action: &Action) -> Option<String> {
    let Action::Host { host, .. } = action else { return None };
    let details = plan.view.case.inventory.host(*host).1.details.as_ref()?;
    details.who.as_deref().map(|who| sanitize::clipped(who, MAX_OWNER).into_owned())
}

/// Whether an action restarts the host: if any advisory that it fixes says so. `None` where that is
/// not known.
pub(in crate::report) fn reboot(plan: &PlanView<'_>, action: &Action) -> Option<bool> {
    let Action::Host { host, kind, .. } = action else { return Some(false) };
    crate::plan::restarts(plan.view.case, *host, *kind)
}

/// Machines that a step is about.
pub(in crate::report) fn machines(step: &PlannedAction) -> u64 {
    step.actions
        .iter()
        .map(
            |action| {
                if let Action::Host { machines, .. } = action { u64::from(*machines) } else { 0 }
            },
        )
        .sum()
}

/// What an action takes, in staff minutes: a step's minutes shared among its actions.
pub(in crate::report) fn minutes(plan: &PlanView<'_>, action: &Action) -> u64 {
    let case = plan.view.case;
    match action {
        Action::Host { host, machines, kind } => {
            let entry = case.inventory.host(*host).1;
            plan.options.minutes.of_host(entry, *kind, &case.exposures.of(entry.system).findings)
                * u64::from(*machines)
        }
        Action::Block(_) => plan.options.minutes.block(),
        Action::Quarantine { laptops, .. } => {
            plan.options.minutes.quarantine() * u64::from(*laptops)
        }
    }
}
