//! What a plan affords: everything is tried where an estimate costs little, and less the more it
//! costs.
//!
//! The unit is the work of one estimate: the outcomes that are drawn times the nodes of the
//! network, which is about how many nodes are visited. What is afforded depends on that alone, or on
//! how many hosts there are to do: never on the staff, so that more of it never finds a worse plan.

use crate::network::Network;
use crate::ranking::Ranking;
use crate::risk::{Figures, Request, SampleSize};
use crate::term::day::Day;

/// Every selection of the first items of an order is tried: there are hundreds.
const ALL_SELECTIONS: u64 = 4_000;
/// Many bundles are looked at. Each takes an estimate of its own, before anything is searched.
const MANY_BUNDLES: u64 = 10_000;
/// Every day has orders of its own, and every policy of doors has one. An order takes an estimate
/// or more for each of its actions.
const ORDERS_BY_DAY: u64 = 10_000;
/// An order takes one action per estimate; with more work, several.
const ACTIONS_SINGLY: u64 = 20_000;
/// Plans are made for fewer people than an order needs, each of all orders.
const FEWER_PEOPLE: u64 = 20_000;
/// Single items of an order are moved. Each is judged by an estimate.
const ITEMS_MOVED: u64 = 50_000;
/// A plan is made for each of some facts that turn out well.
const FACTS_PLANNED: u64 = 50_000;
/// There is more than one order, and doors of a plan are tried one by one.
const SEVERAL_ORDERS: u64 = 300_000;
/// Many events are planned for, each in a network of its own, all at the same time.
const MANY_EVENTS: u64 = 300_000;

/// The work of all variants of one order together.
const OF_VARIANTS: u64 = 1_000_000;
/// The work of one estimate while plans are searched: thousands of them.
const OF_SEARCH: u64 = 50_000;
/// The work of evaluating the plan that was found: an estimate for each of its steps.
const OF_CHECK: u64 = 10_000_000;
/// The work of one answer about a plan of which a part is refused: a page asks dozens.
const OF_REFUSAL: u64 = 40_000;

/// The work of all answers about refusals. On larger networks only the first actions of a plan can
/// be refused, or none.
const OF_REFUSALS: u64 = 8_000_000;

/// Outcomes, however large the network is. A plan may be looked for on less than it is judged by.
const MIN_TO_SEARCH: u64 = 32;
const MIN_TO_CHECK: u64 = 64;

/// Actions in an order: a plan of more is carried out by nobody within the horizon.
const MAX_ACTIONS: usize = 400;
/// The same where several are taken per estimate.
const MAX_ACTIONS_OF_SEVERAL: usize = 300;
/// Lanes of hosts ([`super::problem::Problem::lanes`]). Hosts that are all different make long orders, however
/// small the network is.
const MANY_LANES: usize = 200;
/// Machines that are given to people when plans are made for fewer of them.
const MANY_MACHINES: u64 = 300;

/// The work of one estimate, and what that leaves time for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort(u64);

/// How many orders there are, of which plans are parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Orders {
    /// For every day, and for every policy of doors.
    ByDay,
    /// As if everything were in force tomorrow, for the policies of doors that differ most.
    Few,
    /// One.
    One,
}

impl Effort {
    /// Of estimates of a network on so many outcomes.
    pub(super) fn new(network: &Network, outcomes: u64) -> Self {
        Self(outcomes * (network.topology.node_count() as u64 + 1))
    }

    /// Bundles that are looked at.
    pub(super) fn bundles(self) -> usize {
        if self.0 > MANY_BUNDLES { 12 } else { 64 }
    }

    /// How many orders are worked out for so many lanes of hosts.
    pub(super) fn orders(self, lanes: usize) -> Orders {
        if self.0 > SEVERAL_ORDERS {
            Orders::One
        } else if lanes > MANY_LANES || self.0 > ORDERS_BY_DAY {
            Orders::Few
        } else {
            Orders::ByDay
        }
    }

    /// Whether an order takes several actions per estimate, and what averts little without any.
    pub(super) fn takes_several(self) -> bool {
        self.0 > ACTIONS_SINGLY
    }

