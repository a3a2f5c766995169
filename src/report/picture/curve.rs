//! The risk-removed curve: how much loss is left after how much work, and where the staff ends.

use super::axis::{self, Scale};
use super::svg::{self, Anchor, Course, Drawing, Element, Room};
use super::{Picture, Table};
use crate::neutral;
use crate::report::number::{self, Digits};
use crate::report::plan::duration;

const ID: &str = "curve";
const SIZE: [f64; 2] = [720.0, 340.0];
/// The upper and the lower edge of the field, and its right one; beyond it is room for a figure.
const TOP: f64 = 48.0;
const BOTTOM: f64 = 292.0;
const RIGHT: f64 = 630.0;
/// Losses below this are nothing.
const NOTHING: f64 = 1e-12;
/// Most of the way: where more work starts to avert little more.
const MOST_OF_IT: f64 = 0.9;
/// Bold letters, as wide as larger ones.
const STRONG: f64 = 13.6;
/// Steps with a label, and the share of the loss that earns one.
const MOST_LABELS: usize = 4;
const LEAST_SHARE: f64 = 0.03;
/// Characters of what was done in a table, and rows of it.
const MOST_CHARS: usize = 120;
const MOST_ROWS: usize = 60;
/// How far the time axis may reach beyond the work, and beyond the staff.
const MOST_TIMES: u64 = 3;

/// What the picture is drawn from.
#[derive(Clone, Debug)]
pub(crate) struct Curve {
    /// The expected loss if nothing is done.
    pub(crate) loss_before: f64,
    /// What is left after each action, in their order.
    pub(crate) points: Vec<Point>,
    /// The minutes of staff time there are.
    pub(crate) capacity: u64,
    /// What is left if everything is done that may be done, by any number of people.
    pub(crate) loss_floor: f64,
    /// The last day that counts.
    pub(crate) until: String,
}

/// One action of a plan.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// Staff minutes used so far, with this action.
    pub(crate) minutes: u64,
    /// The loss that is left then.
    pub(crate) loss_left: f64,
    /// What was done.
    pub(crate) what: String,
}

/// Draws it.
pub(crate) fn picture(curve: &Curve) -> Picture {
    let before = axis::loss(curve.loss_before);
    if before < NOTHING {
        return Picture::nothing(
            ID,
            TITLE,
            "No loss is to be expected, so there is no curve to draw: nothing that could be done would remove any.",
        );
    }
    if curve.points.is_empty() {
        let loss = Digits::of(before).loss(before);
        let why = format!(
            "No action was found that fits the staff there is and removes loss, so there is no curve to draw: the expected loss stays {loss}."
        );
        return Picture::nothing(ID, TITLE, why);
    }
    let field = Field::of(curve);
    Picture::drawn(title(&field), description(&field), field.drawing(), table(&field))
}

const TITLE: &str = "Loss removed by work";

/// The points in order, and the scales of both axes.
struct Field<'a> {
    curve: &'a Curve,
    before: f64,
    digits: Digits,
    steps: Vec<Step<'a>>,
    /// The loss that is left when the staff time is used up.
    left: f64,
    /// The last minute shown.
    end: u64,
    ticks: Vec<f64>,
    x: Scale,
    y: Scale,
}

/// One step down.
#[derive(Clone, Copy)]
struct Step<'a> {
    minutes: u64,
    from: f64,
    to: f64,
    what: &'a str,
}

impl Step<'_> {
    fn averted(&self) -> f64 {
        self.from - self.to
    }
}

