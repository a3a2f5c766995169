//! Segments: what is known of their machines, and the loss that is to be expected there.

use std::cmp::Reverse;

use super::axis;
use super::state::{self, WORST_FIRST};
use super::svg::{self, Anchor, Drawing, Element, Room};
use super::{Picture, Table};
use crate::ranking::state::{Machines, State};
use crate::report::words::number::{self, Digits};
use crate::source::sanitize;

const ID: &str = "segments";
const WIDTH: f64 = super::WIDTH;
/// Bars that are drawn one by one.
const MAX_BARS: usize = 20;
/// From the top to the first bar, and from bar to bar.
const HEAD: f64 = 62.0;
const ROW: f64 = 26.0;
const THICK: f64 = 16.0;
const GAP: f64 = 6.0;
const FOOT: f64 = 6.0;
/// Names and numbers of machines end here, bars of states and of losses start here; the width of
/// the bars of states.
const NAMES: f64 = 150.0;
const NUMBERS: f64 = 212.0;
const STATES: [f64; 2] = [222.0, 204.0];
const LOSSES: f64 = 438.0;
/// Characters of a name in a sentence and in a table.
const MAX_CHARS: usize = 40;
const MAX_CHARS_IN_TABLE: usize = 120;

/// One segment. Every machine is counted once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bar {
    /// The segment.
    pub(crate) name: String,
    /// Its machines.
    pub(crate) machines: Machines,
    /// The expected loss there.
    pub(crate) loss: f64,
}

impl Bar {
    fn of(&self, state: State) -> u64 {
        self.machines.of(state)
    }

    fn machines(&self) -> u64 {
        self.machines.total()
    }

    /// `3 exposed, 1 unknown`.
    fn sentence(&self) -> String {
        let some = WORST_FIRST.into_iter().filter(|state| self.of(*state) > 0);
        let words: Vec<String> = some
            .map(|state| format!("{} {}", number::count(self.of(state)), state::word(state)))
            .collect();
        if words.is_empty() { "no machines".to_owned() } else { words.join(", ") }
    }

    fn with(mut self, other: &Self) -> Self {
        WORST_FIRST.into_iter().for_each(|state| self.machines.add(state, other.of(state)));
        Self { loss: self.loss + axis::loss(other.loss), ..self }
    }
}

/// Draws them, the one with the most loss first.
pub(crate) fn picture(bars: &[Bar]) -> Picture {
    let bars = ordered(bars);
    if bars.iter().all(|bar| bar.machines() == 0) {
        return Picture::nothing(
            ID,
            "Loss by segment",
            "The inventory has no machines, so there are no segments to compare.",
        );
    }
    let chart = Chart::of(&bars);
    Picture::drawn(chart.title(), chart.description(), chart.drawing(), table(&bars, chart.digits))
}

fn ordered(bars: &[Bar]) -> Vec<Bar> {
    let mut bars: Vec<Bar> = bars.to_vec();
    bars.iter_mut().for_each(|bar| bar.loss = axis::loss(bar.loss));
    bars.sort_by(|a, b| {
        let by_loss = b.loss.total_cmp(&a.loss);
        by_loss.then_with(|| {
            (Reverse(a.of(State::Exposed)), Reverse(a.machines()), &a.name).cmp(&(
                Reverse(b.of(State::Exposed)),
                Reverse(b.machines()),
                &b.name,
            ))
        })
    });
    bars
}

/// The bars that are drawn, and those that share the last one.
struct Chart<'a> {
    shown: &'a [Bar],
    rest: Option<Bar>,
    whole: Bar,
    digits: Digits,
    most: f64,
    /// How wide the bar of the most loss may be, so that its figure fits behind it.
    widest: f64,
}

impl<'a> Chart<'a> {
    fn of(bars: &'a [Bar]) -> Self {
        // A line for a single one more would say less than its own.
        let (shown, others) =
            bars.split_at(if bars.len() <= MAX_BARS + 1 { bars.len() } else { MAX_BARS });
        let named = |n: usize| Bar {
            name: format!("{} more segments", number::count(n as u64)),
            ..Bar::default()
        };
        let rest = others.iter().fold(named(others.len()), Bar::with);
        let whole = bars.iter().fold(Bar::default(), Bar::with);
        let rest = (!others.is_empty()).then_some(rest);
        let most = shown.iter().chain(&rest).map(|bar| bar.loss).fold(0.0, f64::max);
        let digits = Digits::of(whole.loss);
        let figures = shown
            .iter()
            .chain(&rest)
            .map(|bar| svg::width(&digits.loss(bar.loss), 12.0))
            .fold(0.0, f64::max);
        Self {
            shown,
            rest,
            digits,
            whole,
            most,
            widest: (WIDTH - LOSSES - GAP - figures).max(20.0),
        }
    }

    fn rows(&self) -> impl Iterator<Item = &Bar> {
        self.shown.iter().chain(&self.rest)
    }

