//! The plan, action by action, and what it leaves.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::plan::{self, line, table};
use super::amount::Amount;
use super::head::{self, Day};
use super::name::Name;
use super::subject::ManagementReport;
use crate::format::Rounded;
use crate::inventory::HostId;
use crate::plan::{Action as Deed, PlannedAction};
use crate::report::words::{label, prose};
use crate::source::sanitize;

/// The plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Plan {
    /// How many people.
    pub staff: u32,
    /// Minutes that each of them has.
    pub minutes_each: u64,
    /// Staff minutes there are.
    pub capacity: u64,
    /// Staff minutes used.
    pub minutes: u64,
    /// The same in words.
    pub duration: String,
    /// The actions in order.
    pub actions: Vec<Action>,
    /// Loss left over staff minutes used, from nothing done to everything done.
    pub curve: Vec<Point>,
    /// The loss that would be left if everything that may be done were done.
    pub loss_floor: Amount,
    /// Hosts that are not done and still lose something, most first; at most twenty.
    pub remaining: Vec<Remaining>,
    /// How many more there are.
    pub more_remaining: usize,
    /// What the method guarantees, and what it does not.
    pub method: String,
}

/// One action of the plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Action {
    /// From 1.
    pub number: usize,
    /// What is done.
    pub text: String,
    /// Who is responsible for the hosts; empty if no owner is named.
    pub owners: Vec<String>,
    /// Staff minutes.
    pub minutes: u64,
    /// The day of its shift.
    pub on: Day,
    /// When it begins, in hours and minutes from the start of the shift.
    pub start: String,
    /// The day from which it is in force.
    pub in_force: Day,
    /// Whether a host restarts, if known.
    pub reboot: Option<bool>,
    /// Loss averted, given the actions before it.
    pub averted: Amount,
    /// The loss that is left after it.
    pub loss_left: Amount,
}

/// A point of the risk-removed curve.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Point {
    /// Staff minutes used.
    pub minutes: u64,
    /// The loss that is left.
    pub loss_left: Rounded,
}

/// A host that stays as it is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Remaining {
    /// The host.
    pub host: Name,
    /// How many machines.
    pub machines: u32,
    /// Why.
    pub why: String,
    /// Expected loss with it after the plan.
    pub loss: Amount,
}

/// Hosts that stay and are listed.
const MAX_REMAINING: usize = 20;
const MAX_OWNERS: usize = 5;
const MAX_CHARS: usize = 40;

pub(super) fn plan(report: &ManagementReport<'_>) -> Plan {
    let (found, options) = (report.plan.plan, report.plan.options);
    Plan {
        staff: options.staff(),
        minutes_each: options.minutes_each(),
        capacity: capacity(report),
        minutes: found.minutes,
        duration: plan::duration(found.minutes),
        actions: found
            .steps
            .iter()
            .enumerate()
            .map(|(i, step)| action(report, i + 1, step))
            .collect(),
        curve: curve(report),
        loss_floor: report.amount(found.loss_floor),
        remaining: found
            .remaining
            .iter()
            .take(MAX_REMAINING)
            .map(|one| remaining(report, one))
            .collect(),
        more_remaining: found.remaining.len().saturating_sub(MAX_REMAINING),
        method: plan::method(report.plan),
    }
}

/// Staff minutes there are.
pub(super) fn capacity(report: &ManagementReport<'_>) -> u64 {
    report.plan.options.capacity()
}

fn action(report: &ManagementReport<'_>, number: usize, step: &PlannedAction) -> Action {
    let threat = report.view().case.threat;
    let mut owners = line::owners(report.plan, step);
    owners.truncate(MAX_OWNERS);
    let reboots: Vec<Option<bool>> =
        step.actions.iter().map(|deed| line::reboot(report.plan, deed)).collect();
    let reboot = if reboots.contains(&Some(true)) {
        Some(true)
    } else {
        reboots.into_iter().reduce(Option::and).flatten()
    };
    Action {
        number,
        text: line::text(report.plan, step) + if step.must { " (must)" } else { "" },
        owners,
        minutes: step.minutes,
        on: head::day(step.on),
        start: format!("+{}:{:02}", step.start / 60, step.start % 60),
        in_force: head::day(threat.date(step.in_force)),
        reboot,
        averted: report.amount(step.averted),
        loss_left: report.amount(step.loss_left),
    }
}

fn curve(report: &ManagementReport<'_>) -> Vec<Point> {
    let point = |(used, left)| Point { minutes: used, loss_left: Rounded::new(left) };
    report.plan.plan.curve().into_iter().map(point).collect()
}

fn remaining(report: &ManagementReport<'_>, one: &crate::plan::Remaining) -> Remaining {
    let inventory = report.view().case.inventory;
    Remaining {
        host: Name {
            text: label::name(inventory, one.host, MAX_CHARS),
            full: sanitize::text(inventory.host(one.host).0).into_owned(),
        },
        machines: one.machines,
        why: table::why_text(report.plan, one.host, one.why),
        loss: report.amount(one.loss),
    }
}

/// The numbers of the actions that do hosts.
pub(super) fn actions(report: &ManagementReport<'_>) -> FxHashMap<HostId, usize> {
    let mut actions = FxHashMap::default();
    for (i, step) in report.plan.plan.steps.iter().enumerate() {
        for deed in &step.actions {
            if let Deed::Host { host, .. } = deed {
                actions.entry(*host).or_insert(i + 1);
            }
        }
    }
    actions
}

/// The names of hosts, the first few and how many more.
pub(super) fn listed(
    report: &ManagementReport<'_>,
    hosts: &[crate::inventory::HostId],
    most: usize,
) -> String {
    let inventory = report.view().case.inventory;
    prose::abridged(hosts.iter().map(|host| label::listed(inventory, *host)), most)
}
