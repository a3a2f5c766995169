//! A small writer of SVG: elements as values, escaped and rounded when they are written.
//!
//! Nothing here can break the page it is put into: texts and attributes pass through
//! [`crate::source::sanitize`] and quick-xml, numbers are finite and have two decimals, ids carry
//! the name of their picture.

use std::fmt::Write as _;

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use crate::report::escape::Sink;
use crate::source::sanitize;

/// Characters of a name that is shown in full when the pointer rests on it.
const MAX_CHARS: usize = 300;

/// An element with what is in it.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    inner: Vec<Inner>,
}

#[derive(Clone, Debug)]
enum Inner {
    Element(Element),
    Text(String),
}

impl Element {
    /// An empty element.
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), inner: Vec::new() }
    }

    /// Sets an attribute to a text.
    #[must_use]
    pub(crate) fn set(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((key, value.into()));
        self
    }

    /// Sets an attribute to a number.
    #[must_use]
    pub(crate) fn put(self, key: &'static str, value: f64) -> Self {
        self.set(key, number(value))
    }

    /// Adds an element inside, after those that are there.
    #[must_use]
    pub(crate) fn with(mut self, inner: Self) -> Self {
        self.inner.push(Inner::Element(inner));
        self
    }

    /// Adds many elements inside.
    #[must_use]
    pub(crate) fn with_all(mut self, inner: impl IntoIterator<Item = Self>) -> Self {
        self.inner.extend(inner.into_iter().map(Inner::Element));
        self
    }

    /// Adds a text inside.
    #[must_use]
    pub(crate) fn say(mut self, text: impl Into<String>) -> Self {
        self.inner.push(Inner::Text(text.into()));
        self
    }

    /// Adds what a reader sees when the pointer rests on the element, and what is read out for it.
    #[must_use]
    pub(crate) fn titled(mut self, text: &str) -> Self {
        self.inner
            .insert(0, Inner::Element(Self::new("title").say(sanitize::clipped(text, MAX_CHARS))));
        self
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
        let mut start = BytesStart::new(self.name);
        self.attributes
            .iter()
            .for_each(|(key, value)| start.push_attribute((*key, clean(value).as_str())));
        if self.inner.is_empty() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        for inner in &self.inner {
            match inner {
                Inner::Element(element) => element.write(writer)?,
                Inner::Text(text) => {
                    writer.write_event(Event::Text(BytesText::new(&clean(text))))?
                }
            }
        }
        writer.write_event(Event::End(BytesEnd::new(self.name)))
    }
}

/// XML has no control characters at all, not even escaped.
fn clean(text: &str) -> String {
    Sink::Xml.neutral(text).into_owned()
}

/// Elements that belong together.
pub(crate) fn group(class: &str) -> Element {
    Element::new("g").set("class", class)
}

/// A rectangle by its upper left corner, width and height.
pub(crate) fn rect(class: &str, [x, y, width, height]: [f64; 4]) -> Element {
    let rect = Element::new("rect").set("class", class).put("x", x).put("y", y);
    rect.put("width", width.max(0.0)).put("height", height.max(0.0))
}

/// A straight line between two points.
pub(crate) fn line(class: &str, [x1, y1]: [f64; 2], [x2, y2]: [f64; 2]) -> Element {
    Element::new("line").set("class", class).put("x1", x1).put("y1", y1).put("x2", x2).put("y2", y2)
}

/// A circle around a point.
pub(crate) fn circle(class: &str, [x, y]: [f64; 2], radius: f64) -> Element {
    Element::new("circle").set("class", class).put("cx", x).put("cy", y).put("r", radius)
}

/// A line or an area along a course.
pub(crate) fn path(class: &str, course: &Course) -> Element {
    Element::new("path").set("class", class).set("d", course.0.trim_end())
}

/// Which point of a text its place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// Its first character.
    Start,
    /// Its middle.
    Middle,
    /// Its last character.
    End,
}

impl Anchor {
    fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A text of our own words, whose base line is at a point.
pub(crate) fn text(
    class: &str,
    [x, y]: [f64; 2],
    anchor: Anchor,
    words: impl Into<String>,
) -> Element {
    let text = Element::new("text").set("class", class).put("x", x).put("y", y);
    let text =
        if anchor == Anchor::Start { text } else { text.set("text-anchor", anchor.as_str()) };
    text.say(words)
}

/// A name from a file, cut to the room there is; in full where the pointer rests on it. The class
/// `name` keeps writing from right to left to itself.
pub(crate) fn name(class: &str, at: [f64; 2], anchor: Anchor, name: &str, room: Room) -> Element {
    let short = clipped(name, room);
    let whole = short == sanitize::text(name);
    let text = text(&format!("{class} name"), at, anchor, short);
    if whole { text } else { text.titled(name) }
}

/// A name from a file between our own words; in full where the pointer rests on it.
pub(crate) fn phrase(
    class: &str,
    at: [f64; 2],
    anchor: Anchor,
    [before, name, after]: [&str; 3],
    room: Room,
) -> Element {
    let short = clipped(name, room);
    let whole = short == sanitize::text(name);
    let phrase = text(class, at, anchor, before)
        .with(Element::new("tspan").set("class", "name").say(short))
        .say(after);
    if whole { phrase } else { phrase.titled(name) }
}

/// The room that there is for a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// How far it may reach.
    pub(crate) width: f64,
    /// The size of its letters.
    pub(crate) size: f64,
}

