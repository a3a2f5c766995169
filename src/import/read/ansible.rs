//! Ansible inventories: INI, YAML, TOML, and what `ansible-inventory --list` prints. Groups become
//! segments by rule, or by themselves where a host is in one only.

pub(in crate::import) mod toml;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::json;
use crate::diagnostic::Diagnostics;
use crate::import::fact::{Fact, Identity, PatchList};
use crate::import::sink::Sink;
use crate::import::{filler, format, role};
use crate::source::Sources;
use crate::source::yaml::{self, Node, Value as Yaml};
use crate::term::alias::cell::{arch, is_filler, stated_service_pack};
use crate::term::alias::column::{self, Column};
use crate::term::alias::listed::listed;

/// Groups that every host is in, or that only say that it is in none.
const GENERAL: [&str; 2] = ["all", "ungrouped"];
/// Groups above a host; more than any inventory has.
const MAX_LINEAGE: usize = 100;
/// Hosts that a range such as `web[01:50]` may stand for.
const MAX_RANGE: usize = 10_000;

/// Sections alone prove nothing: many files have them. Where nothing speaks of Ansible, every line
/// must be one of an inventory.
pub(in crate::import) fn sniff_ini(text: &str) -> u8 {
    let lines = || {
        format::head(text, 16_384)
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with(['#', ';']))
    };
    if text.trim_start().starts_with(['{', '<']) || lines().any(|line| line.contains("=> {")) {
        return 0;
    }
    let section = |line: &str| {
        line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).map(str::to_owned)
    };
    let sections: Vec<String> = lines().filter_map(section).collect();
    let own = lines().any(|line| {
        sets_a_variable(line) || line.ends_with(":children]") || line.ends_with(":vars]")
    });
    let groups = sections.iter().all(|name| {
        !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
    });
    // Programs give such variables a value, too; most lines of an inventory are of no other kind.
    let is_line = |line: &&str| {
        let word = |key: &str| key.chars().all(|c| c.is_alphanumeric() || c == '_');
        line.starts_with('[')
            || is_host_line(line)
            || line.split_once('=').is_some_and(|(key, _)| word(key.trim()))
    };
    let most = || lines().filter(is_line).count() * 5 >= lines().count() * 4;
    match () {
        () if own && groups && most() => 85,
        () if sections.is_empty() || !groups || own => 0,
        () if lines()
            .all(|line| line.starts_with('[') && line.ends_with(']') || is_host_line(line)) =>
        {
            30
        }
        () => 0,
    }
}

/// Whether a line gives a variable of Ansible's a value: `ansible_host=10.0.0.1`. In a file of facts
/// or variables in YAML a colon stands there.
fn sets_a_variable(line: &str) -> bool {
    let of_a_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    line.match_indices("ansible_").any(|(at, _)| {
        let apart = line[..at].is_empty() || line[..at].ends_with([' ', '\t']);
        apart && line[at..].trim_start_matches(of_a_name).trim_start().starts_with('=')
    })
}

/// A host of an inventory: a name, and variables behind it.
fn is_host_line(line: &str) -> bool {
    let words = words(line);
    let Some((name, vars)) = words.split_first() else { return false };
    let host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']' | ':');
    let variable = |word: &String| {
        word.split_once('=').is_some_and(|(key, _)| {
            !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_')
        })
    };
    name.chars().all(host)
        && name.contains(|c: char| c.is_alphanumeric())
        && vars.iter().all(variable)
}

/// Groups at the top, and nothing in them but what groups have.
pub(in crate::import) fn sniff_yaml(text: &str) -> u8 {
    let head = format::head(text, 16_384);
    let line = |wanted: &str| head.lines().any(|line| line.trim_end() == wanted);
    let indented =
        |wanted: &str| head.lines().any(|line| line.starts_with(' ') && line.trim() == wanted);
    match () {
        () if line("all:") && (indented("hosts:") || indented("children:")) => 88,
        () if indented("hosts:") && is_of_groups(head) => 60,
        () => 0,
    }
}

