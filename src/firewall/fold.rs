//! What firewalls say, folded to flows between segments and to single hosts.
//!
//! Where no host of a segment is known by its address, a flow opens the segment as soon as it opens
//! some address in it. Where hosts are known, a flow to the segment opens what is open to all of
//! them, and what is open to some is a flow to each of these. What is open only to addresses that
//! no host has is left out and remarked on, unless a rule singles such an address out: then it may
//! be another address of any host there.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use super::address::Family;
use super::area::{Area, KnownHost, Map, Plane};
use super::device::Device;
use super::engine::{Asker, Engine, RuleId, Verdict};
use super::port_bits::PortBits;
use super::ports::Ports;
use super::range::Ranges;
use super::remark::{self, Remark};
use super::rule::List;
use crate::term::port::PortSet;

/// Rules that are named behind a flow.
const MAX_RULES: usize = 4;

/// What firewalls are held against.
#[derive(Clone, Copy, Debug)]
pub struct Network<'n> {
    /// The firewalls.
    pub devices: &'n [Device],
    /// Networks with the segment that each belongs to.
    pub networks: &'n [(ipnet::IpNet, String)],
    /// Hosts with their segments and addresses.
    pub hosts: &'n [KnownHost],
    /// Segments besides those of networks and hosts, such as the zones that rules name.
    pub names: &'n [String],
}

/// A flow that rules allow, or may allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Where traffic may start: a segment, or `internet`.
    pub from: String,
    /// Where it may go.
    pub to: String,
    /// The only host it may reach, if it is one.
    pub host: Option<String>,
    /// The ports that are certainly open.
    pub open: PortSet,
    /// The ports that may be open beyond those.
    pub unknown: PortSet,
    /// The rules that say so, shortened.
    pub evidence: String,
    /// Whether no firewall that was read is known to be on the way.
    pub unsaid: bool,
}

/// What firewalls say about a network.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The flows, sorted.
    pub flows: Vec<Flow>,
    /// Segments whose hosts do not reach each other on every port: their filters stand at each
    /// host.
    pub isolated: Vec<String>,
    /// What is to be said about rules.
    pub remarks: Vec<Remark>,
}

impl Flow {
    /// The key of the flow in an inventory.
    pub fn key(&self) -> String {
        let host = self.host.as_ref().map_or(String::new(), |host| format!("/{host}"));
        format!("{} -> {}{host}", self.from, self.to)
    }
}

/// The flows that firewalls allow; none without a firewall.
pub fn flows(network: &Network<'_>) -> Outcome {
    if network.devices.is_empty() {
        return Outcome::default();
    }
    let map = Map::new(network.networks, network.hosts, network.names);
    let engines = engines(network.devices, &map);
    let fold = Fold { network, map: &map, engines: &engines, lines: &lines(network.devices) };
    let found: Vec<Found> =
        (0..map.areas.len()).into_par_iter().map(|from| fold.starting_in(from)).collect();
    let mut outcome =
        Outcome { remarks: remark::on_rules(network.devices, &map), ..Outcome::default() };
    for found in found {
        outcome.flows.extend(found.flows);
        outcome.isolated.extend(found.isolated);
        outcome.remarks.extend(found.remarks);
    }
    outcome.flows.sort_by(|a, b| (&a.from, &a.to, &a.host).cmp(&(&b.from, &b.to, &b.host)));
    outcome
}

/// The ports on which a host answers each segment and the outside, if a rule base stands at the
/// host itself. What may be open counts.
pub fn answered(list: &List, network: &Network<'_>) -> Vec<(String, PortSet)> {
    // A name that no segment can have.
    const HOST: &str = "\u{2}host";
    let ingress = BTreeMap::from([(HOST.to_owned(), 0)]);
    let devices = [Device::new(
        "",
        vec![list.clone()],
        super::Filters::Zones { egress: BTreeMap::new(), ingress },
    )];
    let names: Vec<String> = network.names.iter().cloned().chain([HOST.to_owned()]).collect();
    let map = Map::new(network.networks, network.hosts, &names);
    let Some(host) = map.find(HOST) else { return Vec::new() };
    let engines = NAMES.map(|plane| Engine::new(&devices, &map, plane));
    let one = |from: usize| {
        let mut possible = Ports::default();
        for engine in &engines {
            let mut asker = engine.asker(from);
            let pair = asker.pair(host);
            let verdict = asker.ask(&pair, &map.areas[host].numbers(Plane::Names, host));
            possible = possible.union(&verdict.possible);
        }
        (map.areas[from].name.clone(), possible.to_set())
    };
    (0..map.areas.len()).filter(|from| *from != host).map(one).collect()
}

