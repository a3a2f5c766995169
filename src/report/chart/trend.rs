//! The trend: how loss and exposed hosts have changed from report to report.

use super::axis::{self, Scale};
use super::svg::{self, Anchor, Course, Drawing, Element, Room};
use super::{Picture, Table};
use crate::diff::Snapshot;
use crate::report::words::number::{self, Digits};

const ID: &str = "trend";
const TITLE: &str = "Trend";
const WIDTH: f64 = super::WIDTH;
const HEIGHT: f64 = 320.0;
/// Fewer are a difference, not a trend.
const MIN_SNAPSHOTS: usize = 3;
/// The newest that are drawn.
const MAX_SNAPSHOTS: usize = 60;
/// Days that are written below the field.
const MAX_DAYS: usize = 7;
/// The right edge of the fields, where names allow; beyond it lines are named.
const RIGHT: f64 = 520.0;
const GAP: f64 = 10.0;
/// Upper and lower edges of the two fields.
const LOSS: [f64; 2] = [26.0, 132.0];
const HOSTS: [f64; 2] = [182.0, 288.0];
/// Between the names of two lines.
const LINE: f64 = 15.0;

/// Draws them in the order in which they are given: the oldest first.
pub(crate) fn picture(snapshots: &[Snapshot]) -> Picture {
    if snapshots.len() < MIN_SNAPSHOTS {
        let why = match snapshots.len() {
            0 | 1 => "there is no earlier one to compare with".to_owned(),
            some => format!("there are {some}"),
        };
        return Picture::nothing(
            ID,
            TITLE,
            format!("A trend needs {MIN_SNAPSHOTS} reports and {why}, so none is drawn."),
        );
    }
    let newest = &snapshots[snapshots.len().saturating_sub(MAX_SNAPSHOTS)..];
    let field = Field::of(newest);
    Picture::drawn(
        field.title(),
        field.description(snapshots.len()),
        field.drawing(),
        field.table(),
    )
}

/// Both fields share the days.
struct Field<'a> {
    snapshots: &'a [Snapshot],
    digits: Digits,
    start: f64,
    right: f64,
    loss: Axis,
    hosts: Axis,
}

/// Round figures and where they are.
struct Axis {
    ticks: Vec<f64>,
    y: Scale,
}

impl Axis {
    fn new(most: f64, [top, bottom]: [f64; 2]) -> Self {
        let ticks = axis::ticks(most, 3);
        let y = Scale::new([0.0, ticks.last().copied().unwrap_or(1.0)], [bottom, top]);
        Self { ticks, y }
    }

    fn widest(&self) -> f64 {
        axis::words(&self.ticks).iter().map(|word| svg::width(word, 11.0)).fold(0.0, f64::max)
    }

    fn levels(&self, start: f64, right: f64) -> Vec<Element> {
        let level = |(tick, word): (&f64, String)| {
            let y = self.y.at(*tick);
            [
                svg::line("grid", [start, y], [right, y]),
                svg::text("small muted", [start - 6.0, y + 4.0], Anchor::End, word),
            ]
        };
        self.ticks.iter().zip(axis::words(&self.ticks)).flat_map(level).collect()
    }
}

/// One line of a field.
struct Line {
    name: String,
    class: &'static str,
    figures: Vec<f64>,
}

impl<'a> Field<'a> {
    fn of(snapshots: &'a [Snapshot]) -> Self {
        let most_loss =
            snapshots.iter().map(|snapshot| axis::loss(snapshot.loss)).fold(0.0, f64::max);
        let most_hosts = snapshots
            .iter()
            .map(|snapshot| snapshot.exposed.max(snapshot.not_assessed))
            .max()
            .unwrap_or(0);
        // Hosts are whole: a field without any is 1 high.
        let (loss, hosts) = (
            Axis::new(if most_loss > 0.0 { most_loss } else { 1.0 }, LOSS),
            Axis::new((most_hosts as f64).max(3.0), HOSTS),
        );
        let start = (loss.widest().max(hosts.widest()) + 12.0).clamp(40.0, 160.0);
        let field =
            Self { snapshots, digits: Digits::of(most_loss), start, right: RIGHT, loss, hosts };
        let [exposed, unknown] = field.counts();
        let widest = [field.losses(), exposed, unknown]
            .iter()
            .map(|line| svg::width(&line.name, svg::STRONG))
            .fold(0.0, f64::max);
        Self { right: RIGHT.min(WIDTH - GAP - widest).max(start + 100.0), ..field }
    }

    fn x(&self, i: usize) -> f64 {
        Scale::new([0.0, (self.snapshots.len() - 1) as f64], [self.start, self.right]).at(i as f64)
    }

    fn ends(&self) -> [&'a Snapshot; 2] {
        let last = self.snapshots.len() - 1;
        [&self.snapshots[0], &self.snapshots[last]]
    }

