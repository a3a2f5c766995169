//! FortiGate: `show` or a saved configuration.
//!
//! Policies are read in their order; addresses, groups, services and virtual addresses by name; interfaces, zones and static routes say where
//! segments are. What no policy matches is stopped. A setting of a policy that narrows it in a way that is not read makes it doubtful.

use std::collections::HashMap;
use std::sync::Arc;

use super::port_name;
use crate::firewall::{Action, Addresses, Device, Family, Filters, Interface, InterfaceMatch, List, Ports, Route, Rule, Side, Transport};
use crate::import::sink::Sink;

/// Groups in groups that are followed.
const MAX_DEPTH: usize = 16;

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = crate::import::format::head(text, 262_144);
    let has = |wanted: &str| head.lines().any(|line| line.trim() == wanted);
    if has("config firewall policy") || has("config firewall address") || head.starts_with("#config-version=FG") { 95 } else { 0 }
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
        self.settings.iter().rev().find(|(_, name, _)| name == key).map_or(&[], |(_, _, values)| values.as_slice())
    }

    fn value(&self, key: &str) -> &str {
        self.values(key).first().map_or("", String::as_str)
    }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let sections = sections(text, sink);
    let section = |name: &str| sections.get(name).map_or(&[][..], Vec::as_slice);
    let zones: HashMap<&str, &[String]> =
        section("system zone").iter().map(|entry| (entry.name.as_str(), entry.values("interface"))).collect();
    let objects = Objects::new(&sections);
    let mut lists = Vec::new();
    for (name, families) in [("firewall policy", [true, true]), ("firewall policy6", [false, true])] {
        if !sections.contains_key(name) {
            continue;
        }
        // In older versions each family has policies of its own.
        let families = if name == "firewall policy" && sections.contains_key("firewall policy6") { [true, false] } else { families };
        let mut list = List::new(name, families, Rule::new(0, "", Action::Deny));
        list.chains[0].rules.extend(section(name).iter().flat_map(|entry| policy(entry, &objects, &zones)));
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
            Some(Route { network: route(entry)?, interface: place(entry.value("device")), via: entry.value("gateway").parse().ok() })
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
                sections.entry(open[0].clone()).or_default().push(Entry { name: (*name).to_owned(), line: number, settings: Vec::new() });
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
        [address, mask] => {
            address.parse().ok().zip(mask.parse().ok()).and_then(|(address, mask)| ipnet::Ipv4Net::with_netmask(address, mask).ok())
        }
        [prefix] => prefix.parse().ok(),
        _ => None,
    };
    let network = network.filter(|network| !network.addr().is_unspecified()).map(ipnet::IpNet::V4);
    let label = Some(entry.value("alias")).filter(|alias| !alias.is_empty()).map(str::to_owned);
    Interface { name: entry.name.clone(), label, networks: network.into_iter().collect(), ..Interface::default() }
}

/// The network of a route; without one it is the default route.
fn route(entry: &Entry) -> Option<ipnet::IpNet> {
    match entry.values("dst") {
        [] => "0.0.0.0/0".parse().ok(),
        [address, mask] => Some(ipnet::IpNet::V4(ipnet::Ipv4Net::with_netmask(address.parse().ok()?, mask.parse().ok()?).ok()?.trunc())),
        [prefix, ..] => prefix.parse().ok(),
    }
}

/// Addresses and services by name.
struct Objects<'s> {
    addresses: HashMap<&'s str, &'s Entry>,
    services: HashMap<&'s str, &'s Entry>,
}

impl<'s> Objects<'s> {
    fn new(sections: &'s HashMap<String, Vec<Entry>>) -> Self {
        let all = |names: &[&str]| {
            names.iter().flat_map(|name| sections.get(*name)).flatten().map(|entry| (entry.name.as_str(), entry)).collect::<HashMap<_, _>>()
        };
        Self {
            addresses: all(&[
                "firewall address",
                "firewall address6",
                "firewall addrgrp",
                "firewall addrgrp6",
                "firewall vip",
                "firewall vipgrp",
            ]),
            services: all(&["firewall service custom", "firewall service group"]),
        }
    }

