//! Text for Markdown that people also read as it is: nothing in it is markup, and as little as possible looks strange.
//!
//! Findings go into comments of forges by themselves and are escaped more strictly, in `findings/escape`.

use crate::source::sanitize;

/// Text from files must not become markup, a link, a mention or the end of a table cell: whatever Markdown gives a meaning is
/// escaped, and what people write in sentences is left alone.
pub(super) fn escaped(text: &str) -> String {
    let neutral = sanitize::text(text);
    let mut escaped = String::with_capacity(neutral.len());
    let mut rest = neutral.chars().peekable();
    let mut before = ' ';
    while let Some(c) = rest.next() {
        match c {
            '<' => escaped.push_str("&lt;"),
            // After a dash it is an arrow, and only at the start of a line a quotation.
            '>' if before != '-' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '@' => escaped.push_str("&#64;"),
            ':' if rest.peek() == Some(&'/') => escaped.push_str("&#58;"),
            '.' if is_address(&escaped) => escaped.push_str("&#46;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '!' | '~' | '$' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
        before = c;
    }
    escaped
}

/// Whether a point would make an address of what stands before it.
fn is_address(before: &str) -> bool {
    let end = before.len().saturating_sub(3);
    before.get(end..).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn sentences_stay_readable() {
        let sentence = "office -> plant: 92 % of the loss, (2 hosts); done after 8 h, in the next window.";
        assert_eq!(escaped(sentence), sentence);
    }

    #[test]
    fn nothing_is_markup_a_link_a_mention_or_a_cell() {
        let text = escaped("a|b <img src=x> [x](http://e.org) @team #1 `c` *d* _e_ www.e.org \u{1b}[2J\n::error::$x$");
        for bad in ["<", "://", "@", "www.", "\u{1b}", "\n"] {
            assert!(!text.contains(bad), "{bad} in {text}");
        }
        for marked in ["|", "[", "]", "#1", "`", "*", "_", "$"] {
            assert!(text.rsplit(marked).skip(1).all(|before| before.ends_with('\\')), "{marked} in {text}");
        }
    }
}
