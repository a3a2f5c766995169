//! How an attack spreads in one sample: the nodes it reaches from the start, and the edges it takes.
//!
//! ```text
//! start ─▶ present(s) ─▶ flow ─▶ door(t, port) ─▶ attackable(class) ─▶ group ─▶ class gate ─▶ present(t)
//!   ├────▶ flow from the internet ────────────────────────────────────▶ group
//!   └────▶ returning(s): laptops hit while roaming come back to s ────▶ group
//! ```
//!
//! Each host, group, flow and quarantine is one node, so that removing it is removing a node: that is what makes one
//! dominator tree answer all questions at once. A group's hosts also hang a *crash leaf* below what can crash them.

use super::draw::{Draw, Group};
use crate::inventory::{FlowId, SegmentId};
use crate::network::{Network, Node, PortIx};

/// Which ways in exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entries {
    /// Attackers on the internet.
    pub internet: bool,
    /// Laptops infected while outside.
    pub roaming: bool,
    /// Insiders.
    pub insider: bool,
}

impl Entries {
    /// Every way in.
    pub const ALL: Self = Self { internet: true, roaming: true, insider: true };
}

/// A set of ways in: where an attack that reaches a node has come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Origins(u8);

impl Origins {
    pub(super) const NONE: Self = Self(0);
    const INTERNET: Self = Self(1);
    const ROAMING: Self = Self(2);
    const INSIDER: Self = Self(4);
    /// All at once, as one.
    pub(super) const TOGETHER: Self = Self(8);
    /// Origins for which laptops hit outside are lost already.
    const WITH_ROAMING: Self = Self(2 | 8);
    /// In the order of [`super::ClassEstimate::by_entry`].
    pub(super) const EACH: [Self; 3] = [Self::INTERNET, Self::ROAMING, Self::INSIDER];

