//! Interfaces of a FortiGate: their networks, the routes behind them, and the names that policies use
//! for several at once: zones, those of SD-WAN, switches, links that are bundled.

use std::collections::HashMap;
use std::sync::Arc;

use super::section::{Entry, Part, Parts};
use crate::firewall::{Action, Device, Interface, InterfaceMatch, Route, Rule};

/// Names in names that are followed.
const MAX_DEPTH: usize = 8;
/// The zone of SD-WAN that members have which name none, and the only one of older versions.
const DEFAULT_ZONE: &str = "virtual-wan-link";

/// What policies may name as an interface.
pub(super) struct Interfaces {
    single: Vec<Interface>,
    /// Names that stand for interfaces.
    several: HashMap<String, Vec<String>>,
}

impl Interfaces {
    pub(super) fn new(part: &Part, all: &Parts) -> Self {
        let entries: Vec<&Entry> = all.interfaces(part).collect();
        let single: Vec<Interface> = entries.iter().map(|entry| interface(entry)).collect();
        let mut several: HashMap<String, Vec<String>> = HashMap::new();
        let section = |name: &str| part.sections.get(name).into_iter().flatten();
        let bundles = entries.into_iter().chain(section("system switch-interface"));
        // A bundle with a network of its own stands for itself.
        let has_network = |name: &str| {
            single.iter().any(|interface| interface.name == name && !interface.networks.is_empty())
        };
        for entry in bundles.filter(|entry| !has_network(&entry.name)) {
            let members = entry.values("member").iter().filter(|name| has_network(name));
            let members: Vec<String> = members.cloned().collect();
            if !members.is_empty() {
                several.entry(entry.name.clone()).or_default().extend(members);
            }
        }
        for zone in section("system zone").filter(|zone| !zone.values("interface").is_empty()) {
            several.insert(zone.name.clone(), zone.values("interface").to_vec());
        }
        for member in ["system sdwan members", "system virtual-wan-link members"]
            .into_iter()
            .flat_map(section)
        {
            let zone = Some(member.value("zone")).filter(|zone| !zone.is_empty());
            let all = several.entry(zone.unwrap_or(DEFAULT_ZONE).to_owned()).or_default();
            all.extend(member.values("interface").iter().cloned());
        }
        Self { single, several }
    }

    /// The interfaces that a policy names; one of which nothing is known stays as it is called.
    pub(super) fn named(&self, names: &[String]) -> Option<Arc<InterfaceMatch>> {
        if names.is_empty() || names.iter().any(|name| name == "any") {
            return None;
        }
        let mut found = Vec::new();
        names.iter().for_each(|name| self.gather(name, 0, &mut found));
        Some(Arc::new(InterfaceMatch::new(found, false)))
    }

    /// What may pass from one interface of a zone to another without any policy.
    pub(super) fn within(&self, zone: &Entry) -> Option<Rule> {
        let members = self.named(std::slice::from_ref(&zone.name));
        (zone.value("intrazone") == "allow").then(|| Rule {
            entry: members.clone(),
            exit: members,
            ..Rule::new(zone.line, &format!("zone {}: intrazone allow", zone.name), Action::Allow)
        })
    }

    fn gather(&self, name: &str, depth: usize, found: &mut Vec<String>) {
        match self.several.get(name).filter(|_| depth < MAX_DEPTH) {
            Some(members) => members.iter().for_each(|name| self.gather(name, depth + 1, found)),
            None => found.push(name.to_owned()),
        }
    }

    /// Gives a firewall its interfaces and routes.
    pub(super) fn equip(self, device: &mut Device, part: &Part, all: &Parts) {
        let entries = part.sections.get("router static").into_iter().flatten();
        let mut routes: Vec<(Route, String)> = Vec::new();
        for entry in entries.filter(|entry| entry.value("status") != "disable") {
            let Some(network) = network_of_route(entry) else { continue };
            let via = entry.value("gateway").parse().ok();
            let route = || Route { network, interface: None, via };
            routes.extend(self.behind(entry).into_iter().map(|name| (route(), name)));
        }
        // Whoever gets an address gets a way out with it.
        let is_given = |entry: &&Entry| {
            matches!(entry.value("mode"), "dhcp" | "pppoe") && entry.value("defaultgw") != "disable"
        };
        for entry in all.interfaces(part).filter(is_given) {
            let network = "0.0.0.0/0".parse().expect("a network");
            routes.push((Route { network, interface: None, via: None }, entry.name.clone()));
        }
        device.interfaces = self.single;
        let place = |name: &str| device.interfaces.iter().position(|known| known.name == name);
        device.routes = routes
            .into_iter()
            .map(|(route, name)| Route { interface: place(&name), ..route })
            .collect();
    }

    /// The interfaces that a static route leads to: its own, or the members of a zone of SD-WAN.
    fn behind(&self, entry: &Entry) -> Vec<String> {
        let old = ["sdwan", "virtual-wan-link"].iter().any(|key| entry.value(key) == "enable");
        let mut zones = entry.values("sdwan-zone").to_vec();
        zones.extend(old.then(|| DEFAULT_ZONE.to_owned()));
        if zones.is_empty() {
            return vec![entry.value("device").to_owned()];
        }
        let mut found = Vec::new();
        zones.iter().for_each(|name| self.gather(name, 0, &mut found));
        found
    }
}

fn interface(entry: &Entry) -> Interface {
    let networks = entry.settings.iter().filter(|(_, key, _)| key == "secondaryip");
    let networks = networks.map(|(.., values)| values.as_slice()).chain([entry.values("ip")]);
    let label = Some(entry.value("alias")).filter(|alias| !alias.is_empty()).map(str::to_owned);
    Interface {
        name: entry.name.clone(),
        label,
        networks: networks.filter_map(network).collect(),
        ..Interface::default()
    }
}

/// `10.1.0.1 255.255.255.0`, `10.1.0.1/24`.
fn network(values: &[String]) -> Option<ipnet::IpNet> {
    let network = match values {
        [address, mask] => {
            ipnet::Ipv4Net::with_netmask(address.parse().ok()?, mask.parse().ok()?).ok()?
        }
        [prefix] => prefix.parse().ok()?,
        _ => return None,
    };
    (!network.addr().is_unspecified()).then_some(ipnet::IpNet::V4(network))
}

/// The network of a route; without one it is the default route.
fn network_of_route(entry: &Entry) -> Option<ipnet::IpNet> {
    match entry.values("dst") {
        [] => "0.0.0.0/0".parse().ok(),
        [address, mask] => Some(ipnet::IpNet::V4(
            ipnet::Ipv4Net::with_netmask(address.parse().ok()?, mask.parse().ok()?).ok()?.trunc(),
        )),
        [prefix, ..] => prefix.parse().ok(),
    }
}
