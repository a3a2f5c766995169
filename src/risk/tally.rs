//! Adding samples up: means, and how far they can be trusted.

use super::gain::{ClassGain, Gains};
use crate::network::Network;
use crate::term::entry::EntryMap;

/// A mean with its standard error; the error is 0 where nothing was sampled.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figure {
    /// The mean.
    pub value: f64,
    /// Its standard error.
    pub stderr: f64,
}

/// First and second moments of one quantity.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    sum: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, x: f64, weight: f64) {
        self.sum += weight * x;
        self.squares += weight * x * x;
    }

    fn merge(&mut self, other: &Self) {
        self.sum += other.sum;
        self.squares += other.squares;
    }

    fn figure(&self, count: Count) -> Figure {
        let mean = self.sum / count.weight;
        Figure { value: mean, stderr: count.error(self.squares / count.weight - mean * mean) }
    }
}

/// How many samples, with which total weight.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    samples: u64,
    weight: f64,
    exact: bool,
}

impl Count {
    /// The standard error of a mean, from the variance of a sample. With one sample nothing can be said: no error is
    /// claimed because estimates never stop there.
    fn error(self, variance: f64) -> f64 {
        if self.exact || self.samples < 2 { 0.0 } else { (variance.max(0.0) / (self.samples - 1) as f64).sqrt() }
    }
}

/// The sums of one class. Remedying a host of value v averts v·`own` + `opened`: `own` is the share of the class lost (δ for
/// a crash), less what is `withheld` from `opened`, the loss that the host lets in.
#[derive(Clone, Copy, Debug, Default)]
struct ClassTally {
    compromised: f64,
    disrupted: f64,
    by_entry: EntryMap<f64>,
    own: Moments,
    opened: Moments,
    withheld: f64,
    both: f64,
    group: Moments,
}

impl ClassTally {
    fn add(&mut self, gain: &ClassGain, size: f64, disruption: f64, weight: f64) {
        let (compromised, disrupted) = (gain.compromised as f64 / size, gain.disrupted as f64 / size);
        self.compromised += weight * compromised;
        self.disrupted += weight * disrupted;
        for (entry, sum) in self.by_entry.iter_mut() {
            *sum += weight * gain.by_entry[entry] as f64 / size;
        }
        let (opened, withheld) = (gain.opened / size, gain.withheld / size);
        let own = compromised + disruption * disrupted - withheld;
        self.withheld += weight * withheld;
        self.own.add(own, weight);
        self.opened.add(opened, weight);
        self.both += weight * own * opened;
        self.group.add(gain.group, weight);
    }

    fn merge(&mut self, other: &Self) {
        self.compromised += other.compromised;
        self.disrupted += other.disrupted;
        self.by_entry.iter_mut().for_each(|(entry, sum)| *sum += other.by_entry[entry]);
        self.own.merge(&other.own);
        self.opened.merge(&other.opened);
        self.withheld += other.withheld;
        self.both += other.both;
        self.group.merge(&other.group);
    }
}

/// The sums of a run of samples.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    count: Count,
    /// Samples in which anything was lost.
    pub(super) eventful: u64,
    loss: Moments,
    classes: Vec<ClassTally>,
    flows: Vec<Moments>,
    quarantine: Vec<Moments>,
}

impl Tally {
    pub(super) fn new(gains: &Gains, exact: bool) -> Self {
        Self {
            count: Count { exact, ..Count::default() },
            eventful: 0,
            loss: Moments::default(),
            classes: vec![ClassTally::default(); gains.classes.len()],
            flows: vec![Moments::default(); gains.flows.len()],
            quarantine: vec![Moments::default(); gains.quarantine.len()],
        }
    }

    pub(super) fn samples(&self) -> u64 {
        self.count.samples
    }

    /// Adds one sample.
    pub(super) fn add(&mut self, gains: &Gains, weight: f64, network: &Network, disruption: f64) {
        self.count.samples += 1;
        self.count.weight += weight;
        self.eventful += u64::from(gains.loss > 0.0);
        self.loss.add(gains.loss, weight);
        for ((tally, gain), class) in self.classes.iter_mut().zip(&gains.classes).zip(&network.classes) {
            if gain.compromised + gain.disrupted > 0 {
                tally.add(gain, class.size as f64, disruption, weight);
            }
        }
        self.flows.iter_mut().zip(&gains.flows).for_each(|(tally, gain)| tally.add(*gain, weight));
        self.quarantine.iter_mut().zip(&gains.quarantine).for_each(|(tally, gain)| tally.add(*gain, weight));
    }

    /// Adds what other samples gave. The order of merging must be fixed: sums of floating-point numbers depend on it.
    pub(super) fn merge(&mut self, other: &Self) {
        self.count.samples += other.count.samples;
        self.count.weight += other.count.weight;
        self.eventful += other.eventful;
        self.loss.merge(&other.loss);
        self.classes.iter_mut().zip(&other.classes).for_each(|(a, b)| a.merge(b));
        self.flows.iter_mut().zip(&other.flows).for_each(|(a, b)| a.merge(b));
        self.quarantine.iter_mut().zip(&other.quarantine).for_each(|(a, b)| a.merge(b));
    }

    pub(super) fn loss(&self) -> Figure {
        self.loss.figure(self.count)
    }

    pub(super) fn flows(&self) -> Vec<Figure> {
        self.flows.iter().map(|m| m.figure(self.count)).collect()
    }

    pub(super) fn quarantine(&self) -> Vec<Figure> {
        self.quarantine.iter().map(|m| m.figure(self.count)).collect()
    }

    pub(super) fn classes(&self) -> Vec<ClassEstimate> {
        self.classes.iter().map(|class| ClassEstimate::new(class, self.count)).collect()
    }
}

/// What the samples say about the hosts of a class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassEstimate {
    /// Probability that a host of the class is compromised.
    pub compromised: f64,
    /// Probability that it is crashed but not compromised.
    pub disrupted: f64,
    /// Probability that it is compromised if one way in were the only one.
    pub by_entry: EntryMap<f64>,
    /// Loss averted if the whole class is remedied.
    pub group: Figure,
    own: f64,
    opened: f64,
    withheld: f64,
    /// Variances of the means above, and their covariance.
    variance: (f64, f64, f64),
}

impl ClassEstimate {
    fn new(tally: &ClassTally, count: Count) -> Self {
        let mean = |sum: f64| sum / count.weight;
        let (own, opened) = (tally.own.figure(count), tally.opened.figure(count));
        let covariance = mean(tally.both) - own.value * opened.value;
        let covariance = if count.exact || count.samples < 2 { 0.0 } else { covariance / (count.samples - 1) as f64 };
        Self {
            compromised: mean(tally.compromised),
            disrupted: mean(tally.disrupted),
            by_entry: tally.by_entry.map(mean),
            group: tally.group.figure(count),
            own: own.value,
            opened: opened.value,
            withheld: mean(tally.withheld),
            variance: (own.stderr.powi(2), opened.stderr.powi(2), covariance),
        }
    }

    /// Loss averted if one host of a given value is remedied: its own, and all that it alone lets in.
    pub fn averted(&self, value: f64) -> Figure {
        let (own, opened, both) = self.variance;
        let variance = value * value * own + opened + 2.0 * value * both;
        Figure { value: value * self.own + self.opened, stderr: variance.max(0.0).sqrt() }
    }

    /// The part of [`Self::averted`] that lies with other hosts: what one host of a given value alone lets in.
    pub fn opened(&self, value: f64) -> f64 {
        (self.opened - value * self.withheld).max(0.0)
    }
}
