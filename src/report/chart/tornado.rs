//! What the figures hang on: the loss if one rate were lower or higher than it is taken to be.

use super::axis::{self, Scale};
use super::svg::{self, Anchor, Drawing, Element, Room};
use super::{Picture, Table};
use crate::report::words::number::{self, Digits};

const ID: &str = "tornado";
const TITLE: &str = "What the figures hang on";
const WIDTH: f64 = super::WIDTH;
const HEAD: f64 = 34.0;
const ROW: f64 = 26.0;
const THICK: f64 = 14.0;
/// Where names end and bars may start and end.
const NAMES: f64 = 238.0;
const LEFT: f64 = 250.0;
const RIGHT: f64 = 584.0;
/// Rows that are drawn: those that matter most, and change the loss by this share of it at least.
const MAX_ROWS: usize = 10;
const WORTH_DRAWING: f64 = 0.005;

/// One rate.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    /// What it is.
    pub(crate) name: String,
    /// The loss if it were lower, and if it were higher.
    pub(crate) losses: [f64; 2],
    /// Whether the first place would be another.
    pub(crate) first_changes: bool,
}

impl Bar {
    fn spread(&self) -> f64 {
        let [a, b] = self.losses.map(axis::loss);
        (b - a).abs()
    }
}

/// Draws them, those that matter most first.
pub(crate) fn picture(loss: f64, bars: &[Bar]) -> Picture {
    let loss = axis::loss(loss);
    let mut bars: Vec<&Bar> = bars.iter().collect();
    bars.sort_by(|a, b| b.spread().total_cmp(&a.spread()));
    match bars.first() {
        Some(first) if loss > 0.0 && first.spread() > 0.0 => {
            let digits = Digits::of(
                bars.iter().flat_map(|bar| bar.losses).map(axis::loss).fold(loss, f64::max),
            );
            Picture::drawn(
                title(first, digits),
                description(loss, bars.len() - shown(loss, &bars).len(), digits),
                drawing(loss, shown(loss, &bars), digits),
                table(&bars, digits),
            )
        }
        _ => Picture::nothing(
            ID,
            TITLE,
            "No rate changes the expected loss, so there is nothing that it hangs on.",
        ),
    }
}

/// Where rates were not varied.
pub(crate) fn not_worked_out() -> Picture {
    let why = "How far the figures hang on each rate was not worked out for this report; `patchfirst sensitivity` does it.";
    Picture::nothing(ID, TITLE, why)
}

fn title(first: &Bar, digits: Digits) -> String {
    let [a, b] = first.losses.map(axis::loss);
    let (low, high) = (digits.loss(a.min(b)), digits.loss(a.max(b)));
    if low == high {
        return format!("Hardly anything hangs on the rates: the loss stays at {low}");
    }
    format!("Most hangs on {}: the loss is between {} and {}", first.name, low, high)
}

/// The first one, and all others that make a difference.
fn shown<'a, 'b>(loss: f64, bars: &'b [&'a Bar]) -> &'b [&'a Bar] {
    let worth = bars.iter().take_while(|bar| bar.spread() >= WORTH_DRAWING * loss).count();
    &bars[..worth.clamp(1, MAX_ROWS)]
}

fn description(loss: f64, others: usize, digits: Digits) -> String {
    let others = match others {
        0 => String::new(),
        others => format!(
            " {} less than these.",
            number::counted(others as u64, "other rate changes it", "other rates change it")
        ),
    };
    format!(
        "One bar for each rate: the expected loss with half its odds and with double, everything else as it is. The line is the loss as \
         computed, {}. A star says that another host would come first.{others}",
        digits.loss(loss)
    )
}

fn drawing(loss: f64, bars: &[&Bar], digits: Digits) -> Drawing {
    let ends = bars.iter().flat_map(|bar| bar.losses).map(axis::loss);
    let (low, high) = ends.fold((loss, loss), |(low, high), end| (low.min(end), high.max(end)));
    let x = Scale::new([low, high.max(low + 1e-9)], [LEFT + 44.0, RIGHT]);
    let bottom = HEAD + ROW * bars.len() as f64;
    let mut drawing = Drawing::new(ID, [WIDTH, bottom + 10.0]);
    // Above its line, but within the picture: it may be the highest of all.
    let words = format!("expected loss {}", digits.loss(loss));
    let middle = svg::middle(x.at(loss), svg::width(&words, svg::STRONG), WIDTH);
    drawing.add(svg::text("strong", [middle, 14.0], Anchor::Middle, words));
    for (i, bar) in bars.iter().enumerate() {
        drawing.extend(row(bar, HEAD + ROW * (i as f64 + 0.5), x, digits));
    }
    drawing.add(svg::line("as-of", [x.at(loss), HEAD - 12.0], [x.at(loss), bottom]));
    drawing
}

fn row(bar: &Bar, y: f64, x: Scale, digits: Digits) -> Vec<Element> {
    let [a, b] = bar.losses.map(axis::loss);
    let (low, high) = (a.min(b), a.max(b));
    let name = if bar.first_changes { format!("{} *", bar.name) } else { bar.name.clone() };
    vec![
        svg::name(
            "small",
            [NAMES, y + 4.0],
            Anchor::End,
            &name,
            Room { width: NAMES - 4.0, size: 11.0 },
        ),
        svg::rect("loss", [x.at(low), y - THICK / 2.0, (x.at(high) - x.at(low)).max(1.0), THICK]),
        svg::text("small muted", [x.at(low) - 5.0, y + 4.0], Anchor::End, digits.loss(low)),
        svg::text("small muted", [x.at(high) + 5.0, y + 4.0], Anchor::Start, digits.loss(high)),
    ]
}

fn table(bars: &[&Bar], digits: Digits) -> Table {
    let row = |bar: &&Bar| {
        let [low, high] = bar.losses.map(|loss| digits.loss(axis::loss(loss)));
        let first = if bar.first_changes { "another" } else { "the same" };
        vec![bar.name.clone(), low, high, first.to_owned()]
    };
    Table {
        caption: format!(
            "The expected loss under {}",
            number::counted(bars.len() as u64, "other rate", "other rates")
        ),
        head: ["rate", "lower", "higher", "first place"].map(str::to_owned).to_vec(),
        rows: bars.iter().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::chart::sample::{self, assert_sound, assert_tidy};

    #[test]
    fn what_matters_most_is_named() {
        let bar = |name: &str, losses| Bar { name: name.to_owned(), losses, first_changes: false };
        let drawn =
            picture(10.0, &[bar("the attack rate", [9.0, 11.0]), bar("antivirus", [4.0, 16.0])]);
        assert_eq!(drawn.title, "Most hangs on antivirus: the loss is between 4.0 and 16.0");
    }

    #[test]
    fn the_loss_is_named_within_the_picture_where_it_is_the_highest() {
        let bar =
            Bar { name: "antivirus stale".to_owned(), losses: [379.1, 379.2], first_changes: true };
        let low = Bar { losses: [120.0, 379.2], ..bar.clone() };
        assert_tidy(&picture(379.2, &[low, bar]));
    }

    proptest! {
        #![proptest_config(sample::cases())]

        #[test]
        fn any_rates_make_a_sound_picture(loss in sample::loss(), bars in prop::collection::vec((sample::name(), sample::loss(), sample::loss(), any::<bool>()), 0..14)) {
            let bars: Vec<Bar> = bars.into_iter().map(|(name, a, b, first_changes)| Bar { name, losses: [a, b], first_changes }).collect();
            assert_sound(&picture(loss, &bars));
        }
    }
}
