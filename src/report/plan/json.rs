//! The plan as JSON, format `patchfirst/plan/1`. Keys may be added, never renamed.

use serde::Serialize;

use super::super::number::Rounded;
use super::super::{flow, json};
use super::{Before, PlanView, line};
use crate::inventory::{FlowId, FlowPorts, HostId};
use crate::plan::{Call, Deed, Fact, Remaining, Step, Why};

/// The name of the format.
pub const SCHEMA: &str = "patchfirst/plan/1";

/// The whole report, with a line break at the end.
pub fn render(plan: &PlanView<'_>) -> String {
    json::document(&Document::new(plan))
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    tool: &'static str,
    as_of: String,
    horizon_days: u32,
    mode: &'static str,
    method: &'static str,
    samples: u64,
    seed: u64,
    staff: u32,
    minutes_each: u64,
    call_in: bool,
    expected_loss: Rounded,
    loss_left: Rounded,
    loss_floor: Rounded,
    minutes: u64,
    done_after: u64,
    plans_tried: u32,
    no_further_action: bool,
    money: Option<Money<'a>>,
    decision: Option<&'static str>,
    actions: Vec<Action>,
    curve: Vec<Point>,
    waiting: Vec<Waiting<'a>>,
    not_done: Vec<NotDone<'a>>,
    remaining: Vec<Left<'a>>,
    frozen: Vec<Left<'a>>,
    kept_open: Vec<Kept>,
    find_out: Vec<FindOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what_if: Option<WhatIf<'a>>,
}

impl<'a> Document<'a> {
    fn new(plan: &PlanView<'a>) -> Self {
        let (view, found) = (&plan.view, plan.plan);
        let name = |host: HostId| view.subject.inventory.host(host).0;
        Self {
            schema: SCHEMA,
            tool: env!("CARGO_PKG_VERSION"),
            as_of: view.subject.threat.as_of.to_string(),
            horizon_days: view.subject.threat.horizon_days,
            mode: view.ranking.mode.as_str(),
            method: view.ranking.method.as_str(),
            samples: found.samples,
            seed: view.ranking.seed,
            staff: plan.options.staff,
            minutes_each: plan.options.minutes_each,
            call_in: found.verdict.call == Call::In,
            expected_loss: Rounded(found.loss_before),
            loss_left: Rounded(found.loss_left),
            loss_floor: Rounded(found.loss_floor),
            minutes: found.minutes,
            done_after: found.done_after,
            plans_tried: found.tried,
            no_further_action: found.exhausted,
            money: found.verdict.money.as_ref().map(|money| Money {
                staff: Rounded(money.staff),
                averted: Rounded(money.averted),
                currency: &money.currency,
            }),
            decision: found.verdict.decision.map(crate::ranking::Decision::as_str),
            actions: found.steps.iter().map(|step| Action::new(plan, step)).collect(),
            curve: curve(plan),
            waiting: plan.waiting.iter().map(Waiting::new).collect(),
            not_done: found.unmet.iter().map(|(host, why)| NotDone { host: name(*host), why: why_word(*why) }).collect(),
            remaining: found.remaining.iter().map(|one| Left::new(plan, one)).collect(),
            frozen: found.frozen.iter().map(|one| Left::new(plan, one)).collect(),
            kept_open: found.kept.iter().map(|kept| Kept::new(plan, kept)).collect(),
            find_out: found.unknowns.iter().map(|unknown| FindOut::new(plan, unknown)).collect(),
            what_if: plan.before.map(WhatIf::new),
        }
    }
}

/// The plan without the assumptions; everything else in the document is the one with them.
#[derive(Serialize)]
struct WhatIf<'a> {
    assumptions: &'a [String],
    before: BeforeEntry,
}

#[derive(Serialize)]
struct BeforeEntry {
    call_in: bool,
    expected_loss: Rounded,
    loss_left: Rounded,
    loss_floor: Rounded,
    minutes: u64,
    done_after: u64,
    actions: Vec<Action>,
}

impl<'a> WhatIf<'a> {
    fn new(before: Before<'a>) -> Self {
        let found = before.plan.plan;
        let entry = BeforeEntry {
            call_in: found.verdict.call == Call::In,
            expected_loss: Rounded(found.loss_before),
            loss_left: Rounded(found.loss_left),
            loss_floor: Rounded(found.loss_floor),
            minutes: found.minutes,
            done_after: found.done_after,
            actions: found.steps.iter().map(|step| Action::new(before.plan, step)).collect(),
        };
        Self { assumptions: before.assumptions, before: entry }
    }
}

#[derive(Serialize)]
struct Money<'a> {
    staff: Rounded,
    averted: Rounded,
    currency: &'a str,
}

#[derive(Serialize)]
struct Action {
    deeds: Vec<DeedEntry>,
    group: Option<String>,
    minutes: u64,
    start: u64,
    end: u64,
    must: bool,
    averted: Rounded,
    loss_left: Rounded,
}

impl Action {
    fn new(plan: &PlanView<'_>, step: &Step) -> Self {
        Self {
            deeds: step.deeds.iter().map(|deed| DeedEntry::new(plan, deed)).collect(),
            group: step.group.map(|number| format!("g{number}")),
            minutes: step.minutes,
            start: step.start,
            end: step.end,
            must: step.must,
            averted: Rounded(step.averted),
            loss_left: Rounded(step.loss_left),
        }
    }
}

