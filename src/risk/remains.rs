//! What an attack still does from a day on: the graph whose dominator tree says what remedies in
//! force from that day avert.

use super::arrival::Arrival;
use super::attack::Attack;
use super::fate::Fate;
use super::trail::{START_PLACE, Trail};
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
    /// The first place of the trail that was followed on the day or later.
    pub(super) since: u32,
    /// The groups that are not lost before the day, and their classes, in order.
    pub(super) groups: Vec<u32>,
    pub(super) touched: Vec<u32>,
}

impl Leading {
    /// Finds the groups that are not lost before the day; if anybody was, goes back from each.
    pub(super) fn find(
        &mut self,
        attack: &Attack<'_>,
        (arrival, trail): (&Arrival, &Trail),
        fates: &[Fate],
        from: Day,
        is_first: bool,
    ) {
        self.since = trail.since(|node| arrival.on(node) >= from);
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
        self.nodes.resize(ground.passing() as usize, false);
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
        // A host that is known to be infected is rebuilt: that helps until it connects.
        if self.attack.group(index).infected {
            fate.connected >= self.from
        } else {
            fate.taken >= self.from
        }
    }

    /// How many places there are: those of the trail, and one for each segment to which hosts
    /// return.
    #[inline]
    pub(super) fn places(&self) -> usize {
        self.trail.len() + self.attack.network.quarantined.len()
    }

    /// The place of those who return to a segment.
    #[inline]
    pub(super) fn returning(trail: &Trail, segment: u32) -> u32 {
        trail.len() as u32 + segment
    }

    /// Appends every place that a place leads to. What was reached on this day or later leads where
    /// the attack went from it; what was reached before leads where it can still go from this day
    /// on, and the attack has been there.
    pub(super) fn successors(&self, place: u32, to: &mut Vec<u32>) {
        if place == START_PLACE {
            self.leave_start(to);
        } else if let Some(segment) = place.checked_sub(self.trail.len() as u32) {
            self.leave_quarantine(segment, to);
        } else if place >= self.leading.since {
            let edges = self.trail.from(place);
            if self.is_first {
                to.extend_from_slice(edges);
            } else {
                to.extend(edges.iter().filter(|to| self.is_left(self.trail.node(**to))));
            }
            to.extend(self.leaf(place));
        } else {
            self.attack.edges(self.trail.node(place), self.from, &mut |next, at| {
                if at <= self.attack.network.last && self.is_left(next) {
                    to.extend(self.trail.place(next));
                }
            });
        }
    }

    /// Whether a node was not reached before this day; doors and the like are passed again and
    /// again, as long as they lead to anything that was not.
    fn is_left(&self, node: u32) -> bool {
        let g = self.attack.ground;
        if node < g.passing() {
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

    /// The place of the crash leaf of the group at a place: whoever is compromised is down as well,
    /// which matters where something else crashes them.
    #[inline]
    fn leaf(&self, place: u32) -> Option<u32> {
        let (g, node) = (self.attack.ground, self.trail.node(place));
        if node < g.group(0) || g.group_of_leaf(node).is_some() {
            return None;
        }
        let leaf = g.leaf((node - g.group(0)) / 2);
        self.trail.place(leaf).filter(|_| self.is_left(leaf))
    }

    /// Whether a segment, flow or door leads to anybody who is left.
    #[inline]
    fn leads(&self, node: u32) -> bool {
        self.is_first || self.leading.nodes[node as usize]
    }

    fn leave_start(&self, to: &mut Vec<u32>) {
        let (g, attack) = (self.attack.ground, &self.attack);
        for (segment, (insider, mail)) in
            attack.draw.insiders.iter().zip(&attack.draw.mail).enumerate()
        {
            let present = g.present(segment as u32);
            let begins = insider.comes() || mail.comes() || self.arrival.on(present) < self.from;
            if begins && self.leads(present) {
                to.extend(self.trail.place(present));
            }
        }
        attack.hitting(self.from, &mut |flow, _| {
            if self.leads(flow) {
                to.extend(self.trail.place(flow));
            }
        });
        for (i, group) in attack.struck() {
            if self.returns(i) {
                if group.slips {
                    self.come_back(i, to);
                } else {
                    to.push(Self::returning(self.trail, group.home.0));
                }
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
    fn leave_quarantine(&self, segment: u32, to: &mut Vec<u32>) {
        for class in self.attack.ground.roamers.row(segment) {
            for i in self.attack.buffers.groups_of(*class) {
                if !self.attack.group(i).slips && self.returns(i) {
                    self.come_back(i, to);
                }
            }
        }
    }

    /// Hosts connect. Those that were compromised before this day do so whether they are remedied
    /// or not.
    #[inline]
    fn come_back(&self, index: u32, to: &mut Vec<u32>) {
        let g = self.attack.ground;
        if self.is_open(index) {
            to.extend(self.trail.place(g.group(index)));
        } else {
            let segments = g.presence.row(self.attack.group(index).class);
            to.extend(segments.iter().filter_map(|segment| self.trail.place(g.present(*segment))));
        }
    }
}
