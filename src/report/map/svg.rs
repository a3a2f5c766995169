//! The drawing: boxes for segments, arrows for flows as wide as closing them averts, numbers on the
//! doors worth closing.

mod key;
mod label;
mod node;

use self::label::Labels;
use super::Map;
use super::layout::{self, Edge, Graph, Layout, Manner, Route, WIDTH};
use super::sketch::{Arrow, Door, Kind, NOTABLE, Sketch, What};
use crate::report::chart::Picture;
use crate::report::chart::Table;
use crate::report::chart::svg;
use crate::report::chart::svg::Anchor;
use crate::report::chart::svg::Course;
use crate::report::chart::svg::Drawing;
use crate::report::chart::svg::Element;
use crate::report::chart::svg::Room;
use crate::report::chart::svg::circle;
use crate::report::chart::svg::clipped;
use crate::report::chart::svg::group;
use crate::report::chart::svg::path;
use crate::report::chart::svg::text;
use crate::report::words::number::{self, counted};

const ID: &str = "network";
/// How wide the line of a flow is whose closing averts nothing to speak of, how wide at least any
/// other, and how much wider one is whose closing averts everything.
const IDLE: f64 = 1.1;
const LEAST: f64 = 1.6;
const MORE: f64 = 7.0;
/// Arrows whose closing averts more than this share of the loss have lanes of their own.
const ALONE: f64 = 0.05;
/// Rows of the table; exports have all of them.
const MAX_ROWS: usize = 100;

/// The picture of the report.
pub(super) fn picture(map: &Map, sketch: &Sketch) -> Picture {
    if map.segments.is_empty() {
        return Picture::nothing(
            ID,
            "The network",
            "The inventory has no segments, so there is no network to draw.",
        );
    }
    let layout = layout::lay(&graph(map, sketch));
    let drawing = Drawer { map, sketch, layout: &layout }.drawing();
    Picture::drawn(title(map, sketch), description(map, sketch), drawing, table(map))
}

/// A file for a map without a drawing.
pub(super) fn sentence(why: &str) -> String {
    let mut drawing = Drawing::new(ID, [WIDTH, 40.0]);
    drawing.add(text("small", [10.0, 24.0], Anchor::Start, why));
    svg::lone(&drawing.write("The network", why))
}

/// What is to be laid out. The way of the loss leads; what is large or unknown has lanes of its
/// own.
fn graph(map: &Map, sketch: &Sketch) -> Graph {
    let manner = |arrow: &Arrow| match arrow.averted / map.loss {
        _ if arrow.unknown || !arrow.numbers.is_empty() => Manner::Alone,
        share if share > ALONE => Manner::Alone,
        share if share > NOTABLE => Manner::Leading,
        _ => Manner::Idle,
    };
    let edge = |arrow: &Arrow| Edge { from: arrow.from, to: arrow.to, manner: manner(arrow) };
    let ways = sketch.spots.iter().filter(|spot| matches!(spot.kind, Kind::Way(_))).count();
    Graph { nodes: sketch.spots.len(), ways, edges: sketch.arrows.iter().map(edge).collect() }
}

struct Drawer<'a> {
    map: &'a Map,
    sketch: &'a Sketch,
    layout: &'a Layout,
}

