//! Text from files, made harmless for where it goes: one neutraliser, with the sink as its type.
//!
//! Every sink starts from [`sanitize::text`]: no control, bidirectional or invisible character is
//! left, and nothing that Azure or GitHub would take for a command in a log. What acts in the sink
//! itself is taken from it here.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;

use crate::source::sanitize;

/// Where a text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sink {
    /// Markdown that forges render and people read: no markup, no end of a cell, no link, no
    /// mention.
    Markdown,
    /// A message of SARIF: no link, no placeholder.
    Sarif,
    /// The message of a GitHub workflow command.
    Command,
    /// A property of one.
    Property,
    /// A cell of a table that spreadsheets open: no formula.
    Cell,
    /// XML, SVG and GraphML included; the writer escapes markup, this takes what XML cannot hold at
    /// all.
    Xml,
}

impl Sink {
    /// The text, harmless there.
    pub(super) fn neutral(self, text: &str) -> Cow<'_, str> {
        let text = sanitize::text(text);
        match self {
            Self::Markdown => markdown(&text).into(),
            Self::Sarif if !text.contains(['[', ']', '{', '}']) => text,
            Self::Sarif => sarif(&text).into(),
            Self::Command => text.replace('%', "%25").into(),
            Self::Property => {
                text.replace('%', "%25").replace(':', "%3A").replace(',', "%2C").into()
            }
            Self::Cell => cell(text),
            Self::Xml if !text.contains(['\u{fffe}', '\u{ffff}']) => text,
            Self::Xml => text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}").into(),
        }
    }

    /// The same, with the middle left out where the text has more characters than that.
    pub(super) fn clipped(self, text: &str, limit: usize) -> String {
        self.neutral(&sanitize::clipped(text, limit)).into_owned()
    }
}

/// Whatever Markdown gives a meaning is escaped, and what people write in sentences is left alone.
///
/// Forges look for mentions, references and addresses in the text as it is rendered, so that a
/// backslash or a character reference does not help: these signs are written in their wide form,
/// which no forge looks for and everybody can read.
fn markdown(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = rest.next() {
        match c {
            '<' => written.push_str("&lt;"),
            // After a dash it is an arrow, and only at the start of a line a quotation.
            '>' if before != '-' => written.push_str("&gt;"),
            '@' => written.push('＠'),
            ':' if rest.peek() == Some(&'/') => written.push('：'),
            '.' if ends_with(&written, "www") => written.push_str("&#46;"),
            // GH-12 is an issue.
            '-' if ends_with(&written, "gh") && is_digit(&mut rest) => written.push('\u{2011}'),
            '#' | '!' | '$' | '%' | '&' | '~' if refers(c, &mut rest) => written.push(wide(c)),
            '&' => written.push_str("&amp;"),
            // As references, so that who looks for links and cells without knowing of backslashes
            // finds none either.
            '[' | ']' | '|' => written.push_str(&format!("&#{};", u32::from(c))),
            '\\' | '`' | '*' | '_' | '#' | '!' | '~' | '$' => written.extend(['\\', c]),
            _ => written.push(c),
        }
        before = c;
    }
    written
}

/// Whether a sign with what follows refers to something of a forge: `#12`, `!12`, `~"a label"`,
/// `%milestone`. At the end of the text anything may follow.
fn refers(sign: char, rest: &mut Peekable<Chars<'_>>) -> bool {
    match rest.peek() {
        None => sign != '%',
        Some(next) => next.is_ascii_alphanumeric() || (matches!(sign, '~' | '%') && *next == '"'),
    }
}

fn is_digit(rest: &mut Peekable<Chars<'_>>) -> bool {
    rest.peek().is_none_or(char::is_ascii_digit)
}

/// The wide form of an ASCII sign.
fn wide(c: char) -> char {
    char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)
}

/// Whether a text ends with this word, in any case.
fn ends_with(text: &str, word: &str) -> bool {
    let start = text.len().saturating_sub(word.len());
    text.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// SARIF 2.1.0, 3.11.5 and 3.11.6: braces are doubled, brackets have a backslash. One that stands
/// there already is written out: else it would take the backslash for its own.
fn sarif(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '{' | '}' => written.extend([c, c]),
            '[' | ']' => {
                let kept = written.trim_end_matches('\\').len();
                let backslashes = written.len() - kept;
                written.truncate(kept);
                written.push_str(&"\\u{{5c}}".repeat(backslashes));
                written.extend(['\\', c]);
            }
            _ => written.push(c),
        }
    }
    written
}

/// What a spreadsheet would evaluate, or change, gets a mark before it that says that it is a text.
/// Where `;` separates cells, what follows one is a cell of its own.
fn cell(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_reformed(&text) {
        return format!("'{text}").into();
    }
    if !text.split(';').any(is_formula) {
        return text;
    }
    let marked = |part: &str| if is_formula(part) { format!("'{part}") } else { part.to_owned() };
    text.split(';').map(marked).collect::<Vec<_>>().join(";").into()
}

