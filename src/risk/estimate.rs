//! How many samples, on which threads, until when.

use std::sync::Mutex;

use rayon::prelude::*;

use super::design::Design;
use super::dice::{BLOCK, Dice, Enumerated, Seeded, samples_of};
use super::draw::Draw;
use super::gain::{Figures, Scratch, Used};
use super::ground::Ground;
use super::rare::Rare;
use super::strata::{Calm, Strata};
use super::tally::{Averted, ClassEstimate, Distribution, Figure, Tally};
use crate::network::Network;
use crate::term::day::Day;
use crate::term::entry::Entries;
use crate::threat::Threat;

/// How many samples to draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SampleSize {
    /// All outcomes if they are few; else until [`Convergence::Settled`], at most [`MAX_SAMPLES`].
    #[default]
    Auto,
    /// Exactly so many.
    Fixed(u64),
}

/// What an estimate is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// How many samples.
    pub samples: SampleSize,
    /// What the coins depend on.
    pub seed: u64,
    /// Which ways in exist.
    pub entries: Entries,
    /// Which figures are wanted; the others are 0.
    pub figures: Figures,
    /// How often samples show what is rare; `None` where that is to be found out, if enough samples
    /// are drawn for it.
    pub design: Option<Design>,
}

/// How the figures were computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Every outcome was computed, with its probability: there is no error.
    Exact,
    /// Outcomes were sampled.
    Sampled,
}

impl Method {
    /// The word of the JSON format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Sampled => "sampled",
        }
    }
}

/// Why no more samples were drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convergence {
    /// The expected loss is known to 1 %, and the first ranks will not change.
    Settled,
    /// As many as were asked for, or as the network's size allows, at most [`MAX_SAMPLES`]: the
    /// errors say how much to trust the order.
    Limit,
}

/// The estimate of a network's risk.
#[derive(Clone, Debug)]
pub struct Estimate {
    /// How it was computed.
    pub method: Method,
    /// Why it ended.
    pub convergence: Convergence,
    /// How many outcomes were evaluated.
    pub samples: u64,
    /// How often they showed what is rare.
    pub design: Design,
    /// The expected loss.
    pub loss: Figure,
    /// How the loss is spread over what may happen.
    pub distribution: Distribution,
    /// The expected loss by the end of each day of the horizon, with [`Figures::All`].
    pub until_day: Vec<f64>,
    /// The loss of each outcome and how much it weighs, in the order in which they were drawn.
    losses: Vec<(f64, f64)>,
    /// Per class.
    pub classes: Vec<ClassEstimate>,
    /// Per flow: loss averted if it is blocked.
    pub flows: Vec<Averted>,
    /// Per segment: loss averted if laptops are quarantined before they return to it.
    pub quarantine: Vec<Averted>,
    /// Per door: the part of the expected loss that falls where the attack passes it.
    pub used: Used<Vec<f64>>,
}

impl Estimate {
    /// The mean loss of the samples that were drawn first: what another estimate of so many is to be
    /// held against.
    #[inline]
    pub fn loss_of_first(&self, samples: u64) -> f64 {
        let first = &self.losses[..self.losses.len().min(samples as usize)];
        let weight: f64 = first.iter().map(|(_, weight)| weight).sum();
        let lost: f64 = first.iter().map(|(loss, weight)| loss * weight).sum();
        if weight > 0.0 { lost / weight } else { 0.0 }
    }
}

