//! Access lists of Cisco IOS, ASA and NX-OS: configurations, and what `show access-lists` prints.
//!
//! The dialect decides what a mask means: ASA writes network masks, IOS wildcard masks, NX-OS
//! prefixes. Every list ends with a deny of everything. Which packets a list sees is read from the
//! interfaces; where a file has lists alone, that is not known.

mod address;
mod banner;
mod binding;
mod conduit;
mod context;
mod dialect;
mod end;
mod entry;
mod interface;
mod list;
mod mask;
mod named;
mod negation;
mod object;
mod stray;
mod translation;
mod tunnel;
mod usage;
mod word;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::firewall::{Device, Interface, Route};
use crate::import::firewall::captured::{self, Manner};
use crate::import::format;
use crate::import::sink::Sink;
pub(super) use address::prefix;
use banner::Banners;
use dialect::Dialect;
use interface::{Binding, Tail, Way};
use list::Found;
use object::{Kind, Objects, Taken};
use stray::{Doubt, Unread};
use translation::Translation;
use tunnel::Tunnels;

/// How lines of Cisco are known where something stands in front of them.
const MANNER: Manner = Manner { starts: is_line, spaced_prompt: false };

/// Whether a line is one about lists, or about where they are bound.
fn is_line(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(3).collect();
    match words.as_slice() {
        ["no", rest @ ..] => is_head(rest),
        [number, rest @ ("permit" | "deny" | "remark"), ..] => {
            word::is_number(number) || is_head(&[number, rest])
        }
        words => is_head(words),
    }
}

fn is_head(words: &[&str]) -> bool {
    match words {
        [
            "access-list" | "access-group" | "object-group" | "network-object" | "port-object"
            | "service-object" | "group-object" | "protocol-object" | "conduit" | "nameif"
            | "security-level" | "interface" | "permit" | "deny",
            _,
            ..,
        ]
        | ["object", "network" | "service", ..]
        | [
            "ip" | "ipv4" | "ipv6",
            "access-list" | "access-group" | "address" | "traffic-filter" | "route" | "nat",
            ..,
        ] => true,
        ["vlan", number] => word::is_number(number),
        _ => false,
    }
}

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = captured::plain(format::head(text, 262_144), MANNER);
    let starts = [
        "access-list ",
        "ip access-list ",
        "ipv6 access-list ",
        "ipv4 access-list ",
        "object-group network",
        "object-group service",
        "object network",
        "conduit ",
        "nameif ethernet",
    ];
    let list = |line: &str| {
        let line = line.trim_start();
        let words: Vec<&str> = line.split_whitespace().collect();
        starts.iter().any(|start| line.starts_with(start)) || list::shown(&words).is_some()
    };
    let interface = || {
        head.lines().any(|line| line.starts_with("interface "))
            && head.lines().any(|line| line.trim_start().starts_with("ip address "))
    };
    if head.lines().any(list) {
        90
    } else if interface() {
        70
    } else {
        0
    }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let text = &*captured::plain(text, MANNER);
    let banners = Banners::find(text);
    let mut reader = Reader::new(text, &banners);
    for (at, raw) in text.lines().enumerate() {
        match banners.holds(at) {
            true => sink.pass(at as u32 + 1),
            false => reader.line(raw, at as u32 + 1, sink),
        }
    }
    if let Some(line) = banners.torn {
        let shown = text.lines().nth(line as usize - 1).unwrap_or("");
        sink.skip(line, shown, TORN);
        reader.doubt_all(line, shown, TORN);
    }
    reader.finish(sink);
}

/// What is said of a text that is not closed.
const TORN: &str = "the text that starts here is not closed: what follows may be a part of it";

/// What is said of `ip inspect`.
const INSPECTED: &str = "it is not read: what it lets through or stops is not known";

/// What indented lines belong to.
#[derive(Debug)]
enum Inside {
    Nothing,
    List,
    /// A list for frames or for protocols that are not read.
    Foreign,
    Group,
    Interface(usize),
}

