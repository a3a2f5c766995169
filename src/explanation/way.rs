//! The likeliest way in from each entry, hop by hop.

use super::Likelihood;
use crate::advisory::AdvisoryId;
use crate::case::Case;
use crate::inventory::{FlowId, HostId, SegmentId};
use crate::network::{ClassId, Network, Node, PortIx, Step, Way};
use crate::term::entry::{Entries, Entry};
use crate::term::port::Port;

/// Where an attack starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// On the internet.
    Internet,
    /// On a laptop that was infected outside; it returns to this segment.
    Roaming(SegmentId),
    /// With an insider in this segment.
    Insider(SegmentId),
    /// On a host that is plugged in infected.
    Infected(HostId),
}

impl Start {
    /// The way in that it belongs to: an infected host comes in as laptops do.
    pub fn entry(self) -> Entry {
        match self {
            Self::Internet => Entry::Internet,
            Self::Roaming(_) | Self::Infected(_) => Entry::Roaming,
            Self::Insider(_) => Entry::Insider,
        }
    }
}

/// One hop: hosts that are compromised on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    /// The flow it goes through; `None` within a segment, and for what happens outside.
    pub flow: Option<FlowId>,
    /// The segment in which the attacker knocks; `None` if the hosts are hit from outside.
    pub segment: Option<SegmentId>,
    /// The port; `None` for hosts hit while roaming.
    pub port: Option<Port>,
    /// The likeliest advisory.
    pub advisory: Option<AdvisoryId>,
    /// The first of the hosts.
    pub host: HostId,
    /// How many machines are alike.
    pub machines: u64,
    /// Probability that at least one of them falls, given the hop before.
    pub p: f64,
}

/// A way from an entry to a host.
#[derive(Clone, Debug, PartialEq)]
pub struct WayIn {
    /// Where it starts.
    pub start: Start,
    /// Probability of the start: that an insider is present. 1 for the other starts, whose first hop tells it.
    pub p_start: f64,
    /// The hops; the last one is the host itself.
    pub hops: Vec<Hop>,
    /// Probability of the whole way, its hops taken for independent.
    pub p: f64,
}

/// The likeliest way in from each entry that has one, and from infected hosts, likeliest first.
pub(super) fn ways_in(case: Case<'_>, network: &Network, likelihood: &Likelihood<'_>, entries: Entries, host: HostId) -> Vec<WayIn> {
    if case.scenario.infected.contains(&host) {
        return vec![WayIn { start: Start::Infected(host), p_start: 1.0, hops: Vec::new(), p: 1.0 }];
    }
    let Some(goal) = network.class_of(host) else { return Vec::new() };
    let finder = Finder { case, network, likelihood, goal, host };
    let ways = [
        entries[Entry::Internet].then(|| finder.by_internet()),
        entries[Entry::Roaming].then(|| finder.by_roaming()),
        entries[Entry::Insider].then(|| finder.by_insider()),
        Some(finder.by_infected()),
    ];
    let mut ways: Vec<WayIn> = ways.into_iter().flatten().flatten().collect();
    ways.sort_by(|a, b| b.p.total_cmp(&a.p));
    ways
}

/// Looks for ways to one class.
pub(super) struct Finder<'a> {
    pub(super) case: Case<'a>,
    pub(super) network: &'a Network,
    pub(super) likelihood: &'a Likelihood<'a>,
    pub(super) goal: ClassId,
    /// The host that is asked about, of the class `goal`.
    pub(super) host: HostId,
}

