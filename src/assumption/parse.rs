//! One assumption in words.

use super::names::{Names, Wrong};
use super::{Assumption, FORMS, Problem, Stated, by, flow};
use crate::advisory::Stage;
use crate::diagnostic::suggest;
use crate::inventory::FlowKey;
use crate::term::day::Day;

const VERBS: [&str; 7] = ["patch", "block", "open", "quarantine", "infected", "insider", "stage"];

/// The flows that an argument names by their ends, as `block` does.
pub fn flows(text: &str, names: &Names<'_>) -> Result<Vec<FlowKey>, Wrong> {
    flow::block(text.trim(), names)
}

/// Reads one assumption.
pub fn parse(text: &str, names: &Names<'_>) -> Result<Stated, Problem> {
    let text = text.trim();
    let (verb, rest) =
        text.split_once(char::is_whitespace).map_or((text, ""), |(verb, rest)| (verb, rest.trim()));
    let (rest, by) = split_by(rest, names);
    let from = by.map_or(Ok(Day::FIRST), |day| by::in_force(names.clock, day));
    let meaning = match verb {
        _ if rest.is_empty() && VERBS.contains(&verb) => {
            Err((format!("it does not say what to {verb}"), FORMS.to_owned()))
        }
        "patch" => patch(rest, names),
        "block" => flow::block(rest, names).map(Assumption::Block),
        "open" => flow::open(rest, names).map(|(key, ports)| Assumption::Open(key, ports)),
        "quarantine" => names.segment(rest).map(Assumption::Quarantine),
        "infected" => names.host(rest).map(Assumption::Infected),
        "insider" => names.segment(rest).map(Assumption::Insider),
        "stage" => stage(rest, names),
        _ => Err((format!("`{verb}` is not an assumption"), unknown_verb(verb))),
    };
    let problem = |(message, help)| Problem { text: text.to_owned(), message, help };
    let both = meaning.and_then(|meaning| Ok((meaning, from?)));
    let (meaning, from) =
        both.and_then(|both| if by.is_some() { dated(both) } else { Ok(both) }).map_err(problem)?;
    Ok(Stated { text: text.to_owned(), meaning, from })
}

/// Only work is done by a day.
fn dated((meaning, from): (Assumption, Day)) -> Result<(Assumption, Day), Wrong> {
    let why = match meaning {
        Assumption::PatchHost(_)
        | Assumption::PatchGroup(_)
        | Assumption::Block(_)
        | Assumption::Quarantine(_) => {
            return Ok((meaning, from));
        }
        Assumption::PatchAll(_) => "an advisory is fixed everywhere at once",
        Assumption::Open(..)
        | Assumption::Infected(_)
        | Assumption::Insider(_)
        | Assumption::Stage(..) => "it holds from the first day on",
    };
    let help = "leave `by` and the day out; `patch HOST`, `patch group gN`, `block A -> B` and `quarantine SEGMENT` can be done by a day";
    Err((why.to_owned(), help.to_owned()))
}

fn unknown_verb(verb: &str) -> String {
    suggest::nearest(verb, VERBS.into_iter())
        .map_or(FORMS.to_owned(), |best| format!("did you mean `{best}`? {FORMS}"))
}

/// Splits `by DAY` off, unless a host is called so.
fn split_by<'t>(text: &'t str, names: &Names<'_>) -> (&'t str, Option<&'t str>) {
    if names.inventory.hosts.contains_key(text) { (text, None) } else { by::split(text) }
}

/// `HOST`, `group gN` or `all ADVISORY`; a host of such a name goes first.
fn patch(text: &str, names: &Names<'_>) -> Result<Assumption, Wrong> {
    if names.inventory.hosts.contains_key(text) {
        return names.host(text).map(Assumption::PatchHost);
    }
    match text.split_once(char::is_whitespace).map(|(word, name)| (word, name.trim())) {
        Some(("group", name)) => names.group(name).map(Assumption::PatchGroup),
        Some(("all", name)) => names.advisory(name).map(Assumption::PatchAll),
        _ => names.host(text).map(Assumption::PatchHost),
    }
}

fn stage(text: &str, names: &Names<'_>) -> Result<Assumption, Wrong> {
    let words = || Stage::ALL.iter().map(|stage| stage.as_str());
    let Some((name, word)) = text.split_once(char::is_whitespace) else {
        let stages = words().collect::<Vec<_>>().join(", ");
        return Err((
            "it does not say which stage".to_owned(),
            format!("write `stage {text} STAGE`; stages are {stages}"),
        ));
    };
    let advisory = names.advisory(name)?;
    let stage = Stage::ALL.into_iter().find(|stage| stage.as_str() == word.trim());
    let unknown =
        || (format!("`{}` is not a stage", word.trim()), suggest::help(word.trim(), words()));
    stage.map(|stage| Assumption::Stage(advisory, stage)).ok_or_else(unknown)
}
