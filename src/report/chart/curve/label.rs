//! The names of the largest steps, beside the curve.

use super::super::svg::{self, Anchor, Element, Room};
use super::field::{BOTTOM, Field, OFFER, Step, TOP};

/// Steps with a name, and the share of the loss that earns one.
const MAX_NAMED: usize = 3;
const MIN_SHARE: f64 = 0.03;
/// Between a step and its name; the least and the most room for a name.
const GAP: f64 = 16.0;
const ROOM: f64 = 120.0;
const MAX_ROOM: f64 = 300.0;
/// The same at most, where a line is in the way.
const MAX_GAP: f64 = 150.0;
/// Between a line and a name to its right.
const CLEAR: f64 = 6.0;
/// Of the letters.
const SIZE: f64 = 12.0;
/// Between the base lines of two names.
const LINE: f64 = 16.0;
/// Between a name and the end of the staff time.
const EDGE: f64 = 12.0;

/// Names of the largest steps, where there is room before the end of the staff time.
pub(super) fn labels(field: &Field<'_>, capacity: f64) -> Vec<Element> {
    let mut large: Vec<&Step<'_>> =
        field.shown().filter(|step| step.averted() >= MIN_SHARE * field.before).collect();
    large.sort_by(|a, b| b.averted().total_cmp(&a.averted()).then(a.minutes.cmp(&b.minutes)));
    large.truncate(MAX_NAMED);
    let labels =
        large.into_iter().filter_map(|step| Label::of(field, step, capacity - EDGE)).collect();
    let offers = field.curve.offers.len();
    let highest = TOP + if offers == 0 { 8.0 } else { 22.0 + OFFER * offers as f64 };
    let placed = placed(labels, highest);
    placed
        .iter()
        .filter(|label| !field.is_taken(label.width(), label.y))
        .flat_map(Label::parts)
        .collect()
}

/// On which side of the curve a label stands: what is above it is free to the right, what is below
/// it to the left.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Above,
    Below,
}

/// The name of a step.
struct Label<'a> {
    step: &'a Step<'a>,
    /// The middle of the step.
    at: [f64; 2],
    /// The base line of the text.
    y: f64,
    side: Side,
    /// Between the step and the text.
    gap: f64,
    room: f64,
    figure: String,
}

impl<'a> Label<'a> {
    /// None where there is no room on either side.
    fn of(field: &Field<'_>, step: &'a Step<'a>, limit: f64) -> Option<Self> {
        let at = field.at(step.minutes, (step.from + step.to) / 2.0);
        let (right, left) = (limit - at[0] - GAP, at[0] - GAP - field.start());
        let (side, room) = if right >= ROOM { (Side::Above, right) } else { (Side::Below, left) };
        let figure = format!("−{}", field.digits.loss(step.averted()));
        let room = room.min(MAX_ROOM);
        let y = match side {
            Side::Above => (at[1] + 4.0).min(field.at(step.minutes, step.to)[1] - 6.0),
            Side::Below => (at[1] + 4.0).max(field.at(step.minutes, step.from)[1] + 15.0),
        };
        let label = Self { step, at, y, side, gap: GAP, room, figure };
        (room >= ROOM && at[0] <= limit + GAP).then(|| label.beside_lines(field, limit))
    }

    /// The same to the right of the lines of offers that would go through its text, if that is not
    /// far from the step and there is room.
    fn beside_lines(self, field: &Field<'_>, limit: f64) -> Self {
        if self.side == Side::Below {
            return self;
        }
        let words = svg::width(&format!("{} {}", self.step.name, self.figure), SIZE);
        let mut lines: Vec<f64> = field.lines_across(self.y).collect();
        lines.sort_unstable_by(f64::total_cmp);
        let mut gap = GAP;
        for line in lines {
            let start = self.at[0] + gap;
            if (start..start + words.min(self.room)).contains(&line) {
                gap = line + CLEAR - self.at[0];
            }
        }
        let room = (limit - self.at[0] - gap).min(MAX_ROOM);
        if room >= ROOM && gap <= MAX_GAP { Self { gap, room, ..self } } else { self }
    }

    /// From where to where its words may reach.
    fn width(&self) -> [f64; 2] {
        match self.side {
            Side::Above => [self.at[0] + self.gap, self.at[0] + self.gap + self.room],
            Side::Below => [self.at[0] - self.gap - self.room, self.at[0] - self.gap],
        }
    }

    fn parts(&self) -> [Element; 2] {
        let (side, anchor) = match self.side {
            Side::Above => (1.0, Anchor::Start),
            Side::Below => (-1.0, Anchor::End),
        };
        let x = self.at[0] + side * self.gap;
        let room = Room { width: self.room - svg::width(&self.figure, SIZE) - 12.0, size: SIZE };
        let words = ["", self.step.name, &format!(" {}", self.figure)];
        [
            svg::line("leader", self.at, [x - side * 3.0, self.y - 4.0]),
            svg::phrase("label halo", [x, self.y], anchor, words, room),
        ]
    }
}

/// Moves labels apart, always away from the curve; those for which there is no room are left out.
fn placed(mut labels: Vec<Label<'_>>, highest: f64) -> Vec<Label<'_>> {
    labels.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut next = BOTTOM;
    for label in labels.iter_mut().rev().filter(|label| label.side == Side::Above) {
        label.y = label.y.min(next - LINE);
        next = label.y;
    }
    let mut next = TOP;
    for label in labels.iter_mut().filter(|label| label.side == Side::Below) {
        label.y = label.y.max(next + LINE);
        next = label.y;
    }
    labels.retain(|label| label.y >= highest && label.y <= BOTTOM - 4.0);
    labels
}
