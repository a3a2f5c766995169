//! Where coins come from: a seeded generator, or the systematic enumeration of all outcomes.

use std::ops::Range;

use rand_core::{Rng, SeedableRng};
use rand_distr::{Binomial, Distribution, Hypergeometric};
use rand_xoshiro::{SplitMix64, Xoshiro256PlusPlus};

use super::strata::{Event, Lots, SIDE, Strata, reached};
use crate::network::Column;

/// What tells a coin apart. The key depends on what the coin decides, not on when it is flipped:
/// the coin of an unchanged part of the network falls the same way when another part changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coin {
    /// What it decides, as a number.
    pub key: u64,
    /// Against which other coins it is balanced.
    pub column: Option<Column>,
}

impl From<u64> for Coin {
    #[inline]
    fn from(key: u64) -> Self {
        Self { key, column: None }
    }
}

/// A source of coins.
pub trait Dice {
    /// How many of `n` independent coins with probability `p` come up.
    fn count(&mut self, coin: impl Into<Coin>, n: u64, p: f64) -> u64;

    /// How many of the thresholds (ascending, within 0..=1) a uniform number reaches: one coin that
    /// several rules read. A rule with probability `thresholds[i]` comes up exactly if the answer
    /// is at most `i`.
    fn level(&mut self, key: u64, thresholds: &[f64]) -> usize;

    /// The same of a coin that decides whether an event happens which may be rare: of samples of
    /// which it is known whether it does, coins know as well.
    #[inline]
    fn level_of(&mut self, _: Event, key: u64, thresholds: &[f64]) -> usize {
        self.level(key, thresholds)
    }

    /// How many of `drawn` things, taken from `total` without putting back, are among `marked` of
    /// them.
    #[inline]
    fn among(&mut self, key: u64, total: u64, marked: u64, drawn: u64) -> u64 {
        let mut hits = 0;
        for i in 0..drawn {
            let p = (marked - hits) as f64 / (total - i) as f64;
            hits += u64::from(self.chance(mix(key, i), p));
        }
        hits
    }

    /// Whether samples are compared with the same samples of another network. Then coins fall for
    /// machines that were taken out, too, and what changed is all that changes; otherwise these
    /// coins are left out.
    fn is_comparing(&self) -> bool;

    /// Whether one coin with probability `p` comes up.
    #[inline]
    fn chance(&mut self, key: u64, p: f64) -> bool {
        p > 0.0 && (p >= 1.0 || self.level(key, &[p]) == 0)
    }
}

/// Samples that share their strata: of a block of so many, each coin sees every sixteenth of its
/// range once. Blocks are independent of each other, so that their means tell the error.
pub(super) const BLOCK: u64 = 16;

/// The samples of a block, if there are at most so many in all.
#[inline]
pub(super) fn samples_of(block: u64, most: u64) -> Range<u64> {
    block * BLOCK..((block + 1) * BLOCK).min(most)
}

/// Counts that are expected to be at most this are drawn by one stratified number, larger ones by a
/// generator.
const MAX_INVERTED: f64 = 24.0;

/// Coins of one sample of a seeded run. The generator is named (xoshiro256++ seeded through
/// SplitMix64), so that a seed means the same in every release of the tool.
///
/// A Latin hypercube of each [`BLOCK`] samples: the sixteenths of a coin's range are dealt to them
/// by a shuffle of its own, and coins of one array so that each combination of their halves comes
/// up equally often ([`COLUMNS`]). In a single sample all coins are uniform and independent, so
/// that no mean is biased; only what one coin alone decides, or a few of an array together,
/// scatters less from block to block.
#[derive(Clone, Debug)]
pub struct Seeded {
    stream: u64,
    block: u64,
    place: u64,
    lots: Lots,
}

impl Seeded {
    /// The coins of one sample.
    pub fn new(seed: u64, sample: u64) -> Self {
        Self {
            stream: mix(seed, sample),
            block: mix(!seed, sample / BLOCK),
            place: sample % BLOCK,
            lots: Lots::default(),
        }
    }

