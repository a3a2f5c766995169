//! What an attack still does from a day on: the graph whose dominator tree says what remedies in force from that day avert.

use super::arrival::Arrival;
use super::attack::Attack;
use super::fate::Fate;
use super::ground::START;
use crate::term::day::Day;

/// The part of an attack that happens on a day or later. What was reached before belongs to the start.
///
/// By the end of the horizon every edge that ever opens is open, but for those that close again (see the module `timing`):
/// so what can be reached by then does not depend on when, and one graph without days tells what is left if a node is removed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Remains<'a> {
    pub(super) attack: Attack<'a>,
    pub(super) arrival: &'a Arrival,
    pub(super) fates: &'a [Fate],
    pub(super) from: Day,
}

impl Remains<'_> {
    /// Whether a remedy of a group from this day on would change what happens to its hosts or through them.
    pub(super) fn is_open(&self, index: u32) -> bool {
        let fate = self.fates[index as usize];
        let infected = self.attack.class(self.attack.group(index)).infected;
        // A host that is known to be infected is rebuilt: that helps until it connects.
        if infected { fate.connected >= self.from } else { fate.taken >= self.from }
    }

    /// Calls `visit` with every node that a node leads to.
    pub(super) fn successors(&self, node: u32, visit: &mut impl FnMut(u32)) {
        let g = self.attack.ground;
        if node == START {
            self.leave_start(visit);
        } else if (g.returning(0)..g.attackable(0)).contains(&node) {
            self.leave_quarantine(node - g.returning(0), visit);
        } else {
            let day = self.arrival.on(node).max(self.from);
            self.attack.edges(node, day, &mut |to, at| {
                if at <= self.attack.network.last && self.is_left(to) {
                    visit(to);
                }
            });
        }
    }

    /// Whether a node was not reached before this day; doors and the like are passed again and again.
    fn is_left(&self, node: u32) -> bool {
        let g = self.attack.ground;
        if node >= g.group(0) && g.group_of_leaf(node).is_none() {
            return self.is_open((node - g.group(0)) / 2);
        }
        let lasting = node < g.flow(0) || node >= g.gate(0);
        !lasting || self.arrival.on(node) >= self.from
    }

    fn leave_start(&self, visit: &mut impl FnMut(u32)) {
        let (g, attack) = (self.attack.ground, &self.attack);
        for (segment, (insider, mail)) in attack.draw.insiders.iter().zip(&attack.draw.mail).enumerate() {
            let present = g.present(segment as u32);
            if insider.comes() || mail.comes() || self.arrival.on(present) < self.from {
                visit(present);
            }
        }
        attack.hitting(self.from, &mut |flow, _| visit(flow));
        for i in 0..attack.draw.groups.len() as u32 {
            if self.returns(i) {
                let group = attack.group(i);
                let home = attack.class(group).home.0;
                if group.slips { self.come_back(i, visit) } else { visit(g.returning(home)) }
            }
        }
    }

    /// Whether the hosts of a group return on this day or later.
    pub(super) fn returns(&self, index: u32) -> bool {
        let group = self.attack.group(index);
        group.roaming_code.comes() && (self.from..=self.attack.network.last).contains(&self.attack.returns(group))
    }

    fn leave_quarantine(&self, segment: u32, visit: &mut impl FnMut(u32)) {
        for class in self.attack.ground.roamers.row(segment) {
            for i in self.attack.buffers.groups_of(*class) {
                if !self.attack.group(i).slips && self.returns(i) {
                    self.come_back(i, visit);
                }
            }
        }
    }

    /// Hosts connect. Those that were compromised before this day do so whether they are remedied or not.
    fn come_back(&self, index: u32, visit: &mut impl FnMut(u32)) {
        let g = self.attack.ground;
        if self.is_open(index) {
            visit(g.group(index));
        } else {
            let segments = g.presence.row(self.attack.group(index).class);
            segments.iter().for_each(|segment| visit(g.present(*segment)));
        }
    }
}
