//! The risk model by brute force: every outcome of every coin of every single machine, day by day,
//! and every remedy put in place from every day on.
//!
//! Written from the definition of the model alone, with nothing of the fast engine: no classes, no
//! sampling, no dominators, no search by days of arrival. What the definition leaves open is read
//! so:
//!
//! - an entry with `count: n` is n machines, each with its own coins; a flow to that entry reaches
//!   all of them;
//! - a roaming machine returns to the first segment its entry lists, and quarantine of a segment
//!   concerns the machines that return to it;
//! - a machine that was compromised outside and is remedied afterwards returns all the same: a
//!   patch cleans nothing;
//! - a flow from a segment to itself is an ordinary flow, which matters if the segment is isolated;
//!   a flow to the internet does nothing; ports of which nobody knows whether a flow allows them
//!   are open, or closed if they are taken for blocked;
//! - the coin of an advisory and day is one uniform number: each product moves on if it is below
//!   e(its own stage and age);
//! - an advisory of which nothing was known on the day is left out;
//! - what asks for an account can be used by an insider or a Trojan alone, from the segment in
//!   which they are themselves; what they took over has none;
//! - in the worst case a machine that roams is inside and outside on every day, the others are
//!   inside; a rate of 0 stays 0, unless hosts are attacked at another stage; there are at least
//!   two days.

use patchfirst::advisory::{AdvisoryId, Effect, Logon, ProductId, Stage};
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
/// A day of the horizon, from 1; `NEVER` is after all of them.
pub type Day = usize;
pub const NEVER: Day = usize::MAX;

/// A network, machine by machine.
pub struct Brute<'a> {
    case: &'a Case,
    pub machines: Vec<Machine>,
    flows: Vec<Way>,
    /// What an advisory may become for a product.
    tracks: Vec<Track>,
    /// The ports of all usable advisories.
    ports: Vec<Port>,
    /// The last day.
    pub last: Day,
}

/// One machine.
pub struct Machine {
    pub host: HostId,
    pub value: f64,
    pub infected: bool,
    segments: Segments,
    home: usize,
    /// By day, from 0 on; day 0 is before the horizon.
    inside: Vec<bool>,
    outside: Vec<bool>,
    /// Probability that its antivirus stops a compromise.
    resists: f64,
    /// What can be used against it.
    usable: Vec<Usable>,
}

/// What can be used against a machine: a track, the ports as bits, whether it takes an account.
#[derive(Clone, Copy)]
struct Usable {
    track: usize,
    ports: u64,
    account: bool,
}

#[derive(Clone, PartialEq)]
struct Track {
    advisory: AdvisoryId,
    product: ProductId,
    effect: Effect,
}

/// A flow: where it starts (`None`: the internet), which machines it leads to, through which ports.
struct Way {
    from: Option<usize>,
    to: Machines,
    ports: u64,
}

/// What is done about the network, from which day on, and which ways in exist.
#[derive(Clone)]
pub struct World {
    pub remedied: Vec<(Machines, Day)>,
    pub blocked: Vec<(usize, Day)>,
    pub quarantined: Vec<(usize, Day)>,
    pub entries: Entries,
}

/// What comes of a world in expectation.
#[derive(Clone, Debug)]
pub struct Expected {
    pub loss: f64,
    pub compromised: Vec<f64>,
    pub disrupted: Vec<f64>,
}

/// What a hit does.
#[derive(Clone, Copy, PartialEq)]
enum Harm {
    Code,
    Crash,
}

/// One outcome of all coins. Hits are pairs: code, crash.
struct Outcome {
    /// By track and day, from day 0 on.
    stages: Vec<Vec<Stage>>,
    resists: Machines,
    slips: Machines,
    /// By machine: the day of the hit.
    roaming: Vec<[Day; 2]>,
    /// By flow and machine.
    internet: Vec<Vec<[Day; 2]>>,
    insider: Vec<Day>,
    mail: Vec<Day>,
}

/// Choices that are gone through systematically.
#[derive(Default)]
struct Tape {
    choices: Vec<(usize, usize, f64)>,
    next: usize,
}

