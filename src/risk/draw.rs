//! The coins of one sample: courses, insiders, Trojans, and for each class how many hosts were hit,
//! by what, on which day.
//!
//! Hosts of a class are exchangeable, so it is enough to know how many share a fate. A class splits
//! into groups: first by antivirus, then by each way in from outside, then by whether they slip
//! through a quarantine. The cost does not depend on how many hosts a class has.

use super::course::{Courses, Curve};
use super::dice::{Coin, Dice, mix};
use super::strata::Event;
use crate::inventory::SegmentId;
use crate::network::{Class, Column, Network, Onset, Removal, Whereabouts};
use crate::term::day::Day;
use crate::term::entry::{Entries, Entry};
use crate::threat::Threat;

/// Hosts of one class that share their fate from outside.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    /// Index of the class.
    pub(super) class: u32,
    /// Of the class, as it is asked for again and again: the segment that they return to, and when
    /// they are where.
    pub(super) home: SegmentId,
    pub(super) whereabouts: u32,
    /// Whether they are known to be infected, as all of their class are.
    pub(super) infected: bool,
    /// Whether they are all there is of their class: none of it shares another fate, none is
    /// remedied.
    pub(super) is_whole: bool,
    /// Index of the removal of the class that they belong to; `None` if they are not remedied.
    pub(super) removal: Option<u32>,
    /// How many; at least 1.
    pub(super) count: u64,
    /// The value of each.
    pub(super) value: f64,
    /// The last day on which anything can be done to them; [`Day::NEVER`] comes before no day.
    pub(super) until: Day,
    /// The antivirus keeps them from being compromised.
    pub(super) immune: bool,
    /// They slip through a quarantine. Where nothing is under quarantine: at least one of them
    /// would.
    pub(super) slips: bool,
    /// Whether anybody reaches them where they are outside.
    reachable: bool,
    /// The day on which they are compromised while roaming; before day 1 if they are known to be
    /// infected.
    pub(super) roaming_code: Day,
    /// The day on which they are crashed while roaming.
    pub(super) roaming_crash: Day,
    /// What reaches them through flows from the internet. Apart, as most groups have none, and all
    /// are gone through again and again.
    internet: Option<Box<InternetHits>>,
}

/// Internet flows through which hosts are hit, and when: indices into the class's `from_internet`.
#[derive(Clone, Debug, Default, PartialEq)]
struct InternetHits {
    code: Vec<(u16, Day)>,
    crash: Vec<(u16, Day)>,
}

impl Group {
    fn new(index: u32, count: u64, class: &Class) -> Self {
        Self {
            class: index,
            home: class.home,
            whereabouts: class.whereabouts,
            infected: class.infected,
            is_whole: false,
            removal: None,
            count,
            value: class.mean_value(),
            until: Day::NEVER,
            immune: false,
            slips: false,
            reachable: true,
            roaming_code: Day::NEVER,
            roaming_crash: Day::NEVER,
            internet: None,
        }
    }

    /// Their value together.
    #[inline]
    pub(super) fn total(&self) -> f64 {
        self.count as f64 * self.value
    }

    /// When they are compromised outside, unless they are remedied by then.
    #[inline]
    pub(super) fn taken_outside(&self) -> Day {
        self.unless_remedied(self.roaming_code)
    }

    /// When they are crashed outside, unless they are remedied by then.
    #[inline]
    pub(super) fn crashed_outside(&self) -> Day {
        self.unless_remedied(self.roaming_crash)
    }

    /// When they return if they are compromised outside: their first inside day after that. A patch
    /// does not hinder it.
    #[inline]
    pub(super) fn returns(&self, days: &Whereabouts) -> Day {
        match self.taken_outside() {
            Day::NEVER => Day::NEVER,
            day => days.inside.next(day.next()),
        }
    }

    /// Internet flows through which they are compromised, and when: indices into the class's
    /// `from_internet`.
    #[inline]
    pub(super) fn internet_code(&self) -> &[(u16, Day)] {
        self.internet.as_ref().map_or(&[], |hits| &hits.code)
    }

