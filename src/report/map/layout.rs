//! Where everything goes: columns from left to right by hops from the ways in, boxes that do not
//! overlap, and arrows that run between boxes and never across one.
//!
//! The steps are those of every layered drawing, each in its file: `column` puts nodes into
//! columns, `order` puts the boxes of a column in order, with *lanes* for the arrows that pass
//! through it, `place` finds heights, `route` draws the arrows. The width is that of a page, so
//! letters stay readable however large the network is; only the height grows.

mod column;
mod order;
mod place;
mod route;

pub(super) use self::route::{Leg, Route};

/// A point.
pub(super) type Point = [f64; 2];

/// The width of every drawing.
pub(super) const WIDTH: f64 = 720.0;
/// Room at the edges.
pub(super) const MARGIN: f64 = 6.0;
/// More columns would leave no room for names.
const MAX_COLUMNS: usize = 5;
/// The first column: the ways in.
const FIRST_WIDTH: f64 = 88.0;
/// The widest boxes, and the widest gaps between columns.
const MAX_WIDTH: f64 = 152.0;
const MAX_GAP: f64 = 136.0;
/// The least gap, as wide as arrows need to be told apart.
const MIN_GAP: f64 = 36.0;
const GAP_SHARE: f64 = 0.3;
/// Arrows between boxes of the last column need room beside it.
const BESIDE_LAST: f64 = 28.0;
/// Higher columns say less in each box, so that the whole stays on a page.
const ROOMY_HEIGHT: f64 = 640.0;
const SNUG_HEIGHT: f64 = 760.0;
/// The most nodes without edges that are said much of.
const ROOMY_LOOSE: usize = 16;
/// Between boxes of a column.
const BETWEEN: f64 = 12.0;

/// What is to be drawn: nodes by index, those of the first column first.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    /// How many nodes there are.
    pub(super) nodes: usize,
    /// How many of them are ways in.
    pub(super) ways: usize,
    pub(super) edges: Vec<Edge>,
}

/// An arrow that is to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) manner: Manner,
}

/// How much an arrow matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// It has lanes of its own, and hops are counted along it.
    Alone,
    /// It shares lanes with arrows from or to the same node, and hops are counted along it.
    Leading,
    /// It shares lanes. Hops are counted along it only to where no other arrow leads.
    Idle,
}

/// How much a box says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Density {
    /// Name, machines, loss, in words.
    Roomy,
    /// Name and figures.
    Snug,
    /// The name.
    Tiny,
}

impl Density {
    /// The height of a box.
    pub(super) fn height(self) -> f64 {
        match self {
            Self::Roomy => 52.0,
            Self::Snug => 36.0,
            Self::Tiny => 20.0,
        }
    }

    /// The one that says most and fits.
    fn of(graph: &Graph, slots: &order::Slots, loose: usize) -> Self {
        let height = |density| place::tallest(graph, slots, density);
        match slots.columns.len() {
            0..=4 if height(Self::Roomy) <= ROOMY_HEIGHT && loose <= ROOMY_LOOSE => Self::Roomy,
            _ if height(Self::Snug) <= SNUG_HEIGHT => Self::Snug,
            _ => Self::Tiny,
        }
    }
}

/// A box: its left, top, width and height.
pub(super) type Frame = [f64; 4];

/// Where everything is.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) density: Density,
    /// Per node.
    pub(super) frames: Vec<Frame>,
    /// Per edge.
    pub(super) routes: Vec<Route>,
    /// Where the nodes without any edge begin, below the others.
    pub(super) loose: Option<f64>,
    /// How high all of it is.
    pub(super) height: f64,
}

