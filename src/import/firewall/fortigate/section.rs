//! The `config` sections of a FortiGate, by virtual domain.

use std::collections::HashMap;

use crate::import::firewall::captured::{self, Manner};
use crate::import::firewall::iptables::words;
use crate::import::sink::Sink;
use crate::term::word_list::WordList;

/// An `edit` with its settings.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) line: u32,
    /// A line of it that is not understood.
    pub(super) unread: Option<u32>,
    pub(super) settings: Vec<(u32, String, Vec<String>)>,
}

impl Entry {
    /// The values of a setting; the last line that sets it counts.
    pub(super) fn values(&self, key: &str) -> &[String] {
        let found = self.settings.iter().rev().find(|(_, name, _)| name == key);
        found.map_or(&[], |(_, _, values)| values.as_slice())
    }

    /// The first value of a setting.
    pub(super) fn value(&self, key: &str) -> &str {
        self.values(key).first().map_or("", String::as_str)
    }

    fn change(&mut self, line: u32, how: &str, key: &str, values: &[&str]) {
        let values = values.iter().map(|value| (*value).to_owned());
        let known = self.settings.iter_mut().rev().find(|(_, name, _)| name == key);
        match (how, known) {
            ("append", Some((_, _, known))) => known.extend(values),
            ("unselect", Some((_, _, known))) => {
                let gone: Vec<String> = values.collect();
                known.retain(|value| !gone.contains(value));
            }
            ("unselect", None) => {}
            ("unset", _) => self.settings.retain(|(_, name, _)| name != key),
            _ => self.settings.push((line, key.to_owned(), values.collect())),
        }
    }
}

/// The sections of one virtual domain.
#[derive(Debug, Default)]
pub(super) struct Part {
    name: Option<String>,
    pub(super) sections: HashMap<String, Vec<Entry>>,
}

impl Part {
    fn entries(&mut self, section: &str) -> &mut Vec<Entry> {
        self.sections.entry(section.to_owned()).or_default()
    }
}

/// Everything in a file: what stands in no virtual domain comes first.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) parts: Vec<Part>,
    /// A line that may change everything, with its text.
    pub(super) lost: Vec<(u32, String)>,
}

impl Parts {
    /// The interfaces of a virtual domain: its own, and those that are given to it elsewhere.
    pub(super) fn interfaces<'p>(&'p self, part: &'p Part) -> impl Iterator<Item = &'p Entry> {
        let all = self.parts.iter().flat_map(move |other| {
            let entries = other.sections.get("system interface").into_iter().flatten();
            entries.map(move |entry| (std::ptr::eq(other, part), other.name.is_none(), entry))
        });
        all.filter(move |(own, global, entry)| {
            let given = entry.value("vdom");
            match &part.name {
                None => *own,
                Some(name) if given.is_empty() => *own || *global && name == "root",
                Some(name) => given == name,
            }
        })
        .map(|(_, _, entry)| entry)
    }

    fn part(&mut self, name: Option<&str>) -> &mut Part {
        let at = self.parts.iter().position(|part| part.name.as_deref() == name);
        let at = at.unwrap_or_else(|| {
            self.parts.push(Part { name: name.map(str::to_owned), ..Part::default() });
            self.parts.len() - 1
        });
        &mut self.parts[at]
    }
}

/// What is said of a line that is not understood.
const UNREAD: &str = "it is not understood: what it sets is not known";

/// How lines are known where something stands in front of them.
pub(super) const MANNER: Manner = Manner { starts: is_line, spaced_prompt: true };

/// Whether a line is a command of a configuration.
fn is_line(line: &str) -> bool {
    #[rustfmt::skip]
    const VERBS: WordList = WordList::new(&[
        "append", "clone", "config", "delete", "edit", "end", "move", "next", "purge", "rename",
        "set", "unselect", "unset",
    ]);
    let verb = line.split_whitespace().next().unwrap_or("");
    VERBS.has(verb)
}

