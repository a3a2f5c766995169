//! Where a number or a word stands beside an arrow: nowhere on a box, nor on another label.

use super::super::layout::{Frame, Leg, Point, Route, WIDTH};

/// Where a label stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// On the line.
    On,
    /// Above it.
    Above,
}

/// What is taken: boxes and labels, and the points of arrows, which words must not cover.
pub(super) struct Labels {
    frames: Vec<Frame>,
    lines: Vec<Point>,
}

/// Places along a curve, the best first.
const PLACES: [f64; 9] = [0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.2, 0.8];
/// Words keep clear of points of each arrow; how far these are apart at most. The lowest words are
/// higher than that.
const STEP: f64 = 6.0;
/// Room around boxes and labels.
const AROUND: f64 = 2.0;
/// Words stand above arrows that are this much longer.
const BESIDE: f64 = 40.0;

impl Labels {
    /// Boxes and arrows take their place.
    pub(super) fn new(frames: &[Frame], routes: &[Route]) -> Self {
        let lines = routes.iter().flat_map(|route| &route.legs).flat_map(points).collect();
        Self { frames: frames.to_vec(), lines }
    }

    /// The middle of a label of some width and height beside an arrow, if there is room for it: it
    /// is then taken.
    pub(super) fn place(
        &mut self,
        route: &Route,
        [width, height]: [f64; 2],
        side: Side,
    ) -> Option<Point> {
        let up = if side == Side::On { 0.0 } else { height / 2.0 + 2.0 };
        let room = if side == Side::On { 0.0 } else { width + 2.0 * AROUND + BESIDE };
        let curves = route
            .legs
            .iter()
            .filter(|leg| matches!(leg, Leg::Curve([a, _, _, b]) if (b[0] - a[0]).abs() >= room));
        let points = curves.flat_map(|leg| PLACES.map(|t| leg.at(t)));
        // Above the line, and where it climbs beside it.
        let away: &[f64] = if side == Side::On { &[0.0] } else { &[1.0, 1.8, -1.2, -2.0, 2.8] };
        let points = points.flat_map(|[x, y]| away.iter().map(move |times| [x, y - up * times]));
        let frame = |[x, y]: Point| [x - width / 2.0, y - height / 2.0, width, height];
        let crossed = |frame: &Frame| {
            side == Side::Above && self.lines.iter().any(|point| within(*point, frame))
        };
        let free = |frame: &Frame| {
            is_within(frame)
                && !self.frames.iter().any(|taken| overlap(taken, frame))
                && !crossed(frame)
        };
        let found = points.map(frame).find(free)?;
        self.frames.push(found);
        Some([found[0] + width / 2.0, found[1] + height / 2.0])
    }
}

/// Points of a part of an arrow. In its middle a curve moves about twice as fast as on average.
fn points(leg: &Leg) -> Vec<Point> {
    let (from, to) = (leg.at(0.0), leg.at(1.0));
    let reach = (from[0] - to[0]).abs() + (from[1] - to[1]).abs();
    let steps = (2.0 * reach / STEP).ceil().max(24.0) as u32;
    (0..=steps).map(|step| leg.at(f64::from(step) / f64::from(steps))).collect()
}

/// Whether all of a label is in the picture.
fn is_within(&[x, y, width, _]: &Frame) -> bool {
    y >= AROUND && x >= AROUND && x + width <= WIDTH - AROUND
}

fn overlap(a: &Frame, b: &Frame) -> bool {
    let along = |i: usize| a[i] < b[i] + b[i + 2] + AROUND && b[i] < a[i] + a[i + 2] + AROUND;
    along(0) && along(1)
}

fn within([x, y]: Point, frame: &Frame) -> bool {
    let clear = AROUND + 1.0;
    let along = |at: f64, i: usize| at > frame[i] - clear && at < frame[i] + frame[i + 2] + clear;
    along(x, 0) && along(y, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(curve: [Point; 4]) -> Route {
        Route { legs: vec![Leg::Curve(curve)], tip: curve[3] }
    }

    /// A level arrow so high that there is no room above it.
    #[test]
    fn words_stay_in_the_picture() {
        let high = route([[200.0, 8.0], [260.0, 8.0], [300.0, 8.0], [360.0, 8.0]]);
        let place = Labels::new(&[], &[]).place(&high, [40.0, 13.0], Side::Above);
        assert!(place.is_none_or(|[x, y]| x >= 22.0 && y >= 8.5), "{place:?}");
    }

    /// Long arrows have points as close to each other as short ones.
    #[test]
    fn words_keep_clear_of_long_arrows() {
        let steep = route([[390.0, 30.0], [460.0, 30.0], [440.0, 900.0], [510.0, 900.0]]);
        let beside = route([[380.0, 20.0], [450.0, 20.0], [430.0, 890.0], [500.0, 890.0]]);
        let routes = [steep.clone(), beside];
        let size = [40.0, 13.0];
        if let Some([x, y]) = Labels::new(&[], &routes).place(&steep, size, Side::Above) {
            let frame = [x - size[0] / 2.0, y - size[1] / 2.0, size[0], size[1]];
            let fine = (0..=10_000).map(|step| f64::from(step) / 10_000.0);
            let crosses = |route: &Route| fine.clone().any(|t| within(route.legs[0].at(t), &frame));
            assert!(!routes.iter().any(crosses), "{frame:?}");
        }
    }
}
