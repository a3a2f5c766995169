//! The likeliest way in from each entry, hop by hop.

use super::account;
use super::likelihood::{Chance, Likelihood};
use crate::advisory::AdvisoryId;
use crate::case::Case;
use crate::inventory::{FlowId, HostId, SegmentId};
use crate::network::{AttackPath, ClassId, Network, Node, Onset, Step};
use crate::term::day::Day;
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
    /// With a Trojan that somebody runs in this segment.
    Mail(SegmentId),
    /// On a host that is known to be infected.
    Infected(HostId),
}

impl Start {
    /// The way in that it belongs to.
    pub fn entry(self) -> Entry {
        match self {
            Self::Internet => Entry::Internet,
            Self::Roaming(_) => Entry::Roaming,
            Self::Insider(_) => Entry::Insider,
            Self::Mail(_) => Entry::Mail,
            Self::Infected(_) => Entry::Infected,
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
    /// The likeliest day on which they fall.
    pub day: Day,
    /// The day on which they let the attacker in; later than they fall if they have to return
    /// first.
    pub connects: Day,
}

/// A way from an entry to a host.
#[derive(Clone, Debug, PartialEq)]
pub struct WayIn {
    /// Where it starts.
    pub start: Start,
    /// Probability of the start: that an insider or a Trojan is present. 1 for the other starts,
    /// whose first hop tells it.
    pub p_start: f64,
    /// The hops; the last one is the host itself.
    pub hops: Vec<Hop>,
    /// Probability of the whole way, its hops treated as independent.
    pub p: f64,
}

/// The likeliest way in from each entry that has one, likeliest first.
pub(super) fn ways_in(
    case: Case<'_>,
    network: &Network,
    likelihood: &Likelihood<'_>,
    entries: Entries,
    host: HostId,
) -> Vec<WayIn> {
    if case.scenario.is_infected(host, case.inventory.host(host).1, case.threat) {
        return vec![WayIn {
            start: Start::Infected(host),
            p_start: 1.0,
            hops: Vec::new(),
            p: 1.0,
        }];
    }
    let Some(goal) = network.class_of(host) else { return Vec::new() };
    let finder = Finder { case, network, likelihood, goal, host };
    let mut ways: Vec<WayIn> = entries.present().filter_map(|entry| finder.by(entry)).collect();
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

/// A place where the attacker comes in: with which chance, and how.
pub(super) struct Beginning {
    pub(super) node: Node,
    /// How likely he gets to the node.
    pub(super) p: f64,
    /// How likely it starts at all: that an insider or a Trojan is present. 1 for other starts.
    pub(super) p_start: f64,
    pub(super) day: Day,
    pub(super) start: Start,
    /// The laptop that lets him in, or what he takes with an account.
    pub(super) hop: Option<Hop>,
}

impl Beginning {
    fn certain(node: Node, day: Day, start: Start) -> Self {
        Self { node, p: 1.0, p_start: 1.0, day, start, hop: None }
    }
}

impl Finder<'_> {
    /// The likeliest way from one entry.
    fn by(&self, entry: Entry) -> Option<WayIn> {
        let goal = self.network.class(self.goal);
        let roaming = (entry == Entry::Roaming)
            .then(|| self.likelihood.roaming(goal))
            .filter(|chance| chance.p > 0.0);
        if let Some(chance) = roaming {
            let hop = self.roaming_hop(self.goal, chance);
            return Some(WayIn {
                start: Start::Roaming(goal.home),
                p_start: 1.0,
                p: hop.p,
                hops: vec![hop],
            });
        }
        let mut beginnings = self.beginnings(entry);
        beginnings.extend(account::beginnings(self, &beginnings));
        beginnings.sort_by(|a, b| a.node.cmp(&b.node).then(b.p.total_cmp(&a.p)));
        beginnings.dedup_by_key(|beginning| beginning.node);
        let nodes: Vec<(Node, f64)> =
            beginnings.iter().map(|beginning| (beginning.node, -beginning.p.ln())).collect();
        let way = self
            .network
            .topology
            .cheapest_way(&nodes, self.goal, |from, step| self.cost(from, step))?;
        let at = beginnings.iter().position(|beginning| beginning.node == way.start)?;
        Some(self.way_in(beginnings.swap_remove(at), &way))
    }

    /// Where attacks of an entry begin, but for hosts that are the goal themselves.
    pub(super) fn beginnings(&self, entry: Entry) -> Vec<Beginning> {
        let network = self.network;
        let present = |(i, onset): (usize, &Onset)| {
            let segment = SegmentId(i as u32);
            let start =
                if entry == Entry::Mail { Start::Mail(segment) } else { Start::Insider(segment) };
            let day = onset.days.first().copied().unwrap_or(Day::FIRST);
            let p = onset.total();
            (p > 0.0).then_some(Beginning {
                node: Node::Present(segment),
                p,
                p_start: p,
                day,
                start,
                hop: None,
            })
        };
        match entry {
            Entry::Insider => network.insiders.iter().enumerate().filter_map(present).collect(),
            Entry::Mail => network.mail.iter().enumerate().filter_map(present).collect(),
            Entry::Internet => {
                let flows = network
                    .classes
                    .iter()
                    .flat_map(|class| class.from_internet.iter().map(|link| link.flow));
                let open = flows.filter(|flow| network.blocked[flow.0 as usize] > Day::FIRST);
                open.map(|flow| Beginning::certain(Node::Flow(flow), Day::FIRST, Start::Internet))
                    .collect()
            }
            Entry::Roaming => self.classes().filter_map(|id| self.returning(id)).collect(),
            Entry::Infected => self.classes().flat_map(|id| self.infected(id)).collect(),
        }
    }

    fn classes(&self) -> impl Iterator<Item = ClassId> {
        (0..self.network.classes.len() as u32).map(ClassId)
    }

    /// Laptops of a class that were compromised outside and come back.
    pub(super) fn returning(&self, id: ClassId) -> Option<Beginning> {
        let class = self.network.class(id);
        let chance = self.likelihood.roaming(class);
        let hop = (chance.p > 0.0 && class.size > 0).then(|| self.roaming_hop(id, chance))?;
        let free = hop.connects < self.network.quarantined[class.home.0 as usize];
        let node = Node::Present(class.home);
        let start = Start::Roaming(class.home);
        let connects = hop.connects.comes() && free;
        connects.then(|| Beginning {
            p: chance.p,
            hop: Some(hop.clone()),
            ..Beginning::certain(node, hop.connects, start)
        })
    }

    /// Hosts of a class that are known to be infected, once they connect.
    fn infected(&self, id: ClassId) -> Vec<Beginning> {
        let class = self.network.class(id);
        let day = self.network.whereabouts(class).inside.next(Day::FIRST);
        let held = day > Day::FIRST && day >= self.network.quarantined[class.home.0 as usize];
        if !class.infected || class.size == 0 || held || !day.comes() {
            return Vec::new();
        }
        let start = Start::Infected(self.first(id));
        class
            .segments
            .iter()
            .map(|segment| Beginning::certain(Node::Present(*segment), day, start))
            .collect()
    }

    /// Minus the logarithm of a step's probability: the cheapest way is the likeliest.
    pub(super) fn cost(&self, from: Node, step: Step) -> Option<f64> {
        let p = self.chance(from, step).p;
        (p > 0.0).then(|| -p.ln())
    }

    /// Blocks that are in force from the first day on are taken to hold. What asks for an account
    /// is no step but a beginning.
    fn chance(&self, from: Node, step: Step) -> Chance<'_> {
        let sure = Chance { p: 1.0, usable: None, day: Day::FIRST };
        let never = Chance { p: 0.0, ..sure };
        if account::is_asked_for(self.network, step) {
            return never;
        }
        if let Node::Flow(flow) = step.to
            && self.network.blocked[flow.0 as usize] == Day::FIRST
        {
            return never;
        }
        let (Node::Class(id), Some(port)) = (step.to, step.port) else { return sure };
        let class = self.network.class(id);
        if class.size == 0 {
            return never;
        }
        let link = class.from_internet.iter().find(|link| Node::Flow(link.flow) == from);
        link.map_or_else(
            || self.likelihood.step(class, port),
            |link| self.likelihood.through(class, link),
        )
    }

    fn way_in(&self, beginning: Beginning, way: &AttackPath) -> WayIn {
        let Beginning { start, p_start, mut day, hop, .. } = beginning;
        let mut hops: Vec<Hop> = hop.into_iter().collect();
        let mut from = way.start;
        let (mut flow, mut segment) = passed(from, None, None);
        for step in &way.steps {
            if let (Node::Class(id), Some(port)) = (step.to, step.port) {
                let chance = self.chance(from, *step);
                let inside = &self.network.whereabouts(self.network.class(id)).inside;
                day = inside.next(day.max(chance.day));
                let port = Some(self.network.ports[usize::from(port.0)]);
                hops.push(Hop { flow, segment, port, day, connects: day, ..self.hop(id, chance) });
            }
            from = step.to;
            (flow, segment) = passed(from, flow, segment);
        }
        let p = hops.iter().map(|hop| hop.p).product::<f64>() * p_start;
        WayIn { start, p_start, hops, p }
    }

    fn roaming_hop(&self, id: ClassId, chance: Chance<'_>) -> Hop {
        let inside = &self.network.whereabouts(self.network.class(id)).inside;
        Hop { connects: inside.next(chance.day.next()), ..self.hop(id, chance) }
    }

    pub(super) fn hop(&self, id: ClassId, chance: Chance<'_>) -> Hop {
        let advisory = chance.usable.map(|u| self.network.tracks[u.track.0 as usize].advisory);
        let host = if id == self.goal { self.host } else { self.first(id) };
        let machines = self.network.class(id).size;
        Hop {
            flow: None,
            segment: None,
            port: None,
            advisory,
            host,
            machines,
            p: chance.p,
            day: chance.day,
            connects: chance.day,
        }
    }

    /// The first host of a class by name.
    fn first(&self, id: ClassId) -> HostId {
        let name = |host: &&HostId| self.case.inventory.host(**host).0;
        *self
            .network
            .class(id)
            .hosts
            .iter()
            .min_by_key(name)
            .expect("a class of some size has hosts")
    }
}

/// The flow and segment that the attack is passing after a node.
pub(super) fn passed(
    node: Node,
    flow: Option<FlowId>,
    segment: Option<SegmentId>,
) -> (Option<FlowId>, Option<SegmentId>) {
    match node {
        Node::Present(segment) => (None, Some(segment)),
        Node::Flow(flow) => (Some(flow), segment),
        Node::Door(segment, _) => (flow, Some(segment)),
        Node::Class(_) => (None, None),
    }
}