/// A text, neutralised, with its middle left out where there is no room for it.
pub(crate) fn clipped(text: &str, room: Room) -> String {
    // What is longer than this cannot fit, so it need not be measured.
    let longest = (room.width / room.size / NARROWEST).clamp(2.0, 1000.0) as usize;
    let cut = |chars: usize| sanitize::clipped(text, chars);
    let fits = |chars: usize| width(&cut(chars), room.size) <= room.width;
    let (mut most, mut too_many) = (2, longest + 1);
    while most + 1 < too_many {
        let chars = usize::midpoint(most, too_many);
        *(if fits(chars) { &mut most } else { &mut too_many }) = chars;
    }
    cut(most).into_owned()
}

/// A text, neutralised, in lines that end between words; what more there is, is left out whole word
/// by whole word. Only a word that is longer than a line is cut.
pub(crate) fn wrapped(text: &str, room: Room, most: usize) -> Vec<String> {
    // More than this never fits.
    let text = sanitize::clipped(text, MAX_CHARS);
    let fits = |line: &str| width(line, room.size) <= room.width;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}")).filter(|line| fits(line));
        match longer {
            Some(longer) => {
                lines.pop();
                lines.push(longer);
            }
            None if lines.len() < most => lines.push(clipped(word, room)),
            None => {
                let last = lines.pop().unwrap_or_default();
                lines.push(ended(last, room));
                break;
            }
        }
    }
    lines
}

/// A line with a mark that there is more, and no more words before it than there is room for.
fn ended(mut line: String, room: Room) -> String {
    while width(&format!("{line} …"), room.size) > room.width {
        let Some(at) = line.rfind(' ') else { break };
        line.truncate(at);
    }
    clipped(&format!("{line} …"), room)
}

/// How wide a text is, roughly and rather too much: which font a reader has is not known.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// The middle of a text as near to a point as it can be without leaving a drawing.
pub(crate) fn middle(x: f64, wide: f64, drawing: f64) -> f64 {
    x.min(drawing - wide / 2.0).max(wide / 2.0)
}

/// Bold letters of the usual size are as wide as plain ones of this size.
pub(crate) const STRONG: f64 = 13.6;

const NARROWEST: f64 = 0.32;

/// The width of a character as a share of the size of letters: between those of Arial and those of
/// Verdana.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => NARROWEST,
        'f' | 't' | 'r' | 'I' | ' ' | '(' | ')' | '[' | ']' | '-' | '/' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—' => 0.95,
        'A'..='Z' => 0.69,
        ' '..='~' => 0.64,
        // Letters of Europe and the near east; beyond them come wide ones, the widest of which are
        // pictures.
        '\u{a0}'..='\u{10ff}' => 0.69,
        _ => 1.27,
    }
}

/// A coordinate: two decimals at most, never -0, never NaN.
pub(crate) fn number(x: f64) -> String {
    let rounded = if x.is_finite() { (x * 100.0).round() / 100.0 + 0.0 } else { 0.0 };
    let fixed = format!("{rounded:.2}");
    fixed.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The course of a line: from point to point.
#[derive(Clone, Debug, Default)]
pub(crate) struct Course(String);

impl Course {
    /// Starts at a point.
    pub(crate) fn from(at: [f64; 2]) -> Self {
        Self::default().to('M', &[at])
    }

    /// Goes on in a straight line.
    #[must_use]
    pub(crate) fn line(self, to: [f64; 2]) -> Self {
        self.to('L', &[to])
    }

    /// Goes on in a curve: two points that pull, and its end.
    #[must_use]
    pub(crate) fn curve(self, first: [f64; 2], second: [f64; 2], to: [f64; 2]) -> Self {
        self.to('C', &[first, second, to])
    }

    /// Goes back to where it started.
    #[must_use]
    pub(crate) fn closed(self) -> Self {
        self.to('Z', &[])
    }

    fn to(mut self, command: char, points: &[[f64; 2]]) -> Self {
        self.0.push(command);
        for [x, y] in points {
            write!(self.0, "{} {} ", number(*x), number(*y))
                .expect("writing to a String cannot fail");
        }
        self
    }
}

/// A drawing: its size, what it defines for its own use, and its parts from the back to the front.
#[derive(Clone, Debug)]
pub(crate) struct Drawing {
    id: &'static str,
    size: [f64; 2],
    definitions: Vec<Element>,
    parts: Vec<Element>,
}

impl Drawing {
    /// An empty drawing. The size is that of its coordinates; how large it is shown is up to the
    /// page.
    pub(crate) fn new(id: &'static str, size: [f64; 2]) -> Self {
        Self { id, size, definitions: Vec::new(), parts: Vec::new() }
    }

    /// The name of the picture.
    pub(crate) fn id(&self) -> &'static str {
        self.id
    }

    /// The id of a part, which no other picture of a page has.
    fn id_of(&self, part: &str) -> String {
        format!("picture-{}-{part}", self.id)
    }

    /// How an attribute refers to a definition.
    pub(crate) fn url(&self, part: &str) -> String {
        format!("url(#{})", self.id_of(part))
    }

    /// Defines a pattern, a marker or a clip path.
    pub(crate) fn define(&mut self, part: &str, definition: Element) {
        let id = self.id_of(part);
        self.definitions.push(definition.set("id", id));
    }

    /// Draws in front of what is there.
    pub(crate) fn add(&mut self, part: Element) {
        self.parts.push(part);
    }

    /// Draws many.
    pub(crate) fn extend(&mut self, parts: impl IntoIterator<Item = Element>) {
        self.parts.extend(parts);
    }

    /// The `svg` element, with its title and description first.
    pub(crate) fn write(self, title: &str, description: &str) -> String {
        let (title_id, description_id) = (self.id_of("title"), self.id_of("desc"));
        let mut root = Element::new("svg")
            .set("xmlns", "http://www.w3.org/2000/svg")
            .set("class", "picture")
            .set("id", format!("picture-{}", self.id))
            .set("role", "img")
            .set("aria-labelledby", format!("{title_id} {description_id}"))
            .set("viewBox", format!("0 0 {} {}", number(self.size[0]), number(self.size[1])))
            .with(Element::new("title").set("id", title_id).say(title))
            .with(Element::new("desc").set("id", description_id).say(description));
        if !self.definitions.is_empty() {
            root = root.with(Element::new("defs").with_all(self.definitions));
        }
        text_of(&root.with_all(self.parts))
    }
}

