//! Text that was quoted in a mail or a ticket, or made a list or a comment.

use std::borrow::Cow;

/// Signs that stand before every line of a text that was quoted, or made a list or a comment.
const QUOTING: [&str; 13] = [">", "|", "*", "#", "-", ";", "•", "»", "›", "//", "│", "┃", "'"];
/// The signs of mails: what stands above a quotation has none.
const OF_MAILS: [&str; 5] = [">", "|", "»", "›", "│"];
/// How often a text may have been quoted.
const MAX_QUOTED: usize = 12;

/// The text without the signs that mails and tickets put before every line they quote, however
/// often, and without what all lines are indented by.
pub(in crate::import) fn unquoted(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..MAX_QUOTED {
        match quoting(&text) {
            Some(sign) => text = Cow::Owned(without(&text, sign)),
            None => break,
        }
    }
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let least = text.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    match least {
        0 => text,
        _ => Cow::Owned(
            text.lines().map(|line| format!("{}\n", line.get(least..).unwrap_or(""))).collect(),
        ),
    }
}

/// The sign that a text is quoted with: every line has it, or in a mail nearly every one.
fn quoting(text: &str) -> Option<&'static str> {
    let lines: Vec<&str> =
        text.lines().map(str::trim_start).filter(|line| !line.is_empty()).collect();
    let is_quoted = |sign: &&str| {
        let with = lines.iter().filter(|line| line.starts_with(*sign)).count();
        let most = OF_MAILS.contains(sign) && with * 5 >= lines.len() * 4;
        lines.len() > 2 && (with == lines.len() || most)
    };
    QUOTING.into_iter().find(is_quoted)
}

/// A text without a sign before its lines, and without the blank behind it.
fn without(text: &str, sign: &str) -> String {
    let strip = |line: &str| {
        let line = line.trim_end_matches(['\r', '\n']);
        match line.trim_start().strip_prefix(sign) {
            Some(_) => {
                let rest = line.trim_start().trim_start_matches(sign);
                format!("{}\n", rest.strip_prefix(' ').unwrap_or(rest))
            }
            None => format!("{line}\n"),
        }
    };
    text.lines().map(strip).collect()
}