    fn title(&self) -> String {
        let [first, last] = self.ends();
        let (before, after) =
            (self.digits.loss(axis::loss(first.loss)), self.digits.loss(axis::loss(last.loss)));
        let since = first.as_of;
        match axis::loss(last.loss).total_cmp(&axis::loss(first.loss)) {
            _ if before == after => format!("The expected loss is what it was on {since}: {after}"),
            std::cmp::Ordering::Less => {
                format!("The expected loss has fallen from {before} to {after} since {since}")
            }
            _ => format!("The expected loss has risen from {before} to {after} since {since}"),
        }
    }

    fn description(&self, all: usize) -> String {
        let [first, last] = self.ends();
        let older = if all > MAX_SNAPSHOTS {
            format!(" Only the newest {MAX_SNAPSHOTS} of {all} are drawn.")
        } else {
            String::new()
        };
        format!(
            "Two fields over {} reports in their order: the expected loss above, exposed hosts and hosts not assessed below. Exposed hosts went from {} to {}, \
             hosts not assessed from {} to {}.{older}",
            self.snapshots.len(),
            number::count(first.exposed),
            number::count(last.exposed),
            number::count(first.not_assessed),
            number::count(last.not_assessed),
        )
    }

    fn drawing(&self) -> Drawing {
        let mut drawing = Drawing::new(ID, [WIDTH, HEIGHT]);
        drawing.add(svg::text("strong", [0.0, LOSS[0] - 12.0], Anchor::Start, "expected loss"));
        drawing.extend(self.loss.levels(self.start, self.right));
        drawing.add(svg::text("strong", [0.0, HOSTS[0] - 12.0], Anchor::Start, "hosts"));
        drawing.extend(self.hosts.levels(self.start, self.right));
        drawing.extend(self.days());
        drawing.extend(self.lines(&self.loss, &[self.losses()]));
        drawing.extend(self.lines(&self.hosts, &self.counts()));
        drawing
    }

    fn losses(&self) -> Line {
        let figures: Vec<f64> =
            self.snapshots.iter().map(|snapshot| axis::loss(snapshot.loss)).collect();
        Line {
            name: self.digits.loss(figures.last().copied().unwrap_or(0.0)),
            class: "curve",
            figures,
        }
    }

    fn counts(&self) -> [Line; 2] {
        let last = self.ends()[1];
        let figures = |count: fn(&Snapshot) -> u64| {
            self.snapshots.iter().map(|snapshot| count(snapshot) as f64).collect()
        };
        [
            Line {
                name: format!("{} exposed", number::count(last.exposed)),
                class: "course-exposed",
                figures: figures(|s| s.exposed),
            },
            Line {
                name: format!("{} not assessed", number::count(last.not_assessed)),
                class: "course-unknown",
                figures: figures(|s| s.not_assessed),
            },
        ]
    }

    /// Some days below the lower field: the last one, and others as there is room.
    fn days(&self) -> Vec<Element> {
        let last = self.snapshots.len() - 1;
        let every = last.div_ceil(MAX_DAYS - 1).max(1);
        let wide = (self.right - self.start) * every as f64 / last as f64 - 6.0;
        let mut parts = vec![svg::line("axis", [self.start, HOSTS[1]], [self.right, HOSTS[1]])];
        for i in (0..=last).rev().step_by(every) {
            let room = Room { width: wide.min(90.0), size: 11.0 };
            let anchor = if self.x(i) < 46.0 { Anchor::Start } else { Anchor::Middle };
            parts.push(svg::line("axis", [self.x(i), HOSTS[1]], [self.x(i), HOSTS[1] + 4.0]));
            parts.push(svg::name(
                "small muted",
                [self.x(i), HOSTS[1] + 18.0],
                anchor,
                &self.snapshots[i].as_of.to_string(),
                room,
            ));
        }
        parts
    }

    /// Lines with a mark for each report, and their names where they end.
    fn lines(&self, axis: &Axis, lines: &[Line]) -> Vec<Element> {
        let mut parts = Vec::new();
        let mut bases: Vec<f64> = lines
            .iter()
            .filter_map(|line| line.figures.last())
            .map(|last| axis.y.at(*last) + 4.0)
            .collect();
        apart(&mut bases, axis.y.at(0.0));
        for (line, base) in lines.iter().zip(bases) {
            let points: Vec<[f64; 2]> = line
                .figures
                .iter()
                .enumerate()
                .map(|(i, figure)| [self.x(i), axis.y.at(*figure)])
                .collect();
            let course = points
                .iter()
                .skip(1)
                .fold(Course::from(points[0]), |course, point| course.line(*point));
            parts.push(svg::path(line.class, &course));
            parts.extend(
                points.iter().map(|point| svg::circle(&format!("{} dot", line.class), *point, 3.0)),
            );
            parts.push(svg::text(
                "strong",
                [self.right + GAP, base],
                Anchor::Start,
                line.name.clone(),
            ));
        }
        parts
    }

