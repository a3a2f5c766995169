//! Virtual addresses: what the outside asks for, and the hosts and ports behind.

use super::object::Objects;
use super::section::Entry;
use crate::firewall::{Addresses, Ports, Rule, Side, Transport};
use crate::import::firewall::{port_name, rule_list};

/// A virtual address.
#[derive(Clone, Debug)]
pub(super) struct Virtual {
    /// The hosts behind.
    to: Addresses,
    /// The ports there, if it is for some ports only.
    ports: Option<Ports>,
    /// The ports that the outside asks for, where they are others.
    outer: Option<Ports>,
    /// Whether it is for some who ask only.
    part: bool,
}

impl Virtual {
    /// Reads one; `None` if the hosts or ports behind are not known.
    pub(super) fn read(entry: &Entry) -> Option<Self> {
        if entry.unread.is_some() {
            return None;
        }
        let mapped = entry.values("mappedip");
        let all: Option<Vec<Addresses>> =
            mapped.iter().map(|text| rule_list::address(text)).collect();
        let to = Addresses::collect(&all.filter(|all| !all.is_empty())?);
        let part = !entry.values("src-filter").is_empty();
        if entry.value("portforward") != "enable" {
            return Some(Self { to, ports: None, outer: None, part });
        }
        let transport = match entry.value("protocol") {
            "" | "tcp" => Transport::Tcp,
            "udp" => Transport::Udp,
            _ => return Some(Self { to, ports: Some(Ports::default()), outer: None, part }),
        };
        let read = |key: &str| {
            let text = entry.values(key).join(",");
            (!text.is_empty()).then(|| port_name::ports(&text, Some(transport)))
        };
        let outer = read("extport")?;
        let inner = read("mappedport").unwrap_or_else(|| outer.clone());
        Some(Self { to, ports: Some(inner?), outer: Some(outer?), part })
    }

    /// What a policy for it says of the hosts behind: it is held against the ports there. Where it
    /// names the ports that the outside asks for, it is not certain which are meant.
    pub(super) fn rules(&self, policy: &Rule) -> Vec<Rule> {
        let to = Side::Addresses(self.to.clone());
        let ports = self.ports.clone().unwrap_or_else(Ports::any);
        let certain = Rule { to, ports: policy.ports.intersection(&ports), ..policy.clone() };
        let names_outer =
            self.outer.as_ref().is_some_and(|outer| !policy.ports.intersection(outer).is_empty());
        let other = Rule { ports: ports.without(&certain.ports), ..certain.clone() };
        let certain = match self.part {
            true => certain.for_a_part("the virtual address is for some sources only"),
            false => certain,
        };
        let mut rules = vec![certain];
        if names_outer && !other.ports.is_empty() {
            rules.push(other.because("it names the port of the outside, not that of the host"));
        }
        rules.retain(|rule| !rule.ports.is_empty());
        rules
    }
}

/// A policy that denies, and names no virtual address: what is meant for one passes it, at least
/// where versions are old or a setting says so.
pub(super) fn spared(rule: Rule, objects: &Objects<'_>, certainly: bool) -> Vec<Rule> {
    let all = objects.all_virtuals();
    let known: Vec<&Virtual> = all.iter().flatten().collect();
    if all.is_empty() {
        return vec![rule];
    }
    let why = "without `match-vip` it may not stop what is meant for a virtual address";
    // Of some it is not known which hosts are behind.
    if known.len() < all.len() {
        return vec![rule.because(why)];
    }
    let behind = Addresses::collect(&known.iter().map(|one| one.to.clone()).collect::<Vec<_>>());
    let Some(others) = behind.complement().and_then(|all| meet(&rule.to, &all)) else {
        return vec![rule.because(why)];
    };
    let Some(own) = meet(&rule.to, &behind) else { return vec![rule.because(why)] };
    let ports = known.iter().fold(Ports::default(), |ports, one| {
        ports.union(one.ports.as_ref().unwrap_or(&Ports::any()))
    });
    let rest = rule.ports.without(&ports);
    let mut rules = vec![
        Rule { to: others, ..rule.clone() },
        Rule { to: own.clone(), ports: rest, ..rule.clone() },
    ];
    if !certainly {
        let ports = rule.ports.intersection(&ports);
        rules.push(Rule { to: own, ports, ..rule }.because(why));
    }
    rules.retain(|rule| !rule.ports.is_empty());
    rules
}

fn meet(side: &Side, addresses: &Addresses) -> Option<Side> {
    match side {
        Side::Any => Some(Side::Addresses(addresses.clone())),
        Side::Addresses(own) => own.intersection(addresses).map(Side::Addresses),
        _ => None,
    }
}
