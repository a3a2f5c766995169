//! The plan: the answer first, then the offers, then what to do and who does it, then what stays
//! and what to watch.

mod beside;
mod calendar;
pub(super) mod caveat;
mod checklist;
mod csv;
mod idle;
mod json;
pub(super) mod later;
pub(super) mod line;
pub(super) mod offer;
pub(super) mod order;
pub(super) mod table;

use jiff::civil::Date;

use super::View;
use super::words::number::{self, Digits, counted};
use super::words::{day, doubt, prose};
use crate::plan::{
    Call, MAX_PEOPLE, Money, Offer, Options, Plan, PlannedAction, Shift, Size, Waiting,
};
use crate::threat::Mode;
use later::Later;

pub use beside::Before;
pub use calendar::render as calendar;
pub use checklist::render as markdown;
pub use csv::render as csv;
pub(super) use idle::Idle;
pub use json::render as json;
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

/// `7 h 40`, `45 min`.
pub(super) fn duration(minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{} h", number::count(hours)),
        (hours, minutes) => format!("{} h {minutes:02}", number::count(hours)),
    }
}

/// What is less is shown to be less, and not to be nothing.
const CENT: f64 = 0.01;

/// An amount of money: whole units, or cents for small ones.
pub(super) fn money(amount: f64, currency: &str) -> String {
    let text = match amount {
        _ if amount.abs() >= 100.0 => {
            number::count(number::significant(amount.round().max(0.0), f64::round) as u64)
        }
        _ if amount > 0.0 && amount < CENT / 2.0 => format!("<{CENT}"),
        _ => format!("{amount:.2}"),
    };
    format!("{} {text}", crate::source::sanitize::clipped(currency, 12))
}

fn digits(plan: &PlanView<'_>) -> Digits {
    Digits::of(
        plan.before.map_or(0.0, |before| before.plan.plan.loss_before).max(plan.plan.loss_before),
    )
}

/// `2 people`.
pub(super) fn people(number: u32) -> String {
    counted(u64::from(number), "person", "people")
}

/// `tonight`, `on Saturday 2006-09-02`; `today` where nobody works but in regular hours.
pub(super) fn when(plan: &PlanView<'_>, on: Date) -> String {
    let mut there = plan.options.shifts.iter().filter(|shift| shift.on == on).peekable();
    let by_day = there.peek().is_some() && there.all(|shift| shift.regular);
    at(plan, on, by_day)
}

/// The same of a day, or of its evening.
pub(super) fn at(plan: &PlanView<'_>, on: Date, by_day: bool) -> String {
    let named = day::named(on);
    match on == plan.view.case.threat.as_of {
        true if by_day => format!("today ({named})"),
        true => format!("tonight ({named})"),
        false => format!("on {named}"),
    }
}

/// Whether nobody has to be called in whatever the plan is: all shifts are in regular hours.
pub(super) fn in_hours(plan: &PlanView<'_>) -> bool {
    plan.options.shifts.iter().all(|shift| shift.regular)
}

/// The answer where no way in is known and the network is not described.
pub(super) const NOT_DESCRIBED: &str = "Nobody can say whether to call people in: no way in is known, but nobody has described the flows. List them under `flows`.";

/// The answer in a few sentences.
pub(super) fn answer(plan: &PlanView<'_>) -> String {
    sentences(plan).join(" ")
}

/// The same as lines of text, for formats that have no place for it.
pub fn spoken(plan: &PlanView<'_>, width: u16) -> String {
    prose::paragraph(&answer(plan), width)
}

