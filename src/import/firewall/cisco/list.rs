//! Lists and the lines that they consist of.

use std::collections::BTreeSet;

use super::context::{Context, Kind};
use super::dialect::Dialect;
use super::entry;
use super::translation::Translation;
use super::word;
use super::{Inside, Reader};
use crate::firewall::{Action, List, Rule};
use crate::import::firewall::port_name;
use crate::import::sink::Sink;

/// A list as it was read.
#[derive(Debug)]
pub(super) struct Found<'t> {
    kind: Kind,
    six: bool,
    pub(super) entries: Vec<Entry<'t>>,
    /// The highest number of an entry.
    highest: u64,
}

/// An entry as it stands in the file.
#[derive(Clone, Debug)]
pub(super) struct Entry<'t> {
    pub(super) line: u32,
    /// Its place among the others: what the file says, else ten behind the last.
    pub(super) number: u64,
    /// Whether it was made out of another by putting in what a group holds.
    expanded: bool,
    /// Why it may not be in force.
    doubt: Option<&'static str>,
    text: &'t str,
    pub(super) words: Vec<&'t str>,
}

impl<'t> Reader<'t> {
    pub(super) fn open_list(
        &mut self,
        name: &str,
        kind: &str,
        six: bool,
        number: u32,
        sink: &mut Sink<'_>,
    ) {
        let kind = if kind == "standard" { Kind::Standard } else { Kind::Extended };
        self.lists.entry(name.to_owned()).or_insert_with(|| Found::new(kind, six));
        self.inside = Inside::List;
        self.last_list = Some(name.to_owned());
        sink.pass(number);
    }

    /// A list as `show access-lists` prints its head.
    pub(super) fn open_shown(&mut self, words: &[&str], number: u32, sink: &mut Sink<'_>) {
        match shown(words) {
            Some(Shown::List { name, kind, six }) => self.open_list(name, kind, six, number, sink),
            Some(Shown::Foreign) | None => self.open_foreign(number, sink),
        }
    }

    /// A list whose entries concern no packet of IP.
    pub(super) fn open_foreign(&mut self, number: u32, sink: &mut Sink<'_>) {
        (self.inside, self.last_list) = (Inside::Foreign, None);
        sink.pass(number);
    }

