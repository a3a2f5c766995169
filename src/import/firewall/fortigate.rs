//! FortiGate: `show` or a saved configuration.
//!
//! Policies are read in their order; addresses, groups, services and virtual addresses by name;
//! interfaces, zones and static routes say where segments are. What no policy matches is stopped. A
//! setting of a policy that narrows it in a way that is not read makes it doubtful.

mod interface;
mod mapped;
mod object;
mod other;
mod section;
mod service;

use crate::firewall::{Action, Device, Filters, List, Ports, Rule, Side};
use crate::import::sink::Sink;
use crate::term::word_list::WordList;
use interface::Interfaces;
use object::Objects;
use section::{Entry, Part, Parts};
use service::Service;

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = crate::import::format::head(text, 262_144);
    let head = super::captured::plain(head, section::MANNER);
    let has = |wanted: &str| head.lines().any(|line| line.trim() == wanted);
    if has("config firewall policy")
        || has("config firewall consolidated policy")
        || has("config firewall security-policy")
        || has("config firewall address")
        || head.starts_with("#config-version=FG")
    {
        95
    } else {
        0
    }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let parts = section::read(text, sink);
    let own = |part: &Part| device(part, &parts, sink.setting.name);
    let devices: Vec<Device> = parts.parts.iter().filter_map(own).collect();
    if devices.is_empty() {
        return sink.skip(1, "", "no policies stand in the file");
    }
    sink.devices.extend(devices);
}

/// The firewall of one virtual domain, or of a file without any.
fn device(part: &Part, all: &Parts, file: &str) -> Option<Device> {
    let sections = &part.sections;
    let section = |name: &str| sections.get(name).map_or(&[][..], Vec::as_slice);
    let interfaces = Interfaces::new(part, all);
    let objects = Objects::new(sections);
    let mut lists = Vec::new();
    let mut others = lost(part, all);
    others.extend(other::rules(sections, &objects, &interfaces));
    let zones = section("system zone").iter();
    others.extend(zones.filter_map(|zone| interfaces.within(zone)));
    for (name, families) in [("firewall policy", [true, true]), ("firewall policy6", [false, true])]
    {
        if !sections.contains_key(name) && (name == "firewall policy6" || others.is_empty()) {
            continue;
        }
        // In older versions each family has policies of its own.
        let families = if name == "firewall policy" && sections.contains_key("firewall policy6") {
            [true, false]
        } else {
            families
        };
        let mut list = List::new(name, families, Rule::new(0, "", Action::Deny));
        list.chains[0].rules.append(&mut others);
        list.chains[0]
            .rules
            .extend(section(name).iter().flat_map(|entry| policy(entry, &objects, &interfaces)));
        lists.push(list);
    }
    if lists.is_empty() {
        return None;
    }
    let filters = Filters::Always((0..lists.len()).collect());
    let mut device = Device::new(file, lists, filters);
    interfaces.equip(&mut device, part, all);
    Some(device)
}

/// What a line that may change everything makes of a firewall.
fn lost(part: &Part, all: &Parts) -> Vec<Rule> {
    let is_used = !part.sections.is_empty() || all.parts.len() == 1;
    let unknown = |(line, text): &(u32, String)| {
        Rule::unknown(*line, text, "it is not understood: what it sets is not known")
    };
    all.lost.iter().filter(|_| is_used).map(unknown).collect()
}

/// Settings of a policy that say nothing about which packets it matches, or that are read.
#[rustfmt::skip]
const SILENT: WordList = WordList::new(&[
    "action", "application-list", "auto-asic-offload", "av-profile", "capture-packet", "comments",
    "diffserv-forward", "diffservcode-forward", "dnsfilter-profile", "dstaddr", "dstaddr-negate",
    "dstaddr4", "dstaddr6", "dstintf", "fixedport", "global-label", "inspection-mode", "ippool",
    "ips-sensor", "label", "logtraffic", "logtraffic-start", "match-vip", "name", "nat",
    "permit-any-host", "poolname", "profile-group", "profile-protocol-options", "profile-type",
    "schedule", "send-deny-packet", "service", "service-negate", "session-ttl", "srcaddr",
    "srcaddr-negate", "srcaddr4", "srcaddr6", "srcintf", "ssl-ssh-profile", "status",
    "tcp-mss-receiver", "tcp-mss-sender", "traffic-shaper", "traffic-shaper-reverse", "utm-status",
    "uuid", "vlan-cos-fwd", "webfilter-profile",
]);

/// Settings that make a policy one for some packets only: some users, some hours, some programs.
const PARTIAL: [&str; 13] = [
    "groups",
    "users",
    "fsso-groups",
    "devices",
    "internet-service-id",
    "internet-service-name",
    "internet-service-group",
    "internet-service-src-id",
    "internet-service-src-name",
    "internet-service-custom",
    "src-vendor-mac",
    "application",
    "app-category",
];