    /// The coins of one sample of a stratum, and how much the sample weighs.
    pub(super) fn in_strata(seed: u64, sample: u64, strata: &Strata) -> (Self, f64) {
        let coins = Self::new(seed, sample);
        let (lots, weight) = strata.lots(coins.block, coins.place);
        (Self { lots, ..coins }, weight)
    }

    /// The key of its block, and its place there.
    #[inline]
    pub(super) fn position(&self) -> (u64, u64) {
        (self.block, self.place)
    }

    /// A number in [0, 1).
    #[inline]
    fn uniform(&self, coin: Coin) -> f64 {
        (self.stratum(coin) as f64 + self.within(coin.key)) / BLOCK as f64
    }

    /// The same, balanced among the samples of one line, of which this is the one at a place.
    #[inline]
    fn uniform_in_line(&self, key: u64, (line, place): (u64, u64)) -> f64 {
        let stratum = shuffled::<SIDE>(place, mix(mix(self.block, key), line));
        (stratum as f64 + self.within(key)) / SIDE as f64
    }

    /// Where in its stratum; the cheapest generator is good enough for a single coin.
    #[inline]
    fn within(&self, key: u64) -> f64 {
        let bits = SplitMix64::seed_from_u64(mix(self.stream, key)).next_u64() >> 11;
        bits as f64 / (1_u64 << 53) as f64
    }

    /// Which sixteenth of its range a coin sees.
    #[inline]
    fn stratum(&self, coin: Coin) -> u64 {
        let shuffle = mix(self.block, coin.key);
        match coin.column {
            None => shuffled::<BLOCK>(self.place, shuffle),
            Some(Column { array, number }) => {
                // Coins of one array share their rows; those of two are shuffled apart.
                let row = shuffled::<BLOCK>(self.place, mix(self.block, array));
                balanced(row, COLUMNS[usize::from(number)], shuffle)
            }
        }
    }
}

/// The columns of an orthogonal array of 16 rows: the powers of a primitive element of the field of
/// 16 elements (x⁴ + x + 1). A coin falls into the upper half of its range where the bits that the
/// numbers of row and column have in common are odd. Any two columns see each of the four
/// combinations of halves four times; any four that follow each other are linearly independent, and
/// see each of the sixteen once.
const COLUMNS: [u64; Column::MAX as usize] = [1, 2, 4, 8, 3, 6, 12, 11, 5, 10, 7, 14, 15, 13, 9];

/// Where a column and a shuffle put one of the rows: the half comes from the column, but for a
/// flip; the eighths of each half are shuffled. All 16 rows are put into all 16 places.
#[inline]
fn balanced(row: u64, column: u64, shuffle: u64) -> u64 {
    const HALF: u64 = BLOCK / 2;
    let odd = u64::from((row & column).count_ones() & 1);
    // The rows of a half differ in the other bits than one of the column's.
    let bit = column.trailing_zeros();
    let rest = row & ((1 << bit) - 1) | row >> (bit + 1) << bit;
    (odd ^ shuffle >> 63) * HALF + shuffled::<HALF>(rest, mix(shuffle, odd))
}

/// Where a shuffle puts one of so many places, a power of two and at most 16. All of them together
/// are put into all.
#[inline]
pub(super) fn shuffled<const PLACES: u64>(place: u64, shuffle: u64) -> u64 {
    let last = PLACES - 1;
    (0..4).fold(place, |place, round| {
        let bits = shuffle >> (12 * round);
        let place = (place ^ bits) & last;
        let place = place.wrapping_mul(bits >> 4 | 1) & last;
        let place = place ^ place >> 2;
        place.wrapping_add(bits >> 8) & last
    })
}

/// How many of `n` coins with probability `p` come up, as a rising function of one uniform number.
#[inline]
fn inverted(n: u64, p: f64, uniform: f64) -> u64 {
    let odds = p / (1.0 - p);
    let mut chance = (1.0 - p).powf(n as f64);
    let (mut k, mut by_then) = (0, chance);
    while uniform >= by_then && k < n {
        chance *= odds * (n - k) as f64 / (k + 1) as f64;
        by_then += chance;
        k += 1;
    }
    k
}