    /// `access-list NAME …`: IOS by number, ASA by name, and what `show access-list` prints.
    pub(super) fn old_style(
        &mut self,
        name: &str,
        rest: &[&'t str],
        raw: &'t str,
        number: u32,
        sink: &mut Sink<'_>,
    ) {
        self.inside = Inside::Nothing;
        let (at, rest) = match rest {
            ["line", at, rest @ ..] => (at.parse::<u64>().ok().map(|at| at * 10), rest),
            rest => (None, rest),
        };
        let (kind, rest) = match rest {
            ["extended", rest @ ..] => (Kind::Extended, rest),
            ["standard", rest @ ..] => (Kind::Standard, rest),
            // The number says standard; an entry with a protocol is extended all the same.
            ["permit" | "deny", word, ..]
                if self.dialect == Dialect::Ios
                    && is_standard_number(name)
                    && port_name::transport(word)
                        .is_err_and(|e| e == port_name::Other::Unknown)
                    || (*word == "any" && rest.len() <= 3 && is_standard_number(name)) =>
            {
                (Kind::Standard, rest)
            }
            rest => (Kind::Extended, rest),
        };
        match rest {
            ["remark", ..] if at.is_none() && self.dialect == Dialect::Asa => {
                *self.remarks.entry(name.to_owned()).or_default() += 1;
                return sink.pass(number);
            }
            ["remark", ..] | [] => return sink.pass(number),
            ["webtype" | "ethertype", ..] => return sink.pass(number),
            ["permit" | "deny" | "dynamic", ..] => {}
            ["compiled", ..] => {
                return sink.skip(number, raw, "it is not read: it may let more through");
            }
            // Heads of `show access-list`: how many elements there are, what is cached.
            [count, "elements" | "elements;", ..] if word::is_number(count) => {
                self.lists.entry(name.to_owned()).or_insert_with(|| Found::new(kind, false));
                return sink.pass(number);
            }
            ["log", "flows", ..] | ["ACL", "log", "flows:", ..] => return sink.pass(number),
            _ if name == "cached" || name == "alert-interval" || name == "deny-flow-max" => {
                return sink.pass(number);
            }
            _ => {}
        }
        let remarks = self.remarks.remove(name).unwrap_or(0);
        // Whether an entry is standard, the first one says.
        let found = self.lists.entry(name.to_owned()).or_insert_with(|| Found::new(kind, false));
        found.kind = if found.entries.is_empty() { kind } else { found.kind };
        found.highest += 10 * remarks;
        if let Some(at) = at.filter(|_| !raw.starts_with([' ', '\t'])) {
            found.make_room(at);
        }
        found.add(at, number, raw, rest.to_vec());
        self.last_list = Some(name.to_owned());
    }

    /// A line of a list that is no plain entry.
    pub(super) fn inside_list(
        &mut self,
        raw: &'t str,
        words: &[&'t str],
        number: u32,
        sink: &mut Sink<'_>,
    ) {
        let name = self.last_list.clone().unwrap_or_default();
        let plain = if word::is_number(words[0]) { &words[1..] } else { words };
        match plain {
            [
                "evaluate" | "statistics" | "fragments" | "description" | "remark" | "hardware"
                | "exit",
                ..,
            ]
            | [] => sink.pass(number),
            ["sequence", _, "remark", ..] => sink.pass(number),
            ["sequence", at, rest @ ..] if entry::is_entry(rest) => {
                let at = at.parse().ok();
                self.lists.entry(name).and_modify(|list| list.add(at, number, raw, rest.to_vec()));
            }
            // It is not known what it does: it may be any entry.
            _ => drop(
                self.lists
                    .entry(name)
                    .and_modify(|list| list.add(None, number, raw, words.to_vec())),
            ),
        }
    }

    /// An entry without the name of its list.
    pub(super) fn entry(
        &mut self,
        raw: &'t str,
        words: &[&'t str],
        number: u32,
        sink: &mut Sink<'_>,
    ) {
        if matches!(self.inside, Inside::Foreign) {
            return sink.pass(number);
        }
        let name = self.last_list.clone().unwrap_or_else(|| {
            sink.skip(number, raw, "it belongs to no list that is known");
            // It may be one that filters.
            let found = || Found::new(Kind::Extended, false);
            self.lists.entry(NAMELESS.to_owned()).or_insert_with(found);
            NAMELESS.to_owned()
        });
        let (at, rest) = match words {
            [at, rest @ ..] if word::is_number(at) => (at.parse().ok(), rest),
            rest => (None, rest),
        };
        // `show ipv6 access-list` puts the number last.
        let (at, rest) = match rest {
            [rest @ .., "sequence", last] => (last.parse().ok().or(at), rest),
            rest => (at, rest),
        };
        if let Some(list) = self.lists.get_mut(&name) {
            list.add(at, number, raw, rest.to_vec());
        }
        self.inside = Inside::List;
    }

    pub(super) fn list(&self, name: &str, mut found: Found<'t>, sink: &mut Sink<'_>) -> List {
        // In the order of their numbers; where groups were put in, the lines they were put into say
        // it once more.
        found.entries.sort_by_key(|entry| (entry.number, !entry.expanded));
        let expanded: BTreeSet<u64> =
            found.entries.iter().filter(|entry| entry.expanded).map(|entry| entry.number).collect();
        let families = match (self.dialect, found.six) {
            (Dialect::Asa, _) => [true, true],
            _ if name == NAMELESS => [true, true],
            (_, six) => [!six, six],
        };
        let mut list = List::new(name, families, entry::end_of_list(Action::Deny));
        if found.entries.is_empty() {
            // IOS lets everything through a list without entries; but perhaps they were left out of
            // the file.
            list.end = Rule::new(0, name, Action::Allow)
                .because(format!("the list {name} has no entries"));
        }
        let context = Context {
            objects: &self.objects,
            dialect: self.dialect,
            kind: found.kind,
            interfaces: &self.interfaces,
        };
        for entry in &found.entries {
            sink.pass(entry.line);
            if !entry.expanded && expanded.contains(&entry.number) {
                continue;
            }
            for rule in entry::rules(entry.line, entry.text, &entry.words, context) {
                let rule = entry.doubt.map_or(rule.clone(), |why| rule.because(why));
                self.add_rule(&mut list, rule);
            }
        }
        list
    }

    /// Puts a rule into a list, with what it allows where addresses are translated.
    pub(super) fn add_rule(&self, list: &mut List, rule: Rule) {
        let rules = &mut list.chains[0].rules;
        let one = |one: &Translation| one.applied(&rule, &self.objects, &self.interfaces);
        let translated: Vec<Rule> = self.translations.iter().filter_map(one).collect();
        rules.push(rule);
        rules.extend(translated);
    }
}

impl<'t> Found<'t> {
    /// A list of which no head was read.
    pub(super) fn unknown() -> Self {
        Self::new(Kind::Extended, false)
    }

    fn new(kind: Kind, six: bool) -> Self {
        Self { kind, six, entries: Vec::new(), highest: 0 }
    }

    /// An entry that says its place goes in front of what stands there.
    fn make_room(&mut self, at: u64) {
        // Most say that they go behind the last.
        if at > self.highest {
            return;
        }
        if self.entries.iter().any(|entry| entry.number == at) {
            self.entries.iter_mut().filter(|entry| entry.number >= at).for_each(|entry| {
                entry.number += 10;
            });
            self.highest += 10;
        }
    }

    /// Something that may have changed any entry.
    pub(super) fn spoil(&mut self, line: u32, raw: &'t str, words: Vec<&'t str>) {
        let text = raw.trim();
        self.entries.push(Entry { line, number: 0, expanded: false, doubt: None, text, words });
    }

    fn add(&mut self, at: Option<u64>, line: u32, raw: &'t str, words: Vec<&'t str>) {
        let number = at.unwrap_or(self.highest + 10);
        self.highest = self.highest.max(number);
        let expanded = at.is_some()
            && raw.starts_with([' ', '\t'])
            && self.entries.last().is_some_and(|entry| entry.number == number);
        self.entries.push(Entry { line, number, expanded, doubt: None, text: raw.trim(), words });
    }

    /// An entry that may be in force.
    pub(super) fn add_doubtful(
        &mut self,
        line: u32,
        raw: &'t str,
        words: Vec<&'t str>,
        why: &'static str,
    ) {
        self.add(None, line, raw, words);
        if let Some(entry) = self.entries.last_mut() {
            (entry.doubt, entry.expanded) = (Some(why), false);
        }
    }
}

/// The list of entries without a head.
pub(super) const NAMELESS: &str = "without a name";

/// A list as `show access-lists` prints its head.
pub(super) enum Shown<'t> {
    List {
        name: &'t str,
        kind: &'static str,
        six: bool,
    },
    /// One for frames.
    Foreign,
}

/// `Extended IP access list 101`, `IPV4 ACL INB`, `ipv4 access list INB`; the case differs between
/// versions.
pub(super) fn shown<'t>(words: &[&'t str]) -> Option<Shown<'t>> {
    let is = |at: usize, wanted: &str| {
        words.get(at).is_some_and(|word: &&str| word.eq_ignore_ascii_case(wanted))
    };
    let first = usize::from(is(0, "extended") || is(0, "standard"));
    let behind = match (is(first + 1, "acl"), is(first + 1, "access") && is(first + 2, "list")) {
        (true, _) => first + 2,
        (_, true) => first + 3,
        _ => return None,
    };
    let name = words.get(behind)?;
    let kind = if is(0, "standard") { "standard" } else { "extended" };
    match words[first].to_ascii_lowercase().as_str() {
        "ip" | "ipv4" => Some(Shown::List { name, kind, six: false }),
        "ipv6" => Some(Shown::List { name, kind, six: true }),
        "mac" | "arp" | "ipx" => Some(Shown::Foreign),
        _ => None,
    }
}

/// Lines inside of a list that decide nothing.
pub(super) fn is_silent(words: &[&str]) -> bool {
    matches!(words, ["evaluate" | "statistics" | "fragments" | "description" | "hardware", ..])
}

/// Numbers of standard lists.
pub(super) fn is_standard_number(name: &str) -> bool {
    name.parse::<u32>()
        .is_ok_and(|number| (1..=99).contains(&number) || (1300..=1999).contains(&number))
}
