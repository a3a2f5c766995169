//! Whose configuration a text is.

use std::net::Ipv4Addr;

use super::mask;
use super::word;

/// Whose configuration it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Ios,
    Asa,
    Nxos,
}

impl Dialect {
    /// Whose configuration a text is: by words that only one has, else by what its masks can mean.
    pub(super) fn of<'t>(lines: impl Iterator<Item = &'t str>) -> Self {
        let (mut asa, mut nxos, mut network, mut wildcard) = (false, false, 0_u32, 0_u32);
        for line in lines {
            let words: Vec<&str> = line.split_whitespace().collect();
            asa |= match words.as_slice() {
                ["access-list", _, "extended" | "line", ..]
                | ["access-group", _, "in" | "out", "interface", ..]
                | ["access-group", _, "global", ..] => true,
                [
                    "nameif" | "conduit" | "security-level" | "names" | "network-object"
                    | "port-object" | "service-object" | "protocol-object",
                    ..,
                ] => true,
                ["object", "network" | "service", ..]
                | ["ASA" | "PIX", "Version", ..]
                | [":", "Saved", ..] => true,
                ["access-list", _, count, "elements" | "elements;", ..] => word::is_number(count),
                _ => false,
            };
            nxos |= match words.as_slice() {
                ["ip", "access-list", name] => !matches!(*name, "extended" | "standard"),
                ["IP", "access", "list", ..]
                | ["IPV4" | "IPV6", "ACL", ..]
                | ["feature", ..]
                | ["statistics", "per-entry", ..]
                | ["object-group", "ip", ..] => true,
                _ => false,
            };
            if words.contains(&"permit") || words.contains(&"deny") {
                for pair in words.windows(2) {
                    let (Ok(address), Ok(mask)) =
                        (pair[0].parse::<Ipv4Addr>(), pair[1].parse::<Ipv4Addr>())
                    else {
                        continue;
                    };
                    match mask::is_network_mask(address, mask) {
                        Some(true) => network += 1,
                        Some(false) => wildcard += 1,
                        None => {}
                    }
                }
            }
        }
        match (asa, nxos) {
            (true, _) => Self::Asa,
            (_, true) => Self::Nxos,
            _ if network > 0 && wildcard == 0 => Self::Asa,
            _ => Self::Ios,
        }
    }
}
