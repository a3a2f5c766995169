//! From an inventory and its exposures to the network.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::profile::{Profile, ProfileId, Track, TrackId, Usable};
use super::{Class, ClassId, EntryLink, Network, Node, PortIx, Removal, Scenario, Topology, UnknownFlows};
use crate::advisory::{Advisories, ProductId};
use crate::exposure::{Assessment, Exposures, Finding};
use crate::inventory::{Antivirus, End, Flow, FlowId, FlowKey, FlowPorts, Host, HostId, Inventory, SegmentId, SystemId};
use crate::port::{Port, PortSet};
use crate::threat::{Threat, capped};

pub(super) fn build(
    inventory: &Inventory,
    advisories: &Advisories,
    exposures: &Exposures,
    threat: &Threat,
    scenario: &Scenario,
) -> Network {
    let mut tables = Tables::new(advisories, threat, scenario, attackable(inventory, exposures), told_apart(exposures));
    let systems: Vec<Option<ProfileId>> = exposures.iter().map(|(_, assessment)| tables.profile(assessment)).collect();
    tables.sort_tracks();
    let flows = Flows::new(inventory, scenario, &tables.ports);
    let (classes, class_of) = classes(inventory, scenario, threat, &systems, &tables, &flows);
    let topology = topology(inventory, scenario, &classes, &tables.profiles, &flows);
    let infected = || scenario.infected.iter().map(|id| inventory.host(*id).1);
    let is_in = |i: usize, segments: &BTreeSet<SegmentId>| segments.contains(&SegmentId(i as u32));
    let segments = || 0..inventory.segments.len();
    let entered: BTreeSet<SegmentId> = infected().flat_map(|host| host.segments.iter().copied()).collect();
    Network {
        classes,
        profiles: tables.profiles,
        tracks: tables.tracks,
        ports: tables.ports,
        topology: topology.into(),
        users: inventory.segments.values().map(|s| s.users).collect(),
        segment_keys: inventory.segments.keys().map(|name| key_of(&("segment", name))).collect(),
        blocked: (0..inventory.flows.len()).map(|i| scenario.blocked.contains(&FlowId(i as u32))).collect(),
        quarantined: segments().map(|i| is_in(i, &scenario.quarantined)).collect(),
        insiders: segments().map(|i| is_in(i, &scenario.insiders)).collect(),
        infected: segments().map(|i| is_in(i, &entered)).collect(),
        infected_value: total_value(infected().map(|host| (host.value, host.count)).collect()).1,
        class_of: class_of.into(),
    }
}

/// How many machines there are, and what they are worth together. Summed by value, not by host: the order of hosts must not
/// reach the last digit.
fn total_value(mut values: Vec<(f64, u32)>) -> (u64, f64) {
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let size = values.iter().map(|(_, count)| u64::from(*count)).sum();
    (size, values.iter().map(|(value, count)| value * f64::from(*count)).sum())
}

/// A number that depends on content alone, not on indices: it keeps the coins of an unchanged class, advisory or segment
/// the same when something else in the network changes.
pub(super) fn key_of(content: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    content.hash(&mut hasher);
    hasher.finish()
}

/// The ports that matter: those through which an advisory can be used on some system. Ports that no finding and no flow
/// tells apart are stood for by the first of them, so that `any` is not 131,072 ports.
fn attackable(inventory: &Inventory, exposures: &Exposures) -> Vec<Port> {
    let findings = || exposures.iter().flat_map(|(_, a)| &a.findings).map(|f| &f.ports).filter(|p| !p.is_empty());
    let flows = inventory.flows.values().filter_map(|f| match &f.ports {
        FlowPorts::Known(set) => Some(set),
        FlowPorts::Unknown => None,
    });
    let distinct: BTreeSet<&PortSet> = findings().chain(flows).collect();
    let used = findings().collect::<BTreeSet<_>>().into_iter().fold(PortSet::empty(), |all, ports| all.union(ports));
    used.representatives(distinct)
}

/// Ports that tell all findings apart, whatever the flows: the coins of a class must not change with a flow.
fn told_apart(exposures: &Exposures) -> Vec<Port> {
    let findings: BTreeSet<&PortSet> =
        exposures.iter().flat_map(|(_, a)| &a.findings).map(|f| &f.ports).filter(|p| !p.is_empty()).collect();
    let used = findings.iter().fold(PortSet::empty(), |all, ports| all.union(ports));
    used.representatives(findings)
}

/// Ports, tracks and profiles under construction.
struct Tables<'a> {
    advisories: &'a Advisories,
    threat: &'a Threat,
    scenario: &'a Scenario,
    ports: Vec<Port>,
    told_apart: Vec<Port>,
    tracks: Vec<Track>,
    profiles: Vec<Profile>,
    known: FxHashMap<Profile, ProfileId>,
}

