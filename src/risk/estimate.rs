//! How many samples, on which threads, until when.

use std::sync::Mutex;

use rayon::prelude::*;

use super::dice::{BLOCK, Dice, Enumerated, Seeded};
use super::draw::Draw;
use super::gain::{Figures, Scratch, Used};
use super::ground::Ground;
use super::rare::Rare;
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
    /// The expected loss.
    pub loss: Figure,
    /// How the loss is spread over what may happen.
    pub distribution: Distribution,
    /// The expected loss by the end of each day of the horizon, with [`Figures::All`].
    pub until_day: Vec<f64>,
    /// The loss of each outcome, in the order in which they were drawn.
    losses: Vec<f64>,
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
        first.iter().sum::<f64>() / first.len().max(1) as f64
    }
}

/// Called with the samples done and the most there will be.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// The most samples that [`SampleSize::Auto`] draws.
pub const MAX_SAMPLES: u64 = 10_000;
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
    let sampler = Sampler { network, threat, request, ground, pool: Mutex::new(Vec::new()) };
    match request.samples {
        // What is certain needs one outcome, however many were asked for.
        SampleSize::Fixed(samples) => {
            sampler.exact(1).unwrap_or_else(|| sampler.sampled(samples, |_| false, progress))
        }
        SampleSize::Auto => sampler.exact(MAX_OUTCOMES).unwrap_or_else(|| {
            let rare = Rare::of(network, threat, request.entries);
            let enough = |tally: &Tally| is_settled(tally, &rare, values);
            sampler.sampled(most_samples(network), enough, progress)
        }),
    }
}

/// The most samples that a network of this size is worth: whole blocks, because part of one is not
/// balanced.
fn most_samples(network: &Network) -> u64 {
    let worth = MAX_STEPS / network.topology.node_count().max(1) as u64;
    worth.clamp(MIN_SAMPLES, MAX_SAMPLES) / BLOCK * BLOCK
}

struct Sampler<'a> {
    network: &'a Network,
    threat: &'a Threat,
    request: &'a Request,
    ground: &'a Ground,
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
        scratch.evaluate(draw, self.request.figures);
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
            tally.take_counts(&mut scratch.gains, dice.weight(), self.network);
            if !dice.advance() {
                return Some(self.finish(&tally, Method::Exact, Convergence::Settled));
            }
            if tally.samples() == most {
                return None;
            }
            self.draw(&mut draw, &mut dice);
        }
    }

    fn sampled(
        &self,
        most: u64,
        enough: impl Fn(&Tally) -> bool,
        progress: Progress<'_>,
    ) -> Estimate {
        let mut total = Tally::new(self.network, false);
        let blocks: Vec<u64> = (0..most.div_ceil(BLOCK)).collect();
        for wave in blocks.chunks(WAVE as usize) {
            for part in wave.chunks(self.blocks_at_once()) {
                let tallies: Vec<Tally> =
                    part.par_iter().map(|block| self.block(*block, most)).collect();
                tallies.iter().for_each(|tally| total.merge(tally));
            }
            progress(total.samples(), most);
            if enough(&total) {
                return self.finish(&total, Method::Sampled, Convergence::Settled);
            }
        }
        self.finish(
            &total,
            Method::Sampled,
            if enough(&total) { Convergence::Settled } else { Convergence::Limit },
        )
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

    fn block(&self, block: u64, most: u64) -> Tally {
        let (mut draw, mut scratch) = self.buffers();
        let mut tally = Tally::new(self.network, false);
        for sample in block * BLOCK..((block + 1) * BLOCK).min(most) {
            self.draw(&mut draw, &mut Seeded::new(self.request.seed, sample));
            self.evaluate(&mut draw, &mut scratch, &mut tally, 1.0);
        }
        tally.take_counts(&mut scratch.gains, 1.0, self.network);
        self.give_back((draw, scratch));
        tally
    }

    fn finish(&self, tally: &Tally, method: Method, convergence: Convergence) -> Estimate {
        Estimate {
            method,
            convergence,
            samples: tally.samples(),
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