/// The same sentence by sentence; the first one is the answer.
pub(super) fn sentences(plan: &PlanView<'_>) -> Vec<String> {
    let until = day::named(plan.view.case.threat.until());
    let loss = digits(plan).loss(plan.plan.loss_before);
    let mut sentences = match plan.plan.verdict.call {
        Call::Nothing
            if plan.plan.loss_before <= 0.0 && !plan.view.case.inventory.flows_described =>
        {
            vec![NOT_DESCRIBED.to_owned()]
        }
        Call::Nothing if plan.plan.loss_before <= 0.0 => {
            vec![caveat::nobody(plan, &until)]
        }
        Call::Nothing => {
            let why = Idle::of(plan).sentence(plan, &until, &loss);
            vec![why, caveat::in_part(plan), watch(plan)]
        }
        Call::In => vec![
            format!("Call {}", sensible(plan, &until, &loss)),
            rest(plan),
            compared(plan),
            reason(plan),
        ],
        Call::MoreStaff if in_hours(plan) => vec![too_few(plan, &until, &loss)],
        Call::MoreStaff => vec![too_few(plan, &until, &loss), compared(plan)],
        Call::Regular => vec![in_regular_hours(plan, &until, &loss)],
        Call::Wait => vec![
            stay(plan),
            format!("If you come all the same: {}", sensible(plan, &until, &loss)),
            reason(plan),
            watch(plan),
        ],
    };
    sentences.push(clock(plan));
    sentences.push(doubt::unknown(&plan.view));
    sentences.push(caveat::past_morning(plan));
    sentences.push(caveat::cut_off(plan));
    sentences.push(caveat::infected(plan));
    sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect()
}

/// What the worst case takes work to be, where there is any.
fn clock(plan: &PlanView<'_>) -> String {
    match plan.view.ranking.mode {
        Mode::WorstCase if !plan.plan.steps.is_empty() => {
            "The worst case has no clock: work counts as in force at once, before anything is lost, and later is too late."
                .to_owned()
        }
        _ => String::new(),
    }
}

/// The sensible offer: who, when, how long, and what it averts.
fn sensible(plan: &PlanView<'_>, until: &str, loss: &str) -> String {
    let Some(offer) = called(plan) else { return String::new() };
    let (called, regular): (Vec<_>, Vec<_>) =
        plan.plan.steps[..offer.steps].iter().partition(|step| !step.regular);
    let in_hours = match regular.is_empty() {
        true => String::new(),
        false => format!(", and in regular hours {}", days(plan, regular)),
    };
    let days = days(plan, called) + &in_hours;
    let number = if plan.plan.verdict.call == Call::In {
        format!("{} in ", people(offer.people))
    } else {
        format!("{}, ", people(offer.people))
    };
    let averted = digits(plan).loss(offer.averted);
    format!(
        "{number}{days}: {} of work {} {averted} of the {loss} to be expected by {until} ({} of what can be averted).",
        duration(offer.minutes),
        if offer.minutes == 1 { "averts" } else { "avert" },
        number::share(offer.share, 1.0),
    )
}

/// The offer that people are called in for: the sensible one, unless nobody has to be called for
/// that.
pub(super) fn called<'p>(plan: &PlanView<'p>) -> Option<&'p Offer> {
    let sensible = plan.plan.offer(Size::Sensible)?;
    match plan.plan.steps[..sensible.steps].iter().any(|step| !step.regular) {
        true => Some(sensible),
        false => plan.plan.offer(Size::Everything),
    }
}

/// What is done in regular hours, by people who are there anyway.
fn in_regular_hours(plan: &PlanView<'_>, until: &str, loss: &str) -> String {
    let Some(offer) = plan.plan.offer(Size::Everything) else { return String::new() };
    format!(
        "Do in regular hours {}: {} of work by {} {} {} of the {loss} to be expected by {until} ({} of what can be averted).",
        days_of(plan, offer.steps),
        duration(offer.minutes),
        people(offer.people),
        if offer.minutes == 1 { "averts" } else { "avert" },
        digits(plan).loss(offer.averted),
        number::share(offer.share, 1.0),
    )
}

/// The days on which the first steps are done.
pub(super) fn days_of(plan: &PlanView<'_>, steps: usize) -> String {
    days(plan, &plan.plan.steps[..steps])
}

