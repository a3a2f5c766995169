//! How the five states of machines are drawn: told apart by lightness, by pattern, and in words.

use super::svg::{self, Anchor, Course, Drawing, Element};
use crate::ranking::state::State;

/// All states, the worst first.
pub(crate) const WORST_FIRST: [State; 5] =
    [State::Exposed, State::Unknown, State::NotAssessed, State::Unreachable, State::Patched];

/// In words.
pub(crate) fn word(state: State) -> &'static str {
    match state {
        State::Exposed => "exposed",
        State::Unknown => "unknown",
        State::NotAssessed => "not assessed",
        State::Unreachable => "not reachable",
        State::Patched => "patched or not affected",
    }
}

/// A rectangle in its pattern; the drawing must have the patterns, see [`define`].
pub(crate) fn rect(state: State, drawing: &Drawing, place: [f64; 4]) -> Element {
    svg::rect("bar", place).set("fill", drawing.url(state.as_str()))
}

/// What a tile of its pattern shows on the paper.
fn figure(state: State) -> Vec<Element> {
    let class = state.as_str();
    match state {
        State::Exposed => vec![svg::rect(class, [0.0, 0.0, TILE, TILE])],
        State::Unknown => vec![svg::path(class, &Course::from([0.0, 0.0]).line([0.0, TILE]))],
        State::NotAssessed => {
            vec![svg::path(class, &Course::from([0.0, TILE]).line([0.0, 0.0]).line([TILE, 0.0]))]
        }
        State::Unreachable => vec![svg::circle(class, [TILE / 2.0, TILE / 2.0], 1.1)],
        State::Patched => Vec::new(),
    }
}

/// A tile on the paper. All are turned, so that no line of them looks like the edge of a bar.
fn pattern(state: State) -> Element {
    let tile = Element::new("pattern")
        .set("patternUnits", "userSpaceOnUse")
        .put("width", TILE)
        .put("height", TILE);
    let ground = svg::rect("ground", [0.0, 0.0, TILE, TILE]);
    tile.set("patternTransform", "rotate(45)").with(ground).with_all(figure(state))
}

/// The side of a tile.
const TILE: f64 = 6.0;

/// Puts the patterns of all states into a drawing.
pub(crate) fn define(drawing: &mut Drawing) {
    WORST_FIRST.into_iter().for_each(|state| drawing.define(state.as_str(), pattern(state)));
}

/// A line with the patterns of some states and their names; starts at a point.
pub(crate) fn key(drawing: &Drawing, states: &[State], [mut x, y]: [f64; 2]) -> Vec<Element> {
    let mut parts = Vec::new();
    for state in states {
        let word = word(*state);
        parts.push(rect(*state, drawing, [x, y - 10.0, 16.0, 11.0]));
        parts.push(svg::text("small", [x + 21.0, y], Anchor::Start, word));
        x += 21.0 + svg::width(word, 11.0) + 16.0;
    }
    parts
}
