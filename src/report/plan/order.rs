//! Standing orders in words: what would change the answer, and what to do then.

use super::{PlanView, line, people};
use crate::advisory::Stage;
use crate::plan::{Call, Event, Fact, StandingOrder};
use crate::report::words::{flow, number};
use crate::source::sanitize;

/// What happens: `code for MS04-007 comes out`.
pub(in crate::report) fn condition(plan: &PlanView<'_>, event: Event) -> String {
    let case = plan.view.case;
    let host = |id| sanitize::text(case.inventory.host(id).0).into_owned();
    match event {
        Event::Stage(advisory, stage) => {
            let id = sanitize::text(&case.advisories.advisory_of(advisory).id).into_owned();
            match stage {
                Stage::None => format!("{id} is published"),
                Stage::ProofOfConcept => format!("something that crashes hosts through {id} comes out"),
                Stage::Exploit => format!("code for {id} comes out"),
                Stage::Worm => format!("a worm or bots use {id}"),
            }
        }
        Event::Infected(segment) => format!("an infected laptop is found in {}", sanitize::text(case.inventory.segment(segment).0)),
        Event::Well(Fact::Host(id)) => format!("{} turns out to be patched", host(id)),
        Event::Badly(Fact::Host(id)) => format!("{} turns out not to be patched", host(id)),
        Event::Well(Fact::Flow(id)) => format!("{} turns out to let nothing more through than is known", flow::ends(case.inventory, id)),
        Event::Badly(Fact::Flow(id)) => format!("{} turns out to be open", flow::ends(case.inventory, id)),
    }
}

/// How likely it is by the last day that counts: `6.0 %`; nothing for what somebody has to find out.
pub(in crate::report) fn chance(order: &StandingOrder) -> String {
    order.chance.map_or(String::new(), number::percent)
}

/// What to do then: `call 2 people; first patch dc1: KB828028`.
pub(in crate::report) fn what(plan: &PlanView<'_>, order: &StandingOrder) -> String {
    let first = line::joined(plan, order.first.iter(), None);
    let first = if first.is_empty() { String::new() } else { format!(", first {first}") };
    match order.call {
        Call::In => format!("call {}{first}", people(order.people.max(1))),
        Call::MoreStaff => format!("call everybody there is{first}"),
        Call::Wait if first.is_empty() => "regular hours will do".to_owned(),
        Call::Wait => format!("regular hours will do{first}"),
        Call::Nothing => "nothing to do".to_owned(),
    }
}

/// All of it: `If code for MS04-007 comes out (6.0 %): call 2 people; first …`
pub(in crate::report) fn sentence(plan: &PlanView<'_>, order: &StandingOrder) -> String {
    let chance = order.chance.map_or(String::new(), |chance| format!(" ({})", number::percent(chance)));
    format!("if {}{chance}: {}.", condition(plan, order.event), what(plan, order))
}
