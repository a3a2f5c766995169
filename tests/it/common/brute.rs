//! The risk model by brute force: every outcome of every coin of every single machine, and every remedy put in place.
//!
//! Written from the definition of the model alone, with nothing of the fast engine: no classes, no sampling, no dominators.
//! What the definition leaves open is read so:
//!
//! - an entry with `count: n` is n machines, each with its own coins; a flow to that entry reaches all of them;
//! - a roaming machine returns to the first segment its entry lists, and quarantine of a segment concerns the machines that
//!   return to it. One that was hit while roaming makes the attacker present nowhere, not even if it could also be attacked
//!   from inside; only one that was hit through an internet flow too is present in its segments all the same;
//! - `away` counts the first days of the horizon, at most all of them;
//! - a flow from a segment to itself is an ordinary flow, which matters if the segment is isolated; a flow to the internet
//!   does nothing; an unknown flow is every port, or none if unknown flows are taken for blocked;
//! - the coin of an advisory and day is one uniform number: each product moves on if it is below e(its own stage);
//! - an advisory of which nothing was known on the day is left out;
//! - in the worst case a rate of 0 stays 0: what cannot happen does not.

use patchfirst::advisory::{AdvisoryId, Effect, ProductId, Stage};
use patchfirst::exposure::Status;
use patchfirst::inventory::{Away, End, HostId};
use patchfirst::network::UnknownFlows;
use patchfirst::term::entry::{Entries, Entry};
use patchfirst::term::port::{Port, PortSet};
use patchfirst::threat::Mode;

use super::Case;

/// Machines as bits.
pub type Machines = u32;
/// Segments as bits.
type Segments = u32;

/// A network, machine by machine.
pub struct Brute<'a> {
    case: &'a Case,
    pub machines: Vec<Machine>,
    flows: Vec<Way>,
    /// What an advisory may become for a product.
    tracks: Vec<Track>,
    /// The ports of all usable advisories.
    ports: Vec<Port>,
}

/// One machine.
pub struct Machine {
    pub host: HostId,
    pub value: f64,
    segments: Segments,
    home: Segments,
    away: usize,
    /// Probability that its antivirus stops a compromise.
    resists: f64,
    /// Tracks that can be used against it, each with the ports as bits.
    usable: Vec<(usize, u64)>,
}

#[derive(Clone, PartialEq)]
struct Track {
    advisory: AdvisoryId,
    product: ProductId,
    effect: Effect,
}

/// A flow: where it starts (`None`: the internet), which machines it leads to, through which ports.
struct Way {
    from: Option<Segments>,
    to: Machines,
    ports: u64,
}

/// What is done about the network, and which ways in exist.
#[derive(Clone)]
pub struct World {
    pub remedied: Machines,
    pub blocked: Option<usize>,
    pub quarantined: Option<usize>,
    pub entries: Entries,
}

/// What comes of a world in expectation.
#[derive(Clone, Debug)]
pub struct Expected {
    pub loss: f64,
    pub compromised: Vec<f64>,
    pub disrupted: Vec<f64>,
}

/// A course that exploitation can take: the stage of each track on each day.
struct Course {
    probability: f64,
    days: Vec<Vec<Stage>>,
}

/// What a coin decides.
#[derive(Clone, Copy)]
enum Coin {
    Resists(usize),
    Roaming(Harm, usize),
    Internet(Harm, usize, usize),
    Insider(usize),
}

/// What a hit does.
#[derive(Clone, Copy, PartialEq)]
enum Harm {
    Code,
    Crash,
}

/// One outcome of all coins. Hits are pairs: code, crash.
#[derive(Clone, Default)]
struct Outcome {
    resists: Machines,
    roaming: [Machines; 2],
    internet: Vec<[Machines; 2]>,
    insider: Segments,
}

/// Which machines are reached from each segment: code, crash.
type Reach = Vec<[Machines; 2]>;

impl World {
    /// The network as it is.
    pub fn as_it_is(entries: Entries) -> Self {
        Self { remedied: 0, blocked: None, quarantined: None, entries }
    }
}

fn days_outside(away: &Away) -> u32 {
    match away {
        Away::Never => 0,
        Away::First(days) => *days,
        _ => 2,
    }
}

