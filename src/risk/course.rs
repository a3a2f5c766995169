//! The courses that exploitation takes in one sample, and what threatens hosts from outside while
//! it does.

use super::dice::{Dice, mix};
use super::strata::Event;
use crate::advisory::{Effect, Stage};
use crate::network::{ExploitTimeline, Hazard, HazardId, Network, PortIx, TrackId};
use crate::term::day::{Day, DaySet};
use crate::threat::{Threat, capped};

/// Tells the coins of an advisory apart: those of days have the day, these are beyond every day.
const STRAIGHT: u64 = 1 << 32;
const ALREADY: u64 = 2 << 32;

/// When a track reaches each stage within the horizon; [`Day::NEVER`] if it does not. A stage that
/// was skipped is reached on the day of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Course {
    crash: Day,
    code: Day,
    worm: Day,
}

impl Course {
    fn new(first: Stage) -> Self {
        let from = |stage: Stage| if first >= stage { Day::FIRST } else { Day::NEVER };
        Self {
            crash: from(Stage::ProofOfConcept),
            code: from(Stage::Exploit),
            worm: from(Stage::Worm),
        }
    }

    /// The stage on a day.
    #[inline]
    fn stage(self, day: Day) -> Stage {
        match () {
            () if self.worm <= day => Stage::Worm,
            () if self.code <= day => Stage::Exploit,
            () if self.crash <= day => Stage::ProofOfConcept,
            () => Stage::None,
        }
    }

    #[inline]
    fn reach(&mut self, stage: Stage, day: Day) {
        let note = |reached: &mut Day, at: Stage| {
            if stage >= at {
                *reached = day.min(*reached)
            }
        };
        note(&mut self.crash, Stage::ProofOfConcept);
        note(&mut self.code, Stage::Exploit);
        note(&mut self.worm, Stage::Worm);
    }

    /// The days on which a tool crashes hosts and does not run code, if there are any.
    #[inline]
    fn crashes(self, last: Day) -> Option<Window> {
        let until = self.code.before().min(last);
        (self.crash <= until).then_some(Window { first: self.crash, until })
    }
}

/// Days in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Window {
    first: Day,
    until: Day,
}

/// How a threat from outside adds up: after each day on which there is any, the chance of having
/// been hit by then.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Curve(pub(super) Vec<(Day, f64)>);

impl Curve {
    /// The chance of being hit by the end of the horizon.
    #[inline]
    pub(super) fn total(&self) -> f64 {
        self.0.last().map_or(0.0, |(_, p)| *p)
    }
}

/// What a hazard does in one sample: by code, and by crashes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Hit {
    pub(super) code: Curve,
    pub(super) crash: Curve,
}

/// The courses of all tracks in one sample, with what follows from them.
#[derive(Clone, Debug, Default)]
pub(super) struct Courses {
    all: Vec<Course>,
    before: Vec<Course>,
    /// Per profile and port: from which day on code runs. Ports are the minor index.
    code: Vec<Day>,
    /// The same: the days on which hosts can be crashed, as a range of `windows`.
    crashes: Vec<Crashes>,
    windows: Vec<Window>,
    ports: usize,
    /// Per profile: what is possible within the horizon.
    can: Vec<Can>,
    hits: Vec<Hit>,
    /// The last day on which a stage was reached.
    pub(super) last_move: Day,
    paper: Paper,
}

/// What is written down while the courses of one advisory are drawn.
#[derive(Clone, Debug, Default)]
struct Paper {
    /// Per track.
    standings: Vec<Standing>,
    /// Per track: the chance that it moves on today.
    chances: Vec<f64>,
    /// The distinct chances, ascending.
    thresholds: Vec<f64>,
}

/// What can be done to the hosts of a profile, through any port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Can {
    pub(super) crash: bool,
    pub(super) code: bool,
}

/// When hosts of a profile can be crashed through a port.
#[derive(Clone, Copy, Debug, Default)]
struct Crashes {
    start: u32,
    end: u32,
    /// Whether a host may be crashed on a day on which nothing runs code through the same port:
    /// otherwise whoever could crash it can take it over, and crashes matter only where an
    /// antivirus helps.
    alone: bool,
}

impl Courses {
    /// Draws the courses of a sample. What follows from them is worked out anew only if they differ
    /// from the last ones: in most samples no stage moves.
    pub(super) fn draw(&mut self, network: &Network, threat: &Threat, dice: &mut impl Dice) {
        std::mem::swap(&mut self.all, &mut self.before);
        self.all.clear();
        for (advisory, moot) in advisories(network, threat) {
            if moot {
                self.all.extend(advisory.tracks.iter().map(|track| Course::new(track.first)));
                continue;
            }
            advisory.draw(dice, &mut self.paper);
            self.all.extend(self.paper.standings.iter().map(|standing| standing.course));
        }
        if self.all != self.before || self.can.len() != network.profiles.len() {
            self.follow(network, threat);
        }
    }