    /// Internet flows through which they are crashed, and when.
    #[inline]
    pub(super) fn internet_crash(&self) -> &[(u16, Day)] {
        self.internet.as_ref().map_or(&[], |hits| &hits.crash)
    }

    /// Whether anything happens to them outside.
    #[inline]
    pub(super) fn is_struck(&self) -> bool {
        self.roaming_code.comes() || self.roaming_crash.comes()
    }

    /// Whether anything reaches them through flows from the internet.
    #[inline]
    pub(super) fn is_hit(&self) -> bool {
        self.internet.is_some()
    }

    #[inline]
    fn internet_mut(&mut self) -> &mut InternetHits {
        self.internet.get_or_insert_default()
    }

    /// A day, if they are not remedied by then.
    #[inline]
    pub(super) fn unless_remedied(&self, day: Day) -> Day {
        if day <= self.until { day } else { Day::NEVER }
    }
}

/// Machines of one removal that are taken out one by one.
const MAX_SINGLY: u64 = 256;

/// Which coin of a class or flow.
const ANTIVIRUS: u64 = 1;
const ROAMING_CODE: u64 = 2;
const ROAMING_CRASH: u64 = 3;
const REACHABLE: u64 = 4;
const SLIPS: u64 = 5;
const BLOCK: u64 = 7;

/// What becomes of groups to which nothing can happen because they are remedied at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Remedied {
    #[default]
    Dropped,
    /// They stay, so that remedies can be taken back.
    Kept,
}

/// One outcome of all coins.
#[derive(Clone, Debug, Default)]
pub(super) struct Draw {
    pub(super) courses: Courses,
    /// Per segment: from which day on an insider is present.
    pub(super) insiders: Vec<Day>,
    /// Per segment: from which day on a Trojan is.
    pub(super) mail: Vec<Day>,
    /// Per flow: the last day on which it passes anything.
    pub(super) open_until: Vec<Day>,
    /// Per segment: from which day on laptops that return to it are kept in quarantine.
    pub(super) quarantined: Vec<Day>,
    /// The groups of all classes, in the order of the classes.
    pub(super) groups: Vec<Group>,
    /// What becomes of groups that are remedied at once.
    pub(super) remedied: Remedied,
}

/// What all coins of a sample are flipped with.
struct Flipping<'a, D> {
    network: &'a Network,
    threat: &'a Threat,
    entries: Entries,
    dice: &'a mut D,
}

impl Draw {
    /// Draws all coins of one sample anew.
    pub(super) fn draw(
        &mut self,
        network: &Network,
        threat: &Threat,
        entries: Entries,
        dice: &mut impl Dice,
    ) {
        self.draw_events(network, threat, entries, dice);
        let mut flipping = Flipping { network, threat, entries, dice };
        self.open_until.clear();
        self.open_until.extend((0..network.blocked.len()).map(|f| flipping.open_until(f)));
        self.quarantined.clone_from(&network.quarantined);
        self.groups.clear();
        for (i, class) in network.classes.iter().enumerate() {
            self.split(i as u32, class, &mut flipping);
        }
    }

    /// Draws the coins of what may be rare: what stages do, who begins inside.
    pub(super) fn draw_events(
        &mut self,
        network: &Network,
        threat: &Threat,
        entries: Entries,
        dice: &mut impl Dice,
    ) {
        self.courses.draw(network, threat, dice);
        let mut flipping = Flipping { network, threat, entries, dice };
        let insiders = network.insiders.iter().enumerate();
        self.insiders.clear();
        self.insiders.extend(insiders.map(|(s, onset)| flipping.begins(s, Event::Insider, onset)));
        let mail = network.mail.iter().enumerate();
        self.mail.clear();
        self.mail.extend(mail.map(|(s, onset)| flipping.begins(s, Event::Mail, onset)));
    }

