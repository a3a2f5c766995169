//! Plans, `patchfirst/plan/1`. Keys may be added, never renamed.

use schemars::JsonSchema;
use serde::Serialize;

use super::number::Rounded;

/// The name of the format.
pub const SCHEMA: &str = "patchfirst/plan/1";

/// A plan. Keys may be added, never renamed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Plan<'a> {
    /// The name of the format.
    #[schemars(extend("const" = "patchfirst/plan/1"))]
    pub schema: &'static str,
    /// The version of the tool.
    pub tool: &'static str,
    /// The day whose knowledge counts.
    pub as_of: String,
    /// Days until the next regular patch window.
    pub horizon_days: u32,
    /// expected or worst-case.
    pub mode: &'static str,
    /// exact or sampled.
    pub method: &'static str,
    /// How many outcomes the plan was evaluated on.
    pub samples: u64,
    /// What the random numbers depend on.
    pub seed: u64,
    /// Who works when.
    pub shifts: Vec<Shift>,
    /// The most people who are there at one time.
    pub staff: u32,
    /// How many people the plan needs; never more than there are.
    pub people: u32,
    /// Whether to call people in, and what that rests on.
    pub verdict: Verdict,
    /// How little is enough: the least, the sensible amount, everything.
    pub offers: Vec<Offer>,
    /// What it takes to avert 80 % and 95 % of what can be averted, whatever the staff.
    pub needs: Vec<Need>,
    /// The same work in regular hours.
    pub regular: Regular,
    /// What coming in averts more than the same work in regular hours.
    pub gain: Rounded,
    /// The expected loss without any action.
    pub expected_loss: Rounded,
    /// The loss that the plan leaves.
    pub loss_left: Rounded,
    /// The loss that no plan gets below, with any number of people.
    pub loss_floor: Rounded,
    /// What the doors of the plan cost the business by the horizon, in points of value.
    pub doors_cost: Rounded,
    /// Staff minutes used.
    pub minutes: u64,
    /// Minutes from the start of the last shift that is needed until the last step is done.
    pub done_after: u64,
    /// The day of the last step; null if there is none.
    pub done_on: Option<String>,
    /// How many different plans were compared.
    pub plans_tried: u32,
    /// Both sides in money, if the inventory has `costs`.
    pub money: Option<Money<'a>>,
    /// The most urgent decision among the hosts, whatever the plan does about them.
    pub decision: Option<&'static str>,
    /// What to do, in order.
    pub actions: Vec<Action>,
    /// The loss left after each action, from none on.
    pub curve: Vec<Point>,
    /// What waiting until some days risks.
    pub waiting: Vec<Waiting<'a>>,
    /// Hosts of `--must` that could not be done.
    pub not_done: Vec<NotDone<'a>>,
    /// Hosts that still lose something.
    pub remaining: Vec<Left<'a>>,
    /// Frozen hosts, with what that costs.
    pub frozen: Vec<Left<'a>>,
    /// Flows that the business needs, with what keeping them open costs.
    pub kept_open: Vec<Kept>,
    /// Unknown facts, the one that changes most first.
    pub find_out: Vec<FindOut>,
    /// What would change the answer, and what to do then; nothing with a chance of less than 0.1 %.
    pub standing_orders: Vec<StandingOrder>,
    /// Only under assumptions: what they are, and the plan without them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what_if: Option<WhatIf<'a>>,
}

/// A time at which people work on the plan. What they do is in force from the next day on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Shift {
    /// The day.
    pub on: String,
    /// How many people are there.
    pub staff: u32,
    /// Minutes that each of them has.
    pub minutes_each: u64,
    /// Skills that are there; empty if anybody can do anything.
    pub who: Vec<String>,
    /// Whether it is in regular hours, in which some hosts must not restart.
    pub regular: bool,
}

