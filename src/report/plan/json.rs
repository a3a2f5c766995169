//! The plan as JSON, format `patchfirst/plan/1`. Keys may be added, never renamed.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Before, PlanView, line};
use crate::format::Rounded;
use crate::inventory::{FlowId, HostId};
use crate::plan::{Call, Deed, Fact, Remaining, Step, Why};
use crate::report::words::flow;

/// The name of the format.
pub const SCHEMA: &str = "patchfirst/plan/1";

/// The whole report, with a line break at the end.
pub fn render(plan: &PlanView<'_>) -> String {
    crate::format::document(&Document::new(plan))
}

/// A plan. Keys may be added, never renamed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Document<'a> {
    /// The name of the format.
    #[schemars(extend("const" = "patchfirst/plan/1"))]
    schema: &'static str,
    /// The version of the tool.
    tool: &'static str,
    /// The day whose knowledge counts.
    as_of: String,
    /// Days until the next regular patch window.
    horizon_days: u32,
    /// expected or worst-case.
    mode: &'static str,
    /// How the figures were come by: exact or sampled.
    method: &'static str,
    /// How many outcomes the plan was evaluated on.
    samples: u64,
    /// What the random numbers depend on.
    seed: u64,
    /// How many people there are.
    staff: u32,
    /// Minutes that each of them has.
    minutes_each: u64,
    /// Whether to call them in.
    call_in: bool,
    /// The expected loss without any action.
    expected_loss: Rounded,
    /// The loss that the plan leaves.
    loss_left: Rounded,
    /// The loss that no plan gets below, with any number of people.
    loss_floor: Rounded,
    /// Only with `--on`: when people come in, and what that costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    later: Option<Later>,
    /// Staff minutes used.
    minutes: u64,
    /// Minutes from the start until the last action is done.
    done_after: u64,
    /// How many plans were worked out and compared.
    plans_tried: u32,
    /// Whether no single further action that fits averts anything.
    no_further_action: bool,
    /// Both sides in money, if the inventory has `costs`.
    money: Option<Money<'a>>,
    /// The most urgent decision among the hosts of the plan.
    decision: Option<&'static str>,
    /// What to do, in order.
    actions: Vec<Action>,
    /// The loss left after each action, from none on.
    curve: Vec<Point>,
    /// What waiting until some days risks.
    waiting: Vec<Waiting<'a>>,
    /// Hosts of `--must` that could not be done.
    not_done: Vec<NotDone<'a>>,
    /// Hosts that still lose something.
    remaining: Vec<Left<'a>>,
    /// Frozen hosts, with what that costs.
    frozen: Vec<Left<'a>>,
    /// Flows that the business needs, with what keeping them open costs.
    kept_open: Vec<Kept>,
    /// Unknown facts, the one that changes most first.
    find_out: Vec<FindOut>,
    /// Only under assumptions: what they are, and the plan without them.
    #[serde(skip_serializing_if = "Option::is_none")]
    what_if: Option<WhatIf<'a>>,
}