impl Drawer<'_> {
    fn drawing(&self) -> Drawing {
        let mut below = key::Below::new(self.layout.height);
        below.doors(self.map, self.sketch);
        below.key(self.map, self.sketch);
        below.notes(&self.sketch.notes);
        let mut drawing = Drawing::new(ID, [WIDTH, below.bottom()]);
        drawing.define("unknown", node::hatch());
        let mut order: Vec<usize> = (0..self.sketch.arrows.len()).collect();
        order.sort_by(|a, b| self.rank(*a).total_cmp(&self.rank(*b)));
        drawing.extend(order.iter().map(|arrow| self.arrow(*arrow)));
        if let Some(y) = self.layout.loose {
            drawing.add(text(
                "small muted",
                [layout::MARGIN, y - 8.0],
                Anchor::Start,
                "No flow leads to these segments or from them:",
            ));
        }
        let nodes = node::Nodes { map: self.map, sketch: self.sketch, layout: self.layout };
        drawing.extend(nodes.draw(&drawing));
        let mut labels = Labels::new(&self.layout.frames, &self.layout.routes);
        drawing.extend(self.numbers(&mut labels));
        drawing.extend(order.iter().rev().filter_map(|arrow| self.words(*arrow, &mut labels)));
        drawing.extend(below.parts());
        drawing
    }

    /// What is drawn later covers what is drawn before.
    fn rank(&self, arrow: usize) -> f64 {
        let arrow = &self.sketch.arrows[arrow];
        arrow.averted + if arrow.unknown { NOTABLE * self.map.loss } else { 0.0 }
    }

    fn is_idle(&self, arrow: &Arrow) -> bool {
        arrow.averted <= NOTABLE * self.map.loss
    }

    /// As wide as the share of the loss that is averted: networks can be compared.
    fn width(&self, arrow: &Arrow) -> f64 {
        let averts = arrow.averted.max(arrow.together);
        if averts <= NOTABLE * self.map.loss {
            IDLE
        } else {
            LEAST + MORE * (averts / self.map.loss).min(1.0)
        }
    }

    fn arrow(&self, index: usize) -> Element {
        let (arrow, route) = (&self.sketch.arrows[index], &self.layout.routes[index]);
        let width = self.width(arrow);
        let line = path("line", &course(route)).put("stroke-width", width);
        group(&self.class(arrow))
            .set("data-from", self.sketch.spots[arrow.from].key())
            .set("data-to", self.sketch.spots[arrow.to].key())
            .with(line)
            .with(path("head", &head(route, width)))
            .titled(&self.about(arrow))
    }

    fn class(&self, arrow: &Arrow) -> String {
        let mut class = "flow".to_owned();
        let traits = [
            ("door", !arrow.numbers.is_empty()),
            ("idle", arrow.numbers.is_empty() && self.is_idle(arrow)),
            ("unsure", arrow.unknown),
            ("single", !arrow.hosts.is_empty()),
        ];
        traits.iter().filter(|(_, has)| *has).for_each(|(name, _)| class.extend([" ", name]));
        class
    }

    /// What a flow is, in a line per flow.
    fn about(&self, arrow: &Arrow) -> String {
        let map = self.map;
        let flow = |flow: &usize| {
            let flow = &map.flows[*flow];
            let averts = map.digits.loss(flow.averted.value);
            format!("{}: {}; closing it averts {averts}", map.ends(flow), flow.services())
        };
        let mut lines: Vec<String> = arrow.flows.iter().take(8).map(flow).collect();
        let more = arrow.flows.len().saturating_sub(lines.len());
        lines.extend((more > 0).then(|| counted(more as u64, "more flow", "more flows")));
        let quarantine = || {
            format!(
                "Laptops return to {}; quarantine averts {}",
                self.sketch.spots[arrow.to].name,
                map.digits.loss(arrow.averted)
            )
        };
        lines.extend(self.sketch.is_return(arrow).then(quarantine));
        lines.join(". ")
    }

    /// The numbers of the doors, on their arrows.
    fn numbers(&self, labels: &mut Labels) -> Vec<Element> {
        let mut parts = Vec::new();
        for (arrow, route) in self.sketch.arrows.iter().zip(&self.layout.routes) {
            for number in &arrow.numbers {
                let [x, y] =
                    labels.place(route, [18.0, 18.0], label::Side::On).unwrap_or(route.tip);
                parts.push(circle("number", [x, y], 8.5));
                parts.push(text("number", [x, y + 4.0], Anchor::Middle, number.to_string()));
            }
        }
        parts
    }

    /// What an arrow lets through, where there is room to say it.
    fn words(&self, index: usize, labels: &mut Labels) -> Option<Element> {
        let (arrow, route) = (&self.sketch.arrows[index], &self.layout.routes[index]);
        let first = self.map.flows.get(*arrow.flows.first()?)?;
        let words = match &arrow.hosts[..] {
            [] if arrow.unknown => "unknown".to_owned(),
            [] => first.services().into_owned(),
            [host] => format!("only {host}"),
            hosts => format!("only {} + {}", hosts[0], hosts.len() - 1),
        };
        let words = clipped(&words, Room { width: 96.0, size: 11.0 });
        let width = svg::width(&words, 11.0);
        let [x, y] = labels.place(route, [width, 13.0], label::Side::Above)?;
        Some(text("small muted halo name", [x, y + 4.0], Anchor::Middle, words))
    }
}

