//! The coins of one sample: stages, insiders, and for each class how many hosts were hit, by what.
//!
//! Hosts of a class are exchangeable, so it is enough to know how many share a fate. A class splits into groups: first by
//! antivirus, then by each way in from outside. The cost does not depend on how many hosts a class has.

use super::dice::{Dice, mix};
use crate::advisory::Stage;
use crate::network::{Class, Network, PortIx, Profile, Track, Usable};
use crate::term::entry::{Entries, Entry};
use crate::threat::{Threat, capped};

/// Hosts of one class that share their fate from outside.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Group {
    /// Index of the class.
    pub(super) class: u32,
    /// How many; at least 1.
    pub(super) count: u64,
    /// The antivirus keeps them from being compromised.
    pub(super) immune: bool,
    /// Compromised while roaming.
    pub(super) roaming_code: bool,
    /// Crashed while roaming.
    pub(super) roaming_crash: bool,
    /// Internet flows through which they were compromised: indices into the class's `from_internet`.
    pub(super) internet_code: Vec<u16>,
    /// Internet flows through which they were crashed.
    pub(super) internet_crash: Vec<u16>,
}

/// What is possible on a port of the hosts of a profile, at the end of the horizon.
const CRASH: u8 = 1;
const CODE: u8 = 2;

/// Machines of one removal that are taken out one by one.
const MOST_SINGLY: u64 = 256;

/// Machines that a removal took out of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// Index of the class.
    pub(super) class: u32,
    /// Index of the removal among those of its class.
    pub(super) removal: u32,
    /// Index of the group.
    pub(super) group: u32,
    /// How many.
    pub(super) machines: u64,
}

/// What becomes of groups of which no machine is left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Emptied {
    #[default]
    Dropped,
    Kept,
}

/// One outcome of all coins.
#[derive(Clone, Debug, Default)]
pub(super) struct Draw {
    /// Per profile and port: [`CRASH`] and [`CODE`] bits. Ports are the minor index.
    states: Vec<u8>,
    ports: usize,
    /// Per profile: the bits of all its ports together.
    any: Vec<u8>,
    /// Per track and number of days: the probability that no attacker tries while it is code, and while it is a crash.
    spared: Vec<(f64, f64)>,
    days: usize,
    /// Whether an insider is present, per segment.
    pub(super) insiders: Vec<bool>,
    /// The groups of all classes, in the order of the classes.
    pub(super) groups: Vec<Group>,
    emptied: Emptied,
    taken: Vec<Taken>,
}

impl Draw {
    /// Draws all coins of one sample anew.
    pub(super) fn draw(&mut self, network: &Network, threat: &Threat, entries: Entries, dice: &mut impl Dice) {
        self.stages(network, threat, dice);
        self.insiders.clear();
        for ((users, key), certain) in network.users.iter().zip(&network.segment_keys).zip(&network.insiders) {
            let p = if entries[Entry::Insider] { threat.insider(*users) } else { 0.0 };
            self.insiders.push(*certain || dice.chance(mix(*key, 1), p));
        }
        self.groups.clear();
        for (i, class) in network.classes.iter().enumerate() {
            self.split(i as u32, class, network.profile(class), threat, entries, dice);
        }
    }

    /// Draws all coins of one sample anew, and notes what was taken out, class by class and removal by removal, so that it can
    /// be put back: groups stay, even if nobody is left in them.
    pub(super) fn draw_noting(
        &mut self,
        network: &Network,
        threat: &Threat,
        entries: Entries,
        dice: &mut impl Dice,
        taken: &mut Vec<Taken>,
    ) {
        self.emptied = Emptied::Kept;
        self.taken.clear();
        self.draw(network, threat, entries, dice);
        std::mem::swap(&mut self.taken, taken);
    }

    /// Whether hosts of a profile can be compromised through a port.
    pub(super) fn is_code(&self, profile: u32, port: PortIx) -> bool {
        self.states[profile as usize * self.ports + usize::from(port.0)] & CODE != 0
    }

    /// Whether hosts of a profile can be crashed through a port.
    pub(super) fn is_crash(&self, profile: u32, port: PortIx) -> bool {
        self.states[profile as usize * self.ports + usize::from(port.0)] & CRASH != 0
    }

