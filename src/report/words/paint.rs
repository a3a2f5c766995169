//! Colour and weight, for terminals. Nothing is told by colour alone.

use anstyle::{AnsiColor, Color, Style};

/// How much a text matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::report) enum Emphasis {
    /// Plain.
    #[default]
    None,
    /// What the eye should find: headings, the answer.
    Strong,
    /// Act now.
    Alarm,
    /// Look at this.
    Notice,
}

impl Emphasis {
    fn style(self) -> Style {
        let coloured = |colour| Style::new().fg_color(Some(Color::Ansi(colour)));
        match self {
            Self::None => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Alarm => coloured(AnsiColor::Red).bold(),
            // The bright yellow of many terminals cannot be read on white.
            Self::Notice => coloured(AnsiColor::Yellow),
        }
    }
}

/// A text that leads somewhere, for terminals that follow links (OSC 8). Only addresses of the web
/// are followed, and none with a character that could end the link.
pub(in crate::report) fn linked(text: &str, address: Option<&str>) -> String {
    let safe = |address: &&str| {
        (address.starts_with("https://") || address.starts_with("http://"))
            && address.bytes().all(|byte| byte.is_ascii_graphic())
    };
    match address.filter(safe) {
        Some(address) if !text.is_empty() => {
            format!("\u{1b}]8;;{address}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
        }
        _ => text.to_owned(),
    }
}

/// One line with its emphasis, where colour is wanted.
pub(in crate::report) fn paint(line: &str, emphasis: Emphasis, colour: bool) -> String {
    if !colour || line.is_empty() || emphasis == Emphasis::None {
        return line.to_owned();
    }
    let style = emphasis.style();
    format!("{style}{line}{style:#}")
}

/// Lines that stand out; the blanks before them stay plain, and every line is closed, whatever
/// reads them line by line.
pub(in crate::report) fn strong(text: &str, colour: bool) -> String {
    let line = |line: &str| {
        let (words, end) = line.strip_suffix('\n').map_or((line, ""), |words| (words, "\n"));
        let indent = words.len() - words.trim_start().len();
        format!("{}{}{end}", &words[..indent], paint(&words[indent..], Emphasis::Strong, colour))
    };
    text.split_inclusive('\n').map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_opened_and_closed_and_plain_text_stays_plain() {
        assert_eq!(strong("a\n  b\n\n", true), "\u{1b}[1ma\u{1b}[0m\n  \u{1b}[1mb\u{1b}[0m\n\n");
        assert_eq!(strong("a\n  b\n", false), "a\n  b\n");
        assert_eq!(paint("x", Emphasis::None, true), "x");
    }

    #[test]
    fn links_lead_to_the_web_and_nowhere_else() {
        assert_eq!(
            linked("MS1", Some("https://a/b")),
            "\u{1b}]8;;https://a/b\u{1b}\\MS1\u{1b}]8;;\u{1b}\\"
        );
        for address in
            [None, Some("file:///etc/passwd"), Some("https://a/\u{1b}\\x"), Some("https://a b")]
        {
            assert_eq!(linked("MS1", address), "MS1");
        }
    }
}
