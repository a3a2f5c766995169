//! Text from files, made harmless for terminals.
//!
//! A host name or a line of an inventory may carry terminal escapes or characters that reorder what is shown. Whatever
//! prints such text passes it through here first.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with every control, bidirectional and invisible character written out, such as `\u{1b}`.
///
/// ```
/// assert_eq!(patchfirst::source::sanitize::text("dc1\u{1b}[2J"), "dc1\\u{1b}[2J");
/// assert_eq!(patchfirst::source::sanitize::text("Zürich"), "Zürich");
/// ```
pub fn text(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut neutral = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push(&mut neutral, c));
    Cow::Owned(neutral)
}

/// Like [`text()`], with the middle left out where more than `limit` characters would remain.
pub fn clipped(original: &str, limit: usize) -> Cow<'_, str> {
    let neutral = text(original);
    if neutral.chars().nth(limit).is_none() {
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
        .map(|line| line.strip_suffix('\n').map_or_else(|| self::text(line).into_owned(), |line| self::text(line).into_owned() + "\n"))
        .collect()
}

/// Appends one character, written out if it is hostile.
pub(crate) fn push(to: &mut String, c: char) {
    match c {
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
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
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
    fn long_text_keeps_both_ends() {
        let clip = clipped("aaaaaaaaaaaaaaaaaaaaaaaaaaaaab", 9).into_owned();
        assert_eq!(clip, "aaaaa…aab");
        assert_eq!(clipped("short", 9), "short");
    }
}
