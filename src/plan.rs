//! What to do with the staff there is: steps in an order that fits, each with the loss it averts
//! given those before it.
//!
//! What is worth doing is put in order whatever the staff ([`order`]): one estimate of a state
//! gives the gain of every single action at once, so the most averted loss per staff minute is
//! taken, and the rest is estimated anew with common random numbers. Gains are not submodular: two
//! parallel gates have no gain alone, so groups and pairs are candidates too ([`bundle`]). A plan
//! is the part of an order that fits the shifts ([`schedule`]); many orders are tried
//! ([`variant`]), and the plan that leaves least is kept ([`search`]). What the method guarantees
//! is checked and said; optimality is never claimed.

mod action;
mod aftermath;
mod bundle;
mod calls;
mod candidate;
mod cost;
mod door;
mod effort;
mod host_entry;
mod job;
mod lift;
mod offer;
mod order;
mod outlook;
mod place;
mod problem;
mod refused;
mod regular;
mod remains;
mod restart;
mod roster;
mod schedule;
mod search;
mod several;
mod shift;
mod single;
mod stake;
mod standing;
mod state;
mod unknown;
mod variant;
mod verdict;
mod waiting;
mod why;
mod without;

use jiff::civil::Date;

use crate::case::Case;
use crate::inventory::plan::Restarts;
use crate::inventory::{FlowId, FlowKey, HostId};
use crate::ranking::Ranking;
use crate::risk::{Method, Request};
use crate::term::day::{Day, MAX_HORIZON};

pub use action::{Action, Allowed, PlannedAction};
pub use aftermath::{scenario_after, scenario_after_steps, scenario_once_done};
pub use calls::calls;
pub use cost::Minutes;
pub use door::{BLOCK_COST, block_prices, closes as blocked_with};
pub use offer::{MAX_PEOPLE, Need, Offer, Size};
pub use refused::{Refused, WithoutSome, refused, runs};
pub use regular::Regular;
pub use remains::Remaining;
pub use restart::{is_barred, restarts};
pub use shift::Shift;
pub use single::{Deed, SingleStep, single_step};
pub use stake::{Stake, exposed_after};
pub use standing::{Event, StandingOrder};
pub use unknown::{Fact, Unknown};
pub use verdict::{Call, Money, Verdict};
pub use waiting::Waiting;
pub use why::Why;
pub use without::Refusals;

use problem::Problem;
use search::Found;
use standing::Now;

/// What there is, and what may be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Who works when, in the order of time; at least one shift.
    pub shifts: Vec<Shift>,
    /// Who works on a normal workday.
    pub regular: Crew,
    /// What work takes.
    pub minutes: Minutes,
    /// Which kinds of actions may be taken.
    pub allowed: Allowed,
    /// Hosts that are done in any case, first.
    pub must: Vec<HostId>,
    /// Hosts that are not touched.
    pub never: Vec<HostId>,
    /// Flows that the business needs: they are not blocked.
    pub keep: Vec<FlowKey>,
    /// Share of the value behind a blocked flow that a day of the block costs, 0 to 1.
    pub block_cost: f64,
    /// When hosts may restart that do not say so themselves.
    pub restarts: Restarts,
}

/// People who work side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crew {
    /// How many people; at least 1.
    pub staff: u32,
    /// Minutes that each of them has.
    pub minutes: u64,
}

impl Default for Crew {
    /// Who is there when nothing is said: two people and a day.
    fn default() -> Self {
        Self { staff: 2, minutes: 8 * 60 }
    }
}

impl Options {
    /// One shift on the evening of the as-of day, the default costs, and nothing ruled out.
    pub fn tonight(as_of: Date, staff: u32, minutes: u64) -> Self {
        Self {
            shifts: Shift::new(as_of, Day::FIRST, staff, minutes).by_day(Day(MAX_HORIZON as u16)),
            regular: Crew { staff, ..Crew::default() },
            minutes: Minutes::default(),
            allowed: Allowed::default(),
            must: Vec::new(),
            never: Vec::new(),
            keep: Vec::new(),
            block_cost: door::BLOCK_COST,
            restarts: Restarts::AnyTime,
        }
    }

    /// The most people who are there at one time.
    pub fn staff(&self) -> u32 {
        self.shifts.iter().map(|shift| shift.staff).max().unwrap_or(0)
    }

    /// The minutes that one person has, in the longest shift.
    pub fn minutes_each(&self) -> u64 {
        self.shifts.iter().map(|shift| shift.minutes).max().unwrap_or(0)
    }

    /// Staff minutes of all shifts together.
    pub fn capacity(&self) -> u64 {
        self.shifts.iter().fold(0, |sum: u64, shift| {
            sum.saturating_add(u64::from(shift.staff).saturating_mul(shift.minutes))
        })
    }
}

/// A flow that is kept open for the business.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kept {
    /// The flow.
    pub flow: FlowId,
    /// What closing it alone would avert before the plan.
    pub before: f64,
    /// And after it.
    pub averted: f64,
}

