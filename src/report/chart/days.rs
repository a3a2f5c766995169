//! When the loss falls: how much of it on each day until the horizon.

use super::axis::{self, Scale};
use super::svg::{self, Anchor, Drawing, Element};
use super::{Picture, Table};
use crate::report::words::number::{self, Digits};

const ID: &str = "days";
const TITLE: &str = "When the loss falls";
const SIZE: [f64; 2] = [super::WIDTH, 250.0];
/// The upper and lower edges of the field, and its right one.
const TOP: f64 = 34.0;
const BOTTOM: f64 = 196.0;
const RIGHT: f64 = super::WIDTH - 8.0;
const WIDEST: f64 = 84.0;
/// Days that are drawn; what falls later is told of in the table.
const MAX_DAYS: usize = 21;

/// One day.
#[derive(Clone, Debug)]
pub(crate) struct Day {
    /// `Saturday`.
    pub(crate) weekday: String,
    /// `2006-09-02`.
    pub(crate) date: String,
    /// The loss to be expected on it.
    pub(crate) loss: f64,
    /// Whether people work on it, and laptops come back.
    pub(crate) workday: bool,
}

/// Draws them in their order; losses below nothing, as samples may have it, are nothing.
pub(crate) fn picture(days: &[Day]) -> Picture {
    let total: f64 = days.iter().map(|day| axis::loss(day.loss)).sum();
    if days.len() < 2 || total <= 0.0 {
        return Picture::nothing(
            ID,
            TITLE,
            "No loss is to be expected on any day until the horizon, so there is none to show by day.",
        );
    }
    let digits = Digits::of(total);
    Picture::drawn(
        title(days, total),
        description(days, total, digits),
        drawing(days, digits),
        table(days, total, digits),
    )
}

/// The first day by whose end most of the loss has fallen.
fn title(days: &[Day], total: f64) -> String {
    let first = &days[0];
    if axis::loss(first.loss) >= 0.5 * total {
        return format!(
            "{} of the loss falls on {} {}",
            number::share(axis::loss(first.loss), total),
            first.weekday,
            first.date
        );
    }
    let most = days.iter().max_by(|a, b| a.loss.total_cmp(&b.loss)).unwrap_or(first);
    format!(
        "{} of the loss falls on {} {}",
        number::share(axis::loss(most.loss), total),
        most.weekday,
        most.date
    )
}

fn description(days: &[Day], total: f64, digits: Digits) -> String {
    let last = days.last().map_or("", |day| &day.date);
    format!(
        "One column for each day until {last}: the loss to be expected on it, {} in all. Days off are light.",
        digits.loss(total)
    )
}

fn drawing(days: &[Day], digits: Digits) -> Drawing {
    let shown = &days[..days.len().min(MAX_DAYS)];
    let most = shown.iter().map(|day| axis::loss(day.loss)).fold(0.0, f64::max);
    let ticks = axis::ticks(most.max(1e-9), 4);
    let words = axis::words(&ticks);
    let start = (words.iter().map(|word| svg::width(word, 11.0)).fold(0.0, f64::max) + 12.0)
        .clamp(40.0, 160.0);
    let y = Scale::new([0.0, ticks.last().copied().unwrap_or(1.0)], [BOTTOM, TOP]);
    let mut drawing = Drawing::new(ID, SIZE);
    drawing.add(svg::text("strong", [0.0, 14.0], Anchor::Start, "expected loss on the day"));
    for (tick, word) in ticks.iter().zip(words) {
        let at = y.at(*tick);
        drawing.add(svg::line("grid", [start, at], [RIGHT, at]));
        drawing.add(svg::text("small muted", [start - 6.0, at + 4.0], Anchor::End, word));
    }
    let step = (RIGHT - start) / shown.len() as f64;
    for (i, day) in shown.iter().enumerate() {
        drawing.extend(column(day, start + step * (i as f64 + 0.5), step, y, digits));
    }
    drawing.add(svg::line("axis", [start, BOTTOM], [RIGHT, BOTTOM]));
    drawing
}

fn column(day: &Day, middle: f64, step: f64, y: Scale, digits: Digits) -> Vec<Element> {
    let wide = (step * 0.7).min(WIDEST);
    let loss = axis::loss(day.loss);
    let top = y.at(loss);
    let class = if day.workday { "loss" } else { "loss off" };
    let mut parts = vec![svg::rect(class, [middle - wide / 2.0, top, wide, BOTTOM - top])];
    let figure = digits.loss(loss);
    if svg::width(&figure, 11.0) < step {
        parts.push(svg::text("small strong halo", [middle, top - 5.0], Anchor::Middle, figure));
    }
    let short = day.weekday.get(..3).unwrap_or(&day.weekday).to_owned();
    parts.push(svg::text("small", [middle, BOTTOM + 16.0], Anchor::Middle, short));
    let date = day.date.get(5..).unwrap_or(&day.date).to_owned();
    if svg::width(&date, 11.0) < step {
        parts.push(svg::text("small muted", [middle, BOTTOM + 31.0], Anchor::Middle, date));
    }
    parts
}

fn table(days: &[Day], total: f64, digits: Digits) -> Table {
    let row = |(day, so_far): (&Day, f64)| {
        let name = format!("{} {}", day.weekday, day.date);
        vec![name, digits.loss(axis::loss(day.loss)), number::share(so_far, total)]
    };
    let so_far = days.iter().scan(0.0, |sum, day| {
        *sum += axis::loss(day.loss);
        Some(*sum)
    });
    Table {
        caption: "Expected loss by day".to_owned(),
        head: ["day", "expected loss", "fallen by its end"].map(str::to_owned).to_vec(),
        rows: days.iter().zip(so_far).map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::chart::sample::{self, assert_sound};

    fn day(loss: f64) -> Day {
        Day { weekday: "Saturday".to_owned(), date: "2006-09-02".to_owned(), loss, workday: false }
    }

    #[test]
    fn the_day_with_most_is_named() {
        let days = [Day { weekday: "Friday".to_owned(), ..day(1.0) }, day(9.0)];
        assert_eq!(picture(&days).title, "90 % of the loss falls on Saturday 2006-09-02");
        assert!(matches!(
            picture(&[day(0.0), day(0.0)]).body,
            crate::report::chart::Body::Nothing { .. }
        ));
    }

    proptest! {
        #![proptest_config(sample::cases())]

        #[test]
        fn any_losses_make_a_sound_picture(losses in prop::collection::vec(sample::loss(), 0..40)) {
            assert_sound(&picture(&losses.into_iter().map(day).collect::<Vec<_>>()));
        }
    }
}