/// Called with the samples done and the most there will be.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// The most samples that [`SampleSize::Auto`] draws.
pub const MAX_SAMPLES: u64 = 16_000;
/// On networks of more than 800 nodes the limit falls, so that the nodes visited in all samples
/// stay about so many: a million hosts must not take minutes for the last digits. A figure of work,
/// not of time: it is the same on every machine.
const MAX_STEPS: u64 = 8_000_000;
/// Networks with at most so many outcomes are computed exactly.
const MAX_OUTCOMES: u64 = 10_000;
/// Fewer samples are never trusted, nor fewer in which anything more happens than must: a rare
/// event that was not seen yet would pass for an impossible one.
const MIN_SAMPLES: u64 = 256;
const MIN_EVENTS: u64 = 25;
/// The ranks that have to be settled, the precision of the loss, and how far apart two ranks must
/// be.
const SETTLED_RANKS: usize = 25;
const PRECISION: f64 = 0.01;
/// Two hosts that avert so nearly the same may stand in either order.
const INDIFFERENT: f64 = 0.05;
const ERRORS_APART: f64 = 2.0;
/// From so many classes on, the sums of a block take megabytes.
const MANY_CLASSES: usize = 20_000;
/// Blocks between two looks at convergence and progress.
const WAVE: u64 = 8;
/// So many samples are drawn before strata are thought of, and so many tell whether they help.
const PATIENCE: u64 = 1_024;
const PILOT: u64 = 256;

/// Estimates the risk of a network.
///
/// Cost: samples × (classes + flows + edges), whatever the number of hosts. The result depends on
/// the network, the threat and the request alone.
pub fn estimate(
    network: &Network,
    threat: &Threat,
    request: &Request,
    values: &[Vec<f64>],
    progress: Progress<'_>,
) -> Estimate {
    estimate_on(&Ground::new(network), network, threat, request, values, progress)
}

/// As [`estimate`], on the ground of the network or of another state of it: what plans do again and
/// again.
pub fn estimate_on(
    ground: &Ground,
    network: &Network,
    threat: &Threat,
    request: &Request,
    values: &[Vec<f64>],
    progress: Progress<'_>,
) -> Estimate {
    let calm = calm(network, threat, request.entries);
    let pool = Mutex::new(Vec::new());
    let sampler = Sampler { network, threat, request, ground, calm, pool };
    match request.samples {
        // What is certain needs one outcome, however many were asked for.
        SampleSize::Fixed(samples) => {
            sampler.exact(1).unwrap_or_else(|| sampler.sampled(|_| samples, |_, _| false, progress))
        }
        SampleSize::Auto => sampler.exact(MAX_OUTCOMES).unwrap_or_else(|| {
            let enough = |tally: &Tally, strata: &Strata| {
                is_settled(tally, &Rare::of(network, &calm, strata), values)
            };
            sampler.sampled(|strata| most_samples(network, strata), enough, progress)
        }),
    }
}

/// How likely rare events do not happen.
pub(super) fn calm(network: &Network, threat: &Threat, entries: Entries) -> Calm {
    let mut calm = Calm::default();
    Draw::default().draw_events(network, threat, entries, &mut calm);
    calm
}

/// The most samples that a network of this size is worth, drawn from some strata: whole blocks,
/// because part of one is not balanced.
fn most_samples(network: &Network, strata: &Strata) -> u64 {
    let worth = MAX_STEPS / network.topology.node_count().max(1) as u64;
    // Where rare events are made to happen, more happens in a sample.
    let share = if strata.is_plain() { 1 } else { 2 };
    (worth.min(MAX_SAMPLES) / share).max(MIN_SAMPLES) / BLOCK * BLOCK
}

/// Samples of one design, added up so far.
struct Run {
    tally: Tally,
    strata: Strata,
}

struct Sampler<'a> {
    network: &'a Network,
    threat: &'a Threat,
    request: &'a Request,
    ground: &'a Ground,
    calm: Calm,
    /// Buffers of threads that are between two blocks.
    pool: Mutex<Vec<(Draw, Scratch<'a>)>>,
}

impl<'a> Sampler<'a> {
    fn buffers(&self) -> (Draw, Scratch<'a>) {
        let idle = self.pool.lock().expect("no thread panics while it holds the pool").pop();
        idle.unwrap_or_else(|| {
            (
                Draw::default(),
                Scratch::new(self.network, self.ground, self.threat, self.request.entries),
            )
        })
    }