/// Lays out a graph. The same graph gives the same layout.
pub(super) fn lay(graph: &Graph) -> Layout {
    let (columns, loose) = column::columns(graph);
    let xs = extents(columns.len());
    let slots = order::order(graph, &columns);
    let density = Density::of(graph, &slots, loose.len());
    let centres = place::centres(graph, &slots, density);
    let mut frames = vec![[0.0; 4]; graph.nodes];
    for (c, column) in slots.columns.iter().enumerate() {
        for (slot, y) in column.iter().zip(&centres[c]) {
            if let order::Slot::Box(node) = slot {
                let height = height(graph, *node, density);
                frames[*node] = [xs[c].0, y - height / 2.0, xs[c].1 - xs[c].0, height];
            }
        }
    }
    let routes = route::routes(graph, &slots, &centres, &xs, &frames);
    let bottom = frames
        .iter()
        .map(|[_, y, _, h]| y + h)
        .chain(centres.iter().flatten().copied())
        .fold(0.0, f64::max);
    let (loose_at, height) = place_loose(&loose, density, bottom, &mut frames);
    Layout { density, frames, routes, loose: loose_at, height }
}

/// The height of a node's box: ways in always have room for words.
fn height(graph: &Graph, node: usize, density: Density) -> f64 {
    if node < graph.ways { Density::Roomy.height() } else { density.height() }
}

/// Left and right of every column: boxes and gaps grow with the room there is, and the whole is
/// centred.
fn extents(columns: usize) -> Vec<(f64, f64)> {
    let others = columns.saturating_sub(1).max(1) as f64;
    let room = WIDTH - 2.0 * MARGIN - FIRST_WIDTH - BESIDE_LAST;
    let pitch = room / others;
    let width = (pitch - MIN_GAP.max(pitch * GAP_SHARE)).min(MAX_WIDTH);
    let gap = ((room - others * width) / others).min(MAX_GAP);
    let left = MARGIN + (room - others * (width + gap)) / 2.0;
    let start = |c: usize| {
        if c == 0 { left } else { left + FIRST_WIDTH + gap + (c - 1) as f64 * (width + gap) }
    };
    (0..columns).map(|c| (start(c), start(c) + if c == 0 { FIRST_WIDTH } else { width })).collect()
}

/// Room for the heading above nodes without edges.
const HEADING: f64 = 34.0;

