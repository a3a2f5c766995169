//! The ends of rules as people write them: addresses with names beside them, parts of addresses,
//! several with blanks.

use std::net::Ipv4Addr;

use ipnet::{IpNet, Ipv4Net};

use super::super::remark::may_change;
use crate::firewall::Addresses;

/// What one part of a cell says.
#[derive(Debug, PartialEq)]
pub(super) enum Part {
    /// Addresses.
    Addresses(Addresses),
    /// These at most, and why.
    AtMost(Addresses, String),
    /// Every address of IPv6; whoever writes it may mean more.
    OfSix,
    /// A name.
    Name,
    /// Something about addresses that is not understood.
    Unknown(String),
}

/// Words for everything, alone or with what there is of it.
const ANY: &[&str] = &[
    "*",
    "all",
    "alle",
    "alles",
    "any",
    "any4",
    "anybody",
    "anyone",
    "anything",
    "anywhere",
    "beliebig",
    "beliebige",
    "cualquier",
    "cualquiera",
    "dowolny",
    "elke",
    "everybody",
    "everyone",
    "everything",
    "everywhere",
    "iedereen",
    "jede",
    "jeder",
    "jedes",
    "overal",
    "partout",
    "qualquer",
    "qualsiasi",
    "toda",
    "todas",
    "todo",
    "todos",
    "tous",
    "tout",
    "toute",
    "toutes",
    "tutte",
    "tutti",
    "tutto",
    "willekeurig",
    "world",
    "wszystkie",
    "wszystko",
];
/// What there is of everything: `any host`, `all networks`.
const OF_ANY: &[&str] = &[
    "address",
    "addresses",
    "destination",
    "destinations",
    "host",
    "hosts",
    "ip",
    "ips",
    "ipv4",
    "network",
    "networks",
    "port",
    "ports",
    "protocol",
    "service",
    "services",
    "source",
    "sources",
    "subnet",
    "subnets",
    "v4",
    "adresse",
    "adressen",
    "netz",
    "netze",
    "dienst",
    "dienste",
    "hôtes",
    "réseaux",
];
/// Whether a text is a word for everything.
pub(super) fn is_any(text: &str) -> bool {
    let lower = text.trim().trim_matches(BRACKETS).trim().to_lowercase();
    let lower = lower.strip_prefix("the ").unwrap_or(&lower);
    let mut words =
        lower.split([' ', '/', '-', '_', ':', '(', ')']).filter(|word| !word.is_empty());
    text.trim().is_empty()
        || lower == "0.0.0.0"
        || words.next().is_some_and(|first| ANY.contains(&first))
            && words.all(|word| ANY.contains(&word) || OF_ANY.contains(&word))
}

/// What people put around a word for everything.
const BRACKETS: [char; 8] = ['(', ')', '<', '>', '[', ']', '{', '}'];

/// Whether a text is a word for every address of IPv6.
fn is_any_six(text: &str) -> bool {
    let lower = text.trim_matches(BRACKETS).to_lowercase();
    let plain: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    matches!(plain.as_str(), "any6" | "anyipv6" | "anyv6" | "allipv6" | "allv6" | "any6addresses")
}

/// Whether a text says that there is no name, or that it stands elsewhere.
fn is_blank(text: &str) -> bool {
    let lower = text.to_lowercase();
    let plain = lower.trim_matches(|c: char| BRACKETS.contains(&c) || c == '.');
    let words = [
        "-",
        "--",
        "?",
        "??",
        "n/a",
        "na",
        "none",
        "null",
        "nil",
        "tbd",
        "unknown",
        "various",
        "multiple",
        "several",
        "diverse",
        "verschiedene",
        "unbekannt",
        "keine",
        "keiner",
        "inconnu",
        "divers",
        "varios",
        "vari",
        "see comment",
        "see comments",
        "see description",
    ];
    words.contains(&plain)
}

