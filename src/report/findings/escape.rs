//! Text from files, made harmless for each format.

use std::borrow::Cow;

use crate::source::sanitize;

/// Text for Markdown: nothing in it is markup, a link, a mention, or the end of a table cell.
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

/// A cell of a table that spreadsheets open: what they would take for a formula is made a text.
pub(in crate::report) fn cell(text: &str) -> Cow<'_, str> {
    let neutral = sanitize::text(text);
    if neutral.starts_with(['=', '+', '-', '@']) { Cow::Owned(format!("'{neutral}")) } else { neutral }
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
    fn no_cell_is_a_formula() {
        assert_eq!(cell("=cmd|'/c'"), "'=cmd|'/c'");
        assert_eq!(cell("dc1"), "dc1");
    }
}
