//! The course of every arrow: level at its ends and across columns, curved in the gaps between
//! them. Boxes stand in columns and lanes have their own height there, so no arrow crosses a box.

use std::collections::BTreeMap;

use super::order::{At, Slots};
use super::{BESIDE_LAST, Frame, Graph, Point};

/// The length of a head.
pub(in super::super) const HEAD: f64 = 9.0;
/// The most that arrows at one side of a box are apart, and the room above the first and below the
/// last.
const APART: f64 = 9.0;
const CORNER: f64 = 5.0;

/// The course of one arrow, from its tail to the base of its head.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in super::super) struct Route {
    /// Its parts, each beginning where the one before it ends.
    pub(in super::super) legs: Vec<Leg>,
    /// The tip of its head.
    pub(in super::super) tip: Point,
}

/// A part of a course.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) enum Leg {
    /// Level, across a column.
    Level(Point, Point),
    /// A curve: its start, two points that pull, its end.
    Curve([Point; 4]),
}

impl Leg {
    fn reversed(self) -> Self {
        match self {
            Self::Level(a, b) => Self::Level(b, a),
            Self::Curve([a, b, c, d]) => Self::Curve([d, c, b, a]),
        }
    }

    /// A point of it; 0 is its start and 1 its end.
    pub(in super::super) fn at(self, t: f64) -> Point {
        let mix = |a: f64, b: f64| a + (b - a) * t;
        let between = |a: Point, b: Point| [mix(a[0], b[0]), mix(a[1], b[1])];
        match self {
            Self::Level(a, b) => between(a, b),
            Self::Curve([a, b, c, d]) => {
                let (ab, bc, cd) = (between(a, b), between(b, c), between(c, d));
                between(between(ab, bc), between(bc, cd))
            }
        }
    }
}

/// The sides of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Left,
    Right,
}

/// Where an arrow meets a box: arrows that go on to the same place share it. Ordered from top to
/// bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Port {
    /// To a box above in the same column, by how far.
    Above(usize, Way),
    /// To a place in the next column.
    Beside(usize, Way),
    /// To a box below in the same column, by how much nearer than the farthest.
    Below(usize, Way),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Out,
    In,
}

/// Every arrow's course.
pub(super) fn routes(
    graph: &Graph,
    slots: &Slots,
    centres: &[Vec<f64>],
    xs: &[(f64, f64)],
    frames: &[Frame],
) -> Vec<Route> {
    let ends: Vec<Ends> = (0..graph.edges.len()).map(|edge| Ends::of(graph, slots, edge)).collect();
    let ports = Ports::of(&ends, frames);
    let route = |(edge, ends): (usize, &Ends)| {
        let heights = [ports.height(ends.left), ports.height(ends.right)];
        match &slots.chains[edge][..] {
            [one] => arc(xs[one.0].1, heights, gap_after(xs, one.0)),
            chain => across(chain, heights, centres, xs, ends.forward),
        }
    };
    ends.iter().enumerate().map(route).collect()
}

/// Where an edge meets its boxes; for an edge within a column, `left` is its tail and `right` its
/// head.
struct Ends {
    left: (usize, Side, Port),
    right: (usize, Side, Port),
    forward: bool,
}

impl Ends {
    fn of(graph: &Graph, slots: &Slots, edge: usize) -> Self {
        let chain = &slots.chains[edge];
        let super::Edge { from, to, .. } = graph.edges[edge];
        let (first, last) = (chain[0], chain[chain.len() - 1]);
        if let [(column, _)] = chain[..] {
            let place = |node: usize| {
                slots.columns[column]
                    .iter()
                    .position(|slot| *slot == super::order::Slot::Box(node))
                    .unwrap_or(0)
            };
            let (tail, head) = (place(from), place(to));
            return Self {
                left: (from, Side::Right, beside(tail, head, Way::Out)),
                right: (to, Side::Right, beside(head, tail, Way::In)),
                forward: true,
            };
        }
        let forward = slots.columns[first.0][first.1] == super::order::Slot::Box(from);
        let (left, right, out, into) =
            if forward { (from, to, Way::Out, Way::In) } else { (to, from, Way::In, Way::Out) };
        Self {
            left: (left, Side::Right, Port::Beside(chain[1].1, out)),
            right: (right, Side::Left, Port::Beside(chain[chain.len() - 2].1, into)),
            forward: forward && last.0 >= first.0,
        }
    }
}

