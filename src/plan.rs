//! What to do with the staff there is: actions in an order that fits, each with the loss it averts given those before it.
//!
//! One estimate of a state gives the gain of every single action at once, so the search is greedy: take what averts most per
//! staff minute, estimate again on the same coins, and go on (`search`). Gains are not submodular: two parallel gates have no
//! gain alone, so groups and pairs are candidates too (`candidate`), several starts are tried, and the better plan is kept.
//! What the method guarantees is checked and said; that a plan is the best there is, is never said.

mod action;
mod aftermath;
mod bundle;
mod candidate;
mod cost;
mod remains;
mod schedule;
mod search;
mod several;
mod state;
mod unknown;
mod verdict;

use jiff::civil::Date;

use crate::case::Case;
use crate::inventory::{FlowId, FlowKey, HostId};
use crate::network::Network;
use crate::ranking::Ranking;
use crate::risk::Request;

pub use action::{Allowed, Deed, Step};
pub use aftermath::scenario_after;
pub use cost::Minutes;
pub use remains::{Remaining, Why};
pub use unknown::{Fact, Unknown};
pub use verdict::{Call, Money, Verdict};

use state::Problem;

/// What there is, and what may be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// How many people; at least 1.
    pub staff: u32,
    /// Minutes that each of them has.
    pub minutes_each: u64,
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
    /// When the actions are done, if not today.
    pub later: Option<Later>,
}

impl Options {
    /// People with so many minutes each, the default costs, and nothing ruled out.
    pub fn new(staff: u32, minutes_each: u64) -> Self {
        Self {
            staff,
            minutes_each,
            minutes: Minutes::default(),
            allowed: Allowed::default(),
            must: Vec::new(),
            never: Vec::new(),
            keep: Vec::new(),
            later: None,
        }
    }
}

/// Actions that are not done today.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Later {
    /// The day on which they are done.
    pub day: Date,
    /// The loss to be expected until the evening before.
    pub meantime: f64,
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
    /// The actions, in order.
    pub steps: Vec<Step>,
    /// The loss without any action.
    pub loss_before: f64,
    /// The loss that is left.
    pub loss_left: f64,
    /// The loss that would be left if everything that may be done were done, whatever it takes: no plan leaves less.
    pub loss_floor: f64,
    /// How many outcomes each state was evaluated on.
    pub samples: u64,
    /// Staff minutes used.
    pub minutes: u64,
    /// When the last one is done, in minutes from the start.
    pub done_after: u64,
    /// How many different plans were worked out and compared.
    pub tried: u32,
    /// Whether no single action that still fits averts anything more, on these coins.
    pub exhausted: bool,
    /// Hosts of `must` that could not be done, with the reason.
    pub unmet: Vec<(HostId, Why)>,
    /// Hosts that still lose something, most first.
    pub remaining: Vec<Remaining>,
    /// Hosts that must not be touched, with what patching them would avert after the plan.
    pub frozen: Vec<Remaining>,
    /// Flows that are kept open for the business, the one whose closing would avert most first.
    pub kept: Vec<Kept>,
    /// What to find out first: unknown facts, the one that changes most first.
    pub unknowns: Vec<Unknown>,
    /// What is risked before the actions are done; 0 if that is today.
    pub meantime: f64,
    /// Whether to call people in.
    pub verdict: Verdict,
}

impl Plan {
    /// The risk-removed curve: staff minutes used and loss left, before anything and after each action.
    pub fn curve(&self) -> Vec<(u64, f64)> {
        let mut used = 0;
        let after = self.steps.iter().map(|step| {
            used += step.minutes;
            (used, step.loss_left)
        });
        std::iter::once((0, self.loss_before)).chain(after).collect()
    }

    /// The loss with the plan. What falls before it is in force is part of what it leaves.
    pub fn loss_at_most(&self) -> f64 {
        self.loss_left
    }
}

/// The most work in one estimate while plans are searched: samples times nodes. Large networks are searched on fewer samples.
const MOST_SEARCH_WORK: u64 = 100_000;
/// The most work in evaluating the plan that was found.
const MOST_CHECK_WORK: u64 = 10_000_000;
/// But never on fewer: a plan may be looked for on less than it is judged by.
const FEWEST_TO_SEARCH: u64 = 32;
const FEWEST_TO_CHECK: u64 = 64;

/// Plans for a case and scenario that were ranked.
///
/// Plans are searched on the first samples of the ranking, a number fixed at the start; the one that is found is then
/// evaluated action by action on all of them (on fewer only in very large networks), so that
/// its figures agree with those of the ranking. Small networks are computed exactly throughout.
pub fn plan(case: Case<'_>, ranking: &Ranking, options: &Options) -> Plan {
    let network = case.network();
    let search = affordable(&network, ranking, case.request, MOST_SEARCH_WORK, FEWEST_TO_SEARCH);
    let problem = Problem::new(Case { request: &search, ..case }, ranking, options, network);
    let searched = search::best(&problem);
    let unknowns = unknown::unknowns(&problem, &searched);
    let check = affordable(&problem.network, ranking, case.request, MOST_CHECK_WORK, FEWEST_TO_CHECK);
    let best = search::checked(&problem, searched, check);
    let unknowns = unknowns.into_iter().map(|unknown| unknown.on(&best)).collect();
    let (remaining, frozen) = remains::remaining(&problem, &best);
    let kept = remains::kept(&problem, &best.estimate);
    let verdict = verdict::verdict(&problem, &best);
    Plan {
        loss_before: best.loss_before,
        loss_left: best.loss_left(),
        loss_floor: problem.floor(check),
        samples: best.estimate.samples,
        minutes: best.steps.iter().map(|step| step.minutes).sum(),
        done_after: best.steps.iter().map(|step| step.end).max().unwrap_or(0),
        tried: best.tried,
        exhausted: best.exhausted,
        unmet: best.unmet,
        steps: best.steps,
        remaining,
        frozen,
        kept,
        unknowns,
        meantime: options.later.map_or(0.0, |later| later.meantime),
        verdict,
    }
}

/// As many samples as the ranking drew, or fewer where that would take too long, unless their number was asked for.
fn affordable(network: &Network, ranking: &Ranking, request: &Request, most_work: u64, fewest: u64) -> Request {
    use crate::risk::SampleSize;
    let again = ranking.again(request);
    match (again.samples, request.samples) {
        (SampleSize::Fixed(samples), SampleSize::Auto) => {
            let nodes = (network.topology.node_count() as u64).max(1);
            Request { samples: SampleSize::Fixed(samples.min((most_work / nodes).max(fewest))), ..again }
        }
        _ => again,
    }
}
