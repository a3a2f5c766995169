//! What is known of machines: five states, told apart by lightness, by pattern, and in words.

use super::svg::{self, Anchor, Course, Drawing, Element};

/// What is known of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Vulnerable, and some way in leads to it.
    Exposed,
    /// Evidence is missing.
    Unknown,
    /// Not looked at.
    NotAssessed,
    /// Vulnerable, and no way in leads to it.
    Unreachable,
    /// Fixed or not affected.
    Patched,
}

impl State {
    /// All states, the worst first.
    pub(crate) const ALL: [Self; 5] =
        [Self::Exposed, Self::Unknown, Self::NotAssessed, Self::Unreachable, Self::Patched];

    /// In words.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Exposed => "exposed",
            Self::Unknown => "unknown",
            Self::NotAssessed => "not assessed",
            Self::Unreachable => "not reachable",
            Self::Patched => "patched or not affected",
        }
    }

    /// Its class, and the name of its pattern.
    fn class(self) -> &'static str {
        match self {
            Self::Exposed => "exposed",
            Self::Unknown => "unknown",
            Self::NotAssessed => "not-assessed",
            Self::Unreachable => "unreachable",
            Self::Patched => "patched",
        }
    }

    /// A rectangle in its pattern; the drawing must have the patterns, see [`define`].
    pub(crate) fn rect(self, drawing: &Drawing, place: [f64; 4]) -> Element {
        svg::rect("bar", place).set("fill", drawing.url(self.class()))
    }

    /// What a tile of its pattern shows on the paper.
    fn figure(self) -> Vec<Element> {
        let class = self.class();
        match self {
            Self::Exposed => vec![svg::rect(class, [0.0, 0.0, TILE, TILE])],
            Self::Unknown => vec![svg::path(class, &Course::from([0.0, 0.0]).line([0.0, TILE]))],
            Self::NotAssessed => vec![svg::path(
                class,
                &Course::from([0.0, TILE]).line([0.0, 0.0]).line([TILE, 0.0]),
            )],
            Self::Unreachable => vec![svg::circle(class, [TILE / 2.0, TILE / 2.0], 1.1)],
            Self::Patched => Vec::new(),
        }
    }

    /// A tile on the paper. All are turned, so that no line of them looks like the edge of a bar.
    fn pattern(self) -> Element {
        let tile = Element::new("pattern")
            .set("patternUnits", "userSpaceOnUse")
            .put("width", TILE)
            .put("height", TILE);
        let ground = svg::rect("ground", [0.0, 0.0, TILE, TILE]);
        tile.set("patternTransform", "rotate(45)").with(ground).with_all(self.figure())
    }
}

/// The side of a tile.
const TILE: f64 = 6.0;

/// Puts the patterns of all states into a drawing.
pub(crate) fn define(drawing: &mut Drawing) {
    State::ALL.into_iter().for_each(|state| drawing.define(state.class(), state.pattern()));
}

/// A line with the patterns of some states and their names; starts at a point.
pub(crate) fn key(drawing: &Drawing, states: &[State], [mut x, y]: [f64; 2]) -> Vec<Element> {
    let mut parts = Vec::new();
    for state in states {
        parts.push(state.rect(drawing, [x, y - 10.0, 16.0, 11.0]));
        parts.push(svg::text("small", [x + 21.0, y], Anchor::Start, state.word()));
        x += 21.0 + svg::width(state.word(), 11.0) + 16.0;
    }
    parts
}
