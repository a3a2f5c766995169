//! Diagnostics as people read them: code, sentence, place, the line shown, and what to do.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Label, Severity};
use crate::source::sanitize;
use crate::source::{Position, Sources, Span};

/// How many diagnostics are shown; the rest are counted. Nobody repairs more than this before the
/// next run.
const MAX_SHOWN: usize = 200;
/// Characters of a source line that are shown: a longer line is cut to a window around the place.
const MAX_LINE: usize = 160;
/// Characters of a message that are shown: it may quote a value of any length.
const MAX_MESSAGE: usize = 600;
/// Characters of a name or path that are shown.
const MAX_PATH: usize = 300;
/// Stands for a path until the place is filled in. It is written out wherever it occurs in texts
/// from files.
const MARK: char = '\u{fdd0}';

/// Whether to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    Never,
    /// ANSI colours.
    Always,
}

/// What is drawn of a problem.
#[derive(Clone, Debug)]
pub(crate) struct Picture<'a> {
    /// How bad it is.
    pub(crate) severity: Severity,
    /// The rule, in brackets.
    pub(crate) id: &'a str,
    /// The sentence.
    pub(crate) message: &'a str,
    /// The places, the most important first.
    pub(crate) labels: &'a [Label],
    /// The file, where there is no place.
    pub(crate) file: Option<&'a str>,
    /// Remarks below the places.
    pub(crate) notes: &'a [String],
    /// What to do.
    pub(crate) help: Option<&'a str>,
}

/// Every diagnostic in the order of places, each followed by a blank line; then how many more there
/// are, if any.
///
/// Text that comes from files is neutralised: no file can send control characters to the terminal
/// through here.
pub fn render(sources: &Sources, diagnostics: &Diagnostics, colour: Colour) -> String {
    pictures(sources, diagnostics.sorted().into_iter().map(picture), diagnostics.len(), colour)
}

/// The first of some pictures, in their order; then how many more there are, if any.
pub(crate) fn pictures<'a>(
    sources: &Sources,
    all: impl Iterator<Item = Picture<'a>>,
    count: usize,
    colour: Colour,
) -> String {
    let renderer = match colour {
        Colour::Never => Renderer::plain(),
        Colour::Always => Renderer::styled(),
    };
    // Lines are cut here, where the place is known, and the same for every terminal.
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(MAX_LINE + 40);
    let shown: Vec<String> =
        all.take(MAX_SHOWN).map(|picture| one(sources, &picture, &renderer)).collect();
    let more = count - shown.len();
    let mut text = shown.iter().map(|one| format!("{one}\n\n")).collect::<String>();
    if more > 0 {
        text.push_str(&format!("... and {more} more; repair these first\n"));
    }
    text
}

fn picture(diagnostic: &Diagnostic) -> Picture<'_> {
    Picture {
        severity: diagnostic.severity,
        id: diagnostic.code.as_str(),
        message: &diagnostic.message,
        labels: &diagnostic.labels,
        file: diagnostic.file.as_deref(),
        notes: &[],
        help: diagnostic.help.as_deref(),
    }
}

/// One problem.
fn one(sources: &Sources, picture: &Picture<'_>, renderer: &Renderer) -> String {
    let level = level(picture.severity);
    let title = level.primary_title(sanitize::clipped(picture.message, MAX_MESSAGE)).id(picture.id);
    let excerpts = excerpts(sources, picture.labels);
    let mut group = Group::with_title(title);
    for (i, excerpt) in excerpts.iter().enumerate() {
        group = group.element(excerpt.snippet(i));
    }
    if let (true, Some(file)) = (excerpts.is_empty(), picture.file) {
        group = group.element(Origin::path(sanitize::clipped(file, MAX_PATH)));
    }
    for note in picture.notes {
        group = group.element(Level::NOTE.message(sanitize::clipped(note, MAX_MESSAGE)));
    }
    if let Some(help) = picture.help {
        group = group.element(Level::HELP.message(sanitize::clipped(help, MAX_MESSAGE)));
    }
    let rendered = renderer.render(&[group]);
    excerpts.iter().enumerate().fold(rendered, |text, (i, excerpt)| excerpt.fill_in_place(i, &text))
}

