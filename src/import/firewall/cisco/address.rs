//! Addresses as Cisco writes them: with network masks, wildcard masks, prefixes or names.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use super::dialect::Dialect;
use super::mask::net;
use super::named::Named;
use super::word::Words;
use crate::firewall::{Addresses, Family};

/// A network that starts with a word that was taken.
pub(super) fn network(
    word: &str,
    words: &mut Words<'_, '_>,
    names: &Named,
    dialect: Dialect,
) -> Option<Addresses> {
    // `show access-lists` prints `10.1.0.0, wildcard bits 0.0.0.255` in standard lists.
    let address = names.get(word.trim_end_matches(','));
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
    names: &Named,
    dialect: Dialect,
) -> Option<Addresses> {
    let word = words.next();
    let single = |word: &str| names.get(word).parse::<IpAddr>().ok();
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
        _ => network(word, words, names, dialect),
    }
}

/// `10.2.0.0/24`, `2001:db8::/32`, `0/0`.
pub(in crate::import::firewall) fn prefix(text: &str) -> Option<Addresses> {
    if text == "0/0" {
        return Some(Addresses::all(Family::V4));
    }
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