impl Tape {
    /// One of some outcomes; those that are impossible are never chosen.
    fn choose(&mut self, p: &[f64]) -> usize {
        let possible: Vec<usize> = (0..p.len()).filter(|i| p[*i] > 0.0).collect();
        if possible.len() == 1 {
            return possible[0];
        }
        if self.next == self.choices.len() {
            self.choices.push((0, possible.len(), 0.0));
        }
        let choice = &mut self.choices[self.next];
        self.next += 1;
        choice.2 = p[possible[choice.0]];
        possible[choice.0]
    }

    fn coin(&mut self, p: f64) -> bool {
        self.choose(&[1.0 - p, p]) == 1
    }

    /// The day on which something happens first; `hazard` tells how likely it is on a day if it has
    /// not happened before.
    fn first_day(&mut self, days: impl Iterator<Item = (Day, f64)>) -> Day {
        let (mut p, mut list, mut left) = (Vec::new(), Vec::new(), 1.0);
        for (day, hazard) in days {
            p.push(left * hazard);
            list.push(day);
            left *= 1.0 - hazard;
        }
        p.push(left);
        list.push(NEVER);
        list[self.choose(&p)]
    }

    fn weight(&self) -> f64 {
        self.choices.iter().map(|choice| choice.2).product()
    }

    fn advance(&mut self) -> bool {
        self.next = 0;
        while let Some(choice) = self.choices.last_mut() {
            choice.0 += 1;
            if choice.0 < choice.1 {
                return true;
            }
            self.choices.pop();
        }
        false
    }
}

impl World {
    /// The network as it is.
    pub fn as_it_is(entries: Entries) -> Self {
        Self { remedied: Vec::new(), blocked: Vec::new(), quarantined: Vec::new(), entries }
    }

    /// The machines that are remedied by a day.
    fn done(&self, day: Day) -> Machines {
        self.remedied
            .iter()
            .filter(|(_, from)| *from <= day)
            .fold(0, |all, (machines, _)| all | machines)
    }
}

