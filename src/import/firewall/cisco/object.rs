//! Named objects and groups: networks, services, protocols.
//!
//! Members follow their group whatever the indent. What a member does not let see makes the group
//! doubtful, not empty.

use std::collections::HashMap;

use super::address;
use super::dialect::Dialect;
use super::named::Named;
use super::word::{Words, is_number};
use crate::firewall::{Addresses, Ports, Side, Transport};
use crate::import::firewall::port_name::{self, Other};

/// Members that groups of groups may add up to.
const MAX_MEMBERS: usize = 200_000;
/// Groups in groups that are followed.
const MAX_DEPTH: usize = 16;

/// What a group holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Network,
    /// Services, or ports of a protocol if one is named.
    Service(Option<Transport>),
    Protocol,
    /// Of no use here.
    Other,
}

/// One member of a group of services.
#[derive(Clone, Debug)]
pub(super) struct Service {
    pub(super) ports: Ports,
    pub(super) sources: Ports,
}

/// A group with what stands in it.
#[derive(Debug)]
struct Group {
    kind: Kind,
    addresses: Vec<Addresses>,
    services: Vec<Service>,
    groups: Vec<String>,
    /// Whether anything stands in it.
    has_members: bool,
    /// The first member that is not understood.
    doubt: Option<String>,
}

/// All groups of a file, and names of addresses.
#[derive(Debug, Default)]
pub(super) struct Objects {
    groups: HashMap<String, Group>,
    /// Names of addresses.
    pub(super) names: Named,
    members: usize,
}

/// What became of a line that may be a member of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is none.
    No,
    Understood,
    /// It is one, and what it says is not understood: the group may hold anything.
    Doubted,
}

/// What a name stands for, and why that may not be all or may be less.
pub(super) struct Meaning<T> {
    pub(super) value: T,
    pub(super) doubt: Option<String>,
}

impl Objects {
    /// A group starts; one that is named again goes on.
    pub(super) fn open(&mut self, name: &str, kind: Kind) {
        let empty = || Group {
            kind,
            addresses: Vec::new(),
            services: Vec::new(),
            groups: Vec::new(),
            has_members: false,
            doubt: None,
        };
        let group = self.groups.entry(name.to_owned()).or_insert_with(empty);
        group.kind = kind;
    }

    /// Whether a name is that of services or protocols.
    pub(super) fn is_service(&self, name: &str) -> bool {
        self.groups
            .get(name)
            .is_some_and(|group| !matches!(group.kind, Kind::Network | Kind::Other))
    }

    /// A group of a kind that is not read: it may stand for anything.
    pub(super) fn open_unread(&mut self, name: &str, kind: &str) {
        self.open(name, Kind::Other);
        if let Some(group) = self.groups.get_mut(name) {
            group.doubt.get_or_insert_with(|| format!("groups of the kind {kind} are not read"));
        }
    }

    /// Makes a group doubtful.
    pub(super) fn spoil(&mut self, group: &str, why: String) {
        if let Some(group) = self.groups.get_mut(group) {
            group.doubt.get_or_insert(why);
        }
    }

    /// Takes a line as a member of a group. Whatever stands inside of it is one; elsewhere a line has
    /// to look like one.
    pub(super) fn member(
        &mut self,
        group: &str,
        words: &[&str],
        dialect: Dialect,
        is_inside: bool,
    ) -> Taken {
        let words = if words.len() > 1 && is_number(words[0]) && dialect != Dialect::Asa {
            &words[1..]
        } else {
            words
        };
        let Some(kind) = self.groups.get(group).map(|group| group.kind) else { return Taken::No };
        let looks_like = looks_like_member(words, kind);
        if !is_inside && !looks_like {
            return Taken::No;
        }
        self.members += 1;
        let outcome = self.read(words, kind, dialect);
        let Some(group) = self.groups.get_mut(group) else { return Taken::No };
        let is_understood = looks_like || outcome.is_ok();
        group.has_members |= !matches!(words, ["description", ..]);
        match outcome {
            _ if self.members > MAX_MEMBERS => {
                let _ = group.doubt.get_or_insert_with(|| "there are too many members".to_owned());
            }
            Ok(Member::Nothing) => {}
            Ok(Member::Addresses(addresses)) => group.addresses.push(addresses),
            Ok(Member::Services(services)) => group.services.extend(services),
            Ok(Member::Group(name)) => group.groups.push(name),
            Err(why) => drop(group.doubt.get_or_insert(why)),
        }
        if is_understood { Taken::Understood } else { Taken::Doubted }
    }