    pub(super) fn contain(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// The edges that are the same in every sample, as compressed rows, and the numbering of nodes.
#[derive(Debug)]
pub(super) struct Ground {
    segments: u32,
    flows: u32,
    doors: u32,
    classes: u32,
    /// Always passable: from present(s), flow and door nodes.
    passages: Rows<u32>,
    /// Passable if the class can be compromised or crashed through the port: from flow and door nodes.
    attacks: Rows<(u32, PortIx)>,
    /// The segments of each class.
    home: Vec<u32>,
    /// Flows that are blocked, and segments whose returning laptops are kept in quarantine.
    blocked: Vec<bool>,
    quarantined: Vec<bool>,
    /// Segments into which a host is plugged in infected.
    infected: Vec<u32>,
    presence: Rows<u32>,
    /// The classes that roam, by the segment they return to.
    roamers: Rows<u32>,
}

/// Rows of a sparse matrix.
#[derive(Debug)]
struct Rows<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Rows<T> {
    fn new(rows: impl Iterator<Item = Vec<T>>) -> Self {
        let (mut starts, mut items) = (vec![0], Vec::new());
        for row in rows {
            items.extend(row);
            starts.push(items.len() as u32);
        }
        Self { starts, items }
    }

    fn row(&self, row: u32) -> &[T] {
        &self.items[self.starts[row as usize] as usize..self.starts[row as usize + 1] as usize]
    }
}

/// The start of every attack.
pub(super) const START: u32 = 0;

impl Ground {
    pub(super) fn new(network: &Network, flows: u32) -> Self {
        let segments = network.users.len() as u32;
        let mut doors: Vec<(SegmentId, PortIx)> =
            network.topology.nodes().filter_map(|n| if let Node::Door(s, p) = n { Some((s, p)) } else { None }).collect();
        doors.sort_unstable();
        let mut roamers = vec![Vec::new(); segments as usize];
        for (i, class) in network.classes.iter().enumerate().filter(|(_, class)| class.away > 0) {
            roamers[class.home.0 as usize].push(i as u32);
        }
        let mut ground = Self {
            segments,
            flows,
            doors: doors.len() as u32,
            classes: network.classes.len() as u32,
            passages: Rows::new(std::iter::empty()),
            attacks: Rows::new(std::iter::empty()),
            home: network.classes.iter().map(|c| c.home.0).collect(),
            blocked: network.blocked.clone(),
            quarantined: network.quarantined.clone(),
            infected: (0..segments).filter(|s| network.infected[*s as usize]).collect(),
            presence: Rows::new(network.classes.iter().map(|c| c.segments.iter().map(|s| s.0).collect())),
            roamers: Rows::new(roamers.into_iter()),
        };
        let number = |node: Node| match node {
            Node::Present(s) => ground.present(s.0),
            Node::Flow(f) => ground.flow(f.0),
            Node::Door(s, p) => ground.door(doors.binary_search(&(s, p)).expect("every door is listed") as u32),
            Node::Class(_) => unreachable!("classes are attacked, not passed"),
        };
        let sources = (0..segments)
            .map(|s| Node::Present(SegmentId(s)))
            .chain((0..flows).map(|f| Node::Flow(FlowId(f))))
            .chain(doors.iter().map(|d| Node::Door(d.0, d.1)));
        // The order of edges decides nothing but must not depend on the order of hosts: numbers are sorted.
        let sorted = |mut row: Vec<u32>| {
            row.sort_unstable();
            row
        };
        let passages = Rows::new(sources.clone().map(|from| {
            let passable = |to: &Node| !matches!(to, Node::Class(_)) && !matches!(to, Node::Flow(f) if network.blocked[f.0 as usize]);
            sorted(network.topology.successors(from).map(|(to, _)| to).filter(passable).map(number).collect())
        }));
        let internet = |from: Node| matches!(from, Node::Flow(_)) && network.topology.is_entry(from);
        let attacks = Rows::new(sources.map(|from| {
            let mut row: Vec<(u32, PortIx)> = Vec::new();
            if !internet(from) {
                row.extend(
                    network
                        .topology
                        .successors(from)
                        .filter_map(|(to, port)| if let (Node::Class(c), Some(p)) = (to, port) { Some((c.0, p)) } else { None }),
                );
                row.sort_unstable();
            }
            row
        }));
        (ground.passages, ground.attacks) = (passages, attacks);
        ground
    }

    pub(super) fn present(&self, segment: u32) -> u32 {
        1 + segment
    }

    pub(super) fn flow(&self, flow: u32) -> u32 {
        1 + self.segments + flow
    }

    fn door(&self, door: u32) -> u32 {
        1 + self.segments + self.flows + door
    }

    /// Laptops hit while roaming connect to a segment again.
    pub(super) fn returning(&self, segment: u32) -> u32 {
        self.door(self.doors) + segment
    }

    fn attackable(&self, class: u32) -> u32 {
        self.returning(self.segments) + class
    }

    fn crashable(&self, class: u32) -> u32 {
        self.attackable(self.classes) + class
    }

    /// Some host of a class is compromised and connected.
    pub(super) fn gate(&self, class: u32) -> u32 {
        self.crashable(self.classes) + class
    }

    /// The hosts of a group are compromised (and, if they roam, connected).
    pub(super) fn group(&self, group: u32) -> u32 {
        self.gate(self.classes) + 2 * group
    }

    /// The hosts of a group are crashed, or worse.
    pub(super) fn leaf(&self, group: u32) -> u32 {
        self.group(group) + 1
    }

    pub(super) fn size(&self, groups: usize) -> usize {
        self.group(groups as u32) as usize
    }
}

/// The edges of one sample.
#[derive(Debug)]
pub(super) struct Attack<'a> {
    pub(super) ground: &'a Ground,
    network: &'a Network,
    draw: &'a Draw,
    /// Where the groups of each class start in `draw.groups`; one more entry than classes.
    group_starts: &'a [u32],
    /// Edges from internet flows to groups and leaves, sorted.
    hits: &'a [(u32, u32)],
}

/// Buffers for [`Attack`], reused from sample to sample.
#[derive(Debug, Default)]
pub(super) struct AttackBuffers {
    group_starts: Vec<u32>,
    hits: Vec<(u32, u32)>,
}

impl<'a> Attack<'a> {
    pub(super) fn new(ground: &'a Ground, network: &'a Network, draw: &'a Draw, buffers: &'a mut AttackBuffers) -> Self {
        buffers.group_starts.clear();
        buffers.hits.clear();
        for (i, group) in draw.groups.iter().enumerate() {
            buffers.group_starts.resize(group.class as usize + 1, i as u32);
            let links = &network.classes[group.class as usize].from_internet;
            let flow = |link: &u16| Some(links[usize::from(*link)].flow.0).filter(|f| !ground.blocked[*f as usize]).map(|f| ground.flow(f));
            buffers.hits.extend(group.internet_code.iter().filter_map(flow).map(|flow| (flow, ground.group(i as u32))));
            buffers.hits.extend(group.internet_crash.iter().filter_map(flow).map(|flow| (flow, ground.leaf(i as u32))));
        }
        buffers.group_starts.resize(network.classes.len() + 1, draw.groups.len() as u32);
        buffers.hits.sort_unstable();
        Self { ground, network, draw, group_starts: &buffers.group_starts, hits: &buffers.hits }
    }

    /// The groups of a class.
    fn groups_of(&self, class: u32) -> std::ops::Range<u32> {
        self.group_starts[class as usize]..self.group_starts[class as usize + 1]
    }

    /// Calls `visit` with every node that an attack at `node` goes on to, when all ways in exist together. The work is
    /// proportional to the edges.
    pub(super) fn successors(&self, node: u32, visit: &mut impl FnMut(u32)) {
        self.spread(node, Origins::TOGETHER, &mut |to, _| visit(to));
    }

    /// The same for an attack of some origins, each as if it were the only one: `visit` also gets the origins that go on.
    pub(super) fn spread(&self, node: u32, origins: Origins, visit: &mut impl FnMut(u32, Origins)) {
        let g = self.ground;
        if node == START {
            self.leave_start(visit);
        } else if node < g.returning(0) {
            self.leave_ground(node, origins, visit);
        } else if node < g.attackable(0) {
            self.leave_returning(node - g.returning(0), origins, visit);
        } else if node < g.gate(0) {
            self.leave_class(node, origins, visit);
        } else if node < g.group(0) {
            g.presence.row(node - g.gate(0)).iter().for_each(|s| visit(g.present(*s), origins));
        } else if (node - g.group(0)).is_multiple_of(2) {
            self.leave_group((node - g.group(0)) / 2, origins, visit);
        }
    }

