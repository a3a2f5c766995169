//! What stands around the lines of a configuration that was not saved but captured: in the log of a
//! terminal, by `grep` or `cat -n`, in an editor, a mail or a diff.
//!
//! Every reader of a vendor's text takes its text from here. What terminals and pagers leave behind is
//! taken away wherever it stands. Numbers, times, prompts and quotes are taken away only where a line
//! that the vendor has comes to light behind them; so nothing is lost that may mean something. What
//! is still not understood is the matter of the readers.

use std::borrow::Cow;

/// Marks that are taken away in front of one line; more than anybody puts there.
const MAX_MARKS: usize = 8;

/// Stands in front of what a terminal printed over something else: which of both is in force is not
/// known, and no reader takes such a line for one of its own.
const OVERPRINTED: char = '\u{fffd}';

/// How lines of a vendor are known.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    /// Whether a line, without blanks in front, is one that the vendor has.
    pub(super) starts: fn(&str) -> bool,
    /// Whether a blank may stand in front of the sign of a prompt: `FGT # show`.
    pub(super) spaced_prompt: bool,
}

/// A text without what was put around its lines. Lines keep their numbers.
pub(super) fn plain(text: &str, manner: Manner) -> Cow<'_, str> {
    changed(text, |line| match shown(line) {
        Cow::Borrowed(line) => bare(line, manner),
        Cow::Owned(line) => Cow::Owned(bare(&line, manner).into_owned()),
    })
}

/// A text as a terminal shows it, without pagers.
pub(super) fn printed(text: &str) -> Cow<'_, str> {
    changed(text, shown)
}

/// A text of which each line may be another. Nothing is copied where none is.
fn changed<'t>(text: &'t str, change: impl Fn(&'t str) -> Cow<'t, str>) -> Cow<'t, str> {
    let mut all: Option<String> = None;
    let mut at = 0;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end_matches(['\n', '\r']);
        let new = change(line);
        if new != line && all.is_none() {
            all = Some(text[..at].to_owned());
        }
        if let Some(all) = &mut all {
            all.push_str(&new);
            all.push_str(&whole[line.len()..]);
        }
        at += whole.len();
    }
    all.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// A line as a terminal shows it, without what a pager wrote.
fn shown(line: &str) -> Cow<'_, str> {
    if !line.contains(is_residue) {
        return Cow::Borrowed(behind_pager(line));
    }
    let parts: Vec<String> = line.split('\r').map(overwritten).collect();
    let parts: Vec<&str> = parts.iter().map(|part| behind_pager(part)).collect();
    let mut filled = parts.iter().filter(|part| !part.trim().is_empty());
    match (filled.next(), filled.next()) {
        (None, _) => Cow::Borrowed(""),
        (Some(only), None) => Cow::Owned((*only).to_owned()),
        _ => Cow::Owned(format!("{OVERPRINTED} {}", parts.join(&format!(" {OVERPRINTED} ")))),
    }
}