fn policy(entry: &Entry, objects: &Objects<'_>, all_interfaces: &Interfaces) -> Vec<Rule> {
    if let Some(line) = entry.unread {
        let (text, why) =
            (format!("policy {}", entry.name), format!("line {line} of it is not understood"));
        return vec![Rule::unknown(entry.line, &text, why)];
    }
    if entry.value("status") == "disable" {
        return Vec::new();
    }
    let (action, mut doubt) = match entry.value("action").to_ascii_lowercase().as_str() {
        "accept" => (Action::Allow, None),
        "deny" | "" => (Action::Deny, None),
        other => (Action::Unknown, Some(format!("the action {other} is not read"))),
    };
    let shown = ["srcintf", "dstintf", "srcaddr", "dstaddr", "service", "action"]
        .map(|key| entry.values(key).join(" "))
        .join(" | ");
    let mut rule = Rule::new(entry.line, &format!("policy {}: {shown}", entry.name), action);
    let both = |key: &str| {
        [key.to_owned(), format!("{key}4"), format!("{key}6")]
            .iter()
            .flat_map(|key| entry.values(key))
            .cloned()
            .collect::<Vec<String>>()
    };
    rule.from = negated(
        objects.side(&both("srcaddr"), &mut doubt),
        entry.value("srcaddr-negate"),
        &mut doubt,
    );
    let mut virtuals = Vec::new();
    let targets = both("dstaddr");
    let (mapped, plain): (Vec<String>, Vec<String>) =
        targets.iter().cloned().partition(|name| objects.is_virtual(name));
    if entry.value("dstaddr-negate") == "enable" {
        rule.to = negated(objects.side(&targets, &mut doubt), "enable", &mut doubt);
    } else {
        rule.to = objects.side(&plain, &mut doubt);
        match objects.virtuals(&mapped) {
            Ok(found) => virtuals = found,
            Err(why) => {
                rule.to = Side::Any;
                doubt.get_or_insert(why);
            }
        }
    }
    let services = services(entry, objects, &mut doubt);
    if let Some(end) = missing_end(entry) {
        doubt.get_or_insert_with(|| format!("it names no {end}"));
    }
    rule.entry = all_interfaces.named(entry.values("srcintf"));
    rule.exit = all_interfaces.named(entry.values("dstintf"));
    if let Some(why) = doubt {
        rule = rule.because(why);
    }
    rule = narrowed(rule, entry);
    let one =
        |service: Service| Rule { ports: service.ports, sources: service.sources, ..rule.clone() };
    let rules: Vec<Rule> = services.into_iter().map(one).collect();
    let to_mapped = rules.iter().flat_map(|rule| virtuals.iter().flat_map(|one| one.rules(rule)));
    let mut all: Vec<Rule> = to_mapped.collect();
    if plain.is_empty() && !virtuals.is_empty() {
        return all;
    }
    let spares = rule.action == Action::Deny && entry.value("match-vip") != "enable";
    for rule in rules {
        if spares {
            all.extend(mapped::spared(rule, objects, entry.value("match-vip") == "disable"));
        } else {
            all.push(rule);
        }
    }
    all
}

/// The end that a policy does not name, where it should. Services of the internet stand for one.
fn missing_end(entry: &Entry) -> Option<&'static str> {
    let has = |start: &str| {
        let named = entry.settings.iter().filter(|(_, key, _)| key.starts_with(start));
        named.into_iter().any(|(.., values)| !values.is_empty())
    };
    let is_source = has("srcaddr") || has("internet-service-src") || has("internet-service6-src");
    let is_target = has("dstaddr") || has("internet-service");
    match (is_source, is_target) {
        (false, _) => Some("source"),
        (true, false) => Some("destination"),
        _ => None,
    }
}

/// The services of a policy. Services of the internet have no ports here.
fn services(entry: &Entry, objects: &Objects<'_>, doubt: &mut Option<String>) -> Vec<Service> {
    if entry.settings.iter().any(|(_, key, _)| key.starts_with("internet-service-")) {
        return vec![Service::any()];
    }
    let names = entry.values("service");
    if names.is_empty() {
        doubt.get_or_insert_with(|| "it names no service".to_owned());
    }
    let mut lost = None;
    let found = objects.services(names, &mut lost);
    let is_negated = entry.value("service-negate") == "enable";
    let is_lost = names.is_empty() || lost.is_some() && is_negated;
    *doubt = doubt.take().or(lost);
    // Of what is not known nothing can be left out.
    if is_lost {
        return vec![Service::any()];
    }
    match (
        entry.value("service-negate"),
        found.iter().all(|service| service.sources == Ports::any()),
    ) {
        ("enable", true) => {
            let all = found.iter().fold(Ports::default(), |all, service| all.union(&service.ports));
            vec![Service { ports: Ports::any().without(&all), ..Service::any() }]
        }
        ("enable", false) => {
            doubt.get_or_insert_with(|| "services with source ports are negated".to_owned());
            vec![Service::any()]
        }
        _ => found,
    }
}

/// Everything but a side, if a setting says so.
fn negated(side: Side, setting: &str, doubt: &mut Option<String>) -> Side {
    match (setting, &side) {
        ("enable", Side::Addresses(addresses)) => {
            addresses.complement().map_or(Side::Any, Side::Addresses)
        }
        ("enable", _) => {
            doubt.get_or_insert_with(|| "what is negated is not known".to_owned());
            Side::Any
        }
        _ => side,
    }
}

/// A policy with what its other settings make of it.
fn narrowed(mut rule: Rule, entry: &Entry) -> Rule {
    if !matches!(entry.value("schedule"), "" | "always") {
        rule =
            rule.for_a_part(format!("it holds in the schedule {} only", entry.value("schedule")));
    }
    let keys = || entry.settings.iter().map(|(_, key, _)| key.as_str());
    if let Some(key) = keys().find(|key| PARTIAL.contains(key)) {
        rule = rule.for_a_part(format!("it holds for some {key} only"));
    }
    match keys().find(|key| !PARTIAL.contains(key) && !SILENT.has(key)) {
        Some(key) => rule.because(format!("`{key}` narrows it in a way that is not read")),
        None => rule,
    }
}
