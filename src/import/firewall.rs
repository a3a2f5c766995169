//! Rules of firewalls as flows between segments.
//!
//! Rules are looked at in their order for every pair of segments whose networks they touch. A rule that covers both ends wholly
//! decides its ports; one that covers a part opens the pair if it allows, since some host gets through, and decides nothing
//! if it denies. A rule that was not understood makes the flow of every pair it may touch `unknown`, unless its ports were decided
//! before: never open, never closed. Rules whose order does not matter are sets of allow rules.

pub mod aws;
pub mod cisco;
pub mod iptables;
pub mod matrix;
mod ports;

use std::collections::BTreeMap;

use ipnet::IpNet;

use super::place::{Segments, usable};
use crate::term::port::PortSet;
pub use ports::Ports;

/// The outside.
pub const INTERNET: &str = "internet";
/// Pairs of segments that are looked at; more than any firewall has zones for.
const MAX_SEGMENTS: usize = 500;
/// What is kept of the text of a rule.
const MOST_CHARS: usize = 120;

/// One end of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// Everything.
    Any,
    /// These networks.
    Networks(Vec<IpNet>),
    /// A zone by name.
    Zone(String),
    /// Not understood: may be anything.
    Unknown,
}

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Lets traffic through.
    Allow,
    /// Stops it.
    Deny,
    /// Nobody understood what.
    Unknown,
}

/// One rule, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The list it is part of; each list is evaluated by itself.
    pub list: String,
    /// The line, from 1.
    pub line: u32,
    /// What it does.
    pub action: Action,
    /// Where traffic comes from.
    pub from: Side,
    /// Where it goes.
    pub to: Side,
    /// The ports it is about.
    pub ports: Ports,
    /// The rule as written, shortened.
    pub text: String,
    /// Why it was not understood, if it was not.
    pub why: Option<String>,
}

impl Rule {
    /// A rule of which nothing is understood yet. It may allow anything between any two places, until more is known.
    fn unknown(list: &str, line: u32, text: &str) -> Self {
        Self {
            list: list.to_owned(),
            line,
            action: Action::Unknown,
            from: Side::Unknown,
            to: Side::Unknown,
            ports: Ports::any(),
            text: text.chars().take(MOST_CHARS).collect(),
            why: None,
        }
    }

    /// The same rule, not understood for a reason.
    fn because(self, why: impl Into<String>) -> Self {
        Self { action: Action::Unknown, why: Some(why.into()), ..self }
    }
}

/// The rules of one file.
#[derive(Debug)]
pub struct Policy {
    /// The file.
    pub file: String,
    /// Its rules, in order.
    pub rules: Vec<Rule>,
}

/// A flow that rules allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Where traffic may start: a segment, or `internet`.
    pub from: String,
    /// Where it may go.
    pub to: String,
    /// The only host it may reach, if rules name one.
    pub host: Option<String>,
    /// The ports; `None` is unknown.
    pub ports: Option<PortSet>,
    /// The rules that say so.
    pub evidence: String,
}

/// Something to say about a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The rule as written, shortened.
    pub text: String,
    /// What is to be said.
    pub why: String,
}

impl Flow {
    /// The key of the flow in an inventory.
    pub fn key(&self) -> String {
        let host = self.host.as_ref().map_or(String::new(), |host| format!("/{host}"));
        format!("{} -> {}{host}", self.from, self.to)
    }
}

/// Ports as the value of a flow.
pub(super) fn ports_yaml(ports: Option<&PortSet>) -> String {
    match ports {
        None => "unknown".to_owned(),
        Some(ports) => format!("[{}]", ports.to_texts().join(", ")),
    }
}

/// How far a rule's end covers a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cover {
    Nothing,
    Part,
    Whole,
}

/// A segment, or the outside, as rules see it; or one host of a segment that rules name.
struct Zone<'s> {
    name: String,
    networks: Vec<&'s IpNet>,
    outside: bool,
    host: Option<&'s KnownHost>,
}

/// A host that rules may name by its address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownHost {
    /// Its address as a network of one.
    pub network: IpNet,
    /// Its name.
    pub name: String,
    /// The segment it is in.
    pub segment: String,
}

/// What firewalls are seen against: networks by segment, and hosts by address.
struct Map<'s> {
    segments: &'s Segments,
    hosts: &'s BTreeMap<IpNet, &'s KnownHost>,
}

