//! Boxes: the ways in by their shape, segments with what is known of their machines.

use super::super::layout::{Density, Frame, Layout};
use super::super::sketch::{Kind, Sketch, Spot};
use super::super::{Map, Segment};
use crate::report::chart::svg::Anchor;
use crate::report::chart::svg::Course;
use crate::report::chart::svg::Drawing;
use crate::report::chart::svg::Element;
use crate::report::chart::svg::Room;
use crate::report::chart::svg::clipped;
use crate::report::chart::svg::group;
use crate::report::chart::svg::line;
use crate::report::chart::svg::path;
use crate::report::chart::svg::rect;
use crate::report::chart::svg::text;
use crate::report::chart::svg::width;
use crate::report::words::number;
use crate::term::entry::Entry;

/// The stripe that says whether a segment is exposed.
const STRIPE: f64 = 6.0;
/// Between the stripe and the text, and between the text and the right edge.
const INDENT: f64 = 5.0;
const LARGE: f64 = 12.0;
const SMALL: f64 = 11.0;
/// How much wider names are for being bold.
const BOLD: f64 = 1.12;
/// Names of members that a node tells of when the pointer rests on it.
const MAX_MEMBERS: usize = 8;

/// Slanted lines: what is unknown.
pub(super) fn hatch() -> Element {
    let lines = [[-1.0, 1.0, 1.0, -1.0], [0.0, 6.0, 6.0, 0.0], [5.0, 7.0, 7.0, 5.0]];
    Element::new("pattern")
        .set("patternUnits", "userSpaceOnUse")
        .put("width", 6.0)
        .put("height", 6.0)
        .with(rect("ground", [0.0, 0.0, 6.0, 6.0]))
        .with_all(lines.map(|[x, y, to_x, to_y]| line("unknown", [x, y], [to_x, to_y])))
}

/// All boxes of a drawing.
pub(super) struct Nodes<'a> {
    pub(super) map: &'a Map,
    pub(super) sketch: &'a Sketch,
    pub(super) layout: &'a Layout,
}