/// Nodes without edges stand in rows below the others.
fn place_loose(
    loose: &[usize],
    density: Density,
    bottom: f64,
    frames: &mut [Frame],
) -> (Option<f64>, f64) {
    if loose.is_empty() {
        return (None, bottom + MARGIN);
    }
    let across = if density == Density::Roomy { 4 } else { MAX_COLUMNS };
    let width = (WIDTH - 2.0 * MARGIN - (across - 1) as f64 * BETWEEN) / across as f64;
    let height = density.height();
    for (i, node) in loose.iter().enumerate() {
        let (row, column) = ((i / across) as f64, (i % across) as f64);
        frames[*node] = [
            MARGIN + column * (width + BETWEEN),
            bottom + HEADING + row * (height + BETWEEN),
            width.min(MAX_WIDTH),
            height,
        ];
    }
    let rows = loose.len().div_ceil(across) as f64;
    (Some(bottom + HEADING), bottom + HEADING + rows * (height + BETWEEN) - BETWEEN + MARGIN)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Three ways in, and segments with flows between them.
    fn graphs() -> impl Strategy<Value = Graph> {
        (0_usize..=60).prop_flat_map(|segments| {
            let nodes = segments + 3;
            let edge = (0..nodes, 3..nodes.max(4), 0_u8..3);
            proptest::collection::vec(edge, 0..150).prop_map(move |edges| graph(nodes, edges))
        })
    }

    fn graph(nodes: usize, edges: Vec<(usize, usize, u8)>) -> Graph {
        let edge = |(from, to, manner)| Edge {
            from,
            to,
            manner: [Manner::Idle, Manner::Leading, Manner::Alone][usize::from(manner)],
        };
        let mut edges: Vec<(usize, usize, u8)> =
            edges.into_iter().filter(|(from, to, _)| from != to && *to < nodes).collect();
        edges.sort_unstable();
        edges.dedup_by_key(|(from, to, _)| (*from, *to));
        Graph { nodes, ways: 3, edges: edges.into_iter().map(edge).collect() }
    }

    fn is_inside([x, y]: Point, [left, top, width, height]: Frame) -> bool {
        let hair = 0.01;
        x > left + hair && x < left + width - hair && y > top + hair && y < top + height - hair
    }

    fn check(graph: &Graph) -> Result<(), TestCaseError> {
        let layout = lay(graph);
        let page = [0.0, 0.0, WIDTH, layout.height];
        for (i, frame) in layout.frames.iter().enumerate() {
            let [x, y, width, height] = *frame;
            prop_assert!(width >= 60.0 && height >= 20.0, "box {i} is {frame:?}");
            prop_assert!(
                is_inside([x, y], page) && is_inside([x + width, y + height], page),
                "box {i} at {frame:?} on {page:?}"
            );
            for (j, other) in layout.frames[..i].iter().enumerate() {
                let apart = x >= other[0] + other[2]
                    || other[0] >= x + width
                    || y >= other[1] + other[3]
                    || other[1] >= y + height;
                prop_assert!(apart, "boxes {i} at {frame:?} and {j} at {other:?}");
            }
        }
        prop_assert_eq!(layout.routes.len(), graph.edges.len());
        for (edge, route) in graph.edges.iter().zip(&layout.routes) {
            for point in
                route.legs.iter().flat_map(|leg| (0..=20).map(|i| leg.at(f64::from(i) / 20.0)))
            {
                prop_assert!(is_inside(point, page), "{edge:?} leaves the page at {point:?}");
                let crossed = layout.frames.iter().position(|frame| is_inside(point, *frame));
                prop_assert!(crossed.is_none(), "{edge:?} crosses box {crossed:?} at {point:?}");
            }
            let joined = route.legs.windows(2).all(|pair| pair[0].at(1.0) == pair[1].at(0.0));
            prop_assert!(joined, "{edge:?} has holes: {route:?}");
            let [left, top, width, height] = layout.frames[edge.to];
            let [x, y] = route.tip;
            let meets = (x - left).abs() < 0.01 || (x - left - width).abs() < 0.01;
            prop_assert!(
                meets && y > top && y < top + height,
                "{edge:?} ends at {:?}, not at {:?}",
                route.tip,
                layout.frames[edge.to]
            );
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::with_cases(96) })]

        #[test]
        fn boxes_are_on_the_page_and_apart_and_arrows_run_between_them(graph in graphs()) {
            check(&graph)?;
        }
    }

    #[test]
    fn hubs_chains_and_meshes_fit_the_page() {
        let hub: Vec<_> =
            (4..63).flat_map(|spoke| [(spoke, 3, 0), (3, spoke, 1)]).chain([(0, 3, 2)]).collect();
        let chain: Vec<_> = (3..62).map(|node| (node, node + 1, 2)).chain([(0, 3, 2)]).collect();
        let mesh: Vec<_> = (3..63)
            .flat_map(|from| {
                (0..2).map(move |i| {
                    (from, 3 + (from * 7 + i * 13) % 60, if i == 0 && from < 23 { 2 } else { 0 })
                })
            })
            .collect();
        for edges in [hub, chain, mesh, Vec::new()] {
            let graph = graph(63, edges);
            check(&graph).unwrap();
            assert!(lay(&graph).height < 1_050.0, "{}", lay(&graph).height);
        }
    }

    #[test]
    fn columns_are_hops_along_the_arrows_that_matter() {
        let graph = graph(6, vec![(0, 3, 2), (3, 4, 2), (4, 5, 1), (3, 5, 0)]);
        let xs: Vec<f64> = lay(&graph).frames[3..].iter().map(|frame| frame[0]).collect();
        assert!(xs[0] < xs[1] && xs[1] < xs[2], "{xs:?}");
    }
}
