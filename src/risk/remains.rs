//! What an attack still does from a day on: the graph whose dominator tree says what remedies in
//! force from that day avert.

use super::arrival::{Arrival, Trail};
use super::attack::Attack;
use super::fate::Fate;
use super::ground::START;
use crate::term::day::Day;

/// What still leads to anything from a day on. Most of what happens does on the first day, and the
/// graph of a later one is a small part of the first.
#[derive(Debug, Default)]
pub(super) struct Leading {
    /// Of segments, flows and doors; only where somebody was lost before the day.
    nodes: Vec<bool>,
    /// The same of classes.
    classes: Vec<bool>,
    path: Vec<u32>,
    /// The groups that are not lost before the day, and their classes, in order.
    pub(super) groups: Vec<u32>,
    pub(super) touched: Vec<u32>,
}

impl Leading {
    /// Finds the groups that are not lost before the day; if anybody was, goes back from each.
    pub(super) fn find(
        &mut self,
        attack: &Attack<'_>,
        arrival: &Arrival,
        fates: &[Fate],
        from: Day,
        is_first: bool,
    ) {
        self.groups.clear();
        self.touched.clear();
        for (i, fate) in fates.iter().enumerate() {
            let left = |day: Day| day >= from && day.comes();
            if left(fate.down) || left(fate.taken) || left(fate.connected) {
                self.groups.push(i as u32);
                let class = attack.group(i as u32).class;
                // Groups stand in the order of their classes.
                if self.touched.last() != Some(&class) {
                    self.touched.push(class);
                }
            }
        }
        if !is_first {
            self.go_back(attack, arrival, from);
        }
    }

    /// Goes back from the classes that are left, as far as segments that were reached before the
    /// day: those belong to the start. Cost: the edges that lead to them.
    fn go_back(&mut self, attack: &Attack<'_>, arrival: &Arrival, from: Day) {
        let ground = attack.ground;
        self.nodes.clear();
        self.nodes.resize(ground.passing(), false);
        self.classes.clear();
        self.classes.resize(attack.network.classes.len(), false);
        for class in &self.touched {
            self.classes[*class as usize] = true;
            self.path.extend(ground.attacked_from.row(*class));
            let links = &attack.network.classes[*class as usize].from_internet;
            self.path.extend(links.iter().map(|link| ground.flow(link.flow.0)));
            while let Some(node) = self.path.pop() {
                let is_new = !std::mem::replace(&mut self.nodes[node as usize], true);
                let is_known = node < ground.flow(0) && arrival.on(node) < from;
                if is_new && !is_known {
                    self.path.extend(ground.passed_from.row(node - 1));
                }
            }
        }
    }
}

/// The part of an attack that happens on a day or later. What was reached before belongs to the
/// start.
///
/// By the end of the horizon every edge that ever opens is open, but for those that close again
/// (see the module `timing`): so what can be reached by then does not depend on when, and one graph
/// without days tells what is left if a node is removed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Remains<'a> {
    pub(super) attack: Attack<'a>,
    pub(super) arrival: &'a Arrival,
    pub(super) trail: &'a Trail,
    pub(super) fates: &'a [Fate],
    pub(super) from: Day,
    /// Whether nobody is lost before that day. Then all that the attack went along is left; what
    /// leads to nobody makes no difference.
    pub(super) is_first: bool,
    pub(super) leading: &'a Leading,
}

impl Remains<'_> {
    /// Whether a remedy of a group from this day on would change what happens to its hosts or
    /// through them.
    #[inline]
    pub(super) fn is_open(&self, index: u32) -> bool {
        let fate = self.fates[index as usize];
        let infected = self.attack.class(self.attack.group(index)).infected;
        // A host that is known to be infected is rebuilt: that helps until it connects.
        if infected { fate.connected >= self.from } else { fate.taken >= self.from }
    }

    /// Appends every node that a node leads to. What was reached on this day or later leads where
    /// the attack went from it; what was reached before leads where it can still go from this day
    /// on.
    pub(super) fn successors(&self, node: u32, to: &mut Vec<u32>) {
        let g = self.attack.ground;
        if node == START {
            self.leave_start(&mut |node| to.push(node));
        } else if (g.returning(0)..g.attackable(0)).contains(&node) {
            self.leave_quarantine(node - g.returning(0), &mut |node| to.push(node));
        } else if self.arrival.on(node) >= self.from {
            let edges = self.trail.from(node);
            if self.is_first {
                to.extend_from_slice(edges);
            } else {
                to.extend(edges.iter().filter(|to| self.is_left(**to)));
            }
        } else {
            self.attack.edges(node, self.from, &mut |next, at| {
                to.extend((at <= self.attack.network.last && self.is_left(next)).then_some(next))
            });
        }
    }

    /// Whether a node was not reached before this day; doors and the like are passed again and
    /// again, as long as they lead to anything that was not.
    fn is_left(&self, node: u32) -> bool {
        let g = self.attack.ground;
        if node < g.returning(0) {
            let reached_before = node < g.flow(0) && self.arrival.on(node) < self.from;
            return !reached_before && self.leads(node);
        }
        if node < g.gate(0) {
            let class =
                if node < g.crashable(0) { node - g.attackable(0) } else { node - g.crashable(0) };
            return self.is_first || self.leading.classes[class as usize];
        }
        if node >= g.group(0) && g.group_of_leaf(node).is_none() {
            return self.is_open((node - g.group(0)) / 2);
        }
        self.arrival.on(node) >= self.from
    }

    /// Whether a segment, flow or door leads to anybody who is left.
    #[inline]
    fn leads(&self, node: u32) -> bool {
        self.is_first || self.leading.nodes[node as usize]
    }

    fn leave_start(&self, visit: &mut impl FnMut(u32)) {
        let (g, attack) = (self.attack.ground, &self.attack);
        for (segment, (insider, mail)) in
            attack.draw.insiders.iter().zip(&attack.draw.mail).enumerate()
        {
            let present = g.present(segment as u32);
            let begins = insider.comes() || mail.comes() || self.arrival.on(present) < self.from;
            if begins && self.leads(present) {
                visit(present);
            }
        }
        attack.hitting(self.from, &mut |flow, _| {
            if self.leads(flow) {
                visit(flow);
            }
        });
        for i in 0..attack.draw.groups.len() as u32 {
            if self.returns(i) {
                let group = attack.group(i);
                let home = attack.class(group).home.0;
                if group.slips { self.come_back(i, visit) } else { visit(g.returning(home)) }
            }
        }
    }

    /// Whether the hosts of a group return on this day or later.
    #[inline]
    pub(super) fn returns(&self, index: u32) -> bool {
        let group = self.attack.group(index);
        group.roaming_code.comes()
            && (self.from..=self.attack.network.last).contains(&self.attack.returns(group))
    }

    #[inline]
    fn leave_quarantine(&self, segment: u32, visit: &mut impl FnMut(u32)) {
        for class in self.attack.ground.roamers.row(segment) {
            for i in self.attack.buffers.groups_of(*class) {
                if !self.attack.group(i).slips && self.returns(i) {
                    self.come_back(i, visit);
                }
            }
        }
    }

    /// Hosts connect. Those that were compromised before this day do so whether they are remedied
    /// or not.
    #[inline]
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
