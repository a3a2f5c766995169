//! The step that averts most on its own, of whatever kind: a host, its group, a door, returning
//! laptops, two doors together.

use rustc_hash::{FxHashMap, FxHashSet};

use super::number::share;
use super::remedy::{Length, RemedyText};
use super::{day, door, flow, label, number};
use crate::inventory::{FlowId, HostId, SystemId};
use crate::plan;
use crate::ranking::{self, Door, FlowGain, Group, HostRisk, RankedHost, RemedyKind};
use crate::report::View;
use crate::risk::Averted;
use crate::term::day::Day;
use crate::threat::Mode;

const MAX_CHARS: usize = 32;
/// Members of a group that are named.
const MAX_NAMES: usize = 3;
/// A step that averts a smaller share is not worth naming.
const WORTH_NAMING: f64 = 0.01;
/// Shares that differ by no more look the same.
pub(super) const NEARLY: f64 = 0.02;
/// Machines of a group that a handful of people patch in a night. More are named only where less
/// work would take something off the network.
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
    /// Whether machines are taken off the network for it.
    switches_off: bool,
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
    let held = ranking::held(view.case, view.ranking.to_remedy());
    let few = |size: &Size| size.machines <= MAX_MACHINES;
    let steps = [host(view, &held), group(view, &held, few), flow(view), quarantine(view)];
    let most = steps.into_iter().flatten().reduce(|a, b| if b.worth() > a.worth() { b } else { a });
    let most = most.map(|most| spared(view, &held, most));
    let pair = pair(view, &held)
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

/// What is switched off is missed. Where a group of any number averts more that is not, it is the
/// better step, however long that takes.
fn spared(view: &View<'_>, held: &FxHashSet<HostId>, most: Step) -> Step {
    let left_on = most.switches_off.then(|| group(view, held, |size| !size.switches_off));
    left_on.flatten().filter(|group| group.worth() > most.worth()).unwrap_or(most)
}

/// Where the table shows another figure than what is averted tonight, the sentence says why, unless
/// it says tonight anyway.
fn in_time(step: &Step, loss: f64) -> &'static str {
    let is_less = step.at_once - step.averted > NEARLY * loss;
    if is_less && step.due != Some(Day::FIRST) { " if done tonight" } else { "" }
}

/// What work of tonight averts.
fn tonight(view: &View<'_>, averted: &Averted) -> f64 {
    averted.by_work_on(Day::FIRST, view.ranking.mode)
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
    if is_cut_off(view, risk, host) { block_cost(view) * risk.value * days(view) } else { 0.0 }
}

/// Whether it is taken off the network and nothing is installed.
fn is_cut_off(view: &View<'_>, risk: &HostRisk, host: HostId) -> bool {
    risk.remedy == RemedyKind::Isolate && verb(view, risk, host) == "isolate"
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

/// One host. What must not be touched is no step.
fn host(view: &View<'_>, held: &FxHashSet<HostId>) -> Option<Step> {
    let averted = |ranked: &RankedHost| {
        let risk = view.ranking.host_risk(ranked);
        tonight(view, &risk.averted)
    };
    let free = view.ranking.to_remedy().iter().filter(|ranked| !held.contains(&ranked.host));
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
        at_once: risk.averted.now.value,
        due: risk.averted.due(),
        price: isolation(view, risk, ranked.host),
        switches_off: is_cut_off(view, risk, ranked.host),
    })
}

/// What doing a whole group comes to.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    machines: u64,
    /// In points of value.
    price: f64,
    switches_off: bool,
    /// Some of it must not be touched.
    is_held: bool,
}

