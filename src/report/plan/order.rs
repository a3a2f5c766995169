//! Standing orders in words: what would change the answer, and what to do then.

use std::collections::BTreeSet;

use super::later::Later;
use super::{PlanView, line, people};
use crate::advisory::Stage;
use crate::plan::{Call, Event, Fact, StandingOrder};
use crate::report::words::{number, prose};
use crate::source::sanitize;

/// What averts a smaller share of the loss than this comes too late.
const TOO_LATE: f64 = 0.05;
/// Advisories that are named in one condition.
const MAX_IDS: usize = 12;

/// Orders that say the same of several advisories, or of laptops of several segments.
pub(in crate::report) struct Row<'p> {
    pub(in crate::report) orders: Vec<&'p StandingOrder>,
}

impl Row<'_> {
    /// What happens: `code for MS05-039, MS05-043 comes out`.
    pub(in crate::report) fn condition(&self, plan: &PlanView<'_>) -> String {
        let named = |name: fn(&PlanView<'_>, Event) -> String| {
            prose::abridged(self.orders.iter().map(|order| name(plan, order.event)), MAX_IDS)
        };
        match self.orders[0].event {
            Event::Stage(_, stage) => staged(&named(subject), stage),
            Event::Infected(_) => infected(&named(subject)),
            event => condition(plan, event),
        }
    }

    /// How likely each of it is.
    pub(in crate::report) fn chance(&self) -> String {
        let chances: BTreeSet<String> = self.orders.iter().map(|order| chance(order)).collect();
        let most = self
            .orders
            .iter()
            .max_by(|a, b| a.chance.unwrap_or(0.0).total_cmp(&b.chance.unwrap_or(0.0)));
        let most = most.map_or(String::new(), |order| chance(order));
        match (self.orders.len(), chances.len()) {
            (1, _) => most,
            (_, 1) => format!("{most} each"),
            _ => format!("up to {most} each"),
        }
    }

    /// The most that is at stake.
    pub(in crate::report) fn loss(&self) -> f64 {
        self.orders.iter().map(|order| order.loss).fold(0.0, f64::max)
    }

    /// The least that is averted.
    pub(in crate::report) fn averted(&self) -> f64 {
        self.orders.iter().map(|order| order.averted).fold(f64::INFINITY, f64::min)
    }
}

/// The orders that change the answer, and those that leave it as it is; what says the same of
/// several advisories is one.
pub(in crate::report) fn rows<'p>(plan: &PlanView<'p>) -> (Vec<Row<'p>>, Vec<Row<'p>>) {
    let mut rows: Vec<(String, Row<'p>)> = Vec::new();
    for order in &plan.plan.standing_orders {
        let says = match order.event {
            Event::Stage(_, stage) if !order.changes => stage.as_str().to_owned(),
            Event::Stage(_, stage) => format!("{} {}", stage.as_str(), what(plan, order)),
            Event::Infected(_) => format!("infected {}", what(plan, order)),
            event => condition(plan, event),
        };
        match rows
            .iter_mut()
            .find(|(known, row)| *known == says && row.orders[0].changes == order.changes)
        {
            Some((_, row)) => row.orders.push(order),
            None => rows.push((says, Row { orders: vec![order] })),
        }
    }
    rows.into_iter().map(|(_, row)| row).partition(|row| row.orders[0].changes)
}

/// What may happen and leaves the answer as it is, in one sentence; empty if there is none.
pub(in crate::report) fn nothing_new(plan: &PlanView<'_>, rows: &[Row<'_>]) -> String {
    // A laptop that is found to be infected is unplugged whatever the answer is.
    let unplug = |row: &Row<'_>| match row.orders[0].event {
        Event::Infected(_) => " (unplug it at once)",
        _ => "",
    };
    let conditions: Vec<String> =
        rows.iter().map(|row| row.condition(plan) + unplug(row)).collect();
    if conditions.is_empty() {
        String::new()
    } else {
        format!(
            "The answer stays as it is if {}.",
            prose::abridged_by("; if ", conditions, MAX_IDS)
        )
    }
}

