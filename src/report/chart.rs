//! Pictures of the report: drawn as SVG, each with the table of what it shows.
//!
//! A picture is never empty: where there is nothing to draw it is a sentence that says why. Its
//! elements carry classes and no colours; [`STYLE`] says what the classes look like and [`THEME`]
//! which colours there are.

mod axis;
pub(crate) mod curve;
pub(crate) mod days;
pub(crate) mod exceedance;
pub(crate) mod origins;
#[cfg(test)]
mod sample;
pub(crate) mod segments;
pub(crate) mod state;
pub(crate) mod svg;
pub(crate) mod timeline;
pub(crate) mod tornado;
pub(crate) mod trend;

/// The rules for the classes of pictures; they need the colours of [`THEME`] and fall back on the
/// light ones.
pub(crate) const STYLE: &str =
    concat!(include_str!("chart/style.css"), include_str!("map/style.css"));
/// The colours of pages and pictures: light, dark, and light again in print.
pub(crate) const THEME: &str = include_str!("chart/theme.css");

/// How wide pictures are that stand side by side on a screen of 1280 points: letters of 11 are not
/// smaller than 10 there.
const WIDTH: f64 = 640.0;

/// A picture with what a reader needs who cannot see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// What it is called in the page: `curve`, `segments`.
    pub(crate) id: &'static str,
    /// What it shows, as a finding.
    pub(crate) title: String,
    /// How to read it, and what is in it.
    pub(crate) description: String,
    /// The drawing, or why there is none.
    pub(crate) body: Body,
}

/// What there is to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// A drawing and its data.
    Drawn {
        /// One `svg` element, fit for a page of HTML and, with [`svg::lone`], for a file of its
        /// own.
        svg: String,
        /// The same in numbers.
        table: Table,
    },
    /// There is nothing to draw.
    Nothing {
        /// A whole sentence.
        why: String,
    },
}

/// What a picture shows, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    /// What the rows are.
    pub(crate) caption: String,
    /// The titles of the columns.
    pub(crate) head: Vec<String>,
    /// As many cells in each row as there are titles; texts from files are as they were written.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Picture {
    /// A picture of a drawing.
    pub(crate) fn drawn(
        title: String,
        description: String,
        drawing: svg::Drawing,
        table: Table,
    ) -> Self {
        let id = drawing.id();
        let svg = drawing.write(&title, &description);
        Self { id, title, description, body: Body::Drawn { svg, table } }
    }

    /// What stands where there is nothing to draw.
    pub(crate) fn nothing(id: &'static str, title: &str, why: impl Into<String>) -> Self {
        let why = why.into();
        Self { id, title: title.to_owned(), description: why.clone(), body: Body::Nothing { why } }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The colours of the light and of the dark theme, by name.
    fn themes() -> [BTreeMap<&'static str, &'static str>; 2] {
        let (light, dark) =
            THEME.split_once("@media screen and (prefers-color-scheme: dark)").unwrap();
        let colour = |line: &'static str| line.trim().strip_suffix(';')?.split_once(": #");
        [light, dark].map(|theme| theme.lines().filter_map(colour).collect())
    }

    /// The relative luminance of WCAG 2.2.
    fn luminance(colour: &str) -> f64 {
        let channel =
            |at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        let linear =
            |c: f64| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        0.2126 * linear(channel(0)) + 0.7152 * linear(channel(2)) + 0.0722 * linear(channel(4))
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn contrast_is_computed_as_the_standard_does() {
        assert_eq!(contrast("000000", "ffffff"), 21.0);
        assert!((contrast("777777", "ffffff") - 4.478).abs() < 0.001);
    }

    #[test]
    fn texts_and_shapes_stand_out_in_both_themes() {
        for theme in themes() {
            assert_eq!(theme.len(), 12, "{theme:?}");
            for ground in ["--paper", "--panel"] {
                let stands_out = |name: &str, least: f64| {
                    let found = contrast(theme[name], theme[ground]);
                    assert!(found >= least, "{name} on {ground}: {found:.2} in {theme:?}");
                };
                for name in
                    ["--ink", "--muted", "--accent", "--exposed", "--unknown", "--good", "--warn"]
                {
                    stands_out(name, 4.5);
                }
                for name in ["--unreachable", "--patched"] {
                    stands_out(name, 3.0);
                }
            }
        }
    }

    #[test]
    fn fallbacks_are_the_light_colours() {
        let [light, _] = themes();
        let all = STYLE.split("var(").skip(1).map(|rest| rest.split(')').next().unwrap());
        let uses: Vec<&str> = all.filter(|used| !used.starts_with("--font,")).collect();
        assert!(uses.len() > 30, "{uses:?}");
        for used in uses {
            let (name, fallback) = used.split_once(", #").unwrap();
            assert_eq!(light.get(name), Some(&fallback), "{name}");
        }
        assert_eq!(
            STYLE.matches('#').count(),
            STYLE.matches("var(").count() - 1,
            "a colour that is no variable"
        );
    }

    #[test]
    fn every_rule_of_the_style_is_for_a_picture() {
        let rules = STYLE.lines().filter(|line| line.contains('{'));
        rules.for_each(|rule| assert!(rule.starts_with(".picture"), "{rule}"));
    }
}