impl Dice for Seeded {
    fn count(&mut self, coin: impl Into<Coin>, n: u64, p: f64) -> u64 {
        let coin = coin.into();
        if n == 0 || p <= 0.0 {
            return 0;
        }
        if p >= 1.0 {
            return n;
        }
        let rarer = p.min(1.0 - p);
        if n as f64 * rarer <= MAX_INVERTED {
            let uniform = self.uniform(coin);
            // One coin is the coin that other rules read.
            return match n {
                1 => u64::from(uniform < p),
                _ if p <= 0.5 => inverted(n, p, uniform),
                _ => n - inverted(n, rarer, uniform),
            };
        }
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(mix(self.stream, coin.key));
        Binomial::new(n, p).expect("p is within 0..1").sample(&mut generator)
    }

    #[inline]
    fn among(&mut self, key: u64, total: u64, marked: u64, drawn: u64) -> u64 {
        if drawn == 1 {
            return u64::from(self.chance(key, marked as f64 / total as f64));
        }
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(mix(self.stream, key));
        Hypergeometric::new(total, marked, drawn)
            .expect("marked and drawn are at most total")
            .sample(&mut generator)
    }

    #[inline]
    fn is_comparing(&self) -> bool {
        true
    }

    #[inline]
    fn level(&mut self, key: u64, thresholds: &[f64]) -> usize {
        reached(thresholds, self.uniform(Coin::from(key)))
    }

    #[inline]
    fn level_of(&mut self, event: Event, key: u64, thresholds: &[f64]) -> usize {
        let mut lots = self.lots;
        let level = lots.level(event, thresholds, |line| match line {
            None => self.uniform(Coin::from(key)),
            Some(at) => self.uniform_in_line(key, at),
        });
        self.lots = lots;
        level
    }
}

/// Two numbers into one, such that any bit of either changes half the bits of the result.
#[inline]
pub(super) fn mix(a: u64, b: u64) -> u64 {
    let mut x = (a ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9) ^ b;
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Every outcome of all coins in turn, each with its probability: small networks are computed, not
/// sampled.
///
/// ```
/// use patchfirst::risk::{Dice, Enumerated};
/// let mut dice = Enumerated::default();
/// let mut both = 0.0;
/// loop {
///     if dice.chance(1, 0.5) && dice.chance(2, 0.25) {
///         both += dice.weight();
///     }
///     if !dice.advance() { break }
/// }
/// assert_eq!(both, 0.125);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Enumerated {
    flips: Vec<Flip>,
    next: usize,
}

/// One choice on the current path: `taken` of the outcomes `0..=last`, with the probability of what
/// was taken.
#[derive(Clone, Copy, Debug)]
struct Flip {
    taken: u64,
    last: u64,
    weight: f64,
}

impl Enumerated {
    /// The probability of the outcome that the choices since the last [`Self::advance`] spelled
    /// out.
    #[inline]
    pub fn weight(&self) -> f64 {
        self.flips.iter().map(|flip| flip.weight).product()
    }

    /// How many outcomes there were if every path had the choices of this one: a guess at the size
    /// of the tree.
    #[inline]
    pub fn outcomes_like_this(&self) -> f64 {
        self.flips.iter().map(|flip| flip.last as f64 + 1.0).product()
    }

    /// Goes to the next outcome; `false` if that was the last one.
    #[inline]
    pub fn advance(&mut self) -> bool {
        self.next = 0;
        while let Some(last) = self.flips.last_mut() {
            if last.taken < last.last {
                last.taken += 1;
                return true;
            }
            self.flips.pop();
        }
        false
    }

