//! Rare events happen in more of the samples than they would, and these weigh the less.
//!
//! That a stage moves within a weekend, or that an insider turns up, may happen once in two hundred
//! samples, and then most is lost: nearly all samples would tell nothing. How likely such an event
//! is, is known before any coin falls. So of each block of samples it happens in one, two or three
//! quarters, by a coin that is as likely to come up as it would be among samples that have the event,
//! and not in the others; weights put right what that does to the means. Both events that are treated
//! so cross: all combinations come up in each block, and the weights of a block add up to its size.
//!
//! How many quarters is a matter of [`super::design`]. Stratified sampling with known shares: Cochran,
//! "Sampling Techniques", 3rd edition, chapter 5.

use std::ops::Range;

use super::design::Design;
use super::dice::{BLOCK, Coin, Dice, mix, shuffled};

/// What may be rare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Exploitation reaches a further stage.
    Stage,
    /// An insider turns up.
    Insider,
    /// Somebody runs a Trojan.
    Mail,
}

/// Rows and columns of the square that the samples of a block make up.
pub(super) const SIDE: u64 = 4;
const _: () = assert!(SIDE * SIDE == BLOCK);
/// What is likelier needs no strata: it is seen often enough.
const RARE: f64 = 0.25;

/// The chances that nothing of a kind happens at all, as logarithms. They are learnt from the coins
/// themselves: these dice never let any event happen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Calm {
    none: [f64; 3],
}

impl Calm {
    /// The chance that an event happens to anybody.
    #[inline]
    pub(super) fn chance(&self, event: Event) -> f64 {
        -self.none[event as usize].exp_m1()
    }
}

impl Dice for Calm {
    #[inline]
    fn count(&mut self, _: impl Into<Coin>, _: u64, _: f64) -> u64 {
        0
    }

    #[inline]
    fn level(&mut self, _: u64, thresholds: &[f64]) -> usize {
        thresholds.len()
    }

    #[inline]
    fn level_of(&mut self, event: Event, _: u64, thresholds: &[f64]) -> usize {
        self.none[event as usize] += spared(thresholds);
        thresholds.len()
    }

    #[inline]
    fn is_comparing(&self) -> bool {
        true
    }
}

/// The logarithm of the chance that a coin stays above all its thresholds.
#[inline]
fn spared(thresholds: &[f64]) -> f64 {
    thresholds.last().map_or(0.0, |p| (-p).ln_1p())
}

/// The strata of a network.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Strata {
    stage: Option<Split>,
    start: Option<Split>,
}

/// How the samples are divided by an event.
#[derive(Clone, Copy, Debug)]
struct Split {
    /// The logarithm of the chance that it does not happen.
    none: f64,
    /// In how many quarters of the samples it does.
    quarters: u64,
}

impl Split {
    /// Only what is rare and possible is split off.
    fn new(none: f64, quarters: u8) -> Option<Self> {
        let chance = -none.exp_m1();
        let is_rare = chance > 0.0 && chance < RARE;
        (quarters > 0 && is_rare).then_some(Self { none, quarters: quarters.into() })
    }

    /// The chance that the event happens.
    #[inline]
    fn chance(&self) -> f64 {
        -self.none.exp_m1()
    }

    /// What becomes of the event in the sample at a row or column, and what the sample weighs for
    /// it; `across` tells the samples of one row or column apart.
    fn lot(&self, at: u64, across: u64) -> (Lot, f64) {
        let quarter = 1.0 / SIDE as f64;
        if at < self.quarters {
            let lot = Lot::Due { none: self.none, line: at, place: across };
            (lot, self.chance() / (quarter * self.quarters as f64))
        } else {
            (Lot::Barred, self.none.exp() / (quarter * (SIDE - self.quarters) as f64))
        }
    }
}

