//! Names of hosts and segments.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Span, sanitize};

/// The longest name: that of a host in the domain name system.
const MAX_LENGTH: usize = 253;
/// The outside, which is no segment.
pub(super) const INTERNET: &str = "internet";

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A host; its name may have spaces inside.
    Host,
    /// A segment.
    Segment,
}

impl Named {
    fn word(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Segment => "segment",
        }
    }
}

/// What is wrong with a name, if anything. Arrows and slashes are refused so that flows can be
/// read; control and bidirectional characters so that a name is what it looks like.
pub(super) fn problem(name: &str, of: Named, place: impl FnOnce() -> Span) -> Option<Diagnostic> {
    if is_plain(name) {
        return None;
    }
    let (word, place) = (of.word(), place());
    let bad = |message: String| Some(Diagnostic::new(Code::BadName, message).at(place, ""));
    if name.is_empty() {
        return bad(format!("a {word} has an empty name")).map(|d| d.help("give it a name"));
    }
    if name.chars().nth(MAX_LENGTH).is_some() {
        return bad(format!("a {word} name is longer than {MAX_LENGTH} characters"))
            .map(|d| d.help("shorten it"));
    }
    let allowed = |c: char| {
        (c.is_alphanumeric() && !sanitize::is_hostile(c))
            || matches!(c, '.' | '_' | '-')
            || (c == ' ' && of == Named::Host)
    };
    let help = match of {
        Named::Host => {
            "names start with a letter or digit and go on with letters, digits, spaces, `.`, `_` and `-`"
        }
        Named::Segment => {
            "names start with a letter or digit and go on with letters, digits, `.`, `_` and `-`"
        }
    };
    if let Some(c) = name.chars().find(|c| !allowed(*c)) {
        return bad(format!("`{c}` cannot stand in the {word} name `{name}`"))
            .map(|d| d.help(help));
    }
    if !name.starts_with(char::is_alphanumeric) || name.ends_with(' ') {
        let side = if name.ends_with(' ') { "end" } else { "start" };
        return bad(format!("the {word} name `{name}` cannot {side} like this"))
            .map(|d| d.help(help));
    }
    None
}

/// Almost every name: plain ASCII without spaces.
fn is_plain(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.len() <= MAX_LENGTH
        && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn is_good(name: &str, of: Named) -> bool {
        let source = Sources::default().add("t", name);
        problem(name, of, || Span { source, start: 0, end: 0 }).is_none()
    }

    #[test]
    fn names_have_letters_of_any_script_and_nothing_that_misleads() {
        let long = "a".repeat(253);
        for name in ["dc1", "Server-2.example", "7", "Büro_3", "日本", &long] {
            assert!(is_good(name, Named::Host) && is_good(name, Named::Segment), "{name}");
        }
        let longer = "a".repeat(254);
        for name in [
            "",
            "-a",
            ".a",
            "a/b",
            "a\u{3164}b",
            "a->b",
            "a\u{1b}[2J",
            "a\u{202e}b",
            "a\tb",
            " a",
            "a ",
            "a,b",
            &longer,
        ] {
            assert!(!is_good(name, Named::Host) && !is_good(name, Named::Segment), "{name:?}");
        }
        assert!(is_good("Front desk", Named::Host) && !is_good("Front desk", Named::Segment));
    }
}
