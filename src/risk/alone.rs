//! Who would be compromised if each way in were the only one, in one search for all of them.
//!
//! Where nothing closes that was open, the days do not matter for what is reached by the end of the
//! horizon: every edge that ever opens is open on the last day, and stands in the trail of the whole
//! attack. Then nodes carry a bit for each way in. Otherwise [`super::arrival`] searches day by day,
//! once for each way in.

use super::attack::Attack;
use super::trail::{Edge, Trail};
use crate::network::{Class, Network};
use crate::term::day::Day;
use crate::term::entry::{Entries, Entry};

/// Ways in, a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ways(u8);

impl Ways {
    const NONE: Self = Self(0);

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

/// Where a search stands with the node at a place of the trail.
#[derive(Clone, Copy, Debug, Default)]
struct Reached {
    ways: Ways,
    followed: Ways,
}

/// By which ways in alone each node is reached within the horizon. Buffers are kept from one sample
/// to the next.
#[derive(Debug, Default)]
pub(super) struct Alone {
    /// Per place of the trail.
    places: Vec<Reached>,
    /// Places before this one have been gone through, and wait if there is more to follow.
    swept: u32,
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
    /// Follows the trail of an attack from all its ways in, in a network that [`stays_open`]. False
    /// if it cannot be told this way: hosts were compromised outside that do not return, so that
    /// they could be attacked inside up to some day alone.
    pub(super) fn spread(&mut self, attack: &Attack<'_>, trail: &Trail) -> bool {
        self.places.clear();
        self.places.resize(trail.len(), Reached::default());
        self.waiting.clear();
        self.swept = 0;
        if !self.begin(attack, trail) {
            return false;
        }
        // Most edges lead to places further on: those are met on the way.
        for place in 0..trail.len() as u32 {
            self.swept = place + 1;
            self.follow(attack, trail, place);
        }
        while let Some(place) = self.waiting.pop() {
            self.follow(attack, trail, place);
        }
        true
    }

    /// By which ways in alone a node is reached.
    #[inline]
    pub(super) fn ways(&self, trail: &Trail, node: u32) -> Ways {
        trail.place(node).map_or(Ways::NONE, |place| self.places[place as usize].ways)
    }

    fn begin(&mut self, attack: &Attack<'_>, trail: &Trail) -> bool {
        let (ground, draw, last) = (attack.ground, attack.draw, attack.network.last);
        for (days, entry) in [(&draw.insiders, Entry::Insider), (&draw.mail, Entry::Mail)] {
            let present = days.iter().enumerate().filter(|(_, day)| **day <= last);
            for (segment, _) in present.filter(|_| attack.entries[entry]) {
                self.start(trail, ground.present(segment as u32), entry);
            }
        }
        if attack.entries[Entry::Internet] {
            attack.hitting(Day::FIRST, &mut |flow, _| self.start(trail, flow, Entry::Internet));
        }
        for (i, group) in attack.struck() {
            if !attack.taken_outside(group).comes() {
                continue;
            }
            let infected = group.infected;
            let entry = if infected { Entry::Infected } else { Entry::Roaming };
            if attack.returns(group).comes() {
                self.start(trail, ground.group(i), entry);
            } else if !infected {
                return false;
            }
        }
        true
    }

    #[inline]
    fn start(&mut self, trail: &Trail, node: u32, entry: Entry) {
        if let Some(place) = trail.place(node) {
            self.offer(place, Ways::only(entry));
        }
    }

    #[inline]
    fn offer(&mut self, place: u32, ways: Ways) {
        let reached = &mut self.places[place as usize];
        let all = reached.ways.or(ways);
        if all != reached.ways {
            reached.ways = all;
            if place < self.swept {
                self.waiting.push(place);
            }
        }
    }

    fn follow(&mut self, attack: &Attack<'_>, trail: &Trail, place: u32) {
        let Reached { ways, followed } = self.places[place as usize];
        let new = ways.without(followed);
        if new == Ways::NONE {
            return;
        }
        self.places[place as usize].followed = ways;
        for Edge { to, asks, is_open } in trail.all_from(place) {
            let asked = if asks { new.and(accounts(attack, trail.node(place))) } else { new };
            // Hosts that were compromised outside are attacked inside where that is no way in.
            let passing = if is_open { asked } else { asked.without(Ways::only(Entry::Roaming)) };
            self.offer(to, passing);
        }
    }
}

/// For which ways in somebody attacks from a node who has an account.
#[inline]
fn accounts(attack: &Attack<'_>, node: u32) -> Ways {
    let has = |entry: Entry| attack.account_from(node, Entries::only(entry)).comes();
    let of = |entry: Entry| if has(entry) { Ways::only(entry) } else { Ways::NONE };
    of(Entry::Insider).or(of(Entry::Mail))
}
