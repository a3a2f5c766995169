//! What is unusual: today's sources against those of the same weekday.
//!
//! Daily counts vary far more than a Poisson count does, so the logarithm is compared, with a
//! spread of at least 0.15 (that of 47 published category-weeks) besides the counting error. A
//! Poisson test would have alarmed on 17 of these 47.

use crate::inventory::Baseline;

/// Standard deviations from which on a count is unusual: one in a thousand if the logarithm is
/// normal.
const UNUSUAL: f64 = 3.09;
/// The least spread of the logarithm from day to day.
const MIN_SPREAD: f64 = 0.15;
/// From a median absolute deviation to a standard deviation of a normal distribution.
const MAD_TO_DEVIATION: f64 = 1.48;
/// How often as many as usual are needed on two days running.
const TWICE: f64 = 2.0;
/// And on one day alone.
const ALONE: f64 = 5.0;

/// A count beside what is usual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Comparison {
    sources: f64,
    /// The median.
    pub(super) usual: f64,
    /// Standard deviations of the logarithm from the median.
    pub(super) z: f64,
}

impl Comparison {
    /// A count against its baseline.
    pub(super) fn of(sources: f64, baseline: &Baseline) -> Self {
        match baseline {
            Baseline::Median(usual) => Self::new(sources, *usual, MIN_SPREAD),
            Baseline::History(counts) => Self::against(sources, counts),
        }
    }

    /// A count against earlier counts, of which there is at least one.
    pub(super) fn against(sources: f64, earlier: &[f64]) -> Self {
        let usual = median(earlier.to_vec());
        let logs: Vec<f64> = earlier.iter().map(|count| (count + 0.5).ln()).collect();
        let middle = median(logs.clone());
        let spread =
            MAD_TO_DEVIATION * median(logs.iter().map(|log| (log - middle).abs()).collect());
        Self::new(sources, usual, spread.max(MIN_SPREAD))
    }

    fn new(sources: f64, usual: f64, spread: f64) -> Self {
        let (today, before) = (sources + 0.5, usual + 0.5);
        let z = (today / before).ln() / (1.0 / today + 1.0 / before + spread * spread).sqrt();
        Self { sources, usual, z }
    }

    /// Unusual, and at least twice as many as usual: a spike if the day before was so too.
    pub(super) fn is_raised(self) -> bool {
        self.z > UNUSUAL && self.sources >= TWICE * self.usual
    }

    /// Whether it is a spike, given whether the count of the day before was raised.
    pub(super) fn is_spike(self, day_before: bool) -> bool {
        self.is_raised() && (day_before || self.sources >= ALONE * self.usual)
    }
}

/// The middle of some numbers; of an even number of them the mean of the two in the middle.
fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    let half = numbers.len() / 2;
    match numbers.len() % 2 {
        1 => numbers[half],
        _ => (numbers[half - 1] + numbers[half]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(sources: f64, usual: f64) -> Comparison {
        Comparison::of(sources, &Baseline::Median(usual))
    }

    #[test]
    fn ten_times_as_many_is_a_spike_and_twice_as_many_is_none() {
        // The list of DShield, 2004-02-11: 10 per address and hour for a month, 100 that day.
        let tenfold = compare(100.0, 10.0);
        assert!((tenfold.z - 6.3).abs() < 0.05, "{}", tenfold.z);
        assert!(tenfold.is_spike(false));
        let twice = compare(20.0, 10.0);
        assert!((twice.z - 1.64).abs() < 0.005, "{}", twice.z);
        assert!(!twice.is_spike(true));
    }

    #[test]
    fn a_rise_that_a_poisson_test_would_report_is_none() {
        // Slammer, 22 to 45 addresses in a week of 2011: 4.9 standard deviations of a Poisson
        // count.
        let doubled = compare(45.0, 22.0);
        assert!((doubled.z - 2.36).abs() < 0.005, "{}", doubled.z);
        assert!(!doubled.is_spike(true));
    }

    #[test]
    fn three_times_as_many_is_a_spike_on_the_second_day() {
        let threefold = compare(900.0, 300.0);
        assert!(threefold.is_raised() && !threefold.is_spike(false) && threefold.is_spike(true));
    }

    #[test]
    fn counts_that_always_vary_are_forgiven_more() {
        let steady = Comparison::against(300.0, &[100.0, 105.0, 98.0, 101.0]);
        let restless = Comparison::against(300.0, &[40.0, 100.0, 250.0, 20.0, 180.0]);
        assert!(steady.is_raised() && !restless.is_raised());
        assert!((steady.usual - 100.5).abs() < 1e-12);
    }
}
