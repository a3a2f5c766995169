//! The two ends of an entry: addresses, hosts, groups, interfaces, users.

use std::net::IpAddr;

use super::address;
use super::context::Context;
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
            match objects.names.get(name).parse::<IpAddr>() {
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
        _ => match address::network(word, words, &objects.names, dialect) {
            Some(addresses) => End::of(Side::Addresses(addresses)),
            None => End::unknown(format!("`{word}` is no network that can be read")),
        },
    })
}
