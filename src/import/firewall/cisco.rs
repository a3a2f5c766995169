//! Extended access lists of Cisco IOS and ASA: named and numbered, with object groups for networks and services.
//!
//! IOS writes wildcard masks, ASA network masks; a mask tells itself which it is. Every list ends with a deny of everything.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use ipnet::{IpNet, Ipv4Net};

use super::{Action, Ports, Rule, Side};
use crate::import::format;
use crate::import::sink::Sink;
use crate::term::port::PortSet;

/// Networks or services that groups of groups may add up to.
const MAX_MEMBERS: usize = 10_000;

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, 65_536);
    let rule = |line: &str| {
        let line = line.trim_start();
        line.starts_with("access-list ") || line.starts_with("ip access-list extended") || line.starts_with("object-group network")
    };
    if head.lines().any(rule) { 90 } else { 0 }
}

/// Named networks and services.
#[derive(Default)]
struct Objects {
    networks: HashMap<String, Vec<IpNet>>,
    services: HashMap<String, Ports>,
    /// Groups in which something was not understood.
    broken: HashMap<String, String>,
}

/// What indented lines belong to.
enum Inside {
    Nothing,
    List(String),
    Networks(String),
    Services(String, Option<&'static str>),
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut objects = Objects::default();
    let mut inside = Inside::Nothing;
    let mut lists: Vec<String> = Vec::new();
    for (at, raw) in text.lines().enumerate() {
        let line = raw.trim();
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = at as u32 + 1;
        let rule = match words.as_slice() {
            [] | ["!", ..] => continue,
            ["ip", "access-list", "extended", name, ..] => {
                inside = Inside::List((*name).to_owned());
                None
            }
            ["object-group", "network", name, ..] | ["object", "network", name, ..] => {
                objects.networks.entry((*name).to_owned()).or_default();
                inside = Inside::Networks((*name).to_owned());
                None
            }
            ["object-group", "service", name, rest @ ..] | ["object", "service", name, rest @ ..] => {
                objects.services.entry((*name).to_owned()).or_default();
                inside = Inside::Services((*name).to_owned(), rest.first().and_then(|word| protocol_name(word)));
                None
            }
            ["access-list", _, "remark", ..] | ["remark", ..] | ["description", ..] => None,
            ["access-list", name, rest @ ..] => {
                inside = Inside::Nothing;
                let rest = if rest.first() == Some(&"extended") { &rest[1..] } else { rest };
                Some(((*name).to_owned(), rest))
            }
            [first, ..] => match &inside {
                Inside::List(name) if is_rule(&words) => Some((name.clone(), unnumbered(&words))),
                Inside::Networks(name) if raw.starts_with(' ') => {
                    objects.add_network(&name.clone(), &words);
                    None
                }
                Inside::Services(name, protocol) if raw.starts_with(' ') => {
                    objects.add_service(&name.clone(), *protocol, &words);
                    None
                }
                _ => {
                    inside = Inside::Nothing;
                    if first.contains("access") {
                        sink.skip(number, line, "no access list that is understood");
                    }
                    None
                }
            },
        };
        if let Some((list, rest)) = rule {
            if !lists.contains(&list) {
                lists.push(list.clone());
            }
            sink.rules.extend(parse(&list, number, line, rest, &objects));
        }
    }
}

fn is_rule(words: &[&str]) -> bool {
    matches!(unnumbered(words), ["permit" | "deny", ..])
}

/// Without a sequence number in front.
fn unnumbered<'w, 't>(words: &'w [&'t str]) -> &'w [&'t str] {
    if words.first().is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit())) { &words[1..] } else { words }
}

fn protocol_name(word: &str) -> Option<&'static str> {
    match word {
        "tcp" | "6" => Some("tcp"),
        "udp" | "17" => Some("udp"),
        "tcp-udp" | "ip" => Some("ip"),
        _ => None,
    }
}