/// The days on which some steps are done.
fn days<'a>(plan: &PlanView<'_>, steps: impl IntoIterator<Item = &'a PlannedAction>) -> String {
    let mut days: Vec<(Date, bool)> =
        steps.into_iter().map(|step| (step.on, step.regular)).collect();
    days.dedup();
    let days: Vec<String> = days.into_iter().map(|(on, by_day)| at(plan, on, by_day)).collect();
    if days.is_empty() { "at no time".to_owned() } else { prose::abridged_by(" and ", days, 3) }
}

/// What the steps beyond the sensible offer add.
fn rest(plan: &PlanView<'_>) -> String {
    let (Some(some), Some(all)) = (called(plan), plan.plan.offer(Size::Everything)) else {
        return String::new();
    };
    if all.steps == some.steps {
        return String::new();
    }
    let more = number::share(all.share - some.share, 1.0);
    if all.minutes == some.minutes {
        return format!("The rest of the plan takes no more time and adds {more}.");
    }
    let work = duration(all.minutes - some.minutes);
    match Later::of(plan, &plan.plan.steps[some.steps..]) {
        Later::All => format!("The other {work} in the plan add {more}: regular hours will do."),
        Later::But(hosts) => format!(
            "The other {work} in the plan add {more}: regular hours will do, but not for {hosts}, which must not restart then."
        ),
        Later::None(hosts) => format!(
            "The other {work} in the plan add {more}. Regular hours will not do for it: {hosts} must not restart then."
        ),
    }
}

/// What coming in averts more than the same work in regular hours.
fn compared(plan: &PlanView<'_>) -> String {
    let (digits, found) = (digits(plan), plan.plan);
    // The sentences before speak of the sensible part of the plan.
    let is_part = found.verdict.call == Call::In
        && called(plan).is_some_and(|offer| offer.steps < found.steps.len());
    let what = if is_part { "The whole plan" } else { "Coming in" };
    match found.regular.on {
        Some(on) => format!(
            "{what} averts {} more than the same work in regular hours from {} on, which averts {}{}.",
            digits.loss(found.verdict.gain),
            day::named(on),
            digits.loss(found.regular.averted),
            match found.regular.barred {
                0 => String::new(),
                hosts => format!(
                    " (without {} that must not restart then)",
                    counted(u64::from(hosts), "host", "hosts")
                ),
            },
        ),
        None => String::new(),
    }
}

fn stay(plan: &PlanView<'_>) -> String {
    let gain = digits(plan).loss(plan.plan.verdict.gain);
    let more = match plan.plan.regular.on {
        _ if plan.view.ranking.mode == Mode::WorstCase => String::new(),
        Some(on) => {
            format!(" more than the same work in regular hours from {} on", day::named(on))
        }
        None => " more than the same work in regular hours".to_owned(),
    };
    let answer = format!("Stay at home: coming in averts {gain}{more}, and that is not worth it.");
    let none = "There is no such work in them";
    match Later::of(plan, &plan.plan.steps) {
        _ if plan.view.ranking.mode == Mode::WorstCase => answer,
        Later::All => answer,
        Later::But(hosts) => {
            format!("{answer} Not for regular hours: {hosts} must not restart then.")
        }
        Later::None(hosts) => format!(
            "{answer} {none}, though: {hosts} must not restart then, and nothing is done there until somebody comes out of hours."
        ),
    }
}

fn too_few(plan: &PlanView<'_>, until: &str, loss: &str) -> String {
    let found = plan.plan;
    let share = found.offer(Size::Everything).map_or(0.0, |offer| offer.share);
    let unknown = || {
        let most = number::count(u64::from(MAX_PEOPLE));
        format!(" Not even {most} people reach 80 % of it in these shifts.")
    };
    let need = found.need().map_or_else(unknown, |need| {
        format!(
            " {} takes {} and {} of work.",
            number::share(need.share, 1.0),
            people(need.people),
            duration(need.minutes)
        )
    });
    let verb = if plan.options.staff() == 1 { "is" } else { "are" };
    format!(
        "{} {verb} far too few: in all shifts together {} of the {loss} to be expected by {until} can be averted, {} of what can be averted \
         at all.{need}",
        people(plan.options.staff()),
        digits(plan).loss(found.loss_before - found.loss_left),
        number::share(share, 1.0),
    )
}