    /// Takes the next choice of the path, or starts a new one with its first outcome.
    #[inline]
    fn choose(&mut self, last: u64, weight: impl Fn(u64) -> f64) -> u64 {
        if self.next == self.flips.len() {
            self.flips.push(Flip { taken: 0, last, weight: 0.0 });
        }
        let flip = &mut self.flips[self.next];
        flip.weight = weight(flip.taken);
        self.next += 1;
        flip.taken
    }
}

impl Dice for Enumerated {
    #[inline]
    fn count(&mut self, _: impl Into<Coin>, n: u64, p: f64) -> u64 {
        match p {
            _ if n == 0 || p <= 0.0 => 0,
            _ if p >= 1.0 => n,
            _ => self.choose(n, |k| binomial(n, k, p)),
        }
    }

    #[inline]
    fn is_comparing(&self) -> bool {
        false
    }

    #[inline]
    fn level(&mut self, _: u64, thresholds: &[f64]) -> usize {
        let edge = |i: usize| thresholds.get(i).copied().unwrap_or(1.0);
        let width = |k: u64| edge(k as usize) - if k == 0 { 0.0 } else { edge(k as usize - 1) };
        self.choose(thresholds.len() as u64, width) as usize
    }
}

/// The probability that exactly `k` of `n` independent coins with probability `p` come up, for `p`
/// within 0..1. By logarithms: the number of ways overflows from about a thousand coins on.
#[inline]
fn binomial(n: u64, k: u64, p: f64) -> f64 {
    let ways: f64 = (0..k.min(n - k)).map(|i| ((n - i) as f64 / (i + 1) as f64).ln()).sum();
    (ways + k as f64 * p.ln() + (n - k) as f64 * (1.0 - p).ln()).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_outcomes_together_are_certain_however_many_coins() {
        for (n, p) in [(1, 0.3), (7, 0.5), (4_000, 0.03), (4_000, 0.999)] {
            let total: f64 = (0..=n).map(|k| binomial(n, k, p)).sum();
            assert!((total - 1.0).abs() < 1e-9, "{n} coins with {p}: {total}");
        }
        assert!((binomial(4, 2, 0.5) - 0.375).abs() < 1e-15);
    }

    #[test]
    fn a_coin_falls_as_often_as_it_should() {
        let heads = (0..20_000).filter(|sample| Seeded::new(1, *sample).chance(42, 0.3)).count();
        assert!((heads as f64 / 20_000.0 - 0.3).abs() < 0.015, "{heads}");
        let mean = (0..2_000).map(|sample| Seeded::new(1, sample).count(42, 50, 0.3)).sum::<u64>()
            as f64
            / 2_000.0;
        assert!((mean - 15.0).abs() < 0.4, "{mean}");
    }

    #[test]
    fn every_shuffle_puts_each_place_somewhere_else_and_all_places_are_alike() {
        let mut met = [[0_u32; BLOCK as usize]; BLOCK as usize];
        for shuffle in 0..4_096 {
            let mut taken = [false; BLOCK as usize];
            for place in 0..BLOCK {
                let to = shuffled::<BLOCK>(place, mix(5, shuffle)) as usize;
                assert!(!std::mem::replace(&mut taken[to], true), "two places are put into {to}");
                met[place as usize][to] += 1;
            }
        }
        // 256 times each, give or take five standard errors.
        assert!(met.iter().flatten().all(|n| (175..337).contains(n)), "{met:?}");
    }

    #[test]
    fn every_column_puts_each_row_somewhere_else_and_all_places_are_alike() {
        for column in COLUMNS {
            let mut met = [[0_u32; BLOCK as usize]; BLOCK as usize];
            for shuffle in 0..4_096 {
                let mut taken = [false; BLOCK as usize];
                for row in 0..BLOCK {
                    let to = balanced(row, column, mix(6, shuffle)) as usize;
                    assert!(!std::mem::replace(&mut taken[to], true), "two rows are put into {to}");
                    met[row as usize][to] += 1;
                }
            }
            assert!(met.iter().flatten().all(|n| (175..337).contains(n)), "{column}: {met:?}");
        }
    }

    /// Whether the coins of some columns fall into the upper halves of their ranges, per place.
    fn halves(block: u64, array: u64, numbers: &[u8]) -> Vec<Vec<bool>> {
        let half = |place: u64, number: &u8| {
            let coin = Coin {
                key: mix(array, u64::from(*number)),
                column: Some(Column { array, number: *number }),
            };
            Seeded { block, place, ..Seeded::new(0, 0) }.stratum(coin) >= BLOCK / 2
        };
        (0..BLOCK).map(|place| numbers.iter().map(|n| half(place, n)).collect()).collect()
    }

    #[test]
    fn halves_of_an_array_meet_equally_often() {
        for block in 0..64 {
            for a in 0..Column::MAX {
                for b in 0..a {
                    let halves = halves(mix(7, block), 1, &[a, b]);
                    let both = halves.iter().filter(|pair| pair[0] && pair[1]).count();
                    assert_eq!(both, 4, "columns {a} and {b}");
                }
            }
            for first in 0..=Column::MAX - 4 {
                let mut halves =
                    halves(mix(7, block), 1, &[first, first + 1, first + 2, first + 3]);
                halves.sort();
                halves.dedup();
                assert_eq!(halves.len(), 16, "columns from {first} on");
            }
        }
    }

    #[test]
    fn halves_of_two_arrays_are_shuffled_apart() {
        let both = |block: u64| {
            let (one, other) = (halves(block, 1, &[3]), halves(block, 2, &[3]));
            one.iter().zip(other).filter(|(one, other)| one[0] && other[0]).count() as f64
        };
        let counts: Vec<f64> = (0..4_000).map(|block| both(mix(8, block))).collect();
        let mean = counts.iter().sum::<f64>() / counts.len() as f64;
        let variance = counts.iter().map(|n| (n - mean).powi(2)).sum::<f64>() / counts.len() as f64;
        assert!((mean - 4.0).abs() < 0.1 && (0.9..1.4).contains(&variance), "{mean} {variance}");
    }

    #[test]
    fn two_coins_of_a_block_are_shuffled_apart() {
        // Where both fall into the lower half: half of the places of one, and of these on average
        // half.
        let both = |keys: (u64, u64)| {
            (0..BLOCK)
                .filter(|i| shuffled::<BLOCK>(*i, keys.0) < 8 && shuffled::<BLOCK>(*i, keys.1) < 8)
                .count() as f64
        };
        let counts: Vec<f64> = (0..4_000).map(|i| both((mix(1, i), mix(2, i)))).collect();
        let mean = counts.iter().sum::<f64>() / counts.len() as f64;
        let variance = counts.iter().map(|n| (n - mean).powi(2)).sum::<f64>() / counts.len() as f64;
        // That of a hypergeometric count, 8 of 16 drawn with 8 marked, is 16/15.
        assert!((mean - 4.0).abs() < 0.1 && (0.9..1.4).contains(&variance), "{mean} {variance}");
    }

    #[test]
    fn counts_are_as_often_what_they_should_be() {
        for (n, p) in [(2, 0.3), (7, 0.9), (40, 0.5), (500, 0.02)] {
            let mut often = vec![0.0; n as usize + 1];
            (0..32_000).for_each(|sample| {
                often[Seeded::new(9, sample).count(3, n, p) as usize] += 1.0 / 32_000.0
            });
            for (k, often) in often.iter().enumerate() {
                let expected = binomial(n, k as u64, p);
                assert!(
                    (often - expected).abs() < 0.015,
                    "{k} of {n} at {p}: {often}, not {expected}"
                );
            }
        }
    }

    #[test]
    fn rules_that_read_one_coin_agree_with_it() {
        let thresholds = [0.07, 0.15];
        for sample in 0..200 {
            let mut dice = Seeded::new(3, sample);
            let level = dice.level(9, &thresholds);
            assert_eq!(dice.chance(9, 0.07), level == 0);
            assert_eq!(dice.chance(9, 0.15), level <= 1);
        }
    }
}