    /// Splits a class into groups.
    fn split(&mut self, index: u32, class: &Class, flipping: &mut Flipping<'_, impl Dice>) {
        let first = self.groups.len();
        let size = if flipping.dice.is_comparing() || class.infected {
            class.drawn()
        } else {
            class.exposed()
        };
        let can = self.courses.can(class.profile.0);
        let concerned = class.infected || can.code || can.crash;
        let gone = class.exposed() == 0 && !class.infected && self.remedied == Remedied::Dropped;
        if size == 0 || gone || !concerned {
            return;
        }
        self.groups.push(Group::new(index, size, class));
        let mut parting = Parting { groups: &mut self.groups, first, class, flipping };
        if class.infected {
            parting.infect();
        } else {
            // Where nothing runs code, nobody needs an antivirus: a host that cannot be compromised
            // is as good as immune.
            parting.protect(can.code);
            parting.roam(&self.courses);
            parting.enter(&self.courses);
        }
        parting.slip();
        if !class.removed.is_empty() {
            parting.remedy(self.remedied);
            let all = self.remedied == Remedied::Kept || class.infected;
            keep(&mut self.groups, first, |group| {
                group.count > 0 && (all || group.until > Day::BEFORE)
            });
        }
        self.complete(first, class);
    }

    /// Notes whether the groups of a class, from a place on, are all there is of it.
    #[inline]
    fn complete(&mut self, first: usize, class: &Class) {
        let groups = &mut self.groups[first..];
        if let [group] = groups {
            group.is_whole = class.removed.is_empty();
        }
    }
}

/// Keeps of the groups from a place on those for which something holds.
#[inline]
fn keep(groups: &mut Vec<Group>, first: usize, holds: impl Fn(&Group) -> bool) {
    let last = groups.split_off(first);
    groups.extend(last.into_iter().filter(holds));
}

impl<D: Dice> Flipping<'_, D> {
    /// The first day on which something has begun, by one coin.
    #[inline]
    fn begins(&mut self, segment: usize, event: Event, onset: &Onset) -> Day {
        let entry = if event == Event::Insider { Entry::Insider } else { Entry::Mail };
        if !self.entries[entry] || onset.chances.is_empty() {
            return Day::NEVER;
        }
        if onset.chances[0] >= 1.0 {
            return onset.days[0];
        }
        let key = mix(self.network.segment_keys[segment], entry as u64);
        let level = self.dice.level_of(event, key, &onset.chances);
        onset.days.get(level).copied().unwrap_or(Day::NEVER)
    }

    /// A block that fails is as good as none.
    #[inline]
    fn open_until(&mut self, flow: usize) -> Day {
        let from = self.network.blocked[flow];
        let fails = from.comes()
            && !self.dice.chance(mix(self.network.flow_keys[flow], BLOCK), self.threat.block_holds);
        if fails { Day::NEVER } else { from.before() }
    }
}

/// One class on its way into groups.
struct Parting<'a, 'f, D> {
    groups: &'a mut Vec<Group>,
    /// The place of the first of its groups.
    first: usize,
    class: &'a Class,
    flipping: &'a mut Flipping<'f, D>,
}

impl<D: Dice> Parting<'_, '_, D> {
    #[inline]
    fn key(&self, coin: u64) -> u64 {
        mix(self.class.key, coin)
    }

    #[inline]
    fn coin(&self, coin: u64, column: Option<Column>) -> Coin {
        Coin { key: self.key(coin), column }
    }

    #[inline]
    fn infect(&mut self) {
        let group = &mut self.groups[self.first];
        group.roaming_code = Day::BEFORE;
    }

    #[inline]
    fn protect(&mut self, needed: bool) {
        if !needed {
            return self.groups[self.first..].iter_mut().for_each(|group| group.immune = true);
        }
        let p = self.flipping.threat.antivirus(self.class.antivirus);
        let coin = self.coin(ANTIVIRUS, self.class.antivirus_column);
        self.part(coin, p, |_| true, |group| group.immune = true);
    }