    fn read(&self, words: &[&str], kind: Kind, dialect: Dialect) -> Result<Member, String> {
        let text = words.join(" ");
        let shown = || text.as_str();
        let mut words = Words::new(words);
        match (words.peek(), kind) {
            (
                "description" | "nat" | "icmp-object" | "icmp" | "security-group" | "exit" | "",
                _,
            ) => Ok(Member::Nothing),
            ("group-object" | "object-group", _) => {
                words.next();
                Ok(Member::Group(words.next().to_owned()))
            }
            (_, Kind::Network) => {
                let _ = words.take("network-object") || words.take("subnet");
                if words.take("object") {
                    return Ok(Member::Group(words.next().to_owned()));
                }
                address::of_group(&mut words, &self.names, dialect)
                    .map(Member::Addresses)
                    .ok_or_else(|| format!("`{}` is not understood", shown()))
            }
            (_, Kind::Protocol) => {
                let _ = words.take("protocol-object");
                match port_name::transport(words.peek()) {
                    Ok(transport) => Ok(Member::Services(vec![Service {
                        ports: Ports::all(transport),
                        sources: Ports::any(),
                    }])),
                    Err(Other::NoPorts) => Ok(Member::Nothing),
                    Err(Other::Unknown) => Err(format!("`{}` is not understood", shown())),
                }
            }
            (_, Kind::Service(transport)) => {
                service(&mut words, transport).map_err(|why| format!("in `{}` {why}", shown()))
            }
            (_, Kind::Other) => Err(format!("`{}` is not read", shown())),
        }
    }

    /// The networks of a name.
    pub(super) fn network(&self, name: &str) -> Meaning<Side> {
        let mut found = (Vec::new(), None);
        let of_kind = |kind| kind == Kind::Network;
        let mut take = |group: &'_ Group| found.0.push(Addresses::collect(&group.addresses));
        self.gather(name, 0, of_kind, &mut take, &mut found.1);
        match found {
            (all, None) => {
                Meaning { value: Side::Addresses(Addresses::collect(&all)), doubt: None }
            }
            (_, doubt) => Meaning { value: Side::Any, doubt },
        }
    }

    /// The services of a name. Where not all are understood there is one that may be anything.
    pub(super) fn service(&self, name: &str) -> Meaning<Vec<Service>> {
        let mut found: (Vec<Service>, Option<String>) = (Vec::new(), None);
        let of_kind = |kind| matches!(kind, Kind::Service(_) | Kind::Protocol);
        let mut take = |group: &'_ Group| found.0.extend(group.services.iter().cloned());
        self.gather(name, 0, of_kind, &mut take, &mut found.1);
        if found.1.is_some() {
            found.0.clear();
            found.0.push(Service { ports: Ports::any(), sources: Ports::any() });
        }
        Meaning { value: merged(found.0), doubt: found.1 }
    }

    fn gather(
        &self,
        name: &str,
        depth: usize,
        of_kind: fn(Kind) -> bool,
        take: &mut dyn FnMut(&Group),
        doubt: &mut Option<String>,
    ) {
        let Some(group) = self.groups.get(name).filter(|_| depth < MAX_DEPTH) else {
            doubt.get_or_insert_with(|| format!("no group that is known is called {name}"));
            return;
        };
        if let Some(why) = &group.doubt {
            doubt.get_or_insert_with(|| format!("in the group {name} {why}"));
        } else if !of_kind(group.kind) {
            doubt.get_or_insert_with(|| format!("the group {name} is of another kind"));
        } else if !group.has_members {
            doubt.get_or_insert_with(|| format!("nothing stands in the group {name}"));
        }
        take(group);
        for inner in &group.groups {
            self.gather(inner, depth + 1, of_kind, take, doubt);
        }
    }
}

