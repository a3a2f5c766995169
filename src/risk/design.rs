//! How often samples show what is rare: so that the loss scatters least.
//!
//! Neyman's allocation, on a grid of quarters: each part of the outcomes gets the more samples the
//! likelier it is and the more the loss scatters within it (Cochran, "Sampling Techniques", 3rd
//! edition, chapter 5).

use super::strata::{SIDE, Strata};

/// In how many quarters of the samples rare events happen; 0 leaves them to chance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Design {
    /// That a stage moves.
    pub(super) stage: u8,
    /// That somebody inside starts it: an insider, or whoever runs a Trojan.
    pub(super) start: u8,
}

impl Design {
    /// Everything is left to chance.
    pub const PLAIN: Self = Self { stage: 0, start: 0 };

    /// A stage moves in so many quarters of the samples, and somebody starts it in so many: 0 to 3.
    pub fn new(stage: u8, start: u8) -> Self {
        let most = SIDE as u8 - 1;
        Self { stage: stage.min(most), start: start.min(most) }
    }

    /// The design of which the loss of a sample scatters least, given the losses of samples that were
    /// drawn from some strata, by the keys of their blocks and their places; the plain one unless
    /// another is much better.
    pub(super) fn best(strata: &Strata, losses: impl Iterator<Item = (u64, u64, f64)>) -> Self {
        let mut cells = [[Cell::default(); 2]; 2];
        for (block, place, loss) in losses {
            let [stage, start] = strata.happen(block, place);
            cells[usize::from(stage)][usize::from(start)].add(loss);
        }
        let [stage, start] = strata.chances();
        let shares = |chance: Option<f64>| chance.map_or([1.0, 0.0], |p| [1.0 - p, p]);
        for (row, stage) in cells.iter_mut().zip(shares(stage)) {
            row.iter_mut().zip(shares(start)).for_each(|(cell, start)| cell.weigh(stage * start));
        }
        let choices = |chance: Option<f64>| 0..if chance.is_some() { SIDE as u8 } else { 1 };
        let all =
            choices(stage).flat_map(|stage| choices(start).map(move |start| Self { stage, start }));
        let scatter = |design: &Self| scatter(&cells, *design);
        let best = all.min_by(|a, b| scatter(a).total_cmp(&scatter(b))).unwrap_or_default();
        if scatter(&best) < WORTH_IT * scatter(&Self::PLAIN) { best } else { Self::PLAIN }
    }
}

/// How much less the loss has to scatter: coins are balanced the better, the more samples share them.
const WORTH_IT: f64 = 0.5;

/// Losses of samples that are alike in what is rare: sums first, then a share of all that may happen
/// and the moments within it.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    samples: f64,
    share: f64,
    loss: f64,
    squares: f64,
}

impl Cell {
    fn add(&mut self, loss: f64) {
        self.samples += 1.0;
        self.loss += loss;
        self.squares += loss * loss;
    }

    fn weigh(&mut self, share: f64) {
        let scale = if self.samples > 0.0 { share / self.samples } else { 0.0 };
        *self = Self {
            samples: self.samples,
            share,
            loss: scale * self.loss,
            squares: scale * self.squares,
        };
    }

    fn and(self, other: Self) -> Self {
        Self {
            samples: self.samples + other.samples,
            share: self.share + other.share,
            loss: self.loss + other.loss,
            squares: self.squares + other.squares,
        }
    }

    /// What it adds to the variance of the mean, drawn in a share of the samples: the square of its
    /// own share, times the variance within it.
    fn scatter(self, drawn: f64) -> f64 {
        (self.share * self.squares - self.loss * self.loss).max(0.0) / drawn
    }
}

/// How much the loss scatters in a design, per sample.
fn scatter(cells: &[[Cell; 2]; 2], design: Design) -> f64 {
    let quarters = |n: u8| f64::from(n) / SIDE as f64;
    let drawn = |n: u8| if n == 0 { [1.0, 0.0] } else { [1.0 - quarters(n), quarters(n)] };
    let by_stage = match design.stage {
        0 => {
            let [calm, moved] = cells;
            [[calm[0].and(moved[0]), calm[1].and(moved[1])], [Cell::default(); 2]]
        }
        _ => *cells,
    };
    let mut sum = 0.0;
    for (row, stage) in by_stage.into_iter().zip(drawn(design.stage)) {
        let row = if design.start == 0 { [row[0].and(row[1]), Cell::default()] } else { row };
        for (cell, start) in row.into_iter().zip(drawn(design.start)) {
            if cell.share > 0.0 {
                sum += cell.scatter(stage * start);
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::super::dice::Seeded;
    use super::super::strata::{Calm, Event};
    use super::*;
    use crate::risk::Dice;

    #[test]
    fn samples_go_where_the_loss_scatters() {
        let mut calm = Calm::default();
        calm.level_of(Event::Insider, 1, &[0.09]);
        calm.level_of(Event::Stage, 2, &[0.004]);
        let strata = Strata::new(&calm, Design::new(1, 1));
        let losses = |loss: fn(bool, bool) -> f64| {
            let all = (0..256).map(|sample| Seeded::new(1, sample).position());
            all.map(move |(block, place)| {
                let [stage, start] = strata.happen(block, place);
                (block, place, loss(stage, start) * if place % 2 == 0 { 2.0 } else { 1.0 })
            })
        };
        // All of it comes with insiders.
        let best = Design::best(&strata, losses(|_, start| f64::from(u8::from(start))));
        assert!(best.start == 3, "{best:?}");
        // What happens makes no difference.
        assert_eq!(Design::best(&strata, losses(|_, _| 1.0)), Design::PLAIN);
    }
}
