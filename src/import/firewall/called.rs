//! What the names in rules stand for: segments, hosts, or nothing that is known.
//!
//! A list that names zones alone is about these zones. Where a list names addresses too, or a host, a
//! name that is neither a segment nor a host is that of a group which stands elsewhere, and may be
//! anybody.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::IpNet;

use super::{Setting, rule_list};
use crate::firewall::{
    Action, Addresses, Device, Filters, INTERNET, KnownHost, List, Remark, Side,
};
use crate::import::place::{UNASSIGNED, usable};

/// What a name stands for.
enum Meaning<'k> {
    /// A segment, as it is spelled elsewhere.
    Segment(&'k str),
    Host(&'k KnownHost),
    Nothing,
}

/// The names that something is known of.
pub(super) struct Called<'k> {
    /// Segments with a network, or with a place in an inventory, by their names in lower case.
    named: BTreeMap<String, &'k str>,
    /// Segments that only hosts and interfaces are in.
    used: BTreeMap<String, &'k str>,
    hosts: BTreeMap<String, &'k KnownHost>,
    /// Hosts by the first part of their names; none where several share it.
    short: BTreeMap<String, Option<&'k KnownHost>>,
}

impl<'k> Called<'k> {
    pub(super) fn new(setting: &Setting<'k>, networks: &'k [(IpNet, String)]) -> Self {
        let lower = |name: &'k String| (name.to_lowercase(), name.as_str());
        // A matrix may name a segment by its network: `10.1.0.0/24`, `lan (10.1.0.0/24)`.
        let by_network = networks.iter().flat_map(|(network, name)| {
            let spelled = [network.to_string(), format!("{name} ({network})")];
            spelled.map(|text| (usable(&text).to_lowercase(), name.as_str()))
        });
        let networks = networks.iter().map(|(_, name)| name);
        let of_hosts = setting.hosts.iter().flat_map(|host| &host.segments);
        let of_interfaces = setting.interfaces.iter().map(|interface| &interface.segment);
        let mut short: BTreeMap<String, Option<&KnownHost>> = BTreeMap::new();
        for host in setting.hosts {
            let is_new = !short.contains_key(&first_part(&host.name));
            short.insert(first_part(&host.name), Some(host).filter(|_| is_new));
        }
        Self {
            named: by_network.chain(networks.chain(&setting.segments.known).map(lower)).collect(),
            used: of_hosts
                .filter(|name| name.as_str() != UNASSIGNED)
                .chain(of_interfaces)
                .map(lower)
                .collect(),
            hosts: setting.hosts.iter().map(|host| (host.name.to_lowercase(), host)).collect(),
            short,
        }
    }

