//! Addresses, virtual addresses and services by name, and groups of them.

use std::collections::HashMap;

use super::mapped::Virtual;
use super::section::Entry;
use crate::firewall::{Addresses, Family, Ports, Side, Transport};
use crate::import::firewall::{port_name, rule_list};

/// Groups in groups that are followed.
const MAX_DEPTH: usize = 16;

/// Ports that packets go to, and those they come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Service {
    pub(super) ports: Ports,
    pub(super) sources: Ports,
}

impl Service {
    /// Every port.
    pub(super) fn any() -> Self {
        Self::to(Ports::any())
    }

    fn to(ports: Ports) -> Self {
        Self { ports, sources: Ports::any() }
    }
}

/// Addresses and services by name.
pub(super) struct Objects<'s> {
    addresses: HashMap<&'s str, &'s Entry>,
    virtuals: HashMap<&'s str, &'s Entry>,
    all_virtuals: Vec<Option<Virtual>>,
    services: HashMap<&'s str, &'s Entry>,
}

impl<'s> Objects<'s> {
    pub(super) fn new(sections: &'s HashMap<String, Vec<Entry>>) -> Self {
        let all = |names: &[&str]| {
            names
                .iter()
                .flat_map(|name| sections.get(*name))
                .flatten()
                .map(|entry| (entry.name.as_str(), entry))
                .collect::<HashMap<_, _>>()
        };
        let virtuals =
            all(&["firewall vip", "firewall vip6", "firewall vipgrp", "firewall vipgrp6"]);
        Self {
            addresses: all(&[
                "firewall address",
                "firewall address6",
                "firewall addrgrp",
                "firewall addrgrp6",
                "firewall vip",
                "firewall vipgrp",
            ]),
            all_virtuals: virtuals
                .values()
                .filter(|entry| entry.values("member").is_empty())
                .map(|entry| Virtual::read(entry))
                .collect(),
            virtuals,
            services: all(&["firewall service custom", "firewall service group"]),
        }
    }

    pub(super) fn side(&self, names: &[String], doubt: &mut Option<String>) -> Side {
        if names.is_empty() || names.iter().any(|name| matches!(name.as_str(), "all" | "any")) {
            return Side::Any;
        }
        let mut found = Vec::new();
        for name in names {
            self.gather(name, 0, &mut found, doubt);
        }
        if doubt.is_some() { Side::Any } else { Side::Addresses(Addresses::collect(&found)) }
    }

    /// Whether a name is that of a virtual address, or of a group of them.
    pub(super) fn is_virtual(&self, name: &str) -> bool {
        self.virtuals.contains_key(name)
    }

    /// The virtual addresses of some names; the error is why they are not known.
    pub(super) fn virtuals(&self, names: &[String]) -> Result<Vec<Virtual>, String> {
        let mut found = Vec::new();
        for name in names {
            let entry = self.virtuals.get(name.as_str());
            // A group has virtual addresses as members, and no groups.
            let members = entry.map_or(&[][..], |entry| entry.values("member"));
            let own = if members.is_empty() { std::slice::from_ref(name) } else { members };
            for name in own {
                let one = self.virtuals.get(name.as_str()).and_then(|entry| Virtual::read(entry));
                found.push(one.ok_or_else(|| format!("what is behind {name} is not known"))?);
            }
        }
        Ok(found)
    }

    /// Every virtual address; nothing for one of which is not known what is behind.
    pub(super) fn all_virtuals(&self) -> &[Option<Virtual>] {
        &self.all_virtuals
    }

    fn gather(
        &self,
        name: &str,
        depth: usize,
        found: &mut Vec<Addresses>,
        doubt: &mut Option<String>,
    ) {
        let Some(entry) = self.addresses.get(name).filter(|_| depth < MAX_DEPTH) else {
            doubt.get_or_insert_with(|| format!("no address that is known is called {name}"));
            return;
        };
        let members = entry.values("member");
        if !members.is_empty() {
            let mut own = Vec::new();
            members.iter().for_each(|member| self.gather(member, depth + 1, &mut own, doubt));
            let mut without = Vec::new();
            if entry.value("exclude") == "enable" {
                let members = entry.values("exclude-member").iter();
                members.for_each(|member| self.gather(member, depth + 1, &mut without, doubt));
            }
            if without.is_empty() {
                return found.extend(own);
            }
            let rest = Addresses::collect(&without)
                .complement()
                .and_then(|others| Addresses::collect(&own).intersection(&others));
            return match rest {
                Some(rest) => found.push(rest),
                None => drop(
                    doubt.get_or_insert_with(|| format!("what {name} leaves out is not known")),
                ),
            };
        }
        match addresses(entry) {
            Some(addresses) => found.push(addresses),
            None => drop(
                doubt.get_or_insert_with(|| format!("which addresses {name} has is not known")),
            ),
        }
    }

