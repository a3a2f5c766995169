//! Axes: from figures to coordinates, and the round figures that are written beside them.

use crate::report::words::number;

/// Figures beyond this are drawn as if they were this.
const MAX_FIGURE: f64 = 1e15;
/// Decimals of the figures of an axis.
const MAX_DECIMALS: i32 = 12;

/// From figures to coordinates.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    figures: [f64; 2],
    place: [f64; 2],
}

impl Scale {
    /// The first figure is at the first place, the second at the second.
    pub(super) fn new(figures: [f64; 2], place: [f64; 2]) -> Self {
        Self { figures, place }
    }

    /// Where a figure is; one that is outside is at the edge.
    pub(super) fn at(self, figure: f64) -> f64 {
        let [low, high] = self.figures;
        let share =
            if high > low { ((finite(figure) - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
        self.place[0] + share * (self.place[1] - self.place[0])
    }
}

/// A figure that can be drawn: no infinity, nothing that is not a number.
fn finite(figure: f64) -> f64 {
    if figure.is_nan() { 0.0 } else { figure.clamp(-MAX_FIGURE, MAX_FIGURE) }
}

/// A loss that can be drawn: finite and not below nothing.
pub(super) fn loss(figure: f64) -> f64 {
    finite(figure).max(0.0)
}

/// Round figures from 0 to the first that is not less than `most`: at most `number` steps.
pub(super) fn ticks(most: f64, number: u32) -> Vec<f64> {
    let step = step(most, number);
    let count = (most / step - 1e-9).ceil().clamp(1.0, f64::from(number)) as u32;
    (0..=count).map(|i| f64::from(i) * step).collect()
}

/// 1, 2 or 5 times a power of ten, of which `number` make at least `most`.
fn step(most: f64, number: u32) -> f64 {
    let least = (most / f64::from(number.max(1))).max(1e-12);
    let power = 10_f64.powi(least.log10().floor() as i32);
    let times = [1.0, 2.0, 5.0].into_iter().find(|times| times * power >= least * (1.0 - 1e-9));
    times.unwrap_or(10.0) * power
}

/// Minutes, half hours, hours or days that divide a time into at most `number` steps.
pub(super) fn minutes(most: u64, number: u64) -> Vec<u64> {
    const ROUND: [u64; 12] = [5, 10, 15, 30, 60, 120, 240, 480, 960, 1440, 2880, 7200];
    let least = most.div_ceil(number.max(1));
    let step = ROUND
        .into_iter()
        .find(|round| *round >= least)
        .unwrap_or_else(|| least.div_ceil(14_400).saturating_mul(14_400));
    (0..=most / step).map(|i| i * step).collect()
}

/// The figures of an axis as texts, with the decimals that tell them apart.
pub(super) fn words(ticks: &[f64]) -> Vec<String> {
    let step = ticks.get(1).copied().unwrap_or(1.0);
    let decimals =
        (-(step * 1.000_001).log10().floor()).clamp(0.0, f64::from(MAX_DECIMALS)) as usize;
    let word = |tick: &f64| {
        if decimals == 0 || *tick == 0.0 {
            number::count(tick.round() as u64)
        } else {
            format!("{tick:.decimals$}")
        }
    };
    ticks.iter().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_the_figure() {
        assert_eq!(words(&ticks(87.2, 5)), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(words(&ticks(0.47, 5)), ["0", "0.1", "0.2", "0.3", "0.4", "0.5"]);
        assert_eq!(words(&ticks(1e9, 4)), ["0", "500,000,000", "1,000,000,000"]);
        assert_eq!(words(&ticks(1e-9, 2)), ["0", "0.0000000005", "0.0000000010"]);
        assert_eq!(words(&ticks(100.0, 5)), ["0", "20", "40", "60", "80", "100"]);
    }

    #[test]
    fn times_are_divided_as_people_divide_them() {
        assert_eq!(minutes(100, 6), [0, 30, 60, 90]);
        assert_eq!(minutes(960, 8), [0, 120, 240, 360, 480, 600, 720, 840, 960]);
        assert!(minutes(u64::MAX, 8).len() <= 9);
    }

    #[test]
    fn what_is_outside_is_at_the_edge() {
        let scale = Scale::new([0.0, 10.0], [100.0, 200.0]);
        assert_eq!(
            [-1.0, 5.0, f64::NAN, f64::INFINITY].map(|x| scale.at(x)),
            [100.0, 150.0, 100.0, 200.0]
        );
        assert_eq!(Scale::new([3.0, 3.0], [1.0, 2.0]).at(3.0), 1.0);
    }
}