impl Nodes<'_> {
    pub(super) fn draw(&self, drawing: &Drawing) -> Vec<Element> {
        let node = |(spot, frame): (&Spot, &Frame)| {
            let class = if spot.kind == Kind::Several { "segment several" } else { "segment" };
            let node = group(class).set("data-segment", spot.key());
            match spot.kind {
                Kind::Way(way) => {
                    node.with_all(self.way(way, spot, *frame)).titled(&self.about_way(way, spot))
                }
                _ => node
                    .with_all(self.segment(spot, *frame, drawing))
                    .titled(&about(self.map, spot)),
            }
        };
        self.sketch.spots.iter().zip(&self.layout.frames).map(node).collect()
    }

    fn way(&self, way: Entry, spot: &Spot, frame: Frame) -> Vec<Element> {
        let [x, y, w, h] = frame;
        let middle = x + w / 2.0;
        let room = Room { width: w - 14.0, size: SMALL };
        let mut lines: Vec<String> = spot.name.split(' ').map(str::to_owned).collect();
        lines.push(match self.map.ways[way] {
            way if !way.considered => "left out".to_owned(),
            way => {
                let (loss, share) =
                    (self.map.digits.loss(way.loss), number::share(way.loss, self.map.loss));
                fitting(vec![format!("{loss} ({share})"), loss, share], room)
            }
        });
        let first = y + h / 2.0 + 4.0 - 7.0 * (lines.len() - 1) as f64;
        let line = |(i, line): (usize, String)| {
            text("way small", [middle, first + 14.0 * i as f64], Anchor::Middle, line)
        };
        std::iter::once(path("way", &shape(way, frame)))
            .chain(lines.into_iter().enumerate().map(line))
            .collect()
    }

    fn about_way(&self, way: Entry, spot: &Spot) -> String {
        let name = &spot.name;
        match self.map.ways[way] {
            way if !way.considered => format!("{name}: this way in was left out"),
            way => format!(
                "{name}: as the only way in, machines worth {} would be taken over",
                self.map.digits.loss(way.loss)
            ),
        }
    }

    fn segment(&self, spot: &Spot, frame: Frame, drawing: &Drawing) -> Vec<Element> {
        let [x, y, w, h] = frame;
        let mut parts = vec![rect("box", frame)];
        parts.extend(stripe(&spot.facts, [x, y, STRIPE, h], drawing));
        parts.extend(self.loss_bar(&spot.facts, frame));
        let left = x + STRIPE + INDENT;
        let room = |size: f64| Room { width: w - STRIPE - 2.0 * INDENT + 2.0, size };
        let title = |class: &str, at: f64, size: f64| {
            let room = Room { size: size * BOLD, ..room(size) };
            let words = clipped(&self.short(spot, room), room);
            let whole = words == spot.name;
            let words = text(&format!("{class} name"), [left, y + at], Anchor::Start, words);
            if whole { words } else { words.titled(&spot.name) }
        };
        let small = |at: f64, words: String| text("small", [left, y + at], Anchor::Start, words);
        let loss = self.map.digits.loss(spot.facts.loss);
        match self.layout.density {
            Density::Roomy => {
                parts.push(title("strong", 17.0, LARGE));
                parts.push(small(32.0, fitting(machines(&spot.facts), room(SMALL))));
                parts.push(small(
                    45.0,
                    fitting(
                        vec![
                            format!("loss {loss}{}", self.share(&spot.facts)),
                            format!("loss {loss}"),
                            loss,
                        ],
                        room(SMALL),
                    ),
                ));
            }
            Density::Snug => {
                parts.push(title("small strong", 14.0, SMALL));
                let machines = fitting(machines(&spot.facts), room(SMALL));
                // Where the figure does not fit, the bar tells of the loss.
                let fits = width(&machines, SMALL) + width(&loss, SMALL) + 2.0 * INDENT
                    <= room(SMALL).width;
                let loss = (fits && spot.facts.loss > 0.0)
                    .then(|| text("small", [x + w - INDENT + 1.0, y + 28.0], Anchor::End, loss));
                parts.push(small(28.0, machines));
                parts.extend(loss);
            }
            Density::Tiny => parts.push(title("small strong", 13.5, SMALL)),
        }
        parts
    }

    /// The name; without what it shares with other names, if there is no room for all of it:
    /// `…arden` of `branch-arden`.
    fn short(&self, spot: &Spot, room: Room) -> String {
        if width(&spot.name, room.size) <= room.width {
            return spot.name.clone();
        }
        let heads = spot.name.match_indices(['-', '_', '.', ' ']).map(|(at, _)| at + 1);
        let is_shared = |at: &usize| {
            self.sketch
                .spots
                .iter()
                .any(|other| other.name != spot.name && other.name.starts_with(&spot.name[..*at]))
        };
        let head = heads.filter(is_shared).rfind(|at| *at < spot.name.len());
        head.map_or_else(|| spot.name.clone(), |at| format!("…{}", &spot.name[at..]))
    }

    fn share(&self, facts: &Segment) -> String {
        if facts.loss > 0.0 {
            format!(" ({})", number::share(facts.loss, self.map.loss))
        } else {
            String::new()
        }
    }

    /// A bar at the foot of a box: the loss, against that of the segment with most.
    fn loss_bar(&self, facts: &Segment, [x, y, w, h]: Frame) -> Option<Element> {
        let most = self.sketch.spots.iter().map(|spot| spot.facts.loss).fold(0.0, f64::max);
        let length = (w - STRIPE) * facts.loss / most;
        (most > 0.0 && length >= 0.5).then(|| rect("toll", [x + STRIPE, y + h - 3.0, length, 3.0]))
    }
}

