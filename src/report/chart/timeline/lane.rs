//! The lane of one advisory: what it is, a line with a mark for each event, and beside it in words
//! what is worst.

use super::super::svg::{self, Anchor, Course as Path, Element, Room};
use super::days::Days;
use super::{Course, Event, FIELD, Kind, NAMES, WIDTH, WORDS};
use crate::report::words::number;

/// The size of small letters, and from line to line.
const SMALL: f64 = 11.0;
const LINE: f64 = 14.0;
/// From the top of a lane to its first line, and below its last one.
const ABOVE: f64 = 16.0;
const BELOW: f64 = 8.0;
/// Lines of a title, and of what an event is called.
const MAX_LINES: usize = 2;
/// Events that are drawn; the worst of each kind are always among them.
const MAX_EVENTS: usize = 12;

/// One advisory with what stands beside its line.
pub(super) struct Lane<'a> {
    course: &'a Course,
    names: Vec<Line>,
    words: Vec<Line>,
    start: Option<f64>,
    end: f64,
}

/// One line of text.
pub(super) struct Line {
    class: &'static str,
    text: String,
}

impl Line {
    pub(super) fn new(class: &'static str, text: impl Into<String>) -> Self {
        Self { class, text: text.into() }
    }
}

/// A text in lines that are not cut.
pub(super) fn lines(class: &'static str, text: &str, width: f64, most: usize) -> Vec<Line> {
    svg::wrapped(text, Room { width, size: SMALL }, most)
        .into_iter()
        .map(|line| Line::new(class, line))
        .collect()
}

/// Lines below each other.
pub(super) fn written(lines: &[Line], x: f64, top: f64) -> Vec<Element> {
    let one = |(i, line): (usize, &Line)| {
        svg::text(line.class, [x, top + ABOVE + LINE * i as f64], Anchor::Start, line.text.clone())
    };
    lines.iter().enumerate().map(one).collect()
}

/// From the top of lines to what is below them.
pub(super) fn height(lines: usize) -> f64 {
    ABOVE + LINE * (lines.max(2) - 1) as f64 + BELOW
}

impl<'a> Lane<'a> {
    /// Finds its words.
    pub(super) fn of(course: &'a Course, days: &Days) -> Self {
        let start = course.start().map(|day| days.x(day));
        Self {
            course,
            names: names(course),
            words: words(course),
            start,
            end: days.x(days.as_of()),
        }
    }

    /// From its top to the next lane.
    pub(super) fn height(&self) -> f64 {
        height(self.names.len().max(self.words.len()))
    }

    /// The line since something is public, the marks, the words.
    pub(super) fn parts(&self, top: f64, days: &Days) -> Vec<Element> {
        let base = top + self.height() / 2.0;
        let mut parts = vec![svg::line("leader", [FIELD[0], base], [FIELD[1], base])];
        parts.extend(self.start.map(|start| svg::line("public", [start, base], [self.end, base])));
        parts.extend(marked(self.course).into_iter().map(|event| mark(event, days, base)));
        parts.extend(written(&self.names, 0.0, top));
        parts.extend(written(&self.words, WORDS, top));
        parts
    }
}

/// The advisory, what it is about, how many hosts are exposed.
fn names(course: &Course) -> Vec<Line> {
    let name = svg::clipped(&course.advisory, Room { width: NAMES, size: SMALL * 1.15 });
    let mut names = vec![Line::new("small strong name", name)];
    names.extend(lines("small muted name", &course.title, NAMES, MAX_LINES));
    names
        .push(Line::new("small", number::counted(course.exposed, "host exposed", "hosts exposed")));
    names
}

/// What is worst, since when, and what it is called; then what is not verified.
fn words(course: &Course) -> Vec<Line> {
    let room = WIDTH - WORDS;
    let sure = course.events.iter().filter(|event| !event.unverified);
    // Of the worst kind the first.
    let Some(worst) = sure.clone().min_by_key(|event| (std::cmp::Reverse(event.kind), event.day))
    else {
        return vec![Line::new("small muted", "nothing on record by then")];
    };
    if worst.kind == Kind::Published {
        let published = Line::new("small muted", format!("published {}", worst.day));
        return [Line::new("small strong", "no public code"), published]
            .into_iter()
            .chain(doubtful(course))
            .collect();
    }
    let class = if worst.kind == Kind::Worm { "small alarm" } else { "small strong" };
    let mut words = lines(class, &format!("{} {}", worst.kind.since(), worst.day), room / 1.1, 1);
    words.extend(
        worst
            .name
            .as_deref()
            .map_or_else(Vec::new, |name| lines("small name", name, room, MAX_LINES)),
    );
    let published = sure.clone().find(|event| event.kind == Kind::Published);
    words.extend(
        published.map(|event| Line::new("small muted", format!("published {}", event.day))),
    );
    words.extend(doubtful(course));
    words
}

