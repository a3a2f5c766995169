//! What the tests of pictures share: hostile names, and a reader that finds what no picture may
//! have.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Body, Picture};

/// Names as an attacker, or a careless export, would write them.
pub(super) const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "]]>&amp;&#x0;<!--",
    "\u{202e}gpj.exe\u{2066}",
    "שלום عالم",
    "🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀",
    "a\u{0}\u{1b}[2J\r\n\t\u{fffe}\u{feff}b",
    "﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽﷽",
];

/// Few cases unless more are asked for, because each is a whole picture; no files beside the
/// source.
pub(super) fn cases() -> ProptestConfig {
    let few =
        ProptestConfig { cases: 40, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() };
    let asked = std::env::var_os("PROPTEST_CASES").map(|_| ProptestConfig::default());
    ProptestConfig { failure_persistence: None, ..asked.unwrap_or(few) }
}

/// A name: hostile, long, or anything at all.
pub(super) fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(&HOSTILE[..]).prop_map(str::to_owned),
        prop::sample::select(&["a", "W", "\u{301}", "日"][..]).prop_map(|text| text.repeat(300)),
        any::<String>(),
    ]
}

/// A loss: nothing, tiny, large, or not a number at all.
pub(super) fn loss() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        1e-9..1e-6,
        0.0..1000.0,
        1e6..1e9,
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(-1.0),
        Just(f64::MAX)
    ]
}

/// A number of things: none, few, very many.
pub(super) fn number() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), 1_u64..50, 1_u64..1_000_000, Just(u64::MAX)]
}

/// Fails unless a picture is one that may be shown: a sentence, or a sound drawing with a sound
/// table.
pub(super) fn assert_sound(picture: &Picture) {
    assert!(!picture.title.is_empty() && !picture.description.is_empty());
    match &picture.body {
        Body::Nothing { why } => assert!(why.ends_with('.'), "{why}"),
        Body::Drawn { svg, table } => {
            assert!(!table.caption.is_empty() && !table.rows.is_empty());
            assert!(table.rows.iter().all(|row| row.len() == table.head.len()), "{table:?}");
            assert_sound_svg(picture.id, svg);
        }
    }
}

fn assert_sound_svg(id: &str, svg: &str) {
    let low = svg.to_lowercase();
    assert!(!low.contains("<script"), "{svg}");
    assert_eq!(low.matches("http").count(), 1, "the name space and nothing else: {svg}");
    assert!(
        !svg.chars().any(|c| crate::source::sanitize::is_hostile(c) || c == '\u{fffe}'),
        "{svg}"
    );
    let elements = elements(svg);
    let size = numbers(&elements[0], "viewBox");
    let (wide, high) = (size[2], size[3]);
    let mut inside = Vec::new();
    for element in &elements {
        for (key, value) in attributes(element) {
            assert!(!value.contains("NaN") && !value.contains("inf"), "{key}: {value}");
            let edge =
                match key.as_str() {
                    "x" | "x1" | "x2" | "cx" | "width" => wide,
                    "y" | "y1" | "y2" | "cy" | "height" => high,
                    "id" => {
                        assert!(
                            value == format!("picture-{id}")
                                || value.starts_with(&format!("picture-{id}-")),
                            "{value}"
                        );
                        continue;
                    }
                    "style" | "href" | "onload" | "onclick" => panic!("{key}: {value}"),
                    "d" => {
                        inside.extend(course(&value).into_iter().filter(|[x, y]| {
                            !(-2.0..=wide).contains(x) || !(-2.0..=high).contains(y)
                        }));
                        continue;
                    }
                    _ => continue,
                };
            let number: f64 = value.parse().unwrap_or_else(|_| panic!("{key}: {value}"));
            assert!((0.0..=edge).contains(&number), "{key}={value} of {edge} in {element:?}");
        }
        let sum = |place: &str, size: &str| attribute(element, place) + attribute(element, size);
        assert!(
            sum("x", "width") <= wide + 0.02 && sum("y", "height") <= high + 0.02,
            "{element:?}"
        );
    }
    assert!(inside.is_empty(), "outside: {inside:?}");
}

/// Fails if texts overlap or leave the picture, as far as their widths can be known.
pub(super) fn assert_tidy(picture: &Picture) {
    let Body::Drawn { svg, .. } = &picture.body else { return };
    let size = numbers(&elements(svg)[0], "viewBox");
    let boxes: Vec<Place> =
        spoken(svg).iter().map(|(element, text)| place(element, text)).collect();
    for (i, one) in boxes.iter().enumerate() {
        assert!(
            one.x[0] >= -0.01
                && one.x[1] <= size[2] + 0.01
                && one.y[0] >= 0.0
                && one.y[1] <= size[3],
            "cut off: {one:?}"
        );
        let other = boxes[i + 1..].iter().find(|other| one.overlaps(other));
        assert!(other.is_none(), "{one:?} and {other:?} overlap");
    }
}