/// The shape of a way in: the internet has points, laptops come in a trapezoid, insiders are round.
pub(super) fn shape(way: Entry, [x, y, w, h]: Frame) -> Course {
    let (right, bottom, middle) = (x + w, y + h, y + h / 2.0);
    let (cut, round) = ((h / 6.0).min(w / 4.0), (h / 2.0).min(w / 2.0));
    match way {
        Entry::Internet => Course::from([x + cut, y])
            .line([right - cut, y])
            .line([right, middle])
            .line([right - cut, bottom])
            .line([x + cut, bottom])
            .line([x, middle]),
        Entry::Roaming => Course::from([x + cut, y])
            .line([right - cut, y])
            .line([right, bottom])
            .line([x, bottom]),
        Entry::Insider | Entry::Mail | Entry::Infected => Course::from([x + round, y])
            .line([right - round, y])
            .curve([right + round / 3.0, y], [right + round / 3.0, bottom], [right - round, bottom])
            .line([x + round, bottom])
            .curve([x - round / 3.0, bottom], [x - round / 3.0, y], [x + round, y]),
    }
    .closed()
}

/// Solid where machines are exposed, hatched where it is not known, nothing elsewhere.
fn stripe(facts: &Segment, frame: Frame, drawing: &Drawing) -> Option<Element> {
    match facts {
        Segment { exposed: 1.., .. } => Some(rect("exposed", frame)),
        Segment { unknown: 1.., .. } | Segment { not_assessed: 1.., .. } => {
            Some(rect("hatched", frame).set("fill", drawing.url("unknown")))
        }
        _ => None,
    }
}

/// The machines of a segment in words, in fewer and fewer of them.
fn machines(facts: &Segment) -> Vec<String> {
    let (all, exposed, unknown) = (
        number::count(facts.machines),
        number::count(facts.exposed),
        facts.unknown + facts.not_assessed,
    );
    let doubt = number::count(unknown);
    match (facts.exposed, unknown) {
        _ if facts.machines == 0 => vec!["no machines".to_owned(), "empty".to_owned()],
        _ if facts.isolated => vec![
            facts.in_words() + ", apart",
            facts.in_words(),
            format!("{exposed}+{doubt}? of {all}"),
        ],
        (0, 0) => vec![format!("0 of {all} exposed"), format!("0 of {all}"), "0".to_owned()],
        (0, _) => vec![facts.in_words(), format!("{doubt}? of {all}"), format!("{doubt}?")],
        (_, 0) => {
            vec![format!("{exposed} of {all} exposed"), format!("{exposed} of {all}"), exposed]
        }
        _ => vec![
            facts.in_words(),
            format!("{exposed} of {all} exposed, {doubt} ?"),
            format!("{exposed}+{doubt}? of {all}"),
            format!("{exposed} of {all}"),
            format!("{exposed}+{doubt}?"),
        ],
    }
}

/// The first text that there is room for, if there is one.
fn fitting(texts: Vec<String>, room: Room) -> String {
    let fits = texts.iter().position(|text| width(text, room.size) <= room.width);
    texts.into_iter().nth(fits.unwrap_or(usize::MAX)).unwrap_or_default()
}

/// All there is to say of a box.
fn about(map: &Map, spot: &Spot) -> String {
    let facts = &spot.facts;
    let mut text = format!(
        "{}: {}, {} exposed",
        spot.name,
        number::counted(facts.machines, "machine", "machines"),
        number::count(facts.exposed)
    );
    let more = [
        (facts.unknown, "unknown"),
        (facts.not_assessed, "not assessed"),
        (facts.laptops, "returning from outside"),
    ];
    more.iter()
        .filter(|(n, _)| *n > 0)
        .for_each(|(n, what)| text += &format!(", {} {what}", number::count(*n)));
    text += &format!("; loss {} of {}", map.digits.loss(facts.loss), map.digits.loss(map.loss));
    if facts.users > 0 {
        text += &format!("; {}", number::counted(facts.users, "person", "people"));
    }
    if facts.isolated {
        text += "; machines do not reach each other";
    }
    if spot.kind == Kind::Several {
        let names: Vec<&str> = spot
            .members
            .iter()
            .take(MAX_MEMBERS)
            .map(|segment| &*map.segments[*segment].name)
            .collect();
        text += &format!(". Stands for {}", names.join(", "));
        let more = spot.members.len().saturating_sub(names.len());
        text += &if more > 0 { format!(" and {more} more") } else { String::new() };
    }
    text
}
