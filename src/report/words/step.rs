//! The step that averts most on its own, of whatever kind: a host, its group, a door, returning
//! laptops, two doors together.

use rustc_hash::FxHashSet;

use super::number::share;
use super::remedy::{Length, RemedyText};
use super::{day, door, flow, label, number};
use crate::inventory::HostId;
use crate::ranking::{Door, Group, HostRisk, RankedHost, RemedyKind};
use crate::report::View;
use crate::term::day::Day;
use crate::threat::Mode;

const MAX_CHARS: usize = 32;
/// Members of a group that are named.
const MAX_NAMES: usize = 3;
/// A step that averts a smaller share is not worth naming.
const WORTH_NAMING: f64 = 0.01;
/// Shares that differ by no more look the same.
const NEARLY: f64 = 0.02;
/// Machines of a group that a handful of people patch in a night.
const MAX_MACHINES: u64 = 25;
/// A pair counts as one step only if it averts so much of the loss more than the best single thing.
const MARGIN: f64 = 0.05;

/// Something that can be done tonight.
#[derive(Clone, Debug)]
struct Step {
    what: String,
    /// If it is done tonight: what is lost before it is in force is not averted any more.
    averted: f64,
    /// If it were in force at once, which is what tables show.
    at_once: f64,
    due: Option<Day>,
}

/// The best step in a sentence; empty where there is nothing to avert.
pub(in crate::report) fn best(view: &View<'_>) -> String {
    let loss = view.ranking.expected_loss.value;
    // Of two that avert as much, patches come first.
    let steps = [host(view), group(view), flow(view), quarantine(view)];
    let most = steps.into_iter().flatten().reduce(|a, b| if b.averted > a.averted { b } else { a });
    let pair = pair(view).filter(|pair| {
        pair.averted >= most.as_ref().map_or(0.0, |step| step.averted) + MARGIN * loss
    });
    match pair.or(most).filter(|step| loss > 0.0 && step.averted > 0.0) {
        None => String::new(),
        Some(step) if step.averted < WORTH_NAMING * loss => {
            "No single step averts as much as 1 %: see `patchfirst plan`.".to_owned()
        }
        Some(step) => format!(
            "Best single step: {}{}; averts {}{}.",
            step.what,
            by(view, step.due),
            share(step.averted, loss),
            // Where the table shows another figure, the sentence says why.
            if step.at_once - step.averted > NEARLY * loss { " if done tonight" } else { "" }
        ),
    }
}

/// What work of the first day averts: it is in force from the second day on. Where days do not
/// count, all of it.
fn tonight(view: &View<'_>, by_day: &[f64], at_once: f64) -> f64 {
    if view.ranking.mode == Mode::WorstCase {
        at_once
    } else {
        by_day.get(1).copied().unwrap_or(0.0)
    }
}

/// By when, with a blank before it; nothing where days do not count.
fn by(view: &View<'_>, due: Option<Day>) -> String {
    let due = due.filter(|_| view.ranking.mode == Mode::Expected);
    due.map_or(String::new(), |due| format!(" {}", day::due_in_words(view.case.threat, due)))
}