    /// The services of some names; those that are about no ports are left out.
    pub(super) fn services(&self, names: &[String], doubt: &mut Option<String>) -> Vec<Service> {
        let mut found: Vec<Service> = Vec::new();
        for name in names {
            self.service(name, 0, &mut found, doubt);
        }
        found.retain(|service| !service.ports.is_empty());
        merged(found)
    }

    fn service(
        &self,
        name: &str,
        depth: usize,
        found: &mut Vec<Service>,
        doubt: &mut Option<String>,
    ) {
        let Some(entry) = self.services.get(name).filter(|_| depth < MAX_DEPTH) else {
            let known = well_known(name).unwrap_or_else(|| {
                doubt.get_or_insert_with(|| format!("no service that is known is called {name}"));
                Ports::any()
            });
            return found.push(Service::to(known));
        };
        let members = entry.values("member");
        if !members.is_empty() {
            return members.iter().for_each(|name| self.service(name, depth + 1, found, doubt));
        }
        match entry.value("protocol") {
            "IP" if matches!(entry.value("protocol-number"), "" | "0") => {
                return found.push(Service::any());
            }
            "IP" => {
                let ports = port_name::transport(entry.value("protocol-number"))
                    .map_or_else(|_| Ports::default(), Ports::all);
                return found.push(Service::to(ports));
            }
            _ => {}
        }
        for (key, transport) in
            [("tcp-portrange", Transport::Tcp), ("udp-portrange", Transport::Udp)]
        {
            for range in entry.values(key) {
                match port_range(range, transport) {
                    Some(service) => found.push(service),
                    None => {
                        let _ =
                            doubt.get_or_insert_with(|| format!("`{range}` is no range of ports"));
                    }
                }
            }
        }
    }
}

/// `8080-8081`, or with the ports that packets come from `8080-8081:1024-65535`.
fn port_range(text: &str, transport: Transport) -> Option<Service> {
    let (to, from) = text.split_once(':').unwrap_or((text, ""));
    let sources =
        if from.is_empty() { Ports::any() } else { port_name::ports(from, Some(transport))? };
    Some(Service { ports: port_name::ports(to, Some(transport))?, sources })
}

/// Services with the same source ports are one.
fn merged(services: Vec<Service>) -> Vec<Service> {
    let mut merged: indexmap::IndexMap<Ports, Ports> = indexmap::IndexMap::new();
    for service in services {
        let ports = merged.entry(service.sources).or_default();
        *ports = ports.union(&service.ports);
    }
    merged.into_iter().map(|(sources, ports)| Service { ports, sources }).collect()
}

fn addresses(entry: &Entry) -> Option<Addresses> {
    let one = |key: &str| entry.value(key).parse::<std::net::IpAddr>().ok();
    if let Some((first, last)) = one("start-ip").zip(one("end-ip")) {
        return Some(Addresses::range(first, last));
    }
    if !entry.values("mappedip").is_empty() {
        let parts: Option<Vec<Addresses>> =
            entry.values("mappedip").iter().map(|text| rule_list::address(text)).collect();
        return parts.map(|parts| Addresses::collect(&parts));
    }
    match (entry.values("subnet"), entry.value("ip6"), entry.value("type")) {
        ([address, mask], ..) => rule_list::address(&format!("{address}/{mask}")),
        ([prefix], ..) => rule_list::address(prefix),
        (_, six, _) if !six.is_empty() => rule_list::address(six),
        // An address without a subnet is everything.
        (_, _, "" | "ipmask") => Some(Addresses::all(Family::V4)),
        _ => None,
    }
}

/// Services that every FortiGate has.
fn well_known(name: &str) -> Option<Ports> {
    let tcp = |ports: &[u16]| {
        ports.iter().fold(Ports::default(), |all, port| {
            all.union(&Ports::range(Transport::Tcp, *port, *port))
        })
    };
    Some(match name {
        "ALL" | "ANY" => Ports::any(),
        "ALL_TCP" => Ports::all(Transport::Tcp),
        "ALL_UDP" => Ports::all(Transport::Udp),
        "ALL_ICMP" | "ALL_ICMP6" | "PING" | "PING6" | "GRE" | "AH" | "ESP" | "OSPF"
        | "TIMESTAMP" | "INFO_REQUEST" | "INFO_ADDRESS" => Ports::default(),
        "SMB" => tcp(&[445]),
        "SAMBA" => tcp(&[139]),
        "DCE-RPC" => tcp(&[135]).union(&Ports::range(Transport::Udp, 135, 135)),
        "MS-SQL" => tcp(&[1433, 1434]),
        "KERBEROS" => {
            Ports::range(Transport::Both, 88, 88).union(&Ports::range(Transport::Both, 464, 464))
        }
        "RDP" => tcp(&[3389]),
        other => port_name::ports(&other.to_lowercase(), None)?,
    })
}