/// Whether to call people in.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Verdict {
    /// in, wait, regular, nothing or more-staff.
    pub call: &'static str,
    /// The answer in words.
    pub text: String,
    /// What coming in averts more than regular hours, as a share of the total value.
    pub share: Rounded,
    /// Without `costs`: from this share on it is worth it.
    pub threshold: Rounded,
    /// Whether code that exploits one of the advisories is public.
    pub code_public: bool,
    /// How many people it takes to avert 80 % of what can be averted; null if that is out of reach.
    pub people_needed: Option<u32>,
}

/// The first steps of the plan, offered as one.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Offer {
    /// least, sensible or everything.
    pub name: &'static str,
    /// How many people it takes.
    pub people: u32,
    /// Staff minutes.
    pub minutes: u64,
    /// The day of the last step; null if there is none.
    pub done_on: Option<String>,
    /// Minutes from the start of that shift.
    pub done_after: u64,
    /// Loss averted, in points of value.
    pub averted: Rounded,
    /// The share of what can be averted at all.
    pub share: Rounded,
    /// Loss that is left.
    pub left: Rounded,
    /// What its doors cost the business by the horizon, in points of value.
    pub doors_cost: Rounded,
    /// How many of the plan's actions, from the first.
    pub steps: usize,
}

/// What it takes to avert a share of what can be averted, whatever the staff.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Need {
    /// The share of what can be averted, from 0 to 1.
    pub share: Rounded,
    /// The fewest people who get there in the hours of the shifts.
    pub people: u32,
    /// Staff minutes.
    pub minutes: u64,
}

/// The same work in regular hours.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Regular {
    /// The first workday after the as-of day; null if the calendar has none.
    pub on: Option<String>,
    /// What it averts by the horizon.
    pub averted: Rounded,
    /// The day on which it is done; null if that is after the horizon.
    pub done_on: Option<String>,
    /// Machines of the plan that must not restart in regular hours: they are not part of this.
    pub barred: u32,
}

/// What would change the answer, and what to do then.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StandingOrder {
    /// What happens, in words.
    pub r#if: String,
    /// stage, infected, patched, not-patched, closed or open.
    pub event: &'static str,
    /// The advisory that an event is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advisory: Option<String>,
    /// The stage that it reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<&'static str>,
    /// The segment that an event is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// The host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The flow, `A -> B`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
    /// The chance that it happens by the last day; null for what somebody has to find out.
    pub chance: Option<Rounded>,
    /// Whether the answer is another one then: to call people in or not, or more of them.
    pub changes: bool,
    /// in, wait, regular, nothing or more-staff.
    pub call: &'static str,
    /// How many people to call then.
    pub people: u32,
    /// The expected loss then, if nothing is done.
    pub expected_loss: Rounded,
    /// What the first actions avert then.
    pub averted: Rounded,
    /// What to do first.
    pub first: Vec<String>,
}

/// The plan without the assumptions; everything else in the document is the one with them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WhatIf<'a> {
    /// In words.
    pub assumptions: &'a [String],
    /// The plan without them.
    pub before: BeforeEntry,
}

/// The plan without the assumptions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BeforeEntry {
    /// in, wait, regular, nothing or more-staff.
    pub call: &'static str,
    /// How many people it needs.
    pub people: u32,
    /// The expected loss without any action.
    pub expected_loss: Rounded,
    /// The loss that it leaves.
    pub loss_left: Rounded,
    /// The loss that no plan gets below.
    pub loss_floor: Rounded,
    /// Staff minutes used.
    pub minutes: u64,
    /// Minutes from the start of the last shift that is needed until the last step is done.
    pub done_after: u64,
    /// What to do, in order.
    pub actions: Vec<Action>,
}

/// Both sides in money.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Money<'a> {
    /// What the staff costs.
    pub staff: Rounded,
    /// What the averted loss is worth.
    pub averted: Rounded,
    /// What doors cost the business more than they would in regular hours: they are closed for
    /// longer.
    pub doors: Rounded,
    /// The currency, as the inventory names it.
    pub currency: &'a str,
}