/// One rule; `None` if it concerns neither TCP nor UDP.
fn parse(list: &str, line: u32, text: &str, words: &[&str], objects: &Objects) -> Option<Rule> {
    let rule = Rule::unknown(list, line, text);
    let mut rest = Words { words, at: 0, objects };
    let action = match rest.next() {
        "permit" => Action::Allow,
        "deny" => Action::Deny,
        _ => return Some(rule.because("neither permit nor deny")),
    };
    let outcome = rest.rule();
    match outcome {
        Ok(None) => None,
        Ok(Some((from, to, ports))) => Some(Rule { action, from, to, ports, ..rule }),
        // What was understood of the ends limits what is unknown.
        Err(why) => Some(Rule { from: rest.known_from(), ..rule.because(why) }),
    }
}

struct Words<'w, 't> {
    words: &'w [&'t str],
    at: usize,
    objects: &'w Objects,
}

type Ends = Option<(Side, Side, Ports)>;

impl<'t> Words<'_, 't> {
    fn next(&mut self) -> &'t str {
        self.at += 1;
        self.words.get(self.at - 1).copied().unwrap_or("")
    }

    fn peek(&self) -> &'t str {
        self.words.get(self.at).copied().unwrap_or("")
    }

    /// Everything behind permit or deny.
    fn rule(&mut self) -> Result<Ends, String> {
        let word = self.next();
        let mut by_group = None;
        let protocol = match word {
            "object-group" | "object" => {
                let name = self.next();
                by_group = Some(self.objects.service(name)?);
                "ip"
            }
            "icmp" | "icmp6" | "esp" | "ah" | "gre" | "ospf" | "eigrp" | "igmp" | "pim" | "ahp" => return Ok(None),
            other => protocol_name(other).ok_or_else(|| format!("the protocol `{other}` is not understood"))?,
        };
        let from = self.side()?;
        self.ports(protocol)?;
        let to = self.side()?;
        let ports = self.ports(protocol)?;
        let mut established = false;
        while self.at < self.words.len() {
            match self.next() {
                "log" | "log-input" | "informational" | "warnings" | "notifications" | "debugging" | "interval" | "disable" => {}
                "established" => established = true,
                "inactive" => return Ok(None),
                number if number.bytes().all(|b| b.is_ascii_digit()) => {}
                other => return Err(format!("`{other}` is not understood")),
            }
        }
        if established {
            return Ok(None);
        }
        Ok(Some((from, to, by_group.unwrap_or(ports))))
    }

    fn side(&mut self) -> Result<Side, String> {
        let word = self.next();
        match word {
            "any" | "any4" => Ok(Side::Any),
            "any6" => Ok(Side::Networks(Vec::new())),
            "host" => {
                let address = self.next();
                network(address).map(|network| Side::Networks(vec![network])).ok_or_else(|| format!("`{address}` is no address"))
            }
            "object-group" | "object" => self.objects.network(self.next()).map(Side::Networks),
            "" => Err("an end is missing".to_owned()),
            _ if word.contains('/') => network(word).map(|n| Side::Networks(vec![n])).ok_or_else(|| format!("`{word}` is no network")),
            _ => {
                let mask = self.next();
                masked(word, mask)
                    .map(|network| Side::Networks(vec![network]))
                    .ok_or_else(|| format!("`{word} {mask}` is no network that can be written as one prefix"))
            }
        }
    }

    /// The ports behind an end: `eq 445`, `range 135 139`, `gt 1023`, `lt 1024`, `neq 25`, `object-group NAME`; all without a word.
    fn ports(&mut self, protocol: &str) -> Result<Ports, String> {
        let all = of(protocol, 0, u16::MAX);
        let number = |words: &mut Self| {
            let word = words.next();
            self::number(word).ok_or_else(|| format!("`{word}` is no port that is known"))
        };
        match self.peek() {
            "eq" => {
                self.next();
                let mut ports = Ports::default();
                let first = number(self)?;
                ports = ports.union(&of(protocol, first, first));
                while let Some(more) = self::number(self.peek()).filter(|_| self.at < self.words.len()) {
                    self.next();
                    ports = ports.union(&of(protocol, more, more));
                }
                Ok(ports)
            }
            "range" => {
                self.next();
                let (first, last) = (number(self)?, number(self)?);
                Ok(of(protocol, first.min(last), first.max(last)))
            }
            "gt" => {
                self.next();
                let above = number(self)?;
                Ok(above.checked_add(1).map_or_else(Ports::default, |first| of(protocol, first, u16::MAX)))
            }
            "lt" => {
                self.next();
                let below = number(self)?;
                Ok(below.checked_sub(1).map_or_else(Ports::default, |last| of(protocol, 0, last)))
            }
            "neq" => {
                self.next();
                let not = number(self)?;
                Ok(all.without(&of(protocol, not, not)))
            }
            "object-group" if self.objects.services.contains_key(self.words.get(self.at + 1).copied().unwrap_or("")) => {
                self.next();
                let name = self.next();
                self.objects.service(name).map(|ports| ports.intersection(&all))
            }
            _ => Ok(all),
        }
    }

    /// The first end, if it can be read although the rest cannot.
    fn known_from(&mut self) -> Side {
        self.at = 2;
        self.side().unwrap_or(Side::Unknown)
    }
}

