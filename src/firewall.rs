//! Rules of firewalls, and what they let through.
//!
//! A [`Device`] has rule bases ([`List`]), which it applies by [`Filters`]. [`flows`] holds devices
//! against a [`Network`]: the addresses of segments and hosts. Every question is answered exactly:
//! by the first rule that matches, through all chains, lists and firewalls on the way. Where a rule
//! is not understood, the answer has two parts: what is open whatever the rule means, and what may
//! be. See `docs/firewalls.md`.
//!
//! Nothing here knows a vendor: `import::firewall` has a reader for each.

mod address;
mod area;
mod blockers;
mod candidate;
mod classes;
mod compile;
mod cover;
mod device;
mod engine;
mod explain;
mod flat;
mod fold;
mod grid;
mod judge;
mod place;
mod port_bits;
mod ports;
mod range;
mod remark;
mod row;
mod rule;
mod unplaced;
mod way;

pub use address::{Addresses, Family};
pub use area::{INTERNET, KnownHost};
pub use device::{Device, Filters, Interface, Route, Unbound};
pub use explain::{Answer, Explanation, Question, QuestionError, Said, Way, explain};
pub use flat::MAX_RULES;
pub use fold::{Flow, Network, Outcome, answered, flows};
pub use ports::{Ports, Transport};
pub use range::Ranges;
pub use remark::Remark;
pub use rule::{Action, Chain, InterfaceMatch, List, Rule, Side};

use engine::RuleId;

/// The rule that an id means.
fn rule_of<'d>(devices: &'d [Device], id: &RuleId) -> &'d Rule {
    let list = &devices[id.device as usize].lists[id.list as usize];
    id.origin.map_or(&list.end, |(chain, at)| &list.chains[chain as usize].rules[at as usize])
}
