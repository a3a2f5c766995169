//! Standing orders as JSON.

use super::super::{PlanView, line, order};
use super::ends;
use crate::format::Rounded;
use crate::format::plan::StandingOrder;
use crate::plan::{Event, Fact};

impl StandingOrder {
    pub(super) fn new(plan: &PlanView<'_>, found: &crate::plan::StandingOrder) -> Self {
        let inventory = plan.view.case.inventory;
        let (mut advisory, mut stage, mut segment, mut host, mut flow) =
            (None, None, None, None, None);
        let event = match found.event {
            Event::Stage(id, reached) => {
                (advisory, stage) = (
                    Some(plan.view.case.advisories.advisory_of(id).id.clone()),
                    Some(reached.as_str()),
                );
                "stage"
            }
            Event::Infected(id) => {
                segment = Some(inventory.segment(id).0.to_owned());
                "infected"
            }
            Event::Well(fact) | Event::Badly(fact) => {
                let well = matches!(found.event, Event::Well(_));
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
            r#if: order::condition(plan, found.event),
            event,
            advisory,
            stage,
            segment,
            host,
            flow,
            chance: found.chance.map(Rounded::new),
            changes: found.changes,
            call: found.call.as_str(),
            people: found.people,
            expected_loss: Rounded::new(found.loss),
            averted: Rounded::new(found.averted),
            first: found.first.iter().map(|action| line::action_text(plan, action)).collect(),
        }
    }
}