/// All sections. Sections within entries are passed over.
pub(super) fn read(text: &str, sink: &mut Sink<'_>) -> Parts {
    let text = captured::plain(text, MANNER);
    let lines: Vec<&str> = text.lines().collect();
    let mut reader = Reader::default();
    let mut at = 0;
    while at < lines.len() {
        let number = at as u32 + 1;
        reader.line(lines[at], number, sink);
        at += 1;
        if !is_open(lines[at - 1]) {
            continue;
        }
        // A value of several lines holds no commands: one that does was not closed.
        let ends = |line: &&str| is_open(line) || is_line(line.trim_start());
        match lines[at..].iter().position(ends) {
            Some(behind) if is_open(lines[at + behind]) => {
                (at..=at + behind).for_each(|line| sink.pass(line as u32 + 1));
                at += behind + 1;
            }
            _ => reader.unread(lines[at - 1], number, sink),
        }
    }
    reader.parts
}

/// Whether a line opens a quotation, or closes one that was open.
fn is_open(line: &str) -> bool {
    let mut is_open = false;
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => drop(rest.next()),
            '"' => is_open = !is_open,
            _ => {}
        }
    }
    is_open
}

/// Where in a configuration a line stands.
struct Reader {
    parts: Parts,
    /// The `config` that are open.
    open: Vec<String>,
    /// Inside of `config vdom` or `config global`, and the virtual domain.
    is_virtual: bool,
    domain: Option<String>,
    /// The entry that is changed, and the places of those of the section.
    current: Option<usize>,
    places: HashMap<String, usize>,
    section: String,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            parts: Parts { parts: vec![Part::default()], lost: Vec::new() },
            open: Vec::new(),
            is_virtual: false,
            domain: None,
            current: None,
            places: HashMap::new(),
            section: String::new(),
        }
    }
}

impl Reader {
    fn line(&mut self, line: &str, number: u32, sink: &mut Sink<'_>) {
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        sink.pass(number);
        self.enter(&words);
        let Some((name, depth)) = name(&self.open) else {
            let is_known = match words.first() {
                Some(&"config" | &"end" | &"next") => true,
                Some(&"edit") => self.is_virtual,
                _ => line.trim_start().starts_with('#'),
            };
            let says = words.iter().any(|word| matches!(*word, "config" | "edit" | "set"));
            if says && !is_known {
                self.lose(line, number, sink);
            }
            return;
        };
        let opens = words.first() == Some(&"config") && self.open.len() == depth;
        if opens || name != self.section {
            let entries = self.parts.part(self.domain.as_deref()).entries(&name);
            (self.current, self.places) = (None, by_name(entries));
            self.section = name;
        }
        self.note_second_address(&words, number);
        if self.open.len() > depth || words.first() == Some(&"config") {
            return;
        }
        if !self.command(&words, number) {
            self.unread(line, number, sink);
        }
    }

    /// Goes into sections and virtual domains, and out of them.
    fn enter(&mut self, words: &[&str]) {
        match words {
            // Virtual firewalls hold sections of their own.
            ["config", "vdom"] if self.open.is_empty() => self.is_virtual = true,
            ["config", "global"] if self.open.is_empty() => {}
            // No section stands in another one that is not closed.
            ["config", "firewall" | "system" | "router", _, ..] => {
                self.open = vec![words[1..].join(" ")];
            }
            ["config", name @ ..] => self.open.push(name.join(" ")),
            ["edit", name, ..] if self.open.is_empty() && self.is_virtual => {
                self.domain = Some((*name).to_owned());
            }
            ["next"] if self.open.is_empty() => self.domain = None,
            ["end"] if self.open.pop().is_none() => (self.is_virtual, self.domain) = (false, None),
            _ => {}
        }
    }

    fn note_second_address(&mut self, words: &[&str], number: u32) {
        if let ([.., inner], ["set", "ip", values @ ..]) = (self.open.as_slice(), words)
            && inner == "secondaryip"
            && let Some(at) = self.current
            && let Some(entry) = self.entries().get_mut(at)
        {
            entry.settings.push((number, "secondaryip".to_owned(), owned(values)));
        }
    }

    fn entries(&mut self) -> &mut Vec<Entry> {
        self.parts.part(self.domain.as_deref()).entries(&self.section)
    }

