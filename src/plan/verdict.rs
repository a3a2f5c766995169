//! Is it worth calling them in?

use super::offer::{LEAST, Need, Offer};
use super::order::ROUNDING;
use super::problem::Problem;
use super::regular::Regular;
use super::search::Found;
use super::{Action, PlannedAction};
use crate::advisory::Stage;
use crate::decision::Decision;
use crate::inventory::plan::Costs;
use crate::network::ExploitTimeline;
use crate::ranking::RankedHost;

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Call people in.
    In,
    /// It can wait for regular hours.
    Wait,
    /// All of it is done in regular hours: nobody has to be called.
    Regular,
    /// Nothing that may be done averts anything.
    Nothing,
    /// It is worth it, and there are far too few people.
    MoreStaff,
}

impl Call {
    /// The word of the JSON format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Wait => "wait",
            Self::Regular => "regular",
            Self::Nothing => "nothing",
            Self::MoreStaff => "more-staff",
        }
    }
}

/// What the answer rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The answer.
    pub call: Call,
    /// Both sides in money, if the inventory says what time and loss cost.
    pub money: Option<Money>,
    /// The most urgent decision among the hosts.
    pub decision: Option<Decision>,
    /// What coming in averts more than the same work in regular hours.
    pub gain: f64,
    /// What its doors cost the business more than they would then, in points of value: they are
    /// closed for longer. What is weighed is the gain without it.
    pub price: f64,
    /// The same as a share of the total value.
    pub share: f64,
    /// Without money: from this share of the total value on it is worth it.
    pub threshold: f64,
    /// Whether code that exploits one of the advisories is public.
    pub code_public: bool,
}

/// Money, in the currency of the inventory.
#[derive(Clone, Debug, PartialEq)]
pub struct Money {
    /// What the staff minutes of the plan out of regular hours cost.
    pub staff: f64,
    /// What the gain is worth.
    pub averted: f64,
    /// What doors cost the business: see [`Verdict::price`].
    pub doors: f64,
    /// The currency.
    pub currency: String,
}

impl Money {
    /// The same of a part of the plan: its work, and no more than it averts and its doors cost.
    pub fn of_part(&self, offer: &Offer, minutes: u64, costs: &Costs) -> Self {
        Self {
            staff: self.staff * offer.minutes as f64 / minutes.max(1) as f64,
            averted: self.averted.min(offer.averted * costs.value_point),
            doors: self.doors.min(offer.price * costs.value_point),
            currency: self.currency.clone(),
        }
    }
}

/// Without money: the shares of the total value from which on it is worth it. Where code is public,
/// one in twenty.
const CODE_PUBLIC: f64 = 0.05;
const THRESHOLDS: [(Decision, f64); 4] = [
    (Decision::Immediate, 0.01),
    (Decision::OutOfCycle, 0.05),
    (Decision::Scheduled, 0.1),
    (Decision::Defer, 0.25),
];
/// A plan that averts less than this share of what can be averted has far too few people.
const FAR_TOO_LITTLE: f64 = 0.5;

/// Weighs a plan. `floor` is the loss that no plan gets below.
pub(super) fn verdict(
    problem: &Problem<'_>,
    found: &Found,
    regular: &Regular,
    needs: &[Need],
    floor: f64,
) -> Verdict {
    let averted = found.loss_before - found.loss_left();
    let gain = (averted - regular.averted).max(0.0);
    let price = found.steps.iter().map(|step| step.price).sum::<f64>() - regular.price;
    let price = price.max(0.0);
    let decision = decision(problem);
    let code_public = is_code_public(problem);
    let total = problem.ranking.total_value;
    let balance = Balance {
        averted,
        gain: (gain - price).max(0.0),
        minutes: out_of_hours(&found.steps),
        in_hours: in_hours(&found.steps),
        averted_by_all: found.loss_before - floor,
        decision,
    };
    let is_nothing = averted <= ROUNDING * found.loss_before.max(1.0);
    let call = match is_nothing && !balance.is_too_few(problem, needs) {
        true => Call::Nothing,
        false => balance.call(problem, needs),
    };
    let money = problem.case.inventory.costs.as_ref().map(|costs| Money {
        staff: out_of_hours(&found.steps) as f64 / 60.0 * costs.staff_hour,
        averted: gain * costs.value_point,
        doors: price * costs.value_point,
        currency: costs.currency.clone(),
    });
    Verdict {
        call,
        money,
        decision,
        gain,
        price,
        share: if total > 0.0 { gain / total } else { 0.0 },
        threshold: threshold(decision, code_public),
        code_public,
    }
}

