//! The lane of one advisory: its line, a mark for each event, and their names.
//!
//! Names stand above the line, each to the right of its mark. They are placed from the last to the first, each in the
//! lowest row where it ends before the next one, and before the leaders to higher rows; so nothing overlaps.

use super::super::svg::{self, Anchor, Course as Path, Element, Room};
use super::days::Days;
use super::{Course, Event, FIELD, Kind, WIDTH};
use crate::report::words::number;

/// The size of small letters.
const SMALL: f64 = 11.0;
/// Events that are drawn.
const MOST: usize = 6;
/// From row to row of names; from the top of a lane to its line, at least; below the line.
const ROW: f64 = 15.0;
const LEAST: f64 = 40.0;
const BELOW: f64 = 16.0;
/// Between a name and the next one; between a leader and its name.
const GAP: f64 = 10.0;
const NEAR: f64 = 4.0;
/// The most room for an event with its name, and the least for the name.
const MAX_ROOM: f64 = 250.0;
const LEAST_ROOM: f64 = 50.0;

/// One advisory with its events in their rows.
pub(super) struct Lane<'a> {
    course: &'a Course,
    labels: Vec<Label<'a>>,
    /// How many events have no label.
    left_out: usize,
    start: Option<f64>,
    end: f64,
}

/// An event with the row of its name: 0 is the lowest.
struct Label<'a> {
    event: &'a Event,
    x: f64,
    /// `08-12 worm: `
    kind: String,
    /// `Mocbot`; that an advisory was published needs no name.
    name: Option<&'a str>,
    /// For both.
    room: f64,
    row: usize,
    before: bool,
}

impl<'a> Lane<'a> {
    /// Gives each event a place.
    pub(super) fn of(course: &'a Course, days: &Days) -> Self {
        let events = chosen(course);
        let left_out = course.events.len() - events.len();
        let start = course.start().map(|day| days.x(day));
        Self { course, labels: placed(events, days), left_out, start, end: days.x(days.as_of()) }
    }

    fn base(&self) -> f64 {
        let rows = self.labels.iter().map(|label| label.row + 1).max().unwrap_or(0);
        (rows as f64 * ROW + 16.0).max(LEAST)
    }

    /// From its top to the next lane.
    pub(super) fn height(&self) -> f64 {
        self.base() + BELOW
    }

    /// The name of the advisory, what it is about, and how many hosts are exposed.
    pub(super) fn names(&self, top: f64) -> Vec<Element> {
        let room = |size: f64| Room { width: FIELD[0] - 12.0, size };
        let exposed = number::counted(self.course.exposed, "host exposed", "hosts exposed");
        let more = number::counted(self.left_out as u64, "more event", "more events");
        let mut names = vec![
            svg::name("strong", [0.0, top + 16.0], Anchor::Start, &self.course.advisory, room(13.6)),
            svg::name("small muted", [0.0, top + 31.0], Anchor::Start, &self.course.title, room(SMALL)),
            svg::text("small", [0.0, top + 46.0], Anchor::Start, exposed),
        ];
        if self.left_out > 0 {
            names.push(svg::text("small muted", [0.0, top + 61.0], Anchor::Start, more));
        }
        names
    }

    /// The line since something is public, the marks, the names.
    pub(super) fn parts(&self, top: f64) -> Vec<Element> {
        let base = top + self.base();
        let mut parts = vec![svg::line("leader", [FIELD[0], base], [FIELD[1], base])];
        match self.start {
            Some(start) => parts.push(svg::line("public", [start, base], [self.end, base])),
            None => parts.push(svg::text("small muted halo", [FIELD[0] + NEAR, base - 6.0], Anchor::Start, "nothing on record by then")),
        }
        parts.extend(self.labels.iter().map(|label| label.leader(base)));
        parts.extend(self.labels.iter().flat_map(|label| [label.mark(base), label.name(base)]));
        parts
    }
}

/// The first event of each kind, and the latest others; in order of time.
fn chosen(course: &Course) -> Vec<&Event> {
    let mut kinds = Vec::new();
    let (mut chosen, mut others): (Vec<&Event>, Vec<&Event>) = course.events.iter().partition(|event| {
        let is_first = !event.unverified && !kinds.contains(&event.kind);
        if is_first {
            kinds.push(event.kind);
        }
        is_first
    });
    while chosen.len() < MOST {
        let Some(latest) = others.pop() else { break };
        chosen.push(latest);
    }
    chosen.sort_by_key(|event| (event.day, event.kind));
    chosen
}

