//! Access lists of Cisco IOS, ASA and NX-OS: configurations, and what `show access-lists` prints.
//!
//! The dialect decides what a mask means: ASA writes network masks, IOS wildcard masks, NX-OS prefixes. Every list ends with a deny
//! of everything. Which packets a list sees is read from the interfaces; where a file has lists alone, nobody knows.

mod address;
mod entry;
mod interface;
mod object;
mod word;

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use indexmap::IndexMap;

use crate::firewall::{Action, Device, Filters, Interface, List, Route, Rule, Unbound};
use crate::import::format;
use crate::import::sink::Sink;
pub(super) use address::prefix;
use entry::Context;
use interface::{Binding, Way};
use object::{Kind, Objects};

/// Whose configuration it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Ios,
    Asa,
    Nxos,
}

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, 262_144);
    let starts = ["access-list ", "ip access-list ", "ipv6 access-list ", "object-group network", "object-group service", "object network"];
    let shown = ["Extended IP access list ", "Standard IP access list ", "IPv6 access list ", "IP access list "];
    let list = |line: &str| {
        let line = line.trim_start();
        starts.iter().chain(&shown).any(|start| line.starts_with(start))
    };
    let interface =
        || head.lines().any(|line| line.starts_with("interface ")) && head.lines().any(|line| line.trim_start().starts_with("ip address "));
    if head.lines().any(list) {
        90
    } else if interface() {
        70
    } else {
        0
    }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut reader = Reader::new(text);
    for (at, raw) in text.lines().enumerate() {
        reader.line(raw, at as u32 + 1, sink);
    }
    reader.finish(sink);
}

/// A list as it was read.
#[derive(Debug)]
struct Found<'t> {
    kind: entry::Kind,
    six: bool,
    entries: Vec<Entry<'t>>,
}

/// An entry as it stands in the file.
#[derive(Clone, Debug)]
struct Entry<'t> {
    line: u32,
    /// Its place among the others: what the file says, else ten behind the last.
    number: u64,
    /// Whether it was made out of another by putting in what a group holds.
    expanded: bool,
    text: &'t str,
    words: Vec<&'t str>,
}

/// What indented lines belong to.
#[derive(Debug)]
enum Inside {
    Nothing,
    List,
    Group,
    Interface(usize),
}

