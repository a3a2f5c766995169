//! Adding samples up: means, and how far they can be trusted.

use super::deadline::days_in_time;
use super::gain::{ClassGain, Gains, Used};
use crate::network::{Class, Network};
use crate::term::day::Day;
use crate::term::entry::EntryMap;
use crate::threat::Mode;

/// A mean with its standard error; the error is 0 where nothing was sampled.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figure {
    /// The mean.
    pub value: f64,
    /// Its standard error.
    pub stderr: f64,
}

/// The sum of one quantity over all samples, and of the squares and cubes of its means over blocks
/// of them.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    sum: f64,
    squares: f64,
    cubes: f64,
}

impl Moments {
    #[inline]
    fn add(&mut self, x: f64, weight: f64) {
        self.sum += weight * x;
    }

    /// Adds a block of a total weight.
    #[inline]
    fn merge(&mut self, block: &Self, weight: f64) {
        self.sum += block.sum;
        self.squares += block.sum * block.sum / weight;
        self.cubes += block.sum * (block.sum / weight).powi(2);
    }

    #[inline]
    fn figure(&self, count: Count) -> Figure {
        let mean = self.sum / count.weight;
        let stderr = count.error(mean, self.variance(count), self.widening(count));
        Figure { value: mean, stderr }
    }

    /// The variance of the means of blocks.
    fn variance(&self, count: Count) -> f64 {
        let mean = self.sum / count.weight;
        self.squares / count.weight - mean * mean
    }

    /// See [`Count::widening`].
    fn widening(&self, count: Count) -> f64 {
        let (mean, variance) = (self.sum / count.weight, self.variance(count));
        // Of what hardly scatters, rounding would make the skewness.
        if variance <= 1e-9 * mean * mean {
            return count.widening(0.0);
        }
        let third = self.cubes / count.weight - mean * (3.0 * variance + mean * mean);
        count.widening(third.powi(2) / variance.powi(3))
    }
}

/// How many samples, with which total weight, in how many blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Count {
    samples: u64,
    blocks: u64,
    weight: f64,
    exact: bool,
}

impl Count {
    /// The standard error of a mean. Samples of a block share their strata, so blocks are what is
    /// independent: `variance` is that of their means. One block says nothing of its error: then
    /// the mean itself is taken for it.
    ///
    /// What came out the same in all blocks might come out otherwise in the next: see
    /// [`Self::unseen`].
    #[inline]
    fn error(self, mean: f64, variance: f64, widening: f64) -> f64 {
        match () {
            () if self.exact || self.samples == 0 => 0.0,
            () if self.blocks < 2 => mean.abs(),
            () => self.unseen(Figure {
                value: mean,
                stderr: widening * (variance.max(0.0) / (self.blocks - 1) as f64).sqrt(),
            }),
        }
    }

    /// The error of a figure, at least what a share of 1 that was seen in all samples leaves open
    /// where nothing scattered at all.
    #[inline]
    fn unseen(self, figure: Figure) -> f64 {
        let mean = figure.value.abs();
        if self.exact || figure.stderr > 1e-7 * mean {
            figure.stderr
        } else {
            mean / self.samples.max(1) as f64
        }
    }

    /// By how much an error from few blocks is widened, so that 1.96 of it cover the truth in 95
    /// cases of 100: Student's factor over the normal one, in two terms of its series (Abramowitz
    /// and Stegun 26.7.5), and the first term for skewness, given as its square: where most blocks
    /// lose little and a few lose much, both the mean and its error are too small at once (Hall,
    /// "Inverting an Edgeworth expansion", Annals of Statistics 11, 1983).
    #[inline]
    fn widening(self, skewness: f64) -> f64 {
        let freedom = self.blocks.saturating_sub(1).max(1) as f64;
        1.0 + (1.21 + 1.08 * skewness.min(freedom) + 1.44 / freedom) / freedom
    }
}

/// The sums of one class. Remedying a host of value v averts v·`own` + `opened`: `own` is the share
/// of the class lost (δ for a crash), less what is `withheld` from `opened`, the loss that the host
/// lets in.
#[derive(Clone, Copy, Debug, Default)]
struct ClassTally {
    compromised: f64,
    disrupted: f64,
    remedied: (f64, f64),
    by_entry: EntryMap<f64>,
    own: Moments,
    opened: Moments,
    withheld: f64,
    /// The products of the block means of `own` and `opened`.
    both: f64,
    group: Moments,
}