/// The renderer counts columns in the line it is given, which may be cut or written out; so it is
/// given a mark for a path, and the mark with what it counted is replaced by the place in the file.
fn mark(i: usize) -> String {
    format!("{MARK}{i}{MARK}")
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// One source line with the labels on it. The renderer is given nothing else of a file, however
/// large that is.
struct Excerpt {
    path: String,
    position: Position,
    line: Line,
    labels: Vec<(std::ops::Range<usize>, String, bool)>,
}

/// One excerpt per line that labels stand on, the primary one first.
fn excerpts(sources: &Sources, labels: &[Label]) -> Vec<Excerpt> {
    let mut excerpts: Vec<(Span, Excerpt)> = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        let (number, start, text) = sources.get(label.span.source).line_at(label.span.start);
        let within = label.span.start - start..label.span.end.max(label.span.start) - start;
        let known = excerpts
            .iter_mut()
            .find(|(span, e)| span.source == label.span.source && e.position.line == number);
        let excerpt = match known {
            Some((_, excerpt)) => excerpt,
            None => {
                let path =
                    sanitize::clipped(&sources.get(label.span.source).name, MAX_PATH).into_owned();
                let line = Line::around(text, within.start as usize);
                excerpts.push((
                    label.span,
                    Excerpt {
                        path,
                        position: sources.position(label.span),
                        line,
                        labels: Vec::new(),
                    },
                ));
                &mut excerpts.last_mut().expect("just pushed").1
            }
        };
        let range = excerpt.line.shown(within.start as usize..within.end as usize);
        excerpt.labels.push((
            range,
            sanitize::clipped(&label.text, MAX_MESSAGE).into_owned(),
            i == 0,
        ));
    }
    excerpts.into_iter().map(|(_, excerpt)| excerpt).collect()
}

impl Excerpt {
    fn snippet(&self, i: usize) -> Snippet<'_, Annotation<'_>> {
        let annotations = self.labels.iter().map(|(range, text, primary)| {
            let kind = if *primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(range.clone());
            if text.is_empty() { annotation } else { annotation.label(text.as_str()) }
        });
        Snippet::source(self.line.text.as_str())
            .line_start(self.position.line as usize)
            .path(mark(i))
            .annotations(annotations)
    }

    /// Replaces the mark and the line and column after it by the place in the file.
    fn fill_in_place(&self, i: usize, text: &str) -> String {
        let mark = mark(i);
        let Some((before, after)) = text.split_once(&mark) else { return text.to_owned() };
        // A line that begins with two colons is a command on GitHub.
        let before = before
            .strip_suffix("::: ")
            .map_or_else(|| before.to_owned(), |before| format!("{before}... "));
        let after = after.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
        format!("{before}{}:{}:{}{after}", self.path, self.position.line, self.position.column)
    }
}

/// A source line made harmless and short, and where its bytes went.
struct Line {
    text: String,
    /// Byte offset in the original and in `text` of every character shown, and of the end.
    offsets: Vec<(usize, usize)>,
}