impl Finder<'_> {
    fn by_internet(&self) -> Option<WayIn> {
        let flows = self.network.classes.iter().flat_map(|class| class.from_internet.iter().map(|link| link.flow));
        let mut starts: Vec<(Node, f64)> = flows.map(|flow| (Node::Flow(flow), 0.0)).collect();
        starts.sort_unstable_by_key(|(node, _)| *node);
        starts.dedup();
        let way = self.network.topology.cheapest_way(&starts, self.goal, |from, step| self.cost(from, step))?;
        Some(self.way_in(Start::Internet, 1.0, Vec::new(), &way))
    }

    fn by_roaming(&self) -> Option<WayIn> {
        let goal = self.network.class(self.goal);
        if goal.away > 0 {
            let hop = self.roaming_hop(self.goal);
            return (hop.p > 0.0).then(|| WayIn { start: Start::Roaming(goal.home), p_start: 1.0, p: hop.p, hops: vec![hop] });
        }
        let roamers = (0..self.network.classes.len() as u32).map(ClassId).filter(|id| {
            let class = self.network.class(*id);
            class.away > 0 && !self.network.quarantined[class.home.0 as usize]
        });
        let starts: Vec<(Node, f64, ClassId)> = roamers
            .filter_map(|id| {
                let p = self.likelihood.roaming(self.network.class(id)).0;
                (p > 0.0).then(|| (Node::Present(self.network.class(id).home), -p.ln(), id))
            })
            .collect();
        let nodes: Vec<(Node, f64)> = starts.iter().map(|(node, cost, _)| (*node, *cost)).collect();
        let way = self.network.topology.cheapest_way(&nodes, self.goal, |from, step| self.cost(from, step))?;
        let first = starts.iter().filter(|s| s.0 == way.start).min_by(|a, b| a.1.total_cmp(&b.1))?.2;
        Some(self.way_in(Start::Roaming(self.network.class(first).home), 1.0, vec![self.roaming_hop(first)], &way))
    }

    fn by_insider(&self) -> Option<WayIn> {
        let certain = |segment: usize| self.network.insiders[segment];
        let p = |s: usize| if certain(s) { 1.0 } else { self.case.threat.insider(self.network.users[s]) };
        let present = (0..self.network.users.len()).filter(|s| p(*s) > 0.0);
        let starts: Vec<(Node, f64)> = present.map(|s| (Node::Present(SegmentId(s as u32)), -p(s).ln())).collect();
        let way = self.network.topology.cheapest_way(&starts, self.goal, |from, step| self.cost(from, step))?;
        let Node::Present(segment) = way.start else { return None };
        Some(self.way_in(Start::Insider(segment), p(segment.0 as usize), Vec::new(), &way))
    }

    /// From the host that is nearest among those that are plugged in infected; the first by name where several are.
    fn by_infected(&self) -> Option<WayIn> {
        let hosts = || self.case.scenario.infected.iter().map(|id| (*id, self.case.inventory.host(*id)));
        let free = |segment: &&SegmentId| !self.network.quarantined[segment.0 as usize];
        let segments = hosts().flat_map(|(_, (_, host))| host.segments.iter().filter(free));
        let starts: Vec<(Node, f64)> = segments.map(|segment| (Node::Present(*segment), 0.0)).collect();
        let way = self.network.topology.cheapest_way(&starts, self.goal, |from, step| self.cost(from, step))?;
        let there = hosts().filter(|(_, (_, host))| host.segments.iter().any(|segment| Node::Present(*segment) == way.start));
        let (id, _) = there.min_by_key(|(_, (name, _))| *name)?;
        Some(self.way_in(Start::Infected(id), 1.0, Vec::new(), &way))
    }

    /// Minus the logarithm of a step's probability: the cheapest way is the likeliest.
    pub(super) fn cost(&self, from: Node, step: Step) -> Option<f64> {
        let p = self.probability(from, step).0;
        (p > 0.0).then(|| -p.ln())
    }

    fn probability(&self, from: Node, step: Step) -> (f64, Option<AdvisoryId>) {
        let (Node::Class(id), Some(port)) = (step.to, step.port) else { return (1.0, None) };
        let class = self.network.class(id);
        let link = class.from_internet.iter().find(|link| Node::Flow(link.flow) == from);
        let (p, usable) = link.map_or_else(|| self.likelihood.step(class, port), |link| self.likelihood.through(class, link));
        (p, usable.map(|u| self.network.tracks[u.track.0 as usize].advisory))
    }

    fn way_in(&self, start: Start, p_start: f64, mut hops: Vec<Hop>, way: &Way) -> WayIn {
        let mut from = way.start;
        let (mut flow, mut segment) = passed(from, None, None);
        for step in &way.steps {
            if let (Node::Class(id), Some(port)) = (step.to, step.port) {
                let (p, advisory) = self.probability(from, *step);
                hops.push(self.hop(id, flow, segment, Some(port), advisory, p));
            }
            from = step.to;
            (flow, segment) = passed(from, flow, segment);
        }
        let p = hops.iter().map(|hop| hop.p).product::<f64>() * p_start;
        WayIn { start, p_start, hops, p }
    }

    fn roaming_hop(&self, id: ClassId) -> Hop {
        let (p, usable) = self.likelihood.roaming(self.network.class(id));
        let advisory = usable.map(|u| self.network.tracks[u.track.0 as usize].advisory);
        self.hop(id, None, None, None, advisory, p)
    }

    fn hop(
        &self,
        id: ClassId,
        flow: Option<FlowId>,
        segment: Option<SegmentId>,
        port: Option<PortIx>,
        advisory: Option<AdvisoryId>,
        p: f64,
    ) -> Hop {
        let class = self.network.class(id);
        let port = port.map(|port| self.network.ports[usize::from(port.0)]);
        let name = |host: &&HostId| self.case.inventory.host(**host).0;
        let first = *class.hosts.iter().min_by_key(name).expect("a class has hosts");
        let host = if id == self.goal { self.host } else { first };
        Hop { flow, segment, port, advisory, host, machines: class.size, p }
    }
}

/// The flow and segment that the attack is passing after a node.
fn passed(node: Node, flow: Option<FlowId>, segment: Option<SegmentId>) -> (Option<FlowId>, Option<SegmentId>) {
    match node {
        Node::Present(segment) => (None, Some(segment)),
        Node::Flow(flow) => (Some(flow), segment),
        Node::Door(segment, _) => (flow, Some(segment)),
        Node::Class(_) => (None, None),
    }
}
