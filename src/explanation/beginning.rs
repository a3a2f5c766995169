//! Where the attackers of a way in come into the network, and what a step from there costs.

use super::hop::{Hop, Start, WayIn, passed};
use super::likelihood::{Chance, Likelihood};
use crate::case::Case;
use crate::inventory::{FlowId, HostId, SegmentId};
use crate::network::{AttackPath, ClassId, Network, Node, Onset, Step};
use crate::term::day::Day;
use crate::term::entry::Entry;

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
                let open = flows.map(|flow| (flow, self.passes(flow))).filter(|(_, p)| *p > 0.0);
                let start =
                    |flow| Beginning::certain(Node::Flow(flow), Day::FIRST, Start::Internet);
                open.map(|(flow, p)| Beginning { p, ..start(flow) }).collect()
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
        // One that is looked at on its return slips through all the same.
        let p = chance.p * if free { 1.0 } else { 1.0 - self.case.threat.quarantine_holds };
        let node = Node::Present(class.home);
        let start = Start::Roaming(class.home);
        (hop.connects.comes() && p > 0.0).then(|| Beginning {
            p,
            hop: Some(Hop { p, ..hop.clone() }),
            ..Beginning::certain(node, hop.connects, start)
        })
    }

    /// The chance that a flow lets an attack through: one that is blocked does so where the block
    /// fails.
    pub(super) fn passes(&self, flow: FlowId) -> f64 {
        match self.network.blocked[flow.0 as usize] {
            Day::FIRST => 1.0 - self.case.threat.block_holds,
            _ => 1.0,
        }
    }

    /// Hosts of a class that are known to be infected, once they connect.
    fn infected(&self, id: ClassId) -> Vec<Beginning> {
        let class = self.network.class(id);
        let day = self.network.whereabouts(class).inside.next(Day::FIRST);
        let held = day > Day::FIRST && day >= self.network.quarantined[class.home.0 as usize];
        let p = if held { 1.0 - self.case.threat.quarantine_holds } else { 1.0 };
        if !class.infected || class.size == 0 || p <= 0.0 || !day.comes() {
            return Vec::new();
        }
        let start = Start::Infected(self.first(id));
        let begin = |segment| Beginning {
            p,
            p_start: p,
            ..Beginning::certain(Node::Present(segment), day, start)
        };
        class.segments.iter().copied().map(begin).collect()
    }

    /// Minus the logarithm of a step's probability: the cheapest way is the likeliest.
    pub(super) fn cost(&self, from: Node, step: Step) -> Option<f64> {
        let p = self.chance(from, step).p;
        (p > 0.0).then(|| -p.ln())
    }

    /// A block that is in force from the first day on may fail. What asks for an account is no step
    /// but a beginning.
    fn chance(&self, from: Node, step: Step) -> Chance<'_> {
        let sure = Chance { p: 1.0, usable: None, day: Day::FIRST };
        let never = Chance { p: 0.0, ..sure };
        if is_asked_for(self.network, step) {
            return never;
        }
        if let Node::Flow(flow) = step.to {
            return Chance { p: self.passes(flow), ..sure };
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

    pub(super) fn way_in(&self, beginning: Beginning, way: &AttackPath) -> WayIn {
        let Beginning { start, p_start, mut day, hop, .. } = beginning;
        let mut hops: Vec<Hop> = hop.into_iter().collect();
        let mut from = way.start;
        let (mut flow, mut segment) = passed(from, None, None);
        // What stands before a block gets through only if that fails.
        let mut leak = flow.map_or(1.0, |flow| self.passes(flow));
        for step in &way.steps {
            if let (Node::Class(id), Some(port)) = (step.to, step.port) {
                let chance = self.chance(from, *step);
                let inside = &self.network.whereabouts(self.network.class(id)).inside;
                day = inside.next(day.max(chance.day));
                let port = Some(self.network.ports[usize::from(port.0)]);
                let hop = self.hop(id, chance);
                hops.push(Hop { flow, segment, port, day, connects: day, p: hop.p * leak, ..hop });
                leak = 1.0;
            }
            if let Node::Flow(flow) = step.to {
                leak *= self.passes(flow);
            }
            from = step.to;
            (flow, segment) = passed(from, flow, segment);
        }
        let p = hops.iter().map(|hop| hop.p).product::<f64>() * p_start;
        WayIn { start, p_start, hops, p }
    }

    pub(super) fn roaming_hop(&self, id: ClassId, chance: Chance<'_>) -> Hop {
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

/// Whether a step leads through a port that opens to an account alone.
pub(super) fn is_asked_for(network: &Network, step: Step) -> bool {
    match (step.to, step.port) {
        (Node::Door(_, port), _) | (Node::Class(_), Some(port)) => network.asks_for_account(port),
        _ => false,
    }
}