fn of(protocol: &str, first: u16, last: u16) -> Ports {
    let (tcp, udp) = (Ports::tcp(first, last).unwrap_or_default(), Ports::udp(first, last).unwrap_or_default());
    match protocol {
        "tcp" => tcp,
        "udp" => udp,
        _ => tcp.union(&udp),
    }
}

impl Objects {
    fn network(&self, name: &str) -> Result<Vec<IpNet>, String> {
        match (self.broken.get(name), self.networks.get(name)) {
            (Some(why), _) => Err(format!("in the group {name}, {why}")),
            (None, Some(networks)) => Ok(networks.clone()),
            (None, None) => Err(format!("no group of networks is called {name}")),
        }
    }

    fn service(&self, name: &str) -> Result<Ports, String> {
        match (self.broken.get(name), self.services.get(name)) {
            (Some(why), _) => Err(format!("in the group {name}, {why}")),
            (None, Some(ports)) => Ok(ports.clone()),
            (None, None) => Err(format!("no group of services is called {name}")),
        }
    }

    fn add_network(&mut self, name: &str, words: &[&str]) {
        let words = if words.first() == Some(&"network-object") { &words[1..] } else { words };
        let found = match words {
            ["host", address] => network(address).map(|network| vec![network]),
            ["object", other] | ["group-object", other] => self.networks.get(*other).filter(|_| *other != name).cloned(),
            ["subnet", address, mask] => masked(address, mask).map(|network| vec![network]),
            ["description", ..] => Some(Vec::new()),
            [one] => network(one).map(|network| vec![network]),
            [address, mask] => masked(address, mask).map(|network| vec![network]),
            _ => None,
        };
        let members = self.networks.entry(name.to_owned()).or_default();
        match found {
            Some(found) if members.len() + found.len() <= MAX_MEMBERS => members.extend(found),
            _ => drop(self.broken.insert(name.to_owned(), format!("`{}` is not understood", words.join(" ")))),
        }
    }

    fn add_service(&mut self, name: &str, protocol: Option<&'static str>, words: &[&str]) {
        let range =
            |protocol: &str, first: &str, last: &str| Some(of(protocol, number(first)?, number(last)?)).filter(|ports| !ports.is_empty());
        let found = match (words, protocol) {
            (["description", ..], _) => Some(Ports::default()),
            (["group-object", other], _) => self.services.get(*other).cloned(),
            (["port-object", "eq", port] | ["eq", port], Some(protocol)) => range(protocol, port, port),
            (["port-object", "range", first, last] | ["range", first, last], Some(protocol)) => range(protocol, first, last),
            (["service-object" | "service", named, rest @ ..], _) => match (protocol_name(named), rest) {
                (Some(protocol), []) => range(protocol, "0", "65535"),
                (Some(protocol), ["destination", "eq", port] | ["eq", port]) => range(protocol, port, port),
                (Some(protocol), ["destination", "range", first, last] | ["range", first, last]) => range(protocol, first, last),
                (None, _) if *named == "icmp" => Some(Ports::default()),
                _ => None,
            },
            ([named, "eq", port], _) => protocol_name(named).and_then(|protocol| range(protocol, port, port)),
            ([named, "range", first, last], _) => protocol_name(named).and_then(|protocol| range(protocol, first, last)),
            _ => None,
        };
        match found {
            Some(found) => {
                let ports = self.services.entry(name.to_owned()).or_default();
                *ports = ports.union(&found);
            }
            None => drop(self.broken.insert(name.to_owned(), format!("`{}` is not understood", words.join(" ")))),
        }
    }
}

