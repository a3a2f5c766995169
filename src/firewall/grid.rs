//! Finds, among many rules, those that may meet a question: by port, by where traffic comes from,
//! or by where it goes.
//!
//! Each axis is cut into cells at edges of the rules themselves. A rule stands in the cells that it
//! covers, or among the wide ones where these are many. A question looks into its cells of the axis
//! on which the fewest rules stand there.

use super::compile::Shape;
use super::range::Ranges;

/// Rules from which the edges of the cells are taken.
const SAMPLES: usize = 512;
/// Cells that one rule may stand in; a wider one is looked at by every question.
const MAX_CELLS: usize = 8;
/// Cells that a question looks into.
const NEAR_CELLS: usize = 4 * MAX_CELLS;
/// Fewer rules than this are all looked at.
const FEW: usize = 24;

/// Rules by the cells that they stand in. They are known by the order in which they were put in.
#[derive(Debug)]
pub(super) struct Grid {
    axes: [Axis; 3],
    count: u32,
}

#[derive(Debug, Default)]
struct Axis {
    edges: Vec<u128>,
    cells: Vec<Vec<u32>>,
    wide: Vec<u32>,
}

/// The three things that are looked at.
fn sides(shape: &Shape) -> [&Ranges; 3] {
    [shape.ports.numbers(), &shape.from, &shape.to]
}

impl Grid {
    /// An empty grid for rules such as these; a part of them says where the edges are.
    pub(super) fn like<'s>(shapes: impl ExactSizeIterator<Item = &'s Shape>) -> Self {
        let step = (shapes.len() / SAMPLES).max(1);
        let mut edges: [Vec<u128>; 3] = Default::default();
        if shapes.len() > FEW {
            for shape in shapes.step_by(step) {
                for (edges, ranges) in edges.iter_mut().zip(sides(shape)) {
                    let ends = ranges
                        .iter()
                        .take(MAX_CELLS)
                        .flat_map(|(first, last)| [Some(first), last.checked_add(1)]);
                    edges.extend(ends.flatten());
                }
            }
        }
        Self { axes: edges.map(Axis::new), count: 0 }
    }

    /// A grid with all of some rules in it.
    pub(super) fn of<'s>(shapes: impl ExactSizeIterator<Item = &'s Shape> + Clone) -> Self {
        let mut grid = Self::like(shapes.clone());
        shapes.for_each(|shape| grid.push(shape));
        grid
    }

    /// Puts one more rule in.
    pub(super) fn push(&mut self, shape: &Shape) {
        for (axis, ranges) in self.axes.iter_mut().zip(sides(shape)) {
            axis.push(self.count, ranges);
        }
        self.count += 1;
    }

    /// Takes the last one out; `shape` has to be its own.
    pub(super) fn pop(&mut self, shape: &Shape) {
        self.count -= 1;
        for (axis, ranges) in self.axes.iter_mut().zip(sides(shape)) {
            axis.pop(ranges);
        }
    }

    /// The rules that may meet a question, in their order, and perhaps others. Those that are not
    /// looked at cost nothing.
    pub(super) fn near(&self, question: [&Ranges; 3]) -> Near<'_> {
        let all = Near::All(0..self.count);
        if self.count as usize <= FEW {
            return all;
        }
        let axes = self.axes.iter().zip(question);
        let axes = axes.filter_map(|(axis, ranges)| Some((axis, axis.cells(ranges, NEAR_CELLS)?)));
        let cost = |(axis, cells): &(&Axis, Vec<usize>)| axis.cost(cells);
        match axes.map(|axis| (cost(&axis), axis)).min_by_key(|(cost, _)| *cost) {
            Some((cost, (axis, cells))) if cost < self.count as usize => {
                let cells = cells.into_iter().map(|cell| axis.cells[cell].as_slice());
                Near::Lists(cells.chain([axis.wide.as_slice()]).collect())
            }
            _ => all,
        }
    }
}

/// Rules in their order.
pub(super) enum Near<'g> {
    All(std::ops::Range<u32>),
    /// Lists that are sorted; a rule may be in several.
    Lists(Vec<&'g [u32]>),
}

impl Iterator for Near<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        match self {
            Self::All(all) => all.next(),
            Self::Lists(lists) => {
                let least = lists.iter().filter_map(|list| list.first()).min().copied()?;
                for list in lists.iter_mut().filter(|list| list.first() == Some(&least)) {
                    *list = &list[1..];
                }
                Some(least)
            }
        }
    }
}

impl Axis {
    fn new(mut edges: Vec<u128>) -> Self {
        edges.sort_unstable();
        edges.dedup();
        Self { cells: vec![Vec::new(); edges.len() + 1], edges, wide: Vec::new() }
    }

    fn cell(&self, number: u128) -> usize {
        self.edges.partition_point(|edge| *edge <= number)
    }

    /// The cells of some numbers, each once and in order; `None` where they are too many.
    fn cells(&self, ranges: &Ranges, most: usize) -> Option<Vec<usize>> {
        let mut cells: Vec<usize> = Vec::new();
        for (first, last) in ranges.iter() {
            let start = self.cell(first).max(cells.last().map_or(0, |known| known + 1));
            let end = self.cell(last);
            if (end + 1).saturating_sub(start) + cells.len() > most {
                return None;
            }
            cells.extend(start..=end);
        }
        Some(cells)
    }

    fn push(&mut self, id: u32, ranges: &Ranges) {
        match self.cells(ranges, MAX_CELLS) {
            Some(cells) => cells.into_iter().for_each(|cell| self.cells[cell].push(id)),
            None => self.wide.push(id),
        }
    }

    fn pop(&mut self, ranges: &Ranges) {
        for cell in self.cells(ranges, MAX_CELLS).into_iter().flatten() {
            self.cells[cell].pop();
        }
        if self.cells(ranges, MAX_CELLS).is_none() {
            self.wide.pop();
        }
    }

    /// How many rules stand in some cells.
    fn cost(&self, cells: &[usize]) -> usize {
        cells.iter().map(|cell| self.cells[*cell].len()).sum::<usize>() + self.wide.len()
    }
}
