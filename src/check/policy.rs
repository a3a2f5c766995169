//! Whether what the `expect:` list asks for holds.

mod budget;
mod decision;
mod due;
mod field;
mod loss;
pub(crate) mod reach;
mod vulnerable;

use std::cell::OnceCell;

use super::Checked;
use super::fault::{Fault, Message, Text};
use super::finding::Finding;
use super::rule::Rule;
use crate::inventory::{Expectation, Expected, Host, Selector};
use crate::network::UnknownFlows;
use crate::ranking::{self, Ranking};
use budget::Budget;
use reach::Map;

pub(super) fn findings(checked: Checked<'_>) -> Vec<Finding> {
    let policy = Policy {
        checked,
        map: OnceCell::new(),
        certain_map: OnceCell::new(),
        ranking: OnceCell::new(),
    };
    let inventory = checked.case.inventory;
    let mut budget = Budget::of(inventory);
    inventory
        .expectations
        .iter()
        .flat_map(|expectation| budget.spend(expectation, policy.broken(expectation)))
        .collect()
}

/// A case with what some rules need, worked out when the first of them asks.
struct Policy<'a> {
    checked: Checked<'a>,
    map: OnceCell<Map<'a>>,
    certain_map: OnceCell<Map<'a>>,
    ranking: OnceCell<Ranking>,
}

impl<'a> Policy<'a> {
    fn broken(&self, expectation: &Expectation) -> Vec<Finding> {
        match &expectation.rule {
            Expected::Unreachable { from, to, ports, hops } => {
                self.reach(expectation, from, to, ports, *hops).into_iter().collect()
            }
            Expected::NotVulnerable { hosts, advisory, after } => {
                self.vulnerable(expectation, hosts, advisory, *after)
            }
            Expected::NotDueBefore { hosts, day } => self.due(expectation, hosts, *day),
            Expected::MustHave { hosts, field } => self.field(expectation, hosts, *field),
            Expected::LossAtMost(most) => self.loss(expectation, *most).into_iter().collect(),
            Expected::LessUrgentThan { decision, hosts } => {
                self.decision(expectation, hosts, *decision)
            }
        }
    }

    fn map(&self) -> &Map<'a> {
        self.map.get_or_init(|| {
            Map::of(self.checked.case.inventory, self.checked.case.scenario.unknown_flows)
        })
    }

    /// The map of what is certainly open.
    fn certain_map(&self) -> &Map<'a> {
        self.certain_map.get_or_init(|| Map::of(self.checked.case.inventory, UnknownFlows::Blocked))
    }

    fn ranking(&self) -> &Ranking {
        self.ranking.get_or_init(|| ranking::rank(self.checked.case, &|_, _| {}))
    }

    /// The hosts that a selector means, in input order.
    fn selected<'s>(
        &'s self,
        selector: &'s Selector,
    ) -> impl Iterator<Item = (&'a str, &'a Host)> + 's {
        let case = self.checked.case;
        let meant = move |(name, host): &(&str, &Host)| {
            let product = case
                .exposures
                .of(host.system)
                .product
                .map(|id| case.advisories.product_of(id).id.as_str());
            selector.matches(name, host, &case.inventory.system(host.system).os, product)
        };
        case.inventory.hosts().map(|(_, name, host)| (name, host)).filter(meant)
    }
}

/// What hosts do that break a rule, with the rule shown.
fn of_hosts(rule: Rule, expectation: &Expectation, does: impl Into<Text>) -> Fault {
    Fault::new(rule, Message::host(does))
        .detail(expectation.text())
        .beside(expectation.place, "the rule")
}
