//! The step that averts most on its own, in a sentence.

use super::number::share;
use super::{day, door, flow, label, number};
use crate::inventory::{HostId, SegmentId};
use crate::plan::{Deed, SingleStep, single_step};
use crate::ranking::{Door, HostRisk, RankedHost, RemedyKind};
use crate::report::View;
use crate::term::day::Day;
use crate::threat::Mode;

const MAX_CHARS: usize = 32;
/// Members of a group that are named.
const MAX_NAMES: usize = 3;
/// A step that averts a smaller share is not worth naming.
const WORTH_NAMING: f64 = 0.01;
/// Shares that differ by no more look the same.
pub(super) const NEARLY: f64 = 0.02;

/// The best step in a sentence; empty where there is nothing to avert.
pub(in crate::report) fn best(view: &View<'_>) -> String {
    let loss = view.ranking.expected_loss.value;
    match single_step(view.case, view.ranking) {
        None => String::new(),
        Some(step) if step.averted < WORTH_NAMING * loss => {
            "No single step averts as much as 1 %: see `patchfirst plan`.".to_owned()
        }
        Some(step) => format!(
            "Best single step: {}{}; averts {}{}{}.",
            what(view, step.deed),
            by(view, step.due),
            share(step.averted, loss),
            in_time(&step, loss),
            cost(view, step.price)
        ),
    }
}

/// Where the table shows another figure than what is averted tonight, the sentence says why, unless
/// it says tonight anyway.
fn in_time(step: &SingleStep, loss: f64) -> &'static str {
    let is_less = step.at_once - step.averted > NEARLY * loss;
    if is_less && step.due != Some(Day::FIRST) { " if done tonight" } else { "" }
}

/// What a step costs the business, in the digits of the loss; nothing where that is nothing.
fn cost(view: &View<'_>, price: f64) -> String {
    let digits = number::Digits::of(view.ranking.expected_loss.value);
    if price > 0.0 { format!(", costs the business {}", digits.loss(price)) } else { String::new() }
}

/// By when, with a blank before it; nothing where days do not count.
fn by(view: &View<'_>, due: Option<Day>) -> String {
    let due = due.filter(|_| view.ranking.mode == Mode::Expected);
    due.map_or(String::new(), |due| format!(" {}", day::due_in_words(view.case.threat, due)))
}

/// What is done: `patch dc1`.
fn what(view: &View<'_>, deed: Deed) -> String {
    match deed {
        Deed::Host(host) => one_host(view, host),
        Deed::Group(number) => group(view, number),
        Deed::Block(flow) => {
            let inventory = view.case.inventory;
            let unknown = if flow::is_unknown(inventory, flow) {
                " (nobody knows what that cuts)"
            } else {
                ""
            };
            format!("block {}{unknown}", inventory.flow_name(flow))
        }
        Deed::Inspect(segment) => inspect(view, segment),
        Deed::Both(doors) => {
            let [a, b] = doors.map(|door| close(view, door));
            format!("{a} and {b}, both")
        }
    }
}

fn one_host(view: &View<'_>, host: HostId) -> String {
    let inventory = view.case.inventory;
    let name = label::name(inventory, host, MAX_CHARS);
    let one = if inventory.host(host).1.count > 1 { "one of " } else { "" };
    let verb = view.ranking.find(host).map_or("patch", |ranked| verb(view, ranked));
    format!("{verb} {one}{name}")
}

fn group(view: &View<'_>, number: u32) -> String {
    let of_group = |ranked: &&RankedHost| view.ranking.host_risk(ranked).group == Some(number);
    let members: Vec<&RankedHost> = view.ranking.to_remedy().iter().filter(of_group).collect();
    let Some(first) = members.first() else { return String::new() };
    let machines = view.ranking.groups[number as usize - 1].machines;
    let name = || label::name(view.case.inventory, first.host, MAX_CHARS);
    let names: Vec<String> =
        members.iter().map(|member| label::listed(view.case.inventory, member.host)).collect();
    let who = match &names[..] {
        [_] if machines == 2 => format!("both machines of {}", name()),
        [_] => format!("all {} {}", number::count(machines), name()),
        [some @ .., last] if some.len() < MAX_NAMES => format!("{} and {last}", some.join(", ")),
        _ => format!("all {} machines like {}", number::count(machines), names[0]),
    };
    format!("{} {who}", verb(view, first))
}

fn inspect(view: &View<'_>, segment: SegmentId) -> String {
    let segment = view.case.inventory.segment_label(segment, MAX_CHARS);
    format!("inspect laptops that return to {segment} before they connect,")
}

fn close(view: &View<'_>, closed: Door) -> String {
    let name = door::name(view.case.inventory, closed);
    match closed {
        Door::Flow(_) => name.replacen("flow", "block", 1),
        Door::Returns(_) => name,
        Door::Host(_) => name.replacen("host", "patch", 1),
    }
}

/// What is done to a host. Where one hole has no patch and others do, it is both.
fn verb(view: &View<'_>, ranked: &RankedHost) -> &'static str {
    let case = view.case;
    let HostRisk { remedy, .. } = view.ranking.host_risk(ranked);
    let system = case.inventory.host(ranked.host).1.system;
    match remedy {
        RemedyKind::None | RemedyKind::Patch => "patch",
        RemedyKind::Upgrade => "upgrade",
        RemedyKind::Isolate if case.work(case.exposures.of(system)).installs() => {
            "patch and isolate"
        }
        RemedyKind::Isolate => "isolate",
        RemedyKind::Rebuild => "rebuild",
    }
}
