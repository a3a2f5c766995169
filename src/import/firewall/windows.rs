//! The firewall of a Windows host: `Get-NetFirewallRule` joined with its filters, as CSV or JSON,
//! and `netsh advfirewall firewall show rule`.
//!
//! Rules for what comes in say from where the host answers on which port. Rules that block go
//! first, then those that allow; what no rule allows is not answered. A rule that blocks for one
//! program, service, user or profile leaves others through. The host is named by a column, else by
//! the file.

mod netsh;
mod profile;

use serde_json::Value;

use super::port_name::{self, Other};
use super::rule_list;
use crate::firewall::{Action, Addresses, List, Ports, Rule, Side, Transport};
use crate::import::fact::Identity;
use crate::import::read::json;
use crate::import::read::table::Sheet;
use crate::import::sink::{HostFilter, Sink};
use crate::term::word_list::WordList;
use profile::Open;

/// Stands for the segments that the host itself is in.
pub(super) const OWN: &str = "\u{1}own";

/// The values of a rule that matter, by their headings in plain form.
const KEYS: [(&str, &[&str]); 16] = [
    ("host", &["pscomputername", "computername", "computer", "host", "hostname"]),
    ("enabled", &["enabled"]),
    ("direction", &["direction"]),
    ("action", &["action"]),
    ("protocol", &["protocol"]),
    ("port", &["localport", "localports"]),
    ("source", &["remoteport", "remoteports"]),
    ("remote", &["remoteaddress", "remoteip", "remoteaddresses"]),
    ("local", &["localaddress", "localip", "localaddresses"]),
    ("name", &["displayname", "rulename", "name"]),
    ("profile", &["profile", "profiles"]),
    ("program", &["program", "application", "applicationname"]),
    ("service", &["service", "servicename"]),
    ("interface", &["interfacetype", "interfacetypes", "interfacealias", "interface"]),
    ("default", &["defaultinboundaction"]),
    ("user", &["localuser", "remoteuser", "remotemachine", "owner", "package", "authentication"]),
];

/// Headings of what PowerShell knows of a rule that say nothing about which packets it is for.
#[rustfmt::skip]
const SILENT: WordList = WordList::new(&[
    "caption", "cimclass", "ciminstanceproperties", "cimsystemproperties", "commonname",
    "conditionlisttype", "creationclassname", "description", "displaygroup", "dynamictarget",
    "dynamictransport", "edgetraversalpolicy", "elementname", "encryption", "enforcementstatus",
    "executionstrategy", "group", "grouping", "icmptype", "id", "instanceid", "localonlymapping",
    "loosesourcemapping", "lsm", "mandatory", "name", "overrideblockrules", "packagefamilyname",
    "platform", "platforms", "policydecisionstrategy", "policykeywords", "policyroles",
    "policyrulename", "policystore", "policystoresource", "policystoresourcetype", "primarystatus",
    "priority", "psshowcomputername", "pssourcejobinstanceid", "remotedynamickeywordaddresses",
    "rulegroup", "rulesource", "ruleusage", "runspaceid", "sequencedactions", "status",
    "statuscode", "systemcreationclassname", "systemname",
]);

fn key(heading: &str) -> Option<&'static str> {
    KEYS.iter().find(|(_, names)| names.contains(&heading)).map(|(key, _)| *key)
}

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = crate::import::format::head(text, 16_384);
    let netsh = netsh::is_listing(head);
    let first = head
        .lines()
        .find(|line| !line.trim().is_empty() && !line.starts_with("#TYPE"))
        .unwrap_or("")
        .to_lowercase();
    let both = |text: &str| {
        text.contains("localport") && text.contains("remoteaddress") && text.contains("direction")
    };
    if netsh
        || without_ports(head)
        || both(&first)
        || (head.trim_start().starts_with(['[', '{']) && both(&head.to_lowercase()))
    {
        97
    } else {
        0
    }
}

/// Whether a text has rules without their ports: what `Get-NetFirewallRule` prints by itself.
fn without_ports(head: &str) -> bool {
    let lower = head.to_lowercase();
    let first = lower.lines().find(|line| !line.trim().is_empty() && !line.starts_with("#type"));
    let has_all = |text: &str, keys: &[&str]| keys.iter().all(|key| text.contains(key));
    let keys = ["displayname", "direction", "action", "edgetraversalpolicy"];
    let is_listed = |key: &str| {
        lower.lines().any(|line| line.trim_start().strip_prefix(key).is_some_and(is_value))
    };
    let is_one = has_all(first.unwrap_or(""), &keys)
        || keys.iter().all(|key| is_listed(key))
        || lower.trim_start().starts_with(['[', '{']) && has_all(&lower, &keys);
    is_one && !lower.contains("localport")
}

/// Whether a text is what stands behind a key of a list: a colon and a value.
fn is_value(text: &str) -> bool {
    text.trim_start().starts_with(':')
}

