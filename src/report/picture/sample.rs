//! What the tests of pictures share: hostile names, and a reader that finds what no picture may have.

use proptest::prelude::*;
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

/// Few cases, because each is a whole picture; no files beside the source.
pub(super) fn cases() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) }
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
    prop_oneof![Just(0.0), 1e-9..1e-6, 0.0..1000.0, 1e6..1e9, Just(f64::NAN), Just(f64::INFINITY), Just(-1.0), Just(f64::MAX)]
}

/// A number of things: none, few, very many.
pub(super) fn number() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), 1_u64..50, 1_u64..1_000_000, Just(u64::MAX)]
}

/// Fails unless a picture is one that may be shown: a sentence, or a sound drawing with a sound table.
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
    assert!(!svg.chars().any(|c| crate::neutral::is_hostile(c) || c == '\u{fffe}'), "{svg}");
    let elements = elements(svg);
    let size = numbers(&elements[0], "viewBox");
    let (wide, high) = (size[2], size[3]);
    let mut inside = Vec::new();
    for element in &elements {
        for (key, value) in attributes(element) {
            assert!(!value.contains("NaN") && !value.contains("inf"), "{key}: {value}");
            let edge = match key.as_str() {
                "x" | "x1" | "x2" | "cx" | "width" => wide,
                "y" | "y1" | "y2" | "cy" | "height" => high,
                "id" => {
                    assert!(value == format!("picture-{id}") || value.starts_with(&format!("picture-{id}-")), "{value}");
                    continue;
                }
                "style" | "href" | "onload" | "onclick" => panic!("{key}: {value}"),
                "d" => {
                    inside.extend(course(&value).into_iter().filter(|[x, y]| !(-2.0..=wide).contains(x) || !(-2.0..=high).contains(y)));
                    continue;
                }
                _ => continue,
            };
            let number: f64 = value.parse().unwrap_or_else(|_| panic!("{key}: {value}"));
            assert!((0.0..=edge).contains(&number), "{key}={value} of {edge} in {element:?}");
        }
        let sum = |place: &str, size: &str| attribute(element, place) + attribute(element, size);
        assert!(sum("x", "width") <= wide + 0.02 && sum("y", "height") <= high + 0.02, "{element:?}");
    }
    assert!(inside.is_empty(), "outside: {inside:?}");
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
    attributes(element).iter().find(|(key, _)| key == name).and_then(|(_, value)| value.parse().ok()).unwrap_or(0.0)
}

fn numbers(element: &BytesStart<'_>, name: &str) -> Vec<f64> {
    let found = attributes(element).into_iter().find(|(key, _)| key == name).unwrap();
    found.1.split(' ').map(|number| number.parse().unwrap()).collect()
}

fn course(d: &str) -> Vec<[f64; 2]> {
    let numbers: Vec<f64> = d.split(|c: char| c.is_ascii_uppercase() || c == ' ').filter_map(|n| n.parse().ok()).collect();
    numbers.chunks(2).map(|pair| [pair[0], pair[1]]).collect()
}

/// The texts of a drawing, one on a line, without the first two: the title and the description.
pub(super) fn texts(picture: &Picture) -> String {
    let Body::Drawn { svg, .. } = &picture.body else { panic!("nothing drawn: {picture:?}") };
    let mut reader = Reader::from_str(svg);
    let (mut lines, mut path) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break lines.join("\n"),
            Event::Start(start) => path.push(start.name().as_ref().to_owned()),
            Event::End(_) => drop(path.pop()),
            Event::Text(text) if path.last().is_some_and(|name| name == "text") => lines.push((*text).to_owned()),
            _ => {}
        }
    }
}
