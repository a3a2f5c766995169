//! Addresses that a firewall always translates in the same way: the one that the outside sees, and
//! the one that the host has.
//!
//! IOS and PIX compare lists with the address that the outside sees, so a permit for it opens the
//! host behind. ASA since version 8.3 compares them with the address of the host; a list that names
//! the other one there is doubtful. What only hosts inside start is translated without opening
//! anything. A deny is left as it stands: it closes the address that it names.

use super::object::Objects;
use crate::firewall::{Action, Addresses, Family, Interface, Ports, Ranges, Rule, Side, Transport};
use crate::import::firewall::port_name;

/// One translation.
#[derive(Clone, Debug)]
pub(super) struct Translation {
    /// What the outside sees.
    mapped: Place,
    /// What the host has.
    real: Place,
    /// The protocol, the port that the outside sees, and that of the host; none where it is about
    /// all.
    ports: Option<(Transport, u16, u16)>,
    /// Whether lists name what the outside sees.
    is_named: bool,
}

/// An address, or where it is found.
#[derive(Clone, Debug)]
enum Place {
    Range(Addresses),
    Object(String),
    Interface(String),
}

/// What a line about translation is.
#[derive(Debug)]
pub(super) enum Line {
    Static(Box<Translation>),
    /// It opens nothing for what comes from outside.
    Harmless,
    /// What it does is not known.
    Unread,
}

/// A line that starts a translation; `None` for all others.
pub(super) fn line(words: &[&str], objects: &Objects) -> Option<Line> {
    Some(match words {
        ["ip", "nat", "inside", "source", "static", rest @ ..] => {
            ios(rest, objects).map_or(Line::Unread, |found| Line::Static(Box::new(found)))
        }
        ["ip", "nat", "inside", "source", ..] | ["ip", "nat", "inside" | "outside"] => {
            Line::Harmless
        }
        ["ip", "nat", "pool" | "translation" | "log" | "service" | "settings" | "enable", ..] => {
            Line::Harmless
        }
        ["ip", "nat", ..] | ["alias", ..] => Line::Unread,
        ["static", interfaces, rest @ ..] => {
            let mapped = interfaces
                .trim_matches(['(', ')'])
                .split_once(',')
                .map_or("", |(_, mapped)| mapped);
            pix(rest, mapped, objects).map_or(Line::Unread, |found| Line::Static(Box::new(found)))
        }
        ["global", ..] | ["nat", _, "source", "dynamic", ..] => Line::Harmless,
        // Two ends at once: since version 8.3, where lists name hosts.
        ["nat", _, "source", "static", ..]
        | ["nat", _, "after-auto", ..]
        | ["nat", _, _, "source", ..] => Line::Harmless,
        ["nat", interfaces, id, ..]
            if interfaces.starts_with('(') && super::word::is_number(id) =>
        {
            Line::Harmless
        }
        ["nat", ..] => Line::Unread,
        _ => return None,
    })
}

/// A line below an object of ASA: `nat (inside,outside) static 198.51.100.10 service tcp 80 8080`.
pub(super) fn of_object(object: &str, words: &[&str], objects: &Objects) -> Option<Translation> {
    let ["nat", interfaces, "static", mapped, rest @ ..] = words else { return None };
    let outside =
        interfaces.trim_matches(['(', ')']).split_once(',').map_or("", |(_, mapped)| mapped);
    let mapped = match (*mapped, address(mapped, None, objects)) {
        ("interface", _) => Place::Interface(outside.to_owned()),
        (_, Some(addresses)) => Place::Range(addresses),
        (name, None) => Place::Object(name.to_owned()),
    };
    let ports = match rest {
        ["service", protocol, real, seen, ..] => Some((
            port_name::transport(protocol).ok()?,
            port_name::number(seen)?,
            port_name::number(real)?,
        )),
        _ => None,
    };
    Some(Translation { mapped, real: Place::Object(object.to_owned()), ports, is_named: false })
}

/// Behind `static`: the host first, then what the outside sees.
fn ios(words: &[&str], objects: &Objects) -> Option<Translation> {
    let (transport, words) = match words {
        [protocol @ ("tcp" | "udp"), rest @ ..] => (port_name::transport(protocol).ok(), rest),
        ["network", rest @ ..] => return ios_network(rest, objects),
        rest => (None, rest),
    };
    let (real, words) = words.split_first()?;
    let (real_port, words) = taken_port(transport, words)?;
    let (mapped, words) = match words {
        ["interface", name, rest @ ..] => (Place::Interface((*name).to_owned()), rest),
        [mapped, rest @ ..] => (Place::Range(address(mapped, None, objects)?), rest),
        [] => return None,
    };
    let (mapped_port, _) = taken_port(transport, words)?;
    let ports = transport.map(|transport| (transport, mapped_port, real_port));
    Some(Translation {
        mapped,
        real: Place::Range(address(real, None, objects)?),
        ports,
        is_named: true,
    })
}

/// `network 10.2.0.0 198.51.100.0 /24`, or with a mask.
fn ios_network(words: &[&str], objects: &Objects) -> Option<Translation> {
    let [real, mapped, mask, ..] = words else { return None };
    let place = |text: &str| match mask.strip_prefix('/') {
        Some(length) => super::prefix(&format!("{text}/{length}")).map(Place::Range),
        None => address(text, Some(mask), objects).map(Place::Range),
    };
    Some(Translation { mapped: place(mapped)?, real: place(real)?, ports: None, is_named: true })
}