/// The size of each group, by number.
fn sizes(view: &View<'_>, held: &FxHashSet<HostId>) -> FxHashMap<u32, Size> {
    let mut sizes: FxHashMap<u32, Size> = FxHashMap::default();
    // Hosts of one system are remedied alike.
    let mut known: FxHashMap<(SystemId, RemedyKind), bool> = FxHashMap::default();
    for ranked in view.ranking.to_remedy() {
        let risk = view.ranking.host_risk(ranked);
        let Some(number) = risk.group else { continue };
        let host = view.case.inventory.host(ranked.host).1;
        let switches_off = *known
            .entry((host.system, risk.remedy))
            .or_insert_with(|| is_cut_off(view, risk, ranked.host));
        let size = sizes.entry(number).or_default();
        size.machines += u64::from(host.count);
        size.switches_off |= switches_off;
        size.is_held |= held.contains(&ranked.host);
        if switches_off {
            size.price += block_cost(view) * risk.value * days(view) * f64::from(host.count);
        }
    }
    sizes
}

/// The group of machines that are alike that is worth most, of those of a certain size.
fn group(
    view: &View<'_>,
    held: &FxHashSet<HostId>,
    is_meant: impl Fn(&Size) -> bool,
) -> Option<Step> {
    let averted = |group: &Group| tonight(view, &group.averted);
    let sizes = sizes(view, held);
    let worth = |(group, size): &(&Group, &Size)| averted(group) - size.price;
    let all =
        view.ranking.groups.iter().filter_map(|group| Some((group, sizes.get(&group.number)?)));
    let (best, size) = all
        .filter(|(_, size)| !size.is_held && is_meant(size))
        .reduce(|a, b| if worth(&b) > worth(&a) { b } else { a })?;
    let of_group = |ranked: &&RankedHost| view.ranking.host_risk(ranked).group == Some(best.number);
    let members: Vec<&RankedHost> = view.ranking.to_remedy().iter().filter(of_group).collect();
    let first = members.first()?;
    let risk = view.ranking.host_risk(first);
    let names: Vec<String> =
        members.iter().map(|member| label::listed(view.case.inventory, member.host)).collect();
    let machines = number::count(best.machines);
    let who = match &names[..] {
        [_] if best.machines == 2 => {
            format!("both machines of {}", label::name(view.case.inventory, first.host, MAX_CHARS))
        }
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
        at_once: best.averted.now.value,
        due: best.averted.due(),
        price: size.price,
        switches_off: size.switches_off,
    })
}

fn flow(view: &View<'_>) -> Option<Step> {
    // What the business keeps open is no step, nor is what nobody has described: there is nothing to
    // find on a firewall.
    let inventory = view.case.inventory;
    let kept = |flow| {
        let key = inventory.flow(flow).0;
        inventory.plan.keep.contains(key) || key.is_undescribed()
    };
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
            averted: tonight(view, &gain.averted),
            at_once: gain.averted.now.value,
            due: gain.averted.due(),
            price: price * days(view),
            switches_off: false,
        }
    };
    let steps = gains.into_iter().zip(prices).map(step);
    steps.reduce(|a, b| if b.worth() > a.worth() { b } else { a })
}

fn quarantine(view: &View<'_>) -> Option<Step> {
    let best = view.ranking.quarantine.first()?;
    let segment = view.case.inventory.segment_label(best.segment, MAX_CHARS);
    let what = format!("inspect laptops that return to {segment} before they connect,");
    let averted = tonight(view, &best.averted);
    let (at_once, due) = (best.averted.now.value, best.averted.due());
    Some(Step { what, averted, at_once, due, price: 0.0, switches_off: false })
}

fn pair(view: &View<'_>, held: &FxHashSet<HostId>) -> Option<Step> {
    let inventory = view.case.inventory;
    let kept = |door: &Door| match door {
        Door::Flow(flow) => {
            let key = inventory.flow(*flow).0;
            inventory.plan.keep.contains(key) || key.is_undescribed()
        }
        Door::Host(host) => held.contains(host),
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
    let averted = best.averted;
    Some(Step { what, averted, at_once: averted, due, price, switches_off: false })
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
        Door::Flow(flow) => ranking.flows.iter().find(|gain| gain.flow == flow)?.averted.due(),
        Door::Returns(segment) => {
            ranking.quarantine.iter().find(|gain| gain.segment == segment)?.averted.due()
        }
        Door::Host(host) => ranking.host_risk(ranking.find(host)?).averted.due(),
    }
}