/// What the answer rests on: money on both sides, or the decisions and the share of the value.
fn reason(plan: &PlanView<'_>) -> String {
    let verdict = &plan.plan.verdict;
    if let Some(sides) = &verdict.money {
        return format!("In money: {}", bargain(sides));
    }
    let threshold = number::share(verdict.threshold, 1.0);
    let below = |share: f64| match number::share(share, 1.0) {
        // Rounding must not say the contrary of the answer.
        text if text == threshold && share < verdict.threshold => format!("just under {text}"),
        text => text,
    };
    let value = below(verdict.share);
    let net = match verdict.price > 0.0 && verdict.gain > 0.0 {
        true => format!(
            ", {} once what its doors cost the business is taken off",
            below(verdict.share * (1.0 - verdict.price / verdict.gain).max(0.0))
        ),
        false => String::new(),
    };
    let public = if verdict.code_public { "code is public" } else { "no code is public" };
    let decision = verdict
        .decision
        .map_or(String::new(), |decision| format!("most urgent decision: {}; ", decision.as_str()));
    format!(
        "That is {value} of the total value{net}; it is worth it from {threshold} on ({decision}{public}). With `costs:` in the inventory this is \
         weighed in money."
    )
}

/// Both sides in money.
pub(super) fn bargain(sides: &Money) -> String {
    let of = |amount: f64| money(amount, &sides.currency);
    let doors = match sides.doors > 0.0 {
        true => format!(" and {} that its doors cost the business", of(sides.doors)),
        false => String::new(),
    };
    format!(
        "{} of expected loss averted for {} of staff time{doors}.",
        of(sides.averted),
        of(sides.staff)
    )
}

/// What to watch meanwhile.
fn watch(plan: &PlanView<'_>) -> String {
    let worth = plan
        .plan
        .standing_orders
        .iter()
        .find(|order| order.call == Call::In && order.chance.is_some());
    worth.map_or(String::new(), |order| format!("Watch: {}", order::sentence(plan, order)))
}

/// Shifts whose work is in force too late to avert anything.
pub(super) fn too_late(plan: &PlanView<'_>) -> String {
    let late: Vec<String> =
        plan.plan.too_late.iter().map(|shift: &Shift| when(plan, shift.on)).collect();
    if late.is_empty() {
        return String::new();
    }
    let until = day::named(plan.view.case.threat.until());
    let shifts = prose::abridged(late, 4);
    format!(
        "Nothing is planned {shifts}: that work would be in force only after {until}, the last day that counts (--horizon)."
    )
}

/// What the method guarantees, as far as it was checked, and what it does not.
pub(super) fn method(plan: &PlanView<'_>) -> String {
    let Plan { loss_before, loss_left, loss_floor, samples, tried, steps, .. } = plan.plan;
    let digits = digits(plan);
    let bound = loss_before - loss_floor;
    if steps.is_empty() || bound <= 0.0 {
        return String::new();
    }
    let in_force = match plan.view.ranking.mode {
        Mode::Expected => "from the day after its shift on",
        Mode::WorstCase => "as if it were in force at once",
    };
    let exact = plan.plan.method == crate::risk::Method::Exact;
    let outcomes = match (exact, *samples) {
        (true, 1) => "the only outcome".to_owned(),
        (true, samples) => format!("all {} outcomes", number::count(samples)),
        (false, samples) => format!("the same {} samples", number::count(samples)),
    };
    format!(
        "Checked on {outcomes}: each step averts what is shown, given those before it, {in_force}. {} compared. \
         More people, more hours or an earlier shift never leave more than this plan. Even with any number of people in the first shift no \
         plan averts more than {} with what may be done; this one averts {} of that. Whether another plan for the same shifts averts more is \
         not known.",
        if *tried == 1 {
            "1 plan was".to_owned()
        } else {
            format!("{} plans were", number::count(u64::from(*tried)))
        },
        digits.loss(bound),
        number::share(loss_before - loss_left, bound),
    )
}