    /// Whether hosts of a profile can be crashed through any port.
    pub(super) fn can_crash(&self, profile: u32) -> bool {
        self.any[profile as usize] & CRASH != 0
    }

    /// The course of every track, and what it makes possible on the last day.
    fn stages(&mut self, network: &Network, threat: &Threat, dice: &mut impl Dice) {
        let last = self.courses(&network.tracks, threat, dice);
        self.ports = network.ports.len();
        self.states.clear();
        self.states.resize(network.profiles.len() * self.ports, 0);
        self.any.clear();
        for (profile, states) in network.profiles.iter().zip(self.states.chunks_mut(self.ports.max(1))) {
            for usable in &profile.usable {
                let bit = match last[usable.track.0 as usize] {
                    Stage::None => 0,
                    Stage::ProofOfConcept => CRASH,
                    Stage::Exploit | Stage::Worm => CODE,
                };
                usable.ports.iter().for_each(|port| states[usize::from(port.0)] |= bit);
            }
            self.any.push(states.iter().fold(0, |all, bits| all | bits));
        }
    }

    /// Walks all tracks through the horizon. Records, per track and number of days, the probability of having been spared
    /// by code and by crashes; answers with the stages of the last day.
    fn courses(&mut self, tracks: &[Track], threat: &Threat, dice: &mut impl Dice) -> Vec<Stage> {
        self.days = threat.horizon_days as usize + 1;
        self.spared.clear();
        self.spared.resize(tracks.len() * self.days, (1.0, 1.0));
        let mut stages: Vec<Stage> = tracks.iter().map(|track| track.first).collect();
        for day in 1..=threat.horizon_days {
            if day > 1 {
                escalate(tracks, &mut stages, day, threat, dice);
            }
            for (track, stage) in stages.iter().enumerate() {
                let at = track * self.days + day as usize;
                let (code, crash) = self.spared[at - 1];
                let spared = 1.0 - threat.attack(*stage);
                self.spared[at] = match stage {
                    Stage::None => (code, crash),
                    Stage::ProofOfConcept => (code, crash * spared),
                    Stage::Exploit | Stage::Worm => (code * spared, crash),
                };
            }
        }
        stages
    }