    /// Runs a command of a section; `false` if it is none, or if what it changes is not there.
    fn command(&mut self, words: &[&str], number: u32) -> bool {
        let current = self.current;
        match words {
            ["edit", name, ..] => {
                // What stands there already is changed; 0 is the next that is free.
                self.current = self.places.get(*name).copied().filter(|_| *name != "0");
                if self.current.is_none() {
                    self.add((*name).to_owned(), number);
                }
            }
            [how @ ("set" | "append" | "unset" | "unselect"), key, values @ ..] => {
                let entry = current.and_then(|at| self.entries().get_mut(at));
                let Some(entry) = entry else { return !is_table(&self.section) };
                entry.change(number, how, &key.to_ascii_lowercase(), values);
            }
            ["delete" | "move" | "purge" | "clone" | "rename", rest @ ..] => {
                let is_known = rearrange(self.entries(), words[0], rest, number);
                let places = by_name(self.entries());
                (self.current, self.places) = (None, places);
                return is_known;
            }
            ["next"] => self.current = None,
            [] | ["end", ..] => {}
            [first, ..] => return first.starts_with('#'),
        }
        true
    }

    fn add(&mut self, name: String, line: u32) {
        let at = self.entries().len();
        self.places.insert(name.clone(), at);
        self.current = Some(at);
        self.entries().push(Entry { name, line, ..Entry::default() });
    }

    /// A line that may set anything of the entry that it stands in; where none is open, anything.
    fn unread(&mut self, line: &str, number: u32, sink: &mut Sink<'_>) {
        if !matters(&self.section) || self.open.is_empty() {
            return;
        }
        if !self.section.starts_with("firewall ") {
            return self.lose(line, number, sink);
        }
        sink.skip(number, line, UNREAD);
        if self.current.is_none() && self.section.contains("policy") {
            self.add(String::new(), number);
        }
        if let Some(entry) = self.current.and_then(|at| self.entries().get_mut(at)) {
            entry.unread.get_or_insert(number);
        }
    }

    /// A line that may change everything.
    fn lose(&mut self, line: &str, number: u32, sink: &mut Sink<'_>) {
        sink.skip(number, line, UNREAD);
        if self.parts.lost.is_empty() {
            self.parts.lost.push((number, line.trim().to_owned()));
        }
    }
}

/// Whether a section has to do with what passes.
fn matters(section: &str) -> bool {
    const OTHERS: [&str; 6] = [
        "system interface",
        "system zone",
        "system sdwan",
        "system virtual-wan-link",
        "system switch-interface",
        "router static",
    ];
    section.starts_with("firewall ") || OTHERS.iter().any(|other| section.starts_with(other))
}

/// Whether everything in a section stands in entries.
fn is_table(section: &str) -> bool {
    let is_list = ["policy", "address", "addrgrp", "vip", "service custom", "service group"];
    section.starts_with("firewall ") && is_list.iter().any(|part| section.contains(part))
        || matches!(section, "system interface" | "system zone" | "router static")
}

/// The section that lines belong to, and how many `config` stand around them. The parts of SD-WAN are
/// sections of their own.
fn name(open: &[String]) -> Option<(String, usize)> {
    match open {
        [outer, inner, ..] if matches!(&**outer, "system sdwan" | "system virtual-wan-link") => {
            Some((format!("{outer} {inner}"), 2))
        }
        [outer, ..] => Some((outer.clone(), 1)),
        [] => None,
    }
}

fn owned(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

fn by_name(entries: &[Entry]) -> HashMap<String, usize> {
    entries.iter().enumerate().map(|(at, entry)| (entry.name.clone(), at)).collect()
}

/// `delete 5`, `move 5 before 3`, `purge`, `clone 5 to 6`, `rename 5 to 6`; `false` if what is meant is
/// not there.
fn rearrange(entries: &mut Vec<Entry>, how: &str, words: &[&str], line: u32) -> bool {
    let place = |name: &str, entries: &[Entry]| entries.iter().position(|entry| entry.name == name);
    match (how, words) {
        ("delete", [name, ..]) => entries.retain(|entry| entry.name != *name),
        ("purge", _) => entries.clear(),
        ("move", [name, where_to @ ("before" | "after"), other]) => {
            let from = place(name, entries).filter(|_| place(other, entries).is_some());
            if let Some(moved) = from.map(|from| entries.remove(from)) {
                let to = place(other, entries).unwrap_or(0) + usize::from(*where_to == "after");
                entries.insert(to.min(entries.len()), moved);
            }
        }
        ("clone" | "rename", [name, "to", new]) => {
            let Some(from) = place(name, entries) else { return false };
            if how == "rename" {
                (*new).clone_into(&mut entries[from].name);
            } else {
                let copy = Entry { name: (*new).to_owned(), line, ..entries[from].clone() };
                entries.retain(|entry| entry.name != *new);
                entries.push(copy);
            }
        }
        _ => return false,
    }
    true
}
