//! Firewall rules of a network of Google Cloud: what `gcloud compute firewall-rules list
//! --format=json` and the interface for programs print.
//!
//! Rules stand at each machine and are read by priority, the lowest number first; of one priority
//! those that deny go first. What no rule decides leaves and does not enter. The outside is no machine
//! of the network: rules for what leaves do not concern what comes from there, nor those for what
//! enters what goes there.

use std::collections::BTreeMap;

use serde_json::Value;

use super::azure::line_of;
use super::port_name::{self, Other};
use crate::firewall::{Action, Addresses, Device, Filters, INTERNET, List, Ports, Rule, Side};
use crate::import::read::json::{self, items, text};
use crate::import::sink::Sink;
use crate::term::word_list::WordList;

/// Members of a rule that say nothing about which packets it matches, or that are read.
#[rustfmt::skip]
const KNOWN: WordList = WordList::new(&[
    "allowed", "creationTimestamp", "denied", "description", "destinationRanges", "direction",
    "disabled", "enableLogging", "id", "kind", "logConfig", "name", "network", "params", "priority",
    "selfLink", "sourceRanges", "sourceServiceAccounts", "sourceTags", "targetServiceAccounts",
    "targetTags",
]);

pub(in crate::import) fn sniff(start: &str) -> u8 {
    let head = crate::import::format::head(start, 65_536);
    let says = ["\"allowed\"", "\"denied\""].iter().any(|key| head.contains(key));
    let is_rule = says && head.contains("\"IPProtocol\"");
    if is_rule && head.trim_start().starts_with(['{', '[']) { 97 } else { 0 }
}

pub(in crate::import) fn read(start: &str, sink: &mut Sink<'_>) {
    let Some(root) = json::parse(start, sink) else { return };
    let listed = root.as_array().map_or_else(|| items(&root, "items"), Vec::as_slice);
    let all = if listed.is_empty() { std::slice::from_ref(&root) } else { listed };
    let lines = start.lines().count() as u32;
    let mut networks: BTreeMap<String, Vec<(i64, Rule, bool)>> = BTreeMap::new();
    for value in all {
        let name = text(value, "name");
        let line = line_of(start, &name, lines);
        let network = text(value, "network");
        let network = network.rsplit('/').next().unwrap_or("").to_owned();
        let rules = networks.entry(network).or_default();
        if value.get("disabled").and_then(Value::as_bool) == Some(true) {
            sink.pass(line);
            continue;
        }
        // Without a priority Google gives one.
        let priority = match text(value, "priority").trim() {
            "" => Some(1_000),
            number => number.parse().ok(),
        };
        let is_egress = text(value, "direction").eq_ignore_ascii_case("egress");
        // One that may stand anywhere is in front of all others, and closes nothing there.
        let placed = |rule: Rule| match priority {
            Some(priority) => (priority, rule, is_egress),
            None => (i64::MIN, rule.because("its priority is not a number"), is_egress),
        };
        rules.extend(rules_of(value, line, is_egress).map(placed));
    }
    let is_cut = !text(&root, "nextPageToken").is_empty();
    for rules in networks.into_values() {
        sink.devices.push(device(rules, is_cut, sink.setting.name));
    }
}

/// The filters of one network.
fn device(mut rules: Vec<(i64, Rule, bool)>, is_cut: bool, file: &str) -> Device {
    rules.sort_by_key(|(priority, rule, _)| (*priority, rule.action != Action::Deny));
    let list = |name: &str, egress: bool, action: Action| {
        let end = match is_cut {
            true => Rule::unknown(0, name, "the file is one page of several: rules are missing"),
            false => Rule::new(0, "", action),
        };
        let outside = Rule::new(0, "", Action::Allow);
        let outside = match egress {
            true => Rule { from: Side::zone(INTERNET), ..outside },
            false => Rule { to: Side::zone(INTERNET), ..outside },
        };
        let own = rules.iter().filter(|(.., leaves)| *leaves == egress);
        let mut list = List::new(name, [true, true], end);
        list.chains[0].rules =
            std::iter::once(outside).chain(own.map(|(_, rule, _)| rule.clone())).collect();
        list
    };
    let lists = vec![list("egress", true, Action::Allow), list("ingress", false, Action::Deny)];
    Device::new(file, lists, Filters::Always(vec![0, 1]))
}

