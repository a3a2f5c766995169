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
use super::ground::{Ground, START};
use crate::network::Network;

/// What is closed on top of what the inventory says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Closed<'a> {
    /// Per flow: whether it is blocked.
    pub(super) blocked: &'a [bool],
    /// Per segment: whether returning laptops are kept in quarantine.
    pub(super) quarantined: &'a [bool],
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
    closed: Closed<'a>,
}

/// Buffers for [`Attack`], reused from sample to sample.
#[derive(Debug, Default)]
pub(super) struct AttackBuffers {
    group_starts: Vec<u32>,
    hits: Vec<(u32, u32)>,
}

impl AttackBuffers {
    /// Notes what a draw adds to the ground.
    pub(super) fn prepare(&mut self, ground: &Ground, network: &Network, draw: &Draw) {
        self.group_starts.clear();
        self.hits.clear();
        for (i, group) in draw.groups.iter().enumerate() {
            self.group_starts.resize(group.class as usize + 1, i as u32);
            let links = &network.classes[group.class as usize].from_internet;
            let flow = |link: &u16| ground.flow(links[usize::from(*link)].flow.0);
            self.hits.extend(group.internet_code.iter().map(flow).map(|flow| (flow, ground.group(i as u32))));
            self.hits.extend(group.internet_crash.iter().map(flow).map(|flow| (flow, ground.leaf(i as u32))));
        }
        self.group_starts.resize(network.classes.len() + 1, draw.groups.len() as u32);
        self.hits.sort_unstable();
    }

    /// The groups of a class, once prepared.
    pub(super) fn groups_of(&self, class: u32) -> std::ops::Range<u32> {
        self.group_starts[class as usize]..self.group_starts[class as usize + 1]
    }

    /// Whether a flow from the internet hits anybody, once prepared.
    pub(super) fn is_hitting(&self, flow: u32) -> bool {
        self.hits.binary_search_by(|(node, _)| node.cmp(&flow)).is_ok()
    }
}

impl<'a> Attack<'a> {
    /// The edges of a draw for which the buffers were prepared.
    pub(super) fn new(ground: &'a Ground, network: &'a Network, draw: &'a Draw, buffers: &'a AttackBuffers, closed: Closed<'a>) -> Self {
        Self { ground, network, draw, group_starts: &buffers.group_starts, hits: &buffers.hits, closed }
    }

    /// The groups of a class.
    pub(super) fn groups_of(&self, class: u32) -> std::ops::Range<u32> {
        self.group_starts[class as usize]..self.group_starts[class as usize + 1]
    }

    /// Calls `visit` with every node that an attack at `node` goes on to. The work is proportional to the edges.
    pub(super) fn successors(&self, node: u32, visit: &mut impl FnMut(u32)) {
        let g = self.ground;
        if node == START {
            self.leave_start(visit);
        } else if node < g.returning(0) {
            self.leave_ground(node, visit);
        } else if node < g.attackable(0) {
            self.leave_returning(node - g.returning(0), visit);
        } else if node < g.gate(0) {
            self.leave_class(node, visit);
        } else if node < g.group(0) {
            g.presence.row(node - g.gate(0)).iter().for_each(|s| visit(g.present(*s)));
        } else if (node - g.group(0)).is_multiple_of(2) {
            self.leave_group((node - g.group(0)) / 2, visit);
        }
    }

    fn leave_group(&self, group: u32, visit: &mut impl FnMut(u32)) {
        let Group { class, count, .. } = self.draw.groups[group as usize];
        // While actions are undone, groups may be empty.
        if count == 0 {
            return;
        }
        if self.is_whole(class) {
            self.ground.presence.row(class).iter().for_each(|s| visit(self.ground.present(*s)));
        } else {
            visit(self.ground.gate(class));
        }
        if self.has_leaf(group) && !self.draw.groups[group as usize].roaming_code {
            visit(self.ground.leaf(group));
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

    /// Attacks a group from inside. Laptops hit outside are lost already: their leaf only notes that the attack got there,
    /// for the question of what would happen without roaming.
    fn attack_group(&self, index: u32, visit: &mut impl FnMut(u32)) {
        match &self.draw.groups[index as usize] {
            group if group.immune => {}
            group if group.roaming_code => visit(self.ground.leaf(index)),
            _ => visit(self.ground.group(index)),
        }
    }

    fn leave_start(&self, visit: &mut impl FnMut(u32)) {
        let g = self.ground;
        let insiders = self.draw.insiders.iter().enumerate().filter(|(_, there)| **there);
        insiders.for_each(|(s, _)| visit(g.present(s as u32)));
        let hitting = self.hits.chunk_by(|a, b| a.0 == b.0).map(|hits| hits[0].0);
        hitting.filter(|flow| self.is_open(*flow)).for_each(&mut *visit);
        let returning = self.draw.groups.iter().filter(|group| group.roaming_code).map(|group| g.home[group.class as usize]);
        let returning = returning.chain(g.infected.iter().copied()).filter(|s| !self.closed.quarantined[*s as usize]);
        returning.for_each(|s| visit(g.returning(s)));
    }

    /// Whether a node is no blocked flow.
    fn is_open(&self, node: u32) -> bool {
        self.ground.flow_of(node).is_none_or(|flow| !self.closed.blocked[flow])
    }

    /// From present(s), a flow, or a door.
    fn leave_ground(&self, node: u32, visit: &mut impl FnMut(u32)) {
        let g = self.ground;
        g.passages.row(node - 1).iter().filter(|to| self.is_open(**to)).for_each(|to| visit(*to));
        for (class, port) in g.attacks.row(node - 1) {
            let profile = self.network.classes[*class as usize].profile.0;
            if self.draw.is_code(profile, *port) {
                self.attack(*class, visit);
            }
            if self.draw.is_crash(profile, *port) {
                visit(g.crashable(*class));
            }
        }
        let hits = self.hits.partition_point(|(flow, _)| *flow < node);
        self.hits[hits..].iter().take_while(|(flow, _)| *flow == node).for_each(|(_, to)| visit(*to));
    }

    /// Goes on to the attackable hosts of a class.
    fn attack(&self, class: u32, visit: &mut impl FnMut(u32)) {
        if self.is_whole(class) {
            self.attack_group(self.group_starts[class as usize], visit);
        } else {
            visit(self.ground.attackable(class));
        }
    }

    fn leave_returning(&self, segment: u32, visit: &mut impl FnMut(u32)) {
        if self.ground.infected.binary_search(&segment).is_ok() {
            visit(self.ground.present(segment));
        }
        for class in self.ground.roamers.row(segment) {
            self.groups_of(*class).filter(|i| self.draw.groups[*i as usize].roaming_code).for_each(|i| visit(self.ground.group(i)));
        }
    }

    /// From attackable(class) and crashable(class).
    fn leave_class(&self, node: u32, visit: &mut impl FnMut(u32)) {
        let g = self.ground;
        if node < g.crashable(0) {
            self.groups_of(node - g.attackable(0)).for_each(|i| self.attack_group(i, visit));
        } else {
            self.groups_of(node - g.crashable(0)).filter(|i| !self.draw.groups[*i as usize].roaming_code).for_each(|i| visit(g.leaf(i)));
        }
    }
}
