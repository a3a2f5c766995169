//! The plan.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Amount, Name};
use crate::format::Rounded;

/// The plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Plan {
    /// How many people.
    pub staff: u32,
    /// Minutes that each of them has.
    pub minutes_each: u64,
    /// Staff minutes there are.
    pub capacity: u64,
    /// Staff minutes used.
    pub minutes: u64,
    /// The same in words.
    pub duration: String,
    /// The actions in order.
    pub actions: Vec<Action>,
    /// Loss left over staff minutes used, from nothing done to everything done.
    pub curve: Vec<Point>,
    /// The loss that would be left if everything that may be done were done.
    pub loss_floor: Amount,
    /// Hosts that are not done and still lose something, most first; at most twenty.
    pub remaining: Vec<Remaining>,
    /// How many more there are.
    pub more_remaining: usize,
    /// What the method guarantees, and what it does not.
    pub method: String,
}

/// One action of the plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Action {
    /// From 1.
    pub number: usize,
    /// What is done.
    pub text: String,
    /// Who is responsible for the hosts; empty if nobody is named.
    pub owners: Vec<String>,
    /// Staff minutes.
    pub minutes: u64,
    /// When it begins, in hours and minutes from the start.
    pub start: String,
    /// Whether a host restarts, if known.
    pub reboot: Option<bool>,
    /// Loss averted, given the actions before it.
    pub averted: Amount,
    /// The loss that is left after it.
    pub loss_left: Amount,
}

/// A point of the risk-removed curve.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Point {
    /// Staff minutes used.
    pub minutes: u64,
    /// The loss that is left.
    pub loss_left: Rounded,
}

/// A host that stays as it is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Remaining {
    /// The host.
    pub host: Name,
    /// How many machines.
    pub machines: u32,
    /// Why.
    pub why: String,
    /// Expected loss with it after the plan.
    pub loss: Amount,
}