    fn side(&self, names: &[String], doubt: &mut Option<String>) -> Side {
        if names.is_empty() || names.iter().any(|name| matches!(name.as_str(), "all" | "any")) {
            return Side::Any;
        }
        let mut found = Vec::new();
        for name in names {
            self.gather(name, 0, &mut found, doubt);
        }
        if doubt.is_some() { Side::Any } else { Side::Addresses(Addresses::collect(&found)) }
    }

    fn gather(&self, name: &str, depth: usize, found: &mut Vec<Addresses>, doubt: &mut Option<String>) {
        let Some(entry) = self.addresses.get(name).filter(|_| depth < MAX_DEPTH) else {
            doubt.get_or_insert_with(|| format!("no address that is known is called {name}"));
            return;
        };
        let members = entry.values("member");
        if !members.is_empty() {
            return members.iter().for_each(|member| self.gather(member, depth + 1, found, doubt));
        }
        match addresses(entry) {
            Some(addresses) => found.push(addresses),
            None => drop(doubt.get_or_insert_with(|| format!("which addresses {name} has is not known"))),
        }
    }

    fn ports(&self, names: &[String], doubt: &mut Option<String>) -> Ports {
        names.iter().fold(Ports::default(), |all, name| all.union(&self.service(name, 0, doubt)))
    }

    fn service(&self, name: &str, depth: usize, doubt: &mut Option<String>) -> Ports {
        let Some(entry) = self.services.get(name).filter(|_| depth < MAX_DEPTH) else {
            return well_known(name).unwrap_or_else(|| {
                doubt.get_or_insert_with(|| format!("no service that is known is called {name}"));
                Ports::any()
            });
        };
        let members = entry.values("member");
        if !members.is_empty() {
            return members.iter().fold(Ports::default(), |all, name| all.union(&self.service(name, depth + 1, doubt)));
        }
        let mut ports = Ports::default();
        for (key, transport) in [("tcp-portrange", Transport::Tcp), ("udp-portrange", Transport::Udp)] {
            for range in entry.values(key) {
                // Source ports may follow behind a colon; whoever sends packets chooses those.
                let to = range.split(':').next().unwrap_or("");
                match port_name::ports(to, Some(transport)) {
                    Some(found) => ports = ports.union(&found),
                    None => drop(doubt.get_or_insert_with(|| format!("`{range}` is no range of ports"))),
                }
            }
        }
        match entry.value("protocol") {
            "IP" if matches!(entry.value("protocol-number"), "" | "0") => Ports::any(),
            "IP" => port_name::transport(entry.value("protocol-number")).map_or_else(|_| Ports::default(), Ports::all),
            _ => ports,
        }
    }
}

fn addresses(entry: &Entry) -> Option<Addresses> {
    let one = |key: &str| entry.value(key).parse::<std::net::IpAddr>().ok();
    if let Some((first, last)) = one("start-ip").zip(one("end-ip")) {
        return Some(Addresses::range(first, last));
    }
    if !entry.values("mappedip").is_empty() {
        let parts: Option<Vec<Addresses>> = entry.values("mappedip").iter().map(|text| super::rule_list::address(text)).collect();
        return parts.map(|parts| Addresses::collect(&parts));
    }
    match (entry.values("subnet"), entry.value("ip6"), entry.value("type")) {
        ([address, mask], ..) => super::rule_list::address(&format!("{address}/{mask}")),
        ([prefix], ..) => super::rule_list::address(prefix),
        (_, six, _) if !six.is_empty() => super::rule_list::address(six),
        // An address without a subnet is everything.
        (_, _, "" | "ipmask") => Some(Addresses::all(Family::V4)),
        _ => None,
    }
}

/// Services that every FortiGate has.
fn well_known(name: &str) -> Option<Ports> {
    let tcp = |ports: &[u16]| ports.iter().fold(Ports::default(), |all, port| all.union(&Ports::range(Transport::Tcp, *port, *port)));
    Some(match name {
        "ALL" | "ANY" => Ports::any(),
        "ALL_TCP" => Ports::all(Transport::Tcp),
        "ALL_UDP" => Ports::all(Transport::Udp),
        "ALL_ICMP" | "ALL_ICMP6" | "PING" | "PING6" | "GRE" | "AH" | "ESP" | "OSPF" | "TIMESTAMP" | "INFO_REQUEST" | "INFO_ADDRESS" => {
            Ports::default()
        }
        "SMB" => tcp(&[445]),
        "SAMBA" => tcp(&[139]),
        "DCE-RPC" => tcp(&[135]).union(&Ports::range(Transport::Udp, 135, 135)),
        "MS-SQL" => tcp(&[1433, 1434]),
        "KERBEROS" => Ports::range(Transport::Both, 88, 88).union(&Ports::range(Transport::Both, 464, 464)),
        "RDP" => tcp(&[3389]),
        other => port_name::ports(&other.to_lowercase(), None)?,
    })
}