impl<'a> Brute<'a> {
    pub fn new(case: &'a Case) -> Self {
        let horizon = case.threat.horizon_days as usize;
        let worst = case.threat.mode == Mode::WorstCase;
        let last = if worst { horizon.max(2) } else { horizon };
        let mut brute = Self {
            case,
            machines: Vec::new(),
            flows: Vec::new(),
            tracks: Vec::new(),
            ports: Vec::new(),
            last,
        };
        for (id, _, host) in case.inventory.hosts() {
            let infected =
                host.is_infected_on(case.threat.as_of) || case.scenario.infected.contains(&id);
            let usable = if infected { Vec::new() } else { brute.usable(id) };
            for _ in 0..host.count {
                brute.machines.push(Machine {
                    host: id,
                    value: host.value,
                    infected,
                    segments: host.segments.iter().map(|s| 1 << s.0).sum(),
                    home: host.segments[0].0 as usize,
                    inside: (0..=last)
                        .map(|day| worst || brute.is_inside(&host.away, day))
                        .collect(),
                    outside: (0..=last).map(|day| brute.is_outside(&host.away, day)).collect(),
                    resists: if brute.is_worst() {
                        0.0
                    } else {
                        case.threat.antivirus[host.antivirus as usize]
                    },
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

    fn date(&self, day: Day) -> jiff::civil::Date {
        self.case.threat.as_of.checked_add(jiff::Span::new().days(day as i64 - 1)).unwrap()
    }

    fn is_workday(&self, day: Day) -> bool {
        let calendar = &self.case.inventory.calendar;
        let date = self.date(day);
        calendar.workdays[date.weekday().to_monday_zero_offset() as usize]
            && !calendar.holidays.contains(&date)
    }

    fn is_outside(&self, away: &Away, day: Day) -> bool {
        if self.is_worst() {
            return !matches!(away, Away::Never | Away::First(0));
        }
        match away {
            Away::Never => false,
            Away::Weekends => !self.is_workday(day),
            Away::Evenings | Away::Always => true,
            Away::First(n) => day <= *n as usize,
            Away::On(ranges) => ranges
                .iter()
                .any(|range| range.first <= self.date(day) && self.date(day) <= range.last),
        }
    }

    fn is_inside(&self, away: &Away, day: Day) -> bool {
        match away {
            Away::Never | Away::Always => true,
            Away::Weekends | Away::Evenings => self.is_workday(day),
            Away::First(_) | Away::On(_) => !self.is_outside(away, day),
        }
    }

    /// The bits of some ports. A port that no usable advisory has does not matter.
    fn bits(&self, contains: impl Fn(Port) -> bool) -> u64 {
        self.ports
            .iter()
            .enumerate()
            .filter(|(_, port)| contains(**port))
            .map(|(i, _)| 1 << i)
            .sum()
    }

    fn usable(&mut self, host: HostId) -> Vec<Usable> {
        let assessment = self.case.exposures.of(self.case.inventory.host(host).1.system);
        let mut usable = Vec::new();
        for finding in assessment
            .findings
            .iter()
            .filter(|f| matches!(f.status, Status::Vulnerable | Status::Unknown))
        {
            let ports = self
                .case
                .advisories
                .advisory_of(finding.advisory)
                .vectors
                .intersection(&assessment.listens);
            if !self.is_public(finding.advisory)
                || ports.is_empty()
                || finding.logon == Logon::Administrator
            {
                continue;
            }
            let track = Track {
                advisory: finding.advisory,
                product: assessment.product.unwrap(),
                effect: finding.effect,
            };
            let account = finding.logon == Logon::Account;
            usable.push(Usable {
                track: place(&mut self.tracks, track),
                ports: self.add_ports(&ports),
                account,
            });
        }
        usable
    }

    fn add_ports(&mut self, ports: &PortSet) -> u64 {
        ports.iter().map(|port| 1 << place(&mut self.ports, port)).sum()
    }

    fn is_public(&self, id: AdvisoryId) -> bool {
        let advisory = self.case.advisories.advisory_of(id);
        let is_attack = advisory
            .timeline
            .iter()
            .any(|e| e.date <= self.case.threat.as_of && e.stage > Stage::None);
        advisory.published <= self.case.threat.as_of || is_attack
    }

    fn way(&self, index: usize) -> Way {
        let (key, flow) = self.case.inventory.flows.get_index(index).unwrap();
        let segment = |end| match end {
            End::Segment(id) => Some(id.0 as usize),
            End::Internet | End::AnySegment => None,
        };
        let is_reached = |m: &Machine| {
            flow.host.is_none_or(|host| m.host == host)
                && segment(key.to).is_some_and(|to| m.segments >> to & 1 == 1)
        };
        let possible = self.case.scenario.unknown_flows == UnknownFlows::Open;
        let ports = self.bits(|port| {
            flow.ports.certain().contains(port) || possible && flow.ports.possible().contains(port)
        });
        Way { from: segment(key.from), to: self.select(is_reached), ports }
    }

    /// The machines for which something holds.
    pub fn select(&self, is_meant: impl Fn(&Machine) -> bool) -> Machines {
        self.machines.iter().enumerate().filter(|(_, m)| is_meant(m)).map(|(i, _)| 1 << i).sum()
    }

    // --- Stages ---

    /// The stage of a track on day 1, and the days since it was reached.
    fn first_stage(&self, track: &Track) -> (Stage, u32) {
        let as_of = self.case.threat.as_of;
        let advisory = self.case.advisories.advisory_of(track.advisory);
        let known: Vec<_> = advisory
            .timeline
            .iter()
            .filter(|e| {
                !e.unverified
                    && e.date <= as_of
                    && (e.products.is_empty() || e.products.contains(&track.product))
            })
            .collect();
        let stage = known.iter().map(|e| e.stage).max().unwrap_or(Stage::None);
        let mut since: Vec<_> = known.iter().filter(|e| e.stage == stage).map(|e| e.date).collect();
        if stage == Stage::None {
            since.push(advisory.published);
        }
        let age = since.into_iter().min().unwrap().until(as_of).unwrap().get_days().max(0) as u32;
        match self.case.scenario.stages.get(&track.advisory) {
            Some(stage) => (*stage, 0),
            None => (stage, age),
        }
    }

    fn chance_to_move(&self, stage: Stage, age: u32) -> f64 {
        self.case
            .threat
            .escalation
            .get(stage as usize)
            .map_or(0.0, |rate| if age <= rate.days { rate.fresh } else { rate.later })
    }

    fn stages(&self, tape: &mut Tape) -> Vec<Vec<Stage>> {
        let mut stages = vec![vec![Stage::None; self.last + 1]; self.tracks.len()];
        if self.is_worst() {
            for (track, days) in self.tracks.iter().zip(&mut stages) {
                days.fill(track.capped(Stage::Worm));
            }
            return stages;
        }
        let mut advisories: Vec<AdvisoryId> =
            self.tracks.iter().map(|track| track.advisory).collect();
        advisories.sort_unstable();
        advisories.dedup();
        for advisory in advisories {
            let tracks: Vec<usize> =
                (0..self.tracks.len()).filter(|i| self.tracks[*i].advisory == advisory).collect();
            self.course(&tracks, tape, &mut stages);
        }
        stages
    }

    /// The stages of one advisory's tracks, day by day.
    #[expect(clippy::needless_range_loop, reason = "days are counted as the model counts them")]
    fn course(&self, tracks: &[usize], tape: &mut Tape, stages: &mut [Vec<Stage>]) {
        // By track: the stage, and the day on which it was reached.
        let mut now: Vec<(Stage, i64)> = Vec::new();
        for i in tracks {
            let (stage, age) = self.first_stage(&self.tracks[*i]);
            now.push((self.tracks[*i].capped(stage), 1 - i64::from(age)));
        }
        let advisory = self.tracks[tracks[0]].advisory;
        let already = self.case.scenario.activity.get(&advisory).copied().unwrap_or(0.0);
        let takes =
            |i: usize, stage: Stage| self.tracks[i].effect == Effect::Code && stage < Stage::Worm;
        if tracks.iter().zip(&now).any(|(i, (stage, _))| takes(*i, *stage)) && tape.coin(already) {
            for (i, now) in
                tracks.iter().zip(&mut now).filter(|(i, _)| self.tracks[**i].effect == Effect::Code)
            {
                *now = (self.tracks[*i].capped(Stage::Worm), 1);
            }
        }
        let mut straight = None;
        for day in 1..=self.last {
            if day > 1 {
                self.one_day(tracks, day, tape, &mut straight, &mut now);
            }
            tracks.iter().zip(&now).for_each(|(i, (stage, _))| stages[*i][day] = *stage);
        }
    }

    fn one_day(
        &self,
        tracks: &[usize],
        day: Day,
        tape: &mut Tape,
        straight: &mut Option<bool>,
        now: &mut [(Stage, i64)],
    ) {
        let chance = |i: usize, (stage, since): (Stage, i64)| match self.tracks[i]
            .capped(stage.next())
            == stage
        {
            true => 0.0,
            false => self.chance_to_move(stage, (day as i64 - since) as u32),
        };
        let chances: Vec<f64> = tracks.iter().zip(&*now).map(|(i, now)| chance(*i, *now)).collect();
        // The uniform number falls between two of these.
        let mut edges = chances.clone();
        edges.extend([0.0, 1.0]);
        edges.sort_unstable_by(f64::total_cmp);
        let widths: Vec<f64> = edges.windows(2).map(|pair| pair[1] - pair[0]).collect();
        if widths.iter().filter(|width| **width > 0.0).count() == 0 {
            return;
        }
        let low = edges[tape.choose(&widths)];
        for ((i, now), chance) in tracks.iter().zip(now).zip(chances) {
            if low < chance {
                let track = &self.tracks[*i];
                let code = now.0 == Stage::None
                    && track.effect == Effect::Code
                    && *straight
                        .get_or_insert_with(|| tape.coin(self.case.threat.straight_to_exploit));
                *now = (track.capped(if code { Stage::Exploit } else { now.0.next() }), day as i64);
            }
        }
    }

    // --- Coins ---

    /// The chance that an outside attacker harms a machine through some ports on a day.
    fn hazard(
        &self,
        machine: &Machine,
        harm: Harm,
        ports: u64,
        stages: &[Vec<Stage>],
        day: Day,
    ) -> f64 {
        let open = |usable: &&Usable| {
            !usable.account
                && usable.ports & ports != 0
                && harm.is_done_at(stages[usable.track][day])
        };
        1.0 - machine
            .usable
            .iter()
            .filter(open)
            .map(|usable| 1.0 - self.rate(stages[usable.track][day]))
            .product::<f64>()
    }

    fn rate(&self, stage: Stage) -> f64 {
        self.case.threat.attack[stage as usize]
    }

    fn outcome(&self, tape: &mut Tape) -> Outcome {
        let threat = &self.case.threat;
        let stages = self.stages(tape);
        let count = self.machines.len();
        let mut outcome = Outcome {
            resists: 0,
            slips: 0,
            roaming: vec![[NEVER; 2]; count],
            internet: vec![vec![[NEVER; 2]; count]; self.flows.len()],
            insider: Vec::new(),
            mail: Vec::new(),
            stages,
        };
        let asked = self.case.request.entries;
        for (m, machine) in self.machines.iter().enumerate() {
            let last_stages = |harm: Harm| {
                machine
                    .usable
                    .iter()
                    .any(|u| (1..=self.last).any(|d| harm.is_done_at(outcome.stages[u.track][d])))
            };
            let (code, crash) = (last_stages(Harm::Code), last_stages(Harm::Crash));
            outcome.resists |= u32::from(code && tape.coin(machine.resists)) << m;
            let outside = |harm: Harm, stages: &[Vec<Stage>]| -> Vec<(Day, f64)> {
                let days = (1..=self.last).filter(|day| machine.outside[*day]);
                days.map(|day| (day, self.hazard(machine, harm, u64::MAX, stages, day)))
                    .filter(|(_, p)| *p > 0.0)
                    .collect()
            };
            let hits =
                [outside(Harm::Code, &outcome.stages), outside(Harm::Crash, &outcome.stages)];
            let threatened = asked[Entry::Roaming]
                && hits.iter().any(|days| !days.is_empty())
                && (code || crash);
            if threatened && tape.coin(threat.reachable_outside) {
                outcome.roaming[m] = hits.map(|days| tape.first_day(days.into_iter()));
            }
            for (f, flow) in self
                .flows
                .iter()
                .enumerate()
                .filter(|(_, flow)| flow.from.is_none() && flow.to >> m & 1 == 1)
            {
                if asked[Entry::Internet] {
                    outcome.internet[f][m] = [Harm::Code, Harm::Crash].map(|harm| {
                        let inside = (1..=self.last).filter(|day| machine.inside[*day]);
                        tape.first_day(inside.map(|day| {
                            (day, self.hazard(machine, harm, flow.ports, &outcome.stages, day))
                        }))
                    });
                }
            }
            let comes_back = machine.infected && !machine.inside[1]
                || outcome.roaming[m][0] != NEVER && outcome.resists >> m & 1 == 0;
            outcome.slips |= u32::from(comes_back && tape.coin(1.0 - threat.quarantine_holds)) << m;
        }
        for (i, segment) in self.case.inventory.segments.values().enumerate() {
            let days = |rate: f64, counts: &dyn Fn(Day) -> bool| -> Vec<(Day, f64)> {
                let one = 1.0 - (1.0 - rate).powi(segment.users as i32);
                (1..=self.last).map(|day| (day, if counts(day) { one } else { 0.0 })).collect()
            };
            let insider = if asked[Entry::Insider] {
                days(threat.insider_per_user_day, &|_| true)
            } else {
                Vec::new()
            };
            let certain = self.case.scenario.insiders.iter().any(|s| s.0 as usize == i);
            outcome.insider.push(if certain { 1 } else { tape.first_day(insider.into_iter()) });
            let guard = threat.antivirus[segment.antivirus.unwrap_or_default() as usize];
            let worked = |day: Day| self.is_worst() || self.is_workday(day);
            let mail = if asked[Entry::Mail] {
                days(threat.mail_per_user_day * (1.0 - guard), &worked)
            } else {
                Vec::new()
            };
            outcome.mail.push(tape.first_day(mail.into_iter()));
        }
        outcome
    }

    // --- What comes of it ---

    /// What comes of each world; `None` if there are more than so many outcomes.
    pub fn expected(&self, worlds: &[World], most: usize) -> Option<Vec<Expected>> {
        let none = vec![0.0; self.machines.len()];
        let mut all =
            vec![Expected { loss: 0.0, compromised: none.clone(), disrupted: none }; worlds.len()];
        let mut tape = Tape::default();
        for _ in 0..most {
            let outcome = self.outcome(&mut tape);
            for (world, expected) in worlds.iter().zip(&mut all) {
                self.with_blocks(world, &outcome, tape.weight(), expected);
            }
            if !tape.advance() {
                return Some(all);
            }
        }
        None
    }

    /// Whether there are at most so many outcomes.
    pub fn has_at_most(&self, most: usize) -> bool {
        self.expected(&[], most).is_some()
    }

    /// Every block holds or does not.
    fn with_blocks(&self, world: &World, outcome: &Outcome, weight: f64, expected: &mut Expected) {
        for holds in 0..1_u32 << world.blocked.len() {
            let holding = |i: usize| holds >> i & 1 == 1;
            let p: f64 = (0..world.blocked.len())
                .map(|i| {
                    if holding(i) {
                        self.case.threat.block_holds
                    } else {
                        1.0 - self.case.threat.block_holds
                    }
                })
                .product();
            if p > 0.0 {
                let blocked = world
                    .blocked
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| holding(*i))
                    .map(|(_, block)| *block)
                    .collect();
                let world = World { blocked, ..world.clone() };
                let (compromised, crashed) = self.simulate(&world, outcome);
                self.add(weight * p, compromised, crashed & !compromised, expected);
            }
        }
    }

    fn add(
        &self,
        probability: f64,
        compromised: Machines,
        disrupted: Machines,
        expected: &mut Expected,
    ) {
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

    /// One sample, day by day: who is compromised, and who is crashed.
    fn simulate(&self, world: &World, outcome: &Outcome) -> (Machines, Machines) {
        let mut now = Now::default();
        for (m, machine) in self.machines.iter().enumerate().filter(|(_, machine)| machine.infected)
        {
            now.compromised |= 1 << m;
            if world.entries[Entry::Infected] && !machine.inside[1] {
                now.waiting |= 1 << m;
            }
        }
        for day in 1..=self.last {
            self.return_home(world, outcome, day, &mut now);
            self.hits_outside(world, outcome, day, &mut now);
            self.spread(world, outcome, day, &mut now);
            now.waiting |= std::mem::take(&mut now.hit_today) & !now.connected;
        }
        (now.compromised, now.crashed)
    }

    fn return_home(&self, world: &World, outcome: &Outcome, day: Day, now: &mut Now) {
        for m in bits(now.waiting) {
            let machine = &self.machines[m];
            if !machine.inside[day] {
                continue;
            }
            now.waiting &= !(1 << m);
            let quarantine = world
                .quarantined
                .iter()
                .any(|(segment, from)| *segment == machine.home && *from <= day);
            if quarantine && outcome.slips >> m & 1 == 0 {
                now.held |= 1 << m;
            } else if !(machine.infected && world.done(day) >> m & 1 == 1) {
                now.connected |= 1 << m;
            }
        }
    }

    fn hits_outside(&self, world: &World, outcome: &Outcome, day: Day, now: &mut Now) {
        let done = world.done(day);
        for (m, machine) in self.machines.iter().enumerate() {
            let bit = 1 << m;
            if machine.infected {
                let first = day == 1
                    && machine.inside[1]
                    && world.entries[Entry::Infected]
                    && done & bit == 0;
                now.connected |= if first { bit } else { 0 };
                continue;
            }
            let open = done & bit == 0;
            let takeable = open && outcome.resists & bit == 0;
            if world.entries[Entry::Roaming] {
                if takeable && outcome.roaming[m][0] == day && now.compromised & bit == 0 {
                    now.compromised |= bit;
                    now.hit_today |= bit;
                }
                now.crashed |= if open && outcome.roaming[m][1] == day { bit } else { 0 };
            }
            let reachable =
                world.entries[Entry::Internet] && now.held & bit == 0 && machine.inside[day];
            let flows = outcome
                .internet
                .iter()
                .enumerate()
                .filter(|(f, _)| reachable && self.is_open(world, *f, day));
            for (_, hits) in flows {
                if takeable && hits[m][0] == day {
                    now.compromised |= bit;
                    now.connected |= bit;
                }
                now.crashed |= if open && hits[m][1] == day { bit } else { 0 };
            }
        }
    }

    fn is_open(&self, world: &World, flow: usize, day: Day) -> bool {
        !world.blocked.iter().any(|(blocked, from)| *blocked == flow && *from <= day)
    }

    fn spread(&self, world: &World, outcome: &Outcome, day: Day, now: &mut Now) {
        for (segment, (insider, mail)) in outcome.insider.iter().zip(&outcome.mail).enumerate() {
            let there = *insider <= day && world.entries[Entry::Insider]
                || *mail <= day && world.entries[Entry::Mail];
            now.present |= if there { 1 << segment } else { 0 };
            now.in_person |= if there { 1 << segment } else { 0 };
        }
        let open = self.select(|m| m.inside[day]) & !now.held & !world.done(day);
        loop {
            for m in bits(now.connected) {
                now.present |= self.machines[m].segments;
            }
            let reached =
                self.reached(world, outcome, day, Harm::Code, now) & open & !outcome.resists;
            // Who was hit outside today and is met inside as well connects at once.
            let fresh = reached & (!now.compromised | now.hit_today) & !now.connected;
            if fresh == 0 {
                break;
            }
            now.compromised |= fresh;
            now.connected |= fresh;
        }
        now.crashed |= self.reached(world, outcome, day, Harm::Crash, now) & open;
    }

    /// The machines that an attacker reaches on a port through which they can be harmed today.
    fn reached(
        &self,
        world: &World,
        outcome: &Outcome,
        day: Day,
        harm: Harm,
        now: &Now,
    ) -> Machines {
        let mut reached = 0;
        for segment in bits(now.present) {
            let account = now.in_person >> segment & 1 == 1;
            let harmed = |m: &Machine, through: u64| {
                m.ports(harm, &outcome.stages, day, account) & through != 0
            };
            if !self.case.inventory.segments[segment].isolated {
                reached |= self.select(|m| m.segments >> segment & 1 == 1 && harmed(m, u64::MAX));
            }
            for (f, flow) in self.flows.iter().enumerate() {
                if flow.from == Some(segment) && self.is_open(world, f, day) {
                    reached |= self.select(|m| harmed(m, flow.ports)) & flow.to;
                }
            }
        }
        reached
    }
}

/// How things stand on a day.
#[derive(Default)]
struct Now {
    compromised: Machines,
    crashed: Machines,
    connected: Machines,
    /// Compromised outside, and not inside since.
    waiting: Machines,
    hit_today: Machines,
    /// Held back for good.
    held: Machines,
    present: Segments,
    /// Where an insider or a Trojan is, with an account.
    in_person: Segments,
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
    /// The ports through which it can be harmed so on a day, by somebody who has an account or has
    /// none.
    fn ports(&self, harm: Harm, stages: &[Vec<Stage>], day: Day, account: bool) -> u64 {
        let open = |usable: &&Usable| {
            (account || !usable.account) && harm.is_done_at(stages[usable.track][day])
        };
        self.usable.iter().filter(open).fold(0, |all, usable| all | usable.ports)
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