impl<'a> Tables<'a> {
    fn new(advisories: &'a Advisories, threat: &'a Threat, scenario: &'a Scenario, ports: Vec<Port>, told_apart: Vec<Port>) -> Self {
        Self { advisories, threat, scenario, ports, told_apart, tracks: Vec::new(), profiles: Vec::new(), known: FxHashMap::default() }
    }

    /// The profile of a system; `None` if nothing can be done to it.
    fn profile(&mut self, assessment: &Assessment) -> Option<ProfileId> {
        let product = assessment.product?;
        let usable: Box<[Usable]> = assessment
            .findings
            .iter()
            .filter(|f| self.scenario.is_exposed(f) && !f.ports.is_empty())
            .map(|f| {
                let known = self.scenario.stage(self.advisories, f.advisory, product, self.threat);
                let first = self.threat.first_stage(known, f.effect);
                let key = key_of(&("advisory", &self.advisories.advisory_of(f.advisory).id));
                let track = self.track(Track { advisory: f.advisory, first, effect: f.effect, key });
                let ports = (0..self.ports.len()).filter(|i| f.ports.contains(self.ports[*i])).map(|i| PortIx(i as u16)).collect();
                Usable { track, ports }
            })
            .collect();
        if usable.is_empty() {
            return None;
        }
        let statuses = assessment.findings.iter().map(|f| f.status).collect();
        let key = self.profile_key(product, assessment);
        let profile = Profile { product, service_pack: assessment.service_pack, statuses, usable, key };
        Some(*self.known.entry(profile).or_insert_with_key(|profile| {
            self.profiles.push(profile.clone());
            ProfileId(self.profiles.len() as u32 - 1)
        }))
    }

    fn track(&mut self, track: Track) -> TrackId {
        debug_assert_eq!(track.first, capped(track.first, track.effect));
        let found = self.tracks.iter().position(|t| *t == track).unwrap_or_else(|| {
            self.tracks.push(track);
            self.tracks.len() - 1
        });
        TrackId(found as u32)
    }

    /// Puts the tracks of an advisory together, in an order that does not depend on the order of hosts.
    fn sort_tracks(&mut self) {
        let mut sorted = self.tracks.clone();
        sorted.sort_unstable();
        for usable in self.profiles.iter_mut().flat_map(|p| &mut p.usable) {
            let track = self.tracks[usable.track.0 as usize];
            usable.track = TrackId(sorted.binary_search(&track).expect("the same tracks, sorted") as u32);
        }
        self.tracks = sorted;
    }

    /// What a profile is, by names instead of indices, with what is assumed left out of account.
    fn profile_key(&self, product: ProductId, assessment: &Assessment) -> u64 {
        let ports = |f: &Finding| self.told_apart.iter().filter(|p| f.ports.contains(**p)).copied().collect::<Vec<Port>>();
        let id = |f: &Finding| &self.advisories.advisory_of(f.advisory).id;
        let findings: Vec<_> = assessment.findings.iter().map(|f| (id(f), f.status, ports(f))).collect();
        key_of(&(&self.advisories.product_of(product).id, assessment.service_pack, findings))
    }
}

/// A flow that counts, with the attackable ports it lets through.
struct Allowed<'a> {
    id: FlowId,
    key: &'a FlowKey,
    host: Option<HostId>,
    /// Sorted.
    passes: Vec<PortIx>,
}

/// The flows that count.
struct Flows<'a> {
    allowed: Vec<Allowed<'a>>,
    /// Indices into `allowed` of the flows from the internet into a whole segment.
    internet_into: FxHashMap<SegmentId, usize>,
    /// Indices into `allowed` of the flows that name a host.
    naming: FxHashMap<HostId, Vec<usize>>,
}

impl<'a> Flows<'a> {
    fn new(inventory: &'a Inventory, scenario: &Scenario, ports: &[Port]) -> Self {
        let mut flows = Self { allowed: Vec::new(), internet_into: FxHashMap::default(), naming: FxHashMap::default() };
        for (i, (key, flow)) in inventory.flows.iter().enumerate() {
            let End::Segment(to) = key.to else { continue };
            let Some(passes) = passing(flow, scenario.unknown_flows, ports) else { continue };
            let at = flows.allowed.len();
            match flow.host {
                Some(host) => flows.naming.entry(host).or_default().push(at),
                None if key.from == End::Internet => drop(flows.internet_into.insert(to, at)),
                None => {}
            }
            flows.allowed.push(Allowed { id: FlowId(i as u32), key, host: flow.host, passes });
        }
        flows
    }