/// A step of the plan.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Action {
    /// Deeds that are chosen together.
    pub deeds: Vec<DeedEntry>,
    /// The group whose hosts these are.
    pub group: Option<String>,
    /// The day of the shift; in force from the next day on.
    pub on: String,
    /// Who does it, from 1.
    pub person: u32,
    /// Staff minutes.
    pub minutes: u64,
    /// Minutes from the start of the shift.
    pub start: u64,
    /// Minutes from the start of the shift until it is done.
    pub end: u64,
    /// Whether it was asked for with `--must`.
    pub must: bool,
    /// Loss averted, given the actions before it.
    pub averted: Rounded,
    /// Loss left after it.
    pub loss_left: Rounded,
    /// Doors, and hosts that are taken off the network: what that costs the business by the
    /// horizon, in points of value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Rounded>,
    /// Doors: the day from which they can be opened again; null once the hosts behind them are
    /// done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lift: Option<Option<String>>,
}

/// One piece of work.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DeedEntry {
    /// patch, upgrade, isolate, rebuild, block or quarantine.
    pub kind: &'static str,
    /// The host that is worked on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// How many machines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub machines: Option<u32>,
    /// What is to be installed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// Whose they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What whoever does it has to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// The flow that is blocked, `A -> B`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
    /// The ports that are closed by it; left out if they are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cuts: Option<Vec<String>>,
    /// The segment that is quarantined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Staff minutes.
    pub minutes: u64,
    /// Whether the host restarts; null if that is not known.
    pub reboot: Option<bool>,
}

/// A flow that is kept open for the business, and what closing it would avert.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Kept {
    /// The flow, `A -> B`.
    pub flow: String,
    /// The ports that it allows; null if that is not known.
    pub ports: Option<Vec<String>>,
    /// What closing it alone would avert before the plan.
    pub averted_before: Rounded,
    /// And after it.
    pub averted: Rounded,
}

/// One point of the risk-removed curve.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Point {
    /// Staff minutes used until then.
    pub minutes_used: u64,
    /// Loss left then.
    pub loss_left: Rounded,
}

/// What waiting until a day risks.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Waiting<'a> {
    /// The name of the day, such as `tomorrow`.
    pub until: &'a str,
    /// Its date.
    pub date: String,
    /// The loss expected until then, if nothing is done.
    pub loss: Rounded,
    /// How far attacks may have come by then.
    pub advisories: Vec<Course<'a>>,
}

/// How far attacks on an advisory may have come.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Course<'a> {
    /// Its name.
    pub id: &'a str,
    /// The probability that it runs code by then.
    pub p_code: Rounded,
    /// The probability that a worm uses it by then.
    pub p_worm: Rounded,
}

/// A host of `--must` that could not be done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NotDone<'a> {
    /// Its name.
    pub host: &'a str,
    /// As in `remaining`.
    pub why: &'static str,
}

/// A host that still loses something.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Left<'a> {
    /// Its name.
    pub host: &'a str,
    /// How many machines.
    pub machines: u32,
    /// What would have to be done.
    pub needs: &'static str,
    /// frozen, never, not-allowed, kept, waits, no-time, no-gain, too-late, no-skill,
    /// regular-hours, too-long, not-worth-it, done-late or nothing-to-do.
    pub why: &'static str,
    /// The loss expected there after the plan.
    pub loss: Rounded,
    /// What doing it would still avert.
    pub averted: Rounded,
}

/// A fact that is not known yet, and what it would change.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FindOut {
    /// The host without evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The flow whose ports are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
    /// The loss before a plan, if the fact turns out well.
    pub expected_loss: Rounded,
    /// The loss that a plan for that case leaves.
    pub loss_left: Rounded,
    /// Staff minutes of that plan.
    pub minutes: u64,
    /// Actions that differ in such a plan.
    pub actions_changed: u32,
}