/// Behind the interfaces of `static`: what the outside sees first, then the host.
fn pix(words: &[&str], outside: &str, objects: &Objects) -> Option<Translation> {
    let (transport, words) = match words {
        [protocol @ ("tcp" | "udp"), rest @ ..] => (port_name::transport(protocol).ok(), rest),
        rest => (None, rest),
    };
    let (mapped, words) = words.split_first()?;
    let (mapped_port, words) = taken_port(transport, words)?;
    let (real, words) = words.split_first()?;
    let (real_port, words) = taken_port(transport, words)?;
    let mask = match words {
        ["netmask", mask, ..] => Some(*mask),
        _ => None,
    };
    let mapped = match *mapped {
        "interface" => Place::Interface(outside.to_owned()),
        text => Place::Range(address(text, mask, objects)?),
    };
    let ports = transport.map(|transport| (transport, mapped_port, real_port));
    Some(Translation {
        mapped,
        real: Place::Range(address(real, mask, objects)?),
        ports,
        is_named: true,
    })
}

/// The port in front of other words where a protocol is named; 0 elsewhere.
fn taken_port<'w, 't>(
    transport: Option<Transport>,
    words: &'w [&'t str],
) -> Option<(u16, &'w [&'t str])> {
    match (transport, words) {
        (None, words) => Some((0, words)),
        (Some(_), [port, rest @ ..]) => Some((port_name::number(port)?, rest)),
        (Some(_), []) => None,
    }
}

fn address(text: &str, mask: Option<&str>, objects: &Objects) -> Option<Addresses> {
    let text = objects.names.get(text);
    match mask {
        None | Some("255.255.255.255") => text.parse().ok().map(Addresses::one),
        Some(mask) => super::mask::net(text.parse().ok()?, mask.parse().ok()?)
            .map(|net| Addresses::network(ipnet::IpNet::V4(net))),
    }
}

impl Place {
    /// The addresses; `None` if the configuration does not say them.
    fn addresses(&self, objects: &Objects, interfaces: &[Interface]) -> Option<Addresses> {
        match self {
            Self::Range(addresses) => Some(addresses.clone()),
            Self::Object(name) => match objects.network(name) {
                found if found.doubt.is_none() => match found.value {
                    Side::Addresses(addresses) => Some(addresses),
                    _ => None,
                },
                _ => None,
            },
            Self::Interface(name) => of_interface(name, interfaces),
        }
    }
}

/// The addresses of an interface itself.
pub(super) fn of_interface(name: &str, interfaces: &[Interface]) -> Option<Addresses> {
    let interface = interfaces.iter().find(|interface| interface.is_called(name))?;
    let own: Vec<Addresses> =
        interface.networks.iter().map(|network| Addresses::one(network.addr())).collect();
    (!own.is_empty()).then(|| Addresses::collect(&own))
}

impl Translation {
    /// The rule that a rule is for the host behind what it names; `None` if it concerns something
    /// else, or that host already.
    pub(super) fn applied(
        &self,
        rule: &Rule,
        objects: &Objects,
        interfaces: &[Interface],
    ) -> Option<Rule> {
        if !matches!(rule.action, Action::Allow | Action::Unknown) {
            return None;
        }
        let ports = match self.ports {
            None => rule.ports.clone(),
            Some((transport, seen, real)) => {
                let is_meant = rule.ports.meets(&Ports::range(transport, seen, seen));
                Some(Ports::range(transport, real, real)).filter(|_| is_meant)?
            }
        };
        let real = self.real.addresses(objects, interfaces);
        let mapped = self.mapped.addresses(objects, interfaces);
        let to = match (&rule.to, &mapped, &real) {
            (Side::Addresses(named), Some(mapped), Some(real)) => {
                shifted(&named.intersection(mapped)?, mapped, real)?
            }
            (Side::Addresses(named), Some(mapped), None)
                if named.intersection(mapped)?.is_empty() =>
            {
                return None;
            }
            (_, _, Some(real)) => Side::Addresses(real.clone()),
            (_, _, None) => Side::Any,
        };
        // What it opens anyway needs no translation.
        let is_open = match (&rule.to, &to) {
            (Side::Any, _) => true,
            (Side::Addresses(named), Side::Addresses(to)) => {
                named.intersection(to).is_some_and(|both| both == *to)
            }
            _ => false,
        };
        if is_open && rule.ports.covers(&ports) {
            return None;
        }
        let translated = Rule { to, ports, ..rule.clone() };
        Some(match (real.is_some() && mapped.is_some(), self.is_named) {
            (true, true) => translated,
            (false, _) => translated.because("it names an address that is translated, and the configuration does not say which"),
            (true, false) => {
                translated.because("it names what an address is translated to; since version 8.3 lists name the address of the host")
            }
        })
    }
}

/// The hosts behind a part of what the outside sees.
fn shifted(part: &Addresses, mapped: &Addresses, real: &Addresses) -> Option<Side> {
    if part.is_empty() {
        return None;
    }
    let (Some(from), Some(to)) = (mapped.of(Family::V4).first(), real.of(Family::V4).first())
    else {
        return Some(Side::Addresses(real.clone()));
    };
    let moved = |number: u128| (number + to).checked_sub(from);
    let moved =
        part.of(Family::V4).iter().filter_map(|(first, last)| Some((moved(first)?, moved(last)?)));
    let moved = Addresses::of_v4(Ranges::collect(moved));
    Some(Side::Addresses(moved.intersection(real)?))
        .filter(|side| !matches!(side, Side::Addresses(found) if found.is_empty()))
}
