//! FortiGate: `show` or a saved configuration.
//!
//! Policies are read in their order; addresses, groups, services and virtual addresses by name;
//! interfaces, zones and static routes say where segments are. What no policy matches is stopped. A
//! setting of a policy that narrows it in a way that is not read makes it doubtful.

mod object;

use std::collections::HashMap;
use std::sync::Arc;

use crate::firewall::{
    Action, Device, Filters, Interface, InterfaceMatch, List, Ports, Route, Rule, Side,
};
use crate::import::sink::Sink;
use object::{Objects, Service};

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = crate::import::format::head(text, 262_144);
    let has = |wanted: &str| head.lines().any(|line| line.trim() == wanted);
    if has("config firewall policy")
        || has("config firewall address")
        || head.starts_with("#config-version=FG")
    {
        95
    } else {
        0
    }
}

/// An `edit` with its settings.
#[derive(Debug, Default)]
struct Entry {
    name: String,
    line: u32,
    settings: Vec<(u32, String, Vec<String>)>,
}

impl Entry {
    fn values(&self, key: &str) -> &[String] {
        self.settings
            .iter()
            .rev()
            .find(|(_, name, _)| name == key)
            .map_or(&[], |(_, _, values)| values.as_slice())
    }

    fn value(&self, key: &str) -> &str {
        self.values(key).first().map_or("", String::as_str)
    }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let sections = sections(text, sink);
    let section = |name: &str| sections.get(name).map_or(&[][..], Vec::as_slice);
    let zones: HashMap<&str, &[String]> = section("system zone")
        .iter()
        .map(|entry| (entry.name.as_str(), entry.values("interface")))
        .collect();
    let objects = Objects::new(&sections);
    let mut lists = Vec::new();
    for (name, families) in [("firewall policy", [true, true]), ("firewall policy6", [false, true])]
    {
        if !sections.contains_key(name) {
            continue;
        }
        // In older versions each family has policies of its own.
        let families = if name == "firewall policy" && sections.contains_key("firewall policy6") {
            [true, false]
        } else {
            families
        };
        let mut list = List::new(name, families, Rule::new(0, "", Action::Deny));
        list.chains[0]
            .rules
            .extend(section(name).iter().flat_map(|entry| policy(entry, &objects, &zones)));
        lists.push(list);
    }
    if lists.is_empty() {
        return sink.skip(1, "", "no policies stand in the file");
    }
    let all = (0..lists.len()).collect();
    let mut device = Device::new(sink.setting.name, lists, Filters::Always(all));
    device.interfaces = section("system interface").iter().map(interface).collect();
    let place = |name: &str| device.interfaces.iter().position(|interface| interface.name == name);
    let routes = section("router static").iter().filter(|entry| entry.value("status") != "disable");
    device.routes = routes
        .filter_map(|entry| {
            Some(Route {
                network: route(entry)?,
                interface: place(entry.value("device")),
                via: entry.value("gateway").parse().ok(),
            })
        })
        .collect();
    sink.devices.push(device);
}

/// All `config` sections by name. Sections within entries are passed over.
fn sections(text: &str, sink: &mut Sink<'_>) -> HashMap<String, Vec<Entry>> {
    let mut sections: HashMap<String, Vec<Entry>> = HashMap::new();
    let mut open: Vec<String> = Vec::new();
    let mut in_virtual = 0_usize;
    for (at, line) in text.lines().enumerate() {
        let number = at as u32 + 1;
        let words = super::iptables::words(line);
        sink.pass(number);
        match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            // Virtual firewalls hold sections of their own.
            ["config", "vdom" | "global"] if open.is_empty() => in_virtual += 1,
            ["config", name @ ..] => open.push(name.join(" ")),
            ["edit", name, ..] if open.len() == 1 => {
                sections.entry(open[0].clone()).or_default().push(Entry {
                    name: (*name).to_owned(),
                    line: number,
                    settings: Vec::new(),
                });
            }
            ["set" | "append", key, values @ ..] if open.len() == 1 => {
                let entry = sections.entry(open[0].clone()).or_default().last_mut();
                let values = values.iter().map(|value| (*value).to_owned()).collect();
                if let Some(entry) = entry {
                    entry.settings.push((number, (*key).to_owned(), values));
                }
            }
            ["end"] if open.pop().is_none() => in_virtual = in_virtual.saturating_sub(1),
            _ => {}
        }
        if let Some(name) = open.first() {
            sections.entry(name.clone()).or_default();
        }
    }
    sections
}

