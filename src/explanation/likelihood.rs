//! How likely single steps of an attack are, computed from the stage process, not sampled.

use crate::advisory::{AdvisoryId, Stage};
use crate::network::{Class, EntryLink, Network, PortIx, Track, Usable};
use crate::threat::{Threat, capped};

/// Probabilities of the steps of an attack within the horizon. Advisories are taken for independent.
#[derive(Debug)]
pub struct Likelihood<'a> {
    network: &'a Network,
    threat: &'a Threat,
    /// Per track: the probability that it runs code on the last day.
    code: Vec<f64>,
}

impl<'a> Likelihood<'a> {
    /// Computes the stage process of every track of a network.
    pub fn new(network: &'a Network, threat: &'a Threat) -> Self {
        let code = |track: &Track| {
            let stages = after(track, threat, threat.horizon_days, |_| 1.0);
            stages[Stage::Exploit as usize] + stages[Stage::Worm as usize]
        };
        Self { network, threat, code: network.tracks.iter().map(code).collect() }
    }

    /// Per advisory: the probability that it runs code, and that a worm uses it, on the last day, on the product where it
    /// has come farthest.
    pub fn farthest(&self) -> Vec<(AdvisoryId, f64, f64)> {
        let mut all: Vec<(AdvisoryId, f64, f64)> = Vec::new();
        for (track, code) in self.network.tracks.iter().zip(&self.code) {
            let worm = after(track, self.threat, self.threat.horizon_days, |_| 1.0)[Stage::Worm as usize];
            match all.iter_mut().find(|(advisory, _, _)| *advisory == track.advisory) {
                Some((_, most_code, most_worm)) => (*most_code, *most_worm) = (most_code.max(*code), most_worm.max(worm)),
                None => all.push((track.advisory, *code, worm)),
            }
        }
        all
    }

    /// The probability that an attacker who reaches a class on a port compromises at least one of its hosts, and the
    /// likeliest advisory for it.
    pub fn step(&self, class: &Class, port: PortIx) -> (f64, Option<&'a Usable>) {
        let usable = self.network.profile(class).usable.iter().filter(|u| u.ports.contains(&port));
        let (spared, best) = self.combine(usable, |u| self.code[u.track.0 as usize]);
        ((1.0 - spared) * self.unprotected(class), best)
    }

    /// The probability that at least one host of a class is compromised through an internet flow.
    pub fn through(&self, class: &Class, link: &EntryLink) -> (f64, Option<&'a Usable>) {
        let profile = self.network.profile(class);
        let usable = link.usable.iter().map(|i| &profile.usable[usize::from(*i)]);
        let (spared, best) = self.combine(usable, |u| self.hit(u, self.threat.horizon_days));
        (any(class, 1.0 - spared, self.threat), best)
    }

    /// The probability that at least one host of a class is compromised while roaming.
    pub fn roaming(&self, class: &Class) -> (f64, Option<&'a Usable>) {
        let (spared, best) = self.combine(self.network.profile(class).usable.iter(), |u| self.hit(u, class.away));
        (any(class, 1.0 - spared, self.threat), best)
    }

    /// The product of the probabilities of being spared, and the advisory that spares least.
    fn combine(&self, usable: impl Iterator<Item = &'a Usable>, p: impl Fn(&Usable) -> f64) -> (f64, Option<&'a Usable>) {
        let mut best: Option<(f64, &Usable)> = None;
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

    /// The probability that one host is hit from outside within some days by an advisory while it runs code.
    fn hit(&self, usable: &Usable, days: u32) -> f64 {
        let track = &self.network.tracks[usable.track.0 as usize];
        let spared = |stage: Stage| if stage >= Stage::Exploit { 1.0 - self.threat.attack(stage) } else { 1.0 };
        1.0 - after(track, self.threat, days, spared).iter().sum::<f64>()
    }

    /// The probability that at least one host of a class is without working antivirus.
    fn unprotected(&self, class: &Class) -> f64 {
        any(class, 1.0, self.threat)
    }
}

/// The probability that at least one host of a class is hit and not saved by its antivirus.
fn any(class: &Class, p: f64, threat: &Threat) -> f64 {
    let one = p * (1.0 - threat.antivirus(class.antivirus));
    1.0 - (1.0 - one).powf(class.size as f64)
}

/// The distribution of a track's stage after some days, each day weighted by what its stage spares.
fn after(track: &Track, threat: &Threat, days: u32, spared: impl Fn(Stage) -> f64) -> [f64; 4] {
    let mut stages = [0.0; 4];
    stages[track.first as usize] = 1.0;
    for day in 1..=days {
        if day > 1 {
            stages = moved_on(stages, track, threat);
        }
        Stage::ALL.iter().for_each(|stage| stages[*stage as usize] *= spared(*stage));
    }
    stages
}

fn moved_on(stages: [f64; 4], track: &Track, threat: &Threat) -> [f64; 4] {
    let mut moved = [0.0; 4];
    for stage in Stage::ALL {
        let next = capped(stage.next(), track.effect);
        let p = if next == stage { 0.0 } else { threat.escalation(stage) };
        moved[stage as usize] += stages[stage as usize] * (1.0 - p);
        moved[next as usize] += stages[stage as usize] * p;
    }
    moved
}
