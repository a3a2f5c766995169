//! Heights: every place as near to its neighbours in the columns beside it as the order and the
//! gaps allow.

use super::order::{Slot, Slots};
use super::{BETWEEN, Density, Graph, MARGIN, height};

/// The height of a lane, and the gap between lanes and beside them.
const LANE: f64 = 2.0;
const BESIDE_LANE: f64 = 6.0;
/// How often neighbours pull.
const ROUNDS: usize = 24;
/// Lanes that continue each other pull harder: long arrows are to be straight.
const STRAIGHT: f64 = 4.0;

/// The middle of every place, per column.
pub(super) fn centres(graph: &Graph, slots: &Slots, density: Density) -> Vec<Vec<f64>> {
    let gaps: Vec<Vec<f64>> =
        slots.columns.iter().map(|column| gaps(graph, column, density)).collect();
    let mut centres: Vec<Vec<f64>> = gaps.iter().map(|gaps| stacked(gaps)).collect();
    // The drawing is no higher than its fullest column.
    let reach =
        centres.iter().filter_map(|centres| centres.last()).fold(0.0, |most: f64, y| most.max(*y));
    for round in 0..ROUNDS {
        let count = slots.columns.len();
        for step in 0..count {
            let column = if round % 2 == 0 { step } else { count - 1 - step };
            let wanted = wanted(slots, &centres, column);
            centres[column] = nearest(&wanted, &gaps[column], reach);
        }
    }
    let top = |(column, centres): (&Vec<Slot>, &Vec<f64>)| {
        Some(centres.first()? - half(graph, column.first()?, density))
    };
    let top = slots.columns.iter().zip(&centres).filter_map(top).fold(f64::INFINITY, f64::min);
    centres.iter_mut().flatten().for_each(|y| *y += MARGIN - top);
    centres
}

/// The height of the fullest column.
pub(super) fn tallest(graph: &Graph, slots: &Slots, density: Density) -> f64 {
    slots.columns.iter().map(|column| gaps(graph, column, density).iter().sum()).fold(0.0, f64::max)
        + density.height()
}

fn half(graph: &Graph, slot: &Slot, density: Density) -> f64 {
    match slot {
        Slot::Box(node) => height(graph, *node, density) / 2.0,
        Slot::Lane(_) => LANE / 2.0,
    }
}

/// The least distance from the middle of each place to that of the one before it; 0 for the first.
fn gaps(graph: &Graph, column: &[Slot], density: Density) -> Vec<f64> {
    let gap = |pair: &[Slot]| {
        let boxes = pair.iter().all(|slot| matches!(slot, Slot::Box(_)));
        half(graph, &pair[0], density)
            + half(graph, &pair[1], density)
            + if boxes { BETWEEN } else { BESIDE_LANE }
    };
    std::iter::once(0.0).chain(column.windows(2).map(gap)).take(column.len()).collect()
}

/// One below the other, around 0.
fn stacked(gaps: &[f64]) -> Vec<f64> {
    let half = gaps.iter().sum::<f64>() / 2.0;
    let below = |y: &mut f64, gap: &f64| {
        *y += gap;
        Some(*y - half)
    };
    gaps.iter().scan(0.0, below).collect()
}

/// Where the neighbours of each place pull it, on both sides.
fn wanted(slots: &Slots, centres: &[Vec<f64>], column: usize) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); centres[column].len()];
    let is_lane = |c: usize, at: usize| matches!(slots.columns[c][at], Slot::Lane(_));
    let mut pull = |here: usize, other: usize, there: usize| {
        let weight = if is_lane(column, here) && is_lane(other, there) { STRAIGHT } else { 1.0 };
        sums[here].0 += weight * centres[other][there];
        sums[here].1 += weight;
    };
    if column > 0 {
        slots.links[column - 1].iter().for_each(|(left, right)| pull(*right, column - 1, *left));
    }
    if let Some(links) = slots.links.get(column) {
        links.iter().for_each(|(left, right)| pull(*left, column + 1, *right));
    }
    // What nothing pulls stays beside the place before it.
    let mut last = None;
    let want = |((sum, weight), own): (&(f64, f64), &f64)| {
        let wanted = if *weight > 0.0 { sum / weight } else { last.unwrap_or(*own) };
        last = Some(wanted);
        wanted
    };
    sums.iter().zip(&centres[column]).map(want).collect()
}

/// The heights with the least squares of distances to those wanted, in the given order and with the
/// given gaps: neighbours that want to be in the wrong order form a block, which stands where its
/// members want to be on average. None is farther from 0 than `reach`, which must be enough for all
/// of them.
fn nearest(wanted: &[f64], gaps: &[f64], reach: f64) -> Vec<f64> {
    let offsets: Vec<f64> = gaps
        .iter()
        .scan(0.0, |sum, gap| {
            *sum += gap;
            Some(*sum)
        })
        .collect();
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (wanted, offset) in wanted.iter().zip(&offsets) {
        let mut block = (wanted - offset, 1);
        while let Some(last) = blocks.pop_if(|last| last.0 >= block.0) {
            let size = last.1 + block.1;
            block = ((last.0 * last.1 as f64 + block.0 * block.1 as f64) / size as f64, size);
        }
        blocks.push(block);
    }
    let last = reach - offsets.last().copied().unwrap_or(0.0);
    let places = blocks
        .iter()
        .flat_map(|(place, size)| std::iter::repeat_n(place.min(last).max(-reach), *size));
    places.zip(&offsets).map(|(place, offset)| place + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn places_keep_their_order_and_their_gaps_and_move_as_little_as_possible() {
        assert_eq!(nearest(&[0.0, 100.0], &[0.0, 10.0], 200.0), [0.0, 100.0]);
        assert_eq!(nearest(&[50.0, 50.0, 50.0], &[0.0, 10.0, 10.0], 200.0), [40.0, 50.0, 60.0]);
        assert_eq!(nearest(&[100.0, 0.0], &[0.0, 10.0], 200.0), [45.0, 55.0]);
        assert_eq!(nearest(&[-90.0, 100.0, 100.0], &[0.0, 10.0, 10.0], 40.0), [-40.0, 30.0, 40.0]);
        assert_eq!(nearest(&[], &[], 0.0), [0.0; 0]);
    }
}
