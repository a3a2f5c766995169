//! How little is enough: the three offers, side by side.

use schemars::JsonSchema;
use serde::Serialize;

use super::amount::Amount;
use super::subject::ManagementReport;
use crate::plan::{Call, Plan, Size};
use crate::report::plan::{self, offer};
use crate::report::words::number;

/// One offer: the first steps of the plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Offer {
    /// `least`, `sensible`, `everything`.
    pub name: &'static str,
    /// What it is called, with the names of those after it that are the same steps.
    pub title: String,
    /// How many people it takes.
    pub people: u32,
    /// The same in words: `2 people`.
    pub who: String,
    /// Staff minutes.
    pub minutes: u64,
    /// The same in words: `40 min`.
    pub work: String,
    /// When the last step is done.
    pub done: String,
    /// How many of the plan's actions, from the first.
    pub steps: usize,
    /// Loss averted.
    pub averted: Amount,
    /// The share of what can be averted at all.
    pub share: String,
    /// The loss that is left.
    pub left: Amount,
    /// The same as the offer before it: nothing is to be gained by asking for it.
    pub same_as_before: bool,
    /// Whether it is the one that is recommended.
    pub recommended: bool,
    /// What it averts and what it costs in money, if the inventory says what a point is worth.
    pub money: Option<String>,
}

/// The offers, the smallest first; none where nothing is planned.
pub(super) fn offers(report: &ManagementReport<'_>) -> Vec<Offer> {
    let found = report.plan.plan;
    if found.steps.is_empty() {
        return Vec::new();
    }
    let advised = found.verdict.call == Call::In || found.verdict.call == Call::MoreStaff;
    let sensible = found.offer(Size::Sensible).map(|offer| offer.steps);
    let mut before = None;
    let one = |one: &crate::plan::Offer| {
        let same_as_before = before == Some(one.steps);
        before = Some(one.steps);
        Offer {
            name: one.size.as_str(),
            title: title(found, one),
            people: one.people,
            who: plan::people(one.people),
            minutes: one.minutes,
            work: plan::duration(one.minutes),
            done: offer::done(report.plan, one),
            steps: one.steps,
            averted: report.amount(one.averted),
            share: number::share(one.share, 1.0),
            left: report.amount(one.left),
            same_as_before,
            recommended: advised && Some(one.steps) == sensible,
            money: offer::money(report.plan, one),
        }
    };
    found.offers.iter().map(one).collect()
}

/// `The least`; `The least, the sensible` where both are the same steps.
fn title(found: &Plan, offer: &crate::plan::Offer) -> String {
    let word = |size: Size| match size {
        Size::Least => "The least",
        Size::Sensible if size == offer.size => "The sensible",
        Size::Sensible => "the sensible",
        Size::Everything if size == offer.size => "Everything",
        Size::Everything => "everything",
    };
    let later = found.offers.iter().skip_while(|other| other.size != offer.size).skip(1);
    let same = later.take_while(|other| other.steps == offer.steps);
    let names: Vec<&str> =
        std::iter::once(offer).chain(same).map(|offer| word(offer.size)).collect();
    names.join(", ")
}