/// The port towards another box of the same column. Far arcs go around near ones: they start on the
/// far side.
fn beside(own: usize, other: usize, way: Way) -> Port {
    if other < own {
        Port::Above(own - other, way)
    } else {
        Port::Below(usize::MAX - (other - own), way)
    }
}

/// The heights at which arrows meet boxes.
struct Ports(BTreeMap<(usize, Side, Port), f64>);

impl Ports {
    fn of(ends: &[Ends], frames: &[Frame]) -> Self {
        let mut ports: BTreeMap<(usize, Side, Port), f64> = BTreeMap::new();
        ends.iter()
            .flat_map(|ends| [ends.left, ends.right])
            .for_each(|port| *ports.entry(port).or_default() = 0.0);
        let keys: Vec<(usize, Side, Port)> = ports.keys().copied().collect();
        for side in keys.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let [_, top, _, height] = frames[side[0].0];
            let apart =
                ((height - 2.0 * CORNER) / side.len().saturating_sub(1).max(1) as f64).min(APART);
            let first = top + height / 2.0 - apart * (side.len() - 1) as f64 / 2.0;
            ports.extend(side.iter().enumerate().map(|(i, key)| (*key, first + apart * i as f64)));
        }
        Self(ports)
    }

    fn height(&self, port: (usize, Side, Port)) -> f64 {
        self.0.get(&port).copied().unwrap_or_default()
    }
}

fn gap_after(xs: &[(f64, f64)], column: usize) -> f64 {
    xs.get(column + 1).map_or(BESIDE_LAST, |next| next.0 - xs[column].1)
}

/// From one box of a column to another: out to the right and back.
fn arc(x: f64, [tail, head]: [f64; 2], gap: f64) -> Route {
    // A curve reaches three quarters as far as the points that pull it.
    let reach = ((head - tail).abs().sqrt() * 3.0 + HEAD).min(gap * 1.2);
    let curve = Leg::Curve([[x, tail], [x + reach, tail], [x + reach, head], [x + HEAD, head]]);
    Route { legs: vec![curve], tip: [x, head] }
}

/// From column to column. The parts are made from left to right and turned around for an arrow to
/// the left.
fn across(
    chain: &[At],
    [start, end]: [f64; 2],
    centres: &[Vec<f64>],
    xs: &[(f64, f64)],
    forward: bool,
) -> Route {
    let last = chain.len() - 1;
    let y = |i: usize| match i {
        0 => start,
        i if i == last => end,
        i => centres[chain[i].0][chain[i].1],
    };
    let mut legs = Vec::new();
    for i in 0..last {
        let (column, next) = (chain[i].0, chain[i + 1].0);
        let from = xs[column].1 + if i == 0 && !forward { HEAD } else { 0.0 };
        let to = xs[next].0 - if i + 1 == last && forward { HEAD } else { 0.0 };
        let middle = (from + to) / 2.0;
        legs.push(Leg::Curve([[from, y(i)], [middle, y(i)], [middle, y(i + 1)], [to, y(i + 1)]]));
        if i + 1 < last {
            legs.push(Leg::Level([xs[next].0, y(i + 1)], [xs[next].1, y(i + 1)]));
        }
    }
    if forward {
        return Route { legs, tip: [xs[chain[last].0].0, end] };
    }
    legs.reverse();
    Route { legs: legs.into_iter().map(Leg::reversed).collect(), tip: [xs[chain[0].0].1, start] }
}