impl ClassTally {
    #[inline]
    fn add(&mut self, gain: &ClassGain, class: &Class) {
        let (size, remedied) =
            (class.size.max(1) as f64, (class.drawn() - class.size).max(1) as f64);
        self.compromised += gain.compromised / size;
        self.disrupted += gain.disrupted / size;
        self.remedied.0 += gain.remedied.0 / remedied;
        self.remedied.1 += gain.remedied.1 / remedied;
        for (entry, sum) in self.by_entry.iter_mut() {
            *sum += gain.by_entry[entry] / size;
        }
    }

    /// Adds what remedies at once avert; of one host, not of all.
    #[inline]
    fn add_averted(&mut self, one: Share, withheld: f64, weight: f64) {
        self.own.add(one.own, weight);
        self.opened.add(one.opened, weight);
        self.withheld += weight * withheld;
        self.group.add(one.group, weight);
    }

    #[inline]
    fn merge(&mut self, other: &Self, weight: f64) {
        self.compromised += other.compromised;
        self.disrupted += other.disrupted;
        self.remedied = (self.remedied.0 + other.remedied.0, self.remedied.1 + other.remedied.1);
        self.by_entry.iter_mut().for_each(|(entry, sum)| *sum += other.by_entry[entry]);
        self.both += other.own.sum * other.opened.sum / weight;
        self.own.merge(&other.own, weight);
        self.opened.merge(&other.opened, weight);
        self.withheld += other.withheld;
        self.group.merge(&other.group, weight);
    }
}

/// What remedies of a class avert: of one host by its own loss and by what it opens, and of the
/// whole class.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Share {
    own: f64,
    opened: f64,
    group: f64,
}

impl Share {
    #[inline]
    fn add(&mut self, other: &Self, weight: f64) {
        self.own += weight * other.own;
        self.opened += weight * other.opened;
        self.group += weight * other.group;
    }
}

/// The sums of a run of samples.
///
/// What a remedy averts by day is a staircase in each sample: it falls on the days on which
/// anything happens. Its steps are added up, not its days; the sum over all later steps is what is
/// averted from a day on.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    count: Count,
    loss: Moments,
    /// The loss of every sample, with its weight.
    losses: Vec<(f64, f64)>,
    /// The loss by the end of each day.
    until_day: Vec<f64>,
    days: usize,
    classes: Vec<ClassTally>,
    flows: Vec<Moments>,
    quarantine: Vec<Moments>,
    /// Per class, flow and segment and, as the minor index, day: the steps.
    class_steps: Vec<Share>,
    flow_steps: Vec<f64>,
    quarantine_steps: Vec<f64>,
    /// Per door: the loss of the samples in which the attack passed it.
    used: Used<Vec<f64>>,
}

impl Tally {
    pub(super) fn new(network: &Network, exact: bool) -> Self {
        let days = usize::from(network.last.0);
        let (classes, flows, segments) =
            (network.classes.len(), network.blocked.len(), network.quarantined.len());
        Self {
            count: Count { exact, ..Count::default() },
            loss: Moments::default(),
            losses: Vec::new(),
            until_day: vec![0.0; days],
            days,
            classes: vec![ClassTally::default(); classes],
            flows: vec![Moments::default(); flows],
            quarantine: vec![Moments::default(); segments],
            class_steps: vec![Share::default(); classes * days],
            flow_steps: vec![0.0; flows * days],
            quarantine_steps: vec![0.0; segments * days],
            used: Used {
                flows: vec![0.0; flows],
                returns: vec![0.0; segments],
                classes: vec![0.0; classes],
            },
        }
    }

    #[inline]
    pub(super) fn samples(&self) -> u64 {
        self.count.samples
    }

    /// Adds what is lost in one sample.
    pub(super) fn add(&mut self, gains: &Gains, weight: f64) {
        self.count.samples += 1;
        self.count.weight += weight;
        self.loss.add(gains.loss, weight);
        self.losses.push((gains.loss, weight));
        self.until_day.iter_mut().zip(&gains.until_day).for_each(|(a, b)| *a += weight * b);
        let (lost, used) = (weight * gains.loss, &gains.used);
        used.flows.iter().for_each(|i| self.used.flows[*i as usize] += lost);
        used.returns.iter().for_each(|i| self.used.returns[*i as usize] += lost);
        used.classes.iter().for_each(|i| self.used.classes[*i as usize] += lost);
    }