struct Reader<'t> {
    dialect: Dialect,
    objects: Objects,
    lists: IndexMap<String, Found<'t>>,
    interfaces: Vec<Interface>,
    bindings: Vec<Binding>,
    routes: Vec<(Route, Option<String>)>,
    inside: Inside,
    /// The list that entries belong to which stand behind something else.
    last_list: Option<String>,
    last_group: Option<String>,
    same_level: bool,
    /// Names of lists that serve something else: management, translation, tunnels.
    elsewhere: BTreeSet<String>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            dialect: dialect(text),
            objects: Objects::default(),
            lists: IndexMap::new(),
            interfaces: Vec::new(),
            bindings: Vec::new(),
            routes: Vec::new(),
            inside: Inside::Nothing,
            last_list: None,
            last_group: None,
            same_level: false,
            elsewhere: BTreeSet::new(),
        }
    }

    fn line(&mut self, raw: &'t str, number: u32, sink: &mut Sink<'_>) {
        let text = raw.trim();
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            [first, ..] if first.starts_with('!') || first.starts_with('#') => sink.pass(number),
            ["remark", ..] => sink.pass(number),
            [count, "remark", ..] if word::is_number(count) => sink.pass(number),
            ["ip", "access-list", kind @ ("extended" | "standard"), name, ..] => self.open_list(name, kind, false, number, sink),
            ["ip", "access-list", "resequence" | "logging" | "log-update" | "persistent" | "helper", ..] => sink.pass(number),
            ["ip", "access-list", name] => self.open_list(name, "extended", false, number, sink),
            ["ipv6", "access-list", name] => self.open_list(name, "extended", true, number, sink),
            [kind @ ("Extended" | "Standard"), "IP", "access", "list", name, ..] => {
                self.open_list(name, &kind.to_lowercase(), false, number, sink);
            }
            ["IPv6", "access", "list", name, ..] | ["IPV6", "ACL", name, ..] => self.open_list(name, "extended", true, number, sink),
            ["IP", "access", "list", name, ..] => self.open_list(name, "extended", false, number, sink),
            ["access-list", name, rest @ ..] => self.old_style(name.trim_end_matches(';'), rest, raw, number, sink),
            ["object-group" | "object", kind, name, rest @ ..] if group_kind(kind, rest).is_some() && !self.is_inside_group(raw) => {
                self.open_group(kind, name, rest, number, sink);
            }
            ["name", address, name, ..] => {
                self.objects.name(address, name);
                sink.pass(number);
            }
            ["interface", name, ..] => self.open_interface(name, &words, number, sink),
            ["access-group", list, "global", ..] => self.bind("", list, Way::Global, number, sink),
            ["access-group", list, way @ ("in" | "out"), "interface", name, ..] => {
                self.bind(name, list, if *way == "in" { Way::In } else { Way::Out }, number, sink);
            }
            ["same-security-traffic", "permit", "inter-interface"] => {
                self.same_level = true;
                sink.pass(number);
            }
            ["ip" | "ipv6", "route", ..] | ["route", _, _, _, ..] => self.route(&words, text, number, sink),
            _ => self.other(raw, &words, number, sink),
        }
    }

    fn is_inside_group(&self, raw: &str) -> bool {
        matches!(self.inside, Inside::Group) && raw.starts_with([' ', '\t'])
    }

    fn open_list(&mut self, name: &str, kind: &str, six: bool, number: u32, sink: &mut Sink<'_>) {
        let kind = if kind == "standard" { entry::Kind::Standard } else { entry::Kind::Extended };
        self.lists.entry(name.to_owned()).or_insert_with(|| Found { kind, six, entries: Vec::new() });
        self.inside = Inside::List;
        self.last_list = Some(name.to_owned());
        sink.pass(number);
    }

    fn open_group(&mut self, kind: &str, name: &str, rest: &[&str], number: u32, sink: &mut Sink<'_>) {
        // NX-OS puts the family in front: `object-group ip address SRV`.
        let (name, kind) = match (kind, rest) {
            ("ip" | "ipv6", [real, ..]) => (*real, if name == "port" { Kind::Service(None) } else { Kind::Network }),
            _ => (name, group_kind(kind, rest).unwrap_or(Kind::Other)),
        };
        self.objects.open(name, kind);
        self.inside = Inside::Group;
        self.last_group = Some(name.to_owned());
        sink.pass(number);
    }

    fn open_interface(&mut self, name: &str, words: &[&str], number: u32, sink: &mut Sink<'_>) {
        // PIX and some exports write the unit apart: `interface Vlan 10`.
        let name = match words.get(2) {
            Some(unit) if unit.starts_with(|c: char| c.is_ascii_digit()) => format!("{name}{unit}"),
            _ => name.to_owned(),
        };
        self.interfaces.push(Interface { name, ..Interface::default() });
        self.inside = Inside::Interface(self.interfaces.len() - 1);
        sink.pass(number);
    }

    fn bind(&mut self, interface: &str, list: &str, way: Way, line: u32, sink: &mut Sink<'_>) {
        // A list of ASA may see both families.
        self.bindings.push(Binding { interface: interface.to_owned(), list: list.to_owned(), six: false, way, line });
        sink.pass(line);
    }

    fn route(&mut self, words: &[&str], text: &str, number: u32, sink: &mut Sink<'_>) {
        match interface::route(words, &self.objects) {
            Some(route) => {
                self.routes.push(route);
                sink.pass(number);
            }
            None if words.contains(&"static") || words.contains(&"profile") => sink.pass(number),
            None => sink.skip(number, text, "the route is not understood"),
        }
    }

    /// `access-list NAME …`: IOS by number, ASA by name, and what `show access-list` prints.
    fn old_style(&mut self, name: &str, rest: &[&'t str], raw: &'t str, number: u32, sink: &mut Sink<'_>) {
        self.inside = Inside::Nothing;
        let (at, rest) = match rest {
            ["line", at, rest @ ..] => (at.parse::<u64>().ok().map(|at| at * 10), rest),
            rest => (None, rest),
        };
        let (kind, rest) = match rest {
            ["extended", rest @ ..] => (entry::Kind::Extended, rest),
            ["standard", rest @ ..] => (entry::Kind::Standard, rest),
            // The number says standard; an entry with a protocol is extended all the same.
            ["permit" | "deny", word, ..]
                if self.dialect == Dialect::Ios
                    && is_standard_number(name)
                    && super::port_name::transport(word).is_err_and(|e| e == super::port_name::Other::Unknown)
                    || (*word == "any" && rest.len() <= 3 && is_standard_number(name)) =>
            {
                (entry::Kind::Standard, rest)
            }
            rest => (entry::Kind::Extended, rest),
        };
        match rest {
            ["remark", ..] | [] => return sink.pass(number),
            ["webtype" | "ethertype", ..] => return sink.pass(number),
            ["permit" | "deny", ..] => {}
            ["dynamic", ..] | ["compiled", ..] => return sink.skip(number, raw, "it is not read: it may let more through"),
            // Heads of `show access-list`: how many elements there are, what is cached.
            [count, "elements" | "elements;", ..] if word::is_number(count) => {
                self.lists.entry(name.to_owned()).or_insert_with(|| Found { kind, six: false, entries: Vec::new() });
                return sink.pass(number);
            }
            ["log", "flows", ..] | ["ACL", "log", "flows:", ..] => return sink.pass(number),
            _ if name == "cached" || name == "alert-interval" || name == "deny-flow-max" => return sink.pass(number),
            _ => {}
        }
        // Whether an entry is standard, the first one says.
        let found = self.lists.entry(name.to_owned()).or_insert_with(|| Found { kind, six: false, entries: Vec::new() });
        found.kind = if found.entries.is_empty() { kind } else { found.kind };
        found.add(at, number, raw, rest.to_vec());
        self.last_list = Some(name.to_owned());
    }

    /// A line that says by itself nothing about lists: it may be part of what is open.
    fn other(&mut self, raw: &'t str, words: &[&'t str], number: u32, sink: &mut Sink<'_>) {
        if entry::is_entry(words) {
            return self.entry(raw, words, number, sink);
        }
        match &self.inside {
            Inside::Interface(at) => {
                let interface = &mut self.interfaces[*at];
                if interface::line(interface, words, number, &self.objects, &mut self.bindings) || raw.starts_with([' ', '\t']) {
                    return sink.pass(number);
                }
                self.inside = Inside::Nothing;
            }
            Inside::List if raw.starts_with([' ', '\t']) => return self.inside_list(raw, words, number, sink),
            _ => {}
        }
        if let Some(group) = self.last_group.clone().filter(|_| !matches!(self.inside, Inside::List)) {
            if self.objects.member(&group, words, self.dialect) {
                return sink.pass(number);
            }
            if self.is_inside_group(raw) {
                // Whatever it is, it may be a member.
                return sink.skip(number, raw, format!("it is not understood as a member of the group {group}"));
            }
        }
        self.elsewhere(words);
        if is_about_filters(words) {
            return sink.skip(number, raw, "it is not read: what it lets through or stops is not known");
        }
        sink.pass(number);
    }

    /// A line of a list that is no plain entry.
    fn inside_list(&mut self, raw: &'t str, words: &[&'t str], number: u32, sink: &mut Sink<'_>) {
        let name = self.last_list.clone().unwrap_or_default();
        let plain = if word::is_number(words[0]) { &words[1..] } else { words };
        match plain {
            ["evaluate" | "statistics" | "fragments" | "description" | "remark" | "hardware" | "exit", ..] | [] => sink.pass(number),
            ["sequence", at, rest @ ..] if entry::is_entry(rest) => {
                let at = at.parse().ok();
                self.lists.entry(name).and_modify(|list| list.add(at, number, raw, rest.to_vec()));
            }
            // Nobody knows what it does: it may be any entry.
            _ => drop(self.lists.entry(name).and_modify(|list| list.add(None, number, raw, words.to_vec()))),
        }
    }

    /// An entry without the name of its list.
    fn entry(&mut self, raw: &'t str, words: &[&'t str], number: u32, sink: &mut Sink<'_>) {
        let Some(name) = self.last_list.clone() else {
            return sink.skip(number, raw, "it belongs to no list that is known");
        };
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

    /// Remembers lists that a line uses for something else than filtering what passes through.
    fn elsewhere(&mut self, words: &[&str]) {
        const USES: [&str; 22] = [
            "access-class",
            "access-list",
            "address",
            "aaa",
            "capture",
            "crypto",
            "distribute-list",
            "filter",
            "http",
            "list",
            "match",
            "nat",
            "ntp",
            "route-map",
            "snmp-server",
            "split-tunnel-network-list",
            "ssh",
            "tftp-server",
            "traffic-acl",
            "value",
            "vpn-filter",
            "logging",
        ];
        if words.iter().any(|word| USES.contains(word)) {
            self.elsewhere.extend(words.iter().skip(1).map(|word| (*word).to_owned()));
        }
    }

    fn finish(mut self, sink: &mut Sink<'_>) {
        self.interfaces.retain(|interface| {
            !interface.networks.is_empty() || interface.label.is_some() || self.bindings.iter().any(|b| b.interface == interface.name)
        });
        let (mut lists, mut names) = (Vec::new(), Vec::new());
        let found = std::mem::take(&mut self.lists);
        for (name, found) in found {
            lists.push(self.list(&name, found, sink));
            names.push(name);
        }
        let filters = self.filters(&mut lists, &mut names, sink);
        let mut device = Device::new(sink.setting.name, lists, filters);
        for (mut route, named) in std::mem::take(&mut self.routes) {
            route.interface = named.and_then(|name| self.interfaces.iter().position(|interface| interface.is_called(&name)));
            device.routes.push(route);
        }
        device.interfaces = self.interfaces;
        if !device.lists.is_empty() || device.interfaces.iter().any(|interface| !interface.networks.is_empty()) {
            sink.devices.push(device);
        }
    }

    fn list(&self, name: &str, mut found: Found<'t>, sink: &mut Sink<'_>) -> List {
        // In the order of their numbers; where groups were put in, the lines they were put into say it once more.
        found.entries.sort_by_key(|entry| (entry.number, !entry.expanded));
        let expanded: BTreeSet<u64> = found.entries.iter().filter(|entry| entry.expanded).map(|entry| entry.number).collect();
        let families = match (self.dialect, found.six) {
            (Dialect::Asa, _) => [true, true],
            (_, six) => [!six, six],
        };
        let mut list = List::new(name, families, entry::end_of_list(Action::Deny));
        if found.entries.is_empty() {
            // IOS lets everything through a list without entries; but perhaps they were left out of the file.
            list.end = Rule::new(0, name, Action::Allow).because(format!("the list {name} has no entries"));
        }
        let context = Context { objects: &self.objects, dialect: self.dialect, kind: found.kind };
        for entry in &found.entries {
            sink.pass(entry.line);
            if !entry.expanded && expanded.contains(&entry.number) {
                continue;
            }
            list.chains[0].rules.extend(entry::rules(entry.line, entry.text, &entry.words, context));
        }
        list
    }

    /// Which packets meet which list.
    fn filters(&mut self, lists: &mut Vec<List>, names: &mut Vec<String>, sink: &mut Sink<'_>) -> Filters {
        let bindings = std::mem::take(&mut self.bindings);
        let placed = self.interfaces.iter().any(|interface| !interface.networks.is_empty());
        if bindings.is_empty() && !placed {
            return Filters::Loose(self.loose(lists, names));
        }
        let mut bound: BTreeSet<usize> = BTreeSet::new();
        for binding in bindings.iter().filter(|binding| binding.way != Way::Global) {
            let list = self.bound_list(binding, &bindings, lists, names);
            bound.extend(names.iter().position(|name| *name == binding.list));
            let at = self.interfaces.iter().position(|interface| interface.is_called(&binding.interface)).unwrap_or_else(|| {
                self.interfaces.push(Interface { name: binding.interface.clone(), ..Interface::default() });
                self.interfaces.len() - 1
            });
            let interface = &mut self.interfaces[at];
            if binding.way == Way::In { interface.entry.push(list) } else { interface.exit.push(list) }
        }
        self.bind_globally(&bindings, lists, names, &mut bound);
        for (at, name) in names.iter().enumerate().filter(|(at, _)| !bound.contains(at)) {
            if !self.elsewhere.contains(name) && at < lists.len() && !lists[at].chains[0].rules.is_empty() {
                let line = lists[at].chains[0].rules[0].line;
                sink.skip(line, &format!("list {name}"), "no interface is bound to it: it stops nothing and lets nothing through");
            }
        }
        Filters::Bound(match self.dialect {
            Dialect::Asa => Unbound::Levels { same: self.same_level },
            Dialect::Ios | Dialect::Nxos => Unbound::Allow,
        })
    }

    /// The list of a binding. On ASA a list of an interface is followed by the one for all; one that is not there may do anything.
    fn bound_list(&self, binding: &Binding, all: &[Binding], lists: &mut Vec<List>, names: &mut Vec<String>) -> usize {
        let Some(at) = names.iter().position(|name| *name == binding.list) else {
            let families = if self.dialect == Dialect::Asa { [true, true] } else { [!binding.six, binding.six] };
            let why = format!("the list {} that is bound here does not stand in the file", binding.list);
            lists.push(List::new(&binding.list, families, Rule::unknown(binding.line, &binding.list, why)));
            names.push(binding.list.clone());
            return lists.len() - 1;
        };
        let global = all.iter().find(|other| other.way == Way::Global).and_then(|other| names.iter().position(|name| *name == other.list));
        match global.filter(|_| binding.way == Way::In) {
            None => at,
            Some(global) => {
                let mut joined = lists[at].clone();
                let more = lists[global].chains[0].rules.clone();
                joined.chains[0].rules.extend(more);
                lists.push(joined);
                names.push(format!("{} and {}", names[at], names[global]));
                lists.len() - 1
            }
        }
    }

    /// The list for all interfaces: those without a list of their own meet it alone.
    fn bind_globally(&mut self, bindings: &[Binding], lists: &mut Vec<List>, names: &mut Vec<String>, bound: &mut BTreeSet<usize>) {
        let Some(global) = bindings.iter().find(|binding| binding.way == Way::Global) else { return };
        let at = self.bound_list(&Binding { way: Way::Out, ..global.clone() }, &[], lists, names);
        bound.insert(at);
        bound.extend((0..names.len()).filter(|list| names[*list].contains(" and ")));
        for interface in self.interfaces.iter_mut().filter(|interface| interface.entry.is_empty()) {
            interface.entry.push(at);
        }
    }

    /// Lists that may filter what passes, where no interface says so.
    fn loose(&self, lists: &[List], names: &[String]) -> Vec<usize> {
        let free: Vec<usize> = (0..lists.len()).filter(|at| !self.elsewhere.contains(&names[*at])).collect();
        let whole =
            |at: &usize| !lists[*at].chains[0].rules.iter().all(|rule| rule.to == crate::firewall::Side::Any && rule.ports.is_any());
        let extended: Vec<usize> = free.iter().copied().filter(|at| whole(at) || !is_standard_number(&names[*at])).collect();
        if extended.is_empty() { free } else { extended }
    }
}

