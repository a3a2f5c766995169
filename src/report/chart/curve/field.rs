//! The field of the curve: its axes, the stairs, the end of the staff time, and what no work
//! removes.

use super::super::axis::{self, Scale};
use super::super::svg::{self, Anchor, Course, Element, Room};
use super::given::{Curve, Offer, Point};
use crate::report::plan::duration;
use crate::report::words::number::Digits;

pub(super) const SIZE: [f64; 2] = [560.0, 300.0];
/// The upper and the lower edge of the field, and its right one; beyond it is room for a figure.
pub(super) const TOP: f64 = 48.0;
pub(super) const BOTTOM: f64 = 252.0;
const RIGHT: f64 = 484.0;
/// From the words of one offer to those of the next.
pub(super) const OFFER: f64 = 17.0;
/// How far the time axis may reach beyond the work, and beyond the staff.
const MAX_TIMES: u64 = 3;

/// The points in order, and the scales of both axes.
pub(super) struct Field<'a> {
    /// What it is drawn from.
    pub(super) curve: &'a Curve,
    /// The loss with no work.
    pub(super) before: f64,
    /// The digits of all losses.
    pub(super) digits: Digits,
    /// One for each action, by time.
    pub(super) steps: Vec<Step<'a>>,
    /// The loss that is left when the staff time is used up.
    pub(super) left: f64,
    /// The last minute shown.
    pub(super) end: u64,
    ticks: Vec<f64>,
    pub(super) x: Scale,
    y: Scale,
}

/// One step down.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    /// The staff time used by then.
    pub(super) minutes: u64,
    /// The loss before it.
    pub(super) from: f64,
    /// The loss after it.
    pub(super) to: f64,
    /// What was done.
    pub(super) what: &'a str,
    /// The same in few words.
    pub(super) name: &'a str,
}

impl Step<'_> {
    /// The loss that it averts.
    pub(super) fn averted(&self) -> f64 {
        self.from - self.to
    }
}

impl<'a> Field<'a> {
    /// Puts the actions in order and finds the scales.
    pub(super) fn of(curve: &'a Curve) -> Self {
        let before = axis::loss(curve.loss_before);
        let steps = steps(curve, before);
        let left = steps
            .iter()
            .rfind(|step| step.minutes <= curve.capacity)
            .map_or(before, |step| step.to);
        let end = end(curve);
        let most = steps.iter().map(|step| step.to).fold(before, f64::max);
        let ticks = axis::ticks(most, 5);
        let widest =
            axis::words(&ticks).iter().map(|word| svg::width(word, 11.0)).fold(0.0, f64::max);
        let x = Scale::new([0.0, end as f64], [(widest + 12.0).clamp(40.0, 160.0), RIGHT]);
        let y = Scale::new([0.0, ticks.last().copied().unwrap_or(most)], [BOTTOM, TOP]);
        Self { curve, before, digits: Digits::of(before), steps, left, end, ticks, x, y }
    }

    /// The left edge.
    pub(super) fn start(&self) -> f64 {
        self.x.at(0.0)
    }

    /// Where a loss after some work is.
    pub(super) fn at(&self, minutes: u64, loss: f64) -> [f64; 2] {
        [self.x.at(minutes as f64), self.y.at(loss)]
    }

    /// Whether the end of the staff time is in the picture.
    fn has_capacity(&self) -> bool {
        self.curve.capacity <= self.end
    }