impl<'a> Field<'a> {
    fn of(curve: &'a Curve) -> Self {
        let before = axis::loss(curve.loss_before);
        let steps = steps(curve, before);
        let left = steps.iter().rfind(|step| step.minutes <= curve.capacity).map_or(before, |step| step.to);
        let end = end(curve);
        let most = steps.iter().map(|step| step.to).fold(before, f64::max);
        let ticks = axis::ticks(most, 5);
        let widest = axis::words(&ticks).iter().map(|word| svg::width(word, 11.0)).fold(0.0, f64::max);
        let x = Scale::new([0.0, end as f64], [(widest + 12.0).clamp(40.0, 160.0), RIGHT]);
        let y = Scale::new([0.0, ticks.last().copied().unwrap_or(most)], [BOTTOM, TOP]);
        Self { curve, before, digits: Digits::of(before), steps, left, end, ticks, x, y }
    }

    fn start(&self) -> f64 {
        self.x.at(0.0)
    }

    fn at(&self, minutes: u64, loss: f64) -> [f64; 2] {
        [self.x.at(minutes as f64), self.y.at(loss)]
    }

    /// Whether the end of the staff time is in the picture.
    fn has_capacity(&self) -> bool {
        self.curve.capacity <= self.end
    }

    fn shown(&self) -> impl Iterator<Item = &Step<'a>> {
        self.steps.iter().filter(|step| step.minutes <= self.end)
    }

    fn drawing(&self) -> Drawing {
        let mut drawing = Drawing::new(ID, SIZE);
        drawing.extend(self.beyond());
        drawing.extend(self.levels());
        drawing.extend(self.times());
        drawing.add(svg::path("area", &self.area()));
        drawing.extend(self.floor());
        drawing.add(svg::path("curve", &self.stairs()));
        drawing.extend(self.capacity());
        drawing.extend(self.labels());
        drawing
    }

    /// The time for which there is no staff.
    fn beyond(&self) -> Option<Element> {
        let from = self.x.at(self.curve.capacity as f64);
        (RIGHT - from > 0.5).then(|| svg::rect("beyond", [from, TOP, RIGHT - from, BOTTOM - TOP]))
    }

    /// The losses beside the field.
    fn levels(&self) -> Vec<Element> {
        let name = format!("expected loss left, until {}", self.curve.until);
        let room = Room { width: 400.0, size: STRONG };
        let mut parts = vec![svg::name("strong", [0.0, 14.0], Anchor::Start, &name, room)];
        for (tick, word) in self.ticks.iter().zip(axis::words(&self.ticks)) {
            let y = self.y.at(*tick);
            parts.push(svg::line("grid", [self.start(), y], [RIGHT, y]));
            parts.push(svg::text("small muted", [self.start() - 6.0, y + 4.0], Anchor::End, word));
        }
        parts
    }

    /// The staff time below the field.
    fn times(&self) -> Vec<Element> {
        let mut parts = vec![svg::line("axis", [self.start(), BOTTOM], [RIGHT, BOTTOM])];
        for minutes in axis::minutes(self.end, 8) {
            let x = self.x.at(minutes as f64);
            let word = if minutes == 0 { "0".to_owned() } else { duration(minutes) };
            parts.push(svg::line("axis", [x, BOTTOM], [x, BOTTOM + 4.0]));
            parts.push(svg::text("small muted", [x, BOTTOM + 17.0], Anchor::Middle, word));
        }
        parts.push(svg::text("strong", [RIGHT, BOTTOM + 36.0], Anchor::End, "staff time used, in the order of the plan"));
        parts
    }

    fn area(&self) -> Course {
        self.stairs().line([RIGHT, BOTTOM]).line([self.start(), BOTTOM]).closed()
    }

    /// Level until an action is done, then down. Steps too small to be seen are left out.
    fn stairs(&self) -> Course {
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

    /// What no work removes; its name stands in the head, because the curve ends where the line runs.
    fn floor(&self) -> Vec<Element> {
        let floor = axis::loss(self.curve.loss_floor);
        let y = self.y.at(floor);
        let words = floor_words(floor, self.digits);
        let from = SIZE[0] - svg::width(&words, 12.0);
        vec![
            svg::line("floor", [self.start(), y], [RIGHT, y]),
            svg::line("floor", [from - 34.0, 10.0], [from - 6.0, 10.0]),
            svg::text("label", [from, 14.0], Anchor::Start, words),
        ]
    }

    /// Where the staff ends, and what is left there.
    fn capacity(&self) -> Vec<Element> {
        let words = format!("staff time there is: {}", duration(self.curve.capacity));
        let [x, y] = self.at(self.curve.capacity.min(self.end), self.left);
        let mut parts = match self.has_capacity() {
            true => vec![svg::line("capacity", [x, TOP - 6.0], [x, BOTTOM]), svg::text("strong", [x, TOP - 10.0], anchor(x), words)],
            false => vec![svg::text("strong", [RIGHT, TOP - 10.0], Anchor::End, format!("{words} →"))],
        };
        parts.push(svg::circle("mark", [x, y], 4.0));
        let left = format!("{} left", self.digits.loss(self.left));
        let start = (x + 8.0).min(SIZE[0] - svg::width(&left, STRONG));
        let base = if y < TOP + 26.0 { y + 17.0 } else { y - 7.0 };
        parts.push(svg::text("strong halo", [start, base], Anchor::Start, left));
        parts
    }

    /// The largest steps by name.
    fn labels(&self) -> Vec<Element> {
        let mut large: Vec<&Step<'_>> = self.shown().filter(|step| step.averted() >= LEAST_SHARE * self.before).collect();
        large.sort_by(|a, b| b.averted().total_cmp(&a.averted()).then(a.minutes.cmp(&b.minutes)));
        large.truncate(MOST_LABELS);
        let limit = self.x.at(self.curve.capacity as f64) - 12.0;
        let labels = large.into_iter().filter_map(|step| Label::of(self, step, limit)).collect();
        placed(labels).iter().flat_map(Label::parts).collect()
    }
}

