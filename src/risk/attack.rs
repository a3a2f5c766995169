//! How an attack spreads in one sample: where it starts, and which nodes lead to which on which
//! day.
//!
//! ```text
//! start ─▶ present(s) ─▶ flow ─▶ door(t, port) ─▶ attackable(class) ─▶ group ─▶ class gate ─▶ present(t)
//!   ├────▶ flow from the internet ────────────────────────────────────▶ group
//!   └────▶ hosts that were compromised outside return ────────────────▶ group
//! ```
//!
//! Each host, group and flow is one node, so that removing it is removing a node. A group's hosts
//! also hang a *crash leaf* below what crashes them; it is no part of an attack that crashes none
//! of them. An edge is open from a day on: a port from the day on which its stage is reached, a
//! host on the days on which it is inside. Some edges close again: hosts leave, remedies come into
//! force, and a tool that only crashed is replaced by one that runs code. What can be reached on
//! which day is all that [`super::arrival`] needs to know.

use super::draw::{Draw, Group};
use super::ground::{Ground, Knock};
use crate::network::{Class, Network, Whereabouts};
use crate::term::day::Day;
use crate::term::entry::{Entries, Entry};

/// In place of the one group of a class.
const SEVERAL: u32 = u32::MAX;

/// A hit through a flow from the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    flow: u32,
    to: u32,
    day: Day,
}

/// What attacks of one draw share; reused from sample to sample.
#[derive(Debug, Default)]
pub(super) struct AttackBuffers {
    /// Where the groups of each class start in `draw.groups`; one more entry than classes.
    group_starts: Vec<u32>,
    /// Whether an antivirus helps anybody of a class.
    immune: Vec<bool>,
    /// The group of a class whose hosts all share their fate; [`SEVERAL`] for other classes.
    whole: Vec<u32>,
    /// The groups to whom something happened outside, in order: few, and asked for again and again.
    struck: Vec<u32>,
    /// Hits through flows from the internet, sorted.
    hits: Vec<Hit>,
    /// Per segment, then per flow: from which day on an insider and a Trojan attack from there
    /// themselves, who have an account. Empty where nothing asks for one.
    accounts: Vec<[Day; 2]>,
}

impl AttackBuffers {
    /// Notes what a draw adds to the ground.
    pub(super) fn prepare(&mut self, ground: &Ground, network: &Network, draw: &Draw) {
        self.group_starts.clear();
        self.hits.clear();
        self.struck.clear();
        self.immune.clear();
        self.immune.resize(network.classes.len(), false);
        self.whole.clear();
        self.whole.resize(network.classes.len(), SEVERAL);
        for (i, group) in draw.groups.iter().enumerate() {
            let i = i as u32;
            self.group_starts.resize(group.class as usize + 1, i);
            self.immune[group.class as usize] |= group.immune;
            if group.is_whole {
                self.whole[group.class as usize] = i;
            }
            if group.is_struck() {
                self.struck.push(i);
            }
            if group.is_hit() {
                let links = &network.classes[group.class as usize].from_internet;
                let flow = |link: u16| ground.flow(links[usize::from(link)].flow.0);
                let hit = |to: u32| {
                    move |(link, day): &(u16, Day)| Hit { flow: flow(*link), to, day: *day }
                };
                self.hits.extend(group.internet_code().iter().map(hit(ground.group(i))));
                self.hits.extend(group.internet_crash().iter().map(hit(ground.leaf(i))));
            }
        }
        self.group_starts.resize(network.classes.len() + 1, draw.groups.len() as u32);
        self.hits.sort_unstable();
        self.note_accounts(ground, network, draw);
    }

    /// Whoever has an account is present for good where he starts, so the flows from there carry
    /// him from the same day on.
    fn note_accounts(&mut self, ground: &Ground, network: &Network, draw: &Draw) {
        self.accounts.clear();
        if !network.has_accounts() {
            return;
        }
        self.accounts
            .extend(draw.insiders.iter().zip(&draw.mail).map(|(insider, mail)| [*insider, *mail]));
        self.accounts.resize(ground.sides() as usize, [Day::NEVER; 2]);
        for segment in 0..draw.insiders.len() {
            let [insider, mail] = self.accounts[segment];
            for flow in ground
                .passages
                .row(segment as u32)
                .iter()
                .filter(|to| ground.flow_of(**to).is_some())
            {
                let known = &mut self.accounts[*flow as usize - 1];
                *known = [known[0].min(insider), known[1].min(mail)];
            }
        }
    }

