//! Inventories in TOML: a table for each group, with its `hosts`, `vars` and `children`.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{Inventory, range, tell_of_nested};
use crate::import::format;
use crate::import::sink::Sink;

/// The tables of a group.
const PARTS: [&str; 3] = ["hosts", "vars", "children"];

/// A group in INI may be called `web.hosts`, too: then its hosts have no value.
pub(in crate::import) fn sniff(text: &str) -> u8 {
    let lines = || format::head(text, 16_384).lines().map(str::trim);
    let is_table = |line: &str| {
        let name = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let mut parts = name.unwrap_or("").split('.').skip(1);
        parts.any(|part| PARTS.contains(&part))
    };
    let is_part = |line: &str| holds_more(line).is_some_and(|key| PARTS.contains(&key));
    let form = lines().any(|line| is_table(line) || is_part(line));
    let sure = || lines().any(|line| holds_more(line).is_some()) || DeTable::parse(text).is_ok();
    if form && sure() { 86 } else { 0 }
}

/// A line with a table or a list behind the sign: its key.
fn holds_more(line: &str) -> Option<&str> {
    let (key, value) = line.split_once('=')?;
    value.trim_start().starts_with(['{', '[']).then(|| key.trim())
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let lines = Lines::of(text);
    let root = match DeTable::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let line = error.span().map_or(0, |span| lines.at(span.start));
            return sink.skip(line, "", format!("not valid TOML: {}", error.message()));
        }
    };
    let mut reader = Reader { lines, inventory: Inventory::default() };
    for (name, group) in root.get_ref().iter() {
        reader.group(name, group, sink);
    }
    reader.inventory.finish(sink);
}

/// Where the lines of a text start.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at + 1).collect())
    }

    /// The line of a place, from 1.
    fn at(&self, place: usize) -> u32 {
        self.0.partition_point(|start| *start <= place) as u32 + 1
    }
}

type Key<'t> = Spanned<DeString<'t>>;
type Value<'t> = Spanned<DeValue<'t>>;

struct Reader {
    lines: Lines,
    inventory: Inventory,
}

impl Reader {
    fn line(&self, key: &Key<'_>) -> u32 {
        self.lines.at(key.span().start)
    }

    fn group(&mut self, key: &Key<'_>, group: &Value<'_>, sink: &mut Sink<'_>) {
        let (name, line) = (key.get_ref().as_ref(), self.line(key));
        self.inventory.groups.insert(name.to_owned());
        let Some(parts) = table(group) else {
            return sink.skip(line, name, "no group: it has neither hosts nor variables");
        };
        for (key, value) in parts.iter() {
            let (part, line) = (key.get_ref().as_ref(), self.line(key));
            match (part, table(value), value.get_ref()) {
                ("hosts", Some(hosts), _) => self.hosts(name, hosts, sink),
                ("vars", Some(vars), _) => {
                    let vars = self.vars(vars, sink);
                    self.inventory.vars.entry(name.to_owned()).or_default().extend(vars);
                }
                ("children", _, DeValue::Array(children)) => {
                    for child in children.iter().filter_map(|child| text(child.get_ref())) {
                        self.inventory.join(&child, name, line);
                    }
                }
                ("hosts" | "vars" | "children", ..) => {
                    sink.skip(line, part, "a part of a group in a form that is not read");
                }
                _ => sink.skip(line, part, "no part of a group that is known"),
            }
        }
    }

    fn hosts(&mut self, group: &str, hosts: &DeTable<'_>, sink: &mut Sink<'_>) {
        for (key, value) in hosts.iter() {
            let (member, line) = (key.get_ref().as_ref(), self.line(key));
            let vars = match table(value) {
                Some(vars) => self.vars(vars, sink),
                None => {
                    let why = "the variables of a host are a table: what stands there is not read";
                    sink.skip(line, member, why);
                    Vec::new()
                }
            };
            let names = range(member);
            if names.is_empty() {
                let why = "the range of hosts is not understood or too large";
                sink.skip(line, member, why);
            }
            for host in names {
                self.inventory.add(&host, group, line).vars.extend(vars.iter().cloned());
            }
        }
    }

    /// Variables with their values: a list as its entries with commas between. What holds more than
    /// that is told, if it is a variable that would say something of the host.
    fn vars(&self, vars: &DeTable<'_>, sink: &mut Sink<'_>) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for (key, value) in vars.iter() {
            let said = match value.get_ref() {
                DeValue::Array(items) => {
                    let items = items.iter().map(|item| text(item.get_ref()));
                    items.collect::<Option<Vec<_>>>().map(|items| items.join(", "))
                }
                one => text(one),
            };
            if said.is_none() {
                tell_of_nested(key.get_ref(), self.line(key), sink);
            }
            found.push((key.get_ref().to_string(), said.unwrap_or_default()));
        }
        found
    }
}

fn table<'v, 't>(value: &'v Value<'t>) -> Option<&'v DeTable<'t>> {
    match value.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

/// A text, a number, a day, or a yes or no.
fn text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(yes) => Some(yes.to_string()),
        DeValue::Datetime(day) => Some(day.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