fn placed<'a>(events: Vec<&'a Event>, days: &Days) -> Vec<Label<'a>> {
    let mut starts: Vec<f64> = Vec::new();
    let mut labels: Vec<Label<'_>> = Vec::new();
    for event in events.into_iter().rev() {
        let mut label = Label::of(event, days);
        let end = label.x + NEAR + label.width() + GAP;
        // Names in higher rows have leaders through this one.
        label.row = starts.iter().rposition(|start| *start < end).map_or(0, |row| row + 1);
        match starts.get_mut(label.row) {
            Some(start) => *start = label.x,
            None => starts.push(label.x),
        }
        labels.push(label);
    }
    // Marks of one day cover each other: the worst is drawn last.
    labels.reverse();
    labels
}

impl<'a> Label<'a> {
    fn of(event: &'a Event, days: &Days) -> Self {
        let x = days.x(event.day);
        let before = days.is_before(event.day);
        let room = (WIDTH - x - NEAR).min(MAX_ROOM);
        let kind = kind(event, days, room);
        let named = format!("{kind}: ");
        let has_room = svg::width(&named, SMALL) + LEAST_ROOM <= room;
        let name = event.name.as_deref().filter(|_| event.kind > Kind::Published && has_room);
        Self { event, x, kind: if name.is_some() { named } else { kind }, name, room, row: 0, before }
    }

    /// How far the text reaches.
    fn width(&self) -> f64 {
        let kind = svg::width(&self.kind, SMALL);
        let room = Room { width: self.room - kind, size: SMALL };
        kind + self.name.map_or(0.0, |name| svg::width(&svg::clipped(name, room), SMALL))
    }

    fn y(&self, base: f64) -> f64 {
        base - 12.0 - self.row as f64 * ROW
    }

    fn leader(&self, base: f64) -> Element {
        svg::line("leader", [self.x, base], [self.x, self.y(base) - 8.0])
    }

    fn name(&self, base: f64) -> Element {
        let at = [self.x + NEAR, self.y(base)];
        let room = Room { width: self.room - svg::width(&self.kind, SMALL), size: SMALL };
        match &self.name {
            Some(name) => svg::phrase("small halo", at, Anchor::Start, [&self.kind, name, ""], room),
            None => svg::text("small halo", at, Anchor::Start, self.kind.clone()),
        }
    }

    /// A shape for each kind; an arrow for what is before the field; empty for what is unverified.
    fn mark(&self, base: f64) -> Element {
        let (x, class) = (self.x, if self.event.unverified { "event doubtful" } else { "event" });
        let shape = |points: &[[f64; 2]]| {
            let [dx, dy] = points[0];
            let start = Path::from([x + dx, base + dy]);
            svg::path(class, &points[1..].iter().fold(start, |path, [dx, dy]| path.line([x + dx, base + dy])).closed())
        };
        match self.event.kind {
            _ if self.before => shape(&[[-1.0, 0.0], [8.0, -6.0], [8.0, 6.0]]),
            Kind::Published => svg::circle(class, [x, base], 5.0),
            Kind::ProofOfConcept => shape(&[[0.0, -6.0], [6.0, 5.0], [-6.0, 5.0]]),
            Kind::Exploit => shape(&[[0.0, -7.0], [7.0, 0.0], [0.0, 7.0], [-7.0, 0.0]]),
            Kind::Worm => svg::rect(&format!("{class} worm"), [x - 6.0, base - 6.0, 12.0, 12.0]),
        }
    }
}

/// `08-12 worm, unverified`, or `08-12 worm?` where there is no room.
fn kind(event: &Event, days: &Days, room: f64) -> String {
    let kind = format!("{} {}", days.word(event.day), event.kind.word());
    let doubt = format!("{kind}, unverified");
    match event.unverified {
        false => kind,
        true if svg::width(&doubt, SMALL) <= room => doubt,
        true => kind + "?",
    }
}
