//! The drawing as a flowchart of Mermaid, as wikis and forges show it.
//!
//! Texts stand in quotes, and in them everything but letters, digits and a few harmless signs is a
//! numbered entity: no text can end its quotes, begin a tag, or be taken for Markdown.

use std::fmt::Write;

use super::Map;
use super::sketch::{Arrow, Kind, NOTABLE, Sketch, Spot};
use crate::report::words::number::counted;
use crate::source::sanitize;
use crate::term::entry::Entry;

/// Longer texts make charts unreadable, and Mermaid refuses long charts.
const MAX_CHARS: usize = 60;
/// Parallel flows that a label names.
const MAX_FLOWS: usize = 3;
/// More arrows than these are not all drawn, nor do labels say what they let through.
const MANY: usize = 14;

/// The flowchart.
pub(super) fn render(map: &Map, sketch: &Sketch) -> String {
    let mut text = String::from("flowchart LR\n");
    for (i, spot) in sketch.spots.iter().enumerate() {
        if !is_left_out(map, spot) {
            let _ = writeln!(text, "  n{i}{}", shape(map, spot));
        }
    }
    let there =
        || sketch.arrows.iter().filter(|arrow| !is_left_out(map, &sketch.spots[arrow.from]));
    // A label on each of many arrows leaves nothing to see: then only those are drawn that matter,
    // and labels say what closing them averts alone.
    let many = there().count() > MANY;
    let matters = |arrow: &&Arrow| {
        arrow.unknown || !arrow.numbers.is_empty() || arrow.averted > NOTABLE * map.loss
    };
    let arrows = || there().filter(|arrow| !many || matters(arrow));
    for arrow in arrows() {
        let line = if arrow.unknown { "-.->" } else { "-->" };
        let words = if many { averts(map, arrow) } else { words(map, sketch, arrow) };
        let label =
            if words.is_empty() { String::new() } else { format!("|\"{}\"|", words.join("<br/>")) };
        let _ = writeln!(text, "  n{} {line}{label} n{}", arrow.from, arrow.to);
    }
    for (i, arrow) in arrows().enumerate() {
        let width = if map.loss > 0.0 {
            1.0 + 6.0 * (arrow.averted / map.loss).clamp(0.0, 1.0).sqrt()
        } else {
            1.0
        };
        let _ = writeln!(text, "  linkStyle {i} stroke-width:{width:.1}px");
    }
    text += "  classDef way fill:#1a1f26,color:#ffffff,stroke:#1a1f26\n";
    text += "  classDef exposed stroke:#9f1a12,stroke-width:3px\n";
    text += "  classDef unknown stroke:#8a5700,stroke-width:2px,stroke-dasharray:5 3\n";
    let left_out = there().count() - arrows().count();
    if left_out > 0 {
        let left_out = counted(left_out as u64, "flow is", "flows are");
        let _ = writeln!(text, "  %% {left_out} not drawn: closing them averts next to nothing");
    }
    for note in &sketch.notes {
        let _ = writeln!(text, "  %% {}", escaped(note));
    }
    text
}

fn is_left_out(map: &Map, spot: &Spot) -> bool {
    matches!(spot.kind, Kind::Way(way) if !map.ways[way].considered)
}

fn shape(map: &Map, spot: &Spot) -> String {
    let facts = &spot.facts;
    let lines =
        |lines: &[&str]| lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br/>");
    if let Kind::Way(way) = spot.kind {
        let (open, close) = brackets(way);
        return format!(
            "{open}\"{}\"{close}:::way",
            lines(&[&spot.name, &format!("loss {}", map.digits.loss(map.ways[way].loss))])
        );
    }
    let class = match (facts.exposed, facts.unknown + facts.not_assessed) {
        (1.., _) => ":::exposed",
        (0, 1..) => ":::unknown",
        (0, 0) => "",
    };
    format!(
        "[\"{}\"]{class}",
        lines(&[&spot.name, &facts.in_words(), &format!("loss {}", map.digits.loss(facts.loss))])
    )
}

/// What makes the shape of a way in.
fn brackets(way: Entry) -> (&'static str, &'static str) {
    match way {
        Entry::Internet => ("{{", "}}"),
        Entry::Roaming => ("[/", "\\]"),
        Entry::Insider | Entry::Mail => ("([", "])"),
        Entry::Infected => ("[[", "]]"),
    }
}

/// What an arrow lets through, what closing it averts, and by when.
fn words(map: &Map, sketch: &Sketch, arrow: &Arrow) -> Vec<String> {
    let mut lines: Vec<String> = arrow
        .flows
        .iter()
        .take(MAX_FLOWS)
        .map(|flow| escaped(&map.flows[*flow].through()))
        .collect();
    let more = arrow.flows.len().saturating_sub(MAX_FLOWS);
    lines.extend((more > 0).then(|| format!("{more} more")));
    if sketch.is_return(arrow) {
        lines.push("quarantine".to_owned());
    }
    lines.extend(averts(map, arrow));
    lines
}

fn averts(map: &Map, arrow: &Arrow) -> Vec<String> {
    if arrow.averted <= 0.0 {
        return Vec::new();
    }
    let averts = format!("averts {}", escaped(&map.digits.loss(arrow.averted)));
    let due = arrow.due.as_ref().map(|due| format!("due {}", escaped(&due.words)));
    [averts].into_iter().chain(due).collect()
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in sanitize::clipped(text, MAX_CHARS).chars() {
        match c {
            ' ' | ',' | '.' | '-' | '_' | '/' | ':' | '(' | ')' => safe.push(c),
            _ if c.is_alphanumeric() => safe.push(c),
            _ => write!(safe, "#{};", u32::from(c)).expect("writing to a String cannot fail"),
        }
    }
    safe
}