    /// The steps that are in the picture.
    pub(super) fn shown(&self) -> impl Iterator<Item = &Step<'a>> {
        self.steps.iter().filter(|step| step.minutes <= self.end)
    }

    /// The time for which there is no staff.
    pub(super) fn beyond(&self) -> Option<Element> {
        let from = self.x.at(self.curve.capacity as f64);
        (RIGHT - from > 0.5).then(|| svg::rect("beyond", [from, TOP, RIGHT - from, BOTTOM - TOP]))
    }

    /// The losses beside the field.
    pub(super) fn levels(&self) -> Vec<Element> {
        let name = format!("expected loss left, until {}", self.curve.until);
        let room = Room { width: 400.0, size: svg::STRONG };
        let mut parts = vec![svg::name("strong", [0.0, 14.0], Anchor::Start, &name, room)];
        for (tick, word) in self.ticks.iter().zip(axis::words(&self.ticks)) {
            let y = self.y.at(*tick);
            parts.push(svg::line("grid", [self.start(), y], [RIGHT, y]));
            parts.push(svg::text("small muted", [self.start() - 6.0, y + 4.0], Anchor::End, word));
        }
        parts
    }

    /// The staff time below the field.
    pub(super) fn times(&self) -> Vec<Element> {
        let mut parts = vec![svg::line("axis", [self.start(), BOTTOM], [RIGHT, BOTTOM])];
        for minutes in axis::minutes(self.end, 6) {
            let x = self.x.at(minutes as f64);
            let word = if minutes == 0 { "0".to_owned() } else { duration(minutes) };
            parts.push(svg::line("axis", [x, BOTTOM], [x, BOTTOM + 4.0]));
            parts.push(svg::text("small muted", [x, BOTTOM + 17.0], Anchor::Middle, word));
        }
        parts.push(svg::text(
            "strong",
            [RIGHT, BOTTOM + 36.0],
            Anchor::End,
            "staff time used, in the order of the plan",
        ));
        parts
    }

    pub(super) fn area(&self) -> Course {
        self.stairs().line([RIGHT, BOTTOM]).line([self.start(), BOTTOM]).closed()
    }

    /// Level until an action is done, then down. Steps too small to be seen are left out.
    pub(super) fn stairs(&self) -> Course {
        let mut last = self.at(0, self.before);
        let mut course = Course::from(last);
        for step in self.shown() {
            let [x, y] = self.at(step.minutes, step.to);
            if (x - last[0]).abs() + (y - last[1]).abs() >= 0.5 {
                course = course.line([x, last[1]]).line([x, y]);
                last = [x, y];
            }
        }
        course.line([RIGHT, last[1]])
    }

    /// The place of another curve in the same field, which a page may draw: the left and the right
    /// edge and the minutes there, the lower and the upper edge and the loss there.
    pub(super) fn alternative(&self) -> Element {
        let most = self.ticks.last().copied().unwrap_or(1.0);
        let field = [self.start(), RIGHT, self.end as f64, BOTTOM, TOP, most];
        svg::group("alternative")
            .set("data-field", field.map(|number| number.to_string()).join(" "))
    }

    /// What no work removes; the description says how much it is.
    pub(super) fn floor(&self) -> Vec<Element> {
        let floor = axis::loss(self.curve.loss_floor);
        let y = self.y.at(floor);
        vec![svg::line("floor", [self.start(), y], [RIGHT, y])]
    }

    /// The offers that are in the picture.
    fn offered(&self) -> impl Iterator<Item = &Offer> {
        self.curve.offers.iter().filter(|offer| offer.minutes <= self.end)
    }

    /// Where one may stop, each with a line up to its words. Those of the first stand highest, so
    /// that no line crosses a word.
    pub(super) fn offers(&self) -> Vec<Element> {
        let one = |(i, offer): (usize, &Offer)| {
            let [x, y] = self.at(offer.minutes, axis::loss(offer.loss_left));
            let base = TOP + 14.0 + OFFER * i as f64;
            let class = if offer.recommended { "strong halo" } else { "label halo" };
            let wide = svg::width(&offer.words, svg::STRONG);
            let (from, anchor) = if x + 5.0 + wide <= SIZE[0] {
                (x + 5.0, Anchor::Start)
            } else {
                (x - 5.0, Anchor::End)
            };
            vec![
                svg::line("leader", [x, base - 8.0], [x, y]),
                svg::circle(if offer.recommended { "mark" } else { "mark open" }, [x, y], 4.0),
                svg::text(class, [from, base], anchor, offer.words.clone()),
            ]
        };
        self.offered().enumerate().flat_map(one).collect()
    }

    /// Where the lines of offers cross a height below their words.
    pub(super) fn lines_across(&self, y: f64) -> impl Iterator<Item = f64> {
        let points =
            self.offered().map(|offer| self.at(offer.minutes, axis::loss(offer.loss_left)));
        points.filter(move |point| y < point[1]).map(|point| point[0])
    }

    /// Where the staff ends, and what is left there.
    pub(super) fn capacity(&self) -> Vec<Element> {
        let words = format!("staff time there is: {}", duration(self.curve.capacity));
        let [x, y] = self.at(self.curve.capacity.min(self.end), self.left);
        let middle = svg::middle(x, svg::width(&words, svg::STRONG), SIZE[0]);
        let mut parts = match self.has_capacity() {
            true => {
                vec![
                    svg::line("capacity", [x, TOP - 6.0], [x, BOTTOM]),
                    svg::text("strong", [middle, TOP - 10.0], Anchor::Middle, words),
                ]
            }
            false => {
                vec![svg::text("strong", [RIGHT, TOP - 10.0], Anchor::End, format!("{words} →"))]
            }
        };
        parts.push(svg::circle("mark", [x, y], 4.0));
        let (place, left) = self.left_over();
        parts.push(svg::text("strong halo", place, Anchor::Start, left));
        parts
    }

    /// What is left at the end, and where its words start.
    fn left_over(&self) -> ([f64; 2], String) {
        let [x, y] = self.at(self.curve.capacity.min(self.end), self.left);
        let left = format!("{} left", self.digits.loss(self.left));
        let start = (x + 8.0).min(SIZE[0] - svg::width(&left, svg::STRONG));
        let base = if y < TOP + 26.0 { y + 17.0 } else { y - 7.0 };
        ([start, base], left)
    }

    /// Whether words on a base line, between two places from the left, would run into those of what
    /// is left at the end.
    pub(super) fn is_taken(&self, x: [f64; 2], base: f64) -> bool {
        let ([start, own], left) = self.left_over();
        x[1] > start
            && x[0] < start + svg::width(&left, svg::STRONG)
            && (base - own).abs() < svg::STRONG + 3.0
    }
}

/// The actions by the time they take, each from what the one before left.
fn steps(curve: &Curve, before: f64) -> Vec<Step<'_>> {
    let mut points: Vec<&Point> = curve.points.iter().collect();
    points.sort_by_key(|point| point.minutes);
    let step = |from: &mut f64, point: &'_ &'_ Point| {
        let to = axis::loss(point.loss_left);
        Some((std::mem::replace(from, to), to))
    };
    let figures: Vec<(f64, f64)> = points.iter().scan(before, step).collect();
    points
        .into_iter()
        .zip(figures)
        .map(|(point, (from, to))| Step {
            minutes: point.minutes,
            from,
            to,
            what: &point.what,
            name: &point.name,
        })
        .collect()
}

/// The last minute shown: the last action or the end of the staff time, unless one is far beyond
/// the other.
fn end(curve: &Curve) -> u64 {
    let last = curve.points.iter().map(|point| point.minutes).max().unwrap_or(0);
    let far = |of: u64| if of == 0 { u64::MAX } else { of.saturating_mul(MAX_TIMES) };
    last.max(curve.capacity).min(far(last)).min(far(curve.capacity)).max(1)
}
