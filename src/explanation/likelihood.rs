//! How likely single steps of an attack are, and on which day, computed from the stage process, not
//! sampled.

use indexmap::IndexMap;

use crate::advisory::{AdvisoryId, Effect, Stage};
use crate::network::{
    Class, EntryLink, ExploitTimeline, ExploitableFinding, HazardId, Network, PortIx, TrackId,
};
use crate::term::day::Day;
use crate::threat::{Threat, capped};

/// Probabilities of the steps of an attack within the horizon. Advisories are treated as
/// independent.
#[derive(Debug)]
pub struct Likelihood<'a> {
    network: &'a Network,
    threat: &'a Threat,
    /// Per track and day: the probability that it runs code.
    code: Vec<Vec<f64>>,
}

/// How likely a step is, by what, and on which day it falls first of all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance<'a> {
    /// Within the horizon.
    pub p: f64,
    /// The likeliest advisory.
    pub usable: Option<&'a ExploitableFinding>,
    /// The likeliest day.
    pub day: Day,
}

/// How far an advisory may have come, on the product where it has come farthest.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Farthest {
    /// The stage of the first day.
    pub today: Stage,
    /// The probability that it runs code by the last day.
    pub code: f64,
    /// The probability that a worm uses it by then.
    pub worm: f64,
}

impl<'a> Likelihood<'a> {
    /// Computes the stage process of every track of a network.
    pub fn new(network: &'a Network, threat: &'a Threat) -> Self {
        let days = |track: usize| by_day(network, threat, TrackId(track as u32), |_, _| 1.0);
        let code =
            |stages: [f64; 4]| stages[Stage::Exploit as usize] + stages[Stage::Worm as usize];
        let code = (0..network.tracks.len())
            .map(|track| days(track).into_iter().map(code).collect())
            .collect();
        Self { network, threat, code }
    }

    /// Per advisory, how far it may have come by the last day.
    pub fn farthest(&self) -> IndexMap<AdvisoryId, Farthest> {
        let mut all: IndexMap<AdvisoryId, Farthest> = IndexMap::new();
        for (i, (track, code)) in self.network.tracks.iter().zip(&self.code).enumerate() {
            let stages = by_day(self.network, self.threat, TrackId(i as u32), |_, _| 1.0);
            let known = all.entry(track.advisory).or_default();
            *known = Farthest {
                today: known.today.max(track.first),
                code: known.code.max(code.last().copied().unwrap_or(0.0)),
                worm: known.worm.max(stages.last().map_or(0.0, |s| s[Stage::Worm as usize])),
            };
        }
        all
    }

    /// The chance that an attacker who reaches a class on a port compromises at least one of its
    /// hosts. The day is that of the advisory; the hosts have to be inside.
    pub fn step(&self, class: &Class, port: PortIx) -> Chance<'a> {
        let usable = self.network.profile(class).usable.iter().filter(|u| u.ports.contains(&port));
        let code =
            |u: &ExploitableFinding| self.code[u.track.0 as usize].last().copied().unwrap_or(0.0);
        let (spared, best) = combine(usable, code);
        let day = best.map_or(Day::FIRST, |u| likeliest(&self.code[u.track.0 as usize]));
        Chance { p: (1.0 - spared) * any(class, 1.0, self.threat), usable: best, day }
    }

    /// The chance that at least one host of a class is compromised through an internet flow.
    pub fn through(&self, class: &Class, link: &EntryLink) -> Chance<'a> {
        let profile = self.network.profile(class);
        let usable = link.usable.iter().map(|i| &profile.usable[usize::from(*i)]);
        self.hit(class, usable, link.hazard, 1.0)
    }

    /// The chance that at least one host of a class is compromised while roaming.
    pub fn roaming(&self, class: &Class) -> Chance<'a> {
        let none = Chance { p: 0.0, usable: None, day: Day::FIRST };
        let usable = self.network.profile(class).for_strangers();
        class
            .outside
            .map_or(none, |hazard| self.hit(class, usable, hazard, self.threat.reachable_outside))
    }

    fn hit(
        &self,
        class: &Class,
        usable: impl Iterator<Item = &'a ExploitableFinding>,
        hazard: HazardId,
        reachable: f64,
    ) -> Chance<'a> {
        let hit = |u: &ExploitableFinding| self.hits(u, hazard).last().copied().unwrap_or(0.0);
        let (spared, best) = combine(usable, hit);
        let day = best.map_or(Day::FIRST, |u| likeliest(&self.hits(u, hazard)));
        Chance { p: any(class, (1.0 - spared) * reachable, self.threat), usable: best, day }
    }

    /// By day: the probability that one host has been hit from outside by an advisory while it runs
    /// code.
    fn hits(&self, usable: &ExploitableFinding, hazard: HazardId) -> Vec<f64> {
        let exposed = &self.network.hazards[hazard.0 as usize].days;
        let spared = |day: Day, stage: Stage| match stage >= Stage::Exploit && exposed.contains(day)
        {
            true => 1.0 - self.threat.attack(stage),
            false => 1.0,
        };
        by_day(self.network, self.threat, usable.track, spared)
            .into_iter()
            .map(|stages| 1.0 - stages.iter().sum::<f64>())
            .collect()
    }
}

