//! Who would be compromised if each way in were the only one, in one search for all of them.
//!
//! Where nothing closes that was open, the days do not matter for what is reached by the end of the
//! horizon: every edge that ever opens is open on the last day. Then nodes carry a bit for each way
//! in, and edges are looked at once. Otherwise [`super::arrival`] searches day by day, once for
//! each way in.

use super::attack::Attack;
use super::ground::Knock;
use crate::network::{Class, Network};
use crate::term::day::Day;
use crate::term::entry::{Entries, Entry};

/// Ways in, a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ways(u8);

impl Ways {
    const NONE: Self = Self(0);
    const ALL: Self = Self((1 << Entry::ALL.len()) - 1);

    #[inline]
    fn only(entry: Entry) -> Self {
        Self(1 << entry as u8)
    }

    #[inline]
    pub(super) fn has(self, entry: Entry) -> bool {
        self.0 & Self::only(entry).0 != 0
    }

    #[inline]
    fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    #[inline]
    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[inline]
    fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// Where a search stands with a node.
#[derive(Clone, Copy, Debug, Default)]
struct Reached {
    ways: Ways,
    followed: Ways,
}

/// An edge, and the ways in for which it can be passed.
#[derive(Clone, Copy, Debug)]
struct Edge {
    to: u32,
    ways: Ways,
}

/// By which ways in alone each node is reached within the horizon. Buffers are kept from one sample
/// to the next.
#[derive(Debug, Default)]
pub(super) struct Alone {
    nodes: Vec<Reached>,
    /// Per node: its edges, once they were looked at.
    spans: Vec<(u32, u32)>,
    edges: Vec<Edge>,
    waiting: Vec<u32>,
}

/// Whether nothing in a network closes within its horizon that was open: all hosts are inside on
/// the last day, and what is blocked or remedied is so at once.
#[inline]
pub(super) fn stays_open(network: &Network) -> bool {
    let at_once = |day: Day| day <= Day::FIRST || !day.comes();
    let remedied = |class: &Class| class.removed.iter().all(|removal| at_once(removal.from));
    network.whereabouts.iter().all(|days| days.inside.contains(network.last))
        && network.blocked.iter().all(|day| at_once(*day))
        && network.classes.iter().all(remedied)
}

impl Alone {
    /// Follows an attack from all its ways in, in a network that [`stays_open`]. False if it cannot
    /// be told this way: hosts were compromised outside that do not return, so that they could be
    /// attacked inside up to some day alone.
    pub(super) fn spread(&mut self, attack: &Attack<'_>) -> bool {
        let nodes = attack.ground.size(attack.draw.groups.len());
        self.nodes.clear();
        self.nodes.resize(nodes, Reached::default());
        self.spans.clear();
        self.spans.resize(nodes, (0, 0));
        self.edges.clear();
        self.waiting.clear();
        if !self.begin(attack) {
            return false;
        }
        while let Some(node) = self.waiting.pop() {
            self.follow(attack, node);
        }
        true
    }

    /// By which ways in alone a node is reached.
    #[inline]
    pub(super) fn ways(&self, node: u32) -> Ways {
        self.nodes[node as usize].ways
    }

    fn begin(&mut self, attack: &Attack<'_>) -> bool {
        let (ground, draw, last) = (attack.ground, attack.draw, attack.network.last);
        for (days, entry) in [(&draw.insiders, Entry::Insider), (&draw.mail, Entry::Mail)] {
            let present = days.iter().enumerate().filter(|(_, day)| **day <= last);
            for (segment, _) in present.filter(|_| attack.entries[entry]) {
                self.offer(ground.present(segment as u32), Ways::only(entry));
            }
        }
        if attack.entries[Entry::Internet] {
            attack.hitting(Day::FIRST, &mut |flow, _| {
                self.offer(flow, Ways::only(Entry::Internet));
            });
        }
        for (i, group) in draw.groups.iter().enumerate() {
            if !attack.taken_outside(group).comes() {
                continue;
            }
            let infected = attack.class(group).infected;
            let entry = if infected { Entry::Infected } else { Entry::Roaming };
            if attack.returns(group).comes() {
                self.offer(ground.group(i as u32), Ways::only(entry));
            } else if !infected {
                return false;
            }
        }
        true
    }

