//! What stands below the drawing: the doors by their numbers, what the signs mean, and what is not
//! drawn.

use super::super::Map;
use super::super::layout::{MARGIN, WIDTH};
use super::super::sketch::{Arrow, Door, NOTABLE, Sketch, What};
use super::{IDLE, door_name};
use crate::report::chart::svg::Anchor;
use crate::report::chart::svg::Course;
use crate::report::chart::svg::Element;
use crate::report::chart::svg::Room;
use crate::report::chart::svg::circle;
use crate::report::chart::svg::clipped;
use crate::report::chart::svg::group;
use crate::report::chart::svg::path;
use crate::report::chart::svg::text;
use crate::report::chart::svg::width;
use crate::report::words::number;

const LINE: f64 = 18.0;
const SIZE: f64 = 11.0;
/// Between a sign and its words, and between one meaning and the next.
const GAP: f64 = 6.0;
const APART: f64 = 18.0;

/// Lines below the drawing.
pub(super) struct Below {
    y: f64,
    x: f64,
    parts: Vec<Element>,
}

impl Below {
    pub(super) fn new(top: f64) -> Self {
        Self { y: top + 16.0, x: MARGIN, parts: Vec::new() }
    }

    pub(super) fn bottom(&self) -> f64 {
        self.y
    }

    pub(super) fn parts(self) -> Vec<Element> {
        self.parts
    }

    fn say(&mut self, class: &str, x: f64, words: &str) {
        let words = clipped(words, Room { width: WIDTH - x - MARGIN, size: SIZE + 0.5 });
        self.parts.push(text(class, [x, self.y + 4.0], Anchor::Start, words));
        self.y += LINE;
    }

    /// The doors that are worth closing.
    pub(super) fn doors(&mut self, map: &Map, sketch: &Sketch) {
        if sketch.doors.is_empty() && map.loss > 0.0 {
            let why = if map.described {
                "No single flow, and no quarantine of one segment, averts more than a trace of the loss."
            } else {
                "Which door to close cannot be said before somebody describes the flows."
            };
            self.say("small", MARGIN, why);
        }
        for (i, door) in sketch.doors.iter().enumerate() {
            let middle = [MARGIN + 9.0, self.y];
            self.parts.push(circle("number", middle, 8.5));
            self.parts.push(text(
                "number",
                [middle[0], middle[1] + 4.0],
                Anchor::Middle,
                (i + 1).to_string(),
            ));
            self.say("name", MARGIN + 26.0, &in_words(map, door));
            self.y += 3.0;
        }
        self.y += 4.0;
    }

    /// What is not drawn.
    pub(super) fn notes(&mut self, notes: &[String]) {
        if self.x > MARGIN {
            self.y += LINE;
            self.x = MARGIN;
        }
        notes.iter().for_each(|note| self.say("small strong", MARGIN, note));
    }

    /// What lines mean, of those that are there. Boxes say in words what they are.
    pub(super) fn key(&mut self, map: &Map, sketch: &Sketch) {
        self.arrows(map, sketch);
    }

    fn arrows(&mut self, map: &Map, sketch: &Sketch) {
        let arrow = |class: &str, thick: f64, [x, y]: [f64; 2]| {
            let line =
                path("line", &Course::from([x, y]).line([x + 22.0, y])).put("stroke-width", thick);
            let half = 2.6 + thick * 0.55;
            let head = Course::from([x + 31.0, y])
                .line([x + 22.0, y - half])
                .line([x + 22.0, y + half])
                .closed();
            group(&format!("sample {class}")).with(line).with(path("head", &head))
        };
        let idle = |arrow: &Arrow| arrow.averted <= NOTABLE * map.loss;
        if !sketch.arrows.iter().all(idle) {
            self.item(31.0, "the wider, the more closing it averts", |x, y| {
                arrow("wide", 6.0, [x, y])
            });
        }
        if sketch.arrows.iter().any(idle) {
            self.item(31.0, "closing it averts next to nothing", |x, y| {
                arrow("idle", IDLE, [x, y])
            });
        }
        if sketch.arrows.iter().any(|arrow| arrow.unknown) {
            self.item(31.0, "nobody knows what it allows", |x, y| arrow("unsure", 2.0, [x, y]));
        }
        if sketch.arrows.iter().any(|arrow| !arrow.hosts.is_empty()) {
            self.item(31.0, "to single machines only", |x, y| arrow("single", 2.0, [x, y]));
        }
    }

    /// A sign with its meaning, on this line or the next.
    fn item(&mut self, sign: f64, words: &str, draw: impl FnOnce(f64, f64) -> Element) {
        let needed = sign + GAP + width(words, SIZE);
        if self.x > MARGIN && self.x + needed > WIDTH - MARGIN {
            self.x = MARGIN;
            self.y += LINE;
        }
        self.parts.push(draw(self.x, self.y));
        self.parts.push(text(
            "small muted",
            [self.x + sign + GAP, self.y + 4.0],
            Anchor::Start,
            words,
        ));
        self.x += needed + APART;
    }
}

/// `Block office -> plant (smb): averts 128.9 of 300.1 alone (43 %), due by Sunday night`.
fn in_words(map: &Map, door: &Door) -> String {
    let through = match door.what[..] {
        [What::Flow(flow)] if map.flows[flow].unknown.is_some() => {
            " (nobody knows what it allows)".to_owned()
        }
        [What::Flow(flow)] => format!(" ({})", map.flows[flow].services()),
        _ => String::new(),
    };
    let (averted, all, share) = (
        map.digits.loss(door.averted),
        map.digits.loss(map.loss),
        number::share(door.averted, map.loss),
    );
    let averts = if door.what.len() > 1 {
        format!("only together, averts {averted} of {all} ({share})")
    } else {
        format!("averts {averted} of {all} alone ({share})")
    };
    let due = match door.what[..] {
        [What::Flow(flow)] => map.flows[flow].due.as_ref(),
        [What::Return(segment)] => map.segments[segment].due.as_ref(),
        _ => None,
    };
    let due = due.map_or(String::new(), |due| format!(", due {}", due.words));
    format!("{}{through}: {averts}{due}", door_name(map, door))
}
