//! The risk-removed curve: how much loss is left after how much work, and where the staff ends.

mod drawing;
mod field;
mod given;
mod label;

use super::axis;
use super::{Picture, Table};
use crate::report::plan::duration;
use crate::report::words::number::{self, Digits};
use crate::source::sanitize;
use field::{Field, Step};
use given::ID;
pub(crate) use given::{Curve, Offer, Point};

const TITLE: &str = "Loss removed by work";
/// Losses below this are nothing.
const NOTHING: f64 = 1e-12;
/// Most of the way: where more work starts to avert little more.
const MOST_OF_IT: f64 = 0.9;
/// Characters of what was done in a table, and rows of it.
const MAX_CHARS: usize = 120;
const MAX_ROWS: usize = 60;

/// Draws it.
pub(crate) fn picture(curve: &Curve) -> Picture {
    let before = axis::loss(curve.loss_before);
    if before < NOTHING {
        let why = "No loss is to be expected, so there is no curve to draw: nothing that could be done would remove any.";
        return Picture::nothing(ID, TITLE, why);
    }
    if curve.points.is_empty() {
        let loss = Digits::of(before).loss(before);
        let why = format!(
            "No action was found that fits the staff there is and removes loss, so there is no curve to draw: the expected loss stays {loss}."
        );
        return Picture::nothing(ID, TITLE, why);
    }
    let field = Field::of(curve);
    Picture::drawn(title(&field), description(&field), drawing::drawing(&field), table(&field))
}
/// What the curve says: where most of the way is gone.
fn title(field: &Field<'_>) -> String {
    let averted = field.before - field.left;
    if averted < 0.005 * field.before {
        return match field.curve.capacity {
            0 => "Without staff time, next to nothing of the expected loss is removed".to_owned(),
            capacity => format!(
                "All {} of staff time remove next to nothing of the expected loss",
                duration(capacity)
            ),
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
        minutes => {
            format!("The first {} of work remove {share} of the expected loss", duration(minutes))
        }
    }
}

/// What no work removes, in words.
fn floor_words(floor: f64, digits: Digits) -> String {
    if floor < NOTHING {
        "with enough people nothing stays".to_owned()
    } else {
        format!("whatever is done, {} stays", digits.loss(floor))
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
        let what = sanitize::clipped(step.what, MAX_CHARS).into_owned();
        vec![
            duration(step.minutes),
            what,
            field.digits.loss(step.averted()),
            field.digits.loss(step.to),
        ]
    };
    let mut rows = vec![vec![
        duration(0),
        "nothing done yet".to_owned(),
        field.digits.loss(0.0),
        field.digits.loss(field.before),
    ]];
    rows.extend(field.steps.iter().take(MAX_ROWS).map(row));
    rows.extend(rest(field));
    Table {
        caption: format!(
            "Expected loss until {} that is left after each action",
            sanitize::clipped(&field.curve.until, 40)
        ),
        head: ["staff time used", "action", "loss removed", "loss left"]
            .map(str::to_owned)
            .to_vec(),
        rows,
    }
}

/// One row for the actions beyond those that have rows.
fn rest(field: &Field<'_>) -> Option<Vec<String>> {
    let rest = field.steps.get(MAX_ROWS..).filter(|rest| !rest.is_empty())?;
    let (first, last) = (rest.first()?, rest.last()?);
    let what = format!("{} more", number::counted(rest.len() as u64, "action", "actions"));
    Some(vec![
        duration(last.minutes),
        what,
        field.digits.loss(first.from - last.to),
        field.digits.loss(last.to),
    ])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::chart::Body;
    use crate::report::chart::sample;
    use crate::report::chart::sample::assert_sound;
    use crate::report::chart::sample::assert_tidy;
    use crate::report::chart::sample::texts;

    fn curve(loss_before: f64, capacity: u64, points: &[(u64, f64, &str)]) -> Curve {
        let point = |(minutes, loss_left, what): &(u64, f64, &str)| Point {
            minutes: *minutes,
            loss_left: *loss_left,
            what: (*what).to_owned(),
            name: (*what).to_owned(),
        };
        let points = points.iter().map(point).collect();
        Curve {
            loss_before,
            points,
            capacity,
            loss_floor: 5.0,
            until: "Sunday 2006-08-27".to_owned(),
            offers: Vec::new(),
        }
    }

    #[test]
    fn the_title_says_where_most_of_the_way_is_gone() {
        let title = |capacity, points: &[_]| picture(&curve(100.0, capacity, points)).title;
        let steep = [(30, 9.0, "patch dc1"), (400, 8.0, "patch web1"), (480, 6.0, "patch web2")];
        assert_eq!(title(480, &steep), "The first 30 min of work remove 91 % of the expected loss");
        assert_eq!(
            title(480, &[(470, 50.0, "patch dc1")]),
            "All 8 h of staff time remove 50 % of the expected loss"
        );
        assert_eq!(
            title(480, &[(0, 50.0, "block internet")]),
            "What takes no staff time removes 50 % of the expected loss"
        );
        assert_eq!(
            title(0, &steep),
            "Without staff time, next to nothing of the expected loss is removed"
        );
        assert_eq!(
            title(10, &steep),
            "All 10 min of staff time remove next to nothing of the expected loss"
        );
    }

    #[test]
    fn axes_figures_and_the_largest_steps_are_named() {
        let picture = picture(&curve(
            100.0,
            480,
            &[(30, 30.0, "patch dc1"), (240, 29.0, "patch nb1"), (480, 12.5, "patch web1")],
        ));
        let expected = "expected loss left, until Sunday 2006-08-27\n0\n20\n40\n60\n80\n100\n0\n2 h\n4 h\n6 h\n8 h\n\
                        staff time used, in the order of the plan\nstaff time there is: 8 h\n12.5 left\n\
                        patch dc1 −70.0\npatch web1 −16.5";
        assert_eq!(texts(&picture), expected);
        let Body::Drawn { table, .. } = picture.body else { panic!("drawn") };
        assert_eq!(table.rows[0], ["0 min", "nothing done yet", "0.0", "100.0"]);
        assert_eq!(table.rows[3], ["8 h", "patch web1", "16.5", "12.5"]);
    }

    #[test]
    fn names_of_steps_stand_beside_the_lines_of_offers() {
        let points = [
            (35, 200.0, "patch garrow-nb04"),
            (110, 150.0, "patch corrie-nb04"),
            (140, 125.0, "patch fairholt-nb06"),
            (230, 90.0, "patch arden-nb04"),
            (720, 30.0, "patch boltby-nb04"),
        ];
        let offer = |minutes, loss_left, words: &str| Offer {
            minutes,
            loss_left,
            words: words.to_owned(),
            recommended: false,
        };
        let offers = vec![
            offer(230, 90.0, "1 person, 3 h 50: 80 %"),
            offer(720, 30.0, "2 people, 12 h: 95 %"),
        ];
        let picture = picture(&Curve { offers, ..curve(410.0, 960, &points) });
        assert!(texts(&picture).contains("patch corrie-nb04 −50.0"), "{}", texts(&picture));
        sample::assert_uncrossed(&picture, "leader");
        assert_tidy(&picture);
    }

    #[test]
    fn nothing_to_draw_is_a_sentence() {
        let why = |curve: &Curve| match picture(curve).body {
            Body::Nothing { why } => why,
            Body::Drawn { .. } => panic!("something was drawn"),
        };
        assert!(
            why(&curve(0.0, 480, &[(30, 0.0, "patch dc1")]))
                .starts_with("No loss is to be expected")
        );
        assert!(why(&curve(87.2, 480, &[])).ends_with("the expected loss stays 87.2."));
    }

    #[test]
    fn long_plans_end_in_a_row_for_the_rest() {
        let points: Vec<(u64, f64, &str)> =
            (1..=100).map(|i| (i, 100.0 - i as f64, "patch")).collect();
        let Body::Drawn { table, .. } = picture(&curve(100.0, 100, &points)).body else {
            panic!("drawn")
        };
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
            let points = points.into_iter().map(|(minutes, loss_left, what)| Point { minutes, loss_left, name: what.clone(), what }).collect();
            let curve = Curve { loss_before, points, capacity, loss_floor, until, offers: Vec::new() };
            assert_sound(&picture(&curve));
            prop_assert_eq!(picture(&curve), picture(&curve));
        }

        #[test]
        fn nothing_overlaps_and_nothing_is_cut_off(
            loss_before in sample::plain_loss(),
            capacity in 0_u64..100_000,
            work in prop::collection::vec((0_u64..1000, 0.0..1.0, sample::plain_name()), 1..30),
        ) {
            let (mut minutes, mut loss_left) = (0, loss_before);
            let point = |(took, share, what): (u64, f64, String)| {
                minutes += took;
                loss_left *= share;
                Point { minutes, loss_left, name: what.clone(), what }
            };
            let points: Vec<Point> = work.into_iter().map(point).collect();
            let loss_floor = points.last().map_or(0.0, |last| last.loss_left / 2.0);
            assert_tidy(&picture(&Curve { loss_before, points, capacity, loss_floor, until: "Wednesday 2006-08-30".to_owned(), offers: Vec::new() }));
        }
    }
}