/// A rule for each protocol and each way to name the other side.
fn rules_of(value: &Value, line: u32, is_egress: bool) -> impl Iterator<Item = Rule> {
    let (allowed, denied) = (items(value, "allowed"), items(value, "denied"));
    let (action, protocols) = match (allowed.is_empty(), denied.is_empty()) {
        (false, true) => (Action::Allow, allowed),
        (true, false) => (Action::Deny, denied),
        _ => (Action::Unknown, std::slice::from_ref(&Value::Null)),
    };
    let mut rule = Rule::new(line, &text(value, "name"), action);
    if rule.action == Action::Unknown {
        rule = rule.because("it does not say what it allows or denies");
    }
    let rule = narrowed(rule, value);
    let mut rules = Vec::new();
    for (from, to, why) in ends(value, is_egress) {
        let rule = Rule { from, to, ..rule.clone() };
        let rule = why.map_or(rule.clone(), |why| rule.for_a_part(why));
        rules.extend(protocols.iter().map(|protocol| for_protocol(rule.clone(), protocol)));
    }
    rules.into_iter().filter(|rule| !rule.ports.is_empty())
}

/// A rule with what makes it one for some machines, or is not known.
fn narrowed(mut rule: Rule, value: &Value) -> Rule {
    for (key, what) in [("targetTags", "tags"), ("targetServiceAccounts", "accounts")] {
        let targets: Vec<&str> = items(value, key).iter().filter_map(Value::as_str).collect();
        if !targets.is_empty() {
            let names = targets.join(", ");
            rule = rule.for_a_part(format!("it holds for machines with the {what} {names} only"));
        }
    }
    let keys = value.as_object().into_iter().flatten().map(|(key, _)| key.as_str());
    match keys.clone().find(|key| !KNOWN.has(key)) {
        Some(key) => rule.because(format!("`{key}` is not read")),
        None => rule,
    }
}

/// The ends of a rule, and why one may be less. Networks and tags of senders are all meant.
fn ends(value: &Value, is_egress: bool) -> Vec<(Side, Side, Option<String>)> {
    let (from, to) = (ranges(value, "sourceRanges"), ranges(value, "destinationRanges"));
    let tags: Vec<&Value> = ["sourceTags", "sourceServiceAccounts"]
        .iter()
        .flat_map(|key| items(value, key))
        .filter(|_| !is_egress)
        .collect();
    let why = |a: &Option<String>, b: &Option<String>| a.clone().or_else(|| b.clone());
    let mut ends = Vec::new();
    if tags.is_empty() || from.is_some() {
        let (from, doubt) = from.unwrap_or((Side::Any, None));
        let (to, other) = to.clone().unwrap_or((Side::Any, None));
        ends.push((from, to, why(&doubt, &other)));
    }
    for tag in tags {
        let (to, _) = to.clone().unwrap_or((Side::Any, None));
        let tag = tag.as_str().unwrap_or("");
        ends.push((
            Side::Inside,
            to,
            Some(format!("which machines have the tag {tag} is not known")),
        ));
    }
    ends
}

/// The networks of a member, if it names some; with the first that is none.
fn ranges(value: &Value, key: &str) -> Option<(Side, Option<String>)> {
    let all = items(value, key);
    let mut found = Vec::new();
    for range in all {
        let shown = range.as_str().map_or_else(|| range.to_string(), str::to_owned);
        match super::cisco::prefix(&shown) {
            Some(addresses) => found.push(addresses),
            None => return Some((Side::Any, Some(format!("`{shown}` in {key} is no network")))),
        }
    }
    (!all.is_empty()).then(|| (Side::Addresses(Addresses::collect(&found)), None))
}

/// The ports of one protocol; a rule without any is for all protocols.
fn for_protocol(mut rule: Rule, protocol: &Value) -> Rule {
    let transport = match port_name::transport(&text(protocol, "IPProtocol")) {
        Ok(transport) => transport,
        Err(Other::NoPorts) => return Rule { ports: Ports::default(), ..rule },
        Err(Other::Unknown) => {
            let name = text(protocol, "IPProtocol");
            return rule.because(format!("the protocol `{name}` is not known"));
        }
    };
    let named = items(protocol, "ports");
    rule.ports = Ports::all(transport);
    if named.is_empty() {
        return rule;
    }
    let read = |port: &Value| port_name::ports(port.as_str()?, Some(transport));
    match named.iter().map(read).collect::<Option<Vec<Ports>>>() {
        Some(all) => {
            rule.ports = all.iter().fold(Ports::default(), |all, one| all.union(one));
            rule
        }
        None => rule.because("its ports are not understood"),
    }
}