impl<'t> Found<'t> {
    fn add(&mut self, at: Option<u64>, line: u32, raw: &'t str, words: Vec<&'t str>) {
        let last = self.entries.last().map_or(0, |entry| entry.number);
        let number = at.unwrap_or(last + 10);
        let expanded =
            at.is_some() && raw.starts_with([' ', '\t']) && self.entries.iter().rev().take_while(|e| e.number == number).count() > 0;
        self.entries.push(Entry { line, number, expanded, text: raw.trim(), words });
    }
}

/// Numbers of standard lists.
fn is_standard_number(name: &str) -> bool {
    name.parse::<u32>().is_ok_and(|number| (1..=99).contains(&number) || (1300..=1999).contains(&number))
}

fn group_kind(kind: &str, rest: &[&str]) -> Option<Kind> {
    match kind {
        "network" => Some(Kind::Network),
        "service" => Some(Kind::Service(rest.first().and_then(|word| super::port_name::transport(word).ok()))),
        "protocol" => Some(Kind::Protocol),
        "ip" | "ipv6" if !rest.is_empty() => Some(Kind::Network),
        "icmp-type" | "user" | "security" | "mac" => Some(Kind::Other),
        _ => None,
    }
}

/// Whether a command that is not read may let packets through, stop them or change their addresses.
fn is_about_filters(words: &[&str]) -> bool {
    let contains = |word: &str| words.contains(&word);
    match words {
        ["static" | "nat" | "global" | "alias", ..] => true,
        ["zone-pair" | "zone", ..] | ["ip", "inspect", ..] | ["vlan", "access-map" | "filter", ..] => true,
        ["ip", "nat", rest @ ..] => rest.contains(&"static"),
        [first, ..] => first.contains("access-group") || (first.contains("access-list") && !contains("match")),
        [] => false,
    }
}

