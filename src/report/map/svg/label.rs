//! Where a number or a word stands beside an arrow: nowhere on a box, nor on another label.

use super::super::layout::{Frame, Leg, Point, Route};

/// Where a label stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// On the line.
    On,
    /// Above it.
    Above,
}

/// What is taken.
pub(super) struct Labels(Vec<Frame>);

/// Places along a curve, the best first.
const PLACES: [f64; 5] = [0.5, 0.35, 0.65, 0.22, 0.78];
/// Room around boxes and labels.
const AROUND: f64 = 2.0;
/// Words stand above arrows that are this much longer.
const BESIDE: f64 = 40.0;

impl Labels {
    /// Boxes take their place.
    pub(super) fn new(frames: &[Frame]) -> Self {
        Self(frames.to_vec())
    }

    /// The middle of a label of some width and height beside an arrow, if there is room for it: it is then taken.
    pub(super) fn place(&mut self, route: &Route, [width, height]: [f64; 2], side: Side) -> Option<Point> {
        let up = if side == Side::On { 0.0 } else { height / 2.0 + 2.0 };
        let room = if side == Side::On { 0.0 } else { width + 2.0 * AROUND + BESIDE };
        let curves = route.legs.iter().filter(|leg| matches!(leg, Leg::Curve([a, _, _, b]) if (b[0] - a[0]).abs() >= room));
        let points = curves.flat_map(|leg| PLACES.map(|t| leg.at(t)));
        let frame = |[x, y]: Point| [x - width / 2.0, y - up - height / 2.0, width, height];
        let free = |frame: &Frame| !self.0.iter().any(|taken| overlap(taken, frame));
        let found = points.map(frame).find(free)?;
        self.0.push(found);
        Some([found[0] + width / 2.0, found[1] + height / 2.0])
    }
}

fn overlap(a: &Frame, b: &Frame) -> bool {
    let along = |i: usize| a[i] < b[i] + b[i + 2] + AROUND && b[i] < a[i] + a[i + 2] + AROUND;
    along(0) && along(1)
}