/// A text over a line: in the middle unless the edge is near.
fn anchor(x: f64) -> Anchor {
    match x {
        _ if x < 130.0 => Anchor::Start,
        _ if x > SIZE[0] - 90.0 => Anchor::End,
        _ => Anchor::Middle,
    }
}

/// On which side of the curve a label stands: what is above it is free to the right, what is below it to the left.
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
        let room = room.min(MOST_ROOM);
        let y = match side {
            Side::Above => (at[1] + 4.0).min(field.y.at(step.to) - 6.0),
            Side::Below => (at[1] + 4.0).max(field.y.at(step.from) + 15.0),
        };
        (room >= ROOM && at[0] <= limit + GAP).then_some(Self { step, at, y, side, room, figure })
    }

    fn parts(&self) -> [Element; 2] {
        let (side, anchor) = match self.side {
            Side::Above => (1.0, Anchor::Start),
            Side::Below => (-1.0, Anchor::End),
        };
        let x = self.at[0] + side * GAP;
        let room = Room { width: self.room - svg::width(&self.figure, 12.0) - 12.0, size: 12.0 };
        let text = format!("{} {}", svg::clipped(self.step.what, room), self.figure);
        [
            svg::line("leader", self.at, [x - side * 3.0, self.y - 4.0]),
            svg::text("label halo name", [x, self.y], anchor, text).titled(self.step.what),
        ]
    }
}

/// What no work removes, in words.
fn floor_words(floor: f64, digits: Digits) -> String {
    if floor < NOTHING { "with enough people nothing stays".to_owned() } else { format!("whatever is done, {} stays", digits.loss(floor)) }
}

/// Between a step and its name; the least and the most room for a name.
const GAP: f64 = 16.0;
const ROOM: f64 = 120.0;
const MOST_ROOM: f64 = 300.0;
/// Between the base lines of two names.
const LINE: f64 = 16.0;