    /// The probability of being hit from outside within some days through some advisories: by code, and by a crash.
    fn hit<'u>(&self, usable: impl Iterator<Item = &'u Usable>, days: u32) -> (f64, f64) {
        let spared = usable.map(|u| self.spared[u.track.0 as usize * self.days + days as usize]);
        let (code, crash) = spared.fold((1.0, 1.0), |all, one| (all.0 * one.0, all.1 * one.1));
        (1.0 - code, 1.0 - crash)
    }

    /// Splits a class into groups: by antivirus, then by each way in from outside.
    fn split(&mut self, index: u32, class: &Class, profile: &Profile, threat: &Threat, entries: Entries, dice: &mut impl Dice) {
        let any = self.any[class.profile.0 as usize];
        let size = if dice.is_comparing() { class.drawn() } else { class.size };
        if any == 0 || size == 0 || (class.size == 0 && self.emptied == Emptied::Dropped) {
            return;
        }
        let first = self.groups.len();
        // Where nothing runs code, nobody needs an antivirus: a host that cannot be compromised is as good as immune.
        let immune = if any & CODE == 0 { size } else { dice.count(mix(class.key, 1), size, threat.antivirus(class.antivirus)) };
        self.push(Group { class: index, count: size - immune, ..Group::default() });
        self.push(Group { class: index, count: immune, immune: true, ..Group::default() });
        if entries[Entry::Roaming] && class.away > 0 {
            let (code, crash) = self.hit(profile.usable.iter(), class.away);
            self.part(first, mix(class.key, 2), code, dice, |g| !g.immune, |g| g.roaming_code = true);
            self.part(first, mix(class.key, 3), crash, dice, |g| !g.roaming_code, |g| g.roaming_crash = true);
        }
        if entries[Entry::Internet] {
            for (i, link) in class.from_internet.iter().enumerate() {
                let (code, crash) = self.hit(link.usable.iter().map(|u| &profile.usable[usize::from(*u)]), threat.horizon_days);
                let key = mix(class.key, link.key);
                self.part(first, mix(key, 1), code, dice, |g| !g.immune, |g| g.internet_code.push(i as u16));
                self.part(first, mix(key, 2), crash, dice, |g| !g.roaming_code, |g| g.internet_crash.push(i as u16));
            }
        }
        if size > class.size {
            self.take_out(first, index, class, dice);
        }
    }

    /// Takes the machines that were removed from a class out of its groups: which fates were theirs is drawn without putting
    /// back, one removal after the other, so that one more removal changes nothing about those before it.
    fn take_out(&mut self, first: usize, index: u32, class: &Class, dice: &mut impl Dice) {
        for (place, removal) in class.removed.iter().enumerate() {
            let key = mix(class.key, removal.key);
            // One by one, the first machines of a larger removal are those of a smaller one.
            let (rounds, each) = if removal.machines <= MOST_SINGLY { (removal.machines, 1) } else { (1, removal.machines) };
            let note = Taken { class: index, removal: place as u32, group: first as u32, machines: 0 };
            for round in 0..rounds {
                self.take_some(note, each, mix(key, round), dice);
            }
        }
        if self.emptied == Emptied::Kept {
            return;
        }
        let mut at = 0;
        self.groups.retain(|group| {
            at += 1;
            at <= first || group.count > 0
        });
    }

    /// Divides each group of a class to which a coin matters into those for which it comes up and the rest.
    fn part(&mut self, first: usize, key: u64, p: f64, dice: &mut impl Dice, matters: impl Fn(&Group) -> bool, mark: impl Fn(&mut Group)) {
        for i in first..self.groups.len() {
            if !matters(&self.groups[i]) {
                continue;
            }
            let hit = dice.count(mix(key, (i - first) as u64), self.groups[i].count, p);
            if hit == self.groups[i].count {
                mark(&mut self.groups[i]);
            } else if hit > 0 {
                let mut group = Group { count: hit, ..self.groups[i].clone() };
                mark(&mut group);
                self.groups[i].count -= hit;
                self.groups.push(group);
            }
        }
    }

    /// Takes some machines out of the groups of a class, the first of which is the group of the note.
    fn take_some(&mut self, note: Taken, machines: u64, key: u64, dice: &mut impl Dice) {
        let first = note.group as usize;
        let mut total: u64 = self.groups[first..].iter().map(|group| group.count).sum();
        let mut left = machines.min(total);
        for (i, group) in self.groups[first..].iter_mut().enumerate() {
            if left == 0 {
                return;
            }
            let out = if left == total { group.count } else { dice.among(mix(key, i as u64), total, group.count, left) };
            total -= group.count;
            left -= out;
            group.count -= out;
            if out > 0 && self.emptied == Emptied::Kept {
                self.taken.push(Taken { group: note.group + i as u32, machines: out, ..note });
            }
        }
    }

    fn push(&mut self, group: Group) {
        if group.count > 0 {
            self.groups.push(group);
        }
    }
}

/// One day's escalation. The tracks of an advisory stand together and read one coin, each against its own probability.
fn escalate(tracks: &[Track], stages: &mut [Stage], day: u32, threat: &Threat, dice: &mut impl Dice) {
    let mut first = 0;
    for together in tracks.chunk_by(|a, b| a.advisory == b.advisory) {
        let stages = &mut stages[first..first + together.len()];
        first += together.len();
        let moves = |track: &Track, stage: Stage| if capped(stage.next(), track.effect) == stage { 0.0 } else { threat.escalation(stage) };
        let mut thresholds: Vec<f64> = together.iter().zip(&*stages).map(|(track, stage)| moves(track, *stage)).collect();
        thresholds.retain(|p| *p > 0.0);
        thresholds.sort_unstable_by(f64::total_cmp);
        thresholds.dedup();
        if thresholds.is_empty() {
            continue;
        }
        let level = dice.level(mix(together[0].key, u64::from(day)), &thresholds);
        for (track, stage) in together.iter().zip(stages) {
            let p = moves(track, *stage);
            if thresholds.iter().position(|t| *t == p).is_some_and(|at| level <= at) {
                *stage = stage.next();
            }
        }
    }
}
