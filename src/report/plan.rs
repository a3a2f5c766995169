//! The plan: the answer first, then what to do, then what stays and what to find out.

mod beside;
mod checklist;
mod csv;
mod json;
pub(super) mod line;
pub(super) mod table;

use super::View;
use crate::plan::{Call, Options, Plan};
use crate::report::words::day;
use crate::report::words::number::{self, Digits, counted};

pub use beside::Before;
pub use checklist::render as markdown;
pub use csv::render as csv;
pub use json::{Document, SCHEMA, render as json};
pub use table::{render as table, sides};

/// A plan with what it was made for: all that a format needs.
#[derive(Clone, Copy, Debug)]
pub struct PlanView<'a> {
    /// The ranking that it is based on.
    pub view: View<'a>,
    /// What there is, and what may be done.
    pub options: &'a Options,
    /// The plan.
    pub plan: &'a Plan,
    /// How much is lost by some days if nothing is done, if that was asked.
    pub waiting: &'a [Waiting],
    /// The plan without assumptions, if this one was made under some.
    pub before: Option<Before<'a>>,
}

/// What is risked by waiting until a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// As it was asked: `tonight`, `saturday`, a date.
    pub name: String,
    /// The day; losses until its end count.
    pub day: jiff::civil::Date,
    /// Expected loss until then if nothing is done.
    pub loss: f64,
    /// Per advisory: the probability that it runs code, and that a worm uses it, by then. The farthest product counts.
    pub stages: Vec<(String, f64, f64)>,
}

/// `7 h 40`, `45 min`.
pub(super) fn duration(minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{} h", number::count(hours)),
        (hours, minutes) => format!("{} h {minutes:02}", number::count(hours)),
    }
}

/// An amount of money: whole units, or cents for small ones.
pub(super) fn money(amount: f64, currency: &str) -> String {
    let text = if amount.abs() >= 100.0 { number::count(amount.round().max(0.0) as u64) } else { format!("{amount:.2}") };
    format!("{} {text}", crate::source::sanitize::clipped(currency, 12))
}

fn digits(plan: &PlanView<'_>) -> Digits {
    Digits::of(plan.before.map_or(0.0, |before| before.plan.plan.loss_before).max(plan.plan.loss_before))
}

/// The answer where no way in is known and nobody has described the network.
pub(super) const NOT_DESCRIBED: &str =
    "Nobody can say whether to call people in: no way in is known, but nobody has described the flows. List them under `flows`.";

/// The answer in a few sentences.
pub(super) fn answer(plan: &PlanView<'_>) -> String {
    let Plan { loss_before, steps, .. } = plan.plan;
    let until = day::named(day::last(plan.view.case.threat));
    let digits = digits(plan);
    let people = counted(u64::from(plan.options.staff), "person", "people");
    let actions = counted(steps.len() as u64, "action", "actions");
    let work = format!("{actions}, {} of staff time, done after {}", duration(plan.plan.minutes), duration(plan.plan.done_after));
    let (falls, day) = (falls(plan, &until), came(plan));
    match plan.plan.verdict.call {
        Call::Nothing if *loss_before <= 0.0 && !plan.view.case.inventory.flows_described => NOT_DESCRIBED.to_owned(),
        Call::Nothing if *loss_before <= 0.0 => format!("Nobody has to come in: no loss is to be expected by {until}."),
        Call::Nothing if plan.plan.meantime > 0.0 => {
            format!("Calling people in {day} may be too late: {work}; {falls} {}", reason(plan))
        }
        Call::Nothing => {
            format!(
                "Calling people in averts nothing: the expected loss by {until} stays at {}, whatever is done of what may be done.",
                digits.loss(*loss_before)
            )
        }
        Call::In => format!("Call {people} in {day}: {work}; {falls} {}", reason(plan)),
        Call::Wait => {
            format!("It can wait for the next regular window. If {people} came in {day}: {work}; {falls} {}", reason(plan))
        }
    }
}

/// When people come in.
fn came(plan: &PlanView<'_>) -> String {
    let today = plan.view.case.threat.as_of;
    match plan.options.later.filter(|later| later.day > today) {
        Some(later) => format!("on {}", day::named(later.day)),
        None => format!("now ({})", day::named(today)),
    }
}

/// What becomes of the loss, and what waiting risks. What falls before people come in is lost whatever they do then.
fn falls(plan: &PlanView<'_>, until: &str) -> String {
    let Plan { loss_before, loss_left, meantime, .. } = plan.plan;
    let (digits, left) = (digits(plan), plan.plan.loss_at_most());
    let averted = loss_before - left;
    let (from, share) = (digits.loss(*loss_before), number::share(averted, *loss_before));
    if *meantime <= 0.0 {
        let (left, averted) = (digits.loss(left), digits.loss(averted));
        return format!("the expected loss by {until} falls from {from} to {left} ({share}). Waiting until then risks {averted}.");
    }
    format!(
        "the expected loss by {until} falls from {from} to at most {} ({share} at least): {} is what the plan leaves, and {} is risked before. \
         Waiting until {until} risks {} at least.",
        digits.loss(left),
        digits.loss(*loss_left),
        digits.loss(*meantime),
        digits.loss(averted)
    )
}

/// What the answer rests on: money on both sides, or the decisions and the share of the value.
fn reason(plan: &PlanView<'_>) -> String {
    let verdict = &plan.plan.verdict;
    if let Some(sides) = &verdict.money {
        let (averted, staff) = (money(sides.averted, &sides.currency), money(sides.staff, &sides.currency));
        return format!("In money: {averted} of expected loss averted for {staff} of staff time.");
    }
    let value = number::share(verdict.share, 1.0);
    match verdict.decision {
        Some(decision) => {
            format!(
                "Most urgent decision among these: {}; averted: {value} of the total value. (With `costs:` in the inventory this is weighed in money.)",
                decision.as_str()
            )
        }
        None => String::new(),
    }
}

/// What the method guarantees, as far as it was checked, and what it does not.
pub(super) fn method(plan: &PlanView<'_>) -> String {
    let Plan { loss_before, loss_left, loss_floor, samples, tried, exhausted, .. } = plan.plan;
    let digits = digits(plan);
    let exact = plan.view.ranking.method == crate::risk::Method::Exact;
    let coins =
        if exact { format!("all {} outcomes", number::count(*samples)) } else { format!("the same {} samples", number::count(*samples)) };
    let single = if *exhausted { ", and no single further action that fits averts anything" } else { "" };
    let bound = loss_before - loss_floor;
    format!(
        "Checked on {coins}: each action averts what is shown, given those before it{single}; it is the best of {} worked out. \
         No plan averts more than {} with what may be done and any number of people; this one averts {} of that. \
         Whether another plan for the same time averts more is not known.",
        counted(u64::from(*tried), "plan", "plans"),
        digits.loss(bound),
        number::share(loss_before - loss_left, bound),
    )
}