/// Reads a part of a cell.
pub(super) fn part(text: &str) -> Part {
    let plain = plain(text);
    if is_any_six(&plain) {
        return Part::OfSix;
    }
    if is_blank(&plain) {
        return Part::Unknown(format!("`{text}` names no end"));
    }
    if let Some(found) = written(&plain) {
        return Part::Addresses(found);
    }
    // `servers (10.2.0.0/24)`, `10.2.0.5/32 (fs1)`: a name beside what it means.
    if let Some((before, inside)) = plain.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
        match (written(before.trim()), written(inside.trim())) {
            (Some(found), None) if may_change(inside) => {
                return Part::AtMost(found, format!("`{text}` may be for a part of it"));
            }
            (Some(found), None) if !is_like_address(inside) => return Part::Addresses(found),
            (None, Some(_)) if may_change(before) => {
                return Part::Unknown(format!("`{text}` is neither an address nor a name"));
            }
            (None, Some(found)) if !is_like_address(before) && !is_negated(before) => {
                return Part::Addresses(found);
            }
            _ => {}
        }
    }
    // `10.2.0.5:445`.
    if let Some((address, port)) = plain.split_once(':')
        && let (Some(found), Ok(_)) = (written(address), port.parse::<u16>())
    {
        return Part::AtMost(found, format!("`{text}` has a port, which narrows it"));
    }
    if is_negated(&plain) || plain.contains('*') || is_like_address(&plain) {
        return Part::Unknown(format!("`{text}` is neither an address nor a name"));
    }
    Part::Name
}

/// One blank at most, and one kind of dash.
fn plain(text: &str) -> String {
    let text = text.replace(['–', '—'], "-");
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace(" - ", "-").replace(" to ", "-").replace(" bis ", "-")
}

/// Addresses in any of the ways in which they are written, and nothing else.
fn written(text: &str) -> Option<Addresses> {
    if matches!(text.to_lowercase().as_str(), "rfc1918" | "rfc 1918" | "rfc-1918" | "rfc_1918") {
        let private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
        let private: Vec<Addresses> = private.into_iter().filter_map(address).collect();
        return Some(Addresses::collect(&private));
    }
    let named = ["host ", "net ", "network ", "subnet ", "range ", "ip "];
    let lower = text.to_lowercase();
    let bare = named.iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(&lower);
    if let Some(found) = address(bare).or_else(|| short_range(bare)).or_else(|| starred(bare)) {
        return Some(found);
    }
    // Several with blanks.
    let words: Vec<&str> = bare.split(' ').collect();
    let is_mask = |word: &&str| word.starts_with("0.") || word.starts_with("255.");
    if words.len() < 2 || words.iter().any(is_mask) {
        return None;
    }
    let all: Option<Vec<Addresses>> = words
        .into_iter()
        .map(|word| address(word).or_else(|| short_range(word)).or_else(|| starred(word)))
        .collect();
    all.map(|all| Addresses::collect(&all))
}

/// An address, a network with a prefix or a mask, or a range.
pub(in crate::import::firewall) fn address(text: &str) -> Option<Addresses> {
    if let Some(addresses) = super::super::cisco::prefix(text) {
        return Some(addresses);
    }
    if let Some((first, last)) = text.split_once('-')
        && let (Ok(first), Ok(last)) = (first.trim().parse(), last.trim().parse())
    {
        return Some(Addresses::range(first, last)).filter(|range| !range.is_empty());
    }
    let (address, mask) = text.split_once(['/', ' '])?;
    let (address, mask): (Ipv4Addr, Ipv4Addr) =
        (address.trim().parse().ok()?, mask.trim().parse().ok()?);
    // A mask that starts with zeros is that of the rest.
    let mask = match mask.octets() {
        [0, _, _, last] if last > 0 => Ipv4Addr::from_bits(!mask.to_bits()),
        _ => mask,
    };
    let network = Ipv4Net::with_netmask(address, mask).ok()?;
    Some(Addresses::network(IpNet::V4(network.trunc())))
}

/// `10.2.0.5-9`.
fn short_range(text: &str) -> Option<Addresses> {
    let (first, last) = text.split_once('-')?;
    let first: Ipv4Addr = first.parse().ok()?;
    let last: u8 = last.parse().ok()?;
    let [a, b, c, start] = first.octets();
    let end = Ipv4Addr::new(a, b, c, last);
    (start <= last).then(|| Addresses::range(first.into(), end.into()))
}

