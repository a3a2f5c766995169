//! Text from files, made harmless for terminals.
//!
//! A host name or a line of an inventory may carry terminal escapes or characters that reorder what
//! is shown. Whatever prints such text passes it through here first.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with every control, bidirectional and invisible character written out, such as
/// `\u{1b}`.
///
/// ```
/// assert_eq!(patchfirst::source::sanitize::text("dc1\u{1b}[2J"), "dc1\\u{1b}[2J");
/// assert_eq!(patchfirst::source::sanitize::text("Zürich"), "Zürich");
/// ```
pub fn text(text: &str) -> Cow<'_, str> {
    // Most texts are words of English.
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'#');
    if plain || (!text.chars().any(is_hostile) && !text.contains("##")) {
        return Cow::Borrowed(text);
    }
    let mut neutral = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push(&mut neutral, c));
    Cow::Owned(neutral)
}

/// Like [`text()`], with the middle left out where more than `limit` characters would remain.
pub fn clipped(original: &str, limit: usize) -> Cow<'_, str> {
    let neutral = text(original);
    if neutral.len() <= limit || neutral.chars().nth(limit).is_none() {
        return neutral;
    }
    // The end of a message says what is expected, so it is kept too.
    let tail = limit / 3;
    let skip = neutral.chars().count() - tail;
    let head: String = neutral.chars().take(limit - tail - 1).collect();
    Cow::Owned(head + "…" + &neutral.chars().skip(skip).collect::<String>())
}

/// Like [`text()`] for a text of many lines: line breaks stay, what is in the lines is neutralised.
pub fn lines(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            line.strip_suffix('\n').map_or_else(
                || self::text(line).into_owned(),
                |line| self::text(line).into_owned() + "\n",
            )
        })
        .collect()
}

/// A page of text that people read, ready to be shown where lines can be commands: the log of a run
/// on GitHub or Azure.
///
/// GitHub takes a line for a command that begins with `::`, whatever blanks stand before it. Text
/// from files is broken into lines long after it was neutralised, so that its middle may come to
/// stand there; what is left of it is written out.
pub fn page(text: &str) -> Cow<'_, str> {
    if !text.lines().any(is_command) {
        return Cow::Borrowed(text);
    }
    let written_out = |line: &str| match is_command(line) {
        true => line.replacen("::", "\\u{3a}:", 1),
        false => line.to_owned(),
    };
    Cow::Owned(text.split_inclusive('\n').map(written_out).collect())
}

fn is_command(line: &str) -> bool {
    line.trim_start().starts_with("::")
}

/// Appends one character, written out if it is hostile, or would begin a command of Azure
/// (`##vso[`) or GitHub (`##[`): these are looked for anywhere in a line.
pub(crate) fn push(to: &mut String, c: char) {
    match c {
        '#' if to.ends_with('#') => to.push_str("\\u{23}"),
        '\n' => to.push_str("\\n"),
        '\r' => to.push_str("\\r"),
        '\t' => to.push_str("\\t"),
        _ if is_hostile(c) => {
            write!(to, "\\u{{{:x}}}", u32::from(c)).expect("writing to a String cannot fail");
        }
        _ => to.push(c),
    }
}

/// Whether a character could move the cursor, reorder its neighbours, or hide.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_bidi_controls_and_line_breaks_are_written_out() {
        assert_eq!(text("a\u{1b}]0;x\u{7}"), "a\\u{1b}]0;x\\u{7}");
        assert_eq!(text("a\u{202e}b\u{2066}c\u{9b}d\ne"), "a\\u{202e}b\\u{2066}c\\u{9b}d\\ne");
        assert_eq!(text("rechner-Ü1 日本"), "rechner-Ü1 日本");
    }

    #[test]
    fn no_line_begins_a_command_to_a_runner() {
        assert_eq!(
            text("a ##vso[task.setvariable]b ##[error]"),
            "a #\\u{23}vso[task.setvariable]b #\\u{23}[error]"
        );
        assert_eq!(text("#1 a#b"), "#1 a#b");
        assert_eq!(
            page("a ::b\n  ::error::c\n\u{2003}::d\ne\n"),
            "a ::b\n  \\u{3a}:error::c\n\u{2003}\\u{3a}:d\ne\n"
        );
        assert_eq!(page("fe80::1\n"), "fe80::1\n");
    }

    #[test]
    fn long_text_keeps_both_ends() {
        let clip = clipped("aaaaaaaaaaaaaaaaaaaaaaaaaaaaab", 9).into_owned();
        assert_eq!(clip, "aaaaa…aab");
        assert_eq!(clipped("short", 9), "short");
    }
}
