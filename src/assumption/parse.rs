//! One assumption in words.

use super::{Assumption, Clock, FORMS, Problem, Stated, by, flow};
use crate::advisory::{Advisories, AdvisoryId, Stage};
use crate::diagnostic::suggest;
use crate::inventory::{FlowKey, HostId, Inventory, SegmentId};
use crate::term::day::Day;

/// What assumptions can name.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// Hosts, segments and flows.
    pub inventory: &'a Inventory,
    /// Advisories.
    pub advisories: &'a Advisories,
    /// Groups of exchangeable hosts: the hosts of `g1`, `g2`, … as the ranking numbers them.
    pub groups: &'a [Vec<HostId>],
    /// Days.
    pub clock: Clock,
}

impl std::fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Names").field("groups", &self.groups.len()).finish_non_exhaustive()
    }
}

/// What is wrong, and the way out.
pub type Wrong = (String, String);

const VERBS: [&str; 7] = ["patch", "block", "open", "quarantine", "infected", "insider", "stage"];

/// The flows that an argument names by their ends, as `block` does.
pub fn flows(text: &str, names: &Names<'_>) -> Result<Vec<FlowKey>, Wrong> {
    flow::block(text.trim(), names)
}

/// Reads one assumption.
pub fn parse(text: &str, names: &Names<'_>) -> Result<Stated, Problem> {
    let text = text.trim();
    let (verb, rest) = text.split_once(char::is_whitespace).map_or((text, ""), |(verb, rest)| (verb, rest.trim()));
    let (rest, by) = names.by(rest);
    let from = by.map_or(Ok(Day::FIRST), |day| names.clock.in_force(day));
    let meaning = match verb {
        _ if rest.is_empty() && VERBS.contains(&verb) => Err((format!("it does not say what to {verb}"), FORMS.to_owned())),
        "patch" => names.patch(rest),
        "block" => flow::block(rest, names).map(Assumption::Block),
        "open" => flow::open(rest, names).map(|(key, ports)| Assumption::Open(key, ports)),
        "quarantine" => names.segment(rest).map(Assumption::Quarantine),
        "infected" => names.host(rest).map(Assumption::Infected),
        "insider" => names.segment(rest).map(Assumption::Insider),
        "stage" => names.stage(rest),
        _ => Err((format!("`{verb}` is no assumption"), unknown_verb(verb))),
    };
    let problem = |(message, help)| Problem { text: text.to_owned(), message, help };
    let both = meaning.and_then(|meaning| Ok((meaning, from?)));
    let (meaning, from) = both.and_then(|both| if by.is_some() { dated(both) } else { Ok(both) }).map_err(problem)?;
    Ok(Stated { text: text.to_owned(), meaning, from })
}

/// Only work is done by a day.
fn dated((meaning, from): (Assumption, Day)) -> Result<(Assumption, Day), Wrong> {
    let why = match meaning {
        Assumption::PatchHost(_) | Assumption::PatchGroup(_) | Assumption::Block(_) | Assumption::Quarantine(_) => return Ok((meaning, from)),
        Assumption::PatchAll(_) => "an advisory is fixed everywhere at once",
        Assumption::Open(..) | Assumption::Infected(_) | Assumption::Insider(_) | Assumption::Stage(..) => "it holds from the first day on",
    };
    let help = "leave `by` and the day out; `patch HOST`, `patch group gN`, `block A -> B` and `quarantine SEGMENT` can be done by a day";
    Err((why.to_owned(), help.to_owned()))
}

fn unknown_verb(verb: &str) -> String {
    suggest::nearest(verb, VERBS.into_iter()).map_or(FORMS.to_owned(), |best| format!("did you mean `{best}`? {FORMS}"))
}

impl Names<'_> {
    /// Splits `by DAY` off, unless a host is called so.
    fn by<'t>(&self, text: &'t str) -> (&'t str, Option<&'t str>) {
        if self.inventory.hosts.contains_key(text) { (text, None) } else { by::split(text) }
    }

    /// `HOST`, `group gN` or `all ADVISORY`; a host of such a name goes first.
    fn patch(&self, text: &str) -> Result<Assumption, Wrong> {
        if self.inventory.hosts.contains_key(text) {
            return self.host(text).map(Assumption::PatchHost);
        }
        match text.split_once(char::is_whitespace).map(|(word, name)| (word, name.trim())) {
            Some(("group", name)) => self.group(name).map(Assumption::PatchGroup),
            Some(("all", name)) => self.advisory(name).map(Assumption::PatchAll),
            _ => self.host(text).map(Assumption::PatchHost),
        }
    }

    fn group(&self, name: &str) -> Result<Vec<HostId>, Wrong> {
        let number = name.strip_prefix('g').and_then(|number| number.parse::<usize>().ok()).filter(|number| *number > 0);
        number.and_then(|number| self.groups.get(number - 1)).cloned().ok_or_else(|| {
            let help = match self.groups.len() {
                0 => "no two hosts here are exchangeable; name the host".to_owned(),
                most => format!("groups are g1 to g{most}, as `rank --format json` numbers them"),
            };
            (format!("there is no group `{name}`"), help)
        })
    }

    pub(super) fn host(&self, name: &str) -> Result<HostId, Wrong> {
        let unknown = || {
            let known = self.inventory.hosts.keys().map(|name| &**name);
            (format!("no host is called `{name}`"), suggest::help(name, known))
        };
        self.inventory.host_id(name).ok_or_else(unknown)
    }

    pub(super) fn segment(&self, name: &str) -> Result<SegmentId, Wrong> {
        let unknown = || {
            let known = self.inventory.segments.keys().map(String::as_str);
            (format!("no segment is called `{name}`"), suggest::help(name, known))
        };
        self.inventory.segments.get_index_of(name).map(|index| SegmentId(index as u32)).ok_or_else(unknown)
    }

    fn advisory(&self, name: &str) -> Result<AdvisoryId, Wrong> {
        let found = self.advisories.iter().find(|(_, advisory)| advisory.id.eq_ignore_ascii_case(name)).map(|(id, _)| id);
        found.ok_or_else(|| {
            (format!("no advisory is called `{name}`"), suggest::help(name, self.advisories.advisories.keys().map(String::as_str)))
        })
    }

    fn stage(&self, text: &str) -> Result<Assumption, Wrong> {
        let words = || Stage::ALL.iter().map(|stage| stage.as_str());
        let Some((name, word)) = text.split_once(char::is_whitespace) else {
            let stages = words().collect::<Vec<_>>().join(", ");
            return Err(("it does not say which stage".to_owned(), format!("write `stage {text} STAGE`; stages are {stages}")));
        };
        let advisory = self.advisory(name)?;
        let stage = Stage::ALL.into_iter().find(|stage| stage.as_str() == word.trim());
        let unknown = || (format!("`{}` is no stage", word.trim()), suggest::help(word.trim(), words()));
        stage.map(|stage| Assumption::Stage(advisory, stage)).ok_or_else(unknown)
    }
}