    /// From which day on hosts of a profile can be compromised through a port. Both together are
    /// one number here: see [`super::ground::opening`].
    #[inline]
    pub(super) fn code_from(&self, opening: u32) -> Day {
        self.code[opening as usize]
    }

    /// What can be done to hosts of a profile.
    #[inline]
    pub(super) fn can(&self, profile: u32) -> Can {
        self.can[profile as usize]
    }

    /// What a hazard does.
    #[inline]
    pub(super) fn hit(&self, hazard: HazardId) -> &Hit {
        &self.hits[hazard.0 as usize]
    }

    /// The first day from a day on when hosts that are inside on some days can be crashed through a
    /// port.
    #[inline]
    pub(super) fn crash_on(&self, opening: u32, inside: &DaySet, from: Day) -> Day {
        let Crashes { start, end, .. } = self.crashes[opening as usize];
        let day = |window: &Window| {
            Some(inside.next(from.max(window.first))).filter(|day| *day <= window.until)
        };
        self.windows[start as usize..end as usize]
            .iter()
            .filter_map(day)
            .min()
            .unwrap_or(Day::NEVER)
    }

    /// Whether crashes through a port matter to hosts of a profile that no antivirus helps: see
    /// [`Crashes`].
    #[inline]
    pub(super) fn only_crash(&self, opening: u32) -> bool {
        self.crashes[opening as usize].alone
    }

    /// Whether hosts can be crashed through a port on any day.
    #[inline]
    pub(super) fn crashes_ever(&self, opening: u32) -> bool {
        let Crashes { start, end, .. } = self.crashes[opening as usize];
        start < end
    }

    /// The last day on which all crashes that are possible against a profile still are.
    #[inline]
    pub(super) fn crashes_until(&self, network: &Network, profile: u32) -> Day {
        let usable = &network.profiles[profile as usize].usable;
        let until = |track: TrackId| {
            self.all[track.0 as usize].crashes(network.last).map(|window| window.until)
        };
        usable.iter().filter_map(|usable| until(usable.track)).min().unwrap_or(network.last)
    }

    fn follow(&mut self, network: &Network, threat: &Threat) {
        let moves = self.all.iter().flat_map(|course| [course.crash, course.code, course.worm]);
        self.last_move = moves.filter(|day| *day <= network.last).max().unwrap_or(Day::FIRST);
        self.ports = network.ports.len();
        self.code.clear();
        self.code.resize(network.profiles.len() * self.ports, Day::NEVER);
        self.can.clear();
        for (i, profile) in network.profiles.iter().enumerate() {
            let mut can = Can::default();
            for usable in &profile.usable {
                let course = self.all[usable.track.0 as usize];
                can.code |= course.code <= network.last;
                can.crash |= course.crashes(network.last).is_some();
                for port in &usable.ports {
                    let from = &mut self.code[i * self.ports + usize::from(port.0)];
                    *from = course.code.min(*from);
                }
            }
            self.can.push(can);
        }
        self.note_crashes(network);
        self.hits = network.hazards.iter().map(|hazard| self.hits_of(hazard, threat)).collect();
    }

    /// When hosts can be crashed, by profile and port; once it is known when code runs.
    fn note_crashes(&mut self, network: &Network) {
        self.windows.clear();
        self.crashes.clear();
        for (i, profile) in network.profiles.iter().enumerate() {
            for port in 0..self.ports {
                let start = self.windows.len();
                let open = profile
                    .usable
                    .iter()
                    .filter(|usable| usable.ports.contains(&PortIx(port as u16)));
                let windows = open
                    .filter_map(|usable| self.all[usable.track.0 as usize].crashes(network.last));
                self.windows.extend(windows);
                self.windows[start..].sort_unstable();
                let alone = self
                    .windows
                    .get(start)
                    .is_some_and(|window| window.first < self.code[i * self.ports + port]);
                // Of windows that begin on the same day, the last is the longest.
                let mut last = start;
                for at in start..self.windows.len() {
                    if at > start && self.windows[at].until > self.windows[last].until {
                        last += usize::from(self.windows[at].first > self.windows[last].first);
                        self.windows[last] = self.windows[at];
                    }
                }
                self.windows.truncate((last + 1).min(self.windows.len()));
                self.crashes.push(Crashes {
                    start: start as u32,
                    end: self.windows.len() as u32,
                    alone,
                });
            }
        }
    }

