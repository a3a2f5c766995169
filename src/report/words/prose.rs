//! Sentences, broken at the width of the terminal.

use textwrap::{Options, WordSplitter};

/// Longer lines are hard to read, however wide the terminal.
const MAX_WIDTH: u16 = 100;

/// A paragraph; ends with a line break. `textwrap` breaks it, because it knows how wide
/// characters are.
pub(in crate::report) fn paragraph(text: &str, width: u16) -> String {
    lines(text, width).into_iter().map(|line| line + "\n").collect()
}

/// An item of a list: two characters in, with a dash.
pub(in crate::report) fn item(text: &str, width: u16) -> String {
    let marks = std::iter::once("- ").chain(std::iter::repeat("  "));
    lines(text, width.saturating_sub(2))
        .into_iter()
        .zip(marks)
        .map(|(line, mark)| format!("{mark}{line}\n"))
        .collect()
}

/// A line at an indent; what does not fit goes on two characters further in.
pub(in crate::report) fn hanging(text: &str, indent: usize, width: u16) -> String {
    let marks = std::iter::once(indent).chain(std::iter::repeat(indent + 2));
    let lines = lines(text, width.saturating_sub(indent as u16 + 2));
    lines
        .into_iter()
        .zip(marks)
        .map(|(line, indent)| {
            format!("{}\n", " ".repeat(if line.is_empty() { 0 } else { indent }) + &line)
        })
        .collect()
}

fn lines(text: &str, width: u16) -> Vec<String> {
    let options = Options::new(usize::from(width.clamp(1, MAX_WIDTH)))
        .word_splitter(WordSplitter::NoHyphenation);
    // A number and its unit stay on one line.
    let bound = text.replace(" %", "\u{a0}%").replace(" h ", "\u{a0}h ");
    textwrap::wrap(&bound, options)
        .into_iter()
        .map(|line| line.trim_end().replace('\u{a0}', " "))
        .collect()
}

/// The first texts and how many more there are: `a, b + 3 more`.
pub(in crate::report) fn abridged(texts: impl IntoIterator<Item = String>, most: usize) -> String {
    abridged_by(", ", texts, most)
}

/// The same for texts that hold commas themselves.
pub(in crate::report) fn abridged_by(
    separator: &str,
    texts: impl IntoIterator<Item = String>,
    most: usize,
) -> String {
    let mut texts = texts.into_iter();
    let first: Vec<String> = texts.by_ref().take(most).collect();
    match texts.count() {
        0 => first.join(separator),
        more => format!("{} + {} more", first.join(separator), super::number::count(more as u64)),
    }
}

/// A text in which long lists of patches are cut short: `KB828741, KB835732 + 9 more`. The plan and
/// the checklist name all.
pub(in crate::report) fn fewer_patches(text: &str) -> String {
    let is_patch = |word: &str| {
        word.strip_prefix("KB").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let parts: Vec<&str> = text.split(", ").collect();
    let mut kept: Vec<String> = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let starts = parts[at].rsplit(' ').next().is_some_and(is_patch);
        let more = if starts {
            parts[at + 1..].iter().take_while(|part| is_patch(part) && !part.contains(' ')).count()
        } else {
            0
        };
        match more {
            3.. => kept.push(format!("{}, {} + {} more", parts[at], parts[at + 1], more - 1)),
            _ => kept.extend(parts[at..=at + more].iter().map(|part| (*part).to_owned())),
        }
        at += more + 1;
    }
    kept.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{fewer_patches, paragraph};

    #[test]
    fn a_number_stays_with_its_unit() {
        assert_eq!(paragraph("averts 27 % in 12 h 10", 9), "averts\n27 % in\n12 h 10\n");
    }

    #[test]
    fn long_lists_of_patches_are_cut_short_and_nothing_else() {
        assert_eq!(
            fewer_patches("patch a (3): KB1, KB2, KB3, KB4, KB5; not reached: KB9?"),
            "patch a (3): KB1, KB2 + 2 more, KB5; not reached: KB9?"
        );
        assert_eq!(fewer_patches("Install KB1, KB2"), "Install KB1, KB2");
        assert_eq!(fewer_patches("a, b, c, d, e"), "a, b, c, d, e");
    }
}