    fn give_back(&self, buffers: (Draw, Scratch<'a>)) {
        self.pool.lock().expect("no thread panics while it holds the pool").push(buffers);
    }

    fn draw(&self, draw: &mut Draw, dice: &mut impl Dice) {
        draw.draw(self.network, self.threat, self.request.entries, dice);
    }

    /// Adds one sample: what is lost, and what remedies avert from each day on which anything
    /// happens.
    fn evaluate(&self, draw: &mut Draw, scratch: &mut Scratch<'_>, tally: &mut Tally, weight: f64) {
        scratch.evaluate(draw, weight, self.request.figures);
        tally.add(&scratch.gains, weight);
        if self.request.figures != Figures::Loss {
            let mut since = Day::BEFORE;
            for day in scratch.days() {
                scratch.remedy_from(draw, day);
                tally.add_averted(&scratch.gains, weight, self.network, (since, day));
                since = day;
            }
        }
    }

    /// Computes every outcome, unless there are more than `most`.
    fn exact(&self, most: u64) -> Option<Estimate> {
        let (mut draw, mut scratch) = self.buffers();
        let mut dice = Enumerated::default();
        self.draw(&mut draw, &mut dice);
        if dice.outcomes_like_this() > most as f64 {
            return None;
        }
        let mut tally = Tally::new(self.network, true);
        loop {
            self.evaluate(&mut draw, &mut scratch, &mut tally, dice.weight());
            tally.take_counts(&mut scratch.gains, self.network);
            if !dice.advance() {
                let settled = Convergence::Settled;
                return Some(self.finish(&tally, Method::Exact, settled, Design::PLAIN));
            }
            if tally.samples() == most {
                return None;
            }
            self.draw(&mut draw, &mut dice);
        }
    }

    /// Draws samples until they are enough, at most so many. Where a design has to be found, and some
    /// hundred samples were not enough, a few are drawn in strata: if the loss would scatter much
    /// less so, it is begun again.
    fn sampled(
        &self,
        most: impl Fn(&Strata) -> u64,
        enough: impl Fn(&Tally, &Strata) -> bool,
        progress: Progress<'_>,
    ) -> Estimate {
        let mut design = self.request.design.unwrap_or(Design::PLAIN);
        let mut run = self.run(design);
        let mut looks_for_design = self.request.design.is_none();
        while run.tally.samples() < most(&run.strata) {
            if looks_for_design && run.tally.samples() >= PATIENCE {
                looks_for_design = false;
                let better = self.better();
                if better != design {
                    (design, run) = (better, self.run(better));
                }
            }
            let most = most(&run.strata);
            self.wave(&mut run, most);
            progress(run.tally.samples(), most);
            // What is made to happen is no rarer for it in what may come after.
            let patience = if run.strata.is_plain() { 0 } else { PATIENCE };
            if run.tally.samples() >= patience && enough(&run.tally, &run.strata) {
                return self.finish(&run.tally, Method::Sampled, Convergence::Settled, design);
            }
        }
        self.finish(&run.tally, Method::Sampled, Convergence::Limit, design)
    }

    fn run(&self, design: Design) -> Run {
        Run { tally: Tally::new(self.network, false), strata: Strata::new(&self.calm, design) }
    }

    /// The design in which the loss scatters least.
    fn better(&self) -> Design {
        let mut pilot = self.run(Design::new(1, 1));
        if pilot.strata.is_plain() {
            return Design::PLAIN;
        }
        while pilot.tally.samples() < PILOT {
            self.wave(&mut pilot, PILOT);
        }
        let losses = (0..).zip(pilot.tally.losses()).map(|(sample, (loss, _))| {
            let (block, place) = Seeded::new(self.request.seed, sample).position();
            (block, place, loss)
        });
        Design::best(&pilot.strata, losses)
    }

    /// Draws the next blocks of samples.
    fn wave(&self, run: &mut Run, most: u64) {
        let first = run.tally.samples() / BLOCK;
        let blocks: Vec<u64> = (first..most.div_ceil(BLOCK).min(first + WAVE)).collect();
        for part in blocks.chunks(self.blocks_at_once()) {
            let block = |block: &u64| self.block(*block, most, &run.strata);
            let tallies: Vec<Tally> = part.par_iter().map(block).collect();
            tallies.iter().for_each(|tally| run.tally.merge(tally));
        }
    }

    /// How many blocks are kept before they are added up, in their order. The result does not
    /// depend on it, but memory does.
    fn blocks_at_once(&self) -> usize {
        if self.network.classes.len() > MANY_CLASSES {
            rayon::current_num_threads()
        } else {
            WAVE as usize
        }
    }

    fn block(&self, block: u64, most: u64, strata: &Strata) -> Tally {
        let (mut draw, mut scratch) = self.buffers();
        let mut tally = Tally::new(self.network, false);
        let samples = samples_of(block, most);
        let strata = strata.of(&samples);
        for sample in samples {
            let (mut coins, weight) = Seeded::in_strata(self.request.seed, sample, &strata);
            self.draw(&mut draw, &mut coins);
            self.evaluate(&mut draw, &mut scratch, &mut tally, weight);
        }
        tally.take_counts(&mut scratch.gains, self.network);
        self.give_back((draw, scratch));
        tally
    }

    fn finish(
        &self,
        tally: &Tally,
        method: Method,
        convergence: Convergence,
        design: Design,
    ) -> Estimate {
        Estimate {
            method,
            convergence,
            samples: tally.samples(),
            design,
            loss: tally.loss(),
            distribution: tally.distribution(),
            until_day: tally.until_day(),
            losses: tally.losses(),
            classes: tally.classes(),
            flows: tally.flows(),
            quarantine: tally.quarantine(),
            used: tally.used(),
        }
    }
}

/// Whether the loss is known to 1 %, nothing rare may be missing in it, and the first ranks are
/// settled. `values` are the distinct values in each class.
fn is_settled(tally: &Tally, rare: &Rare, values: &[Vec<f64>]) -> bool {
    let loss = tally.loss();
    let matters = PRECISION * loss.value;
    // Where all is lost, no event can add to it.
    let is_all = rare.left(loss.value) <= matters;
    tally.samples() >= MIN_SAMPLES
        && (is_all || tally.events() >= MIN_EVENTS)
        && loss.stderr < matters
        && rare.were_seen(tally.samples(), MIN_EVENTS, loss.value, matters)
        && are_ranks_settled(&tally.classes_at_once(), values)
}

/// Whether each of the first ranks is told apart from the next: by two standard errors, or because
/// both are hosts of one class (then the value decides), or because they differ by so little that
/// their order does not matter: what lies within two errors is less than 5 % of what they avert.
fn are_ranks_settled(classes: &[ClassEstimate], values: &[Vec<f64>]) -> bool {
    let candidates = classes.iter().zip(values).enumerate();
    let mut first: Vec<(Figure, usize)> = candidates
        .flat_map(|(i, (class, values))| values.iter().map(move |v| (class.averted(*v), i)))
        .collect();
    first.retain(|(averted, _)| averted.value > 0.0);
    let descending = |a: &(Figure, usize), b: &(Figure, usize)| {
        b.0.value.total_cmp(&a.0.value).then(a.1.cmp(&b.1))
    };
    if first.len() > SETTLED_RANKS + 1 {
        first.select_nth_unstable_by(SETTLED_RANKS, descending);
        first.truncate(SETTLED_RANKS + 1);
    }
    first.sort_unstable_by(descending);
    first.windows(2).all(|pair| {
        let ((a, class_a), (b, class_b)) = (pair[0], pair[1]);
        let error = ERRORS_APART * a.stderr.hypot(b.stderr);
        class_a == class_b || a.value - b.value > error || error < INDIFFERENT * a.value
    })
}