impl<'a> Brute<'a> {
    pub fn new(case: &'a Case) -> Self {
        let mut brute = Self { case, machines: Vec::new(), flows: Vec::new(), tracks: Vec::new(), ports: Vec::new() };
        for (id, _, host) in case.inventory.hosts() {
            let usable = brute.usable(id);
            for _ in 0..host.count {
                brute.machines.push(Machine {
                    host: id,
                    value: host.value,
                    segments: host.segments.iter().map(|s| 1 << s.0).sum(),
                    home: 1 << host.segments[0].0,
                    away: days_outside(&host.away).min(case.threat.horizon_days) as usize,
                    resists: if brute.is_worst() { 0.0 } else { case.threat.antivirus(host.antivirus) },
                    usable: usable.clone(),
                });
            }
        }
        brute.flows = (0..case.inventory.flows.len()).map(|i| brute.way(i)).collect();
        brute
    }

    fn is_worst(&self) -> bool {
        self.case.threat.mode == Mode::WorstCase
    }

    /// The bits of some ports. A port that no usable advisory has does not matter.
    fn bits(&self, contains: impl Fn(Port) -> bool) -> u64 {
        self.ports.iter().enumerate().filter(|(_, port)| contains(**port)).map(|(i, _)| 1 << i).sum()
    }

    fn usable(&mut self, host: HostId) -> Vec<(usize, u64)> {
        let assessment = self.case.exposures.of(self.case.inventory.host(host).1.system);
        let mut usable = Vec::new();
        for finding in assessment.findings.iter().filter(|f| matches!(f.status, Status::Vulnerable | Status::Unknown)) {
            let ports = self.case.advisories.advisory_of(finding.advisory).vectors.intersection(&assessment.listens);
            if !self.is_public(finding.advisory) || ports.is_empty() {
                continue;
            }
            let track = Track { advisory: finding.advisory, product: assessment.product.unwrap(), effect: finding.effect };
            usable.push((place(&mut self.tracks, track), self.add_ports(&ports)));
        }
        usable
    }

    fn add_ports(&mut self, ports: &PortSet) -> u64 {
        ports.iter().map(|port| 1 << place(&mut self.ports, port)).sum()
    }

    fn is_public(&self, id: AdvisoryId) -> bool {
        let advisory = self.case.advisories.advisory_of(id);
        let is_attack = advisory.timeline.iter().any(|e| e.date <= self.case.threat.as_of && e.stage > Stage::None);
        advisory.published <= self.case.threat.as_of || is_attack
    }

    fn way(&self, index: usize) -> Way {
        let (key, flow) = self.case.inventory.flows.get_index(index).unwrap();
        let segment = |end| match end {
            End::Segment(id) => Some(1 << id.0),
            End::Internet | End::AnySegment => None,
        };
        let is_reached = |m: &Machine| flow.host.is_none_or(|host| m.host == host) && m.segments & segment(key.to).unwrap_or(0) != 0;
        let possible = self.case.scenario.unknown_flows == UnknownFlows::Open;
        let ports = self.bits(|port| flow.ports.certain().contains(port) || possible && flow.ports.possible().contains(port));
        Way { from: segment(key.from), to: self.select(is_reached), ports }
    }

    /// The machines for which something holds.
    pub fn select(&self, is_meant: impl Fn(&Machine) -> bool) -> Machines {
        self.machines.iter().enumerate().filter(|(_, m)| is_meant(m)).map(|(i, _)| 1 << i).sum()
    }

    // --- Stages ---

    /// All courses, unless there are more than so many.
    fn courses(&self, most: usize) -> Option<Vec<Course>> {
        let first = self.tracks.iter().map(|track| self.first_stage(track)).collect();
        let mut courses = vec![Course { probability: 1.0, days: vec![first] }];
        if self.is_worst() {
            courses[0].days = vec![courses[0].days[0].clone(); self.case.threat.horizon_days as usize];
            return Some(courses);
        }
        let mut advisories: Vec<AdvisoryId> = self.tracks.iter().map(|track| track.advisory).collect();
        advisories.sort_unstable();
        advisories.dedup();
        for _ in 2..=self.case.threat.horizon_days {
            for course in &mut courses {
                course.days.push(course.days.last().unwrap().clone());
            }
            for advisory in &advisories {
                courses = courses.iter().flat_map(|course| self.moved(course, *advisory)).collect();
                if courses.len() > most {
                    return None;
                }
            }
        }
        Some(courses)
    }

    fn first_stage(&self, track: &Track) -> Stage {
        let known = |e: &&patchfirst::advisory::TimelineEntry| {
            e.date <= self.case.threat.as_of && (e.products.is_empty() || e.products.contains(&track.product))
        };
        let timeline = &self.case.advisories.advisory_of(track.advisory).timeline;
        let stage = timeline.iter().filter(known).map(|e| e.stage).max().unwrap_or(Stage::None);
        track.capped(if self.is_worst() { Stage::Worm } else { stage })
    }