    #[inline]
    fn offer(&mut self, node: u32, ways: Ways) {
        let reached = &mut self.nodes[node as usize];
        let all = reached.ways.or(ways);
        if all != reached.ways {
            reached.ways = all;
            self.waiting.push(node);
        }
    }

    fn follow(&mut self, attack: &Attack<'_>, node: u32) {
        let Reached { ways, followed } = self.nodes[node as usize];
        let new = ways.without(followed);
        if new == Ways::NONE {
            return;
        }
        if followed == Ways::NONE {
            let first = self.edges.len();
            let edges = &mut self.edges;
            edges_in_the_end(attack, node, &mut |to, ways| edges.push(Edge { to, ways }));
            self.spans[node as usize] = (first as u32, self.edges.len() as u32);
        }
        self.nodes[node as usize].followed = ways;
        let (start, end) = self.spans[node as usize];
        for at in start..end {
            let Edge { to, ways } = self.edges[at as usize];
            self.offer(to, ways.and(new));
        }
    }
}

/// Calls `visit` with every node that an attack at `node` goes on to by the last day, and the ways
/// in for which it does. Crashes are left out: they let nobody in.
#[inline]
fn edges_in_the_end(attack: &Attack<'_>, node: u32, visit: &mut impl FnMut(u32, Ways)) {
    let g = attack.ground;
    if node < g.returning(0) {
        leave_ground(attack, node, visit);
    } else if (g.attackable(0)..g.crashable(0)).contains(&node) {
        let groups = attack.buffers.groups_of(node - g.attackable(0));
        groups.for_each(|i| attack_group(attack, i, Ways::ALL, visit));
    } else if node >= g.gate(0) {
        attack.edges(node, attack.network.last, &mut |to, _| visit(to, Ways::ALL));
    }
}

/// From present(s), a flow, or a door.
fn leave_ground(attack: &Attack<'_>, node: u32, visit: &mut impl FnMut(u32, Ways)) {
    let g = attack.ground;
    if attack.flow_open_until(node).comes() {
        return;
    }
    let account = accounts(attack, node);
    let asked = |asks: bool| if asks { account } else { Ways::ALL };
    for to in g.passages.row(node - 1) {
        let ways = asked(g.asks_for_account(*to));
        if ways != Ways::NONE && !attack.flow_open_until(*to).comes() {
            visit(*to, ways);
        }
    }
    for Knock { class, opening, asks, .. } in g.attacks.row(node - 1) {
        let ways = asked(*asks && !g.asks_for_account(node));
        if ways == Ways::NONE || attack.draw.courses.code_from(*opening) > attack.network.last {
            continue;
        }
        match attack.whole(*class) {
            Some(group) => attack_group(attack, group, ways, visit),
            None => visit(g.attackable(*class), ways),
        }
    }
    for (to, _) in attack.hits_through(node).filter(|(to, _)| g.group_of_leaf(*to).is_none()) {
        visit(to, Ways::ALL);
    }
}

/// For which ways in somebody attacks from a node who has an account.
#[inline]
fn accounts(attack: &Attack<'_>, node: u32) -> Ways {
    let has = |entry: Entry| attack.account_from(node, Entries::only(entry)).comes();
    let of = |entry: Entry| if has(entry) { Ways::only(entry) } else { Ways::NONE };
    of(Entry::Insider).or(of(Entry::Mail))
}

/// Hosts that were compromised outside are attacked inside only where that is no way in.
#[inline]
fn attack_group(attack: &Attack<'_>, index: u32, ways: Ways, visit: &mut impl FnMut(u32, Ways)) {
    let group = attack.group(index);
    if group.immune || group.until.comes() {
        return;
    }
    let outside = attack.taken_outside(group).comes();
    let roaming = if outside { Ways::only(Entry::Roaming) } else { Ways::NONE };
    visit(attack.ground.group(index), ways.without(roaming));
}
