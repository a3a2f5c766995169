//! A terminal as a picture: each line a text, each style a class.

use std::fmt::Write;

/// Pixels of a character and of a line.
const WIDE: f64 = 8.4;
const HIGH: usize = 19;
const MARGIN: usize = 16;
/// Lines that are drawn.
const MAX_LINES: usize = 34;

const STYLE: &str = "rect{fill:#17202b}text{fill:#d7dee6;font:14px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}\
.b{font-weight:700;fill:#fff}.r{font-weight:700;fill:#ff7b72}.y{fill:#e3b341}.p{fill:#7ee787}";

/// The text without escapes.
pub(crate) fn plain(text: &str) -> String {
    parts(text).into_iter().map(|(part, _)| part).collect()
}

/// The texts of a line with the codes that hold for them. Links lead nowhere in a picture.
fn parts(line: &str) -> Vec<(String, String)> {
    let (mut parts, mut codes) = (Vec::new(), String::new());
    for (i, piece) in line.split('\u{1b}').enumerate() {
        let text = match piece {
            _ if i == 0 => piece,
            _ if piece.starts_with('[') => {
                let end = piece.find('m').unwrap();
                let code = &piece[1..end];
                codes = if code == "0" { String::new() } else { format!("{codes}{code};") };
                &piece[end + 1..]
            }
            _ => piece.strip_prefix('\\').unwrap_or_default(),
        };
        if !text.is_empty() {
            parts.push((text.to_owned(), codes.clone()));
        }
    }
    parts
}

fn class(codes: &str) -> Option<&'static str> {
    let has = |code: &str| codes.split(';').any(|one| one == code);
    match () {
        () if has("31") || has("91") => Some("r"),
        () if has("33") || has("93") => Some("y"),
        () if has("1") => Some("b"),
        () => None,
    }
}

/// The first lines of what a command shows, below the command.
pub(crate) fn svg(command: &str, shown: &str) -> String {
    let lines: Vec<&str> = shown.lines().take(MAX_LINES).collect();
    let widest = lines.iter().map(|line| plain(line).chars().count()).max().unwrap_or(0);
    let (wide, high) =
        ((widest as f64 * WIDE) as usize + 2 * MARGIN, (lines.len() + 1) * HIGH + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\" role=\"img\">\n\
         <title>What {command} shows</title>\n<style>{STYLE}</style>\n<rect width=\"{wide}\" height=\"{high}\" rx=\"8\"/>\n"
    );
    let mut line = |number: usize, content: &str| {
        let y = MARGIN + (number + 1) * HIGH - 5;
        writeln!(svg, "<text x=\"{MARGIN}\" y=\"{y}\" xml:space=\"preserve\">{content}</text>")
            .unwrap();
    };
    line(0, &format!("<tspan class=\"p\">$ </tspan>{}", escaped(command)));
    for (i, text) in lines.iter().enumerate() {
        let spans = parts(text).into_iter().map(|(text, codes)| match class(&codes) {
            Some(class) => format!("<tspan class=\"{class}\">{}</tspan>", escaped(&text)),
            None => escaped(&text),
        });
        line(i + 1, &spans.collect::<String>());
    }
    svg + "</svg>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