struct Reader<'t> {
    dialect: Dialect,
    objects: Objects,
    lists: IndexMap<String, Found<'t>>,
    /// Remarks of a list of ASA since its last entry: they count where a line says its place.
    remarks: BTreeMap<String, u64>,
    interfaces: Vec<Interface>,
    bindings: Vec<Binding>,
    routes: Vec<(Route, Option<String>)>,
    /// Interfaces that are members of a bridge, with its number.
    bridged: Vec<(usize, String)>,
    inside: Inside,
    /// The list that entries belong to which stand behind something else.
    last_list: Option<String>,
    last_group: Option<String>,
    same_level: bool,
    translations: Vec<Translation>,
    tunnels: Tunnels,
    /// Whether zones decide what passes, by rules that are not read.
    has_zones: bool,
    /// Names of lists that serve something else: management, translation, tunnels.
    elsewhere: BTreeSet<String>,
    /// Names of lists that choose what a class is about.
    classes: BTreeSet<String>,
    /// Whether such a class may filter.
    has_filtering_classes: bool,
    /// The first line for which it is not known what is in force.
    torn: Option<Doubt>,
    /// Commands that may filter and are not read.
    unread: Vec<Unread>,
    /// Policies of interfaces, and whether a class drops what it is about.
    policies: Vec<Unread>,
    drops: bool,
    /// Conduits of an old PIX, each a line with its words.
    conduits: Vec<(u32, &'t str, Vec<&'t str>)>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, banners: &Banners) -> Self {
        let lines = text.lines().enumerate().filter(|(at, _)| !banners.holds(*at));
        Self {
            dialect: Dialect::of(lines.map(|(_, line)| line)),
            objects: Objects::default(),
            lists: IndexMap::new(),
            remarks: BTreeMap::new(),
            interfaces: Vec::new(),
            bindings: Vec::new(),
            routes: Vec::new(),
            bridged: Vec::new(),
            inside: Inside::Nothing,
            last_list: None,
            last_group: None,
            same_level: false,
            translations: Vec::new(),
            tunnels: Tunnels::default(),
            has_zones: false,
            elsewhere: BTreeSet::new(),
            classes: BTreeSet::new(),
            has_filtering_classes: false,
            torn: None,
            unread: Vec::new(),
            policies: Vec::new(),
            drops: false,
            conduits: Vec::new(),
        }
    }

    fn line(&mut self, raw: &'t str, number: u32, sink: &mut Sink<'_>) {
        let text = raw.trim();
        // Some vendors put names between quotation marks.
        let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches('"')).collect();
        match words.as_slice() {
            [] => {}
            [first, ..] if first.starts_with('!') || first.starts_with('#') => sink.pass(number),
            ["no", rest @ ..] if self.negation(raw, rest, number, sink) => {}
            ["clear", "configure" | "config", "access-list", names @ ..] => {
                self.lists.retain(|name, _| !names.is_empty() && !names.contains(&name.as_str()));
                sink.pass(number);
            }
            ["remark", ..] => sink.pass(number),
            [count, "remark", ..] if word::is_number(count) => sink.pass(number),
            ["ip", "access-list", kind @ ("extended" | "standard"), name, ..] => {
                self.open_list(name, kind, false, number, sink)
            }
            [
                "ip" | "ipv6",
                "access-list",
                "resequence" | "logging" | "log-update" | "persistent" | "helper",
                ..,
            ] => sink.pass(number),
            ["ip", "access-list", name] => self.open_list(name, "extended", false, number, sink),
            ["ipv4", "access-list", name] => self.open_list(name, "extended", false, number, sink),
            ["ipv6", "access-list", name] => self.open_list(name, "extended", true, number, sink),
            // As AOS-CX writes it.
            ["access-list", family @ ("ip" | "ipv6"), name] => {
                self.open_list(name, "extended", *family == "ipv6", number, sink);
            }
            ["mac" | "arp" | "ipx" | "appletalk", "access-list", ..]
            | ["access-list", "mac", _] => {
                self.open_foreign(number, sink);
            }
            _ if list::shown(&words).is_some() => self.open_shown(&words, number, sink),
            ["access-list", name, rest @ ..] => {
                self.old_style(name.trim_end_matches(';'), rest, raw, number, sink)
            }
            ["object-group" | "object", kind, name, rest @ ..]
                if group_kind(kind, rest).is_some() && !self.is_inside_group(raw) =>
            {
                self.open_group(kind, name, rest, number, sink);
            }
            ["object-group" | "object", kind, name, ..] if !self.is_inside_group(raw) => {
                self.objects.open_unread(name, kind);
                self.inside = Inside::Group;
                self.last_group = Some((*name).to_owned());
                sink.pass(number);
            }
            ["name", address, name, ..] => {
                self.objects.names.add(address, name);
                sink.pass(number);
            }
            ["nameif", hardware, label, level] if level.starts_with("security") => {
                self.name_interface(hardware, label, &level["security".len()..]);
                sink.pass(number);
            }
            ["ip", "address", label, rest @ ..] if self.is_labelled(label) => {
                self.address_interface(label, rest, number, text, sink);
            }
            ["conduit", rest @ ..] => self.conduit(raw, rest, number, sink),
            // What is said to several at once is not said of each of them.
            ["interface", "range", ..] => {
                self.inside = Inside::Nothing;
                sink.pass(number);
            }
            ["interface", name, ..] => self.open_interface(name, &words, number, sink),
            // ProCurve says below a network what others say below its interface.
            ["vlan", id] if word::is_number(id) => {
                self.open_interface(&format!("vlan{id}"), &[], number, sink);
            }
            ["access-group", list, "global", tail @ ..] => {
                self.bind("", list, Way::Global, Tail::of(tail), number, sink);
            }
            // What comes to the firewall itself does not pass it.
            ["access-group", list, _, "interface", _, "control-plane"] => {
                self.elsewhere.insert((*list).to_owned());
                sink.pass(number);
            }
            ["access-group", list, way @ ("in" | "out"), "interface", name, tail @ ..] => {
                let way = if *way == "in" { Way::In } else { Way::Out };
                self.bind(name, list, way, Tail::of(tail), number, sink);
            }
            ["same-security-traffic", "permit", "inter-interface"] => {
                self.same_level = true;
                sink.pass(number);
            }
            ["ip" | "ipv6", "route", ..] | ["route", _, _, _, ..] => {
                self.route(&words, text, number, sink)
            }
            _ => self.other(raw, &words, number, sink),
        }
    }

    fn is_inside_group(&self, raw: &str) -> bool {
        matches!(self.inside, Inside::Group) && raw.starts_with([' ', '\t'])
    }

    fn open_group(
        &mut self,
        kind: &str,
        name: &str,
        rest: &[&str],
        number: u32,
        sink: &mut Sink<'_>,
    ) {
        // NX-OS puts the family in front: `object-group ip address SRV`.
        let (name, kind) = match (kind, rest) {
            ("ip" | "ipv6", [real, ..]) => {
                (*real, if name == "port" { Kind::Service(None) } else { Kind::Network })
            }
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

    fn bind(
        &mut self,
        interface: &str,
        list: &str,
        way: Way,
        tail: Tail,
        line: u32,
        sink: &mut Sink<'_>,
    ) {
        // A list of ASA may see both families.
        self.bindings.push(Binding {
            interface: interface.to_owned(),
            list: list.to_owned(),
            six: false,
            way,
            line,
            tail,
        });
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

    /// A line that says by itself nothing about lists: it may be part of what is open.
    fn other(&mut self, raw: &'t str, words: &[&'t str], number: u32, sink: &mut Sink<'_>) {
        if entry::is_entry(words) {
            return self.entry(raw, words, number, sink);
        }
        self.note_usage(words);
        self.note_policy(words, raw, number);
        self.tunnels.note(words, number);
        match &self.inside {
            Inside::Interface(at) => {
                if let ["bridge-group", number, ..] = words {
                    self.bridged.push((*at, (*number).to_owned()));
                }
                let interface = &mut self.interfaces[*at];
                if interface::line(interface, words, number, &self.objects, &mut self.bindings) {
                    return sink.pass(number);
                }
                if raw.starts_with([' ', '\t']) {
                    return self.of_interface(raw, words, number, sink);
                }
                self.inside = Inside::Nothing;
            }
            Inside::List if raw.starts_with([' ', '\t']) || list::is_silent(words) => {
                return self.inside_list(raw, words, number, sink);
            }
            Inside::Foreign if raw.starts_with([' ', '\t']) => return sink.pass(number),
            _ => {}
        }
        let is_indented = raw.starts_with([' ', '\t']);
        if !(is_indented && matches!(self.inside, Inside::Group))
            && self.stray(raw, words, number, sink)
        {
            return;
        }
        if let Some(group) =
            self.last_group.clone().filter(|_| !matches!(self.inside, Inside::List))
        {
            self.translations.extend(
                translation::of_object(&group, words, &self.objects)
                    .filter(|_| self.is_inside_group(raw)),
            );
            match self.objects.member(&group, words, self.dialect, self.is_inside_group(raw)) {
                Taken::Understood => return sink.pass(number),
                Taken::Doubted => {
                    let why = format!("it is not understood as a member of the group {group}");
                    return sink.skip(number, raw, why);
                }
                Taken::No => {}
            }
            // A command of its own ends the group.
            if matches!(self.inside, Inside::Group) {
                self.inside = Inside::Nothing;
            }
        }
        if !raw.starts_with([' ', '\t']) {
            // Entries behind a line that is no head of a list are of another one.
            (self.last_list, self.inside) = (None, Inside::Nothing);
        }
        match translation::line(words, &self.objects) {
            Some(translation::Line::Static(translation)) => self.translations.push(*translation),
            Some(translation::Line::Unread) => {
                return sink.skip(
                    number,
                    raw,
                    "the translation is not read: what it opens is not known",
                );
            }
            Some(translation::Line::Harmless) | None => {}
        }
        // What `ip inspect` lets back in are answers.
        if matches!(words, ["ip", "inspect", ..]) {
            return sink.skip(number, raw, INSPECTED);
        }
        if stray::may_filter(words, false) {
            self.note_unread(raw, number, sink);
            if !raw.starts_with([' ', '\t']) {
                self.open_foreign(number, sink);
            }
            return;
        }
        sink.pass(number);
    }

    /// A line below an interface that says nothing about where packets go.
    fn of_interface(&mut self, raw: &'t str, words: &[&'t str], number: u32, sink: &mut Sink<'_>) {
        if self.stray(raw, words, number, sink) {
            return;
        }
        match stray::may_filter(words, true) {
            true => self.note_unread(raw, number, sink),
            false => sink.pass(number),
        }
    }

    fn finish(mut self, sink: &mut Sink<'_>) {
        interface::bridge(&mut self.interfaces, &self.bridged, self.dialect);
        self.interfaces.retain(|interface| {
            !interface.networks.is_empty()
                || interface.label.is_some()
                || self.bindings.iter().any(|b| b.interface == interface.name)
        });
        let (mut lists, mut names) = (Vec::new(), Vec::new());
        let found = std::mem::take(&mut self.lists);
        for (name, found) in found {
            lists.push(self.list(&name, found, sink));
            names.push(name);
        }
        self.spread(&mut lists, &names);
        self.add_conduits(&mut lists, &mut names);
        self.add_tunnels(&mut lists, &mut names);
        let filters = self.filters(&mut lists, &mut names, sink);
        let mut device = Device::new(sink.setting.name, lists, filters);
        for (mut route, named) in std::mem::take(&mut self.routes) {
            route.interface = named.and_then(|name| {
                self.interfaces.iter().position(|interface| interface.is_called(&name))
            });
            device.routes.push(route);
        }
        device.interfaces = self.interfaces;
        if !device.lists.is_empty()
            || device.interfaces.iter().any(|interface| !interface.networks.is_empty())
        {
            sink.devices.push(device);
        }
    }
}

fn group_kind(kind: &str, rest: &[&str]) -> Option<Kind> {
    match kind {
        "network" => Some(Kind::Network),
        "service" => Some(Kind::Service(
            rest.first().and_then(|word| super::port_name::transport(word).ok()),
        )),
        "protocol" => Some(Kind::Protocol),
        "ip" | "ipv6" if !rest.is_empty() => Some(Kind::Network),
        "icmp-type" | "user" | "security" | "mac" => Some(Kind::Other),
        _ => None,
    }
}
