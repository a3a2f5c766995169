//! The plan as JSON, format `patchfirst/plan/1`.

mod action;
mod left;
mod order;

use super::PlanView;
use crate::format::Rounded;
use crate::format::plan::{
    Action, FindOut, Kept, Left, Money, Need, NotDone, Offer, Plan, Point, Regular, SCHEMA, Shift,
    StandingOrder, Verdict, Waiting, WhatIf,
};
use crate::inventory::{FlowId, HostId};
use left::why_word;

/// The whole report, with a line break at the end.
pub fn render(plan: &PlanView<'_>) -> String {
    crate::format::document(&Plan::new(plan))
}

impl<'a> Plan<'a> {
    fn new(plan: &PlanView<'a>) -> Self {
        let (view, found) = (&plan.view, plan.plan);
        let name = |host: HostId| view.case.inventory.host(host).0;
        Self {
            schema: SCHEMA,
            tool: env!("CARGO_PKG_VERSION"),
            as_of: view.case.threat.as_of.to_string(),
            horizon_days: view.case.threat.horizon_days,
            mode: view.ranking.mode.as_str(),
            method: found.method.as_str(),
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
                doors: Rounded::new(money.doors),
                currency: &money.currency,
            }),
            decision: found.verdict.decision.map(crate::decision::Decision::as_str),
            actions: found.steps.iter().map(|step| Action::new(plan, step)).collect(),
            curve: curve(plan),
            waiting: plan.waiting.iter().map(|one| Waiting::new(plan, one)).collect(),
            not_done: found
                .unmet
                .iter()
                .map(|(host, why)| NotDone { host: name(*host), why: why_word(*why) })
                .collect(),
            remaining: found.remaining.iter().map(|one| Left::new(plan, one)).collect(),
            frozen: found.frozen.iter().map(|one| Left::new(plan, one)).collect(),
            kept_open: found.kept.iter().map(|kept| Kept::new(plan, kept)).collect(),
            find_out: found.unknowns.iter().map(|unknown| FindOut::new(plan, unknown)).collect(),
            standing_orders: found
                .standing_orders
                .iter()
                .map(|order| StandingOrder::new(plan, order))
                .collect(),
            what_if: plan.before.map(WhatIf::new),
        }
    }
}

impl Shift {
    fn new(shift: &crate::plan::Shift) -> Self {
        Self {
            on: shift.on.to_string(),
            staff: shift.staff,
            minutes_each: shift.minutes,
            who: shift.who.clone(),
            regular: shift.regular,
        }
    }
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

impl Need {
    fn new(need: &crate::plan::Need) -> Self {
        Self { share: Rounded::new(need.share), people: need.people, minutes: need.minutes }
    }
}

impl Regular {
    fn new(regular: &crate::plan::Regular) -> Self {
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        Self {
            on: day(regular.on),
            averted: Rounded::new(regular.averted),
            done_on: day(regular.done),
            barred: regular.barred,
        }
    }
}

fn ends(plan: &PlanView<'_>, id: FlowId) -> String {
    plan.view.case.inventory.flow_name(id)
}

fn curve(plan: &PlanView<'_>) -> Vec<Point> {
    let point = |(used, left)| Point { minutes_used: used, loss_left: Rounded::new(left) };
    plan.plan.curve().into_iter().map(point).collect()
}