enum Member {
    Nothing,
    Addresses(Addresses),
    Services(Vec<Service>),
    Group(String),
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

/// Whether a line may be a member of a group: one that starts like a command of its own is none.
fn looks_like_member(words: &[&str], kind: Kind) -> bool {
    let first = words.first().copied().unwrap_or("");
    let known = [
        "network-object",
        "port-object",
        "service-object",
        "protocol-object",
        "icmp-object",
        "group-object",
        "host",
        "range",
        "subnet",
        "fqdn",
        "description",
        "service",
        "eq",
        "gt",
        "lt",
        "neq",
        "tcp",
        "udp",
        "tcp-udp",
        "any",
        "any4",
        "any6",
    ];
    let address = first.starts_with(|c: char| c.is_ascii_digit()) || first.contains(':');
    known.contains(&first)
        || (kind == Kind::Network && (address || first == "object-group"))
        || (kind != Kind::Network && port_name::transport(first) == Err(Other::NoPorts))
        || first == "nat"
}

/// `port-object eq 80`, `service-object tcp source range 1024 65535 destination eq 445`, `tcp eq
/// 80`, `eq 80`.
fn service(words: &mut Words<'_, '_>, group: Option<Transport>) -> Result<Member, String> {
    let any = Ports::any;
    if words.take("port-object") || matches!(words.peek(), "eq" | "gt" | "lt" | "neq" | "range") {
        let ports = ports(words, group.unwrap_or(Transport::Both))?.unwrap_or_else(any);
        return Ok(Member::Services(vec![Service { ports, sources: any() }]));
    }
    let _ = words.take("service-object") || words.take("service");
    if words.take("object") {
        return Ok(Member::Group(words.next().to_owned()));
    }
    let protocol = words.next();
    let transport = match port_name::transport(protocol) {
        Ok(transport) => transport,
        Err(Other::NoPorts) => return Ok(Member::Nothing),
        Err(Other::Unknown) => return Err(format!("`{protocol}` is no protocol that is known")),
    };
    let mut found = Service { ports: Ports::all(transport), sources: any() };
    while !words.is_at_end() {
        let source = words.take("source");
        let _ = words.take("destination");
        let ports = ports(words, transport)?
            .ok_or_else(|| format!("`{}` is not understood", words.peek()))?;
        if source {
            found.sources = ports;
        } else {
            found.ports = ports;
        }
    }
    Ok(Member::Services(vec![found]))
}

/// The ports behind an end: `eq 445`, `range 135 139`, `gt 1023`, `lt 1024`, `neq 25`, or a number
/// or name alone where only ports can stand; `None` without any of them.
pub(super) fn ports(
    words: &mut Words<'_, '_>,
    transport: Transport,
) -> Result<Option<Ports>, String> {
    let number = |word: &str| {
        port_name::number(word).ok_or_else(|| format!("`{word}` is no port that is known"))
    };
    let range = |first, last| Ports::range(transport, first, last);
    let several = |words: &mut Words<'_, '_>| {
        let first = number(words.next())?;
        let mut ports = range(first, first);
        while let Some(more) = port_name::number(words.peek()) {
            words.next();
            ports = ports.union(&range(more, more));
        }
        Ok::<Ports, String>(ports)
    };
    if words.take("eq") {
        return several(words).map(Some);
    }
    if words.take("neq") {
        return Ok(Some(Ports::all(transport).without(&several(words)?)));
    }
    if words.take("range") {
        let (first, last) = (number(words.next())?, number(words.next())?);
        return Ok(Some(range(first.min(last), first.max(last))));
    }
    if words.take("gt") {
        let above = number(words.next())?;
        return Ok(Some(
            above.checked_add(1).map_or_else(Ports::default, |first| range(first, u16::MAX)),
        ));
    }
    if words.take("lt") {
        let below = number(words.next())?;
        return Ok(Some(below.checked_sub(1).map_or_else(Ports::default, |last| range(0, last))));
    }
    Ok(None)
}