/// The flows that policies allow, sorted, and what is to be said about rules. Rules that name one known host open it alone.
pub(super) fn flows(policies: &[Policy], hosts: &[KnownHost], segments: &Segments) -> (Vec<Flow>, Vec<Remark>) {
    let mut remarks = Vec::new();
    if policies.is_empty() {
        return (Vec::new(), remarks);
    }
    let hosts: BTreeMap<IpNet, &KnownHost> = hosts.iter().rev().map(|host| (host.network, host)).collect();
    let map = Map { segments, hosts: &hosts };
    let zones = zones(policies, segments, &mut remarks);
    let named = named_hosts(policies, &map);
    let mut found: BTreeMap<Ends, Verdict> = BTreeMap::new();
    for policy in policies {
        remark_on(policy, &zones, &map, &mut remarks);
        let (between_zones, others): (Vec<&Rule>, Vec<&Rule>) = policy.rules.iter().partition(|rule| names_zones(rule));
        for (ends, rules) in by_zones(&between_zones) {
            let zone = |name: &str| zones.iter().find(|zone| zone.name == name);
            if let (Some(from), Some(to)) = (zone(&ends.0), zone(&ends.1)) {
                found.entry((ends.0, ends.1, None)).or_default().add(judge(&rules, from, to, &policy.file, &map));
            }
        }
        for list in lists(&others) {
            for from in &zones {
                for to in zones.iter().chain(&named).filter(|to| to.name != from.name) {
                    let ends = (from.name.clone(), to.name.clone(), to.host.map(|host| host.name.clone()));
                    found.entry(ends).or_default().add(judge(&list, from, to, &policy.file, &map));
                }
            }
        }
    }
    let flows = found.iter().filter_map(|(ends, verdict)| flow(ends, verdict, &found)).collect();
    (flows, remarks)
}

/// From, to, and the one host.
type Ends = (String, String, Option<String>);

/// The flow of a pair. What the whole segment gets anyway is not said again of a host in it.
fn flow(ends: &Ends, verdict: &Verdict, all: &BTreeMap<Ends, Verdict>) -> Option<Flow> {
    let (from, to, host) = ends.clone();
    let whole = host.as_ref().and_then(|_| all.get(&(from.clone(), to.clone(), None)));
    let own = verdict.open.without(&whole.map(|whole| whole.open.clone()).unwrap_or_default());
    let unknown = verdict.unknown && whole.is_none_or(|whole| !whole.unknown);
    let evidence = shortened(&verdict.evidence);
    match (unknown, own.is_empty()) {
        (true, _) => Some(Flow { from, to, host, ports: None, evidence }),
        (false, true) => None,
        (false, false) => Some(Flow { from, to, host, ports: Some(own.to_set()), evidence }),
    }
}

/// The known hosts that rules name as where traffic goes.
fn named_hosts<'s>(policies: &[Policy], map: &Map<'s>) -> Vec<Zone<'s>> {
    let networks = policies.iter().flat_map(|policy| &policy.rules).filter_map(|rule| match &rule.to {
        Side::Networks(networks) => Some(networks),
        _ => None,
    });
    let known: std::collections::BTreeSet<&KnownHost> = networks.flatten().filter_map(|network| map.hosts.get(network).copied()).collect();
    let zone = |host: &'s KnownHost| Zone { name: host.segment.clone(), networks: vec![&host.network], outside: false, host: Some(host) };
    known.into_iter().take(MAX_SEGMENTS).map(zone).collect()
}

/// The zones that rules and networks name, and the outside.
fn zones<'s>(policies: &[Policy], segments: &'s Segments, remarks: &mut Vec<Remark>) -> Vec<Zone<'s>> {
    let mut by_name: BTreeMap<String, Vec<&IpNet>> = BTreeMap::new();
    for (network, segment) in &segments.networks {
        by_name.entry(segment.clone()).or_default().push(network);
    }
    for side in policies.iter().flat_map(|policy| &policy.rules).flat_map(|rule| [&rule.from, &rule.to]) {
        if let Side::Zone(name) = side {
            by_name.entry(zone_name(name)).or_default();
        }
    }
    by_name.remove(INTERNET);
    if by_name.len() > MAX_SEGMENTS {
        let why = format!("{} segments: flows are worked out for the first {MAX_SEGMENTS}", by_name.len());
        remarks.push(Remark { file: String::new(), line: 0, text: String::new(), why });
    }
    let mut zones = vec![Zone { name: INTERNET.to_owned(), networks: Vec::new(), outside: true, host: None }];
    zones.extend(by_name.into_iter().take(MAX_SEGMENTS).map(|(name, networks)| Zone { name, networks, outside: false, host: None }));
    zones
}

fn zone_name(name: &str) -> String {
    if is_outside(name) { INTERNET.to_owned() } else { usable(name) }
}

/// Names that people give to the outside.
fn is_outside(name: &str) -> bool {
    ["internet", "outside", "wan", "external", "untrust"].contains(&name.trim().to_lowercase().as_str())
}

/// Whether a rule concerns exactly one pair of zones.
fn names_zones(rule: &Rule) -> bool {
    matches!((&rule.from, &rule.to), (Side::Zone(_), Side::Zone(_)))
}

/// Rules between named zones by their pair: a matrix has as many rules as pairs, and each concerns one.
fn by_zones<'r>(rules: &[&'r Rule]) -> BTreeMap<(String, String), Vec<&'r Rule>> {
    let mut pairs: BTreeMap<(String, String), Vec<&Rule>> = BTreeMap::new();
    for rule in rules {
        if let (Side::Zone(from), Side::Zone(to)) = (&rule.from, &rule.to) {
            let ends = (zone_name(from), zone_name(to));
            if ends.0 != ends.1 {
                pairs.entry(ends).or_default().push(rule);
            }
        }
    }
    pairs
}

