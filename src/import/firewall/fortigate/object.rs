//! Addresses, virtual addresses and services by name, and groups of them.

use std::collections::HashMap;

use super::mapped::Virtual;
use super::section::Entry;
use super::service::{self, Service};
use crate::firewall::{Addresses, Family, Ports, Side};
use crate::import::firewall::rule_list;

/// Groups in groups that are followed.
const MAX_DEPTH: usize = 16;

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
        if let Some(line) = entry.unread {
            doubt.get_or_insert_with(|| format!("line {line} of {name} is not understood"));
            return;
        }
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
            let known = service::well_known(name).unwrap_or_else(|| {
                doubt.get_or_insert_with(|| format!("no service that is known is called {name}"));
                Ports::any()
            });
            return found.push(Service::to(known));
        };
        if let Some(line) = entry.unread {
            doubt.get_or_insert_with(|| format!("line {line} of {name} is not understood"));
            return found.push(Service::any());
        }
        let members = entry.values("member");
        if !members.is_empty() {
            return members.iter().for_each(|name| self.service(name, depth + 1, found, doubt));
        }
        let read = service::read(entry);
        if let Some(why) = read.as_ref().err().cloned().or_else(|| service::narrowing(entry)) {
            let place = format!("in the service {name} of line {}", entry.line);
            doubt.get_or_insert_with(|| format!("{place} {why}"));
        }
        // Whatever it is for, the policy is not for nothing.
        found.extend(read.unwrap_or_else(|_| vec![Service::any()]));
    }
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