/// The latest event that is not verified.
fn doubtful(course: &Course) -> Vec<Line> {
    let latest =
        course.events.iter().rfind(|event| event.unverified && event.kind > Kind::Published);
    let words = latest.map(|event| format!("not verified: {} {}", event.kind.word(), event.day));
    words.map_or_else(Vec::new, |words| lines("small muted", &words, WIDTH - WORDS, MAX_LINES))
}

/// The first event of each kind, and the latest others; in order of time, and of one day the worst
/// last.
fn marked(course: &Course) -> Vec<&Event> {
    let mut kinds = Vec::new();
    let (mut marked, mut others): (Vec<&Event>, Vec<&Event>) =
        course.events.iter().partition(|event| {
            let is_first = !event.unverified && !kinds.contains(&event.kind);
            if is_first {
                kinds.push(event.kind);
            }
            is_first
        });
    while marked.len() < MAX_EVENTS {
        let Some(latest) = others.pop() else { break };
        marked.push(latest);
    }
    marked.sort_by_key(|event| (event.day, event.kind));
    marked
}

/// A shape for each kind; an arrow for what is before the field; empty for what is unverified.
fn mark(event: &Event, days: &Days, base: f64) -> Element {
    let (x, class) = (days.x(event.day), if event.unverified { "event doubtful" } else { "event" });
    let shape = |points: &[[f64; 2]]| {
        let [dx, dy] = points[0];
        let start = Path::from([x + dx, base + dy]);
        svg::path(
            class,
            &points[1..]
                .iter()
                .fold(start, |path, [dx, dy]| path.line([x + dx, base + dy]))
                .closed(),
        )
    };
    match event.kind {
        _ if days.is_before(event.day) => shape(&[[-1.0, 0.0], [8.0, -6.0], [8.0, 6.0]]),
        Kind::Published => svg::circle(class, [x, base], 5.0),
        Kind::ProofOfConcept => shape(&[[0.0, -6.0], [6.0, 5.0], [-6.0, 5.0]]),
        Kind::Exploit => shape(&[[0.0, -7.0], [7.0, 0.0], [0.0, 7.0], [-7.0, 0.0]]),
        Kind::Worm => svg::rect(&format!("{class} worm"), [x - 6.0, base - 6.0, 12.0, 12.0]),
    }
}

/// What the marks mean, in a row; the worst first.
pub(super) fn key(y: f64) -> Vec<Element> {
    let kinds = [
        (Kind::Worm, "worm"),
        (Kind::Exploit, "exploit"),
        (Kind::ProofOfConcept, "code that crashes"),
        (Kind::Published, "published"),
    ];
    let mut x = 8.0;
    let mut parts = Vec::new();
    for (kind, word) in kinds {
        let sample = match kind {
            Kind::Published => svg::circle("event", [x, y - 4.0], 5.0),
            Kind::ProofOfConcept => svg::path(
                "event",
                &Path::from([x, y - 10.0])
                    .line([x + 6.0, y + 1.0])
                    .line([x - 6.0, y + 1.0])
                    .closed(),
            ),
            Kind::Exploit => {
                let [up, down] = [y - 11.0, y + 3.0];
                svg::path(
                    "event",
                    &Path::from([x, up])
                        .line([x + 7.0, y - 4.0])
                        .line([x, down])
                        .line([x - 7.0, y - 4.0])
                        .closed(),
                )
            }
            Kind::Worm => svg::rect("event worm", [x - 6.0, y - 10.0, 12.0, 12.0]),
        };
        parts.push(sample);
        parts.push(svg::text("small muted", [x + 11.0, y], Anchor::Start, word));
        x += 11.0 + svg::width(word, SMALL) + 24.0;
    }
    parts.push(svg::text("small muted", [x - 8.0, y], Anchor::Start, "empty: not verified"));
    parts
}
