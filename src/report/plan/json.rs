//! The plan as JSON, format `patchfirst/plan/1`. Keys may be added, never renamed.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Before, PlanView, line};
use crate::format::Rounded;
use crate::inventory::{FlowId, HostId};
use crate::plan::{Action as Deed, Event, Fact, PlannedAction, Remaining, Why};
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
    /// How the figures were computed: exact or sampled.
    method: &'static str,
    /// How many outcomes the plan was evaluated on.
    samples: u64,
    /// What the random numbers depend on.
    seed: u64,
    /// Who works when.
    shifts: Vec<Shift>,
    /// The most people who are there at one time.
    staff: u32,
    /// How many people the plan needs; never more than there are.
    people: u32,
    /// Whether to call people in, and what that rests on.
    verdict: Verdict,
    /// How little is enough: the least, the sensible amount, everything.
    offers: Vec<Offer>,
    /// What it takes to avert 80 % and 95 % of what can be averted, whatever the staff.
    needs: Vec<Need>,
    /// The same work in regular hours.
    regular: Regular,
    /// What coming in averts more than the same work in regular hours.
    gain: Rounded,
    /// The expected loss without any action.
    expected_loss: Rounded,
    /// The loss that the plan leaves.
    loss_left: Rounded,
    /// The loss that no plan gets below, with any number of people.
    loss_floor: Rounded,
    /// What the doors of the plan cost the business by the horizon, in points of value.
    doors_cost: Rounded,
    /// Staff minutes used.
    minutes: u64,
    /// Minutes from the start of the last shift that is needed until the last step is done.
    done_after: u64,
    /// The day of the last step; null if there is none.
    done_on: Option<String>,
    /// How many different plans were compared.
    plans_tried: u32,
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
    /// What would change the answer, and what to do then.
    standing_orders: Vec<StandingOrder>,
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
            shifts: plan.options.shifts.iter().map(Shift::new).collect(),
            staff: plan.options.staff(),
            people: found.people,
            verdict: Verdict::new(plan),
            offers: found.offers.iter().map(Offer::new).collect(),
            needs: found.needs.iter().map(Need::new).collect(),
            regular: Regular::new(&found.regular),
            gain: Rounded::new(found.verdict.gain),
            expected_loss: Rounded::new(found.loss_before),
            loss_left: Rounded::new(found.loss_left),
            loss_floor: Rounded::new(found.loss_floor),
            doors_cost: Rounded::new(found.price),
            minutes: found.minutes,
            done_after: found.done_after,
            done_on: found.done_on.map(|day| day.to_string()),
            plans_tried: found.tried,
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
            standing_orders: found.standing_orders.iter().map(|order| StandingOrder::new(plan, order)).collect(),
            what_if: plan.before.map(WhatIf::new),
        }
    }
}

/// A time at which people work on the plan. What they do is in force from the next day on.
#[derive(Debug, Serialize, JsonSchema)]
struct Shift {
    on: String,
    staff: u32,
    /// Minutes that each of them has.
    minutes_each: u64,
    /// Skills that are there; empty if anybody can do anything.
    who: Vec<String>,
}

impl Shift {
    fn new(shift: &crate::plan::Shift) -> Self {
        Self { on: shift.on.to_string(), staff: shift.staff, minutes_each: shift.minutes, who: shift.who.clone() }
    }
}

/// Whether to call people in.
#[derive(Debug, Serialize, JsonSchema)]
struct Verdict {
    /// in, wait, nothing or more-staff.
    call: &'static str,
    /// The answer in words.
    text: String,
    /// What coming in averts more than regular hours, as a share of the total value.
    share: Rounded,
    /// Without `costs`: from this share on it is worth it.
    threshold: Rounded,
    /// Whether code that exploits one of the advisories is public.
    code_public: bool,
    /// How many people it takes to avert 80 % of what can be averted; null if that is out of reach.
    people_needed: Option<u32>,
}

impl Verdict {
    fn new(plan: &PlanView<'_>) -> Self {
        let verdict = &plan.plan.verdict;
        Self {
            call: verdict.call.as_str(),
            text: super::answer(plan),
            share: Rounded::new(verdict.share),
            threshold: Rounded::new(verdict.threshold),
            code_public: verdict.code_public,
            people_needed: plan.plan.need().map(|need| need.people),
        }
    }
}

/// The first steps of the plan, offered as one.
#[derive(Debug, Serialize, JsonSchema)]
struct Offer {
    /// least, sensible or everything.
    name: &'static str,
    people: u32,
    /// Staff minutes.
    minutes: u64,
    /// The day of the last step; null if there is none.
    done_on: Option<String>,
    /// Minutes from the start of that shift.
    done_after: u64,
    averted: Rounded,
    /// The share of what can be averted at all.
    share: Rounded,
    left: Rounded,
    /// What its doors cost the business by the horizon, in points of value.
    doors_cost: Rounded,
    /// How many of the plan's actions, from the first.
    steps: usize,
}

impl Offer {
    fn new(offer: &crate::plan::Offer) -> Self {
        Self {
            name: offer.size.as_str(),
            people: offer.people,
            minutes: offer.minutes,
            done_on: offer.on.map(|day| day.to_string()),
            done_after: offer.done_after,
            averted: Rounded::new(offer.averted),
            share: Rounded::new(offer.share),
            left: Rounded::new(offer.left),
            doors_cost: Rounded::new(offer.price),
            steps: offer.steps,
        }
    }
}