/// Whether every line at the left is the name of a group, and every one right below such a line a
/// part of it.
fn is_of_groups(head: &str) -> bool {
    const PARTS: [&str; 3] = ["hosts", "children", "vars"];
    let mut below: Option<usize> = None;
    let mut lines = head.lines().filter(|line| {
        let line = line.trim();
        !(line.is_empty() || line.starts_with('#') || line == "---" || line == "...")
    });
    lines.all(|line| {
        let indent = line.len() - line.trim_start().len();
        let key = line.trim().split(':').next().unwrap_or("");
        if indent == 0 {
            below = None;
            return line.contains(':') && !key.contains(char::is_whitespace);
        }
        indent > *below.get_or_insert(indent) || PARTS.contains(&key)
    })
}

pub(in crate::import) fn sniff_json(text: &str) -> u8 {
    let head = text.trim_start();
    if head.starts_with('{') && text.contains("\"_meta\"") && text.contains("\"hostvars\"") {
        92
    } else {
        0
    }
}

/// Hosts with their groups and variables, whatever the form.
#[derive(Default)]
struct Inventory {
    hosts: indexmap::IndexMap<String, Entry>,
    /// The groups that are described.
    groups: BTreeSet<String>,
    /// The groups that a group is part of.
    parents: BTreeMap<String, Vec<String>>,
    /// Where groups are named as parts of others.
    children: Vec<(u32, String)>,
    vars: BTreeMap<String, Vec<(String, String)>>,
}

#[derive(Default)]
struct Entry {
    line: u32,
    groups: Vec<String>,
    vars: Vec<(String, String)>,
}

impl Inventory {
    fn add(&mut self, host: &str, group: &str, line: u32) -> &mut Entry {
        let entry = self.hosts.entry(host.to_owned()).or_default();
        entry.line = if entry.line == 0 { line } else { entry.line };
        if !group.is_empty()
            && !GENERAL.contains(&group)
            && !entry.groups.iter().any(|known| known == group)
        {
            entry.groups.push(group.to_owned());
        }
        entry
    }

    /// Makes a group a part of another.
    fn join(&mut self, child: &str, parent: &str, line: u32) {
        self.parents.entry(child.to_owned()).or_default().push(parent.to_owned());
        self.children.push((line, child.to_owned()));
    }

    /// The groups whose variables count for a host, the most general first.
    fn lineage<'i>(&'i self, groups: &'i [String]) -> Vec<&'i str> {
        let mut found: Vec<&str> = Vec::new();
        let mut next: Vec<&str> = groups.iter().map(String::as_str).collect();
        while let Some(group) = next.pop() {
            if !found.contains(&group) && found.len() < MAX_LINEAGE {
                found.push(group);
                next.extend(self.parents.get(group).into_iter().flatten().map(String::as_str));
            }
        }
        found.push("all");
        found.reverse();
        found
    }

    /// Lists the groups that others are said to have, and that nothing describes.
    fn tell_of_unknown_groups(&self, sink: &mut Sink<'_>) {
        for (line, child) in self.children.iter().filter(|(_, child)| !self.groups.contains(child))
        {
            sink.skip(*line, child, "no group of this inventory: hosts may be missing");
        }
    }

    fn finish(self, sink: &mut Sink<'_>) {
        self.tell_of_unknown_groups(sink);
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for (name, entry) in &self.hosts {
            let mut vars: BTreeMap<&str, &str> = BTreeMap::new();
            for group in self.lineage(&entry.groups) {
                vars.extend(
                    self.vars
                        .get(group)
                        .into_iter()
                        .flatten()
                        .map(|(k, v)| (k.as_str(), v.as_str())),
                );
            }
            vars.extend(entry.vars.iter().map(|(k, v)| (k.as_str(), v.as_str())));
            let (identity, mut facts) = host(name, &vars, &entry.groups);
            facts.extend(service_pack(&vars, entry.line, sink));
            facts.extend(patches(&vars, entry.line, sink));
            for (key, value) in vars.iter().filter(|(key, _)| is_unread(key)) {
                if told.insert(*key) {
                    let why = "a variable that is not read, of this host and maybe of others";
                    sink.skip(entry.line, &format!("{key}={value}"), why);
                }
            }
            sink.observe(identity, entry.line, facts);
        }
    }
}

/// Variables that are read; the others of the same meaning are not.
const READ: [&str; 14] = [
    "fqdn",
    "ip",
    "os",
    "sp",
    "service_pack",
    "segment",
    "zone",
    "vlan",
    "owner",
    "kind",
    "role",
    "hotfixes",
    "patches",
    "name",
];