/// An engine for each plane in which some pair of areas is compared.
pub(super) fn engines<'d>(devices: &'d [Device], map: &'d Map) -> Vec<(Plane, Engine<'d>)> {
    let has = |area: &Area| area.addresses.each_ref().map(|addresses| !addresses.is_empty());
    let kinds: BTreeSet<[bool; 2]> = map.areas.iter().map(has).collect();
    let apart = |a: &[bool; 2]| kinds.iter().any(|b| !(a[0] && b[0] || a[1] && b[1]));
    let at_hosts = |device: &Device| matches!(device.filters, super::Filters::Zones { .. });
    let needed = |plane: Plane| match plane.family() {
        Some(family) => map.areas[1..].iter().any(|area| has(area)[family as usize]),
        None if plane == Plane::SixNames => {
            devices.iter().any(at_hosts)
                || kinds.contains(&[false, true]) && kinds.iter().any(apart)
        }
        None => kinds.iter().any(apart) || devices.iter().any(at_hosts),
    };
    Plane::ALL
        .into_iter()
        .filter(|plane| needed(*plane))
        .map(|plane| (plane, Engine::new(devices, map, plane)))
        .collect()
}

/// In which planes a pair of areas is compared.
pub(super) fn planes(from: &Area, to: &Area) -> Vec<Plane> {
    let both = |family: Family| {
        !from.addresses[family as usize].is_empty() && !to.addresses[family as usize].is_empty()
    };
    let planes: Vec<Plane> = [(Plane::V4, Family::V4), (Plane::V6, Family::V6)]
        .into_iter()
        .filter(|(_, family)| both(*family))
        .map(|(plane, _)| plane)
        .collect();
    if planes.is_empty() { by_name(from, to) } else { planes }
}

/// The planes of names in which two areas are compared. What has addresses of one family alone sends
/// and takes nothing of the other; of two that share none nobody knows what lies between them.
fn by_name(from: &Area, to: &Area) -> Vec<Plane> {
    let lacks = |family: Family| {
        let of = |area: &Area| !area.is_nameless() && area.addresses[family as usize].is_empty();
        of(from) || of(to)
    };
    match [Family::V4, Family::V6].map(lacks) {
        [true, false] => vec![Plane::SixNames],
        [false, true] => vec![Plane::Names],
        _ => NAMES.to_vec(),
    }
}

/// The planes of names.
const NAMES: [Plane; 2] = [Plane::Names, Plane::SixNames];

struct Fold<'f> {
    network: &'f Network<'f>,
    map: &'f Map,
    engines: &'f [(Plane, Engine<'f>)],
    lines: &'f [Vec<Lines>],
}

/// The lines of the rules of a list, chain by chain, and of the rule that ends it: rules that open
/// something are many, and each of them is asked for its line again and again.
struct Lines {
    chains: Vec<Vec<u32>>,
    end: u32,
}

fn lines(devices: &[Device]) -> Vec<Vec<Lines>> {
    let chain = |chain: &super::Chain| chain.rules.iter().map(|rule| rule.line).collect();
    let list =
        |list: &List| Lines { chains: list.chains.iter().map(chain).collect(), end: list.end.line };
    devices.iter().map(|device| device.lists.iter().map(list).collect()).collect()
}

#[derive(Default)]
struct Found {
    flows: Vec<Flow>,
    isolated: Option<String>,
    remarks: Vec<Remark>,
}

/// What is open to the parts of one area.
#[derive(Default)]
struct Parts {
    /// Some address of it.
    some: Verdict,
    /// Some address that no known host has, if there is one.
    rest: Option<Verdict>,
    /// Hosts by their place, those that are alike together.
    hosts: Vec<(Vec<usize>, Verdict)>,
}

impl Verdict {
    /// What is open one way or the other.
    fn or(&mut self, other: &Self) {
        self.certain = self.certain.union(&other.certain);
        self.possible = self.possible.union(&other.possible);
        self.by.extend_from_slice(&other.by);
        self.unsaid |= other.unsaid;
        self.elsewhere |= other.elsewhere;
        self.exhausted |= other.exhausted;
    }
}