/// The rules of each list, in the order in which lists appear.
fn lists<'r>(rules: &[&'r Rule]) -> Vec<Vec<&'r Rule>> {
    let mut lists: indexmap::IndexMap<&str, Vec<&Rule>> = indexmap::IndexMap::new();
    for rule in rules {
        lists.entry(&rule.list).or_default().push(rule);
    }
    lists.into_values().collect()
}

/// Lists rules that were not understood, and ends that belong to no segment.
fn remark_on(policy: &Policy, zones: &[Zone<'_>], map: &Map<'_>, remarks: &mut Vec<Remark>) {
    for rule in &policy.rules {
        let remark = |why: String| Remark { file: policy.file.clone(), line: rule.line, text: rule.text.clone(), why };
        if let Some(why) = &rule.why {
            remarks.push(remark(format!("{why}: the flows it may concern are unknown")));
            continue;
        }
        for side in [&rule.from, &rule.to] {
            let Side::Networks(networks) = side else { continue };
            let a_host = networks.iter().any(|network| map.hosts.contains_key(network));
            let lost = !a_host && zones.iter().all(|zone| cover(side, zone, map.segments) == Cover::Nothing);
            if lost && rule.action == Action::Allow {
                remarks.push(remark("an end that belongs to no segment; name its network with --network SEGMENT=CIDR".to_owned()));
            }
        }
    }
}

/// How far an end of a rule covers a zone.
fn cover(side: &Side, zone: &Zone<'_>, segments: &Segments) -> Cover {
    match side {
        Side::Any => Cover::Whole,
        Side::Unknown => Cover::Part,
        Side::Zone(name) => {
            if zone_name(name) == zone.name {
                Cover::Whole
            } else {
                Cover::Nothing
            }
        }
        Side::Networks(networks) if zone.outside => outside(networks, segments),
        Side::Networks(networks) => inside(networks, zone),
    }
}

fn inside(networks: &[IpNet], zone: &Zone<'_>) -> Cover {
    let touches = |a: &IpNet, b: &IpNet| a.contains(b) || b.contains(a);
    if !zone.networks.is_empty() && zone.networks.iter().all(|own| networks.iter().any(|network| network.contains(*own))) {
        return Cover::Whole;
    }
    let touched = zone.networks.iter().any(|own| networks.iter().any(|network| touches(network, own)));
    if touched { Cover::Part } else { Cover::Nothing }
}

/// The outside is every public address that no segment has.
fn outside(networks: &[IpNet], segments: &Segments) -> Cover {
    if networks.iter().any(|network| network.prefix_len() == 0) {
        return Cover::Whole;
    }
    let private = |network: &IpNet| match network {
        IpNet::V4(v4) => v4.network().is_private() || v4.network().is_loopback() || v4.network().is_multicast(),
        IpNet::V6(v6) => (v6.network().segments()[0] & 0xfe00) == 0xfc00 || v6.network().is_multicast(),
    };
    let own = |network: &IpNet| segments.networks.iter().any(|(own, _)| own.contains(network));
    if networks.iter().any(|network| !private(network) && !own(network)) { Cover::Part } else { Cover::Nothing }
}

/// What rules say about one pair.
#[derive(Debug, Default)]
struct Verdict {
    open: Ports,
    unknown: bool,
    evidence: Vec<String>,
}

impl Verdict {
    /// What two lists allow together is open: traffic is free where any path lets it through.
    fn add(&mut self, other: Self) {
        self.open = self.open.union(&other.open);
        self.unknown |= other.unknown;
        self.evidence.extend(other.evidence);
    }
}

fn shortened(evidence: &[String]) -> String {
    match evidence {
        [first @ .., _] if first.len() >= 4 => format!("{} and {} more", evidence[..4].join(", "), evidence.len() - 4),
        all => all.join(", "),
    }
}

fn judge(rules: &[&Rule], from: &Zone<'_>, to: &Zone<'_>, file: &str, map: &Map<'_>) -> Verdict {
    let mut verdict = Verdict::default();
    let mut undecided = Ports::any();
    for rule in rules {
        let target = if to.host.is_none() && is_about_hosts(&rule.to, map) { Cover::Nothing } else { cover(&rule.to, to, map.segments) };
        let covers = cover(&rule.from, from, map.segments).min(target);
        let here = rule.ports.intersection(&undecided);
        if covers == Cover::Nothing || here.is_empty() {
            continue;
        }
        match rule.action {
            Action::Unknown => verdict.unknown = true,
            Action::Allow => verdict.open = verdict.open.union(&here),
            Action::Deny => {}
        }
        if rule.action != Action::Deny {
            verdict.evidence.push(format!("{file}:{}", rule.line));
        }
        if covers == Cover::Whole && rule.action != Action::Unknown {
            undecided = undecided.without(&rule.ports);
        }
    }
    verdict
}

/// Whether an end is nothing but known hosts: then it says nothing about the rest of their segment.
fn is_about_hosts(side: &Side, map: &Map<'_>) -> bool {
    matches!(side, Side::Networks(networks) if !networks.is_empty() && networks.iter().all(|network| map.hosts.contains_key(network)))
}
