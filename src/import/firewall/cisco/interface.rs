//! Interfaces of a Cisco configuration: addresses, names, levels, and the lists that are bound to
//! them; routes.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use super::dialect::Dialect;
use super::mask;
use super::object::Objects;
use crate::firewall::{Interface, Route};

/// A list bound to an interface.
#[derive(Clone, Debug)]
pub(super) struct Binding {
    pub(super) interface: String,
    pub(super) list: String,
    /// The family of the packets that it sees.
    pub(super) six: bool,
    pub(super) way: Way,
    pub(super) line: u32,
    pub(super) tail: Tail,
}

/// What stands behind a binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tail {
    None,
    /// `per-user-override`: users have lists of their own.
    Users,
    /// Something that is not understood.
    Unread,
}

impl Tail {
    pub(super) fn of(words: &[&str]) -> Self {
        match words {
            [] => Self::None,
            ["per-user-override"] => Self::Users,
            _ => Self::Unread,
        }
    }
}

/// Which packets a bound list sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Way {
    In,
    Out,
    /// Whatever comes in anywhere and no list of an interface decided.
    Global,
}

/// Takes a line inside an interface; `false` if it says nothing about where packets go.
pub(super) fn line(
    interface: &mut Interface,
    words: &[&str],
    at: u32,
    objects: &Objects,
    bindings: &mut Vec<Binding>,
) -> bool {
    match words {
        ["ip" | "ipv4", "address", rest @ ..] => interface.networks.extend(network(rest, objects)),
        ["ipv6", "address", prefix, ..] => interface.networks.extend(prefix.parse::<IpNet>().ok()),
        ["nameif", name] => {
            interface.level.get_or_insert(if *name == "inside" { 100 } else { 0 });
            interface.label = Some((*name).to_owned());
        }
        ["security-level", level] => interface.level = level.parse().ok(),
        ["description", text @ ..] if interface.label.is_none() => {
            // Only a description that is a name for the outside is one.
            let described =
                Interface { name: text.join(" ").to_lowercase(), ..Interface::default() };
            if OUTSIDE.contains(&described.name.as_str()) {
                interface.label = Some(described.name);
            }
        }
        ["ip" | "ipv4", "access-group", list, way, tail @ ..]
        | ["ip", "port", "access-group", list, way, tail @ ..] => {
            bindings.push(binding(interface, list, (false, Tail::of(tail)), way, at));
        }
        ["ipv6", "traffic-filter" | "access-group", list, way, tail @ ..] => {
            bindings.push(binding(interface, list, (true, Tail::of(tail)), way, at))
        }
        _ => return false,
    }
    true
}

/// Members of a bridge have the networks of its own interface: `BVI1` of `bridge-group 1`. On ASA no
/// packet comes in by one that has no name.
pub(super) fn bridge(interfaces: &mut [Interface], members: &[(usize, String)], dialect: Dialect) {
    for (at, number) in members {
        let name = format!("BVI{number}");
        let own = interfaces.iter().find(|interface| interface.name.eq_ignore_ascii_case(&name));
        let networks = own.map_or_else(Vec::new, |interface| interface.networks.clone());
        if interfaces[*at].networks.is_empty() {
            interfaces[*at].networks = networks;
        }
    }
    let is_unnamed = |interface: &&mut Interface| {
        let number = interface.name.to_uppercase();
        let number = number.strip_prefix("BVI").unwrap_or("");
        interface.label.is_none() && members.iter().any(|(_, member)| *member == *number)
    };
    let unnamed = interfaces.iter_mut().filter(is_unnamed).filter(|_| dialect == Dialect::Asa);
    unnamed.for_each(|interface| interface.networks.clear());
}

/// Descriptions that say that the outside lies behind an interface.
const OUTSIDE: [&str; 6] = ["outside", "internet", "wan", "untrust", "external", "uplink"];

fn binding(
    interface: &Interface,
    list: &str,
    (six, tail): (bool, Tail),
    way: &str,
    line: u32,
) -> Binding {
    let (way, tail) = match way {
        "out" | "egress" | "vlan-out" => (Way::Out, tail),
        "in" | "ingress" | "vlan-in" | "vlan" => (Way::In, tail),
        _ => (Way::In, Tail::Unread),
    };
    Binding { interface: interface.name.clone(), list: list.to_owned(), six, way, line, tail }
}

/// `10.1.0.1 255.255.255.0`, `10.1.0.1/24`.
pub(super) fn network(words: &[&str], objects: &Objects) -> Option<IpNet> {
    match words {
        [prefix, ..] if prefix.contains('/') => prefix.parse().ok(),
        [host, mask, ..] => {
            let (host, mask): (Ipv4Addr, Ipv4Addr) =
                (objects.names.get(host).parse().ok()?, mask.parse().ok()?);
            ipnet::Ipv4Net::with_netmask(host, mask).ok().map(IpNet::V4)
        }
        _ => None,
    }
}

/// `ip route 10.0.0.0 255.0.0.0 10.1.1.1`, `ip route 10.0.0.0/8 10.1.1.1`, `ipv6 route …`, `route
/// outside 0 0 198.51.100.1`. The name of the interface stands beside it where the route gives one.
pub(super) fn route(words: &[&str], objects: &Objects) -> Option<(Route, Option<String>)> {
    let (named, rest) = match words {
        ["ip" | "ipv6", "route", "vrf", _, rest @ ..] | ["ip" | "ipv6", "route", rest @ ..] => {
            (None, rest)
        }
        ["route", interface, rest @ ..] => (Some((*interface).to_owned()), rest),
        _ => return None,
    };
    let (network, rest) = match rest {
        [prefix, rest @ ..] if prefix.contains('/') => (prefix.parse().ok()?, rest),
        [host, mask, rest @ ..] => {
            let zero = |word: &str| {
                if word == "0" {
                    Some(Ipv4Addr::UNSPECIFIED)
                } else {
                    objects.names.get(word).parse().ok()
                }
            };
            (IpNet::V4(mask::net(zero(host)?, zero(mask)?)?), rest)
        }
        _ => return None,
    };
    let via = rest.iter().take(2).find_map(|word| objects.names.get(word).parse::<IpAddr>().ok());
    let interface = named.or_else(|| {
        rest.first().filter(|word| word.parse::<IpAddr>().is_err()).map(|word| (*word).to_owned())
    });
    Some((Route { network, interface: None, via }, interface))
}
