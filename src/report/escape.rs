//! Text from files, made harmless for each format.

use crate::source::sanitize;

/// Text for comments of forges, where whatever acts must not: nothing in it is markup, a link, a mention, or the end of a table cell.
///
/// What could be any of these is written as a character reference, which every Markdown shows as the character.
pub(super) fn markdown(text: &str) -> String {
    let neutral = sanitize::clipped(text, 600);
    let mut escaped = String::with_capacity(neutral.len());
    let mut before = '\0';
    for c in neutral.chars() {
        let plain = !c.is_ascii_punctuation()
            || matches!(c, ',' | '\'' | '(' | ')' | ';' | '?')
            || (matches!(c, '.' | '-' | '/') && !matches!(before, 'w' | 'W'));
        if plain && !(c == '/' && before == '/') {
            escaped.push(c);
        } else {
            escaped.push_str(&format!("&#{};", u32::from(c)));
        }
        before = c;
    }
    escaped
}

/// Text for Markdown that people also read as it is: not markup, a link, a mention or the end of a table cell. Whatever Markdown
/// gives a meaning is escaped, and what people write in sentences is left alone.
pub(super) fn sentence(text: &str) -> String {
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

/// The message of a workflow command.
pub(super) fn command(text: &str) -> String {
    sanitize::clipped(text, 2000).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
pub(super) fn property(text: &str) -> String {
    command(text).replace(':', "%3A").replace(',', "%2C")
}

/// A path as a relative URI: what URIs do not have is written in percent.
pub(super) fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let mut uri = String::with_capacity(path.len());
    // A colon in the first part would make it a scheme.
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    if uri.starts_with('/') { format!("file://{uri}") } else { uri }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_has_no_markup_links_mentions_or_cells() {
        let text = markdown("a|b <img src=x> [x](http://e.org) @team #1 `c` *d* www.e.org \u{1b}[2J\n::error::");
        for bad in ["|", "<", ">", "[", "]", "://", "//", "@", " #1", "`", "*", "www.", "\u{1b}", "\n", "::"] {
            assert!(!text.contains(bad), "{bad} in {text}");
        }
        assert_eq!(markdown("host (10.1.0.2) in plant-a"), "host (10.1.0.2) in plant-a");
    }

    #[test]
    fn a_message_cannot_start_a_command() {
        assert_eq!(command("a\r\n::error::b 100%"), "a\\r\\n::error::b 100%25");
        assert_eq!(property("a,b:c"), "a%2Cb%3Ac");
    }

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("./a b/ü:c.yaml"), "a%20b/%C3%BC%3Ac.yaml");
        assert_eq!(uri("/x.yaml"), "file:///x.yaml");
    }

    #[test]
    fn sentences_stay_readable() {
        let written = "office -> plant: 92 % of the loss, (2 hosts); done after 8 h, in the next window.";
        assert_eq!(sentence(written), written);
    }

    #[test]
    fn a_sentence_is_no_markup_link_mention_or_cell() {
        let text = sentence("a|b <img src=x> [x](http://e.org) @team #1 `c` *d* _e_ www.e.org \u{1b}[2J\n::error::$x$");
        for bad in ["<", "://", "@", "www.", "\u{1b}", "\n"] {
            assert!(!text.contains(bad), "{bad} in {text}");
        }
        for marked in ["|", "[", "]", "#1", "`", "*", "_", "$"] {
            assert!(text.rsplit(marked).skip(1).all(|before| before.ends_with('\\')), "{marked} in {text}");
        }
    }
}