    /// Whether an antivirus helps anybody of a class.
    #[inline]
    fn has_immune(&self, class: u32) -> bool {
        self.immune[class as usize]
    }

    /// The groups of a class, once prepared.
    #[inline]
    pub(super) fn groups_of(&self, class: u32) -> std::ops::Range<u32> {
        self.group_starts[class as usize]..self.group_starts[class as usize + 1]
    }
}

/// Who is told of the edges that an attack can go along.
pub(super) trait Visit {
    /// An edge, and the day from which on it is open; [`Day::NEVER`] if it would be, had its hosts
    /// not been compromised outside by then.
    fn edge(&mut self, to: u32, day: Day);

    /// Whether the edges that follow are open to those who have an account, and to nobody else.
    #[inline]
    fn ask(&mut self, _asks: bool) {}
}

impl<F: FnMut(u32, Day)> Visit for F {
    #[inline]
    fn edge(&mut self, to: u32, day: Day) {
        self(to, day);
    }
}

/// The attack of one draw, with the ways in that exist.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attack<'a> {
    pub(super) ground: &'a Ground,
    pub(super) network: &'a Network,
    pub(super) draw: &'a Draw,
    pub(super) buffers: &'a AttackBuffers,
    pub(super) entries: Entries,
}

impl<'a> Attack<'a> {
    #[inline]
    pub(super) fn group(&self, index: u32) -> &'a Group {
        &self.draw.groups[index as usize]
    }

    #[inline]
    pub(super) fn class(&self, group: &Group) -> &'a Class {
        &self.network.classes[group.class as usize]
    }

    #[inline]
    pub(super) fn days(&self, group: &Group) -> &'a Whereabouts {
        &self.network.whereabouts[group.whereabouts as usize]
    }

    /// Whether all hosts of a class share their fate: then one node stands for the class, its gate
    /// and its group. This is the common case, and most of the cost of a sample.
    #[inline]
    fn is_whole(&self, class: u32) -> bool {
        self.buffers.whole[class as usize] != SEVERAL
    }

    /// The node through which the hosts of a class let the attacker into their segments.
    #[inline]
    pub(super) fn gate(&self, class: u32) -> u32 {
        match self.buffers.whole[class as usize] {
            SEVERAL => self.ground.gate(class),
            group => self.ground.group(group),
        }
    }

    /// Whether anybody of a class can be crashed through a port who could not be compromised
    /// through it just as well.
    #[inline]
    fn crashes_through(&self, knock: &Knock) -> bool {
        let courses = &self.draw.courses;
        match self.buffers.has_immune(knock.class) {
            true => courses.crashes_ever(knock.opening),
            false => courses.only_crash(knock.opening),
        }
    }

    /// The last day on which a group can be attacked from inside, or through a flow from the
    /// internet. A host that was compromised outside returns in any case, or is held back and
    /// not reached at all.
    #[inline]
    pub(super) fn open_until(&self, group: &Group) -> Day {
        if self.entries[Entry::Roaming] {
            group.until.min(group.taken_outside())
        } else {
            group.until
        }
    }

    /// When a group is compromised outside, if that way in exists; before day 1 if it is known to
    /// be infected.
    #[inline]
    pub(super) fn taken_outside(&self, group: &Group) -> Day {
        let entry = if group.infected { Entry::Infected } else { Entry::Roaming };
        if self.entries[entry] { group.taken_outside() } else { Day::NEVER }
    }

    /// When a group that was compromised outside returns and connects; never if a quarantine holds
    /// it back, or if it is rebuilt by then.
    pub(super) fn returns(&self, group: &Group) -> Day {
        if !self.taken_outside(group).comes() {
            return Day::NEVER;
        }
        let day = group.returns(self.days(group));
        let held = !group.slips && day >= self.draw.quarantined[group.home.0 as usize];
        match held || day > self.network.last {
            true => Day::NEVER,
            false if group.infected => group.unless_remedied(day),
            false => day,
        }
    }

    /// Calls `visit` with every node at which the attack starts, and the day.
    pub(super) fn sources(&self, visit: &mut impl FnMut(u32, Day)) {
        for (days, entry) in [(&self.draw.insiders, Entry::Insider), (&self.draw.mail, Entry::Mail)]
        {
            if self.entries[entry] {
                let present = days.iter().enumerate().filter(|(_, day)| day.comes());
                present.for_each(|(segment, day)| visit(self.ground.present(segment as u32), *day));
            }
        }
        if self.entries[Entry::Internet] {
            self.hitting(Day::FIRST, &mut |flow, day| visit(flow, day));
        }
        self.struck().for_each(|(i, _)| self.outside(i, visit));
    }

    /// The groups to whom something happened outside, with their numbers, in order.
    #[inline]
    pub(super) fn struck(&self) -> impl Iterator<Item = (u32, &'a Group)> + use<'a> {
        let draw = self.draw;
        self.buffers.struck.iter().map(|i| (*i, &draw.groups[*i as usize]))
    }

    /// Whether a flow from the internet lets anybody be compromised.
    #[inline]
    pub(super) fn is_entered(&self) -> bool {
        self.buffers.hits.iter().any(|hit| self.ground.group_of_leaf(hit.to).is_none())
    }

    /// Calls `visit` with what happens to a group outside: its return, its crash.
    #[inline]
    pub(super) fn outside(&self, index: u32, visit: &mut impl FnMut(u32, Day)) {
        let group = self.group(index);
        if group.roaming_code.comes() {
            let day = self.returns(group);
            if day.comes() {
                visit(self.ground.group(index), day);
            }
        }
        if group.roaming_crash.comes() && self.entries[Entry::Roaming] {
            visit(self.ground.leaf(index), group.crashed_outside());
        }
    }

    /// Calls `visit` with every flow from the internet that hits anybody on a day or later, and the
    /// first such day.
    #[inline]
    pub(super) fn hitting(&self, from: Day, visit: &mut impl FnMut(u32, Day)) {
        for hits in self.buffers.hits.chunk_by(|a, b| a.flow == b.flow) {
            let until = self.flow_open_until(hits[0].flow);
            let days = hits.iter().map(|hit| hit.day).filter(|day| (from..=until).contains(day));
            if let Some(day) = days.min() {
                visit(hits[0].flow, day);
            }
        }
    }

    /// Calls `visit` with the first day on which a flow from the internet hits anybody, if there is
    /// one.
    #[inline]
    pub(super) fn hitting_through(&self, flow: u32, visit: &mut impl FnMut(Day)) {
        let days = self.hits_through(flow).map(|(_, day)| day);
        days.filter(|day| *day <= self.flow_open_until(flow)).min().into_iter().for_each(visit);
    }

    /// The last day on which a node passes anything, if it is a flow.
    #[inline]
    pub(super) fn flow_open_until(&self, node: u32) -> Day {
        self.ground.flow_of(node).map_or(Day::NEVER, |flow| self.draw.open_until[flow])
    }

    /// Tells `visit` of every node that an attack at `node` goes on to, and the first day from
    /// `from` on on which it can. The work is proportional to the edges.
    pub(super) fn edges(&self, node: u32, from: Day, visit: &mut impl Visit) {
        let g = self.ground;
        if node < g.passing() {
            self.leave_ground(node, from, visit);
        } else if node < g.crashable(0) {
            self.buffers
                .groups_of(node - g.attackable(0))
                .for_each(|i| self.attack_group(i, from, visit));
        } else if node < g.gate(0) {
            self.buffers
                .groups_of(node - g.crashable(0))
                .for_each(|i| self.crash_group(i, from, visit));
        } else if node < g.group(0) {
            self.enter_segments(node - g.gate(0), from, visit);
        } else if g.group_of_leaf(node).is_none() {
            self.leave_group((node - g.group(0)) / 2, from, visit);
        }
    }

    #[inline]
    fn enter_segments(&self, class: u32, day: Day, visit: &mut impl Visit) {
        self.ground
            .presence
            .row(class)
            .iter()
            .for_each(|s| visit.edge(self.ground.present(*s), day));
    }

    /// Machines that are remedied are no part of what stands and falls with their class. That
    /// whoever is compromised is down as well is no edge: leaves are reached by crashes alone.
    #[inline]
    fn leave_group(&self, index: u32, day: Day, visit: &mut impl Visit) {
        let group = self.group(index);
        if group.removal.is_some() || self.is_whole(group.class) {
            self.enter_segments(group.class, day, visit);
        } else {
            visit.edge(self.ground.gate(group.class), day);
        }
    }

    /// Attacks a group from inside.
    #[inline]
    fn attack_group(&self, index: u32, day: Day, visit: &mut impl Visit) {
        let group = self.group(index);
        if !group.immune && day <= group.until {
            let is_open = day <= self.open_until(group);
            visit.edge(self.ground.group(index), if is_open { day } else { Day::NEVER });
        }
    }

    #[inline]
    fn crash_group(&self, index: u32, day: Day, visit: &mut impl Visit) {
        if day <= self.group(index).until {
            visit.edge(self.ground.leaf(index), day);
        }
    }

    /// From present(s), a flow, or a door. A flow that will be blocked does not lead to doors,
    /// which stay open, but to what is behind them while it lasts.
    fn leave_ground(&self, node: u32, from: Day, visit: &mut impl Visit) {
        let g = self.ground;
        let until = self.flow_open_until(node);
        if from > until {
            return;
        }
        for to in g.passages.row(node - 1) {
            let asks = g.asks_for_account(*to);
            let from = if asks { from.max(self.account_from(node, self.entries)) } else { from };
            visit.ask(asks);
            if from > self.flow_open_until(*to) || from > until || !from.comes() {
                continue;
            }
            if until.comes() { self.knock(*to, from, until, visit) } else { visit.edge(*to, from) }
        }
        visit.ask(false);
        self.knock(node, from, until, visit);
        self.hit(node, from, until, visit);
    }

    /// From which day on somebody who has an account attacks from a segment or through a flow, if
    /// only some of the ways in exist.
    #[inline]
    pub(super) fn account_from(&self, node: u32, entries: Entries) -> Day {
        let [insider, mail] =
            self.buffers.accounts.get(node as usize - 1).copied().unwrap_or([Day::NEVER; 2]);
        let counted = |entry: Entry, day: Day| if entries[entry] { day } else { Day::NEVER };
        counted(Entry::Insider, insider).min(counted(Entry::Mail, mail))
    }

    /// Attacks the classes behind a node that are attacked from it directly, until a day.
    fn knock(&self, node: u32, from: Day, until: Day, visit: &mut impl Visit) {
        for knock in self.ground.attacks.row(node - 1) {
            // Whoever stands at a door that asks for an account has one.
            let asks = knock.asks && !self.ground.asks_for_account(node);
            let from = if asks { from.max(self.account_from(node, self.entries)) } else { from };
            visit.ask(asks);
            let inside = &self.network.whereabouts[knock.whereabouts as usize].inside;
            let code = inside.next(from.max(self.draw.courses.code_from(knock.opening)));
            if code <= until {
                self.attack(knock.class, code, visit);
            }
            if self.crashes_through(knock) {
                let crash = self.draw.courses.crash_on(knock.opening, inside, from);
                if crash.comes() && crash <= until {
                    visit.edge(self.ground.crashable(knock.class), crash);
                }
            }
        }
    }

    /// Goes on to the attackable hosts of a class.
    #[inline]
    fn attack(&self, class: u32, day: Day, visit: &mut impl Visit) {
        match self.buffers.whole[class as usize] {
            _ if !day.comes() => {}
            SEVERAL => visit.edge(self.ground.attackable(class), day),
            group => self.attack_group(group, day, visit),
        }
    }

    /// Hits through a flow from the internet.
    #[inline]
    fn hit(&self, node: u32, from: Day, until: Day, visit: &mut impl Visit) {
        for (to, day) in self.hits_through(node).filter(|(_, day)| (from..=until).contains(day)) {
            let index = (to - self.ground.group(0)) / 2;
            let group = self.group(index);
            let is_crash = to == self.ground.leaf(index);
            if day <= group.until {
                let is_open = is_crash || day <= self.open_until(group);
                visit.edge(to, if is_open { day } else { Day::NEVER });
            }
        }
    }

    /// Whom a flow from the internet hits, as nodes, and when.
    #[inline]
    pub(super) fn hits_through(&self, flow: u32) -> impl Iterator<Item = (u32, Day)> + 'a {
        let hits = &self.buffers.hits;
        let first = hits.partition_point(|hit| hit.flow < flow);
        hits[first..].iter().take_while(move |hit| hit.flow == flow).map(|hit| (hit.to, hit.day))
    }

    /// The last day on which a group of a class can be attacked or crashed from inside, for the
    /// question of whether it could still be reached later than it was.
    #[inline]
    pub(super) fn last_inside(&self, group: &Group) -> Day {
        self.days(group).inside.last_until(self.network.last.min(self.open_until(group)))
    }
}