impl Strata {
    pub(super) fn new(calm: &Calm, design: Design) -> Self {
        let none = |event: Event| calm.none[event as usize];
        Self {
            stage: Split::new(none(Event::Stage), design.stage),
            start: Split::new(none(Event::Insider) + none(Event::Mail), design.start),
        }
    }

    /// Whether nothing is rare, or all is left to chance.
    pub(super) fn is_plain(&self) -> bool {
        self.stage.is_none() && self.start.is_none()
    }

    /// The strata of a block: none in the last if it is not whole, as its weights would not add up.
    pub(super) fn of(&self, samples: &Range<u64>) -> Self {
        if samples.end - samples.start == BLOCK { *self } else { Self::default() }
    }

    /// In which share of the samples an event happens that has a chance.
    pub(super) fn share(&self, event: Event, chance: f64) -> f64 {
        let split = match event {
            Event::Stage => self.stage,
            Event::Insider | Event::Mail => self.start,
        };
        split.map_or(chance, |split| split.quarters as f64 / SIDE as f64 * chance / split.chance())
    }

    /// What becomes of both in a sample, given the key of its block and its place there; and how
    /// much the sample weighs.
    pub(super) fn lots(&self, block: u64, place: u64) -> (Lots, f64) {
        let lot = |split: Option<Split>, at: u64, across: u64| {
            split.map_or((Lot::Open, 1.0), |split| split.lot(at, across))
        };
        // All combinations of rows and columns come up.
        let (row, column) = square(block, place);
        let (stage, weight) = lot(self.stage, row, column);
        let (start, other) = lot(self.start, column, row);
        (Lots { stage, start }, weight * other)
    }

    /// Whether each event is made to happen in a sample.
    pub(super) fn happen(&self, block: u64, place: u64) -> [bool; 2] {
        let (row, column) = square(block, place);
        let happens = |split: Option<Split>, at| split.is_some_and(|split| at < split.quarters);
        [happens(self.stage, row), happens(self.start, column)]
    }

    /// The chance of each event that samples are divided by.
    pub(super) fn chances(&self) -> [Option<f64>; 2] {
        [self.stage, self.start].map(|split| split.map(|split| split.chance()))
    }
}

/// Where a sample stands in the square of its block.
#[inline]
fn square(block: u64, place: u64) -> (u64, u64) {
    let at = shuffled::<BLOCK>(place, mix(block, SQUARE));
    (at / SIDE, at % SIDE)
}

/// Tells the shuffle of places from those of coins.
const SQUARE: u64 = 0x7371_7561_7265;

/// Whether an event happens in a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Lot {
    /// Its coins decide.
    #[default]
    Open,
    /// It does not.
    Barred,
    /// It does, by one of the coins that are not flipped yet: the logarithm of the chance that none
    /// of these would come up, and which of the lines of four samples in which it happens this is
    /// one of, at which place.
    Due { none: f64, line: u64, place: u64 },
}

/// Whether each event happens in a sample.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lots {
    stage: Lot,
    start: Lot,
}

impl Lots {
    /// How many of a coin's thresholds are reached. `number` gives a number in [0, 1) for it: any, or
    /// one that is balanced among the samples of one line in which the event happens, given the line
    /// and the place.
    #[inline]
    pub(super) fn level(
        &mut self,
        event: Event,
        thresholds: &[f64],
        number: impl FnOnce(Option<(u64, u64)>) -> f64,
    ) -> usize {
        let lot = match event {
            Event::Stage => &mut self.stage,
            Event::Insider | Event::Mail => &mut self.start,
        };
        match *lot {
            Lot::Open => reached(thresholds, number(None)),
            Lot::Barred => thresholds.len(),
            Lot::Due { none, line, place } => {
                let level = reached(thresholds, number(Some((line, place))) * -none.exp_m1());
                *lot = if level < thresholds.len() {
                    Lot::Open
                } else {
                    Lot::Due { none: none - spared(thresholds), line, place }
                };
                level
            }
        }
    }
}