/// `10.2.0.*`, `10.2.x.x`, `10.2.*`.
fn starred(text: &str) -> Option<Addresses> {
    let parts: Vec<&str> = text.split('.').collect();
    let known = parts.iter().take_while(|part| part.parse::<u8>().is_ok()).count();
    let open = parts[known..].iter().all(|part| matches!(*part, "*" | "x"));
    if known == 0 || known == parts.len() || parts.len() > 4 || !open {
        return None;
    }
    let mut octets = [0; 4];
    for (octet, part) in octets.iter_mut().zip(&parts[..known]) {
        *octet = part.parse().ok()?;
    }
    let network = Ipv4Net::new(octets.into(), known as u8 * 8).ok()?;
    Some(Addresses::network(IpNet::V4(network)))
}

/// The words of a name that may stand for several, and whether a sign or a word joins them.
pub(super) fn joined(text: &str) -> (Vec<&str>, bool) {
    const AND: [&str; 9] = ["and", "or", "und", "oder", "et", "y", "e", "en", "plus"];
    let is_sign = |c: char| "+&/:".contains(c);
    let all = || text.split(|c: char| c.is_whitespace() || is_sign(c)).filter(|w| !w.is_empty());
    let is_and = |word: &&str| AND.iter().any(|and| and.eq_ignore_ascii_case(word));
    let is_joined = text.contains(is_sign) || all().any(|word| is_and(&word));
    (all().filter(|word| !is_and(word)).collect(), is_joined)
}

/// Whether everything but something is meant.
pub(super) fn is_negated(text: &str) -> bool {
    const STARTS: [&str; 6] = ["not ", "no ", "non ", "nicht ", "kein ", "keine "];
    const EXCEPT: [&str; 16] = [
        "except",
        "excluding",
        "excl",
        "exclude",
        "but",
        "without",
        "minus",
        "außer",
        "ausser",
        "ohne",
        "sauf",
        "excepto",
        "salvo",
        "tranne",
        "eccetto",
        "behalve",
    ];
    let lower = text.to_lowercase();
    let mut words = lower.split([' ', '-', '.', '_']);
    lower.starts_with(['!', '^', '~', '¬'])
        || STARTS.iter().any(|word| lower.starts_with(word))
        || lower.contains(' ') && words.any(|word| EXCEPT.contains(&word))
}

/// Whether something in a text looks like an address: three numbers with points, or what IPv6 has.
fn is_like_address(text: &str) -> bool {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || ".:/".contains(c);
    text.split(|c: char| !is_of_word(c)).any(|word| {
        let numbers = word.split(['.', '/', ':']);
        let run = numbers.take_while(|part| part.parse::<u8>().is_ok()).count();
        let tail = word.rsplit(['.', '/', ':']);
        let back = tail.take_while(|part| part.parse::<u8>().is_ok()).count();
        run.max(back) >= 3 && word.contains('.')
            || word.contains('.') && word.chars().all(|c| c.is_ascii_digit() || c == '.')
            || word.matches(':').count() >= 2
            || word.contains('/') && word.starts_with(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        let same = |text: &str, as_written: &str| {
            assert_eq!(part(text), Part::Addresses(address(as_written).unwrap()), "{text}");
        };
        same("10.2.0.5-9", "10.2.0.5-10.2.0.9");
        same("10.2.0.5 – 10.2.0.9", "10.2.0.5-10.2.0.9");
        same("10.2.0.*", "10.2.0.0/24");
        same("10.2.X.x", "10.2.0.0/16");
        same("host 10.2.0.5", "10.2.0.5");
        same("servers (10.2.0.0/24)", "10.2.0.0/24");
        same("10.2.0.5/32 (fs1)", "10.2.0.5");
        same("10.2.0.5 255.255.255.255", "10.2.0.5");
        same("10.2.0.0 0.0.0.255", "10.2.0.0/24");
        same("10.2.0.0/255.255.255.0", "10.2.0.0/24");
        same("10.2.0.0 10.2.0.1", "10.2.0.0-10.2.0.1");
        assert!(matches!(part("10.2.0.5:445"), Part::AtMost(..)));
        for text in [
            "not servers",
            "!10.2.0.5",
            "10.2.0",
            "10.2",
            "fs1 10.2.0.5",
            "10.2.0.300",
            "*.lan",
            "fe80::%1",
            "srv-10.2.0.5",
        ] {
            assert!(matches!(part(text), Part::Unknown(_)), "{text}");
        }
        for text in ["servers", "dc1", "v2.1", "srv-2", "Domain Controllers", "site.a"] {
            assert_eq!(part(text), Part::Name, "{text}");
        }
    }
}