    fn meaning(&self, name: &str) -> Meaning<'k> {
        let lower = name.to_lowercase();
        if lower == INTERNET {
            return Meaning::Segment(INTERNET);
        }
        // `fs1` and `fs1.corp.local` are one; `fs1.a.local` and `fs1.b.local` are not.
        let is_same = |host: &&KnownHost| !lower.contains('.') || !host.name.contains('.');
        let short = || self.short.get(&first_part(&lower)).copied().flatten().filter(is_same);
        let (named, used) = (self.named.get(&lower), self.used.get(&lower));
        let is_meant =
            |host: &&KnownHost| named.is_none() && (used.is_none() || !host.addresses.is_empty());
        let host = self.hosts.get(&lower).copied().filter(is_meant);
        match (named.or(used), host) {
            (_, Some(host)) => Meaning::Host(host),
            (Some(segment), None) => Meaning::Segment(segment),
            (None, None) => short().map_or(Meaning::Nothing, Meaning::Host),
        }
    }

    /// Whether anything is known that a name could be held against.
    fn is_empty(&self) -> bool {
        self.named.is_empty() && self.used.is_empty() && self.hosts.is_empty()
    }

    /// Puts into the rules of a firewall what their names stand for; returns what is to be said of
    /// names that stand for nothing.
    pub(super) fn resolve(&self, device: &mut Device) -> Vec<Remark> {
        let is_alone = matches!(device.filters, Filters::Named { .. });
        if !is_alone && !matches!(device.filters, Filters::Always(_)) {
            return Vec::new();
        }
        // A matrix says itself which zones there are.
        let is_list = device.lists.first().is_some_and(|list| list.name == rule_list::NAME);
        let mut lost: BTreeSet<String> = BTreeSet::new();
        let mut remarks = Vec::new();
        let chains = device.lists.iter_mut().flat_map(|list| &mut list.chains);
        for rule in chains.flat_map(|chain| &mut chain.rules) {
            let mut doubts: Vec<String> = Vec::new();
            for side in [&mut rule.from, &mut rule.to] {
                let Some(name) = only(side).map(str::to_owned) else { continue };
                match self.meaning(&name) {
                    Meaning::Segment(segment) => *side = Side::zone(segment),
                    Meaning::Host(host) => doubts.extend(of_host(side, host)),
                    Meaning::Nothing if self.is_empty() || is_alone && !is_list => {}
                    Meaning::Nothing if !is_alone => {
                        *side = Side::Any;
                        doubts.push(nothing(&name));
                    }
                    Meaning::Nothing => {
                        if lost.insert(name.clone()) && rule.action != Action::Deny {
                            let why = format!(
                                "no network and no host of the segment {name} is known; if the name stands for others, say so in the list"
                            );
                            remarks.push(Remark {
                                file: device.file.clone(),
                                line: rule.line,
                                text: rule.text.to_string(),
                                why,
                            });
                        }
                    }
                }
            }
            for why in doubts {
                *rule = rule.clone().because(why);
            }
        }
        if let Filters::Named { names, .. } = &mut device.filters {
            let segment = |name: &String| match self.meaning(name) {
                Meaning::Segment(segment) => Some(segment.to_owned()),
                Meaning::Host(_) => None,
                Meaning::Nothing => Some(name.clone()),
            };
            *names = names.iter().filter_map(segment).collect();
        }
        remarks
    }
}

/// The segments that rules and interfaces name.
pub(super) fn segments(devices: &[Device]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for device in devices {
        let rules = device.lists.iter().flat_map(List::rules);
        for side in rules.flat_map(|rule| [&rule.from, &rule.to]) {
            if let Side::Zones(zones) = side {
                names.extend(zones.iter().cloned());
            }
        }
        match &device.filters {
            Filters::Zones { egress, ingress } => {
                names.extend(egress.keys().chain(ingress.keys()).cloned())
            }
            Filters::Named { names: own, .. } => names.extend(own.iter().cloned()),
            _ => {}
        }
        let behind = device.interfaces.iter().flat_map(|interface| &interface.segments);
        names.extend(behind.cloned());
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// The name of a side that is one name.
fn only(side: &Side) -> Option<&str> {
    match side {
        Side::Zones(names) if names.len() == 1 => names.first().map(String::as_str),
        _ => None,
    }
}

/// Puts the addresses of a host in the place of its name; where none is known it may be anybody in its
/// segments. Returns why it may be less.
fn of_host(side: &mut Side, host: &KnownHost) -> Option<String> {
    if !host.addresses.is_empty() {
        let addresses: Vec<Addresses> =
            host.addresses.iter().map(|address| Addresses::one(*address)).collect();
        *side = Side::Addresses(Addresses::collect(&addresses));
        return None;
    }
    let is_placed = !host.segments.is_empty() && !host.segments.iter().any(|s| s == UNASSIGNED);
    *side = if is_placed { Side::Zones((*host.segments).into()) } else { Side::Any };
    Some(format!("which address the host {} has is not known", host.name))
}

fn nothing(name: &str) -> String {
    format!(
        "no segment and no host is called `{name}`, so whom it stands for is not known; name its network with --network"
    )
}

fn first_part(name: &str) -> String {
    name.split('.').next().unwrap_or(name).to_lowercase()
}