/// What moves a terminal, rings it, or cannot be seen. Other signs may mean something: a banner ends
/// with one.
fn is_residue(c: char) -> bool {
    matches!(c, '\r' | '\u{7}' | '\u{8}' | '\u{1b}' | '\u{ad}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// What is left where a backspace went back over what stands there; orders to the terminal and what
/// cannot be seen are left out.
fn overwritten(part: &str) -> String {
    let mut cells: Vec<char> = Vec::with_capacity(part.len());
    let mut at = 0_usize;
    let mut rest = part.chars();
    let mut may_end = true;
    while let Some(c) = rest.next() {
        match c {
            '\u{8}' => at = at.saturating_sub(1),
            '\u{1b}' => skip_order(&mut rest, &mut may_end),
            c if is_residue(c) => {}
            c if at < cells.len() => {
                cells[at] = c;
                at += 1;
            }
            c => {
                cells.push(c);
                at += 1;
            }
        }
    }
    cells.into_iter().collect()
}

/// Goes past an order to the terminal: colours, movements, titles. `may_end` says whether a title may
/// still end: where one does not, no later one does.
fn skip_order(rest: &mut std::str::Chars<'_>, may_end: &mut bool) {
    match rest.next() {
        Some('[') => drop(rest.find(|c| ('@'..='~').contains(c))),
        // One that does not end may be none.
        Some(']') if *may_end => {
            let mut behind = rest.clone();
            *may_end = behind.any(|c| matches!(c, '\u{7}' | '\\'));
            if *may_end {
                *rest = behind;
            }
        }
        Some('(' | ')') => drop(rest.next()),
        _ => {}
    }
}

/// What stands behind the sign of a pager: `--More--`, `<--- More --->`, `---(more 12%)---`.
fn behind_pager(line: &str) -> &str {
    const TAILS: [&str; 3] = [
        " or (q)uit",
        ", next page: Space, next line: Enter, quit: Control-C",
        " (Press 'Q' or 'q' to quit.)",
    ];
    let mut left = line;
    // It may have been printed more than once in one place.
    while let Some(mut rest) = behind_more(left.trim_start()) {
        for tail in TAILS {
            rest = rest.strip_prefix(tail).unwrap_or(rest);
        }
        left = rest;
    }
    left
}

fn behind_more(line: &str) -> Option<&str> {
    let behind = line.trim_start_matches(['-', '<', '(', ' ']);
    let opening = &line[..line.len() - behind.len()];
    let dashes = opening.matches('-').count();
    let is_more = behind.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("more"));
    if opening.is_empty() || !is_more {
        return None;
    }
    let rest = behind_share(behind[4..].trim_start());
    let mut closing = 0;
    let mut left = dashes;
    for c in rest.chars() {
        match c {
            '-' if left > 0 => left -= 1,
            ')' | '>' => {}
            _ => break,
        }
        closing += 1;
    }
    (closing > 0).then(|| behind_share(&rest[closing..]))
}

/// What stands behind how much of a text was shown: `(12%)`, `12%`.
fn behind_share(text: &str) -> &str {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let behind = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    match behind.strip_prefix('%') {
        Some(rest) if behind.len() < inner.len() && inner.len() < text.len() => {
            rest.strip_prefix(')').unwrap_or(rest)
        }
        Some(rest) if behind.len() < inner.len() => rest,
        _ => text,
    }
}

/// A line that the vendor has, without the marks in front of it; another line as it is.
fn bare(line: &str, manner: Manner) -> Cow<'_, str> {
    let text = line.trim_start();
    if (manner.starts)(text) {
        return Cow::Borrowed(line);
    }
    let mut rest = text;
    for _ in 0..MAX_MARKS {
        let Some(behind) = behind_mark(rest.trim_start(), manner) else { break };
        if (manner.starts)(behind.trim_start()) {
            return Cow::Borrowed(behind);
        }
        rest = behind;
    }
    capital(line, manner).map_or(Cow::Borrowed(line), Cow::Owned)
}

/// The line with its first word in small letters, where it is one of the vendor's then: editors write
/// the first letter of a line as a capital.
fn capital(line: &str, manner: Manner) -> Option<String> {
    let at = line.len() - line.trim_start().len();
    let first = line[at..].chars().next().filter(char::is_ascii_uppercase)?;
    let small = format!("{}{}{}", &line[..at], first.to_ascii_lowercase(), &line[at + 1..]);
    (manner.starts)(small.trim_start()).then_some(small)
}

/// What stands behind one mark.
fn behind_mark(line: &str, manner: Manner) -> Option<&str> {
    behind_quote(line)
        .or_else(|| behind_bracket(line))
        .or_else(|| behind_number(line))
        .or_else(|| behind_place(line))
        .or_else(|| behind_day(line))
        .or_else(|| behind_prompt(line, manner.spaced_prompt))
}

/// The signs of mails and diffs for what is there, and quotation marks. A minus is no such sign: what
/// stands behind it was taken out, or is an item of a list.
fn behind_quote(line: &str) -> Option<&str> {
    const QUOTES: [char; 7] = ['"', '\'', '`', '\u{201c}', '\u{201e}', '\u{2018}', '\u{ab}'];
    if let Some(rest) = line.strip_prefix(QUOTES) {
        let closing = ['"', '\'', '`', '\u{201d}', '\u{2019}', '\u{bb}', ','];
        return Some(rest.trim_end_matches(closing));
    }
    line.strip_prefix(['>', '+', '|', '\u{2022}', '\u{2502}'])
}

/// `[12:00:00]`, `[3]`.
fn behind_bracket(line: &str) -> Option<&str> {
    let (inner, rest) = line.strip_prefix('[')?.split_once(']')?;
    inner.starts_with(|c: char| c.is_ascii_digit()).then_some(rest)
}