/// Moves labels apart, always away from the curve; those for which there is no room are left out.
fn placed(mut labels: Vec<Label<'_>>) -> Vec<Label<'_>> {
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
    labels.retain(|label| label.y >= TOP + 8.0 && label.y <= BOTTOM - 4.0);
    labels
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
    points.into_iter().zip(figures).map(|(point, (from, to))| Step { minutes: point.minutes, from, to, what: &point.what }).collect()
}

/// The last minute shown: the last action or the end of the staff time, unless one is far beyond the other.
fn end(curve: &Curve) -> u64 {
    let last = curve.points.iter().map(|point| point.minutes).max().unwrap_or(0);
    let far = |of: u64| if of == 0 { u64::MAX } else { of.saturating_mul(MOST_TIMES) };
    last.max(curve.capacity).min(far(last)).min(far(curve.capacity)).max(1)
}

/// What the curve says: where most of the way is gone.
fn title(field: &Field<'_>) -> String {
    let averted = field.before - field.left;
    if averted < 0.005 * field.before {
        return match field.curve.capacity {
            0 => "Without staff time, next to nothing of the expected loss is removed".to_owned(),
            capacity => format!("All {} of staff time remove next to nothing of the expected loss", duration(capacity)),
        };
    }
    let enough = |step: &&Step<'_>| field.before - step.to >= MOST_OF_IT * averted;
    let Some(step) = field.steps.iter().find(enough) else { return TITLE.to_owned() };
    let share = number::share(field.before - step.to, field.before);
    match step.minutes {
        minutes if minutes > field.curve.capacity / 3 * 2 => {
            format!(
                "All {} of staff time remove {} of the expected loss",
                duration(field.curve.capacity),
                number::share(averted, field.before)
            )
        }
        0 => format!("What takes no staff time removes {share} of the expected loss"),
        minutes => format!("The first {} of work remove {share} of the expected loss", duration(minutes)),
    }
}

fn description(field: &Field<'_>) -> String {
    let loss = |loss: f64| field.digits.loss(loss);
    let staff = duration(field.curve.capacity);
    let floor = floor_words(axis::loss(field.curve.loss_floor), field.digits);
    let mut text = format!(
        "A curve that falls in steps, one for each action of the plan: from an expected loss of {} with no work to {} when all {staff} of \
         staff time are used; {floor}.",
        loss(field.before),
        loss(field.left),
    );
    if field.steps.iter().any(|step| step.minutes > field.end) {
        text += " The plan goes on beyond the right edge.";
    }
    text
}

fn table(field: &Field<'_>) -> Table {
    let row = |step: &Step<'_>| {
        let what = neutral::clipped(step.what, MOST_CHARS).into_owned();
        vec![duration(step.minutes), what, field.digits.loss(step.averted()), field.digits.loss(step.to)]
    };
    let mut rows = vec![vec![duration(0), "nothing done yet".to_owned(), field.digits.loss(0.0), field.digits.loss(field.before)]];
    rows.extend(field.steps.iter().take(MOST_ROWS).map(row));
    rows.extend(rest(field));
    Table {
        caption: format!("Expected loss until {} that is left after each action", neutral::clipped(&field.curve.until, 40)),
        head: ["staff time used", "action", "loss removed", "loss left"].map(str::to_owned).to_vec(),
        rows,
    }
}