/// Whether a variable is one that says something of a host in a table, and is not read here.
fn is_unread(key: &str) -> bool {
    let column = column::known(&column::plain(key));
    !READ.contains(&key)
        && !key.starts_with("ansible_")
        && column.is_some_and(|column| column != Column::Other)
}

/// The service pack of a variable.
fn service_pack(vars: &BTreeMap<&str, &str>, line: u32, sink: &mut Sink<'_>) -> Option<Fact> {
    let said = vars.get("sp").or_else(|| vars.get("service_pack"))?.trim();
    let found = stated_service_pack(said);
    if found.is_none() && !is_filler(said) {
        sink.skip(line, said, "no service pack that is known: every one is considered");
    }
    found.map(Fact::ServicePack)
}

/// The patches of a variable: whoever wrote them down need not have known all.
fn patches(vars: &BTreeMap<&str, &str>, line: u32, sink: &mut Sink<'_>) -> Vec<Fact> {
    let said = vars.get("hotfixes").or_else(|| vars.get("patches")).map_or("", |said| said.trim());
    if said.is_empty() {
        return Vec::new();
    }
    let found = listed(said);
    if !found.doubts.is_empty() && !is_filler(said) {
        let why = "names no patch that surely is installed";
        sink.skip(line, &found.doubts.join(", "), why);
    }
    let installed = found.patches.into_iter().map(Fact::Installed);
    installed.chain([Fact::PatchList(PatchList::CutOff)]).collect()
}

fn host(name: &str, vars: &BTreeMap<&str, &str>, groups: &[String]) -> (Identity, Vec<Fact>) {
    let var =
        |names: &[&str]| names.iter().find_map(|name| vars.get(name).copied()).unwrap_or("").trim();
    let mut identity = Identity::named(name);
    identity.add_name(var(&["ansible_fqdn", "fqdn"]));
    identity.add_addresses(var(&[
        "ansible_host",
        "ansible_ssh_host",
        "ip",
        "ansible_ip_addresses",
    ]));
    let mut facts: Vec<Fact> =
        groups.iter().map(|group| Fact::Group(group.as_str().into())).collect();
    let mut text_fact = |value: &str, fact: fn(Box<str>) -> Fact| {
        if !value.is_empty() {
            facts.push(fact(value.into()))
        }
    };
    text_fact(var(&["ansible_distribution", "ansible_os_name", "os"]), Fact::System);
    text_fact(var(&["ansible_distribution_version"]), Fact::Kernel);
    let segments = var(&["segment", "zone", "vlan"]).split(", ");
    segments
        .filter(|name| !filler::is_filler(name))
        .for_each(|name| text_fact(name, Fact::Segment));
    text_fact(var(&["owner"]), Fact::Owner);
    facts.extend(arch(var(&["ansible_architecture"])).map(Fact::Arch));
    facts.extend(role::stated(var(&["kind", "role"])).map(Fact::Role));
    facts.extend(role::from_chassis(var(&["ansible_form_factor"])).map(Fact::Role));
    (identity, facts)
}

pub(in crate::import) fn read_ini(text: &str, sink: &mut Sink<'_>) {
    let mut inventory = Inventory::default();
    let (mut group, mut kind) = (String::new(), String::new());
    for (at, raw) in text.lines().enumerate() {
        let (line, number) = (raw.trim(), at as u32 + 1);
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(section) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let (name, suffix) = section.split_once(':').unwrap_or((section, ""));
            (group, kind) = (name.to_owned(), suffix.to_owned());
            inventory.groups.insert(group.clone());
            continue;
        }
        match kind.as_str() {
            "" | "hosts" => ini_host(line, &group, number, &mut inventory, sink),
            "children" => inventory.join(line, &group, number),
            "vars" => match line.split_once('=') {
                Some((key, value)) => inventory
                    .vars
                    .entry(group.clone())
                    .or_default()
                    .push((key.trim().to_owned(), unquoted(value))),
                None => sink.skip(number, line, "no variable"),
            },
            other => {
                sink.skip(number, line, format!("a section of the kind `{other}` is not read"))
            }
        }
    }
    inventory.finish(sink);
}