    /// The internet flows that reach a host, by index into `allowed`.
    fn internet_flows(&self, id: HostId, segments: &[SegmentId]) -> Vec<usize> {
        let whole = segments.iter().filter_map(|s| self.internet_into.get(s).copied());
        let named = self.naming.get(&id).into_iter().flatten().copied().filter(|at| self.allowed[*at].key.from == End::Internet);
        whole.chain(named).collect()
    }
}

/// The attackable ports a flow lets through; `None` if the flow does not count.
fn passing(flow: &Flow, unknown: UnknownFlows, ports: &[Port]) -> Option<Vec<PortIx>> {
    let passes = |allowed: &dyn Fn(Port) -> bool| (0..ports.len()).filter(|i| allowed(ports[*i])).map(|i| PortIx(i as u16)).collect();
    match (&flow.ports, unknown) {
        (FlowPorts::Known(set), _) => Some(passes(&|port| set.contains(port))),
        (FlowPorts::Unknown, UnknownFlows::Open) => Some(passes(&|_| true)),
        (FlowPorts::Unknown, UnknownFlows::Blocked) => None,
    }
}

/// What tells classes apart.
#[derive(PartialEq, Eq, Hash)]
struct ClassKey {
    profile: ProfileId,
    segments: Box<[SegmentId]>,
    home: SegmentId,
    away: u32,
    antivirus: Antivirus,
    /// The host itself, where a flow names it.
    named: Option<HostId>,
}

fn classes(
    inventory: &Inventory,
    scenario: &Scenario,
    threat: &Threat,
    systems: &[Option<ProfileId>],
    tables: &Tables<'_>,
    flows: &Flows<'_>,
) -> (Vec<Class>, Vec<Option<ClassId>>) {
    let mut found: FxHashMap<ClassKey, u32> = FxHashMap::default();
    let mut classes: Vec<Class> = Vec::new();
    let mut class_of = Vec::with_capacity(inventory.hosts.len());
    let mut values: Vec<Vec<(f64, u32)>> = Vec::new();
    for (id, name, host) in inventory.hosts() {
        let SystemId(system) = host.system;
        let Some(profile) = systems[system as usize] else {
            class_of.push(None);
            continue;
        };
        let key = class_key(profile, id, host, threat, flows);
        let class = *found.entry(key).or_insert_with_key(|key| {
            classes.push(new_class(inventory, key, id, tables, flows));
            values.push(Vec::new());
            classes.len() as u32 - 1
        });
        let out = if scenario.infected.contains(&id) { host.count } else { scenario.remedied(id, host) };
        if out > 0 {
            classes[class as usize].removed.push(Removal::new(name, out));
        }
        let rest = host.count - out;
        if rest > 0 {
            classes[class as usize].hosts.push(id);
            values[class as usize].push((host.value, rest));
        }
        class_of.push((rest > 0).then_some(ClassId(class)));
    }
    complete(&mut classes, values, inventory, tables);
    sort(classes, class_of)
}

fn class_key(profile: ProfileId, id: HostId, host: &Host, threat: &Threat, flows: &Flows<'_>) -> ClassKey {
    let mut segments = host.segments.clone();
    segments.sort_unstable();
    let named = flows.naming.contains_key(&id).then_some(id);
    let away = if host.roams { host.away.min(threat.horizon_days) } else { 0 };
    // Where a host would return to tells hosts apart only if they are away at all.
    let home = if away > 0 { host.segments[0] } else { segments[0] };
    ClassKey { profile, segments, home, away, antivirus: host.antivirus, named }
}

fn new_class(inventory: &Inventory, key: &ClassKey, id: HostId, tables: &Tables<'_>, flows: &Flows<'_>) -> Class {
    let profile = &tables.profiles[key.profile.0 as usize];
    let from_internet =
        flows.internet_flows(id, &key.segments).into_iter().filter_map(|at| entry_link(inventory, profile, &flows.allowed[at])).collect();
    let named_by = key.named.into_iter().flat_map(|host| &flows.naming[&host]).map(|at| flows.allowed[*at].id).collect();
    Class {
        profile: key.profile,
        segments: key.segments.clone(),
        home: key.home,
        away: key.away,
        antivirus: key.antivirus,
        named_by,
        from_internet,
        hosts: Vec::new(),
        size: 0,
        removed: Vec::new(),
        value: 0.0,
        key: 0,
    }
}

fn entry_link(inventory: &Inventory, profile: &Profile, Allowed { id: flow, key, passes, .. }: &Allowed<'_>) -> Option<EntryLink> {
    let name = |end| match end {
        End::Internet => "internet",
        End::Segment(segment) => inventory.segment(segment).0,
    };
    let names = (name(key.from), name(key.to));
    let through = |u: &Usable| u.ports.iter().any(|p| passes.binary_search(p).is_ok());
    let usable: Box<[u16]> = (0..profile.usable.len()).filter(|i| through(&profile.usable[*i])).map(|i| i as u16).collect();
    (!usable.is_empty()).then_some(EntryLink { flow: *flow, key: key_of(&("flow", names, &key.host)), usable })
}