/// Numbers of lines and times: `12 `, `12:`, `12)`, `2024-01-31T12:00:00.5Z `.
fn behind_number(line: &str) -> Option<&str> {
    let is_part = |c: char| c.is_ascii_digit() || ":-/.,+TZ".contains(c);
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() == line.len() {
        return None;
    }
    let rest = line.trim_start_matches(is_part);
    if rest.starts_with(char::is_whitespace) {
        return Some(rest);
    }
    digits.strip_prefix([':', ')', '.', '|', '\t'])
}

/// `fw1.cfg:` in front of what `grep` found.
fn behind_place(line: &str) -> Option<&str> {
    let (place, rest) = line.split_once(':')?;
    let is_place = !place.contains(char::is_whitespace)
        && place.contains(|c: char| c.is_ascii_digit() || "./\\".contains(c));
    is_place.then_some(rest)
}

/// `Jan ` of a time, where a number follows.
fn behind_day(line: &str) -> Option<&str> {
    let (word, rest) = line.split_once(' ')?;
    let is_day = word.len() == 3
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.chars().all(|c| c.is_ascii_alphabetic());
    let goes_on = rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    (is_day && goes_on).then_some(rest)
}

/// `R1(config)# `, `FGT (port1) # `, `admin@fw:~$ `.
fn behind_prompt(line: &str, spaced: bool) -> Option<&str> {
    let is_name = |c: char| c.is_alphanumeric() || "._-@:~/\\".contains(c);
    let mut rest = line.trim_start_matches(is_name);
    let mut is_apart = spaced;
    if rest.len() == line.len() {
        return None;
    }
    if let Some(inner) = rest.trim_start_matches(' ').strip_prefix('(') {
        rest = inner.split_once(')')?.1;
        is_apart = true;
    }
    let sign = if is_apart { rest.trim_start_matches(' ') } else { rest };
    let rest = sign.strip_prefix(['#', '>', '$', '%'])?;
    Some(rest.strip_prefix(' ').unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manner(spaced_prompt: bool) -> Manner {
        let starts = |line: &str| line.starts_with("rule ") || line.starts_with("-A ");
        Manner { starts, spaced_prompt }
    }

    #[test]
    fn what_a_pager_leaves_is_taken_away() {
        for (line, left) in [
            ("--More-- rule 1", " rule 1"),
            (" --More--\r         \r  rule 1", "  rule 1"),
            ("<--- More --->\r              \rrule 1", "rule 1"),
            ("---- More ----\u{1b}[42D    rule 1", "    rule 1"),
            ("--More--\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}rule 1  ", "rule 1  "),
            ("---(more 12%)--- rule 1", " rule 1"),
            ("--More--(12%) rule 1", " rule 1"),
            ("--More-- or (q)uit rule 1", " rule 1"),
            ("--More---A x", "-A x"),
            ("--More-- --More-- rule 1", " rule 1"),
            ("--More--", ""),
            ("more rule 1", "more rule 1"),
            ("\u{1b}[31mrule\u{200b} 1\u{1b}[0m", "rule 1"),
        ] {
            assert_eq!(plain(line, manner(false)), left, "{line:?}");
        }
    }

    #[test]
    fn marks_are_taken_away_where_a_line_of_the_vendor_stands_behind() {
        for line in [
            "12 rule 1",
            "   12\trule 1",
            "fw.cfg:12:rule 1",
            "[12:00:00] rule 1",
            "2024-01-31 12:00:00.123 rule 1",
            "Jan  2 12:00:00 rule 1",
            "R1(config-if)#rule 1",
            "R1(config)# rule 1",
            "R1 (x) # rule 1",
            "> rule 1",
            "+rule 1",
            "\"rule 1\"",
            "Rule 1",
        ] {
            assert_eq!(plain(line, manner(false)).trim(), "rule 1", "{line:?}");
        }
        for line in ["12 rules", "- rule 1", "see rule 1", "Note: rule 1", "x # rule 1"] {
            assert_eq!(plain(line, manner(false)), line);
        }
        assert_eq!(plain("x # rule 1", manner(true)), "rule 1");
    }

    #[test]
    fn what_was_printed_over_something_is_no_line_of_its_own() {
        let text = plain("rule 1\rrule 2", manner(false));
        assert!(
            text.starts_with(OVERPRINTED) && text.contains("rule 1") && text.contains("rule 2")
        );
        assert!(matches!(plain("a\r\nrule 1\n", manner(false)), Cow::Borrowed("a\r\nrule 1\n")));
    }
}