/// Staff minutes for which people have to be called.
pub(super) fn out_of_hours(steps: &[PlannedAction]) -> u64 {
    steps.iter().filter(|step| !step.regular).map(|step| step.minutes).sum()
}

/// Whether there is work, and all of it is in regular hours.
pub(super) fn in_hours(steps: &[PlannedAction]) -> bool {
    !steps.is_empty() && steps.iter().all(|step| step.regular)
}

fn threshold(decision: Option<Decision>, code_public: bool) -> f64 {
    let of = |decision: Decision| {
        THRESHOLDS.iter().find(|(at, _)| *at == decision).map_or(1.0, |(_, share)| *share)
    };
    let by_decision = decision.map_or(1.0, of);
    if code_public { by_decision.min(CODE_PUBLIC) } else { by_decision }
}

/// What speaks for calling people in, and what against.
#[derive(Clone, Copy, Debug)]
pub(super) struct Balance {
    /// What the plan averts.
    pub(super) averted: f64,
    /// What of it the same work in regular hours would not, less what doors cost meanwhile.
    pub(super) gain: f64,
    /// Staff minutes of the plan out of regular hours: in them people are there anyway.
    pub(super) minutes: u64,
    /// Whether all of the plan is done in regular hours.
    pub(super) in_hours: bool,
    /// What is averted if everything that may be done is done.
    pub(super) averted_by_all: f64,
    /// The most urgent decision among the hosts.
    pub(super) decision: Option<Decision>,
}

impl Balance {
    /// The answer for a plan that averts something, or would with more people.
    pub(super) fn call(&self, problem: &Problem<'_>, needs: &[Need]) -> Call {
        // Whether it would be worth it with as many people as it takes.
        let all = || {
            let minutes = needs.first().map_or_else(|| work(problem), |need| need.minutes);
            self.is_worth(problem, LEAST * self.averted_by_all, minutes)
        };
        match () {
            () if self.is_too_few(problem, needs) && all() => Call::MoreStaff,
            () if self.in_hours => Call::Regular,
            () if self.is_worth(problem, self.gain, self.minutes) => Call::In,
            () => Call::Wait,
        }
    }

    /// Whether the plan averts little of what more people would.
    fn is_too_few(&self, problem: &Problem<'_>, needs: &[Need]) -> bool {
        self.averted < FAR_TOO_LITTLE * self.averted_by_all && is_too_few(problem, needs)
    }

    fn is_worth(&self, problem: &Problem<'_>, gain: f64, minutes: u64) -> bool {
        match &problem.case.inventory.costs {
            Some(costs) => gain * costs.value_point > minutes as f64 / 60.0 * costs.staff_hour,
            None => {
                gain > 0.0
                    && gain
                        >= threshold(self.decision, is_code_public(problem))
                            * problem.ranking.total_value
            }
        }
    }
}

/// Whether the largest part of what can be averted takes more people than there are. Where no number
/// of people is known that is enough, it does unless there is time for all of it.
fn is_too_few(problem: &Problem<'_>, needs: &[Need]) -> bool {
    match needs.first() {
        Some(need) => need.people > problem.options.staff(),
        None => work(problem) > problem.options.capacity(),
    }
}

/// Staff minutes of everything that may be done and that is not longer than the shifts.
fn work(problem: &Problem<'_>) -> u64 {
    let longest = problem.options.minutes_each();
    let all = problem.everything();
    let fits = all.iter().filter(|action| match action {
        // Several people look at the laptops of one segment.
        Action::Quarantine { laptops, .. } => {
            problem.minutes(action) <= longest * u64::from((*laptops).max(1))
        }
        _ => problem.piece(action) <= longest,
    });
    fits.map(|action| problem.minutes(action)).sum()
}

/// Whether code is public for some advisory that can be used here.
fn is_code_public(problem: &Problem<'_>) -> bool {
    problem.network.tracks.iter().any(|track: &ExploitTimeline| track.first >= Stage::Exploit)
}

/// The most urgent decision among all hosts, whatever the plan does about them: a plan that leaves
/// the most urgent host out is not to be judged more mildly for it.
fn decision(problem: &Problem<'_>) -> Option<Decision> {
    let concerned = problem.ranking.to_remedy().iter();
    concerned.filter_map(|ranked: &RankedHost| problem.ranking.host_risk(ranked).decision).max()
}
