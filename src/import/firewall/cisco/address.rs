//! Addresses as Cisco writes them: with network masks, wildcard masks, prefixes or names.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};

use super::dialect::Dialect;
use super::entry::Context;
use super::object::Objects;
use super::translation;
use super::word::Words;
use crate::firewall::{Addresses, Family, Side};

/// One end of an entry, and why it may be less than it says.
pub(super) struct End {
    pub(super) side: Side,
    pub(super) doubt: Option<String>,
    /// Whether it surely is less: some users of it.
    pub(super) part: bool,
}

impl End {
    fn of(side: Side) -> Self {
        Self { side, doubt: None, part: false }
    }

    fn unknown(why: String) -> Self {
        Self { side: Side::Any, doubt: Some(why), part: false }
    }
}

/// An end of an entry. Whatever is not understood may be anything.
pub(super) fn end(words: &mut Words<'_, '_>, context: Context<'_>) -> Option<End> {
    let Context { objects, dialect, .. } = context;
    let word = words.next();
    Some(match word {
        "" => return None,
        "any" => End::of(Side::Any),
        "any4" => End::of(Side::Addresses(Addresses::all(Family::V4))),
        "any6" => End::of(Side::Addresses(Addresses::all(Family::V6))),
        "host" => {
            let name = words.next();
            match objects.named(name).parse::<IpAddr>() {
                Ok(address) => End::of(Side::Addresses(Addresses::one(address))),
                Err(_) => End::unknown(format!("`{name}` is no address")),
            }
        }
        "object-group" | "object" | "addrgroup" => {
            let meaning = objects.network(words.next());
            End { side: meaning.value, doubt: meaning.doubt, part: false }
        }
        // What comes to the firewall itself goes on where it is translated to.
        "interface" => {
            let name = words.next();
            match translation::of_interface(name, context.interfaces) {
                Some(addresses) => End::of(Side::Addresses(addresses)),
                None => {
                    End::unknown(format!("which address the interface {name} has is not known"))
                }
            }
        }
        "object-group-security"
        | "security-group"
        | "user"
        | "user-group"
        | "object-group-user" => {
            let names =
                if words.peek() == "name" || words.peek() == "tag" { words.next() } else { "" };
            let who = words.next();
            // The identity stands before the end that it narrows.
            let inner = end(words, context);
            let side = inner.map_or(Side::Any, |inner| inner.side);
            End { side, doubt: Some(format!("who is in {names} {who} is not known")), part: true }
        }
        _ => match network(word, words, objects, dialect) {
            Some(addresses) => End::of(Side::Addresses(addresses)),
            None => End::unknown(format!("`{word}` is no network that can be read")),
        },
    })
}

/// A network that starts with a word that was taken.
fn network(
    word: &str,
    words: &mut Words<'_, '_>,
    objects: &Objects,
    dialect: Dialect,
) -> Option<Addresses> {
    // `show access-lists` prints `10.1.0.0, wildcard bits 0.0.0.255` in standard lists.
    let address = objects.named(word.trim_end_matches(','));
    if words.peek() == "wildcard" && words.peek_at(1) == "bits" {
        words.next();
        words.next();
    }
    if address.contains('/') {
        return prefix(address);
    }
    let address: IpAddr = address.parse().ok()?;
    let IpAddr::V4(v4) = address else { return Some(Addresses::one(address)) };
    match words.peek().parse::<Ipv4Addr>() {
        Ok(mask) => {
            words.next();
            masked(v4, mask, dialect)
        }
        // A standard list names a host by its address alone.
        Err(_) => Some(Addresses::one(address)),
    }
}

/// The addresses of a member of a group; masks are network masks there, but for NX-OS.
pub(super) fn of_group(
    words: &mut Words<'_, '_>,
    objects: &Objects,
    dialect: Dialect,
) -> Option<Addresses> {
    let word = words.next();
    let single = |word: &str| objects.named(word).parse::<IpAddr>().ok();
    let dialect = if dialect == Dialect::Nxos { Dialect::Nxos } else { Dialect::Asa };
    match word {
        "any" => Some(Addresses::any()),
        "any4" => Some(Addresses::all(Family::V4)),
        "any6" => Some(Addresses::all(Family::V6)),
        "host" => Some(Addresses::one(single(words.next())?)),
        "range" => {
            let (first, last) = (single(words.next())?, single(words.next())?);
            Some(Addresses::range(first, last)).filter(|range| !range.is_empty())
        }
        _ => network(word, words, objects, dialect),
    }
}

/// `10.2.0.0/24`, `2001:db8::/32`.
pub(in crate::import::firewall) fn prefix(text: &str) -> Option<Addresses> {
    let network = text.parse::<IpNet>().ok();
    network
        .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
        .map(|network| Addresses::network(network.trunc()))
}

/// An address with a mask; a mask with gaps is understood as a wildcard only.
pub(super) fn masked(address: Ipv4Addr, mask: Ipv4Addr, dialect: Dialect) -> Option<Addresses> {
    match dialect {
        Dialect::Asa => net(address, mask).map(|network| Addresses::network(IpNet::V4(network))),
        Dialect::Ios | Dialect::Nxos => Some(Addresses::wildcard(address, mask)),
    }
}

/// An address with a network mask.
pub(super) fn net(address: Ipv4Addr, mask: Ipv4Addr) -> Option<Ipv4Net> {
    Ipv4Net::with_netmask(address, mask).ok().map(|network| network.trunc())
}

/// Whether an address and a mask look like a network with a network mask (`true`), with a wildcard
/// mask (`false`), or either.
pub(super) fn is_network_mask(address: Ipv4Addr, mask: Ipv4Addr) -> Option<bool> {
    let (address, mask) = (u32::from(address), u32::from(mask));
    let plain = |ones: u32| ones.leading_ones() == ones.count_ones();
    let network = plain(mask) && address & !mask == 0;
    let wildcard = plain(!mask) && address & mask == 0;
    match (network, wildcard) {
        (true, false) => Some(true),
        (false, _) => Some(false),
        (true, true) => None,
    }
}
