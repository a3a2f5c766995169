//! The step that averts most on its own, of whatever kind: a host, its group, a door, returning
//! laptops, two doors together.

use rustc_hash::FxHashSet;

use super::number::share;
use super::remedy::{Length, RemedyText};
use super::{day, door, flow, label, number};
use crate::inventory::{FlowId, HostId};
use crate::plan;
use crate::ranking::{Door, FlowGain, Group, HostRisk, RankedHost, RemedyKind};
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
/// Machines of a group that a handful of people patch in a night.
const MAX_MACHINES: u64 = 25;
/// Flows that are weighed against what blocking them costs; those that avert most come first.
const MAX_FLOWS: usize = 100;
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
    /// What it costs the business by the last day that counts, in points of value.
    price: f64,
}

impl Step {
    /// What it is worth: a door that costs more than it averts is no step.
    fn worth(&self) -> f64 {
        self.averted - self.price
    }
}

/// The best step in a sentence; empty where there is nothing to avert.
pub(in crate::report) fn best(view: &View<'_>) -> String {
    let loss = view.ranking.expected_loss.value;
    // Of two that avert as much, patches come first.
    let steps = [host(view), group(view), flow(view), quarantine(view)];
    let most = steps.into_iter().flatten().reduce(|a, b| if b.worth() > a.worth() { b } else { a });
    let pair = pair(view)
        .filter(|pair| pair.worth() >= most.as_ref().map_or(0.0, Step::worth) + MARGIN * loss);
    match pair.or(most).filter(|step| loss > 0.0 && step.worth() > 0.0) {
        None => String::new(),
        Some(step) if step.averted < WORTH_NAMING * loss => {
            "No single step averts as much as 1 %: see `patchfirst plan`.".to_owned()
        }
        Some(step) => format!(
            "Best single step: {}{}; averts {}{}{}.",
            step.what,
            by(view, step.due),
            share(step.averted, loss),
            in_time(&step, loss),
            cost(view, step.price)
        ),
    }
}

/// Where the table shows another figure than what is averted tonight, the sentence says why, unless
/// it says tonight anyway.
fn in_time(step: &Step, loss: f64) -> &'static str {
    let is_less = step.at_once - step.averted > NEARLY * loss;
    if is_less && step.due != Some(Day::FIRST) { " if done tonight" } else { "" }
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

/// What a step costs the business, in the digits of the loss; nothing where that is nothing.
fn cost(view: &View<'_>, price: f64) -> String {
    let digits = number::Digits::of(view.ranking.expected_loss.value);
    if price > 0.0 { format!(", costs the business {}", digits.loss(price)) } else { String::new() }
}

/// Days on which something counts that is done tonight: it is in force from the next day on.
fn days(view: &View<'_>) -> f64 {
    f64::from(view.case.threat.horizon_days.saturating_sub(1))
}

fn block_cost(view: &View<'_>) -> f64 {
    view.case.inventory.plan.block_cost.unwrap_or(plan::BLOCK_COST)
}

/// What isolating one machine costs: where nothing can be installed, it is missed.
fn isolation(view: &View<'_>, risk: &HostRisk, host: HostId) -> f64 {
    let is_cut_off = risk.remedy == RemedyKind::Isolate && verb(view, risk, host) == "isolate";
    if is_cut_off { block_cost(view) * risk.value * days(view) } else { 0.0 }
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
    let worth = |ranked: &RankedHost| {
        averted(ranked) - isolation(view, view.ranking.host_risk(ranked), ranked.host)
    };
    let ranked = free
        .map(|ranked| (worth(ranked), ranked))
        .reduce(|a, b| if b.0 > a.0 { b } else { a })
        .map(|(_, ranked)| ranked)?;
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
        price: isolation(view, risk, ranked.host),
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
        price: isolation(view, risk, first.host) * best.machines as f64,
    })
}

fn flow(view: &View<'_>) -> Option<Step> {
    // What the business keeps open is no step.
    let inventory = view.case.inventory;
    let kept = |flow| inventory.plan.keep.contains(inventory.flow(flow).0);
    let gains: Vec<&FlowGain> =
        view.ranking.flows.iter().filter(|gain| !kept(gain.flow)).take(MAX_FLOWS).collect();
    let flows: Vec<FlowId> = gains.iter().map(|gain| gain.flow).collect();
    let prices = plan::block_prices(view.case, &flows, block_cost(view));
    let step = |(gain, price): (&FlowGain, f64)| {
        let unknown = if flow::is_unknown(inventory, gain.flow) {
            " (nobody knows what that cuts)"
        } else {
            ""
        };
        Step {
            what: format!("block {}{unknown}", inventory.flow_name(gain.flow)),
            averted: tonight(view, &gain.by_day, gain.averted.value),
            at_once: gain.averted.value,
            due: gain.due,
            price: price * days(view),
        }
    };
    let steps = gains.into_iter().zip(prices).map(step);
    steps.reduce(|a, b| if b.worth() > a.worth() { b } else { a })
}

fn quarantine(view: &View<'_>) -> Option<Step> {
    let best = view.ranking.quarantine.first()?;
    let segment =
        crate::source::sanitize::clipped(view.case.inventory.segment(best.segment).0, MAX_CHARS)
            .into_owned();
    let what = format!("inspect laptops that return to {segment} before they connect,");
    let averted = tonight(view, &best.by_day, best.averted.value);
    Some(Step { what, averted, at_once: best.averted.value, due: best.due, price: 0.0 })
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
    let price = best.doors.iter().map(|closed| price(view, *closed)).sum();
    Some(Step { what, averted: best.averted, at_once: best.averted, due, price })
}

/// What closing a door costs the business.
fn price(view: &View<'_>, closed: Door) -> f64 {
    match closed {
        Door::Flow(flow) => {
            let prices = plan::block_prices(view.case, &[flow], block_cost(view));
            prices.iter().sum::<f64>() * days(view)
        }
        Door::Returns(_) => 0.0,
        Door::Host(host) => view
            .ranking
            .find(host)
            .map_or(0.0, |ranked| isolation(view, view.ranking.host_risk(ranked), host)),
    }
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
