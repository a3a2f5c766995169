//! The `config` sections of a FortiGate, by virtual domain.

use std::collections::HashMap;

use crate::import::firewall::iptables::words;
use crate::import::sink::Sink;

/// An `edit` with its settings.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) line: u32,
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

/// Everything in a file: what stands in no virtual domain comes first.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) parts: Vec<Part>,
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

/// All sections. Sections within entries are passed over.
pub(super) fn read(text: &str, sink: &mut Sink<'_>) -> Parts {
    let mut parts = Parts { parts: vec![Part::default()] };
    let mut open: Vec<String> = Vec::new();
    // Inside of `config vdom` or `config global`, and the virtual domain.
    let (mut is_virtual, mut domain): (bool, Option<String>) = (false, None);
    // The entry that is changed, and the places of those of the section.
    let (mut current, mut places): (Option<usize>, HashMap<String, usize>) = (None, HashMap::new());
    let mut section = String::new();
    for (at, line) in text.lines().enumerate() {
        let number = at as u32 + 1;
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        sink.pass(number);
        match words.as_slice() {
            // Virtual firewalls hold sections of their own.
            ["config", "vdom"] if open.is_empty() => is_virtual = true,
            ["config", "global"] if open.is_empty() => {}
            ["config", name @ ..] => open.push(name.join(" ")),
            ["edit", name, ..] if open.is_empty() && is_virtual => {
                domain = Some((*name).to_owned());
            }
            ["next"] if open.is_empty() => domain = None,
            ["end"] if open.pop().is_none() => (is_virtual, domain) = (false, None),
            _ => {}
        }
        let Some((name, depth)) = name(&open) else { continue };
        let entries = parts.part(domain.as_deref()).sections.entry(name.clone()).or_default();
        let opens = words.first() == Some(&"config") && open.len() == depth;
        if opens || name != section {
            (section, current, places) = (name, None, by_name(entries));
        }
        if let ([.., inner], ["set", "ip", values @ ..]) = (open.as_slice(), words.as_slice())
            && inner == "secondaryip"
            && let Some(entry) = current.and_then(|at| entries.get_mut(at))
        {
            entry.settings.push((number, "secondaryip".to_owned(), owned(values)));
        }
        if open.len() > depth || words.first() == Some(&"config") {
            continue;
        }
        match words.as_slice() {
            ["edit", name, ..] => {
                // What stands there already is changed; 0 is the next that is free.
                current = places.get(*name).copied().filter(|_| *name != "0");
                if current.is_none() {
                    let (name, settings) = ((*name).to_owned(), Vec::new());
                    places.insert(name.clone(), entries.len());
                    current = Some(entries.len());
                    entries.push(Entry { name, line: number, settings });
                }
            }
            [how @ ("set" | "append" | "unset" | "unselect"), key, values @ ..] => {
                if let Some(entry) = current.and_then(|at| entries.get_mut(at)) {
                    entry.change(number, how, key, values);
                }
            }
            ["delete" | "move" | "purge", rest @ ..] => {
                rearrange(entries, words[0], rest);
                (current, places) = (None, by_name(entries));
            }
            _ => {}
        }
    }
    parts
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

/// `delete 5`, `move 5 before 3`, `purge`.
fn rearrange(entries: &mut Vec<Entry>, how: &str, words: &[&str]) {
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
        _ => {}
    }
}