    /// Hits while roaming. Code and crash share the coin that says whether anybody reaches them
    /// there; where only one of the two is possible, it is part of the hit.
    fn roam(&mut self, courses: &Courses) {
        let Some(hazard) = self.class.outside.filter(|_| self.flipping.entries[Entry::Roaming])
        else {
            return;
        };
        let hit = courses.hit(hazard);
        let reachable = self.flipping.threat.reachable_outside;
        let both = hit.code.total() > 0.0 && hit.crash.total() > 0.0;
        let column = self.class.outside_column;
        if both {
            self.part(
                self.coin(REACHABLE, column),
                1.0 - reachable,
                |_| true,
                |group| group.reachable = false,
            );
        }
        let scale = if both { 1.0 } else { reachable };
        let is_open = |group: &Group| group.reachable;
        self.part_by_day(
            self.coin(ROAMING_CODE, column.filter(|_| !both)),
            &hit.code,
            scale,
            |g| is_open(g) && !g.immune,
            |g, day| g.roaming_code = day,
        );
        // Without code, this is the coin that the segment's array balances.
        let column = column.filter(|_| !both && hit.code.total() <= 0.0);
        let coin = self.coin(ROAMING_CRASH, column);
        self.part_by_day(coin, &hit.crash, scale, is_open, |group, day| group.roaming_crash = day);
    }

    /// Hits through flows from the internet.
    fn enter(&mut self, courses: &Courses) {
        if !self.flipping.entries[Entry::Internet] {
            return;
        }
        for (i, link) in self.class.from_internet.iter().enumerate() {
            let (hit, key) = (courses.hit(link.hazard), self.key(link.key));
            self.part_by_day(
                mix(key, 1).into(),
                &hit.code,
                1.0,
                |g| !g.immune,
                |group, day| group.internet_mut().code.push((i as u16, day)),
            );
            self.part_by_day(
                mix(key, 2).into(),
                &hit.crash,
                1.0,
                |_| true,
                |group, day| group.internet_mut().crash.push((i as u16, day)),
            );
        }
    }

    /// Who slips through a quarantine, of those that return. Hosts that are infected and inside on
    /// day 1 are connected: nothing holds them. Where samples are not compared and nothing is under
    /// quarantine, all that matters is whether anybody would slip through: one would be enough.
    fn slip(&mut self) {
        let days = self.flipping.network.whereabouts(self.class);
        if self.class.infected && days.inside.contains(Day::FIRST) {
            self.groups[self.first].slips = true;
            return;
        }
        let p = 1.0 - self.flipping.threat.quarantine_holds;
        let in_force = self.flipping.network.quarantined[self.class.home.0 as usize].comes();
        let key = self.key(SLIPS);
        if self.flipping.dice.is_comparing() || in_force {
            return self.part(
                key.into(),
                p,
                |group| group.returns(days).comes(),
                |group| group.slips = true,
            );
        }
        for i in self.first..self.groups.len() {
            if self.groups[i].returns(days).comes() {
                let any = 1.0 - (1.0 - p).powf(self.groups[i].count as f64);
                self.groups[i].slips = self.flipping.dice.chance(mix(key, i as u64), any);
            }
        }
    }

    /// The coin of a class as it falls for one of its groups. Only the first of them has the
    /// column: groups of one class are not balanced against each other by being the same.
    #[inline]
    fn of_group(&self, coin: Coin, i: usize) -> Coin {
        let place = i - self.first;
        Coin { key: mix(coin.key, place as u64), column: coin.column.filter(|_| place == 0) }
    }

    /// Divides each group to which a coin matters into those for which it comes up and the rest.
    fn part(
        &mut self,
        coin: Coin,
        p: f64,
        matters: impl Fn(&Group) -> bool,
        mark: impl Fn(&mut Group),
    ) {
        for i in self.first..self.groups.len() {
            if matters(&self.groups[i]) {
                let coin = self.of_group(coin, i);
                let hit = self.flipping.dice.count(coin, self.groups[i].count, p);
                self.take(i, hit, &mark);
            }
        }
    }

    /// The same for a coin that comes up on some day: how many are hit at all, and of these how
    /// many on each day.
    fn part_by_day(
        &mut self,
        coin: Coin,
        curve: &Curve,
        scale: f64,
        matters: impl Fn(&Group) -> bool,
        mark: impl Fn(&mut Group, Day),
    ) {
        let total = curve.total();
        if total <= 0.0 {
            return;
        }
        for i in self.first..self.groups.len() {
            if !matters(&self.groups[i]) {
                continue;
            }
            let coin = self.of_group(coin, i);
            let mut left = self.flipping.dice.count(coin, self.groups[i].count, scale * total);
            let mut before = 0.0;
            for (day, by_then) in &curve.0 {
                if left == 0 {
                    break;
                }
                let today = (by_then - before) / (total - before);
                let hit = if *by_then >= total {
                    left
                } else {
                    self.flipping.dice.count(mix(coin.key, u64::from(day.0)), left, today)
                };
                self.take(i, hit, |group| mark(group, *day));
                (left, before) = (left - hit, *by_then);
            }
        }
    }

