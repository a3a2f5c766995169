//! Findings that somebody has decided to live with, said beside the line that they are about:
//!
//! ```yaml
//!   - {name: kiosk, os: windows-xp, …}   # patchfirst: ignore no-owner until 2026-12-31: goes back to the lessor
//! ```
//!
//! A comment on a line of its own speaks of the next line that is no comment. Several rules stand
//! side by side, with commas between them. Both an end and a reason are needed, else the comment
//! does not count: what has no end is never looked at again.

use jiff::civil::Date;

use super::Rule;
use super::fault::Fault;
use super::finding::{Accepted, Finding};
use super::rule::Family;
use crate::diagnostic::suggest;
use crate::source::{SourceId, Sources, Span};

/// What every such comment begins with.
const MARK: &str = "# patchfirst: ignore";

/// One comment.
struct Ignore {
    rules: Vec<String>,
    until: Option<Date>,
    reason: Option<String>,
    place: Span,
    /// The line it speaks of, from 1.
    line: u32,
    used: bool,
}

/// Marks the findings that comments in these files speak of as accepted, and finds fault with the
/// comments themselves.
///
/// Findings about the form of a file are not touched: a file that cannot be read as it is was not
/// checked. Linear in the size of the files plus findings times comments on their line.
pub fn apply<'f>(
    findings: impl Iterator<Item = &'f mut Finding>,
    files: &[SourceId],
    sources: &Sources,
    as_of: Date,
) -> Vec<Finding> {
    let mut ignores: Vec<Ignore> = files.iter().flat_map(|file| read(*file, sources)).collect();
    if ignores.is_empty() {
        return Vec::new();
    }
    ignores.sort_by_key(|ignore| (ignore.place.source, ignore.line));
    for finding in findings
        .filter(|finding| finding.fault.rule.family() != Family::Form && finding.is_in_force())
    {
        let Some(span) = finding.place else { continue };
        let line = sources.get(span.source).position(span.start).line;
        let from = ignores
            .partition_point(|ignore| (ignore.place.source, ignore.line) < (span.source, line));
        let here = ignores[from..]
            .iter_mut()
            .take_while(|ignore| (ignore.place.source, ignore.line) == (span.source, line));
        for ignore in
            here.filter(|ignore| ignore.rules.iter().any(|rule| rule == finding.fault.rule.id()))
        {
            ignore.used = true;
            finding.accepted =
                finding.accepted.take().or_else(|| ignore.in_force(as_of).map(Box::new));
        }
    }
    ignores.iter().flat_map(|ignore| ignore.faults(as_of)).collect()
}

fn read(file: SourceId, sources: &Sources) -> Vec<Ignore> {
    let text = &sources.get(file).text;
    // Nearly all files have none, and large ones take a while line by line.
    if !text.contains(MARK) {
        return Vec::new();
    }
    let (mut ignores, mut waiting, mut at) = (Vec::new(), Vec::new(), 0);
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let found = comment(line);
        let is_comment = line.trim_start().starts_with('#');
        if let Some((start, words)) = found {
            let end = line.trim_end().len();
            let place = Span { source: file, start: (at + start) as u32, end: (at + end) as u32 };
            let ignore = parsed(words, place, number);
            if is_comment { waiting.push(ignore) } else { ignores.push(ignore) }
        }
        if !is_comment && !line.trim().is_empty() {
            ignores.extend(waiting.drain(..).map(|ignore| Ignore { line: number, ..ignore }));
        }
        at += line.len();
    }
    ignores.extend(waiting);
    ignores
}

/// Where a comment starts in a line, and what follows the mark.
fn comment(line: &str) -> Option<(usize, &str)> {
    let start = line.find(MARK)?;
    let before = line[..start].chars().next_back();
    let words = &line[start + MARK.len()..];
    (before.is_none_or(char::is_whitespace) && words.starts_with([' ', ':', '\n', '\r']))
        .then_some((start, words.trim()))
}

fn parsed(words: &str, place: Span, line: u32) -> Ignore {
    let (head, reason) = words
        .split_once(':')
        .map_or((words, None), |(head, reason)| (head, Some(reason.trim().to_owned())));
    let (rules, until) = head
        .split_once(" until ")
        .map_or((head, None), |(rules, day)| (rules, day.trim().parse().ok()));
    let rules =
        rules.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    Ignore {
        rules,
        until,
        reason: reason.filter(|reason| !reason.is_empty()),
        place,
        line,
        used: false,
    }
}

impl Ignore {
    fn in_force(&self, as_of: Date) -> Option<Accepted> {
        let (until, reason) = (self.until?, self.reason.clone()?);
        (as_of <= until).then_some(Accepted { by: None, reason: Some(reason), until: Some(until) })
    }

    fn faults(&self, as_of: Date) -> Vec<Finding> {
        let fault = |rule, message: String, help: &'static str| {
            Finding::new(Fault::new(rule, message).help(help)).at(self.place)
        };
        let unknown = self.rules.iter().find(|rule| Rule::named(rule).is_none());
        let shape = "write `# patchfirst: ignore RULE until YYYY-MM-DD: why`";
        match (self.until, &self.reason) {
            _ if self.rules.is_empty() => {
                vec![fault(Rule::IgnoreIncomplete, "the comment names no rule".to_owned(), shape)]
            }
            _ if unknown.is_some() => {
                unknown.map(|rule| unknown_rule(rule, self.place)).into_iter().collect()
            }
            (None, _) => vec![fault(
                Rule::IgnoreIncomplete,
                "the comment has no day on which it ends".to_owned(),
                shape,
            )],
            (_, None) => vec![fault(
                Rule::IgnoreIncomplete,
                "the comment does not say why".to_owned(),
                shape,
            )],
            (Some(until), _) if until < as_of => {
                vec![fault(
                    Rule::IgnoreExpired,
                    format!("the comment ended on {until}"),
                    "mend what it speaks of, or set a later day",
                )]
            }
            _ if !self.used => {
                vec![fault(
                    Rule::IgnoreUnused,
                    format!("nothing on line {} breaks this rule", self.line),
                    "remove the comment",
                )]
            }
            _ => Vec::new(),
        }
    }
}

fn unknown_rule(rule: &str, place: Span) -> Finding {
    let help = suggest::help(rule, Rule::all().map(Rule::id));
    let message = format!("no rule is called `{rule}`");
    Finding::new(Fault::new(Rule::IgnoreIncomplete, message).help(help)).at(place)
}