fn ini_host(line: &str, group: &str, number: u32, inventory: &mut Inventory, sink: &mut Sink<'_>) {
    let words = words(line);
    let Some((name, vars)) = words.split_first() else { return };
    let names = range(name);
    if names.is_empty() {
        return sink.skip(number, line, "the range of hosts is not understood or too large");
    }
    let comments = words.iter().position(|word| word.starts_with(';'));
    let vars = &vars[..comments.map_or(vars.len(), |at| at.saturating_sub(1).min(vars.len()))];
    for word in vars.iter().filter(|word| !word.contains('=')) {
        sink.skip(number, word, "no variable of a host");
    }
    for name in names {
        // Host and port.
        let host = name
            .rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
            .map_or(name.as_str(), |(host, _)| host);
        let entry = inventory.add(host, group, number);
        entry.vars.extend(
            vars.iter()
                .filter_map(|word| word.split_once('='))
                .map(|(key, value)| (key.to_owned(), unquoted(value))),
        );
    }
}

/// Words of a line; quotes keep blanks together, `#` starts a comment.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match quote {
            None if c == '#' && word.is_empty() => break,
            None if c.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            None if c == '"' || c == '\'' => quote = Some(c),
            Some(open) if c == open => quote = None,
            _ => word.push(c),
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

fn unquoted(value: &str) -> String {
    value.trim().trim_matches(['"', '\'']).to_owned()
}