impl Fold<'_> {
    fn starting_in(&self, from: usize) -> Found {
        let mut askers: Vec<Asker<'_, '_>> =
            self.engines.iter().map(|(_, engine)| engine.asker(from)).collect();
        let mut found = Found::default();
        for to in (0..self.map.areas.len()).filter(|to| *to != from) {
            let parts = self.parts(from, to, &mut askers);
            self.add_flows(from, to, parts, &mut found);
        }
        self.inside(from, &mut askers, &mut found);
        found
    }

    /// Where filters stand at each host, whether the hosts of a segment reach each other.
    fn inside(&self, at: usize, askers: &mut [Asker<'_, '_>], found: &mut Found) {
        let name = &self.map.areas[at].name;
        let filtered = |device: &Device| matches!(&device.filters, super::Filters::Zones { ingress, .. } if ingress.contains_key(name));
        if !self.network.devices.iter().any(filtered) {
            return;
        }
        let mut verdict = Verdict::default();
        let asked = self.engines.iter().zip(askers);
        let planes = by_name(&self.map.areas[at], &self.map.areas[at]);
        for ((plane, _), asker) in asked.filter(|((plane, _), _)| planes.contains(plane)) {
            let pair = asker.pair(at);
            verdict.or(&asker.ask(&pair, &self.map.areas[at].numbers(*plane, at)));
        }
        if !verdict.certain.is_any() {
            found.isolated = Some(name.clone());
            found.flows.extend(self.flow(
                [at, at],
                None,
                &verdict.certain,
                &verdict.possible,
                &verdict,
            ));
        }
    }

    fn parts(&self, from: usize, to: usize, askers: &mut [Asker<'_, '_>]) -> Parts {
        let (start, area) = (&self.map.areas[from], &self.map.areas[to]);
        let planes = planes(start, area);
        let mut parts = Parts::default();
        let (mut hosts, mut verdicts): (BTreeMap<usize, Vec<usize>>, Vec<Verdict>) =
            Default::default();
        for (at, (plane, _)) in
            self.engines.iter().enumerate().filter(|(_, (plane, _))| planes.contains(plane))
        {
            let asker = &mut askers[at];
            let pair = asker.pair(to);
            let numbers = area.numbers(*plane, to);
            let known: Vec<(u128, usize)> = area
                .hosts
                .iter()
                .filter(|(family, ..)| plane.family() == Some(*family))
                .map(|(_, number, host)| (*number, *host))
                .collect();
            if known.is_empty() {
                parts.some.or(&asker.ask(&pair, &numbers));
                continue;
            }
            let rest = numbers
                .without(&Ranges::collect(known.iter().map(|(number, _)| (*number, *number))));
            if !rest.is_empty() {
                parts.rest.get_or_insert_default().or(&asker.ask(&pair, &rest));
            }
            let classes = pair.classes(known.iter().map(|(number, _)| *number).collect());
            let mut alike: BTreeMap<Option<u32>, usize> = BTreeMap::new();
            for (number, host) in known {
                let verdict = alike.entry(classes.of(number)).or_insert_with(|| {
                    verdicts.push(asker.ask(&pair, &Ranges::of(number, number)));
                    verdicts.len() - 1
                });
                hosts.entry(host).or_default().push(*verdict);
            }
        }
        parts.hosts = grouped(hosts, &verdicts);
        parts
    }

    fn add_flows(&self, from: usize, to: usize, parts: Parts, found: &mut Found) {
        let ends = [from, to];
        let area = &self.map.areas[to];
        if parts.some.exhausted
            || parts.rest.as_ref().is_some_and(|rest| rest.exhausted)
            || parts.hosts.iter().any(|(_, v)| v.exhausted)
        {
            found.remarks.push(Remark::exhausted(&self.map.areas[from].name, &area.name));
        }
        if parts.hosts.is_empty() {
            let mut whole = parts.some;
            whole.or(parts.rest.as_ref().unwrap_or(&Verdict::default()));
            found.flows.extend(self.flow(ends, None, &whole.certain, &whole.possible, &whole));
            return;
        }
        let some = &parts.some;
        let all = |ports: fn(&Verdict) -> &Ports| {
            let hosts = parts.hosts.iter().map(|(_, verdict)| ports(verdict));
            hosts
                .chain(parts.rest.iter().map(ports))
                .fold(Ports::any(), |all, one| all.intersection(one))
        };
        let (mut certain, mut possible) = (all(|v| &v.certain), all(|v| &v.possible));
        let mut evidence = Verdict::default();
        parts.hosts.iter().for_each(|(_, verdict)| evidence.or(verdict));
        if !some.possible.is_empty() {
            // What a family without known hosts says holds for the segment as a whole.
            (certain, possible) = (certain.union(&some.certain), possible.union(&some.possible));
            evidence.or(some);
        }
        if let Some(rest) = &parts.rest {
            let lost = rest.possible.without(&evidence.possible);
            let single = self.singled_out(rest, to).intersection(&lost);
            possible = possible.union(&single);
            evidence.or(rest);
            let silent = lost.without(&single);
            if !silent.is_empty() {
                found.remarks.push(Remark::nobody_there(
                    &self.map.areas[from].name,
                    &area.name,
                    &silent,
                    self.evidence(&rest.by, &silent),
                ));
            }
        }
        found.flows.extend(self.flow(ends, None, &certain, &possible, &evidence));
        for (hosts, verdict) in &parts.hosts {
            let own = [verdict.certain.without(&certain), verdict.possible.without(&possible)];
            for host in hosts {
                found.flows.extend(self.flow(
                    ends,
                    Some(*host),
                    &own[0],
                    &own[0].union(&own[1]),
                    verdict,
                ));
            }
        }
        for host in &area.unplaced {
            let may = parts
                .rest
                .as_ref()
                .map_or(Ports::default(), |rest| rest.possible.without(&possible));
            found.flows.extend(self.flow(ends, Some(*host), &Ports::default(), &may, &evidence));
        }
    }

    /// Ports that are open because of rules whose targets hold none of the known hosts.
    fn singled_out(&self, rest: &Verdict, to: usize) -> Ports {
        let area = &self.map.areas[to];
        let alone = |id: &RuleId| {
            let super::Side::Addresses(targets) = &self.rule(id).to else { return false };
            !area.hosts.iter().any(|(family, number, _)| targets.of(*family).contains(*number))
        };
        let mut ports = PortBits::none();
        rest.by.iter().filter(|(id, _)| alone(id)).for_each(|(_, run)| ports.add_run(*run));
        ports.intersection(&Ports::any())
    }

    fn rule(&self, id: &RuleId) -> &super::Rule {
        super::rule_of(self.network.devices, id)
    }

    fn flow(
        &self,
        [from, to]: [usize; 2],
        host: Option<usize>,
        certain: &Ports,
        possible: &Ports,
        by: &Verdict,
    ) -> Option<Flow> {
        let unknown = possible.without(certain);
        let all = certain.union(&unknown);
        if all.is_empty() || all.is_only_zero() {
            return None;
        }
        let rules = self.evidence(&by.by, &all);
        let evidence = match rules.is_empty() {
            false => rules,
            true if by.unsaid => "no firewall that was read says what is allowed".to_owned(),
            true if by.elsewhere => "it is not known on which way packets go".to_owned(),
            true => "no rule stops it".to_owned(),
        };
        Some(Flow {
            from: self.map.areas[from].name.clone(),
            to: self.map.areas[to].name.clone(),
            host: host.map(|at| self.network.hosts[at].name.clone()),
            open: certain.to_set(),
            unknown: unknown.to_set(),
            evidence,
            unsaid: by.unsaid || by.elsewhere,
        })
    }

    fn line(&self, id: &RuleId) -> u32 {
        let lines = &self.lines[id.device as usize][id.list as usize];
        id.origin.map_or(lines.end, |(chain, at)| lines.chains[chain as usize][at as usize])
    }

    /// The places of the rules that open some of the ports, in order, shortened.
    fn evidence(&self, by: &[(RuleId, [u32; 2])], ports: &Ports) -> String {
        if by.is_empty() || ports.is_empty() {
            return String::new();
        }
        let opens = |[first, last]: [u32; 2]| {
            !ports.numbers().near(u128::from(first), u128::from(last)).is_empty()
        };
        let mut places: Vec<(u32, u32)> = by
            .iter()
            .filter(|(_, opened)| opens(*opened))
            .map(|(id, _)| (id.device, self.line(id)))
            .filter(|(_, line)| *line > 0)
            .collect();
        places.sort_unstable();
        let file = |device: u32| self.network.devices[device as usize].file.as_str();
        places.dedup_by(|a, b| a.1 == b.1 && (a.0 == b.0 || file(a.0) == file(b.0)));
        let shown: Vec<String> = places
            .iter()
            .take(MAX_RULES)
            .map(|(device, line)| format!("{}:{line}", file(*device)))
            .collect();
        match places.len() {
            0..=MAX_RULES => shown.join(", "),
            more => format!("{} and {} more", shown.join(", "), more - MAX_RULES),
        }
    }
}

/// Hosts for which the same is open, together; each has verdicts, one for each of its addresses.
fn grouped(hosts: BTreeMap<usize, Vec<usize>>, verdicts: &[Verdict]) -> Vec<(Vec<usize>, Verdict)> {
    let mut alike: IndexMap<Vec<usize>, Vec<usize>> = IndexMap::new();
    for (host, mut own) in hosts {
        own.sort_unstable();
        own.dedup();
        alike.entry(own).or_default().push(host);
    }
    let mut groups: IndexMap<(Ports, Ports), (Vec<usize>, Verdict), FxBuildHasher> =
        IndexMap::default();
    for (own, hosts) in alike {
        let mut verdict = Verdict::default();
        own.iter().for_each(|at| verdict.or(&verdicts[*at]));
        groups
            .entry((verdict.certain.clone(), verdict.possible.clone()))
            .or_insert_with(|| (Vec::new(), verdict))
            .0
            .extend(hosts);
    }
    groups.into_values().collect()
}
