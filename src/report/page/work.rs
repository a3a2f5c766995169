//! The plan, action by action, and what it leaves.

use rustc_hash::FxHashMap;

use super::super::number::Rounded;
use super::super::plan::{self, line, table};
use super::super::{label, prose};
use super::Page;
use super::values::{Action, Name, Plan, Point, Remaining};
use crate::inventory::HostId;
use crate::plan::{Deed, Step};
use crate::source::sanitize;

/// Hosts that stay and are listed.
const MOST_REMAINING: usize = 20;
const MOST_OWNERS: usize = 5;
const MOST_CHARS: usize = 40;

pub(super) fn plan(page: &Page<'_>) -> Plan {
    let (found, options) = (page.plan.plan, page.plan.options);
    Plan {
        staff: options.staff,
        minutes_each: options.minutes_each,
        capacity: capacity(page),
        minutes: found.minutes,
        duration: plan::duration(found.minutes),
        actions: found.steps.iter().enumerate().map(|(i, step)| action(page, i + 1, step)).collect(),
        curve: curve(page),
        loss_floor: page.amount(found.loss_floor),
        remaining: found.remaining.iter().take(MOST_REMAINING).map(|one| remaining(page, one)).collect(),
        more_remaining: found.remaining.len().saturating_sub(MOST_REMAINING),
        method: plan::method(page.plan),
    }
}

/// Staff minutes there are.
pub(super) fn capacity(page: &Page<'_>) -> u64 {
    u64::from(page.plan.options.staff).saturating_mul(page.plan.options.minutes_each)
}

fn action(page: &Page<'_>, number: usize, step: &Step) -> Action {
    let mut owners = line::owners(page.plan, step);
    owners.truncate(MOST_OWNERS);
    let reboots: Vec<Option<bool>> = step.deeds.iter().map(|deed| line::reboot(page.plan, deed)).collect();
    let reboot = if reboots.contains(&Some(true)) { Some(true) } else { reboots.into_iter().reduce(Option::and).flatten() };
    Action {
        number,
        text: line::text(page.plan, step) + if step.must { " (must)" } else { "" },
        owners,
        minutes: step.minutes,
        start: format!("+{}:{:02}", step.start / 60, step.start % 60),
        reboot,
        averted: page.amount(step.averted),
        loss_left: page.amount(step.loss_left),
    }
}

fn curve(page: &Page<'_>) -> Vec<Point> {
    let point = |(used, left)| Point { minutes: used, loss_left: Rounded(left) };
    page.plan.plan.curve().into_iter().map(point).collect()
}

fn remaining(page: &Page<'_>, one: &crate::plan::Remaining) -> Remaining {
    let inventory = page.view().case.inventory;
    Remaining {
        host: Name { text: label::name(inventory, one.host, MOST_CHARS), full: sanitize::text(inventory.host(one.host).0).into_owned() },
        machines: one.machines,
        why: table::why_text(page.plan, one.host, one.why),
        loss: page.amount(one.loss),
    }
}

/// The numbers of the actions that do hosts.
pub(super) fn actions(page: &Page<'_>) -> FxHashMap<HostId, usize> {
    let mut actions = FxHashMap::default();
    for (i, step) in page.plan.plan.steps.iter().enumerate() {
        for deed in &step.deeds {
            if let Deed::Host { host, .. } = deed {
                actions.entry(*host).or_insert(i + 1);
            }
        }
    }
    actions
}

/// The names of hosts, the first few and how many more.
pub(super) fn listed(page: &Page<'_>, hosts: &[crate::inventory::HostId], most: usize) -> String {
    let inventory = page.view().case.inventory;
    prose::abridged(hosts.iter().map(|host| label::listed(inventory, *host)), most)
}