    fn title(&self) -> String {
        let Some(first) = self.shown.first().filter(|first| first.loss > 0.0) else {
            let exposed = self.whole.of(State::Exposed);
            return format!(
                "No segment is expected to lose anything; {} of {} {} exposed",
                number::count(exposed),
                number::counted(self.whole.machines(), "machine", "machines"),
                if exposed == 1 { "is" } else { "are" }
            );
        };
        let share = number::share(first.loss, self.whole.loss);
        format!("{share} of the expected loss is in {}", sanitize::clipped(&first.name, MAX_CHARS))
    }

    fn description(&self) -> String {
        let all = format!("All segments together: {}.", self.whole.sentence());
        let more = match &self.rest {
            None => String::new(),
            Some(rest) => format!(
                " The {MAX_BARS} with the most loss have a line each; {} share the last line.",
                rest.name
            ),
        };
        format!(
            "One line for each segment, the most loss first: what is known of its machines, as shares of a bar, and the loss to be expected there. {all}{more}"
        )
    }

    fn drawing(&self) -> Drawing {
        let height = HEAD + ROW * self.rows().count() as f64 + FOOT;
        let mut drawing = Drawing::new(ID, [WIDTH, height]);
        state::define(&mut drawing);
        let names = svg::rect("ground", [0.0, 0.0, NAMES, height]);
        drawing.define("names", Element::new("clipPath").with(names));
        let states: Vec<State> =
            WORST_FIRST.into_iter().filter(|state| self.whole.of(*state) > 0).collect();
        let key = state::key(&drawing, &states, [0.0, 14.0]);
        drawing.extend(key);
        drawing.extend(head());
        let names = svg::group("names").set("clip-path", drawing.url("names"));
        drawing.add(names.with_all(self.rows().enumerate().map(|(i, bar)| label(bar, middle(i)))));
        for (i, bar) in self.rows().enumerate() {
            let row = self.row(&drawing, bar, middle(i));
            drawing.add(row);
        }
        drawing
    }

    fn row(&self, drawing: &Drawing, bar: &Bar, y: f64) -> Element {
        let number = svg::text(
            "small muted",
            [NUMBERS, y + 4.0],
            Anchor::End,
            number::count(bar.machines()),
        );
        let row = svg::group("row")
            .with(number)
            .with_all(stack(drawing, bar, y))
            .with_all(self.loss(bar, y));
        row.titled(&format!(
            "{}: {}; loss {}",
            sanitize::clipped(&bar.name, MAX_CHARS),
            bar.sentence(),
            self.digits.loss(bar.loss)
        ))
    }

    /// The loss as a bar with its figure behind it.
    fn loss(&self, bar: &Bar, y: f64) -> [Element; 2] {
        let long = if self.most > 0.0 { self.widest * (bar.loss / self.most) } else { 0.0 };
        [
            svg::rect("loss", [LOSSES, y - THICK / 2.0, long, THICK]),
            svg::text(
                "label",
                [LOSSES + long + GAP, y + 4.0],
                Anchor::Start,
                self.digits.loss(bar.loss),
            ),
        ]
    }
}

fn middle(row: usize) -> f64 {
    HEAD + ROW * (row as f64 + 0.5)
}

/// The names of the columns.
fn head() -> [Element; 5] {
    let y = HEAD - 10.0;
    [
        svg::text("strong", [0.0, y], Anchor::Start, "segment"),
        svg::text("strong", [NUMBERS, y], Anchor::End, "machines"),
        svg::text("strong", [STATES[0], y], Anchor::Start, "what is known of them"),
        svg::text("strong", [LOSSES, y], Anchor::Start, "expected loss"),
        svg::line("axis", [0.0, HEAD - 2.0], [WIDTH, HEAD - 2.0]),
    ]
}

fn label(bar: &Bar, y: f64) -> Element {
    svg::name("label", [0.0, y + 4.0], Anchor::Start, &bar.name, Room { width: NAMES, size: 12.0 })
}

/// The states of the machines, side by side; numbers where they fit.
fn stack(drawing: &Drawing, bar: &Bar, y: f64) -> Vec<Element> {
    let [mut x, wide] = STATES;
    if bar.machines() == 0 {
        return vec![svg::text("small muted", [x, y + 4.0], Anchor::Start, "no machines")];
    }
    // The sum of huge numbers is cut off, so it would not do here.
    let whole: f64 = WORST_FIRST.iter().map(|state| bar.of(*state) as f64).sum();
    let mut parts = Vec::new();
    for state in WORST_FIRST.into_iter().filter(|state| bar.of(*state) > 0) {
        let long = wide * (bar.of(state) as f64 / whole);
        parts.push(state::rect(state, drawing, [x, y - THICK / 2.0, long, THICK]));
        parts.extend(inside(bar.of(state), state, [x + long / 2.0, y, long]));
        x += long;
    }
    parts
}