fn course(route: &Route) -> Course {
    let mut course = Course::default();
    for (i, leg) in route.legs.iter().enumerate() {
        if i == 0 {
            course = Course::from(leg.at(0.0));
        }
        course = match *leg {
            layout::Leg::Level(_, to) => course.line(to),
            layout::Leg::Curve([_, first, second, to]) => course.curve(first, second, to),
        };
    }
    course
}

/// A head as wide as its line asks for.
fn head(route: &Route, width: f64) -> Course {
    let [x, y] = route.tip;
    let base = route.legs.last().map_or(x, |leg| leg.at(1.0)[0]);
    let half = 2.6 + width * 0.55;
    Course::from([x, y]).line([base, y - half]).line([base, y + half]).closed()
}

/// A door in words: `Block office -> plant`.
fn door_name(map: &Map, door: &Door) -> String {
    let one = |what: &What| match *what {
        What::Flow(flow) => format!("block {}", map.ends(&map.flows[flow])),
        What::Return(segment) => {
            format!("hold back laptops that return to {}", map.segments[segment].name)
        }
    };
    let name = door.what.iter().map(one).collect::<Vec<_>>().join(" and ");
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whether a door averts what it averts on its own.
fn condition(door: &Door) -> &'static str {
    if door.what.len() > 1 { "only together" } else { "alone" }
}

fn title(map: &Map, sketch: &Sketch) -> String {
    match sketch.doors.first() {
        Some(door) if door.what.len() > 1 => {
            format!(
                "{}: only together they avert {} of the expected loss if closed at once",
                door_name(map, door),
                number::share(door.averted, map.loss)
            )
        }
        Some(door) => format!(
            "{}: that alone averts {} of the expected loss if done at once",
            door_name(map, door),
            number::share(door.averted, map.loss)
        ),
        None if map.loss <= 0.0 => "The network: no loss is to be expected".to_owned(),
        None if !map.described => "The network: nobody has described the flows".to_owned(),
        None => "The network: no single door keeps attacks out".to_owned(),
    }
}

fn description(map: &Map, sketch: &Sketch) -> String {
    let mut text = format!(
        "{} and {}. Attacks enter at the left; arrows are flows that are allowed, the wider the more loss is averted \
         by closing them. ",
        counted(map.segments.len() as u64, "segment", "segments"),
        counted(map.flows.len() as u64, "flow", "flows")
    );
    for (i, door) in sketch.doors.iter().enumerate() {
        text += &format!(
            "{}: {}, {} averts {}. ",
            i + 1,
            door_name(map, door),
            condition(door),
            map.digits.loss(door.averted)
        );
    }
    text + &sketch.notes.join(" ")
}

/// Flows and quarantines, those first that avert most.
fn table(map: &Map) -> Table {
    let flows = map.flows.iter().map(|flow| {
        let to = flow.host.as_ref().map_or(map.name(Some(flow.to)).to_owned(), |host| {
            format!("{}/{host}", map.name(Some(flow.to)))
        });
        (flow.averted.value, [map.name(flow.from).to_owned(), to, flow.services().into_owned()])
    });
    let returns =
        map.segments.iter().filter(|segment| segment.quarantine.value > 0.0).map(|segment| {
            (
                segment.quarantine.value,
                ["returning laptops".to_owned(), segment.name.clone(), "quarantine".to_owned()],
            )
        });
    let mut rows: Vec<(f64, [String; 3])> = flows.chain(returns).collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let more = rows.len().saturating_sub(MAX_ROWS);
    let row = |(averted, [from, to, what]): (f64, [String; 3])| {
        vec![from, to, what, map.digits.loss(averted)]
    };
    let mut rows: Vec<Vec<String>> = rows.into_iter().take(MAX_ROWS).map(row).collect();
    if more > 0 {
        rows.push(vec![
            format!("{} more", number::count(more as u64)),
            String::new(),
            String::new(),
            String::new(),
        ]);
    }
    if rows.is_empty() {
        rows.push(["none described", "-", "-", "-"].map(str::to_owned).to_vec());
    }
    let head = ["From", "To", "Allows", "Averted if closed"].map(str::to_owned).to_vec();
    Table {
        caption:
            "Flows and quarantines, and the loss that is averted if one alone is closed at once"
                .to_owned(),
        head,
        rows,
    }
}
