//! The three offers in words: how little is enough.

use super::{PlanView, digits, duration, people, when};
use crate::plan::{Offer, Size};
use crate::report::words::number;

/// What an offer is called.
pub(in crate::report) fn name(size: Size) -> &'static str {
    match size {
        Size::Least => "the least",
        Size::Sensible => "sensible",
        Size::Everything => "everything",
    }
}

/// The offers with their names; those that are the same steps are one.
pub(in crate::report) fn distinct(offers: &[Offer]) -> Vec<(String, &Offer)> {
    let mut distinct: Vec<(String, &Offer)> = Vec::new();
    for offer in offers {
        match distinct.last_mut().filter(|(_, last)| last.steps == offer.steps) {
            Some((names, _)) => *names += &format!(", {}", name(offer.size)),
            None => distinct.push((name(offer.size).to_owned(), offer)),
        }
    }
    distinct
}

/// When an offer is done: `tonight (Friday 2006-09-01), after 40 min`.
pub(in crate::report) fn done(plan: &PlanView<'_>, offer: &Offer) -> String {
    offer.on.map_or("nothing to do".to_owned(), |on| {
        format!("{}, after {}", when(plan, on), duration(offer.done_after))
    })
}

/// An offer in one sentence.
pub(in crate::report) fn text(plan: &PlanView<'_>, name: &str, offer: &Offer) -> String {
    let digits = digits(plan);
    let price = if offer.price > 0.0 {
        format!("; its blocks cost {}", digits.loss(offer.price))
    } else {
        String::new()
    };
    let money = money(plan, offer).map_or(String::new(), |money| format!(", {money}"));
    format!(
        "{name}: {}, {} of work, done {}; averts {} ({}{money}), leaves {}{price}",
        people(offer.people),
        duration(offer.minutes),
        done(plan, offer),
        digits.loss(offer.averted),
        number::share(offer.share, 1.0),
        digits.loss(offer.left),
    )
}

/// What an offer averts in money, if the inventory says what a point is worth: `EUR 1,200`.
pub(in crate::report) fn money(plan: &PlanView<'_>, offer: &Offer) -> Option<String> {
    let costs = plan.view.case.inventory.costs.as_ref()?;
    Some(super::money(offer.averted * costs.value_point, &costs.currency))
}