impl<'a> Document<'a> {
    fn new(plan: &PlanView<'a>) -> Self {
        let (view, found) = (&plan.view, plan.plan);
        let name = |host: HostId| view.case.inventory.host(host).0;
        Self {
            schema: SCHEMA,
            tool: env!("CARGO_PKG_VERSION"),
            as_of: view.case.threat.as_of.to_string(),
            horizon_days: view.case.threat.horizon_days,
            mode: view.ranking.mode.as_str(),
            method: view.ranking.method.as_str(),
            samples: found.samples,
            seed: view.ranking.seed,
            staff: plan.options.staff,
            minutes_each: plan.options.minutes_each,
            call_in: found.verdict.call == Call::In,
            expected_loss: Rounded::new(found.loss_before),
            loss_left: Rounded::new(found.loss_left),
            loss_floor: Rounded::new(found.loss_floor),
            later: plan.options.later.map(|later| Later::new(plan, &later)),
            minutes: found.minutes,
            done_after: found.done_after,
            plans_tried: found.tried,
            no_further_action: found.exhausted,
            money: found.verdict.money.as_ref().map(|money| Money {
                staff: Rounded::new(money.staff),
                averted: Rounded::new(money.averted),
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

/// Actions that are done on a later day; everything else in the document takes them for done today.
#[derive(Debug, Serialize, JsonSchema)]
struct Later {
    date: String,
    /// The loss to be expected until the evening before.
    risked_before: Rounded,
    /// The loss with the plan is at most this.
    loss_at_most: Rounded,
}

impl Later {
    fn new(plan: &PlanView<'_>, later: &crate::plan::Later) -> Self {
        let (risked_before, loss_at_most) = (Rounded::new(later.meantime), Rounded::new(plan.plan.loss_at_most()));
        Self { date: later.day.to_string(), risked_before, loss_at_most }
    }
}

/// The plan without the assumptions; everything else in the document is the one with them.
#[derive(Debug, Serialize, JsonSchema)]
struct WhatIf<'a> {
    /// In words.
    assumptions: &'a [String],
    /// The plan without them.
    before: BeforeEntry,
}

#[derive(Debug, Serialize, JsonSchema)]
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
            expected_loss: Rounded::new(found.loss_before),
            loss_left: Rounded::new(found.loss_left),
            loss_floor: Rounded::new(found.loss_floor),
            minutes: found.minutes,
            done_after: found.done_after,
            actions: found.steps.iter().map(|step| Action::new(before.plan, step)).collect(),
        };
        Self { assumptions: before.assumptions, before: entry }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
struct Money<'a> {
    staff: Rounded,
    averted: Rounded,
    currency: &'a str,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Action {
    /// Deeds that are chosen together.
    deeds: Vec<DeedEntry>,
    /// The group whose hosts these are.
    group: Option<String>,
    minutes: u64,
    /// Minutes from the start.
    start: u64,
    end: u64,
    /// Whether it was asked for with `--must`.
    must: bool,
    /// Loss averted, given the actions before it.
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
            averted: Rounded::new(step.averted),
            loss_left: Rounded::new(step.loss_left),
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
struct DeedEntry {
    /// patch, upgrade, isolate, block or quarantine.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    machines: Option<u32>,
    /// What is to be installed.
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
    /// Whether the host restarts; null if nobody knows.
    reboot: Option<bool>,
}

impl DeedEntry {
    fn new(plan: &PlanView<'_>, deed: &Deed) -> Self {
        let inventory = plan.view.case.inventory;
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
    flow::ends(plan.view.case.inventory, id)
}

/// What a flow allows or may allow; `None` if nobody knows anything of it.
fn ports(plan: &PlanView<'_>, id: FlowId) -> Option<Vec<String>> {
    match &plan.view.case.inventory.flow(id).1.ports {
        ports if ports.is_unknown() => None,
        ports => Some(ports.all().to_texts()),
    }
}

/// A flow that is kept open for the business, and what closing it would avert.
#[derive(Debug, Serialize, JsonSchema)]
struct Kept {
    flow: String,
    /// The ports that it allows; null if nobody knows.
    ports: Option<Vec<String>>,
    /// What closing it alone would avert before the plan.
    averted_before: Rounded,
    /// And after it.
    averted: Rounded,
}

impl Kept {
    fn new(plan: &PlanView<'_>, kept: &crate::plan::Kept) -> Self {
        let (before, averted) = (Rounded::new(kept.before), Rounded::new(kept.averted));
        Self { flow: ends(plan, kept.flow), ports: ports(plan, kept.flow), averted_before: before, averted }
    }
}

/// One point of the risk-removed curve.
#[derive(Debug, Serialize, JsonSchema)]
struct Point {
    minutes_used: u64,
    loss_left: Rounded,
}

fn curve(plan: &PlanView<'_>) -> Vec<Point> {
    let point = |(used, left)| Point { minutes_used: used, loss_left: Rounded::new(left) };
    plan.plan.curve().into_iter().map(point).collect()
}

#[derive(Debug, Serialize, JsonSchema)]
struct Waiting<'a> {
    until: &'a str,
    date: String,
    loss: Rounded,
    advisories: Vec<Course<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Course<'a> {
    id: &'a str,
    /// The probability that it runs code by then.
    p_code: Rounded,
    /// The probability that a worm uses it by then.
    p_worm: Rounded,
}

impl<'a> Waiting<'a> {
    fn new(waiting: &'a super::Waiting) -> Self {
        let course = |(id, code, worm): &'a (String, f64, f64)| Course { id, p_code: Rounded::new(*code), p_worm: Rounded::new(*worm) };
        Self {
            until: &waiting.name,
            date: waiting.day.to_string(),
            loss: Rounded::new(waiting.loss),
            advisories: waiting.stages.iter().map(course).collect(),
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
struct NotDone<'a> {
    host: &'a str,
    /// As in `remaining`.
    why: &'static str,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Left<'a> {
    host: &'a str,
    machines: u32,
    /// What would have to be done.
    needs: &'static str,
    /// frozen, never, not-allowed, waits, no-time or nothing-to-do.
    why: &'static str,
    loss: Rounded,
    /// What doing it would still avert.
    averted: Rounded,
}

impl<'a> Left<'a> {
    fn new(plan: &PlanView<'a>, one: &Remaining) -> Self {
        Self {
            host: plan.view.case.inventory.host(one.host).0,
            machines: one.machines,
            needs: one.kind.as_str(),
            why: why_word(one.why),
            loss: Rounded::new(one.loss),
            averted: Rounded::new(one.averted),
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

#[derive(Debug, Serialize, JsonSchema)]
struct FindOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow: Option<String>,
    /// The loss before a plan, if the fact turns out well.
    expected_loss: Rounded,
    /// The loss that a plan for that case leaves.
    loss_left: Rounded,
    minutes: u64,
    /// Actions that differ in such a plan.
    actions_changed: u32,
}

impl FindOut {
    fn new(plan: &PlanView<'_>, unknown: &crate::plan::Unknown) -> Self {
        let (host, flow) = match unknown.fact {
            Fact::Host(id) => (Some(plan.view.case.inventory.host(id).0.to_owned()), None),
            Fact::Flow(id) => (None, Some(ends(plan, id))),
        };
        Self {
            host,
            flow,
            expected_loss: Rounded::new(unknown.loss_before),
            loss_left: Rounded::new(unknown.loss_left),
            minutes: unknown.minutes,
            actions_changed: unknown.changed,
        }
    }
}
