//! The order of boxes and lanes in their columns: such that few arrows cross.
//!
//! An arrow that passes through a column takes a lane there. Arrows of little weight from or to the
//! same node share their lanes: sixty arrows to one hub become a tree that the eye can follow, not
//! sixty parallel lines.

use std::collections::BTreeMap;

use super::{Edge, Graph, Manner};

/// One place in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// A node.
    Box(usize),
    /// Arrows that pass through.
    Lane(Lane),
}

/// Who shares a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    /// An edge alone.
    Edge(usize),
    /// Edges from a node to the right.
    FromRight(usize),
    /// Edges from a node to the left.
    FromLeft(usize),
    /// Edges from the left to a node.
    ToRight(usize),
    /// Edges from the right to a node.
    ToLeft(usize),
}

/// A place by its column and its number there.
pub(super) type At = (usize, usize);

/// The order.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    /// The places of each column from top to bottom.
    pub(super) columns: Vec<Vec<Slot>>,
    /// Per edge: the places it passes, from left to right; one only if both ends are in the same
    /// column.
    pub(super) chains: Vec<Vec<At>>,
    /// Between each column and the next: which places are joined, each pair once.
    pub(super) links: Vec<Vec<(usize, usize)>>,
}

/// How often the order is gone through from left to right and back.
const SWEEPS: usize = 16;

/// Orders the columns.
pub(super) fn order(graph: &Graph, columns: &[Vec<usize>]) -> Slots {
    let mut slots = Slots::new(graph, columns);
    let mut best = slots.clone();
    let mut fewest = slots.crossings();
    for sweep in 0..SWEEPS {
        slots.sort(sweep % 2 == 0);
        let crossings = slots.crossings();
        if crossings < fewest {
            (best, fewest) = (slots.clone(), crossings);
        }
    }
    best
}

impl Slots {
    fn new(graph: &Graph, columns: &[Vec<usize>]) -> Self {
        let mut column_of = vec![usize::MAX; graph.nodes];
        for (c, nodes) in columns.iter().enumerate() {
            nodes.iter().for_each(|node| column_of[*node] = c);
        }
        let degrees = degrees(graph);
        let mut placed: Vec<Vec<Slot>> =
            columns.iter().map(|nodes| nodes.iter().copied().map(Slot::Box).collect()).collect();
        let mut known: Vec<BTreeMap<Slot, usize>> = placed
            .iter()
            .map(|column| column.iter().enumerate().map(|(i, slot)| (*slot, i)).collect())
            .collect();
        let mut chains = Vec::with_capacity(graph.edges.len());
        for (i, edge) in graph.edges.iter().enumerate() {
            let (from, to) = (column_of[edge.from], column_of[edge.to]);
            let (left, right) =
                if from <= to { (edge.from, edge.to) } else { (edge.to, edge.from) };
            let lane = Slot::Lane(lane(i, edge, &degrees, from <= to));
            let inner = (from.min(to) + 1..from.max(to)).map(|c| (c, lane));
            let mut chain = vec![(from.min(to), Slot::Box(left))];
            chain.extend(inner);
            chain.extend((from != to).then_some((from.max(to), Slot::Box(right))));
            let place = |(c, slot): (usize, Slot)| {
                let at = *known[c].entry(slot).or_insert_with(|| {
                    placed[c].push(slot);
                    placed[c].len() - 1
                });
                (c, at)
            };
            chains.push(chain.into_iter().map(place).collect::<Vec<At>>());
        }
        let links = links(&chains, columns.len());
        Self { columns: placed, chains, links }
    }

    /// Puts every column in the order of the middle of its neighbours on one side.
    fn sort(&mut self, from_left: bool) {
        let count = self.columns.len();
        for step in 1..count {
            let column = if from_left { step } else { count - 1 - step };
            let means = self.means(column, from_left);
            let mut order: Vec<usize> = (0..self.columns[column].len()).collect();
            order.sort_by(|a, b| means[*a].total_cmp(&means[*b]));
            self.rearrange(column, &order);
        }
    }

    /// The mean place of the neighbours of each place of a column, as a share of their column; its
    /// own where it has none.
    fn means(&self, column: usize, from_left: bool) -> Vec<f64> {
        let size = self.columns[column].len();
        let mut sums = vec![(0.0, 0_u32); size];
        let beside = if from_left { column - 1 } else { column + 1 };
        let other = self.columns[beside].len().max(1) as f64;
        for (left, right) in &self.links[column.min(beside)] {
            let (here, there) = if from_left { (*right, *left) } else { (*left, *right) };
            sums[here].0 += (there as f64 + 0.5) / other;
            sums[here].1 += 1;
        }
        let own = |i: usize| (i as f64 + 0.5) / size as f64;
        sums.iter()
            .enumerate()
            .map(|(i, (sum, n))| if *n == 0 { own(i) } else { sum / f64::from(*n) })
            .collect()
    }

    fn rearrange(&mut self, column: usize, order: &[usize]) {
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, old)| place[*old] = new);
        self.columns[column] = order.iter().map(|old| self.columns[column][*old]).collect();
        for (c, at) in self.chains.iter_mut().flatten() {
            if *c == column {
                *at = place[*at];
            }
        }
        if column > 0 {
            self.links[column - 1].iter_mut().for_each(|(_, right)| *right = place[*right]);
        }
        if let Some(links) = self.links.get_mut(column) {
            links.iter_mut().for_each(|(left, _)| *left = place[*left]);
        }
    }

    fn crossings(&self) -> usize {
        self.links.iter().map(|links| crossings(links)).sum()
    }
}

fn degrees(graph: &Graph) -> Vec<usize> {
    let mut degrees = vec![0; graph.nodes];
    graph.edges.iter().flat_map(|edge| [edge.from, edge.to]).for_each(|node| degrees[node] += 1);
    degrees
}

/// Arrows share lanes with those of the busier of their ends.
fn lane(i: usize, edge: &Edge, degrees: &[usize], to_right: bool) -> Lane {
    match (edge.manner, degrees[edge.from] >= degrees[edge.to], to_right) {
        (Manner::Alone, _, _) => Lane::Edge(i),
        (_, true, true) => Lane::FromRight(edge.from),
        (_, true, false) => Lane::FromLeft(edge.from),
        (_, false, true) => Lane::ToRight(edge.to),
        (_, false, false) => Lane::ToLeft(edge.to),
    }
}

fn links(chains: &[Vec<At>], columns: usize) -> Vec<Vec<(usize, usize)>> {
    let mut links = vec![Vec::new(); columns.saturating_sub(1)];
    for pair in chains.iter().flat_map(|chain| chain.windows(2)) {
        links[pair[0].0].push((pair[0].1, pair[1].1));
    }
    for links in &mut links {
        links.sort_unstable();
        links.dedup();
    }
    links
}

/// Pairs of links whose ends are in opposite order.
fn crossings(links: &[(usize, usize)]) -> usize {
    let crossed = |(i, (left, right)): (usize, &(usize, usize))| {
        links[..i]
            .iter()
            .filter(|(l, r)| (l < left && r > right) || (l > left && r < right))
            .count()
    };
    links.iter().enumerate().map(crossed).sum()
}
