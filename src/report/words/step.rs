//! The step that averts most on its own, of whatever kind: a host, its group, a door, returning laptops, two doors together.

use super::number::share;
use super::{day, door, flow, label, number};
use crate::ranking::{Door, FIRST, HostRisk, RemedyKind};
use crate::report::View;
use crate::term::day::Day;
use crate::threat::Mode;

const MAX_CHARS: usize = 32;
/// A step that averts a smaller share is not worth naming.
const WORTH_NAMING: f64 = 0.01;
/// A pair counts as one step only if it averts so much of the loss more than the best single thing.
const MARGIN: f64 = 0.05;

/// Something that can be done at once.
#[derive(Clone, Debug)]
struct Step {
    what: String,
    averted: f64,
    due: Option<Day>,
}

/// The best step in a sentence; empty where there is nothing to avert.
pub(in crate::report) fn best(view: &View<'_>) -> String {
    let loss = view.ranking.expected_loss.value;
    let steps = [host(view), group(view), flow(view), quarantine(view)];
    let most = steps.into_iter().flatten().reduce(|a, b| if b.averted > a.averted { b } else { a });
    let pair = pair(view).filter(|pair| pair.averted >= most.as_ref().map_or(0.0, |step| step.averted) + MARGIN * loss);
    match pair.or(most).filter(|step| loss > 0.0 && step.averted > 0.0) {
        None => String::new(),
        Some(step) if step.averted < WORTH_NAMING * loss => "No single step averts as much as 1 %: see `patchfirst plan`.".to_owned(),
        Some(step) => format!("Best single step: {}{}; averts {}.", step.what, by(view, step.due), share(step.averted, loss)),
    }
}

/// By when, with a blank before it; nothing where days do not count.
fn by(view: &View<'_>, due: Option<Day>) -> String {
    let due = due.filter(|_| view.ranking.mode == Mode::Expected);
    due.map_or(String::new(), |due| format!(" {}", day::due_in_words(view.case.threat, due)))
}

fn verb(remedy: RemedyKind) -> &'static str {
    match remedy {
        RemedyKind::None | RemedyKind::Patch => "patch",
        RemedyKind::Upgrade => "upgrade",
        RemedyKind::Isolate => "isolate",
        RemedyKind::Rebuild => "rebuild",
    }
}

fn host(view: &View<'_>) -> Option<Step> {
    let ranked = view.ranking.to_remedy().first()?;
    let risk = view.ranking.host_risk(ranked);
    let name = label::name(view.case.inventory, ranked.host, MAX_CHARS);
    let one = if view.case.inventory.host(ranked.host).1.count > 1 { format!("one of {name}") } else { name };
    Some(Step { what: format!("{} {one}", verb(risk.remedy)), averted: risk.averted.value, due: risk.due })
}

/// A group of machines that are alike, where they are few.
fn group(view: &View<'_>) -> Option<Step> {
    let few = view.ranking.groups.iter().filter(|group| group.machines <= FIRST as u64);
    let best = few.reduce(|a, b| if b.averted.value > a.averted.value { b } else { a })?;
    let member = view.ranking.to_remedy().iter().find(|ranked| view.ranking.host_risk(ranked).group == Some(best.number))?;
    let risk: &HostRisk = view.ranking.host_risk(member);
    let name = label::name(view.case.inventory, member.host, MAX_CHARS);
    let machines = number::count(best.machines);
    let what = match u64::from(view.case.inventory.host(member.host).1.count) == best.machines {
        true => format!("{} all {machines} {name}", verb(risk.remedy)),
        false => format!("{} {name} and the {machines} machines of its group", verb(risk.remedy)),
    };
    Some(Step { what, averted: best.averted.value, due: best.due })
}

fn flow(view: &View<'_>) -> Option<Step> {
    let best = view.ranking.flows.first()?;
    let unknown = if flow::is_unknown(view.case.inventory, best.flow) { " (nobody knows what that cuts)" } else { "" };
    let what = format!("block {}{unknown}", flow::ends(view.case.inventory, best.flow));
    Some(Step { what, averted: best.averted.value, due: best.due })
}

fn quarantine(view: &View<'_>) -> Option<Step> {
    let best = view.ranking.quarantine.first()?;
    let segment = crate::source::sanitize::clipped(view.case.inventory.segment(best.segment).0, MAX_CHARS).into_owned();
    let what = format!("inspect laptops that return to {segment} before they connect,");
    Some(Step { what, averted: best.averted.value, due: best.due })
}

fn pair(view: &View<'_>) -> Option<Step> {
    let best = view.ranking.bundles.first()?;
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
    Some(Step { what: format!("{a} and {b}, both"), averted: best.averted, due })
}

fn due(view: &View<'_>, closed: Door) -> Option<Day> {
    let ranking = view.ranking;
    match closed {
        Door::Flow(flow) => ranking.flows.iter().find(|gain| gain.flow == flow)?.due,
        Door::Returns(segment) => ranking.quarantine.iter().find(|gain| gain.segment == segment)?.due,
        Door::Host(host) => ranking.host_risk(ranking.find(host)?).due,
    }
}
