//! Where attacks start, and what each start may cost.

use super::axis;
use super::svg::{self, Anchor, Drawing, Element};
use super::{Picture, Table};
use crate::report::words::number::{self, Digits};

const ID: &str = "origins";
const TITLE: &str = "Where attacks start";
const WIDTH: f64 = super::WIDTH;
/// From the top to the first bar, and from bar to bar.
const HEAD: f64 = 30.0;
const ROW: f64 = 32.0;
const THICK: f64 = 18.0;
/// Where the numbers of hosts end and where the bars start.
const HOSTS: f64 = 250.0;
const BARS: f64 = 266.0;
const GAP: f64 = 6.0;

/// One way in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    /// What it is: `From the internet`.
    pub(crate) name: &'static str,
    /// The loss to be expected if attacks started nowhere else.
    pub(crate) loss: f64,
    /// The hosts to which some way leads from there.
    pub(crate) hosts: u64,
    /// Whether it was considered at all.
    pub(crate) considered: bool,
}

impl Origin {
    fn loss(&self) -> f64 {
        if self.considered { axis::loss(self.loss) } else { 0.0 }
    }

    /// `from the internet`, within a sentence.
    fn phrase(&self) -> String {
        let mut chars = self.name.chars();
        chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
    }
}

/// Draws them in the order in which they are given.
pub(crate) fn picture(origins: &[Origin]) -> Picture {
    let considered: Vec<String> =
        origins.iter().filter(|origin| origin.considered).map(Origin::phrase).collect();
    if considered.is_empty() {
        return Picture::nothing(
            ID,
            TITLE,
            "No way in was considered, so there is nothing to say about where attacks start.",
        );
    }
    let Some(most) = origins
        .iter()
        .filter(|origin| origin.loss() > 0.0)
        .max_by(|a, b| a.loss().total_cmp(&b.loss()))
    else {
        let why = format!(
            "No loss is to be expected from any way in that was considered ({}), so there is nothing to compare.",
            considered.join(", ")
        );
        return Picture::nothing(ID, TITLE, why);
    };
    let digits = Digits::of(most.loss());
    let title =
        format!("Most loss is to be expected {}: {}", most.phrase(), digits.loss(most.loss()));
    Picture::drawn(
        title,
        description(origins),
        drawing(origins, most.loss(), digits),
        table(origins, digits),
    )
}

fn description(origins: &[Origin]) -> String {
    let left_out: Vec<String> =
        origins.iter().filter(|origin| !origin.considered).map(Origin::phrase).collect();
    let text = "One bar for each way in: the loss to be expected if attacks started nowhere else. They may overlap, so they do not add up.";
    if left_out.is_empty() {
        text.to_owned()
    } else {
        format!("{text} Not considered: {}.", left_out.join(", "))
    }
}

fn drawing(origins: &[Origin], most: f64, digits: Digits) -> Drawing {
    let mut drawing = Drawing::new(ID, [WIDTH, HEAD + ROW * origins.len() as f64 + 4.0]);
    let figures = origins
        .iter()
        .map(|origin| svg::width(&digits.loss(origin.loss()), 12.0))
        .fold(0.0, f64::max);
    let widest = (WIDTH - BARS - GAP - figures).max(20.0);
    drawing.extend(head());
    for (i, origin) in origins.iter().enumerate() {
        let y = HEAD + ROW * (i as f64 + 0.5);
        drawing.add(svg::text("label", [0.0, y + 4.0], Anchor::Start, origin.name));
        drawing.extend(if origin.considered {
            bar(origin, y, widest * (origin.loss() / most), digits)
        } else {
            left_out(y)
        });
    }
    drawing
}

fn head() -> [Element; 4] {
    let y = HEAD - 14.0;
    [
        svg::text("strong", [0.0, y], Anchor::Start, "attacks start"),
        svg::text("strong", [HOSTS, y], Anchor::End, "hosts to take over"),
        svg::text("strong", [BARS, y], Anchor::Start, "expected loss if they start nowhere else"),
        svg::line("axis", [0.0, HEAD - 5.0], [WIDTH, HEAD - 5.0]),
    ]
}

fn bar(origin: &Origin, y: f64, long: f64, digits: Digits) -> Vec<Element> {
    vec![
        svg::text("small muted", [HOSTS, y + 4.0], Anchor::End, number::count(origin.hosts)),
        svg::rect("loss", [BARS, y - THICK / 2.0, long, THICK]),
        svg::text("label", [BARS + long + GAP, y + 4.0], Anchor::Start, digits.loss(origin.loss())),
    ]
}

fn left_out(y: f64) -> Vec<Element> {
    vec![svg::text("small muted", [BARS, y + 4.0], Anchor::Start, "not considered in this report")]
}

fn table(origins: &[Origin], digits: Digits) -> Table {
    let row = |origin: &Origin| match origin.considered {
        true => {
            vec![origin.name.to_owned(), number::count(origin.hosts), digits.loss(origin.loss())]
        }
        false => {
            vec![origin.name.to_owned(), "not considered".to_owned(), "not considered".to_owned()]
        }
    };
    Table {
        caption: "Hosts reached and expected loss by where attacks start".to_owned(),
        head: ["attacks start", "hosts to take over", "expected loss"].map(str::to_owned).to_vec(),
        rows: origins.iter().map(row).collect(),
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

    const NAMES: [&str; 3] = ["From the internet", "From a roaming laptop", "From an insider"];

    fn origins(losses: [f64; 3], considered: [bool; 3]) -> Vec<Origin> {
        (0..3)
            .map(|i| Origin {
                name: NAMES[i],
                loss: losses[i],
                hosts: 10 * i as u64,
                considered: considered[i],
            })
            .collect()
    }

    #[test]
    fn the_costliest_start_is_the_title() {
        let picture = picture(&origins([3.9, 41.23, 99.0], [true, true, false]));
        assert_eq!(picture.title, "Most loss is to be expected from a roaming laptop: 41.2");
        assert!(picture.description.ends_with("Not considered: from an insider."));
        let expected = "attacks start\nhosts to take over\nexpected loss if they start nowhere else\nFrom the internet\n0\n3.9\n\
                        From a roaming laptop\n10\n41.2\nFrom an insider\nnot considered in this report";
        assert_eq!(texts(&picture), expected);
    }

    #[test]
    fn nothing_to_compare_is_a_sentence() {
        let why = |origins: &[Origin]| match picture(origins).body {
            Body::Nothing { why } => why,
            Body::Drawn { .. } => panic!("something was drawn"),
        };
        assert!(why(&origins([1.0; 3], [false; 3])).starts_with("No way in was considered"));
        assert!(
            why(&origins([0.0, 0.0, 5.0], [true, true, false]))
                .contains("(from the internet, from a roaming laptop)")
        );
    }

    proptest! {
        #![proptest_config(sample::cases())]
        #[test]
        fn every_comparison_is_sound(
            losses in prop::array::uniform3(sample::loss()),
            considered in any::<[bool; 3]>(),
            hosts in sample::number(),
        ) {
            let origins: Vec<Origin> = origins(losses, considered).into_iter().map(|origin| Origin { hosts, ..origin }).collect();
            assert_sound(&picture(&origins));
            prop_assert_eq!(picture(&origins), picture(&origins));
        }

        #[test]
        fn nothing_overlaps_and_nothing_is_cut_off(losses in prop::array::uniform3(sample::plain_loss()), hosts in sample::plain_number()) {
            let origins: Vec<Origin> = origins(losses, [true; 3]).into_iter().map(|origin| Origin { hosts, ..origin }).collect();
            assert_tidy(&picture(&origins));
        }
    }
}