/// One row for the actions beyond those that have rows.
fn rest(field: &Field<'_>) -> Option<Vec<String>> {
    let rest = field.steps.get(MOST_ROWS..).filter(|rest| !rest.is_empty())?;
    let (first, last) = (rest.first()?, rest.last()?);
    let what = format!("{} more", number::counted(rest.len() as u64, "action", "actions"));
    Some(vec![duration(last.minutes), what, field.digits.loss(first.from - last.to), field.digits.loss(last.to)])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::picture::Body;
    use crate::report::picture::sample::{self, assert_sound, texts};

    fn curve(loss_before: f64, capacity: u64, points: &[(u64, f64, &str)]) -> Curve {
        let point =
            |(minutes, loss_left, what): &(u64, f64, &str)| Point { minutes: *minutes, loss_left: *loss_left, what: (*what).to_owned() };
        let points = points.iter().map(point).collect();
        Curve { loss_before, points, capacity, loss_floor: 5.0, until: "Sunday 2006-08-27".to_owned() }
    }

    #[test]
    fn the_title_says_where_most_of_the_way_is_gone() {
        let title = |capacity, points: &[_]| picture(&curve(100.0, capacity, points)).title;
        let steep = [(30, 9.0, "patch dc1"), (400, 8.0, "patch web1"), (480, 6.0, "patch web2")];
        assert_eq!(title(480, &steep), "The first 30 min of work remove 91 % of the expected loss");
        assert_eq!(title(480, &[(470, 50.0, "patch dc1")]), "All 8 h of staff time remove 50 % of the expected loss");
        assert_eq!(title(480, &[(0, 50.0, "block internet")]), "What takes no staff time removes 50 % of the expected loss");
        assert_eq!(title(0, &steep), "Without staff time, next to nothing of the expected loss is removed");
        assert_eq!(title(10, &steep), "All 10 min of staff time remove next to nothing of the expected loss");
    }

    #[test]
    fn axes_figures_and_the_largest_steps_are_named() {
        let picture = picture(&curve(100.0, 480, &[(30, 30.0, "patch dc1"), (240, 29.0, "patch nb1"), (480, 12.5, "patch web1")]));
        let expected = "expected loss left, until Sunday 2006-08-27\n0\n20\n40\n60\n80\n100\n0\n1 h\n2 h\n3 h\n4 h\n5 h\n6 h\n7 h\n8 h\n\
                        staff time used, in the order of the plan\nwhatever is done, 5.0 stays\nstaff time there is: 8 h\n12.5 left\n\
                        patch dc1 −70.0\npatch web1 −16.5";
        assert_eq!(texts(&picture), expected);
        let Body::Drawn { table, .. } = picture.body else { panic!("drawn") };
        assert_eq!(table.rows[0], ["0 min", "nothing done yet", "0.0", "100.0"]);
        assert_eq!(table.rows[3], ["8 h", "patch web1", "16.5", "12.5"]);
    }

    #[test]
    fn nothing_to_draw_is_a_sentence() {
        let why = |curve: &Curve| match picture(curve).body {
            Body::Nothing { why } => why,
            Body::Drawn { .. } => panic!("something was drawn"),
        };
        assert!(why(&curve(0.0, 480, &[(30, 0.0, "patch dc1")])).starts_with("No loss is to be expected"));
        assert!(why(&curve(87.2, 480, &[])).ends_with("the expected loss stays 87.2."));
    }

    #[test]
    fn long_plans_end_in_a_row_for_the_rest() {
        let points: Vec<(u64, f64, &str)> = (1..=100).map(|i| (i, 100.0 - i as f64, "patch")).collect();
        let Body::Drawn { table, .. } = picture(&curve(100.0, 100, &points)).body else { panic!("drawn") };
        assert_eq!(table.rows.len(), 62);
        assert_eq!(table.rows[61], ["1 h 40", "40 actions more", "40.0", "0.0"]);
    }

    proptest! {
        #![proptest_config(sample::cases())]
        #[test]
        fn every_curve_is_sound_and_the_same_twice(
            loss_before in sample::loss(),
            loss_floor in sample::loss(),
            capacity in sample::number(),
            until in sample::name(),
            points in prop::collection::vec((sample::number(), sample::loss(), sample::name()), 0..30),
        ) {
            let points = points.into_iter().map(|(minutes, loss_left, what)| Point { minutes, loss_left, what }).collect();
            let curve = Curve { loss_before, points, capacity, loss_floor, until };
            assert_sound(&picture(&curve));
            prop_assert_eq!(picture(&curve), picture(&curve));
        }
    }
}