fn text_of(element: &Element) -> String {
    let mut writer = Writer::new(Vec::new());
    element.write(&mut writer).expect("writing to memory cannot fail");
    String::from_utf8(writer.into_inner()).expect("everything written is UTF-8")
}

/// A drawing as a file of its own: with its colours and the rules for its classes. Ends with a line
/// break.
pub(crate) fn lone(svg: &str) -> String {
    let at = svg.find("<title").unwrap_or(svg.len());
    let (start, rest) = svg.split_at(at);
    format!(
        "{start}<style>\n{}{}:root {{ background: var(--paper); }}\n</style>{rest}\n",
        super::THEME,
        super::STYLE
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_have_two_decimals_and_are_always_numbers() {
        assert_eq!(
            [1.0, 0.125, -0.001, f64::NAN, f64::INFINITY, 1e6].map(number),
            ["1", "0.13", "0", "0", "0", "1000000"]
        );
    }

    #[test]
    fn texts_and_attributes_cannot_end_their_element() {
        let hostile = "\"><script>alert(1)</script>\u{202e}\u{0}";
        let element = text("label", [1.0, 2.0], Anchor::End, hostile).set("data-segment", hostile);
        let escaped = "&lt;script&gt;alert(1)&lt;/script&gt;\\u{202e}\\u{0}";
        assert_eq!(
            text_of(&element),
            format!(
                "<text class=\"label\" x=\"1\" y=\"2\" text-anchor=\"end\" data-segment=\"&quot;&gt;{escaped}\">&quot;&gt;{escaped}</text>"
            )
        );
    }

    #[test]
    fn names_are_cut_to_the_room_there_is() {
        let room = Room { width: 60.0, size: 12.0 };
        assert_eq!(clipped("dmz", room), "dmz");
        assert_eq!(clipped("a-very-long-name-of-a-segment-7", room), "a-ver…-7");
        assert!(width(&clipped(&"W".repeat(300), room), 12.0) <= 60.0);
        let long =
            name("label", [0.0, 0.0], Anchor::Start, "a-very-long-name-of-a-segment-7", room);
        assert_eq!(
            text_of(&long),
            "<text class=\"label name\" x=\"0\" y=\"0\"><title>a-very-long-name-of-a-segment-7</title>a-ver…-7</text>"
        );
    }

    #[test]
    fn lines_end_between_words() {
        let room = Room { width: 90.0, size: 12.0 };
        assert_eq!(
            wrapped("code that crashes the service", room, 3),
            ["code that", "crashes the", "service"]
        );
        assert_eq!(wrapped("code that crashes the service", room, 2), ["code that", "crashes …"]);
        assert_eq!(wrapped("", room, 2), [""; 0]);
        assert!(wrapped(&"W".repeat(300), room, 2).iter().all(|line| width(line, 12.0) <= 90.0));
    }

    #[test]
    fn a_lone_file_has_its_style_after_the_root() {
        let svg = Drawing::new("x", [10.0, 10.0]).write("A title", "What it is");
        let lone = lone(&svg);
        assert!(lone.starts_with("<svg xmlns="), "{lone}");
        assert_eq!(lone.matches("<style>").count(), 1);
        assert!(lone.contains("</style><title id=\"picture-x-title\">A title</title>"), "{lone}");
        assert!(
            !super::super::STYLE.contains(['<', '&']) && !super::super::THEME.contains(['<', '&'])
        );
    }
}