    /// Marks some machines of a group: they become a group of their own unless they are all of it.
    #[inline]
    fn take(&mut self, i: usize, machines: u64, mark: impl Fn(&mut Group)) {
        if machines > 0 && machines == self.groups[i].count {
            mark(&mut self.groups[i]);
        } else if machines > 0 {
            let mut group = Group { count: machines, ..self.groups[i].clone() };
            mark(&mut group);
            self.groups[i].count -= machines;
            self.groups.push(group);
        }
    }

    /// Puts the machines that are remedied into groups of their own: which fates were theirs is
    /// drawn without putting back, one removal after the other, so that one more removal changes
    /// nothing about those before it.
    ///
    /// Removals in a row that are worth the same from the same day on share their groups, unless
    /// each may be taken back by itself: of thousands of hosts that are alike, thousands may be
    /// remedied.
    fn remedy(&mut self, remedied: Remedied) {
        let live = self.groups.len();
        let is_drawn = |removal: &Removal| {
            self.flipping.dice.is_comparing() || removal.from != Day::FIRST || self.class.infected
        };
        let drawn: Vec<(usize, &Removal)> = self
            .class
            .removed
            .iter()
            .enumerate()
            .filter(|(_, removal)| is_drawn(removal))
            .collect();
        let share = |a: &(usize, &Removal), b: &(usize, &Removal)| {
            remedied == Remedied::Dropped && a.1.value == b.1.value && a.1.from == b.1.from
        };
        let mut taken = vec![0; live - self.first];
        for row in drawn.chunk_by(share) {
            taken.fill(0);
            row.iter().for_each(|(_, removal)| self.take_removed(live, removal, &mut taken));
            let (place, removal) = row[0];
            self.push_removed(place, removal, &taken);
        }
    }

    /// Takes the machines of a removal out of the groups before `live`; notes how many of each.
    fn take_removed(&mut self, live: usize, removal: &Removal, taken: &mut [u64]) {
        let groups = &mut self.groups[self.first..live];
        if removal.machines >= groups.iter().map(|group| group.count).sum() {
            // Whose fates they were is no question then.
            let all = groups.iter_mut().map(|group| std::mem::take(&mut group.count));
            return taken.iter_mut().zip(all).for_each(|(taken, count)| *taken += count);
        }
        let key = mix(self.class.key, removal.key);
        // One by one, the first machines of a larger removal are those of a smaller one.
        let (rounds, each) = if removal.machines <= MAX_SINGLY {
            (removal.machines, 1)
        } else {
            (1, removal.machines)
        };
        for round in 0..rounds {
            self.take_some(live, each, mix(key, round), taken);
        }
    }

    /// Adds groups of their own for machines that are remedied, so many of each fate.
    #[inline]
    fn push_removed(&mut self, place: usize, removal: &Removal, taken: &[u64]) {
        for (i, count) in taken.iter().enumerate().filter(|(_, count)| **count > 0) {
            let fate = self.groups[self.first + i].clone();
            self.groups.push(Group {
                removal: Some(place as u32),
                value: removal.value,
                until: removal.from.before(),
                count: *count,
                ..fate
            });
        }
    }

    /// Takes some machines out of the groups before `live`; notes how many of each.
    fn take_some(&mut self, live: usize, machines: u64, key: u64, taken: &mut [u64]) {
        let mut total: u64 = self.groups[self.first..live].iter().map(|group| group.count).sum();
        let mut left = machines.min(total);
        for (i, (group, taken)) in self.groups[self.first..live].iter_mut().zip(taken).enumerate() {
            if left == 0 {
                return;
            }
            let out = if left == total {
                group.count
            } else {
                self.flipping.dice.among(mix(key, i as u64), total, group.count, left)
            };
            total -= group.count;
            left -= out;
            group.count -= out;
            *taken += out;
        }
    }
}
