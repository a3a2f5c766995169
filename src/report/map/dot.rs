//! The map in the language of Graphviz: every segment, and one arrow for parallel flows.
//!
//! Names stand in quotes, in which only the quote and the backslash mean anything; figures are
//! attributes of their own, for `gvpr` and other readers.

use std::fmt::Write;

use super::Map;
use super::sketch::{Arrow, Kind, Sketch, Spot};
use crate::format::Rounded;
use crate::source::sanitize;
use crate::term::entry::Entry;

/// Longer lines make labels that cover the drawing.
const MAX_CHARS: usize = 80;

/// The graph.
pub(super) fn render(map: &Map, sketch: &Sketch) -> String {
    let mut text = String::from("digraph network {\n");
    let title = map.organisation.as_deref().map_or(String::new(), |name| format!("{name}, "))
        + &format!("{} to {}", map.as_of, map.until);
    let _ = writeln!(
        text,
        "  graph [rankdir=LR, label={}, labelloc=t, fontname=\"Helvetica\"];",
        quoted(&title)
    );
    text += "  node [shape=box, style=filled, fillcolor=white, fontname=\"Helvetica\"];\n";
    text += "  edge [fontname=\"Helvetica\", fontsize=10];\n";
    let lines = sketch
        .spots
        .iter()
        .filter_map(|spot| spot_line(map, spot))
        .chain(sketch.arrows.iter().map(|arrow| arrow_line(map, sketch, arrow)));
    lines.for_each(|line| text += &format!("  {line};\n"));
    text + "}\n"
}

/// A way in, if it was considered, or a segment. Segments with exposed machines are dark enough to
/// be told apart in print.
fn spot_line(map: &Map, spot: &Spot) -> Option<String> {
    let id = quoted(&spot.key());
    let attributes = match spot.kind {
        Kind::Way(way) => {
            let (shape, loss) = (shape(way), map.ways[way].loss);
            let label = label(&[&spot.name, &format!("loss {}", map.digits.loss(loss))]);
            return map.ways[way].considered.then(|| {
                format!(
                    "{id} [shape={shape}, label={label}, fillcolor=gray85, loss={}]",
                    Rounded::new(loss).get()
                )
            });
        }
        _ => &spot.facts,
    };
    let facts = attributes;
    let label =
        label(&[&spot.name, &facts.in_words(), &format!("loss {}", map.digits.loss(facts.loss))]);
    let look = match (facts.exposed, facts.unknown + facts.not_assessed) {
        (1.., _) => "penwidth=2.5, fillcolor=mistyrose",
        (0, 1..) => "penwidth=2, style=\"filled,dashed\"",
        (0, 0) => "penwidth=1",
    };
    Some(format!(
        "{id} [label={label}, {look}, machines={}, exposed={}, unknown={}, not_assessed={}, laptops={}, users={}, isolated={}, loss={}]",
        facts.machines,
        facts.exposed,
        facts.unknown,
        facts.not_assessed,
        facts.laptops,
        facts.users,
        facts.isolated,
        Rounded::new(facts.loss).get()
    ))
}

fn shape(way: Entry) -> &'static str {
    match way {
        Entry::Internet => "hexagon",
        Entry::Roaming => "trapezium",
        Entry::Insider | Entry::Mail => "ellipse",
        Entry::Infected => "octagon",
    }
}

fn arrow_line(map: &Map, sketch: &Sketch, arrow: &Arrow) -> String {
    let id = |spot: usize| quoted(&sketch.spots[spot].key());
    let mut lines: Vec<String> =
        arrow.flows.iter().map(|flow| map.flows[*flow].through()).collect();
    if sketch.is_return(arrow) {
        lines.push("quarantine".to_owned());
    }
    let due = arrow.due.as_ref().filter(|_| arrow.averted > 0.0);
    lines.extend(due.map(|due| format!("due {}", due.words)));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let due = due.map_or(String::new(), |due| format!(", due={}", quoted(&due.words)));
    let style = if arrow.unknown { "dashed" } else { "solid" };
    let head = if arrow.hosts.is_empty() { "normal" } else { "empty" };
    let width = if map.loss > 0.0 {
        1.0 + 6.0 * (arrow.averted / map.loss).clamp(0.0, 1.0).sqrt()
    } else {
        1.0
    };
    format!(
        "{} -> {} [label={}, style={style}, arrowhead={head}, penwidth={width:.2}, averted={}{due}]",
        id(arrow.from),
        id(arrow.to),
        label(&lines),
        Rounded::new(arrow.averted).get()
    )
}

/// A label of some lines.
fn label(lines: &[&str]) -> String {
    let lines: Vec<String> =
        lines.iter().map(|line| escaped(&sanitize::clipped(line, MAX_CHARS))).collect();
    format!("\"{}\"", lines.join("\\n"))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A backslash in a label would start a sequence such as `\N`; doubled, it stands for itself.
fn escaped(text: &str) -> String {
    sanitize::text(text).replace('\\', "\\\\").replace('"', "\\\"")
}