    /// Takes what was counted in the last samples.
    pub(super) fn take_counts(&mut self, gains: &mut Gains, network: &Network) {
        for ((tally, gain), class) in
            self.classes.iter_mut().zip(&mut gains.classes).zip(&network.classes)
        {
            tally.add(&std::mem::take(gain), class);
        }
    }

    /// Adds what remedies avert that are in force from a day on, or from any day after the last on
    /// which anything happened.
    pub(super) fn add_averted(
        &mut self,
        gains: &Gains,
        weight: f64,
        network: &Network,
        (since, day): (Day, Day),
    ) {
        let step = Step { since, day, weight };
        for class in gains.left.iter().map(|class| *class as usize) {
            let (averted, size) =
                (&gains.averted[class], network.classes[class].size.max(1) as f64);
            let withheld = averted.withheld / size;
            let one = Share {
                own: averted.own / size - withheld,
                opened: averted.opened / size,
                group: averted.group,
            };
            if one == Share::default() {
                continue;
            }
            step.each(|at, weight| self.class_steps[class * self.days + at].add(&one, weight));
            if step.is_first() {
                self.classes[class].add_averted(one, withheld, weight);
            }
        }
        step.add(&gains.flows, &mut self.flows, &mut self.flow_steps, self.days);
        step.add(&gains.quarantine, &mut self.quarantine, &mut self.quarantine_steps, self.days);
    }

    /// Adds what a block of samples gave. The order of merging must be fixed: sums of
    /// floating-point numbers depend on it.
    pub(super) fn merge(&mut self, other: &Self) {
        let weight = other.count.weight;
        self.count.samples += other.count.samples;
        self.count.blocks += 1;
        self.count.weight += weight;
        self.loss.merge(&other.loss, weight);
        self.losses.extend(&other.losses);
        self.until_day.iter_mut().zip(&other.until_day).for_each(|(a, b)| *a += b);
        self.classes.iter_mut().zip(&other.classes).for_each(|(a, b)| a.merge(b, weight));
        self.flows.iter_mut().zip(&other.flows).for_each(|(a, b)| a.merge(b, weight));
        self.quarantine.iter_mut().zip(&other.quarantine).for_each(|(a, b)| a.merge(b, weight));
        self.class_steps.iter_mut().zip(&other.class_steps).for_each(|(a, b)| a.add(b, 1.0));
        self.flow_steps.iter_mut().zip(&other.flow_steps).for_each(|(a, b)| *a += b);
        self.quarantine_steps.iter_mut().zip(&other.quarantine_steps).for_each(|(a, b)| *a += b);
        self.used.flows.iter_mut().zip(&other.used.flows).for_each(|(a, b)| *a += b);
        self.used.returns.iter_mut().zip(&other.used.returns).for_each(|(a, b)| *a += b);
        self.used.classes.iter_mut().zip(&other.used.classes).for_each(|(a, b)| *a += b);
    }

    /// Per door: the part of the expected loss that falls where the attack passes it.
    #[inline]
    pub(super) fn used(&self) -> Used<Vec<f64>> {
        let mean = |sums: &[f64]| sums.iter().map(|sum| sum / self.count.weight).collect();
        Used {
            flows: mean(&self.used.flows),
            returns: mean(&self.used.returns),
            classes: mean(&self.used.classes),
        }
    }

    #[inline]
    pub(super) fn loss(&self) -> Figure {
        self.loss.figure(self.count)
    }

    /// In how many samples more was lost than in the one in which least was. What is lost in every
    /// case, such as a host that is infected already, is no event.
    #[inline]
    pub(super) fn events(&self) -> u64 {
        let losses = || self.losses.iter().map(|(loss, _)| *loss);
        let least = losses().fold(f64::INFINITY, f64::min);
        losses().filter(|loss| *loss > least * (1.0 + 1e-12)).count() as u64
    }

    /// The loss of every sample and how much it weighs, in their order.
    #[inline]
    pub(super) fn losses(&self) -> Vec<(f64, f64)> {
        self.losses.clone()
    }

    /// The mean loss by the end of each day.
    #[inline]
    pub(super) fn until_day(&self) -> Vec<f64> {
        self.until_day.iter().map(|sum| sum / self.count.weight).collect()
    }

    /// How the loss is spread.
    #[inline]
    pub(super) fn distribution(&self) -> Distribution {
        Distribution::of(self.losses.clone())
    }