/// A plan, with what it rests on.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The steps, in order of time.
    pub steps: Vec<PlannedAction>,
    /// The expected loss if nothing is done.
    pub loss_before: f64,
    /// The expected loss that is left.
    pub loss_left: f64,
    /// The loss that would be left if everything that may be done were in force after the first
    /// shift, whatever it takes: no plan leaves less.
    pub loss_floor: f64,
    /// What the doors of the plan cost the business, in points of value.
    pub price: f64,
    /// How its figures were computed. What is done tells apart what was alike: the states of a plan
    /// may have too many outcomes to go through, though the network without it has not.
    pub method: Method,
    /// How many outcomes each state was evaluated on.
    pub samples: u64,
    /// How many people it takes; at most as many as there are.
    pub people: u32,
    /// Staff minutes used.
    pub minutes: u64,
    /// When the last step is done, in minutes from the start of its shift.
    pub done_after: u64,
    /// The day of the last step; `None` if there is none.
    pub done_on: Option<Date>,
    /// Shifts whose work is in force only after the horizon: nothing is planned for them.
    pub too_late: Vec<Shift>,
    /// How many different plans were compared.
    pub tried: u32,
    /// How little is enough: three offers, the smallest first.
    pub offers: Vec<Offer>,
    /// What it takes to avert 80 % and 95 % of what can be averted, whatever the staff.
    pub needs: Vec<Need>,
    /// The same work in regular hours.
    pub regular: Regular,
    /// What would change the answer.
    pub standing_orders: Vec<StandingOrder>,
    /// Hosts of `must` that could not be done, with the reason.
    pub unmet: Vec<(HostId, Why)>,
    /// Hosts that still lose something, most first.
    pub remaining: Vec<Remaining>,
    /// Frozen hosts, with what patching them would avert after the plan.
    pub frozen: Vec<Remaining>,
    /// Flows that are kept open for the business, the one whose closing would avert most first.
    pub kept: Vec<Kept>,
    /// What to find out first: unknown facts, the one that changes most first.
    pub unknowns: Vec<Unknown>,
    /// Whether to call people in.
    pub verdict: Verdict,
}

impl Plan {
    /// The risk-removed curve: staff minutes used and loss left, before anything and after each
    /// step.
    pub fn curve(&self) -> Vec<(u64, f64)> {
        let mut used = 0;
        let after = self.steps.iter().map(|step| {
            used += step.minutes;
            (used, step.loss_left)
        });
        std::iter::once((0, self.loss_before)).chain(after).collect()
    }

    /// One of the three offers.
    pub fn offer(&self, size: Size) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.size == size)
    }

    /// What it takes to avert 80 % of what can be averted; `None` if that is out of reach, or
    /// nothing can be averted.
    pub fn need(&self) -> Option<&Need> {
        self.needs.first()
    }
}

/// Plans for a case and scenario that were ranked.
///
/// Plans are searched on the first samples of the ranking, a number fixed at the start; the one
/// that is found is then evaluated step by step on all of them (on fewer only in very large
/// networks), so that its figures agree with those of the ranking. Small networks are computed
/// exactly throughout.
pub fn plan(case: Case<'_>, ranking: &Ranking, options: &Options) -> Plan {
    let network = case.network();
    let search = effort::to_search(&network, ranking, case.request);
    let quick = Case { request: &search, ..case };
    let problem = bundle::with_bundles(Problem::plain(quick, ranking, options, network));
    let orders = search::orders(&problem);
    let searched = search::best(&problem, orders.clone());
    let unknowns = unknown::unknowns(&problem, &searched);
    let check = effort::to_check(&problem.network, ranking, case.request);
    let searched_floor = state::floor(&problem, problem.first_shift(), search);
    let needs = offer::needs(&problem, &orders, searched_floor);
    let found = search::checked(&problem, searched, check);
    summary(&problem, found, check, &needs, unknowns)
}

/// Everything that is said of a plan that was found.
fn summary(
    problem: &Problem<'_>,
    found: Found,
    check: Request,
    needs: &[Need],
    unknowns: Vec<Unknown>,
) -> Plan {
    // No plan leaves less, so this one does not either, whatever was sampled.
    let floor = state::floor(problem, problem.first_shift(), check).min(found.loss_left());
    let needs = offer::at_most_the_plan(problem, &found, floor, needs);
    let regular = regular::regular(problem, &found, check);
    let verdict = verdict::verdict(problem, &found, &regular, &needs, floor);
    let offers = offer::offers(problem, &found, floor);
    let people = offer::people(found.steps.iter().map(|step| (step.shift, step.person)));
    let now = Now { call: verdict.call, people: offers.first().map_or(0, |offer| offer.people) };
    let facts: Vec<Fact> = unknowns.iter().map(|unknown| unknown.fact).collect();
    let (remaining, frozen) = remains::remaining(problem, &found);
    let last = found.steps.iter().map(|step| step.shift).max();
    let in_last = found.steps.iter().filter(|step| Some(step.shift) == last);
    Plan {
        loss_before: found.loss_before,
        loss_left: found.loss_left(),
        loss_floor: floor,
        price: found.steps.iter().map(|step| step.price).sum(),
        method: found.estimate.method,
        samples: found.estimate.samples,
        people,
        minutes: found.minutes(),
        done_after: in_last.clone().map(|step| step.end).max().unwrap_or(0),
        done_on: in_last.map(|step| step.on).max(),
        too_late: too_late(problem),
        tried: found.tried,
        standing_orders: standing::orders(problem, &found, now, &facts),
        unmet: remains::unmet(problem, &found),
        remaining,
        frozen,
        kept: remains::kept(problem, &found.estimate),
        unknowns: unknowns.into_iter().map(|unknown| unknown.on(&found)).collect(),
        steps: lift::with_lift(problem, found.steps),
        offers,
        needs,
        regular,
        verdict,
    }
}

fn too_late(problem: &Problem<'_>) -> Vec<Shift> {
    problem
        .options
        .shifts
        .iter()
        .filter(|shift| problem.in_force(shift) > problem.case.threat.last_day())
        .cloned()
        .collect()
}