    /// Actions in an order of which so many are asked for.
    pub(super) fn actions(self, asked: usize) -> usize {
        let most = if self.takes_several() { MAX_ACTIONS_OF_SEVERAL } else { usize::MAX };
        asked.min(most)
    }

    /// Whether variants of an order move single items.
    pub(super) fn moves_items(self) -> bool {
        self.0 <= ITEMS_MOVED
    }

    /// Whether there are variants of an order for every selection of its first items.
    pub(super) fn selects_items(self) -> bool {
        self.0 <= ALL_SELECTIONS
    }

    /// Variants of one order that are judged.
    pub(super) fn variants(self) -> usize {
        (OF_VARIANTS / self.0.max(1)).max(4) as usize
    }

    /// Whether the doors of a plan are tried once more, one by one.
    pub(super) fn tries_doors_again(self) -> bool {
        self.0 <= SEVERAL_ORDERS
    }

    /// Whether plans are made for fewer people, who have so many machines to do.
    pub(super) fn tries_fewer_people(self, machines: u64) -> bool {
        self.0 <= FEWER_PEOPLE && machines <= MANY_MACHINES
    }

    /// Facts that are worked out.
    pub(super) fn facts(self) -> usize {
        if self.0 > FACTS_PLANNED { 1 } else { 5 }
    }

    /// Whether a plan is made for a fact that turns out well; else the same plan is kept, without
    /// what the fact makes needless.
    pub(super) fn plans_for_facts(self) -> bool {
        self.0 <= FACTS_PLANNED
    }

    /// Events that are planned for; and as many facts.
    pub(super) fn events(self) -> usize {
        if self.0 > MANY_EVENTS { 4 } else { 24 }
    }

    /// Actions of the plan for an event.
    pub(super) fn actions_for_event(self) -> usize {
        if self.0 > MANY_EVENTS { 8 } else { 24 }
    }

    /// Events that are planned for at the same time: each has a network of its own in memory.
    pub(super) fn events_at_once(self) -> usize {
        if self.0 > MANY_EVENTS { 2 } else { usize::MAX }
    }
}

/// Actions in the longest order.
pub(super) fn most_actions() -> usize {
    MAX_ACTIONS
}

/// On how many outcomes plans are searched.
pub(super) fn to_search(network: &Network, ranking: &Ranking, request: &Request) -> Request {
    affordable(network, ranking, request, OF_SEARCH, MIN_TO_SEARCH)
}

/// On how many outcomes a plan is evaluated.
pub(super) fn to_check(network: &Network, ranking: &Ranking, request: &Request) -> Request {
    affordable(network, ranking, request, OF_CHECK, MIN_TO_CHECK)
}

/// On how many outcomes it is asked what a plan leaves without some of its steps, at most.
pub(super) fn to_refuse(network: &Network) -> u64 {
    (OF_REFUSAL / nodes(network)).max(MIN_TO_CHECK)
}

/// How many sets of refused actions are weighed, given the work of one answer.
pub(super) fn refusals(work: u64) -> usize {
    // The curve of losses is one half of the work of a set, what is taken over the other.
    (OF_REFUSALS / work.saturating_mul(2).max(1)) as usize
}

/// As many samples as the ranking drew, or fewer where that would take too long, unless their
/// number was asked for.
fn affordable(
    network: &Network,
    ranking: &Ranking,
    request: &Request,
    most_work: u64,
    fewest: u64,
) -> Request {
    // Nothing is asked of ways in, nor of what carried the attack.
    let again = Request { figures: Figures::Since(Day::FIRST), ..ranking.again(request) };
    match (again.samples, request.samples) {
        (SampleSize::Fixed(samples), SampleSize::Auto) => {
            let most = (most_work / nodes(network)).max(fewest);
            Request { samples: SampleSize::Fixed(samples.min(most)), ..again }
        }
        _ => again,
    }
}

/// The nodes of a network, one at least.
pub(super) fn nodes(network: &Network) -> u64 {
    (network.topology.node_count() as u64).max(1)
}