/// What it takes to avert a share of what can be averted, whatever the staff.
#[derive(Debug, Serialize, JsonSchema)]
struct Need {
    share: Rounded,
    /// The fewest people who get there in the hours of the shifts.
    people: u32,
    minutes: u64,
}

impl Need {
    fn new(need: &crate::plan::Need) -> Self {
        Self { share: Rounded::new(need.share), people: need.people, minutes: need.minutes }
    }
}

/// The same work in regular hours.
#[derive(Debug, Serialize, JsonSchema)]
struct Regular {
    /// The first workday after the as-of day; null if the calendar has none.
    on: Option<String>,
    /// What it averts by the horizon.
    averted: Rounded,
    /// The day on which it is done; null if that is after the horizon.
    done_on: Option<String>,
}

impl Regular {
    fn new(regular: &crate::plan::Regular) -> Self {
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        Self { on: day(regular.on), averted: Rounded::new(regular.averted), done_on: day(regular.done) }
    }
}

/// What would change the answer, and what to do then.
#[derive(Debug, Serialize, JsonSchema)]
struct StandingOrder {
    /// What happens, in words.
    r#if: String,
    /// stage, infected, patched, not-patched, closed or open.
    event: &'static str,
    /// The advisory that an event is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    advisory: Option<String>,
    /// The stage that it reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    segment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow: Option<String>,
    /// The chance that it happens by the last day; null for what somebody has to find out.
    chance: Option<Rounded>,
    /// in, wait, nothing or more-staff.
    call: &'static str,
    /// How many people to call then.
    people: u32,
    /// The expected loss then, if nothing is done.
    expected_loss: Rounded,
    /// What the first actions avert then.
    averted: Rounded,
    /// What to do first.
    first: Vec<String>,
}

impl StandingOrder {
    fn new(plan: &PlanView<'_>, order: &crate::plan::StandingOrder) -> Self {
        let inventory = plan.view.case.inventory;
        let (mut advisory, mut stage, mut segment, mut host, mut flow) = (None, None, None, None, None);
        let event = match order.event {
            Event::Stage(id, reached) => {
                (advisory, stage) = (Some(plan.view.case.advisories.advisory_of(id).id.clone()), Some(reached.as_str()));
                "stage"
            }
            Event::Infected(id) => {
                segment = Some(inventory.segment(id).0.to_owned());
                "infected"
            }
            Event::Well(fact) | Event::Badly(fact) => {
                let well = matches!(order.event, Event::Well(_));
                match fact {
                    Fact::Host(id) => {
                        host = Some(inventory.host(id).0.to_owned());
                        if well { "patched" } else { "not-patched" }
                    }
                    Fact::Flow(id) => {
                        flow = Some(ends(plan, id));
                        if well { "closed" } else { "open" }
                    }
                }
            }
        };
        Self {
            r#if: super::order::condition(plan, order.event),
            event,
            advisory,
            stage,
            segment,
            host,
            flow,
            chance: order.chance.map(Rounded::new),
            call: order.call.as_str(),
            people: order.people,
            expected_loss: Rounded::new(order.loss),
            averted: Rounded::new(order.averted),
            first: order.first.iter().map(|action| line::action_text(plan, action)).collect(),
        }
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
    /// in, wait, nothing or more-staff.
    call: &'static str,
    people: u32,
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
            call: found.verdict.call.as_str(),
            people: found.people,
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
    /// The day of the shift; in force from the next day on.
    on: String,
    /// Who does it, from 1.
    person: u32,
    minutes: u64,
    /// Minutes from the start of the shift.
    start: u64,
    end: u64,
    /// Whether it was asked for with `--must`.
    must: bool,
    /// Loss averted, given the actions before it.
    averted: Rounded,
    loss_left: Rounded,
    /// Doors: what they cost the business by the horizon, in points of value.
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<Rounded>,
    /// Doors: the day from which they can be opened again; null once the hosts behind them are done.
    #[serde(skip_serializing_if = "Option::is_none")]
    lift: Option<Option<String>>,
}

impl Action {
    fn new(plan: &PlanView<'_>, step: &PlannedAction) -> Self {
        let is_door = step.actions.iter().all(|action| action.is_door());
        Self {
            deeds: step.actions.iter().map(|deed| DeedEntry::new(plan, deed)).collect(),
            group: step.group.map(|number| format!("g{number}")),
            on: step.on.to_string(),
            person: step.person,
            minutes: step.minutes,
            start: step.start,
            end: step.end,
            must: step.must,
            averted: Rounded::new(step.averted),
            loss_left: Rounded::new(step.loss_left),
            cost: is_door.then(|| Rounded::new(step.price)),
            lift: is_door.then(|| step.lift.map(|day| day.to_string())),
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
    /// What whoever does it has to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    who: Option<String>,
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
            Deed::Block(id) => (flow, cuts) = (Some(ends(plan, *id)), line::cuts(plan, *id).map(|ports| ports.to_texts())),
            Deed::Quarantine { segment: id, laptops } => {
                (segment, machines) = (Some(inventory.segment(*id).0.to_owned()), Some(*laptops));
            }
        }
        let (owner, who) = (line::owner(plan, deed), line::skill(plan, deed));
        let (minutes, reboot) = (line::minutes(plan, deed), line::reboot(plan, deed));
        Self { kind: deed.word(), host, machines, fix, owner, who, flow, cuts, segment, minutes, reboot }
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
    /// frozen, never, not-allowed, waits, no-time, no-gain, too-late, no-skill or nothing-to-do.
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
        Why::NoGain => "no-gain",
        Why::TooLate => "too-late",
        Why::NoSkill => "no-skill",
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