/// Spreadsheets look past what is blank, and take the wide forms of these signs for the signs.
fn is_formula(text: &str) -> bool {
    text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// Whether it looks like a number that is written another way (`007`, `1E5`, `1.50`), or like a day
/// (`3-4`, `dec12`).
fn is_reformed(text: &str) -> bool {
    let number = || {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text.parse::<f64>().is_ok_and(|number| number.to_string() != text)
    };
    number() || is_day(text)
}

/// Days as spreadsheets guess them: two short numbers, or an English month and a number. A day in
/// full stays as it is.
fn is_day(text: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let short = |part: &str| {
        (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let digits = |part: &str| {
        (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let month = |part: &str| MONTHS.iter().any(|month| part.eq_ignore_ascii_case(month));
    let named = |text: &str| {
        let (word, number) = text.split_at_checked(3).unwrap_or_default();
        month(word) && digits(number.trim_start_matches(['-', ' ']))
    };
    text.len() <= 8
        && (text.split_once(['-', '/']).is_some_and(|(a, b)| short(a) && (short(b) || month(b)))
            || named(text))
}

/// JSON, with what acts in a terminal or a log written as escapes: whoever parses it gets the same
/// text.
pub(super) fn json(text: String) -> String {
    let ascii = |byte: u8| (byte == b'\n') | matches!(byte, b' '..=b'~');
    let plain = text.bytes().fold(true, |plain, byte| plain & ascii(byte));
    let acts = |c: char| c != '\n' && sanitize::is_hostile(c);
    if (plain || !text.chars().any(acts)) && !text.contains("##") {
        return text;
    }
    let mut written = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for c in text.chars() {
        match c {
            _ if c != '\n' && sanitize::is_hostile(c) => {
                c.encode_utf16(&mut [0; 2])
                    .iter()
                    .for_each(|unit| written.push_str(&format!("\\u{unit:04x}")));
            }
            '#' if before == '#' => written.push_str("\\u0023"),
            _ => written.push(c),
        }
        before = c;
    }
    written
}

/// A path as a URI, relative if it is: what URIs do not have is written in percent.
pub(super) fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let (scheme, path) = match path.as_bytes() {
        [b'/', ..] => ("file://", path),
        // A drive of Windows.
        [drive, b':', b'/', ..] if drive.is_ascii_alphabetic() => ("file:///", path),
        _ => ("", path),
    };
    let drive = if scheme == "file:///" { 2 } else { 0 };
    let mut uri = format!("{scheme}{}", &path[..drive]);
    // A colon in the first part would make it a scheme.
    for byte in path.bytes().skip(drive) {
        match byte {
            _ if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) => {
                uri.push(char::from(byte))
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_stay_readable() {
        let written = "office -> plant: 92 % of the loss, (2 hosts); done after 8 h, in the next window. 100% of plant-a";
        assert_eq!(Sink::Markdown.neutral(written), written);
    }

    #[test]
    fn markdown_is_no_markup_link_mention_or_cell() {
        let text = "a|b <img src=x> [x](http://e.org) `c` *d* _e_ www.e.org \u{1b}[2J\n::error::$x$ a@b.org";
        let text = Sink::Markdown.neutral(text);
        for bad in ["<", "://", "](", "|", "@", "www.", "\u{1b}", "\n"] {
            assert!(!text.contains(bad), "{bad} in {text}");
        }
        for marked in ["`", "*", "_"] {
            assert!(
                text.rsplit(marked).skip(1).all(|before| before.ends_with('\\')),
                "{marked} in {text}"
            );
        }
    }

    #[test]
    fn nothing_refers_to_a_thing_of_a_forge() {
        let text = Sink::Markdown
            .neutral("thanks @octocat, see #1 and GH-12, a/b#3, !4, ~bug, %\"v 1\", $5, &6, C# !");
        assert_eq!(
            text,
            "thanks ＠octocat, see ＃1 and GH\u{2011}12, a/b＃3, ！4, ～bug, ％\"v 1\", ＄5, ＆6, C\\# ！"
        );
        assert_eq!(Sink::Markdown.neutral("#"), "＃", "what is put behind it may be a number");
    }

    #[test]
    fn a_message_of_sarif_has_no_links_and_no_placeholders() {
        assert_eq!(
            Sink::Sarif.neutral("[click](https://e.org) {0} C:\\x"),
            "\\[click\\](https://e.org) {{0}} C:\\x"
        );
        assert_eq!(Sink::Sarif.neutral("\\[a\\](b)"), "\\u{{5c}}\\[a\\u{{5c}}\\](b)");
    }

    #[test]
    fn a_message_cannot_start_a_command() {
        assert_eq!(
            Sink::Command.neutral("a\r\n::error::b 100% ##[x]"),
            "a\\r\\n::error::b 100%25 #\\u{23}[x]"
        );
        assert_eq!(Sink::Property.neutral("a,b:c"), "a%2Cb%3Ac");
    }

    #[test]
    fn no_cell_is_a_formula_and_none_is_reformed() {
        for (text, written) in [
            ("=cmd|'/c'", "'=cmd|'/c'"),
            ("a;=1+1; +2;b", "a;'=1+1;' +2;b"),
            ("＝1+1", "'＝1+1"),
            ("\t=1", "\\t=1"),
            ("007", "'007"),
            ("1E5", "'1E5"),
            ("3-4", "'3-4"),
            ("12/1", "'12/1"),
            ("DEC12", "'DEC12"),
            ("mar-05", "'mar-05"),
            ("1-may", "'1-may"),
            ("2006-08-25", "2006-08-25"),
            ("march1", "march1"),
            ("pc-12", "pc-12"),
            ("42", "42"),
            ("dc1; note", "dc1; note"),
        ] {
            assert_eq!(Sink::Cell.neutral(text), written);
        }
    }

    #[test]
    fn json_says_the_same_without_what_acts() {
        let text = json("{\n  \"a\": \"##vso[x]\u{202e}\u{e0001}\"\n}\n".to_owned());
        assert_eq!(text, "{\n  \"a\": \"#\\u0023vso[x]\\u202e\\udb40\\udc01\"\n}\n");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["a"], "##vso[x]\u{202e}\u{e0001}");
    }

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("./a b/ü:c.yaml"), "a%20b/%C3%BC%3Ac.yaml");
        assert_eq!(uri("/x.yaml"), "file:///x.yaml");
        assert_eq!(uri("C:/in v/x.yaml"), "file:///C:/in%20v/x.yaml");
    }
}