/// The product of the probabilities of being spared, and the advisory that spares least.
fn combine<'a>(
    usable: impl Iterator<Item = &'a ExploitableFinding>,
    p: impl Fn(&ExploitableFinding) -> f64,
) -> (f64, Option<&'a ExploitableFinding>) {
    let mut best: Option<(f64, &ExploitableFinding)> = None;
    let mut spared = 1.0;
    for usable in usable {
        let p = p(usable);
        spared *= 1.0 - p;
        if best.is_none_or(|(most, _)| p > most) {
            best = Some((p, usable));
        }
    }
    (spared, best.map(|(_, usable)| usable))
}

/// The probability that at least one host of a class is hit and not saved by its antivirus.
fn any(class: &Class, p: f64, threat: &Threat) -> f64 {
    let one = p * (1.0 - threat.antivirus(class.antivirus));
    1.0 - (1.0 - one).powf(class.size as f64)
}

/// The day on which a chance rises most; the first of them.
fn likeliest(by_day: &[f64]) -> Day {
    let before = std::iter::once(0.0).chain(by_day.iter().copied());
    let rises = by_day.iter().zip(before).map(|(now, before)| now - before);
    let best = rises
        .enumerate()
        .fold((0, f64::MIN), |best, rise| if rise.1 > best.1 + 1e-12 { rise } else { best });
    Day(best.0 as u16 + 1)
}

/// By day: the distribution of a track's stage, each day weighted by what its stage spares.
fn by_day(
    network: &Network,
    threat: &Threat,
    id: TrackId,
    spared: impl Fn(Day, Stage) -> f64,
) -> Vec<[f64; 4]> {
    let track = &network.tracks[id.0 as usize];
    let mut ages = Ages::new(track, network.already[id.0 as usize]);
    let mut all = Vec::new();
    for day in Day::up_to(network.last) {
        if day > Day::FIRST {
            ages.move_on(track, threat);
        }
        Stage::ALL.iter().for_each(|stage| {
            ages.0[*stage as usize].iter_mut().for_each(|(_, p)| *p *= spared(day, *stage))
        });
        all.push(ages.0.each_ref().map(|ages| ages.iter().map(|(_, p)| p).sum()));
    }
    all
}

/// Per stage: how likely it is, by its age in days.
struct Ages([Vec<(u32, f64)>; 4]);

impl Ages {
    fn new(track: &ExploitTimeline, already: f64) -> Self {
        let mut ages = [const { Vec::new() }; 4];
        let open = track.effect == Effect::Code && track.first < Stage::Worm;
        let already = if open { already } else { 0.0 };
        ages[track.first as usize].push((track.age, 1.0 - already));
        ages[Stage::Worm as usize].extend(open.then_some((0, already)));
        Self(ages)
    }

    fn move_on(&mut self, track: &ExploitTimeline, threat: &Threat) {
        let mut moved = [0.0; 4];
        for stage in Stage::ALL {
            let next = capped(stage.next(), track.effect);
            let straight = if stage == Stage::None && track.effect == Effect::Code {
                threat.straight_to_exploit
            } else {
                0.0
            };
            for (age, p) in &mut self.0[stage as usize] {
                *age += 1;
                let moves = if next == stage { 0.0 } else { *p * threat.escalation(stage, *age) };
                *p -= moves;
                moved[next as usize] += moves * (1.0 - straight);
                moved[Stage::Exploit as usize] += moves * straight;
            }
        }
        self.0
            .iter_mut()
            .zip(moved)
            .filter(|(_, moved)| *moved > 0.0)
            .for_each(|(ages, moved)| ages.push((0, moved)));
    }
}