    fn hits_of(&self, hazard: &Hazard, threat: &Threat) -> Hit {
        let mut hit = Hit::default();
        let (mut code, mut crash) = (1.0, 1.0);
        for day in hazard.days.iter() {
            let stages = || hazard.tracks.iter().map(|track| self.all[track.0 as usize].stage(day));
            let spared = |counts: fn(Stage) -> bool| {
                stages().filter(|s| counts(*s)).map(|s| 1.0 - threat.attack(s)).product::<f64>()
            };
            let (by_code, by_crash) =
                (spared(|s| s >= Stage::Exploit), spared(|s| s == Stage::ProofOfConcept));
            (code, crash) = (code * by_code, crash * by_crash);
            hit.code.0.extend((by_code < 1.0).then_some((day, 1.0 - code)));
            hit.crash.0.extend((by_crash < 1.0).then_some((day, 1.0 - crash)));
        }
        hit
    }
}

/// The advisories that matter to a network, each with whether its further course does not.
fn advisories<'a>(
    network: &'a Network,
    threat: &'a Threat,
) -> impl Iterator<Item = (Advisory<'a>, bool)> {
    let mut next = 0;
    network.tracks.chunk_by(|a, b| a.advisory == b.advisory).map(move |tracks| {
        let first = next;
        next += tracks.len();
        let already = network.already[first];
        (Advisory { tracks, already, threat, last: network.last }, network.moot[first])
    })
}

/// The tracks of one advisory. They read the same coins, each against its own chances.
struct Advisory<'a> {
    tracks: &'a [ExploitTimeline],
    already: f64,
    threat: &'a Threat,
    last: Day,
}

/// Where a track stands while the days go by.
#[derive(Clone, Copy, Debug)]
struct Standing {
    stage: Stage,
    /// Days from the one on which it was reached, counted from today.
    age: u32,
    course: Course,
}

impl Advisory<'_> {
    /// Lets the days go by; the courses stand in `paper.standings` then.
    fn draw(&self, dice: &mut impl Dice, paper: &mut Paper) {
        let start = |track: &ExploitTimeline| Standing {
            stage: track.first,
            age: track.age,
            course: Course::new(track.first),
        };
        paper.standings.clear();
        paper.standings.extend(self.tracks.iter().map(start));
        let is_open =
            |track: &ExploitTimeline| track.effect != Effect::Crash && track.first < Stage::Worm;
        let already = |dice: &mut _| Self::happens(dice, mix(self.key(), ALREADY), self.already);
        if self.tracks.iter().any(is_open) && already(dice) {
            for (track, standing) in
                self.tracks.iter().zip(&mut paper.standings).filter(|(track, _)| is_open(track))
            {
                *standing = Standing {
                    stage: Stage::Worm,
                    age: 0,
                    course: Course::new(capped(Stage::Worm, track.effect)),
                };
            }
        }
        let mut straight = None;
        for day in Day::up_to(self.last).skip(1) {
            paper.standings.iter_mut().for_each(|standing| standing.age += 1);
            self.escalate(paper, day, &mut straight, dice);
        }
    }

    /// Whether a coin about stages comes up.
    #[inline]
    fn happens(dice: &mut impl Dice, key: u64, p: f64) -> bool {
        p > 0.0 && (p >= 1.0 || dice.level_of(Event::Stage, key, &[p]) == 0)
    }

    #[inline]
    fn key(&self) -> u64 {
        self.tracks[0].key
    }

    /// The chance that a track moves on today.
    #[inline]
    fn chance(&self, track: &ExploitTimeline, standing: &Standing) -> f64 {
        if capped(standing.stage.next(), track.effect) == standing.stage {
            0.0
        } else {
            self.threat.escalation(standing.stage, standing.age)
        }
    }

    /// One day's escalation, of at most one step. The first public thing may run code at once: that
    /// is one coin per advisory.
    fn escalate(
        &self,
        paper: &mut Paper,
        day: Day,
        straight: &mut Option<bool>,
        dice: &mut impl Dice,
    ) {
        let Paper { standings, chances, thresholds } = paper;
        chances.clear();
        let tracks = self.tracks.iter().zip(&*standings);
        chances.extend(tracks.map(|(track, standing)| self.chance(track, standing)));
        thresholds.clear();
        thresholds.extend(chances.iter().copied().filter(|p| *p > 0.0));
        thresholds.sort_unstable_by(f64::total_cmp);
        thresholds.dedup();
        if thresholds.is_empty() {
            return;
        }
        let level = dice.level_of(Event::Stage, mix(self.key(), u64::from(day.0)), thresholds);
        for ((track, standing), p) in self.tracks.iter().zip(standings).zip(&*chances) {
            if thresholds.iter().position(|t| t == p).is_none_or(|at| level > at) {
                continue;
            }
            let next = match standing.stage {
                Stage::None if track.effect == Effect::Code => {
                    let coin =
                        || dice.chance(mix(self.key(), STRAIGHT), self.threat.straight_to_exploit);
                    if *straight.get_or_insert_with(coin) {
                        Stage::Exploit
                    } else {
                        Stage::ProofOfConcept
                    }
                }
                stage => capped(stage.next(), track.effect),
            };
            (standing.stage, standing.age) = (next, 0);
            standing.course.reach(next, day);
        }
    }
}