impl Line {
    /// The line, or a window of it in which `at` is visible.
    fn around(line: &str, at: usize) -> Self {
        // Never more than a window is looked at: the line may be a gigabyte.
        let fits = line.chars().nth(MAX_LINE).is_none();
        let at = (0..=at.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
        let before = &line[..at];
        let first = if fits { None } else { before.char_indices().rev().nth(MAX_LINE / 4 - 1) };
        let first = first.map_or(0, |(i, _)| i);
        let mut shown = Self { text: String::new(), offsets: Vec::new() };
        if first > 0 {
            shown.text.push('…');
        }
        let rest = line.get(first..).unwrap_or("");
        for (i, c) in rest.char_indices().take(MAX_LINE) {
            shown.offsets.push((first + i, shown.text.len()));
            push_visible(&mut shown.text, c);
        }
        let end = rest.char_indices().nth(MAX_LINE).map_or(rest.len(), |(i, _)| i);
        shown.offsets.push((first + end, shown.text.len()));
        if end < rest.len() {
            shown.text.push('…');
        }
        shown
    }

    /// Where a range of bytes of the original is in the text shown; cut to what is shown.
    fn shown(&self, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let to = |offset: usize| {
            let index = self.offsets.partition_point(|(original, _)| *original < offset);
            self.offsets.get(index).or(self.offsets.last()).map_or(0, |(_, shown)| *shown)
        };
        to(range.start)..to(range.end)
    }
}

/// Tabs stay: the renderer widens them and what is below them alike.
fn push_visible(to: &mut String, c: char) {
    if c == '\t' { to.push(c) } else { sanitize::push(to, c) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn rendered(text: &str, labels: &[(usize, usize, &str)]) -> String {
        let mut sources = Sources::default();
        let source = sources.add("dir/a.yaml", text);
        let problem = labels.iter().fold(
            Diagnostic::new(Code::BadValue, "it is `\u{1b}[31mred`"),
            |d, (start, end, label)| {
                d.at(Span { source, start: *start as u32, end: *end as u32 }, *label)
            },
        );
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(problem.help("do\nthis"));
        render(&sources, &diagnostics, Colour::Never)
    }

    /// Compares with an expected text that is indented as the code around it.
    #[track_caller]
    fn shows(text: &str, labels: &[(usize, usize, &str)], expected: &str) {
        assert_eq!(rendered(text, labels).trim_end(), textwrap::dedent(expected).trim());
    }

    #[test]
    fn a_place_is_shown_with_its_line_and_column() {
        shows(
            "a: 1\nbü: two\nc: 3\n",
            &[(9, 12, "here")],
            r#"
        error[bad-value]: it is `\u{1b}[31mred`
         --> dir/a.yaml:2:4
          |
        2 | bü: two
          |    ^^^ here
          |
          = help: do\nthis
        "#,
        );
    }

    #[test]
    fn two_places_in_one_file_are_shown_with_their_lines() {
        shows(
            "a: 1\nb: 2\nc: 3\n",
            &[(10, 11, "again"), (0, 1, "first")],
            r#"
        error[bad-value]: it is `\u{1b}[31mred`
         --> dir/a.yaml:3:1
          |
        3 | c: 3
          | ^ again
          |
         ... dir/a.yaml:1:1
          |
        1 | a: 1
          | - first
          |
          = help: do\nthis
        "#,
        );
    }

    #[test]
    fn terminal_escapes_are_written_out_and_columns_still_count_characters() {
        shows(
            "x: \u{1b}[2J\u{202e}abc\n",
            &[(10, 13, "")],
            r#"
        error[bad-value]: it is `\u{1b}[31mred`
         --> dir/a.yaml:1:9
          |
        1 | x: \u{1b}[2J\u{202e}abc
          |                     ^^^
          |
          = help: do\nthis
        "#,
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}HERE{}", "abcdefghi ".repeat(100), " jklmnopqr".repeat(100));
        shows(
            &text,
            &[(1000, 1004, "this")],
            r#"
        error[bad-value]: it is `\u{1b}[31mred`
         --> dir/a.yaml:1:1001
          |
        1 | …abcdefghi abcdefghi abcdefghi abcdefghi HERE jklmnopqr jklmnopqr jklmnopqr jklmnopqr jklmnopqr jklmnopqr jklmnopqr jklmnopqr jklmnopqr jklmnopqr jklmnopqr jklmn…
          |                                          ^^^^ this
          |
          = help: do\nthis
        "#,
        );
    }

    #[test]
    fn a_place_of_several_lines_is_underlined_on_the_first() {
        shows(
            "a:\n  b: 1\n  c: 2\n",
            &[(5, 16, "")],
            r#"
        error[bad-value]: it is `\u{1b}[31mred`
         --> dir/a.yaml:2:3
          |
        2 |   b: 1
          |   ^^^^
          |
          = help: do\nthis
        "#,
        );
        shows(
            "",
            &[(0, 0, "")],
            r#"
        error[bad-value]: it is `\u{1b}[31mred`
         --> dir/a.yaml:1:1
          |
        1 |
          | ^
          |
          = help: do\nthis
        "#,
        );
        shows(
            "a\n",
            &[(2, 2, "at the end")],
            r#"
        error[bad-value]: it is `\u{1b}[31mred`
         --> dir/a.yaml:2:1
          |
        2 |
          | ^ at the end
          |
          = help: do\nthis
        "#,
        );
    }

    #[test]
    fn what_is_not_shown_is_counted() {
        let sources = Sources::default();
        let mut diagnostics = Diagnostics::default();
        for _ in 0..20_000 {
            diagnostics.push(Diagnostic::new(Code::Empty, "nothing").in_file("f"));
        }
        let text = render(&sources, &diagnostics, Colour::Never);
        assert_eq!(text.matches("error[empty]").count(), 200);
        assert!(text.ends_with("... and 19800 more; repair these first\n"));
    }
}