/// The number in a part of a bar, in a box where the pattern would run through it.
fn inside(n: u64, state: State, [x, y, long]: [f64; 3]) -> Vec<Element> {
    let word = number::count(n);
    let wide = svg::width(&word, 11.0) + 4.0;
    if wide + 6.0 > long {
        return Vec::new();
    }
    let at = [x, y + 4.0];
    match state {
        State::Exposed => vec![svg::text("small inverse", at, Anchor::Middle, word)],
        State::Patched => vec![svg::text("small", at, Anchor::Middle, word)],
        _ => vec![
            svg::rect("ground", [x - wide / 2.0, y - 6.0, wide, 12.0]),
            svg::text("small", at, Anchor::Middle, word),
        ],
    }
}

fn table(bars: &[Bar], digits: Digits) -> Table {
    let row = |bar: &Bar| {
        let numbers = WORST_FIRST.iter().map(|state| number::count(bar.of(*state)));
        let name = sanitize::clipped(&bar.name, MAX_CHARS_IN_TABLE).into_owned();
        [name, number::count(bar.machines())]
            .into_iter()
            .chain(numbers)
            .chain([digits.loss(bar.loss)])
            .collect()
    };
    let words = WORST_FIRST.into_iter().map(state::word);
    Table {
        caption: "Machines and expected loss of each segment".to_owned(),
        head: ["segment", "machines"]
            .into_iter()
            .chain(words)
            .chain(["expected loss"])
            .map(str::to_owned)
            .collect(),
        rows: bars.iter().map(row).collect(),
    }
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

    fn bar(
        name: &str,
        [vulnerable, unknown, unreachable, patched, not_assessed]: [u64; 5],
        loss: f64,
    ) -> Bar {
        let machines = Machines { vulnerable, unknown, unreachable, patched, not_assessed };
        Bar { name: name.to_owned(), machines, loss }
    }

    #[test]
    fn the_segment_with_the_most_loss_is_the_title_and_the_first_line() {
        let picture =
            picture(&[bar("dmz", [2, 0, 0, 5, 0], 3.9), bar("office", [120, 40, 0, 61, 0], 29.94)]);
        assert_eq!(picture.title, "88 % of the expected loss is in office");
        let expected = "exposed\nunknown\npatched or not affected\nsegment\nmachines\nwhat is known of them\nexpected loss\noffice\ndmz\n\
                        221\n120\n40\n61\n29.9\n7\n2\n5\n3.9";
        assert_eq!(texts(&picture), expected);
        let Body::Drawn { table, .. } = picture.body else { panic!("drawn") };
        assert_eq!(table.rows[0], ["office", "221", "120", "40", "0", "0", "61", "29.9"]);
    }

    #[test]
    fn without_loss_the_title_counts_machines() {
        let picture = picture(&[bar("dmz", [0, 0, 2, 5, 0], 0.0)]);
        assert_eq!(
            picture.title,
            "No segment is expected to lose anything; 0 of 7 machines are exposed"
        );
    }

    #[test]
    fn what_is_beyond_twenty_shares_a_line() {
        let bars: Vec<Bar> = (0..60)
            .map(|i| bar(&format!("branch-{i}"), [1, 0, 0, 0, 0], f64::from(60 - i)))
            .collect();
        let texts = texts(&picture(&bars));
        assert!(texts.contains("branch-19\n40 more segments\n1\n1\n60.0"), "{texts}");
        assert!(texts.ends_with("\n40\n40\n820.0"), "{texts}");
        assert!(!super::picture(&bars[..21]).description.contains("more segments"));
    }

    #[test]
    fn an_inventory_without_machines_is_a_sentence() {
        assert!(matches!(picture(&[]).body, Body::Nothing { .. }));
        assert!(matches!(picture(&[bar("dmz", [0; 5], 1.0)]).body, Body::Nothing { .. }));
    }

    proptest! {
        #![proptest_config(sample::cases())]
        #[test]
        fn every_comparison_is_sound_and_does_not_depend_on_the_order(
            bars in prop::collection::vec((sample::name(), prop::array::uniform5(sample::number()), sample::loss()), 0..40),
        ) {
            let mut bars: Vec<Bar> = bars.into_iter().map(|(name, numbers, loss)| bar(&name, numbers, loss)).collect();
            let drawn = picture(&bars);
            assert_sound(&drawn);
            bars.sort_by(|a, b| a.name.cmp(&b.name).then(a.loss.total_cmp(&b.loss)));
            let first = picture(&bars);
            bars.reverse();
            prop_assert_eq!(first.title, picture(&bars).title);
        }

        #[test]
        fn nothing_overlaps_and_nothing_is_cut_off(
            bars in prop::collection::vec(
                (sample::plain_name(), prop::array::uniform5(sample::plain_number()), sample::plain_loss()), 1..40,
            ),
        ) {
            assert_tidy(&picture(&bars.into_iter().map(|(name, numbers, loss)| bar(&name, numbers, loss)).collect::<Vec<Bar>>()));
        }
    }
}
