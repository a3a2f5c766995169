//! How bad it may get: the chance that the loss exceeds an amount, before the plan and after it.

use super::axis::{self, Scale};
use super::svg::{self, Anchor, Course, Drawing, Element};
use super::{Picture, Table};
use crate::report::words::number::{self, Digits};

const ID: &str = "exceedance";
const TITLE: &str = "How bad it may get";
const SIZE: [f64; 2] = [super::WIDTH, 300.0];
const TOP: f64 = 34.0;
const BOTTOM: f64 = 246.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = super::WIDTH - 20.0;
/// Chances that are written beside the field.
const CHANCES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// One distribution: losses with the chance that as much or more is lost, the smallest loss first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Curve {
    /// The chance that anything is lost.
    pub(crate) any: f64,
    /// Losses, and the chance that the loss is as high or higher.
    pub(crate) points: Vec<(f64, f64)>,
}

impl Curve {
    fn most(&self) -> f64 {
        self.points.iter().map(|(loss, _)| axis::loss(*loss)).fold(0.0, f64::max)
    }

    /// The loss that is reached with a chance, as far as the points tell.
    fn at(&self, chance: f64) -> f64 {
        if self.any <= chance {
            return 0.0;
        }
        self.points
            .iter()
            .find(|(_, greater)| *greater <= chance + 1e-9)
            .map_or_else(|| self.most(), |(loss, _)| axis::loss(*loss))
    }
}

/// Draws both; `after` is left out where nothing is planned.
pub(crate) fn picture(before: &Curve, after: Option<&Curve>) -> Picture {
    let most = before.most().max(after.map_or(0.0, Curve::most));
    if before.any <= 0.0 || most <= 0.0 {
        return Picture::nothing(
            ID,
            TITLE,
            "No loss is to be expected, so there is no chance of one to show.",
        );
    }
    let digits = Digits::of(most);
    Picture::drawn(
        title(before, after, digits),
        description(),
        drawing(before, after, most),
        table(before, after, digits),
    )
}

fn title(before: &Curve, after: Option<&Curve>, digits: Digits) -> String {
    let rare = [(0.1, "ten"), (0.05, "twenty"), (0.01, "a hundred")];
    let Some((chance, times)) = rare.into_iter().find(|(chance, _)| before.at(*chance) > 0.0)
    else {
        return TITLE.to_owned();
    };
    let bad = digits.loss(before.at(chance));
    let then = match after.map(|after| after.at(chance)) {
        None => String::new(),
        Some(loss) if loss <= 0.0 => "; after the plan nothing".to_owned(),
        Some(loss) if digits.loss(loss) == bad => "; after the plan as much".to_owned(),
        Some(loss) => format!("; after the plan {} or more", digits.loss(loss)),
    };
    format!("One time in {times} {bad} or more is lost{then}")
}

fn description() -> String {
    "Along the bottom an amount, upwards the chance that the loss is as high or higher. The lower and the further left a line runs, the \
     better."
        .to_owned()
}

fn drawing(before: &Curve, after: Option<&Curve>, most: f64) -> Drawing {
    let ticks = axis::ticks(most, 6);
    let x = Scale::new([0.0, ticks.last().copied().unwrap_or(most)], [LEFT, RIGHT]);
    let y = Scale::new([0.0, 1.0], [BOTTOM, TOP]);
    let mut drawing = Drawing::new(ID, SIZE);
    drawing.add(svg::text("strong", [0.0, 14.0], Anchor::Start, "chance to lose as much or more"));
    for chance in CHANCES {
        drawing.add(svg::line("grid", [LEFT, y.at(chance)], [RIGHT, y.at(chance)]));
        drawing.add(svg::text(
            "small muted",
            [LEFT - 6.0, y.at(chance) + 4.0],
            Anchor::End,
            number::share(chance, 1.0),
        ));
    }
    for (tick, word) in ticks.iter().zip(axis::words(&ticks)) {
        drawing.add(svg::line("axis", [x.at(*tick), BOTTOM], [x.at(*tick), BOTTOM + 4.0]));
        drawing.add(svg::text("small muted", [x.at(*tick), BOTTOM + 17.0], Anchor::Middle, word));
    }
    drawing.add(svg::text("strong", [RIGHT, BOTTOM + 36.0], Anchor::End, "loss"));
    drawing.add(svg::path("course-exposed", &course(before, x, y)));
    drawing.extend(name(before, x, y, "if nothing is done", "alarm", 0.6));
    if let Some(after) = after {
        drawing.add(svg::path("curve", &course(after, x, y)));
        drawing.extend(name(after, x, y, "after the plan", "strong", 0.3));
    }
    drawing.add(svg::line("axis", [LEFT, BOTTOM], [RIGHT, BOTTOM]));
    drawing
}