    #[inline]
    pub(super) fn flows(&self) -> Vec<Averted> {
        self.averted(&self.flows, &self.flow_steps)
    }

    #[inline]
    pub(super) fn quarantine(&self) -> Vec<Averted> {
        self.averted(&self.quarantine, &self.quarantine_steps)
    }

    fn averted(&self, moments: &[Moments], steps: &[f64]) -> Vec<Averted> {
        let one = |(i, moments): (usize, &Moments)| {
            let mut by_day: Vec<f64> = steps[i * self.days..(i + 1) * self.days]
                .iter()
                .map(|sum| sum / self.count.weight)
                .collect();
            for day in (1..by_day.len()).rev() {
                by_day[day - 1] += by_day[day];
            }
            Averted::new(moments.figure(self.count), by_day)
        };
        moments.iter().enumerate().map(one).collect()
    }

    #[inline]
    pub(super) fn classes(&self) -> Vec<ClassEstimate> {
        (0..self.classes.len()).map(|i| self.class(i)).collect()
    }

    /// The class's figures at once, without those by day.
    #[inline]
    pub(super) fn classes_at_once(&self) -> Vec<ClassEstimate> {
        self.classes.iter().map(|class| ClassEstimate::new(class, self.count, Vec::new())).collect()
    }

    fn class(&self, i: usize) -> ClassEstimate {
        let mut by_day = self.class_steps[i * self.days..(i + 1) * self.days].to_vec();
        for day in (1..by_day.len()).rev() {
            let later = by_day[day];
            by_day[day - 1].add(&later, 1.0);
        }
        let scale = 1.0 / self.count.weight;
        by_day.iter_mut().for_each(|share| {
            *share = Share {
                own: share.own * scale,
                opened: share.opened * scale,
                group: share.group * scale,
            }
        });
        ClassEstimate::new(&self.classes[i], self.count, by_day)
    }
}

/// One step of a staircase: what holds from the day after `since` to `day`.
#[derive(Clone, Copy)]
struct Step {
    since: Day,
    day: Day,
    weight: f64,
}

impl Step {
    #[inline]
    fn is_first(self) -> bool {
        self.since == Day::BEFORE
    }

    /// Calls back with the places at which the step goes up and, seen from the end, down again.
    #[inline]
    fn each(self, mut add: impl FnMut(usize, f64)) {
        add(self.day.index(), self.weight);
        if !self.is_first() {
            add(self.since.index(), -self.weight);
        }
    }

    #[inline]
    fn add(self, gains: &[f64], moments: &mut [Moments], steps: &mut [f64], days: usize) {
        for (i, gain) in gains.iter().enumerate().filter(|(_, gain)| **gain != 0.0) {
            self.each(|at, weight| steps[i * days + at] += weight * gain);
            if self.is_first() {
                moments[i].add(*gain, self.weight);
            }
        }
    }
}

/// How the loss is spread over what may happen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Distribution {
    /// Per level: the smallest loss that is not exceeded with at least this probability.
    pub quantiles: [f64; QUANTILES.len()],
    /// The chance that nothing is lost.
    pub p_no_loss: f64,
}

/// The levels of [`Distribution::quantiles`]: exceeded one time in two, ten, twenty, a hundred.
pub const QUANTILES: [f64; 4] = [0.5, 0.9, 0.95, 0.99];

impl Distribution {
    /// Probabilities are sums: they may miss a level by so much.
    const ROUNDING: f64 = 1e-9;

    fn of(mut losses: Vec<(f64, f64)>) -> Self {
        losses.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let total: f64 = losses.iter().map(|(_, weight)| weight).sum();
        let quantile = |level: f64| {
            let mut sum = 0.0;
            let reached = losses.iter().find(|(_, weight)| {
                sum += weight / total;
                sum >= level - Self::ROUNDING
            });
            reached.or(losses.last()).map_or(0.0, |(loss, _)| *loss)
        };
        let nothing: f64 =
            losses.iter().take_while(|(loss, _)| *loss <= 0.0).map(|(_, weight)| weight).sum();
        Self {
            quantiles: QUANTILES.map(quantile),
            p_no_loss: if total > 0.0 { nothing / total } else { 1.0 },
        }
    }
}

/// What a remedy averts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Averted {
    /// In force at once.
    pub now: Figure,
    /// In force from each day of the horizon on. It never rises.
    pub by_day: Vec<f64>,
}