#[derive(Serialize)]
struct DeedEntry {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    machines: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow: Option<String>,
    /// The ports that nobody gets through to any more; not there if nobody knows them.
    #[serde(skip_serializing_if = "Option::is_none")]
    cuts: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    segment: Option<String>,
    minutes: u64,
    reboot: Option<bool>,
}

impl DeedEntry {
    fn new(plan: &PlanView<'_>, deed: &Deed) -> Self {
        let inventory = plan.view.subject.inventory;
        let (mut host, mut machines, mut fix, mut flow, mut cuts, mut segment) = (None, None, None, None, None, None);
        match deed {
            Deed::Host { host: id, machines: number, .. } => {
                (host, machines, fix) = (Some(inventory.host(*id).0.to_owned()), Some(*number), Some(line::how(plan, *id)));
            }
            Deed::Block(id) => (flow, cuts) = (Some(ends(plan, *id)), ports(plan, *id)),
            Deed::Quarantine(id) => segment = Some(inventory.segment(*id).0.to_owned()),
        }
        let (owner, minutes, reboot) = (line::owner(plan, deed), line::minutes(plan, deed), line::reboot(plan, deed));
        Self { kind: deed.word(), host, machines, fix, owner, flow, cuts, segment, minutes, reboot }
    }
}

fn ends(plan: &PlanView<'_>, id: FlowId) -> String {
    flow::ends(plan.view.subject.inventory, id)
}

/// What a flow allows; `None` if nobody knows.
fn ports(plan: &PlanView<'_>, id: FlowId) -> Option<Vec<String>> {
    match &plan.view.subject.inventory.flow(id).1.ports {
        FlowPorts::Known(ports) => Some(ports.to_texts()),
        FlowPorts::Unknown => None,
    }
}

/// A flow that is kept open for the business, and what closing it would avert.
#[derive(Serialize)]
struct Kept {
    flow: String,
    ports: Option<Vec<String>>,
    averted_before: Rounded,
    averted: Rounded,
}

impl Kept {
    fn new(plan: &PlanView<'_>, kept: &crate::plan::Kept) -> Self {
        let (before, averted) = (Rounded(kept.before), Rounded(kept.averted));
        Self { flow: ends(plan, kept.flow), ports: ports(plan, kept.flow), averted_before: before, averted }
    }
}

/// One point of the risk-removed curve.
#[derive(Serialize)]
struct Point {
    minutes_used: u64,
    loss_left: Rounded,
}

fn curve(plan: &PlanView<'_>) -> Vec<Point> {
    let mut used = 0;
    let start = Point { minutes_used: 0, loss_left: Rounded(plan.plan.loss_before) };
    let points = plan.plan.steps.iter().map(|step| {
        used += step.minutes;
        Point { minutes_used: used, loss_left: Rounded(step.loss_left) }
    });
    std::iter::once(start).chain(points).collect()
}

#[derive(Serialize)]
struct Waiting<'a> {
    until: &'a str,
    date: String,
    loss: Rounded,
    advisories: Vec<Course<'a>>,
}

#[derive(Serialize)]
struct Course<'a> {
    id: &'a str,
    p_code: Rounded,
    p_worm: Rounded,
}

impl<'a> Waiting<'a> {
    fn new(waiting: &'a super::Waiting) -> Self {
        let course = |(id, code, worm): &'a (String, f64, f64)| Course { id, p_code: Rounded(*code), p_worm: Rounded(*worm) };
        Self {
            until: &waiting.name,
            date: waiting.day.to_string(),
            loss: Rounded(waiting.loss),
            advisories: waiting.stages.iter().map(course).collect(),
        }
    }
}

#[derive(Serialize)]
struct NotDone<'a> {
    host: &'a str,
    why: &'static str,
}

#[derive(Serialize)]
struct Left<'a> {
    host: &'a str,
    machines: u32,
    needs: &'static str,
    why: &'static str,
    loss: Rounded,
    averted: Rounded,
}

impl<'a> Left<'a> {
    fn new(plan: &PlanView<'a>, one: &Remaining) -> Self {
        Self {
            host: plan.view.subject.inventory.host(one.host).0,
            machines: one.machines,
            needs: one.kind.as_str(),
            why: why_word(one.why),
            loss: Rounded(one.loss),
            averted: Rounded(one.averted),
        }
    }
}

fn why_word(why: Why) -> &'static str {
    match why {
        Why::Frozen => "frozen",
        Why::Never => "never",
        Why::NotAllowed(_) => "not-allowed",
        Why::After(_) => "waits",
        Why::NoTime => "no-time",
        Why::NothingToDo => "nothing-to-do",
    }
}

#[derive(Serialize)]
struct FindOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow: Option<String>,
    expected_loss: Rounded,
    loss_left: Rounded,
    minutes: u64,
    actions_changed: u32,
}

impl FindOut {
    fn new(plan: &PlanView<'_>, unknown: &crate::plan::Unknown) -> Self {
        let (host, flow) = match unknown.fact {
            Fact::Host(id) => (Some(plan.view.subject.inventory.host(id).0.to_owned()), None),
            Fact::Flow(id) => (None, Some(ends(plan, id))),
        };
        Self {
            host,
            flow,
            expected_loss: Rounded(unknown.loss_before),
            loss_left: Rounded(unknown.loss_left),
            minutes: unknown.minutes,
            actions_changed: unknown.changed,
        }
    }
}