fn interface(entry: &Entry) -> Interface {
    let network = match entry.values("ip") {
        [address, mask] => address
            .parse()
            .ok()
            .zip(mask.parse().ok())
            .and_then(|(address, mask)| ipnet::Ipv4Net::with_netmask(address, mask).ok()),
        [prefix] => prefix.parse().ok(),
        _ => None,
    };
    let network = network.filter(|network| !network.addr().is_unspecified()).map(ipnet::IpNet::V4);
    let label = Some(entry.value("alias")).filter(|alias| !alias.is_empty()).map(str::to_owned);
    Interface {
        name: entry.name.clone(),
        label,
        networks: network.into_iter().collect(),
        ..Interface::default()
    }
}

/// The network of a route; without one it is the default route.
fn route(entry: &Entry) -> Option<ipnet::IpNet> {
    match entry.values("dst") {
        [] => "0.0.0.0/0".parse().ok(),
        [address, mask] => Some(ipnet::IpNet::V4(
            ipnet::Ipv4Net::with_netmask(address.parse().ok()?, mask.parse().ok()?).ok()?.trunc(),
        )),
        [prefix, ..] => prefix.parse().ok(),
    }
}

/// Settings of a policy that say nothing about which packets it matches, or that are read.
const SILENT: &str = " name uuid srcintf dstintf srcaddr dstaddr srcaddr6 dstaddr6 action schedule service status logtraffic logtraffic-start nat ippool poolname comments \
    utm-status inspection-mode profile-protocol-options ssl-ssh-profile av-profile webfilter-profile dnsfilter-profile ips-sensor application-list \
    profile-type profile-group fixedport traffic-shaper traffic-shaper-reverse global-label label permit-any-host session-ttl tcp-mss-sender tcp-mss-receiver \
    diffserv-forward diffservcode-forward vlan-cos-fwd auto-asic-offload match-vip capture-packet srcaddr-negate dstaddr-negate service-negate send-deny-packet ";

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

fn policy(entry: &Entry, objects: &Objects<'_>, zones: &HashMap<&str, &[String]>) -> Vec<Rule> {
    if entry.value("status") == "disable" {
        return Vec::new();
    }
    let (action, mut doubt) = match entry.value("action") {
        "accept" => (Action::Allow, None),
        "deny" | "" => (Action::Deny, None),
        other => (Action::Unknown, Some(format!("the action {other} is not read"))),
    };
    let shown = ["srcintf", "dstintf", "srcaddr", "dstaddr", "service", "action"]
        .map(|key| entry.values(key).join(" "))
        .join(" | ");
    let mut rule = Rule::new(entry.line, &format!("policy {}: {shown}", entry.name), action);
    let both = |key: &str| {
        [key.to_owned(), format!("{key}6")]
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
    rule.to = negated(
        objects.side(&both("dstaddr"), &mut doubt),
        entry.value("dstaddr-negate"),
        &mut doubt,
    );
    let services = services(entry, objects, &mut doubt);
    rule.entry = interfaces(entry.values("srcintf"), zones);
    rule.exit = interfaces(entry.values("dstintf"), zones);
    if let Some(why) = doubt {
        rule = rule.because(why);
    }
    rule = narrowed(rule, entry);
    let one =
        |service: Service| Rule { ports: service.ports, sources: service.sources, ..rule.clone() };
    services.into_iter().map(one).collect()
}

/// The services of a policy. Services of the internet have no ports here.
fn services(entry: &Entry, objects: &Objects<'_>, doubt: &mut Option<String>) -> Vec<Service> {
    if entry.settings.iter().any(|(_, key, _)| key.starts_with("internet-service-")) {
        return vec![Service::any()];
    }
    let found = objects.services(entry.values("service"), doubt);
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
    match keys().find(|key| {
        !PARTIAL.contains(key) && !SILENT.split_ascii_whitespace().any(|known| known == *key)
    }) {
        Some(key) => rule.because(format!("`{key}` narrows it in a way that is not read")),
        None => rule,
    }
}

/// Interfaces by name; zones are the interfaces in them.
fn interfaces(names: &[String], zones: &HashMap<&str, &[String]>) -> Option<Arc<InterfaceMatch>> {
    if names.is_empty() || names.iter().any(|name| name == "any") {
        return None;
    }
    let of = |name: &String| {
        zones.get(name.as_str()).map_or_else(|| vec![name.clone()], |all| all.to_vec())
    };
    Some(Arc::new(InterfaceMatch { names: names.iter().flat_map(of).collect(), negated: false }))
}