impl Averted {
    fn new(now: Figure, by_day: Vec<f64>) -> Self {
        // Sums by steps and sums of samples are rounded differently: on day 1 they are the same.
        let by_day = by_day
            .into_iter()
            .map(|averted| if averted.abs() <= 1e-12 * now.value.abs() { 0.0 } else { averted });
        Self { now, by_day: by_day.collect() }
    }

    /// By when it is due: work done on that day is in force from the next, and still averts nearly
    /// all. `None` if nothing is averted at all; [`Day::BEFORE`] if even tonight is late.
    #[inline]
    pub fn due(&self) -> Option<Day> {
        if self.now.value <= 0.0 {
            return None;
        }
        Some(Day(days_in_time(self.now.value, self.by_day.iter().skip(1).copied()) as u16))
    }

    /// What is averted by work of a day: it is in force from the next one on; in the worst case,
    /// which has no clock, at once.
    #[inline]
    pub fn by_work_on(&self, day: Day, mode: Mode) -> f64 {
        match mode {
            Mode::WorstCase => self.now.value,
            Mode::Expected => self.from_day(day.next()),
        }
    }

    /// What is averted in force from a day on.
    #[inline]
    pub fn from_day(&self, day: Day) -> f64 {
        self.by_day.get(day.index()).copied().unwrap_or(0.0)
    }
}

/// What the samples say about the hosts of a class.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassEstimate {
    /// Probability that a host of the class is compromised.
    pub compromised: f64,
    /// Probability that it is crashed but not compromised.
    pub disrupted: f64,
    /// The same two of a host of the class that is remedied, now or later.
    pub remedied: (f64, f64),
    /// Probability that it is compromised if one way in were the only one.
    pub by_entry: EntryMap<f64>,
    /// Loss averted if the whole class is remedied.
    pub group: Averted,
    own: f64,
    opened: f64,
    withheld: f64,
    by_day: Vec<Share>,
    /// Variances of the means above, and their covariance.
    variance: (f64, f64, f64),
    count: Count,
}

impl ClassEstimate {
    fn new(tally: &ClassTally, count: Count, by_day: Vec<Share>) -> Self {
        let mean = |sum: f64| sum / count.weight;
        let (own, opened) = (tally.own.figure(count), tally.opened.figure(count));
        let covariance = mean(tally.both) - own.value * opened.value;
        let covariance = if count.exact || count.blocks < 2 {
            0.0
        } else {
            let widening = tally.own.widening(count) * tally.opened.widening(count);
            covariance * widening / (count.blocks - 1) as f64
        };
        Self {
            compromised: mean(tally.compromised),
            disrupted: mean(tally.disrupted),
            remedied: (mean(tally.remedied.0), mean(tally.remedied.1)),
            by_entry: tally.by_entry.map(mean),
            group: Averted::new(
                tally.group.figure(count),
                by_day.iter().map(|share| share.group).collect(),
            ),
            own: own.value,
            opened: opened.value,
            withheld: mean(tally.withheld),
            by_day,
            variance: (own.stderr.powi(2), opened.stderr.powi(2), covariance),
            count,
        }
    }

    /// Loss averted if one host of a given value is remedied at once: its own, and all that it
    /// alone lets in.
    #[inline]
    pub fn averted(&self, value: f64) -> Figure {
        let (own, opened, both) = self.variance;
        let variance = value * value * own + opened + 2.0 * value * both;
        let figure =
            Figure { value: value * self.own + self.opened, stderr: variance.max(0.0).sqrt() };
        Figure { stderr: self.count.unseen(figure), ..figure }
    }

    /// The same in force from each day on.
    #[inline]
    pub fn averted_by_day(&self, value: f64) -> Averted {
        Averted::new(
            self.averted(value),
            self.by_day.iter().map(|share| value * share.own + share.opened).collect(),
        )
    }

    /// Loss averted if one host of a given value is remedied from a day on.
    #[inline]
    pub fn averted_from(&self, value: f64, day: Day) -> f64 {
        self.by_day.get(day.index()).map_or(0.0, |share| value * share.own + share.opened)
    }

    /// The part of [`Self::averted`] that lies with other hosts: what one host of a given value
    /// alone lets in.
    #[inline]
    pub fn opened(&self, value: f64) -> f64 {
        (self.opened - value * self.withheld).max(0.0)
    }
}