/// Settings of a policy that say nothing about which packets it matches, or that are read.
const SILENT: &str = " name uuid srcintf dstintf srcaddr dstaddr srcaddr6 dstaddr6 action schedule service status logtraffic logtraffic-start nat ippool poolname comments \
    utm-status inspection-mode profile-protocol-options ssl-ssh-profile av-profile webfilter-profile dnsfilter-profile ips-sensor application-list \
    profile-type profile-group fixedport traffic-shaper traffic-shaper-reverse global-label label permit-any-host session-ttl tcp-mss-sender tcp-mss-receiver \
    diffserv-forward diffservcode-forward vlan-cos-fwd auto-asic-offload match-vip capture-packet srcaddr-negate dstaddr-negate service-negate send-deny-packet ";

fn policy(entry: &Entry, objects: &Objects<'_>, zones: &HashMap<&str, &[String]>) -> Vec<Rule> {
    if entry.value("status") == "disable" {
        return Vec::new();
    }
    let mut doubt = None;
    let shown = ["srcintf", "dstintf", "srcaddr", "dstaddr", "service", "action"].map(|key| entry.values(key).join(" ")).join(" | ");
    let mut rule = Rule::new(
        entry.line,
        &format!("policy {}: {shown}", entry.name),
        match entry.value("action") {
            "accept" => Action::Allow,
            "deny" | "" => Action::Deny,
            other => {
                doubt.get_or_insert_with(|| format!("the action {other} is not read"));
                Action::Unknown
            }
        },
    );
    let both = |key: &str| [key.to_owned(), format!("{key}6")].iter().flat_map(|key| entry.values(key)).cloned().collect::<Vec<String>>();
    rule.from = objects.side(&both("srcaddr"), &mut doubt);
    rule.to = objects.side(&both("dstaddr"), &mut doubt);
    rule.ports = objects.ports(entry.values("service"), &mut doubt);
    if !entry.values("internet-service-id").is_empty() || !entry.values("internet-service-name").is_empty() {
        rule.ports = Ports::any();
    }
    for (key, side) in [("srcaddr-negate", &mut rule.from), ("dstaddr-negate", &mut rule.to)] {
        if entry.value(key) == "enable" {
            *side = match side {
                Side::Addresses(addresses) => addresses.complement().map_or(Side::Any, Side::Addresses),
                _ => Side::Any,
            };
        }
    }
    if entry.value("service-negate") == "enable" {
        rule.ports = Ports::any().without(&rule.ports);
    }
    if !matches!(entry.value("schedule"), "" | "always") {
        doubt.get_or_insert_with(|| format!("it holds in the schedule {} only", entry.value("schedule")));
    }
    if let Some((_, key, _)) = entry.settings.iter().find(|(_, key, _)| !SILENT.split_ascii_whitespace().any(|known| known == key)) {
        doubt.get_or_insert_with(|| format!("`{key}` narrows it in a way that is not read"));
    }
    rule.entry = interfaces(entry.values("srcintf"), zones);
    rule.exit = interfaces(entry.values("dstintf"), zones);
    if let Some(why) = doubt {
        rule = rule.because(why);
    }
    if rule.ports.is_empty() { Vec::new() } else { vec![rule] }
}

/// Interfaces by name; zones are the interfaces in them.
fn interfaces(names: &[String], zones: &HashMap<&str, &[String]>) -> Option<Arc<InterfaceMatch>> {
    if names.is_empty() || names.iter().any(|name| name == "any") {
        return None;
    }
    let of = |name: &String| zones.get(name.as_str()).map_or_else(|| vec![name.clone()], |all| all.to_vec());
    Some(Arc::new(InterfaceMatch { names: names.iter().flat_map(of).collect(), negated: false }))
}