/// Fails if an upright line of a class goes through a text.
pub(super) fn assert_uncrossed(picture: &Picture, class: &str) {
    let Body::Drawn { svg, .. } = &picture.body else { return };
    let places: Vec<Place> =
        spoken(svg).iter().map(|(element, text)| place(element, text)).collect();
    for line in elements(svg).iter().filter(|line| has_class(line, class)) {
        let [x1, y1, x2, y2] = ["x1", "y1", "x2", "y2"].map(|name| attribute(line, name));
        let is_crossed = |place: &&Place| {
            (x1 - x2).abs() < 0.01
                && (place.x[0]..place.x[1]).contains(&x1)
                && place.y[0] < y1.max(y2)
                && y1.min(y2) < place.y[1]
        };
        let crossed = places.iter().find(is_crossed);
        assert!(crossed.is_none(), "{line:?} goes through {crossed:?}");
    }
}

fn has_class(element: &BytesStart<'_>, class: &str) -> bool {
    attributes(element).iter().any(|(key, value)| key == "class" && value == class)
}

/// A text and the room it takes.
#[derive(Debug)]
struct Place {
    #[expect(dead_code, reason = "shown where a test fails")]
    text: String,
    x: [f64; 2],
    y: [f64; 2],
}

impl Place {
    fn overlaps(&self, other: &Self) -> bool {
        let cross = |a: [f64; 2], b: [f64; 2]| a[0] < b[1] && b[0] < a[1];
        cross(self.x, other.x) && cross(self.y, other.y)
    }
}

/// Texts of a size of 11 or 12; bold ones are wider.
fn place(element: &BytesStart<'_>, text: &str) -> Place {
    let attributes = attributes(element);
    let value = |name: &str| {
        attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    };
    let size = if value("class").contains("small") { 11.0 } else { 12.0 };
    let bold = if value("class").contains("strong") { 1.1 } else { 1.0 };
    let wide = super::svg::width(text, size * bold);
    let (x, y) = (attribute(element, "x"), attribute(element, "y"));
    let start = match value("text-anchor") {
        "end" => x - wide,
        "middle" => x - wide / 2.0,
        _ => x,
    };
    Place { text: text.to_owned(), x: [start, start + wide], y: [y - 0.75 * size, y + 0.2 * size] }
}

/// A loss as it may come out of a run.
pub(super) fn plain_loss() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), 0.001..1.0, 0.0..1000.0, 1e6..1e9]
}

/// A number of machines as there may be.
pub(super) fn plain_number() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), 1_u64..50, 1_u64..1_000_000]
}

/// A name, short or long.
pub(super) fn plain_name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,12}(-[A-Z0-9]{1,4})?", "[A-Za-z .,:0-9日🦀ש-]{1,300}"]
}

/// Every element, in order; fails if the text is not well-formed.
fn elements(svg: &str) -> Vec<BytesStart<'static>> {
    let mut reader = Reader::from_str(svg);
    let mut found = Vec::new();
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {svg}")) {
            Event::Eof => break,
            Event::Start(start) => {
                depth += 1;
                found.push(start.into_owned());
            }
            Event::Empty(start) => found.push(start.into_owned()),
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    found
}

fn attributes(element: &BytesStart<'_>) -> Vec<(String, String)> {
    let all = element.attributes().map(|attribute| attribute.unwrap());
    all.map(|attribute| (attribute.key.as_ref().to_owned(), attribute.value.into_owned())).collect()
}

fn attribute(element: &BytesStart<'_>, name: &str) -> f64 {
    attributes(element)
        .iter()
        .find(|(key, _)| key == name)
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(0.0)
}

fn numbers(element: &BytesStart<'_>, name: &str) -> Vec<f64> {
    let found = attributes(element).into_iter().find(|(key, _)| key == name).unwrap();
    found.1.split(' ').map(|number| number.parse().unwrap()).collect()
}

fn course(d: &str) -> Vec<[f64; 2]> {
    let numbers: Vec<f64> = d
        .split(|c: char| c.is_ascii_uppercase() || c == ' ')
        .filter_map(|n| n.parse().ok())
        .collect();
    numbers.chunks(2).map(|pair| [pair[0], pair[1]]).collect()
}

/// Every `text` element with what it says; a character that is escaped is shown as `&`.
fn spoken(svg: &str) -> Vec<(BytesStart<'static>, String)> {
    let mut reader = Reader::from_str(svg);
    let (mut path, mut found): (Vec<BytesStart<'static>>, Vec<(BytesStart<'static>, String)>) =
        (Vec::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap();
        let within = |name: &str| path.iter().any(|element| element.name().as_ref() == name);
        let inside = within("text") && !within("title");
        match event {
            Event::Eof => break found,
            Event::Start(start) => {
                if start.name().as_ref() == "text" {
                    found.push((start.clone().into_owned(), String::new()));
                }
                path.push(start.into_owned());
            }
            Event::End(_) => drop(path.pop()),
            Event::Text(text) if inside => found.last_mut().unwrap().1.push_str(&text),
            Event::GeneralRef(_) if inside => found.last_mut().unwrap().1.push('&'),
            _ => {}
        }
    }
}

/// The texts of a drawing, one on a line.
pub(super) fn texts(picture: &Picture) -> String {
    let Body::Drawn { svg, .. } = &picture.body else { panic!("nothing drawn: {picture:?}") };
    spoken(svg).into_iter().map(|(_, text)| text).collect::<Vec<String>>().join("\n")
}
