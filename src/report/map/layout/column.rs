//! Which column a node stands in: as many hops from the ways in as it takes, within the columns and
//! rows of a page.

use std::collections::VecDeque;

use super::{Graph, MAX_COLUMNS, Manner};

/// Rows that fit a page; fewer columns are taken before more rows.
const MANY_ROWS: usize = 20;

/// The columns, that of the ways in first, and the nodes without any edge. Ways in always have a
/// place.
pub(super) fn columns(graph: &Graph) -> (Vec<Vec<usize>>, Vec<usize>) {
    let neighbours = Neighbours::of(graph);
    let (loose, bound): (Vec<usize>, Vec<usize>) =
        (graph.ways..graph.nodes).partition(|node| neighbours.is_alone(*node));
    let depths = depths(graph, &neighbours);
    let mut columns = vec![(0..graph.ways).collect()];
    columns.extend(pack(&bound, &depths));
    (columns, loose)
}

/// Who can be reached from whom.
struct Neighbours {
    after: Vec<Vec<usize>>,
    before: Vec<Vec<usize>>,
    /// Along the arrows that matter.
    main: Vec<Vec<usize>>,
}

impl Neighbours {
    fn of(graph: &Graph) -> Self {
        let empty = || vec![Vec::new(); graph.nodes];
        let mut neighbours = Self { after: empty(), before: empty(), main: empty() };
        for edge in &graph.edges {
            neighbours.after[edge.from].push(edge.to);
            neighbours.before[edge.to].push(edge.from);
            if edge.manner != Manner::Idle {
                neighbours.main[edge.from].push(edge.to);
            }
        }
        neighbours
    }

    fn is_alone(&self, node: usize) -> bool {
        self.after[node].is_empty() && self.before[node].is_empty()
    }
}

/// Hops from the ways in, at least 1: along arrows that matter where they lead, so that the way of
/// the loss reads from left to right. What no way in leads to stands one column before what it
/// leads to.
fn depths(graph: &Graph, neighbours: &Neighbours) -> Vec<usize> {
    let mut depths: Vec<Option<usize>> =
        (0..graph.nodes).map(|node| (node < graph.ways).then_some(0)).collect();
    spread(&mut depths, (0..graph.ways).collect(), &neighbours.main, |depth| depth + 1);
    let known = nearest_first(&depths, 0);
    spread(&mut depths, known, &neighbours.after, |depth| depth + 1);
    let known = nearest_first(&depths, 1);
    spread(&mut depths, known, &neighbours.before, |depth| depth.saturating_sub(1).max(1));
    // What is left is apart from the rest: it starts where nothing leads to, or anywhere.
    let sources = (0..graph.nodes).filter(|node| neighbours.before[*node].is_empty());
    for start in sources.chain(0..graph.nodes) {
        if depths[start].is_none() {
            depths[start] = Some(1);
            spread(&mut depths, VecDeque::from([start]), &neighbours.after, |depth| depth + 1);
        }
    }
    depths.into_iter().map(|depth| depth.unwrap_or(1)).collect()
}

/// The nodes of known depth, from some depth on.
fn nearest_first(depths: &[Option<usize>], least: usize) -> VecDeque<usize> {
    let mut known: Vec<(usize, usize)> =
        depths.iter().enumerate().filter_map(|(node, depth)| Some(((*depth)?, node))).collect();
    known.retain(|(depth, _)| *depth >= least);
    known.sort_unstable();
    known.into_iter().map(|(_, node)| node).collect()
}

fn spread(
    depths: &mut [Option<usize>],
    mut queue: VecDeque<usize>,
    along: &[Vec<usize>],
    step: impl Fn(usize) -> usize,
) {
    while let Some(node) = queue.pop_front() {
        let next = depths[node].map(&step);
        for neighbour in &along[node] {
            if depths[*neighbour].is_none() {
                depths[*neighbour] = next;
                queue.push_back(*neighbour);
            }
        }
    }
}

/// Puts nodes into as many columns as there are: true depths where the rows fit a page, else deep
/// nodes share columns, and columns of many rows are split.
fn pack(nodes: &[usize], depths: &[usize]) -> Vec<Vec<usize>> {
    let ways: Vec<(usize, Vec<Vec<usize>>)> =
        (1..=MAX_COLUMNS).rev().map(|most| fit(layers(nodes, depths, most))).collect();
    let fitting = ways.iter().find(|(rows, _)| *rows <= MANY_ROWS);
    let best = fitting.or_else(|| ways.iter().min_by_key(|(rows, _)| *rows));
    best.map_or_else(Vec::new, |(_, columns)| columns.clone())
}

/// Nodes by depth; those that are deeper than `most` stand with those that are as deep, behind
/// them.
fn layers(nodes: &[usize], depths: &[usize], most: usize) -> Vec<Vec<usize>> {
    let mut layers = vec![Vec::new(); most];
    let mut sorted = nodes.to_vec();
    sorted.sort_by_key(|node| (depths[*node], *node));
    sorted.iter().for_each(|node| layers[depths[*node].min(most) - 1].push(*node));
    layers.retain(|layer| !layer.is_empty());
    layers
}

/// Splits layers until no column has more rows than it must; says how many that are.
fn fit(layers: Vec<Vec<usize>>) -> (usize, Vec<Vec<usize>>) {
    let columns =
        |rows: usize| layers.iter().map(|layer| layer.len().div_ceil(rows)).sum::<usize>();
    let most = layers.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let fewest = MIN_ROWS.min(most);
    let rows = (fewest..=most).find(|rows| columns(*rows) <= MAX_COLUMNS).unwrap_or(most);
    // No more columns than the rows ask for.
    let split = |layer: Vec<usize>| {
        let size = layer.len().div_ceil(layer.len().div_ceil(rows)).max(1);
        layer.chunks(size).map(<[usize]>::to_vec).collect::<Vec<_>>()
    };
    (rows, layers.into_iter().flat_map(split).collect())
}

/// Columns of so many rows are not split: arrows would have to pass between their boxes.
const MIN_ROWS: usize = 13;
