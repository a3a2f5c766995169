//! Actions of a plan as JSON, and the plan without assumptions.

use super::super::{Before, PlanView, line};
use super::ends;
use crate::format::Rounded;
use crate::format::plan::{Action, BeforeEntry, DeedEntry, WhatIf};
use crate::plan::{Action as Deed, PlannedAction};

impl<'a> WhatIf<'a> {
    pub(super) fn new(before: Before<'a>) -> Self {
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

impl Action {
    pub(super) fn new(plan: &PlanView<'_>, step: &PlannedAction) -> Self {
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
            cost: (is_door || step.price > 0.0).then(|| Rounded::new(step.price)),
            lift: is_door.then(|| step.lift.map(|day| day.to_string())),
        }
    }
}

impl DeedEntry {
    pub(super) fn new(plan: &PlanView<'_>, deed: &Deed) -> Self {
        let inventory = plan.view.case.inventory;
        let (mut host, mut machines, mut fix, mut flow, mut cuts, mut segment) =
            (None, None, None, None, None, None);
        match deed {
            Deed::Host { host: id, machines: number, .. } => {
                (host, machines, fix) = (
                    Some(inventory.host(*id).0.to_owned()),
                    Some(*number),
                    Some(line::how(plan, *id)),
                );
            }
            Deed::Block(id) => {
                (flow, cuts) =
                    (Some(ends(plan, *id)), line::cuts(plan, *id).map(|ports| ports.to_texts()))
            }
            Deed::Quarantine { segment: id, laptops } => {
                (segment, machines) = (Some(inventory.segment(*id).0.to_owned()), Some(*laptops));
            }
        }
        let (owner, who) = (line::owner(plan, deed), line::skill(plan, deed));
        let (minutes, reboot) = (line::minutes(plan, deed), line::reboot(plan, deed));
        Self {
            kind: deed.word(),
            host,
            machines,
            fix,
            owner,
            who,
            flow,
            cuts,
            segment,
            minutes,
            reboot,
        }
    }
}