/// The advisory, segment, host or flow of an event.
fn subject(plan: &PlanView<'_>, event: Event) -> String {
    let case = plan.view.case;
    let name = match event {
        Event::Stage(id, _) => &case.advisories.advisory_of(id).id,
        Event::Infected(segment) => case.inventory.segment(segment).0,
        Event::Well(Fact::Host(id)) | Event::Badly(Fact::Host(id)) => case.inventory.host(id).0,
        Event::Well(Fact::Flow(id)) | Event::Badly(Fact::Flow(id)) => {
            return case.inventory.flow_name(id);
        }
    };
    sanitize::text(name).into_owned()
}

fn infected(segments: &str) -> String {
    format!("an infected laptop is found in {segments}")
}

fn staged(ids: &str, stage: Stage) -> String {
    match stage {
        Stage::None => format!("{ids} is published"),
        Stage::ProofOfConcept => format!("something that crashes hosts through {ids} comes out"),
        Stage::Exploit => format!("code for {ids} comes out"),
        Stage::Worm => format!("a worm or bots use {ids}"),
    }
}

/// What happens: `code for MS04-007 comes out`.
pub(in crate::report) fn condition(plan: &PlanView<'_>, event: Event) -> String {
    let subject = subject(plan, event);
    match event {
        Event::Stage(_, stage) => staged(&subject, stage),
        Event::Infected(_) => infected(&subject),
        Event::Well(Fact::Host(_)) => format!("{subject} turns out to be patched"),
        Event::Badly(Fact::Host(_)) => format!("{subject} turns out not to be patched"),
        Event::Well(Fact::Flow(_)) => {
            format!("{subject} turns out to let nothing more through than is known")
        }
        Event::Badly(Fact::Flow(_)) => format!("{subject} turns out to be open"),
    }
}

/// How likely it is by the last day that counts: `6.0 %`; nothing for what somebody has to find
/// out.
pub(in crate::report) fn chance(order: &StandingOrder) -> String {
    order.chance.map_or(String::new(), number::percent)
}

/// What to do then: `call 2 people, first patch dc1: KB828028`.
pub(in crate::report) fn what(plan: &PlanView<'_>, order: &StandingOrder) -> String {
    let first = line::joined(plan, order.first.iter());
    let first = if first.is_empty() { String::new() } else { format!(", first {first}") };
    let is_too_late = order.loss > 0.0 && order.averted < TOO_LATE * order.loss;
    let then = match order.call {
        Call::In => format!("call {}{first}", people(order.people.max(1))),
        Call::MoreStaff => format!("call everybody there is{first}"),
        _ if is_too_late => {
            "patches come too late then: take what must not be lost off the network".to_owned()
        }
        Call::Wait => match Later::of_actions(plan, &order.first) {
            Later::All => format!("regular hours will do{first}"),
            Later::But(hosts) => {
                format!("regular hours will do (no restart then: {hosts}){first}")
            }
            Later::None(_) => format!("it can wait, but not for regular hours{first}"),
        },
        Call::Regular => format!("do it in regular hours{first}"),
        Call::Nothing => "nothing to do".to_owned(),
    };
    if matches!(order.event, Event::Infected(_)) {
        format!("unplug it at once; {then}")
    } else {
        then
    }
}

/// All of it: `If code for MS04-007 comes out (6.0 %): call 2 people; first …`
pub(in crate::report) fn sentence(plan: &PlanView<'_>, order: &StandingOrder) -> String {
    row_sentence(plan, &Row { orders: vec![order] })
}

/// The same of a row.
pub(in crate::report) fn row_sentence(plan: &PlanView<'_>, row: &Row<'_>) -> String {
    let chance =
        if row.orders[0].chance.is_some() { format!(" ({})", row.chance()) } else { String::new() };
    format!("if {}{chance}: {}.", row.condition(plan), what(plan, row.orders[0]))
}