    /// What may become of a course through the coin of an advisory on its last day.
    fn moved(&self, course: &Course, advisory: AdvisoryId) -> Vec<Course> {
        let today = course.days.last().unwrap();
        let threat = &self.case.threat;
        let mut edges: Vec<f64> =
            self.tracks.iter().zip(today).filter(|(t, _)| t.advisory == advisory).map(|(_, s)| threat.escalation(*s)).collect();
        edges.push(1.0);
        edges.sort_unstable_by(f64::total_cmp);
        let mut moved = Vec::new();
        let mut low = 0.0;
        for high in edges {
            if high > low {
                let is_below = |t: &Track, stage: Stage| t.advisory == advisory && low < threat.escalation(stage);
                let step = |(t, s): (&Track, &Stage)| if is_below(t, *s) { t.capped(s.next()) } else { *s };
                let mut days = course.days.clone();
                *days.last_mut().unwrap() = self.tracks.iter().zip(today).map(step).collect();
                moved.push(Course { probability: course.probability * (high - low), days });
            }
            low = high;
        }
        moved
    }

    // --- Coins ---

    /// Whether there are at most so many outcomes to go through.
    pub fn has_at_most(&self, most: usize) -> bool {
        let uncertain = |course: &Course| self.coins(course).iter().filter(|(_, p)| *p < 1.0).count() as i32;
        let outcomes = |courses: Vec<Course>| courses.iter().map(|course| 2_f64.powi(uncertain(course))).sum::<f64>();
        self.courses(most).is_some_and(|courses| outcomes(courses) <= most as f64)
    }

    /// The coins that can come up, each with its probability.
    fn coins(&self, course: &Course) -> Vec<(Coin, f64)> {
        let mut coins = Vec::new();
        for (m, machine) in self.machines.iter().enumerate().filter(|(_, machine)| !machine.usable.is_empty()) {
            coins.push((Coin::Resists(m), machine.resists));
            for harm in [Harm::Code, Harm::Crash] {
                coins.push((Coin::Roaming(harm, m), self.hit(machine, harm, u64::MAX, &course.days[..machine.away])));
                for (f, flow) in self.flows.iter().enumerate().filter(|(_, flow)| flow.from.is_none() && flow.to >> m & 1 == 1) {
                    coins.push((Coin::Internet(harm, m, f), self.hit(machine, harm, flow.ports, &course.days)));
                }
            }
        }
        coins.extend((0..self.case.inventory.segments.len()).map(|s| (Coin::Insider(s), self.insider(s))));
        coins.retain(|(_, p)| *p > 0.0);
        coins
    }

    /// The probability that an outside attacker harms a machine through some ports within some days.
    fn hit(&self, machine: &Machine, harm: Harm, ports: u64, days: &[Vec<Stage>]) -> f64 {
        let mut spared = 1.0;
        for day in days {
            for (track, _) in machine.usable.iter().filter(|(_, usable)| usable & ports != 0) {
                if harm.is_done_at(day[*track]) {
                    spared *= 1.0 - self.certain(self.case.threat.attack(day[*track]));
                }
            }
        }
        1.0 - spared
    }

    fn insider(&self, segment: usize) -> f64 {
        let users = self.case.inventory.segments[segment].users;
        if self.is_worst() {
            return f64::from(u8::from(users > 0));
        }
        let chances = i32::try_from(users * self.case.threat.horizon_days).unwrap();
        1.0 - (1.0 - self.case.threat.insider_per_user_day).powi(chances)
    }

    /// In the worst case all that can happen does.
    fn certain(&self, rate: f64) -> f64 {
        if self.is_worst() && rate > 0.0 { 1.0 } else { rate }
    }

    fn outcome(&self, coins: &[(Coin, f64)], mut draw: u32) -> (f64, Outcome) {
        let mut outcome = Outcome { internet: vec![[0; 2]; self.flows.len()], ..Outcome::default() };
        let mut probability = 1.0;
        for (coin, p) in coins {
            let mut comes_up = true;
            if *p < 1.0 {
                comes_up = draw & 1 == 1;
                probability *= if comes_up { *p } else { 1.0 - *p };
                draw >>= 1;
            }
            if comes_up {
                outcome.note(*coin);
            }
        }
        (probability, outcome)
    }

    // --- What comes of it ---

    /// What comes of each world.
    pub fn expected(&self, worlds: &[World]) -> Vec<Expected> {
        let none = vec![0.0; self.machines.len()];
        let mut all = vec![Expected { loss: 0.0, compromised: none.clone(), disrupted: none }; worlds.len()];
        for course in self.courses(usize::MAX).unwrap() {
            let reaches: Vec<Reach> = worlds.iter().map(|world| self.reach(world, course.days.last().unwrap())).collect();
            let coins = self.coins(&course);
            let uncertain = coins.iter().filter(|(_, p)| *p < 1.0).count();
            for draw in 0..1 << uncertain {
                let (probability, outcome) = self.outcome(&coins, draw);
                for ((world, reach), expected) in worlds.iter().zip(&reaches).zip(&mut all) {
                    let (compromised, disrupted) = self.fate(world, reach, &outcome);
                    self.add(course.probability * probability, compromised, disrupted, expected);
                }
            }
        }
        all
    }