    fn table(&self) -> Table {
        let row = |snapshot: &Snapshot| {
            vec![
                snapshot.as_of.to_string(),
                self.digits.loss(axis::loss(snapshot.loss)),
                number::count(snapshot.exposed),
                number::count(snapshot.not_assessed),
            ]
        };
        Table {
            caption: "Expected loss and hosts, report by report".to_owned(),
            head: ["as of", "expected loss", "exposed hosts", "hosts not assessed"]
                .map(str::to_owned)
                .to_vec(),
            rows: self.snapshots.iter().map(row).collect(),
        }
    }
}

/// Moves two names apart, and above the foot of their field; the first stays above if both end at
/// the same height.
fn apart(bases: &mut [f64], foot: f64) {
    let [first, second] = bases else { return };
    let (upper, lower) = if *first <= *second { (first, second) } else { (second, first) };
    let missing = (LINE - (*lower - *upper)).max(0.0);
    *lower = (*lower + missing / 2.0).min(foot);
    *upper = upper.min(*lower - LINE);
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::{Date, date};
    use proptest::prelude::*;

    use super::*;
    use crate::report::chart::Body;
    use crate::report::chart::sample;
    use crate::report::chart::sample::assert_sound;
    use crate::report::chart::sample::assert_tidy;
    use crate::report::chart::sample::texts;

    fn snapshot(as_of: Date, loss: f64, exposed: u64, not_assessed: u64) -> Snapshot {
        Snapshot { as_of, loss, exposed, exposed_after: None, not_assessed, oldest: None }
    }

    fn snapshots(losses: &[f64]) -> Vec<Snapshot> {
        let day = |i| date(2006, 8, 1).saturating_add((i as i64).days());
        let one = |(i, loss): (usize, &f64)| snapshot(day(i), *loss, 60 - i as u64, 7);
        losses.iter().enumerate().map(one).collect()
    }

    #[test]
    fn the_title_says_which_way_it_goes() {
        let title = |losses: &[f64]| picture(&snapshots(losses)).title;
        assert_eq!(
            title(&[87.2, 60.0, 12.0]),
            "The expected loss has fallen from 87.2 to 12.0 since 2006-08-01"
        );
        assert_eq!(
            title(&[12.0, 60.0, 87.2]),
            "The expected loss has risen from 12.0 to 87.2 since 2006-08-01"
        );
        assert_eq!(
            title(&[12.0, 60.0, 12.01]),
            "The expected loss is what it was on 2006-08-01: 12.0"
        );
    }

    #[test]
    fn lines_are_named_where_they_end() {
        let expected = "expected loss\n0\n50\n100\nhosts\n0\n20\n40\n60\n2006-08-03\n2006-08-02\n2006-08-01\n12.0\n58 exposed\n7 not assessed";
        assert_eq!(texts(&picture(&snapshots(&[87.2, 60.0, 12.0]))), expected);
    }

    #[test]
    fn two_reports_are_no_trend() {
        let Body::Nothing { why } = picture(&snapshots(&[1.0, 2.0])).body else {
            panic!("something was drawn")
        };
        assert_eq!(why, "A trend needs 3 reports and there are 2, so none is drawn.");
    }

    #[test]
    fn only_the_newest_of_many_are_drawn() {
        let picture = picture(&snapshots(&[1.0; 61]));
        assert!(picture.description.ends_with("Only the newest 60 of 61 are drawn."));
        let Body::Drawn { table, .. } = picture.body else { panic!("drawn") };
        assert_eq!((table.rows.len(), table.rows[0][0].as_str()), (60, "2006-08-02"));
    }

    proptest! {
        #![proptest_config(sample::cases())]
        #[test]
        fn every_trend_is_sound(
            snapshots in prop::collection::vec((-9999..=9999_i16, sample::loss(), sample::number(), sample::number()), 0..70),
        ) {
            let one = |(year, loss, exposed, not_assessed)| snapshot(date(year, 8, 25), loss, exposed, not_assessed);
            let snapshots: Vec<Snapshot> = snapshots.into_iter().map(one).collect();
            assert_sound(&picture(&snapshots));
            prop_assert_eq!(picture(&snapshots), picture(&snapshots));
        }

        #[test]
        fn nothing_overlaps_and_nothing_is_cut_off(
            figures in prop::collection::vec((sample::plain_loss(), sample::plain_number(), sample::plain_number()), 3..70),
        ) {
            let one = |(loss, exposed, not_assessed)| snapshot(date(2006, 8, 25), loss, exposed, not_assessed);
            assert_tidy(&picture(&figures.into_iter().map(one).collect::<Vec<Snapshot>>()));
        }
    }
}