/// What is done to a host. Where one hole has no patch and others do, it is both.
fn verb(view: &View<'_>, risk: &HostRisk, host: HostId) -> &'static str {
    let case = view.case;
    let patches = || {
        let assessment = case.exposures.of(case.inventory.host(host).1.system);
        RemedyText::of(case, assessment).patches(Length::Whole)
    };
    match risk.remedy {
        RemedyKind::None | RemedyKind::Patch => "patch",
        RemedyKind::Upgrade => "upgrade",
        RemedyKind::Isolate if patches().is_empty() => "isolate",
        RemedyKind::Isolate => "patch and isolate",
        RemedyKind::Rebuild => "rebuild",
    }
}

/// Whether a host must not be touched: then doing it is no step.
fn is_frozen(view: &View<'_>, host: HostId) -> bool {
    let details = view.case.inventory.host(host).1.details.as_deref();
    details.is_some_and(|details| details.frozen.is_some())
}

fn host(view: &View<'_>) -> Option<Step> {
    let averted = |ranked: &RankedHost| {
        let risk = view.ranking.host_risk(ranked);
        tonight(view, &risk.averted_by_day, risk.averted.value)
    };
    let free = view.ranking.to_remedy().iter().filter(|ranked| !is_frozen(view, ranked.host));
    let ranked = free.reduce(|a, b| if averted(b) > averted(a) { b } else { a })?;
    let risk = view.ranking.host_risk(ranked);
    let name = label::name(view.case.inventory, ranked.host, MAX_CHARS);
    let one = if view.case.inventory.host(ranked.host).1.count > 1 {
        format!("one of {name}")
    } else {
        name
    };
    Some(Step {
        what: format!("{} {one}", verb(view, risk, ranked.host)),
        averted: averted(ranked),
        at_once: risk.averted.value,
        due: risk.due,
    })
}

/// A group of machines that are alike, where they are few.
fn group(view: &View<'_>) -> Option<Step> {
    let averted = |group: &Group| tonight(view, &group.by_day, group.averted.value);
    let frozen: FxHashSet<u32> = view
        .ranking
        .to_remedy()
        .iter()
        .filter(|ranked| is_frozen(view, ranked.host))
        .filter_map(|ranked| view.ranking.host_risk(ranked).group)
        .collect();
    let few = view
        .ranking
        .groups
        .iter()
        .filter(|group| group.machines <= MAX_MACHINES && !frozen.contains(&group.number));
    let best = few.reduce(|a, b| if averted(b) > averted(a) { b } else { a })?;
    let of_group = |ranked: &&RankedHost| view.ranking.host_risk(ranked).group == Some(best.number);
    let members: Vec<&RankedHost> = view.ranking.to_remedy().iter().filter(of_group).collect();
    let first = members.first()?;
    let risk = view.ranking.host_risk(first);
    let names: Vec<String> =
        members.iter().map(|member| label::listed(view.case.inventory, member.host)).collect();
    let machines = number::count(best.machines);
    let who = match &names[..] {
        [_] => {
            format!("all {machines} {}", label::name(view.case.inventory, first.host, MAX_CHARS))
        }
        [some @ .., last] if some.len() < MAX_NAMES => format!("{} and {last}", some.join(", ")),
        [one, ..] => format!("all {machines} machines like {one}"),
        [] => return None,
    };
    Some(Step {
        what: format!("{} {who}", verb(view, risk, first.host)),
        averted: averted(best),
        at_once: best.averted.value,
        due: best.due,
    })
}

fn flow(view: &View<'_>) -> Option<Step> {
    // What the business keeps open is no step.
    let inventory = view.case.inventory;
    let kept = |flow| inventory.plan.keep.contains(inventory.flow(flow).0);
    let best = view.ranking.flows.iter().find(|gain| !kept(gain.flow))?;
    let unknown = if flow::is_unknown(view.case.inventory, best.flow) {
        " (nobody knows what that cuts)"
    } else {
        ""
    };
    let what = format!("block {}{unknown}", view.case.inventory.flow_name(best.flow));
    let averted = tonight(view, &best.by_day, best.averted.value);
    Some(Step { what, averted, at_once: best.averted.value, due: best.due })
}

fn quarantine(view: &View<'_>) -> Option<Step> {
    let best = view.ranking.quarantine.first()?;
    let segment =
        crate::source::sanitize::clipped(view.case.inventory.segment(best.segment).0, MAX_CHARS)
            .into_owned();
    let what = format!("inspect laptops that return to {segment} before they connect,");
    let averted = tonight(view, &best.by_day, best.averted.value);
    Some(Step { what, averted, at_once: best.averted.value, due: best.due })
}

fn pair(view: &View<'_>) -> Option<Step> {
    let inventory = view.case.inventory;
    let kept = |door: &Door| match door {
        Door::Flow(flow) => inventory.plan.keep.contains(inventory.flow(*flow).0),
        Door::Host(host) => is_frozen(view, *host),
        Door::Returns(_) => false,
    };
    let best = view.ranking.bundles.iter().find(|bundle| !bundle.doors.iter().any(kept))?;
    let close = |closed: Door| {
        let name = door::name(view.case.inventory, closed);
        match closed {
            Door::Flow(_) => name.replacen("flow", "block", 1),
            Door::Returns(_) => name,
            Door::Host(_) => name.replacen("host", "patch", 1),
        }
    };
    let [a, b] = best.doors.map(close);
    let due = best.doors.iter().filter_map(|closed| due(view, *closed)).min();
    if due == Some(Day::BEFORE) {
        // What both avert together is known for today alone, and that is over.
        return None;
    }
    let what = format!("{a} and {b}, both");
    Some(Step { what, averted: best.averted, at_once: best.averted, due })
}

fn due(view: &View<'_>, closed: Door) -> Option<Day> {
    let ranking = view.ranking;
    match closed {
        Door::Flow(flow) => ranking.flows.iter().find(|gain| gain.flow == flow)?.due,
        Door::Returns(segment) => {
            ranking.quarantine.iter().find(|gain| gain.segment == segment)?.due
        }
        Door::Host(host) => ranking.host_risk(ranking.find(host)?).due,
    }
}