/// Whose configuration a text is: by words that only one has, else by what its masks can mean.
fn dialect(text: &str) -> Dialect {
    let (mut asa, mut nxos, mut network, mut wildcard) = (false, false, 0_u32, 0_u32);
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        asa |= match words.as_slice() {
            ["access-list", _, "extended" | "line", ..]
            | ["access-group", _, "in" | "out", "interface", ..]
            | ["access-group", _, "global", ..] => true,
            ["nameif" | "security-level" | "names" | "network-object" | "port-object" | "service-object" | "protocol-object", ..] => true,
            ["object", "network" | "service", ..] | ["ASA" | "PIX", "Version", ..] | [":", "Saved", ..] => true,
            ["access-list", _, count, "elements" | "elements;", ..] => word::is_number(count),
            _ => false,
        };
        nxos |= match words.as_slice() {
            ["ip", "access-list", name] => !matches!(*name, "extended" | "standard"),
            ["IP", "access", "list", ..] | ["feature", ..] | ["statistics", "per-entry", ..] | ["object-group", "ip", ..] => true,
            _ => false,
        };
        if words.contains(&"permit") || words.contains(&"deny") {
            for pair in words.windows(2) {
                let (Ok(address), Ok(mask)) = (pair[0].parse::<Ipv4Addr>(), pair[1].parse::<Ipv4Addr>()) else { continue };
                match address::is_network_mask(address, mask) {
                    Some(true) => network += 1,
                    Some(false) => wildcard += 1,
                    None => {}
                }
            }
        }
    }
    match (asa, nxos) {
        (true, _) => Dialect::Asa,
        (_, true) => Dialect::Nxos,
        _ if network > 0 && wildcard == 0 => Dialect::Asa,
        _ => Dialect::Ios,
    }
}