/// A rule as it stands in the file.
#[derive(Default)]
struct Written {
    line: u32,
    values: Vec<(&'static str, String)>,
}

impl Written {
    fn get(&self, key: &str) -> &str {
        self.values.iter().find(|(name, _)| *name == key).map_or("", |(_, value)| value.trim())
    }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    if without_ports(crate::import::format::head(text, 16_384)) {
        return sink.skip(1, "", rule_list::WITHOUT_PORTS);
    }
    let (written, profile) = match text.trim_start().chars().next() {
        Some('[' | '{') => (from_json(text, sink), None),
        _ if netsh::is_listing(text) => netsh::read(text, sink),
        _ => (from_table(text, sink), None),
    };
    let mut hosts: indexmap::IndexMap<String, Vec<&Written>> = indexmap::IndexMap::new();
    for rule in &written {
        let host = if rule.get("host").is_empty() { sink.setting.stem } else { rule.get("host") };
        hosts.entry(host.to_owned()).or_default().push(rule);
    }
    for (host, written) in hosts {
        // What comes in may stand in another file.
        if !written.iter().any(|rule| is_for_entry(rule)) {
            sink.skip(0, &host, "no rule that is in force is about what comes in");
            continue;
        }
        let open = profile.clone();
        let open = open.or_else(|| written.iter().find_map(|rule| profile::of_row(rule)));
        let list = list(&host, &written, open);
        let line = written.first().map_or(0, |rule| rule.line);
        let identity = if written.iter().any(|rule| !rule.get("host").is_empty()) {
            Identity::named(&host)
        } else {
            Identity::of_file(&host)
        };
        sink.observe(identity, line, Vec::new());
        sink.host_filters.push(HostFilter { host, list });
    }
}

/// What comes in. What no rule allows is not answered, unless a profile lets everything in.
fn list(host: &str, written: &[&Written], open: Option<Open>) -> List {
    let end = match &open {
        Some(open) => Rule::new(open.line, &open.text, Action::Allow).because(open.why),
        None => Rule::new(0, "", Action::Deny),
    };
    let mut list = List::new(host, [true, true], end.clone());
    let rules: Vec<Rule> = written.iter().flat_map(|written| rule(written)).collect();
    let is_off = open.is_some_and(|open| open.is_off);
    // In a profile that is off no rule blocks.
    let (mut rules, ends): (Vec<Rule>, _) = match is_off {
        true => (rules.into_iter().filter(|rule| rule.action != Action::Deny).collect(), Some(end)),
        false => (rules, (end.action == Action::Allow).then_some(end)),
    };
    rules.sort_by_key(|rule| rule.action != Action::Deny);
    rules.extend(ends);
    list.chains[0].rules = rules;
    list
}

fn from_table(text: &str, sink: &mut Sink<'_>) -> Vec<Written> {
    let Some(sheet) = Sheet::open(text) else { return Vec::new() };
    let keys: Vec<Option<&'static str>> =
        sheet.headings.iter().map(|heading| key(heading)).collect();
    let mut unread = profile::Unread::default();
    let mut all = Vec::new();
    let headings = sheet.headings.clone();
    sheet.each(sink, |cells, line, sink| {
        for (heading, cell) in headings.iter().zip(cells.iter()) {
            unread.note(heading, cell, line, sink);
        }
        let values = keys
            .iter()
            .zip(cells.iter())
            .filter_map(|(key, cell)| Some(((*key)?, cell.to_owned())))
            .collect();
        all.push(Written { line, values });
    });
    all
}

fn from_json(text: &str, sink: &mut Sink<'_>) -> Vec<Written> {
    let Some(root) = json::parse(text, sink) else { return Vec::new() };
    let rules = root.as_array().map_or_else(|| std::slice::from_ref(&root), Vec::as_slice);
    let value = |value: &Value| match value {
        Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join(","),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut unread = profile::Unread::default();
    let mut one = |rule: &Value| {
        let members = rule.as_object().into_iter().flatten();
        for (name, inner) in members.clone() {
            unread.note(&name.to_lowercase(), &value(inner), 1, sink);
        }
        let values = members
            .filter_map(|(name, inner)| Some((key(&name.to_lowercase())?, value(inner))))
            .collect();
        Written { line: 1, values }
    };
    rules.iter().map(&mut one).collect()
}

/// Whether a rule may be in force, and about what comes in.
fn is_for_entry(written: &Written) -> bool {
    let is = |key: &str, words: &[&str]| words.contains(&written.get(key).to_lowercase().as_str());
    !is("enabled", &["no", "false", "2"]) && !is("direction", &["out", "outbound", "2"])
}

fn rule(written: &Written) -> Option<Rule> {
    let is = |key: &str, words: &[&str]| words.contains(&written.get(key).to_lowercase().as_str());
    if !is_for_entry(written) {
        return None;
    }
    let (action, unsure) = match written.get("action").to_lowercase().as_str() {
        "allow" | "2" => (Action::Allow, None),
        "block" | "4" => (Action::Deny, None),
        "bypass" | "allowbypass" | "3" => {
            (Action::Allow, Some("only for whoever is known to be allowed".to_owned()))
        }
        other => (Action::Unknown, Some(format!("the action `{other}` is not known"))),
    };
    let mut rule = Rule::new(written.line, written.get("name"), action);
    if let Some(why) = unsure {
        rule = rule.because(why);
    }
    if !is("enabled", &["", "yes", "true", "1"]) || !is("direction", &["", "in", "inbound", "1"]) {
        rule = rule.because(format!(
            "`{}`, `{}`: whether it holds for what comes in is not known",
            written.get("enabled"),
            written.get("direction")
        ));
    }
    let transport = match port_name::transport(written.get("protocol")) {
        Ok(transport) => transport,
        Err(Other::NoPorts) => return None,
        Err(Other::Unknown) => {
            rule = rule.because(format!("the protocol `{}` is not known", written.get("protocol")));
            Transport::Both
        }
    };
    match ports(written.get("port"), transport) {
        Some(ports) => rule.ports = ports,
        None => {
            rule.ports = Ports::all(transport);
            rule = rule.because(format!("the port `{}` is not known", written.get("port")));
        }
    }
    match ports(written.get("source"), Transport::Both) {
        Some(ports) => rule.sources = ports,
        None => {
            rule = rule.because(format!("the port `{}` is not known", written.get("source")));
        }
    }
    match remote(written.get("remote")) {
        Some(side) => rule.from = side,
        None => {
            rule = rule
                .because(format!("which addresses `{}` are is not known", written.get("remote")))
        }
    }
    if !is("local", &["", "any", "*"]) {
        rule = rule.because("it is about one address of the host");
    }
    if let Some((key, value)) = narrowing(written) {
        rule = narrowed(rule, key, value);
    }
    Some(rule)
}

/// What makes a rule one for some packets only: a program, a service, a user, a kind of interface,
/// a profile that may not be the one in force.
fn narrowing(written: &Written) -> Option<(&'static str, &str)> {
    let narrow =
        ["program", "service", "user", "interface"].into_iter().map(|key| (key, written.get(key)));
    let mut narrow = narrow.filter(|(_, value)| {
        !matches!(
            value.to_lowercase().as_str(),
            "" | "any" | "*" | "all" | "system" | "notrequired" | "null"
        )
    });
    let profiles = written.get("profile");
    let some = profiles.split([',', ' ']).filter(|part| !part.is_empty()).count();
    let all = some == 0
        || some >= 3
        || matches!(profiles.to_lowercase().as_str(), "any" | "all" | "*" | "0" | "2147483647");
    narrow.next().or_else(|| (!all).then_some(("profile", profiles)))
}

/// A rule that holds for a part: an allow opens all the same, since the port is answered by whoever
/// it is for.
fn narrowed(rule: Rule, key: &str, value: &str) -> Rule {
    match rule.action {
        Action::Allow => rule,
        _ => rule.for_a_part(format!("it holds for the {key} {value} only")),
    }
}

/// Ports, with the names that Windows has for those that change.
fn ports(text: &str, transport: Transport) -> Option<Ports> {
    let mut ports = Ports::default();
    for part in text.split([',', ' ']).filter(|part| !part.is_empty()) {
        let found = match part.to_lowercase().as_str() {
            "any" | "*" => Ports::all(transport),
            "rpc" | "rpcdynamicports" => Ports::range(transport, 1_024, u16::MAX),
            "rpcepmap" | "rpc-epmap" | "rpcendpointmapper" => Ports::range(transport, 135, 135),
            "iphttps" | "iphttpsin" | "iphttpstlsin" => Ports::range(transport, 443, 443),
            other => port_name::ports(other, Some(transport))?,
        };
        ports = ports.union(&found);
    }
    Some(if text.trim().is_empty() { Ports::all(transport) } else { ports })
}

/// Whether addresses are those of neighbours on the same link alone.
fn is_near(addresses: &Addresses) -> bool {
    let near: Vec<Addresses> =
        ["fe80::/10", "169.254.0.0/16"].into_iter().filter_map(rule_list::address).collect();
    let near = Addresses::collect(&near);
    !addresses.is_empty() && near.v4.covers(&addresses.v4) && near.v6.covers(&addresses.v6)
}

fn remote(text: &str) -> Option<Side> {
    let (mut addresses, mut own) = (Vec::new(), false);
    for part in text.split([',', ' ', ';']).filter(|part| !part.is_empty()) {
        match part.to_lowercase().as_str() {
            "any" | "*" => return Some(Side::Any),
            "localsubnet" | "localsubnet4" | "localsubnet6" => own = true,
            "intranet" | "localintranet" if text.trim().eq_ignore_ascii_case(part) => {
                return Some(Side::Inside);
            }
            _ => match rule_list::address(part)? {
                near if is_near(&near) => own = true,
                found => addresses.push(found),
            },
        }
    }
    match (own, addresses.is_empty()) {
        (false, true) => Some(Side::Any),
        (true, true) => Some(Side::zone(OWN)),
        (false, false) => Some(Side::Addresses(Addresses::collect(&addresses))),
        // Both at once cannot be said: whoever is left out is not.
        (true, false) => None,
    }
}