/// Steps down from the chance that anything is lost.
fn course(curve: &Curve, x: Scale, y: Scale) -> Course {
    let mut level = curve.any;
    let mut course = Course::from([x.at(0.0), y.at(level)]);
    for (loss, chance) in curve.points.iter().filter(|(loss, _)| *loss > 0.0) {
        let at = x.at(axis::loss(*loss));
        course = course.line([at, y.at(level)]);
        level = level.min(*chance);
        course = course.line([at, y.at(level)]);
    }
    course.line([RIGHT, y.at(level)])
}

/// The name of a line, to the right of where it passes a chance; to the left where there is no
/// room.
fn name(
    curve: &Curve,
    x: Scale,
    y: Scale,
    words: &str,
    class: &str,
    share: f64,
) -> Option<Element> {
    let chance = curve.any * share;
    let at = x.at(curve.at(chance));
    let (from, anchor) = if at + 8.0 + svg::width(words, 13.6) <= RIGHT {
        (at + 8.0, Anchor::Start)
    } else {
        (at - 8.0, Anchor::End)
    };
    let class = format!("{class} halo");
    (curve.any > 0.0).then(|| svg::text(&class, [from, y.at(chance) - 4.0], anchor, words))
}

fn table(before: &Curve, after: Option<&Curve>, digits: Digits) -> Table {
    let times = [
        (0.5, "one time in two"),
        (0.1, "one time in ten"),
        (0.05, "one time in twenty"),
        (0.01, "one time in a hundred"),
    ];
    let row = |(chance, words): (f64, &str)| {
        let mut row = vec![words.to_owned(), digits.loss(before.at(chance))];
        row.extend(after.map(|after| digits.loss(after.at(chance))));
        row
    };
    let mut head = vec!["how often".to_owned(), "as much or more, if nothing is done".to_owned()];
    head.extend(after.map(|_| "as much or more, after the plan".to_owned()));
    Table { caption: "The loss that is reached".to_owned(), head, rows: times.map(row).to_vec() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::chart::sample::{self, assert_sound};

    #[test]
    fn one_time_in_ten_is_named_before_and_after() {
        let curve = |loss: f64| Curve {
            any: 0.6,
            points: vec![(loss, 0.5), (loss * 2.0, 0.1), (loss * 3.0, 0.01)],
        };
        assert_eq!(
            picture(&curve(10.0), Some(&curve(1.0))).title,
            "One time in ten 20.0 or more is lost; after the plan 2.0 or more"
        );
    }

    proptest! {
        #![proptest_config(sample::cases())]

        #[test]
        fn any_distribution_makes_a_sound_picture(any in 0.0..=1.0_f64, losses in prop::collection::vec(sample::loss(), 0..6), after: bool) {
            let points = losses.iter().enumerate().map(|(i, loss)| (*loss, 0.5 / (i + 1) as f64)).collect();
            let curve = Curve { any, points };
            assert_sound(&picture(&curve, after.then_some(&curve)));
        }
    }
}