/// How many thresholds a number reaches.
#[inline]
pub(super) fn reached(thresholds: &[f64], number: f64) -> usize {
    thresholds.iter().filter(|threshold| **threshold <= number).count()
}

#[cfg(test)]
mod tests {
    use super::super::dice::Seeded;
    use super::*;

    /// Three insiders, of whom the second may come on either of two days, and a stage.
    const INSIDERS: [&[f64]; 3] = [&[0.01], &[0.02, 0.03], &[0.05]];
    const STAGE: &[f64] = &[0.004];

    fn flip(dice: &mut impl Dice) -> (Vec<usize>, usize) {
        let insiders = (0..).zip(INSIDERS);
        let insiders = insiders.map(|(key, p)| dice.level_of(Event::Insider, key, p)).collect();
        (insiders, dice.level_of(Event::Stage, 9, STAGE))
    }

    fn strata(design: Design) -> Strata {
        let mut calm = Calm::default();
        flip(&mut calm);
        assert!((calm.chance(Event::Insider) - (1.0 - 0.99 * 0.97 * 0.95)).abs() < 1e-12);
        assert!((calm.chance(Event::Stage) - 0.004).abs() < 1e-12);
        Strata::new(&calm, design)
    }

    fn designs() -> impl Iterator<Item = Design> {
        (0..4).flat_map(|stage| (0..4).map(move |start| Design::new(stage, start)))
    }

    #[test]
    fn the_weights_of_a_block_add_up_to_its_size() {
        for design in designs() {
            let strata = strata(design);
            for block in 0..50 {
                let weight = |place| strata.lots(mix(3, block), place).1;
                let total: f64 = (0..BLOCK).map(weight).sum();
                assert!((total - BLOCK as f64).abs() < 1e-9, "{design:?}: {total}");
            }
        }
    }

    #[test]
    fn events_happen_in_as_many_samples_as_they_should() {
        for design in designs() {
            let strata = strata(design);
            let samples = (0..320).map(|sample| flip(&mut Seeded::in_strata(1, sample, &strata).0));
            let (mut starts, mut moves) = (0, 0);
            for (insiders, stage) in samples {
                starts += usize::from(insiders.iter().zip(INSIDERS).any(|(l, p)| *l < p.len()));
                moves += usize::from(stage < STAGE.len());
            }
            assert!(design.start == 0 || starts == 80 * usize::from(design.start), "{design:?}");
            assert!(design.stage == 0 || moves == 80 * usize::from(design.stage), "{design:?}");
        }
    }

    /// Weighed, each outcome of each coin is as likely as it is without strata, those that come after
    /// the first among them.
    #[test]
    fn coins_fall_as_often_as_they_should() {
        const SAMPLES: u64 = 80_000;
        for design in [Design::new(1, 1), Design::new(3, 2), Design::new(0, 3)] {
            let strata = strata(design);
            let (mut often, mut both) = ([0.0; 4], 0.0);
            for sample in 0..SAMPLES {
                let (mut dice, weight) = Seeded::in_strata(5, sample, &strata);
                let weight = weight / SAMPLES as f64;
                let (insiders, _) = flip(&mut dice);
                let happened =
                    [insiders[0] == 0, insiders[1] == 0, insiders[1] == 1, insiders[2] == 0];
                often
                    .iter_mut()
                    .zip(happened)
                    .filter(|(_, h)| *h)
                    .for_each(|(sum, _)| *sum += weight);
                both += if insiders[0] == 0 && insiders[2] == 0 { weight } else { 0.0 };
            }
            for (often, p) in often.into_iter().zip([0.01, 0.02, 0.01, 0.05]) {
                assert!((often / p - 1.0).abs() < 0.06, "{design:?}: {often}, not {p}");
            }
            assert!((both / 0.0005 - 1.0).abs() < 0.3, "{design:?}: {both}");
        }
    }
}
