//! The plan without assumptions, beside the one with them.

use std::collections::{BTreeMap, BTreeSet};

use super::PlanView;
use crate::plan::{Action, PlannedAction};

/// The plan without the assumptions under which another one was made.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// The assumptions in words.
    pub assumptions: &'a [String],
    /// The plan without them.
    pub plan: &'a PlanView<'a>,
}

/// A deed of the plan without the assumptions, in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'a> {
    /// The number of its action, from 1.
    pub(super) action: usize,
    pub(super) step: &'a PlannedAction,
    pub(super) deed: &'a Action,
    /// Staff minutes used once it is done.
    pub(super) minutes_used: u64,
}

/// The deeds of the plan without the assumptions, by what they are done to.
pub(super) struct Beside<'a> {
    before: Before<'a>,
    places: BTreeMap<Name, Placed<'a>>,
}

impl<'a> Beside<'a> {
    /// `None` if nothing was assumed.
    pub(super) fn new(plan: &PlanView<'a>) -> Option<Self> {
        let before = plan.before?;
        let mut places = BTreeMap::new();
        let mut minutes_used = 0;
        for (i, step) in before.plan.plan.steps.iter().enumerate() {
            minutes_used += step.minutes;
            for deed in &step.actions {
                places.entry(name(before.plan, deed)).or_insert(Placed {
                    action: i + 1,
                    step,
                    deed,
                    minutes_used,
                });
            }
        }
        Some(Self { before, places })
    }

    /// Where the plan without the assumptions does the same, if it does. Parts of an entry count as
    /// the same.
    pub(super) fn find(&self, after: &PlanView<'_>, deed: &Action) -> Option<Placed<'a>> {
        self.places.get(&name(after, deed)).copied()
    }

    /// What only the plan without the assumptions does, in order.
    pub(super) fn only(&self, after: &PlanView<'_>) -> Vec<Placed<'a>> {
        let names: BTreeSet<Name> = after
            .plan
            .steps
            .iter()
            .flat_map(|step| &step.actions)
            .map(|deed| name(after, deed))
            .collect();
        let mut only: Vec<Placed<'a>> = self
            .places
            .iter()
            .filter(|(name, _)| !names.contains(name))
            .map(|(_, placed)| *placed)
            .collect();
        only.sort_by_key(|placed| placed.action);
        only
    }

    /// The plan without the assumptions.
    pub(super) fn before(&self) -> &Before<'a> {
        &self.before
    }
}

type Name = (&'static str, String);

/// What tells deeds apart in both inventories: an assumption may have added a flow.
fn name(plan: &PlanView<'_>, deed: &Action) -> Name {
    let inventory = plan.view.case.inventory;
    match deed {
        Action::Host { host, .. } => ("host", inventory.host(*host).0.to_owned()),
        Action::Block(id) => ("block", inventory.flow_name(*id)),
        Action::Quarantine { segment, .. } => {
            ("quarantine", inventory.segment(*segment).0.to_owned())
        }
    }
}