    fn add(&self, probability: f64, compromised: Machines, disrupted: Machines, expected: &mut Expected) {
        for (m, machine) in self.machines.iter().enumerate() {
            if compromised >> m & 1 == 1 {
                expected.compromised[m] += probability;
                expected.loss += probability * machine.value;
            }
            if disrupted >> m & 1 == 1 {
                expected.disrupted[m] += probability;
                expected.loss += probability * machine.value * self.case.threat.disruption;
            }
        }
    }

    /// The machines that an attacker in each segment reaches, given the stages of the last day.
    fn reach(&self, world: &World, stages: &[Stage]) -> Reach {
        let one = |segment: usize| {
            [Harm::Code, Harm::Crash].map(|harm| {
                let mut reached = 0;
                if !self.case.inventory.segments[segment].isolated {
                    reached |= self.select(|m| m.segments >> segment & 1 == 1 && m.ports(harm, stages) != 0);
                }
                for (_, flow) in
                    self.flows.iter().enumerate().filter(|(f, flow)| world.blocked != Some(*f) && flow.from == Some(1 << segment))
                {
                    reached |= self.select(|m| m.ports(harm, stages) & flow.ports != 0) & flow.to;
                }
                reached & !world.remedied
            })
        };
        (0..self.case.inventory.segments.len()).map(one).collect()
    }

    /// Which machines are compromised, and which disrupted.
    fn fate(&self, world: &World, reach: &Reach, outcome: &Outcome) -> (Machines, Machines) {
        let (mut internet, mut roaming) = ([0; 2], [0; 2]);
        for (f, hits) in outcome.internet.iter().enumerate() {
            if world.entries[Entry::Internet] && world.blocked != Some(f) {
                internet = [internet[0] | hits[0], internet[1] | hits[1]];
            }
        }
        if world.entries[Entry::Roaming] {
            roaming = outcome.roaming;
        }
        let takeable = !world.remedied & !outcome.resists;
        let quarantined = world.quarantined.map_or(0, |q| self.select(|m| m.home >> q & 1 == 1)) & roaming[0] & !internet[0];
        let mut compromised = (internet[0] | roaming[0]) & takeable;
        let insiders = if world.entries[Entry::Insider] { outcome.insider } else { 0 };
        loop {
            let present = insiders | self.segments_of(compromised & !quarantined);
            let reached = |harm: usize| bits(present).map(|segment| reach[segment][harm]).fold(0, |all, some| all | some);
            let more = compromised | (reached(0) & takeable);
            if more == compromised {
                let crashed = internet[1] | roaming[1] | reached(1);
                return (compromised, crashed & !world.remedied & !compromised);
            }
            compromised = more;
        }
    }

    fn segments_of(&self, machines: Machines) -> Segments {
        bits(machines).map(|m| self.machines[m].segments).fold(0, |all, some| all | some)
    }
}

impl Track {
    fn capped(&self, stage: Stage) -> Stage {
        if self.effect == Effect::Crash { stage.min(Stage::ProofOfConcept) } else { stage }
    }
}

impl Harm {
    fn is_done_at(self, stage: Stage) -> bool {
        match self {
            Self::Code => stage >= Stage::Exploit,
            Self::Crash => stage == Stage::ProofOfConcept,
        }
    }
}

impl Machine {
    /// The ports through which it can be harmed so.
    fn ports(&self, harm: Harm, stages: &[Stage]) -> u64 {
        self.usable.iter().filter(|(track, _)| harm.is_done_at(stages[*track])).fold(0, |all, (_, ports)| all | ports)
    }
}

impl Outcome {
    fn note(&mut self, coin: Coin) {
        match coin {
            Coin::Resists(m) => self.resists |= 1 << m,
            Coin::Roaming(harm, m) => self.roaming[harm as usize] |= 1 << m,
            Coin::Internet(harm, m, f) => self.internet[f][harm as usize] |= 1 << m,
            Coin::Insider(s) => self.insider |= 1 << s,
        }
    }
}

fn bits(set: u32) -> impl Iterator<Item = usize> {
    (0..32).filter(move |i| set >> i & 1 == 1)
}

/// The place of an item in a list, where it is put if it is new.
fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}
