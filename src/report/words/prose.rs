//! Sentences, broken at the width of the terminal.

use textwrap::{Options, WordSplitter};

/// Longer lines are hard to read, however wide the terminal.
const MOST: u16 = 100;

/// A paragraph; ends with a line break. The table crate breaks it, because it knows how wide characters are.
pub(in crate::report) fn paragraph(text: &str, width: u16) -> String {
    lines(text, width).into_iter().map(|line| line + "\n").collect()
}

/// An item of a list: two characters in, with a dash.
pub(in crate::report) fn item(text: &str, width: u16) -> String {
    let marks = std::iter::once("- ").chain(std::iter::repeat("  "));
    lines(text, width.saturating_sub(2)).into_iter().zip(marks).map(|(line, mark)| format!("{mark}{line}\n")).collect()
}

/// A line at an indent; what does not fit goes on two characters further in.
pub(in crate::report) fn hanging(text: &str, indent: usize, width: u16) -> String {
    let marks = std::iter::once(indent).chain(std::iter::repeat(indent + 2));
    let lines = lines(text, width.saturating_sub(indent as u16 + 2));
    lines
        .into_iter()
        .zip(marks)
        .map(|(line, indent)| format!("{}\n", " ".repeat(if line.is_empty() { 0 } else { indent }) + &line))
        .collect()
}

fn lines(text: &str, width: u16) -> Vec<String> {
    let options = Options::new(usize::from(width.clamp(1, MOST))).word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// The first texts and how many more there are: `a, b + 3 more`.
pub(in crate::report) fn abridged(texts: impl IntoIterator<Item = String>, most: usize) -> String {
    abridged_by(", ", texts, most)
}

/// The same for texts that hold commas themselves.
pub(in crate::report) fn abridged_by(separator: &str, texts: impl IntoIterator<Item = String>, most: usize) -> String {
    let mut texts = texts.into_iter();
    let first: Vec<String> = texts.by_ref().take(most).collect();
    match texts.count() {
        0 => first.join(separator),
        more => format!("{} + {} more", first.join(separator), super::number::count(more as u64)),
    }
}