/// An address or a network with its prefix length.
pub(super) fn network(text: &str) -> Option<IpNet> {
    if let Some((address, mask)) = text.split_once('/').filter(|(_, mask)| mask.contains('.')) {
        return masked(address, mask);
    }
    text.parse().ok().or_else(|| text.parse::<std::net::IpAddr>().ok().map(IpNet::from)).map(|network: IpNet| network.trunc())
}

/// A network from an address and a mask, network or wildcard; `None` for a mask with gaps.
fn masked(address: &str, mask: &str) -> Option<IpNet> {
    let (address, mask): (Ipv4Addr, Ipv4Addr) = (address.parse().ok()?, mask.parse().ok()?);
    let bits = u32::from(mask);
    // A network mask starts with ones. All ones or all zeros is a host in one notation and everything in the other: the
    // address says which is meant.
    let network_mask = match bits {
        0 if address.is_unspecified() => 0,
        0 => u32::MAX,
        u32::MAX if address.is_unspecified() => 0,
        bits if bits >> 31 == 1 => bits,
        bits => !bits,
    };
    let length = network_mask.leading_ones();
    let gapless = network_mask.count_ones() == length;
    gapless.then(|| Ipv4Net::new(address, length as u8).ok()).flatten().map(|network| IpNet::V4(network.trunc()))
}

/// A port by number or by the name that Cisco or our services have for it.
pub(super) fn number(text: &str) -> Option<u16> {
    const NAMES: &[(&str, u16)] = &[
        ("www", 80),
        ("domain", 53),
        ("netbios-ssn", 139),
        ("netbios-ns", 137),
        ("netbios-dgm", 138),
        ("bootps", 67),
        ("bootpc", 68),
        ("ftp-data", 20),
        ("sqlnet", 1521),
        ("lpd", 515),
        ("tftp", 69),
        ("syslog", 514),
        ("isakmp", 500),
        ("snmptrap", 162),
        ("citrix-ica", 1494),
        ("imap4", 143),
        ("ldap", 389),
        ("ldaps", 636),
        ("microsoft-ds", 445),
        ("radius", 1645),
        ("tacacs", 49),
        ("bgp", 179),
        ("h323", 1720),
        ("msrpc", 135),
        ("epmap", 135),
    ];
    let named = || NAMES.iter().find(|(name, _)| *name == text).map(|(_, number)| *number);
    let service =
        || text.parse::<PortSet>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_alphanumeric()))?.iter().next().map(|port| port.number);
    text.parse().ok().or_else(named).or_else(|| text.starts_with(|c: char| c.is_ascii_alphabetic()).then(service).flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_of_both_kinds_are_read() {
        for (address, mask, network) in [
            ("10.1.0.0", "0.0.255.255", Some("10.1.0.0/16")),
            ("10.1.0.0", "255.255.0.0", Some("10.1.0.0/16")),
            ("10.1.0.7", "0.0.0.0", Some("10.1.0.7/32")),
            ("10.1.0.7", "255.255.255.255", Some("10.1.0.7/32")),
            ("0.0.0.0", "0.0.0.0", Some("0.0.0.0/0")),
            ("0.0.0.0", "255.255.255.255", Some("0.0.0.0/0")),
            ("10.1.0.0", "0.0.255.0", None),
            ("10.1.0.0", "255.0.255.0", None),
        ] {
            assert_eq!(masked(address, mask).map(|n| n.to_string()).as_deref(), network, "{address} {mask}");
        }
        assert_eq!((number("445"), number("www"), number("smtp"), number("nonsense")), (Some(445), Some(80), Some(25), None));
    }
}