    fn leave_group(&self, group: u32, origins: Origins, visit: &mut impl FnMut(u32, Origins)) {
        let class = self.draw.groups[group as usize].class;
        if self.is_whole(class) {
            self.ground.presence.row(class).iter().for_each(|s| visit(self.ground.present(*s), origins));
        } else {
            visit(self.ground.gate(class), origins);
        }
        if self.has_leaf(group) {
            visit(self.ground.leaf(group), origins);
        }
    }

    /// Whether all hosts of a class share their fate: then one node stands for the class, its gate and its group. This is
    /// the common case, and most of the cost of a sample.
    fn is_whole(&self, class: u32) -> bool {
        self.groups_of(class).len() == 1
    }

    /// The node through which the hosts of a class let the attacker into their segments.
    pub(super) fn gate(&self, class: u32) -> u32 {
        if self.is_whole(class) { self.ground.group(self.group_starts[class as usize]) } else { self.ground.gate(class) }
    }

    /// Whether something other than its own compromise can crash a group. Without a leaf its whole value is on its node.
    pub(super) fn has_leaf(&self, group: u32) -> bool {
        let group = &self.draw.groups[group as usize];
        !group.internet_crash.is_empty() || self.draw.can_crash(self.network.classes[group.class as usize].profile.0)
    }

    /// The origins of an attack from inside that compromise a group: laptops hit outside are lost already, unless the
    /// question is what would happen without roaming.
    fn attackable(group: &Group, origins: Origins) -> Origins {
        match group {
            _ if group.immune => Origins::NONE,
            _ if group.roaming_code => origins.without(Origins::WITH_ROAMING),
            _ => origins,
        }
    }

    /// Compromises the hosts of a group that can be.
    fn attack_group(&self, index: u32, origins: Origins, visit: &mut impl FnMut(u32, Origins)) {
        let origins = Self::attackable(&self.draw.groups[index as usize], origins);
        if origins != Origins::NONE {
            visit(self.ground.group(index), origins);
        }
    }

    fn leave_start(&self, visit: &mut impl FnMut(u32, Origins)) {
        let g = self.ground;
        let insiders = self.draw.insiders.iter().enumerate().filter(|(_, there)| **there);
        insiders.for_each(|(s, _)| visit(g.present(s as u32), Origins::INSIDER));
        self.hits.chunk_by(|a, b| a.0 == b.0).for_each(|hits| visit(hits[0].0, Origins::INTERNET));
        let returning = self.draw.groups.iter().filter(|group| group.roaming_code).map(|group| g.home[group.class as usize]);
        let returning = returning.chain(g.infected.iter().copied()).filter(|s| !g.quarantined[*s as usize]);
        returning.for_each(|s| visit(g.returning(s), Origins::ROAMING));
    }

    /// From present(s), a flow, or a door.
    fn leave_ground(&self, node: u32, origins: Origins, visit: &mut impl FnMut(u32, Origins)) {
        let g = self.ground;
        g.passages.row(node - 1).iter().for_each(|to| visit(*to, origins));
        for (class, port) in g.attacks.row(node - 1) {
            let profile = self.network.classes[*class as usize].profile.0;
            if self.draw.is_code(profile, *port) {
                self.attack(*class, origins, visit);
            }
            if self.draw.is_crash(profile, *port) {
                visit(g.crashable(*class), origins);
            }
        }
        let hits = self.hits.partition_point(|(flow, _)| *flow < node);
        self.hits[hits..].iter().take_while(|(flow, _)| *flow == node).for_each(|(_, to)| visit(*to, origins));
    }

    /// Goes on to the attackable hosts of a class.
    fn attack(&self, class: u32, origins: Origins, visit: &mut impl FnMut(u32, Origins)) {
        if self.is_whole(class) {
            self.attack_group(self.group_starts[class as usize], origins, visit);
        } else {
            visit(self.ground.attackable(class), origins);
        }
    }

    fn leave_returning(&self, segment: u32, origins: Origins, visit: &mut impl FnMut(u32, Origins)) {
        if self.ground.infected.binary_search(&segment).is_ok() {
            visit(self.ground.present(segment), origins);
        }
        for class in self.ground.roamers.row(segment) {
            self.groups_of(*class)
                .filter(|i| self.draw.groups[*i as usize].roaming_code)
                .for_each(|i| visit(self.ground.group(i), origins));
        }
    }

    /// From attackable(class) and crashable(class).
    fn leave_class(&self, node: u32, origins: Origins, visit: &mut impl FnMut(u32, Origins)) {
        let g = self.ground;
        if node < g.crashable(0) {
            self.groups_of(node - g.attackable(0)).for_each(|i| self.attack_group(i, origins, visit));
        } else {
            self.groups_of(node - g.crashable(0)).for_each(|i| visit(g.leaf(i), origins));
        }
    }
}
