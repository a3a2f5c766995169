//! What fits on the first sheet of paper. No browser is at hand when the page is written, so that
//! lines are counted by their letters, for a font that runs wide.

use serde::Serialize;

use super::decision::Decision;
use super::fix::FixRow;
use super::head::File;
use super::values::Values;
use super::watch::Watch;

/// How much of each list the first page shows, and how large.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Sheet {
    decisions: usize,
    watch: usize,
    /// Whether everything is set smaller.
    dense: bool,
}

const MAX_DECISIONS: usize = 5;
const MIN_DECISIONS: usize = 3;
const MAX_WATCHED: usize = 3;
const MIN_WATCHED: usize = 1;

impl Sheet {
    pub(super) fn of(values: &Values) -> Self {
        let roomy = Self { decisions: MAX_DECISIONS, watch: MAX_WATCHED, dense: false };
        if roomy.fits(values) {
            return roomy;
        }
        let mut sheet = Self { dense: true, ..roomy };
        while !sheet.fits(values) && sheet.shorten(values) {}
        sheet
    }

    /// Takes an entry off the longer of the two columns; false if nothing may go.
    fn shorten(&mut self, values: &Values) -> bool {
        let watched = self.watch.min(values.watch.len());
        let decided = self.decisions.min(values.decisions.len());
        let room = Room::of(self.dense);
        if self.watched(values, room) >= self.decided(values, room) && watched > MIN_WATCHED {
            self.watch = watched - 1;
        } else if decided > MIN_DECISIONS {
            self.decisions = decided - 1;
        } else {
            return false;
        }
        true
    }

    fn fits(self, values: &Values) -> bool {
        let room = Room::of(self.dense);
        let lists = self.decided(values, room).max(self.watched(values, room));
        let all = head(values, room)
            + verdict(values, room)
            + room.pictures
            + first(&values.fix_first.rows, room)
            + lists
            + BETWEEN;
        all <= room.height
    }

    fn decided(self, values: &Values, room: Room) -> f64 {
        let letters = room.column_letters();
        let one = |one: &Decision| {
            let texts = [&one.question, &one.because, &one.who];
            let by = one.by.as_ref().map_or(0, |day| day.chars().count() + 5);
            ITEM + LINE
                * lines(
                    texts.map(|text| text.chars().count() + 1).iter().sum::<usize>() + by,
                    letters,
                )
        };
        let listed: f64 = values.decisions.iter().take(self.decisions).map(one).sum();
        TITLE + listed + if values.decisions.len() > self.decisions { LINE } else { 0.0 }
    }

    fn watched(self, values: &Values, room: Room) -> f64 {
        let letters = room.column_letters();
        let one = |one: &Watch| {
            let chance = one.chance.as_ref().map_or(0, |chance| chance.chars().count() + 3);
            let words = one.event.chars().count() + one.then.chars().count() + chance + 6;
            ITEM + LINE * lines(words, letters)
        };
        let listed: f64 = values.watch.iter().take(self.watch).map(one).sum();
        let last = values.sure.len().max(2) - 1;
        let said: f64 = values.sure[..last.min(values.sure.len())]
            .iter()
            .map(|text| ITEM + LINE * lines(text.chars().count(), letters + 3.0))
            .sum();
        2.0 * TITLE + listed + said
    }
}

/// Heights in px, as the style of the page gives them on paper before it is made smaller.
const LINE: f64 = 14.0;
const HEADING: f64 = 21.0;
const SMALL: f64 = 12.5;
const ITEM: f64 = 2.7;
const TITLE: f64 = 26.0;
/// Titles, margins and borders that are the same in every report.
const BETWEEN: f64 = 90.0;

/// The paper in px, before everything is made smaller to fit.
#[derive(Clone, Copy)]
struct Room {
    width: f64,
    height: f64,
    /// Figures at stake, and the picture with the offers beside it.
    pictures: f64,
}

impl Room {
    /// A4 within the margins, as `page.css` has them.
    fn of(dense: bool) -> Self {
        let zoom = if dense { 0.88 } else { 0.94 };
        Self {
            width: 703.0 / zoom,
            height: 1039.0 / zoom,
            pictures: if dense { 360.0 } else { 342.0 },
        }
    }

    /// Letters on a line of one of the two columns at the foot.
    fn column_letters(self) -> f64 {
        ((self.width - 16.0) / 2.0 - 17.0) / 6.2
    }
}

fn lines(letters: usize, line: f64) -> f64 {
    (letters as f64 / line).ceil()
}

fn head(values: &Values, room: Room) -> f64 {
    let title = values.organisation.as_ref().map_or(0, |name| name.chars().count() + 2) + 26;
    let file = |file: &File| file.name.chars().count() + 42;
    let files: usize = values.files.iter().take(2).map(file).sum();
    let assumed: usize = values.assumptions.iter().map(|text| text.chars().count() + 12).sum();
    let others = 150 + values.advisories.name.chars().count();
    25.0 * lines(title, room.width / 12.3)
        + LINE * lines(files + assumed + others, room.width / 5.8)
}

fn verdict(values: &Values, room: Room) -> f64 {
    let width = room.width - 40.0;
    let verdict = &values.verdict;
    let text = |text: &str| LINE * lines(text.chars().count(), width / 6.1);
    HEADING * lines(verdict.heading.chars().count() + 2, width / 11.2)
        + text(&verdict.detail)
        + text(&verdict.unknown)
}

fn first(rows: &[FixRow], room: Room) -> f64 {
    let row = |row: &FixRow| {
        let what = lines(row.target.text.chars().count(), room.width * 0.3 / 7.0)
            + lines(row.action.chars().count(), room.width * 0.3 / 5.9);
        let why = lines(row.why.chars().count(), room.width * 0.34 / 5.6);
        4.0 + SMALL * what.max(why)
    };
    rows.iter().map(row).sum()
}
