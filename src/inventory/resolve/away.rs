//! When a roaming host is outside, and whether a host is known to be infected.

use super::calendar;
use crate::diagnostic::suggest;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{Away, Infected};
use crate::source::yaml::{self, Node, Value};
use crate::term::day::MAX_HORIZON;

const WORDS: [(&str, Away); 4] = [
    ("weekends", Away::Weekends),
    ("evenings", Away::Evenings),
    ("always", Away::Always),
    ("never", Away::Never),
];

/// A word, a number of days, a day, or a list of days and ranges.
pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Option<Away> {
    if let Value::Sequence(items) = &node.value {
        return listed(node, items, diagnostics);
    }
    let text = node.text("`away`", diagnostics)?;
    if let Some((_, away)) = WORDS.into_iter().find(|(word, _)| *word == text) {
        return Some(away);
    }
    match text.chars().next() {
        // 2006-09-02 and 2006-09-02..2006-09-04
        Some('0'..='9') if text.contains(['-', '.']) => {
            calendar::ranges(std::slice::from_ref(node), "`away`", diagnostics).map(Away::On)
        }
        Some('0'..='9' | '-' | '+') => {
            node.integer("`away`", 0..=MAX_HORIZON, diagnostics).map(Away::First)
        }
        _ => {
            let known = WORDS.iter().map(|(word, _)| *word);
            let help = match suggest::nearest(text, known) {
                Some(word) => format!("did you mean `{word}`?"),
                None => {
                    "write weekends, evenings, always, never, a number of days, or a list of days"
                        .to_owned()
                }
            };
            diagnostics.push(
                Diagnostic::new(Code::BadValue, format!("`away` cannot be `{text}`"))
                    .at(node.span, "")
                    .help(help),
            );
            None
        }
    }
}

fn listed(node: &Node, items: &[Node], diagnostics: &mut Diagnostics) -> Option<Away> {
    if items.is_empty() {
        let none = Diagnostic::new(Code::BadValue, "`away` lists no day").at(node.span, "");
        diagnostics.push(none.help("write `never` for a host that does not roam"));
        return None;
    }
    calendar::ranges(items, "`away`", diagnostics).map(Away::On)
}

/// `true`, or the day it was found; `false` is that nothing is known.
#[expect(clippy::option_option, reason = "the outer one says whether it could be read")]
pub(super) fn infected(node: &Node, diagnostics: &mut Diagnostics) -> Option<Option<Infected>> {
    let text = node.text("`infected`", diagnostics)?;
    match (text, yaml::date(text)) {
        ("true", _) => Some(Some(Infected::Undated)),
        ("false", _) => Some(None),
        (_, Some(day)) => Some(Some(Infected::Since(day))),
        _ => {
            let bad = Diagnostic::new(
                Code::BadDate,
                format!("`infected` is neither a day nor `true`, but `{text}`"),
            )
            .at(node.span, "");
            diagnostics.push(bad.help("write the day it was found, such as 2006-08-30, or `true`"));
            None
        }
    }
}