/// Sizes, values and keys, once all hosts are known.
fn complete(classes: &mut [Class], values: Vec<Vec<(f64, u32)>>, inventory: &Inventory, tables: &Tables<'_>) {
    for (class, values) in classes.iter_mut().zip(values) {
        (class.size, class.value) = total_value(values);
        class.removed.sort_unstable();
        let names: Vec<&str> = class.segments.iter().map(|s| inventory.segment(*s).0).collect();
        let named = class.hosts.first().filter(|_| !class.named_by.is_empty()).map(|host| inventory.host(*host).0);
        let home = inventory.segment(class.home).0;
        class.key = key_of(&(tables.profiles[class.profile.0 as usize].key, names, home, class.away, class.antivirus, named));
    }
}

/// Puts the classes into an order that depends on their content alone; those of which no machine is left are left out.
fn sort(classes: Vec<Class>, class_of: Vec<Option<ClassId>>) -> (Vec<Class>, Vec<Option<ClassId>>) {
    let mut order: Vec<u32> = (0..classes.len() as u32).filter(|i| classes[*i as usize].size > 0).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&classes[*a as usize], &classes[*b as usize]);
        (&a.segments, a.key, &a.named_by).cmp(&(&b.segments, b.key, &b.named_by))
    });
    let mut place = vec![0; classes.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old as usize] = new as u32;
    }
    let mut classes: Vec<Option<Class>> = classes.into_iter().map(Some).collect();
    let sorted = order.iter().map(|old| classes[*old as usize].take().expect("each class has one place")).collect();
    (sorted, class_of.into_iter().map(|class| class.map(|ClassId(old)| ClassId(place[old as usize]))).collect())
}

fn topology(inventory: &Inventory, scenario: &Scenario, classes: &[Class], profiles: &[Profile], flows: &Flows<'_>) -> Topology {
    let mut topology = Topology::default();
    let mut doors: Vec<Vec<PortIx>> = vec![Vec::new(); inventory.segments.len()];
    for (i, class) in classes.iter().enumerate() {
        let node = Node::Class(ClassId(i as u32));
        let ports = profiles[class.profile.0 as usize].ports();
        for segment in &class.segments {
            for port in &ports {
                topology.connect(Node::Door(*segment, *port), node, Some(*port));
            }
            doors[segment.0 as usize].extend(&ports);
            topology.connect(node, Node::Present(*segment), None);
        }
    }
    for (i, doors) in doors.iter_mut().enumerate() {
        doors.sort_unstable();
        doors.dedup();
        let segment = SegmentId(i as u32);
        if !inventory.segment(segment).1.isolated {
            for port in doors.iter() {
                topology.connect(Node::Present(segment), Node::Door(segment, *port), None);
            }
        }
    }
    connect_flows(&mut topology, scenario, classes, profiles, flows, &doors);
    topology
}

fn connect_flows(
    topology: &mut Topology,
    scenario: &Scenario,
    classes: &[Class],
    profiles: &[Profile],
    flows: &Flows<'_>,
    doors: &[Vec<PortIx>],
) {
    let open = |flow: &FlowId| !scenario.blocked.contains(flow);
    for Allowed { id: flow, key, host, passes } in flows.allowed.iter().filter(|flow| open(&flow.id)) {
        let (End::Segment(from), End::Segment(to)) = (key.from, key.to) else { continue };
        topology.connect(Node::Present(from), Node::Flow(*flow), None);
        if host.is_none() {
            for port in doors[to.0 as usize].iter().filter(|p| passes.binary_search(p).is_ok()) {
                topology.connect(Node::Flow(*flow), Node::Door(to, *port), None);
            }
        }
    }
    let allowed: FxHashMap<FlowId, &Allowed<'_>> = flows.allowed.iter().map(|flow| (flow.id, flow)).collect();
    for (i, class) in classes.iter().enumerate() {
        let ports = profiles[class.profile.0 as usize].ports();
        let named = class.named_by.iter().filter(|f| allowed[f].key.from != End::Internet);
        for flow in named.chain(class.from_internet.iter().map(|link| &link.flow)).filter(|flow| open(flow)) {
            for port in ports.iter().filter(|p| allowed[flow].passes.binary_search(p).is_ok()) {
                topology.connect(Node::Flow(*flow), Node::Class(ClassId(i as u32)), Some(*port));
            }
        }
    }
}