/// The hosts of `web[01:03].example` or `db-[a:c]`; none if the range makes no sense.
fn range(name: &str) -> Vec<String> {
    let Some((before, rest)) = name.split_once('[') else { return vec![name.to_owned()] };
    let Some((inside, after)) = rest.split_once(']') else { return Vec::new() };
    let mut ends = inside.split(':');
    let (Some(first), Some(last)) = (ends.next(), ends.next()) else { return Vec::new() };
    let items: Vec<String> = match (first.parse::<u32>(), last.parse::<u32>()) {
        (Ok(a), Ok(b)) if a <= b && ((b - a) as usize) < MAX_RANGE => {
            (a..=b).map(|n| format!("{n:0width$}", width = first.len().min(10))).collect()
        }
        (Err(_), Err(_)) => match (first.as_bytes(), last.as_bytes()) {
            ([a], [b]) if a.is_ascii_lowercase() && b.is_ascii_lowercase() && a <= b => {
                (*a..=*b).map(|b| char::from(b).to_string()).collect()
            }
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    if after.contains('[') {
        return Vec::new();
    }
    items.into_iter().map(|item| format!("{before}{item}{after}")).collect()
}

pub(in crate::import) fn read_yaml(start: &str, sink: &mut Sink<'_>) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let source = sources.add("ansible", start);
    let root = yaml::parse(&sources, source, &mut diagnostics);
    for problem in diagnostics.sorted() {
        let line = problem.labels.first().map_or(0, |label| sources.position(label.span).line);
        sink.skip(line, "", problem.message.clone());
    }
    let Some(Yaml::Mapping(groups)) = root.map(|root| root.value) else { return };
    let mut inventory = Inventory::default();
    for (name, group) in &groups {
        yaml_group(name.scalar().unwrap_or(""), group, &sources, &mut inventory, sink);
    }
    inventory.finish(sink);
}

/// A group with its hosts, variables and groups below. The reader limits how deep that goes.
fn yaml_group(
    name: &str,
    group: &Node,
    sources: &Sources,
    inventory: &mut Inventory,
    sink: &mut Sink<'_>,
) {
    inventory.groups.insert(name.to_owned());
    let line_of = |node: &Node| sources.position(node.span).line;
    let Yaml::Mapping(entries) = &group.value else {
        if !group.is_null() {
            sink.skip(line_of(group), name, "no group: it has neither hosts nor variables");
        }
        return;
    };
    for (key, value) in entries {
        let part = key.scalar().unwrap_or("");
        let Yaml::Mapping(inner) = &value.value else {
            if !value.is_null() {
                let why = "a part of a group is a mapping: what stands there is not read";
                sink.skip(line_of(value), part, why);
            }
            continue;
        };
        for (key_node, node) in inner {
            let (member, line) = (key_node.scalar().unwrap_or(""), line_of(key_node));
            match part {
                "hosts" => yaml_host(member, node, name, line, inventory, sink),
                "children" => {
                    inventory.join(member, name, line);
                    yaml_group(member, node, sources, inventory, sink);
                }
                "vars" => {
                    let vars = inventory.vars.entry(name.to_owned()).or_default();
                    vars.extend(yaml_var(key_node, node, line, sink));
                }
                _ => sink.skip(line, part, "no part of a group that is known"),
            }
        }
    }
}

fn yaml_host(
    member: &str,
    node: &Node,
    group: &str,
    line: u32,
    inventory: &mut Inventory,
    sink: &mut Sink<'_>,
) {
    let names = range(member);
    if names.is_empty() {
        return sink.skip(line, member, "the range of hosts is not understood or too large");
    }
    if !node.is_null() && !matches!(node.value, Yaml::Mapping(_)) {
        sink.skip(
            line,
            member,
            "the variables of a host are a mapping: what stands there is not read",
        );
    }
    let vars = match &node.value {
        Yaml::Mapping(entries) => entries.as_slice(),
        _ => &[],
    };
    let var = |(key, value): &(Node, Node)| yaml_var(key, value, line, sink);
    let vars: Vec<(String, String)> = vars.iter().filter_map(var).collect();
    for host in names {
        inventory.add(&host, group, line).vars.extend(vars.iter().cloned());
    }
}

/// A variable with its value: a list as its entries with commas between. What holds more than that
/// is told, if it is a variable that would say something of the host.
fn yaml_var(key: &Node, value: &Node, line: u32, sink: &mut Sink<'_>) -> Option<(String, String)> {
    let key = key.scalar()?;
    let text = match &value.value {
        Yaml::Sequence(items) => items.iter().map(Node::scalar).collect::<Option<Vec<_>>>(),
        _ => value.scalar().map(|text| vec![text]),
    };
    if text.is_none() && !value.is_null() {
        tell_of_nested(key, line, sink);
    }
    Some((key.to_owned(), text.unwrap_or_default().join(", ")))
}

/// The same in JSON.
fn json_var(key: &str, value: &Value, line: u32, sink: &mut Sink<'_>) -> (String, String) {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    let text = match value {
        Value::Array(items) => items.iter().map(one).collect::<Option<Vec<_>>>(),
        _ => one(value).map(|text| vec![text]),
    };
    if text.is_none() && !value.is_null() {
        tell_of_nested(key, line, sink);
    }
    (key.to_owned(), text.unwrap_or_default().join(", "))
}

fn tell_of_nested(key: &str, line: u32, sink: &mut Sink<'_>) {
    if READ.contains(&key) || is_unread(key) {
        sink.skip(line, key, "the value is neither a text nor a list of texts: it is not read");
    }
}

pub(in crate::import) fn read_json(start: &str, sink: &mut Sink<'_>) {
    let Some(root) = json::parse(start, sink) else { return };
    let mut inventory = Inventory::default();
    let line_of = |name: &str| {
        let at = start.find(&format!("\"{name}\"")).unwrap_or(0);
        start[..at].bytes().filter(|byte| *byte == b'\n').count() as u32 + 1
    };
    for (name, group) in root.as_object().into_iter().flatten().filter(|(name, _)| *name != "_meta")
    {
        inventory.groups.insert(name.clone());
        let hosts = group.get("hosts").or_else(|| group.as_array().map(|_| group));
        for host in hosts.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
        {
            inventory.add(host, name, 1);
        }
        for child in json::items(group, "children").iter().filter_map(Value::as_str) {
            inventory.join(child, name, 1);
        }
        for (key, value) in group.get("vars").and_then(Value::as_object).into_iter().flatten() {
            let var = json_var(key, value, 1, sink);
            inventory.vars.entry(name.clone()).or_default().push(var);
        }
    }
    let vars = root.get("_meta").and_then(|meta| meta.get("hostvars")).and_then(Value::as_object);
    for (host, vars) in vars.into_iter().flatten() {
        let all = vars.as_object().into_iter().flatten();
        let vars: Vec<(String, String)> =
            all.map(|(key, value)| json_var(key, value, 1, sink)).collect();
        inventory.add(host, "", 1).vars.extend(vars);
    }
    // Looking a place up costs the whole text: only small inventories are worth it.
    if inventory.hosts.len().saturating_mul(start.len()) <= json::MAX_SEARCH {
        inventory.hosts.iter_mut().for_each(|(name, entry)| entry.line = line_of(name));
    }
    inventory.finish(sink);
}
