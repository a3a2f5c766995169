//! Reading on behind a mistake of form, so that a broken bracket does not hide what else is wrong.
//!
//! A file whose YAML is broken is cut at the keys of its top level, and these at their items or
//! entries, by indentation alone. What cannot be read by itself is reported and taken out; the rest
//! is read as if it had not been there. Each part is looked at three times at most, so the cost
//! stays linear.

use super::tree::{Node, Problem, tree};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{SourceId, Sources};

/// A tree of which parts may be missing, with the keys of the top level under which something was
/// taken out.
#[derive(Debug)]
pub struct InPart {
    /// What could be read.
    pub root: Node,
    /// Keys that are not whole: nothing can be said of what they lack. They may be missing
    /// altogether.
    pub damaged: Vec<String>,
}

/// Parses the one document of a file, and what stands around mistakes of form. What is wrong is
/// reported; `None` means that nothing can be used.
pub fn parse_in_part(
    sources: &Sources,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) -> Option<InPart> {
    let text = sources.get(source).text.as_str();
    let problem = match tree(source, text) {
        Ok(root) => {
            return super::tree::usable(root, source, diagnostics)
                .map(|root| InPart { root, damaged: Vec::new() });
        }
        Err(problem) => problem,
    };
    let found = if problem.code == Code::Syntax { recover(source, text) } else { None };
    match found {
        Some((part, problems)) => {
            problems.into_iter().for_each(|problem| diagnostics.push(*problem));
            Some(part)
        }
        None => {
            diagnostics.push(*problem);
            None
        }
    }
}

/// Takes out what is broken. `None` if it cannot be told what that is.
fn recover(source: SourceId, text: &str) -> Option<(InPart, Vec<Problem>)> {
    let (mut rest, mut problems, mut damaged) = (text.as_bytes().to_vec(), Vec::new(), Vec::new());
    for block in blocks(text)? {
        let Err(whole) = part(source, text, &block) else { continue };
        damaged.push(key(&text[block.clone()]));
        let before = problems.len();
        for piece in pieces(text, &block) {
            if let Err(problem) = part(source, text, &piece) {
                problems.push(problem);
                blank(&mut rest[piece]);
            }
        }
        // The key itself is broken, or the pieces do not fit together.
        if problems.len() == before || !is_readable(source, &rest[block.clone()]) {
            if problems.len() == before {
                problems.push(whole);
            }
            blank(&mut rest[block]);
        }
    }
    let rest = String::from_utf8(rest).ok()?;
    let root = tree(source, &rest).ok()??;
    (!problems.is_empty()).then_some((InPart { root, damaged }, problems))
}

type Range = std::ops::Range<usize>;

/// One part by itself, with places as in the whole text. An alias may name what stands elsewhere:
/// that is no mistake here.
fn part(source: SourceId, text: &str, range: &Range) -> Result<(), Problem> {
    let shifted = |mut problem: Problem| {
        let base = range.start as u32;
        for label in &mut problem.labels {
            (label.span.start, label.span.end) = (label.span.start + base, label.span.end + base);
        }
        problem
    };
    match tree(source, &text[range.clone()]) {
        Err(problem) if !problem.message.contains("anchor") => Err(shifted(problem)),
        _ => Ok(()),
    }
}

fn is_readable(source: SourceId, part: &[u8]) -> bool {
    std::str::from_utf8(part).is_ok_and(|text| {
        tree(source, text).map_or_else(|problem| problem.message.contains("anchor"), |_| true)
    })
}

/// Spaces instead of what stands there; lines stay lines.
fn blank(bytes: &mut [u8]) {
    bytes.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
}

/// The lines of a text with the byte each starts at.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    })
}

/// The parts of a text that start at some lines; what stands before the first is left out.
fn parts(starts: Vec<usize>, end: usize) -> Vec<Range> {
    let ends = starts.iter().skip(1).copied().chain([end]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// The keys of the top level, each with all that stands below it. `None` where the text is not made
/// of such lines: it is JSON, or has several documents.
fn blocks(text: &str) -> Option<Vec<Range>> {
    let mut starts = Vec::new();
    for (at, line) in lines(text) {
        match line.bytes().next() {
            _ if line.starts_with("---") && starts.is_empty() => {}
            _ if line.starts_with("---") || line.starts_with("...") => return None,
            Some(b'{' | b'[') if starts.is_empty() => return None,
            Some(b' ' | b'\t' | b'\r' | b'\n' | b'#' | b'-' | b'}' | b']') | None => {}
            Some(_) => starts.push(at),
        }
    }
    (!starts.is_empty()).then(|| parts(starts, text.len()))
}

/// The items or entries of a block: what starts at the indentation of the first line below its key.
fn pieces(text: &str, block: &Range) -> Vec<Range> {
    let below = || {
        lines(&text[block.clone()])
            .skip(1)
            .map(|(at, line)| (block.start + at, line))
            .filter(|(_, line)| is_content(line))
    };
    let Some((_, first)) = below().next() else { return Vec::new() };
    let (depth, listed) = (indentation(first), first.trim_start().starts_with('-'));
    let is_start =
        |line: &str| indentation(line) == depth && line.trim_start().starts_with('-') == listed;
    parts(below().filter(|(_, line)| is_start(line)).map(|(at, _)| at).collect(), block.end)
}

fn is_content(line: &str) -> bool {
    !matches!(line.trim_start().bytes().next(), None | Some(b'#'))
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The key that a block starts with.
fn key(block: &str) -> String {
    let line = block.lines().next().unwrap_or("");
    line.split(':').next().unwrap_or("").trim().trim_matches(['"', '\'']).to_owned()
}
