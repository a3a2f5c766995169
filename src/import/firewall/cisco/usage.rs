//! Lists that serve something else than filtering what passes: management, translation, tunnels.
//!
//! A command counts only where it has a list at a place of its own. Names of lists are words that
//! may stand anywhere: an interface, a place or a number that is called as a list uses none. What
//! looks at the packets of any list (`capture`, `debug`) says nothing about it.

use super::word::is_number;

/// What a line says about lists.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Usage<'t> {
    /// They serve something else.
    Elsewhere(Vec<&'t str>),
    /// They choose what a class or a map of a switch is about, which may filter.
    Class(Vec<&'t str>),
    None,
}

/// The lists that a line uses.
pub(super) fn of<'t>(words: &[&'t str]) -> Usage<'t> {
    match words {
        ["match", "access-group", "name", list] | ["match", "access-group", list] => {
            Usage::Class(vec![*list])
        }
        ["match", "ip" | "ipv6", "address", lists @ ..] => {
            Usage::Class(lists.iter().copied().filter(|word| *word != "prefix-list").collect())
        }
        _ => {
            let lists = management(words).or_else(|| routing(words)).or_else(|| tunnel(words));
            lists.map_or(Usage::None, |list| Usage::Elsewhere(vec![list]))
        }
    }
}

/// Who may speak with the device itself.
fn management<'t>(words: &[&'t str]) -> Option<&'t str> {
    Some(match words {
        ["access-class", list, ..]
        | ["ip" | "ipv6", "access-class", list, ..]
        | ["ip", "http", "access-class", "ipv4" | "ipv6", list]
        | ["ip", "http", "access-class", list]
        | ["ntp", "access-group", _, list, ..]
        | ["snmp-server", "tftp-server-list", list]
        | ["snmp-server", "community", _, "use-acl" | "use-ipv4acl" | "use-ipv6acl", list]
        | ["aaa", "authentication" | "authorization" | "accounting", "match", list, ..] => *list,
        ["snmp-server", "community", _, rest @ ..] => behind_right(rest)?,
        ["snmp-server", "group" | "user", .., "access", list] => *list,
        ["tftp-server", _, .., list] if is_number(list) => *list,
        _ => return None,
    })
}

/// The list of a community: behind `ro` or `rw`.
fn behind_right<'t>(words: &[&'t str]) -> Option<&'t str> {
    let is_right = |word: &&str| matches!(word.to_ascii_lowercase().as_str(), "ro" | "rw");
    let at = words.iter().position(is_right)?;
    words[at + 1..].iter().copied().rfind(|word| *word != "ipv6")
}

/// Which routes are taken, and which addresses are translated.
fn routing<'t>(words: &[&'t str]) -> Option<&'t str> {
    Some(match words {
        ["distribute-list" | "offset-list", list, ..]
        | ["neighbor", _, "distribute-list", list, ..]
        | ["ip", "nat", _, "source" | "destination", "list", list, ..]
        | ["nat", _, _, "access-list", list, ..]
        | ["static", _, _, "access-list", list, ..]
        | ["ip", "multicast", "boundary", list, ..]
        | ["ip", "igmp", "access-group", list, ..]
        | ["ip", "pim", "rp-address", _, list, ..]
        | ["dialer-list", _, "protocol", _, "list", list]
        | ["priority-list" | "queue-list", _, "protocol", _, _, "list", list]
        | ["rate-limit", "input" | "output", "access-group", list, ..]
        | ["traffic-shape", "group", list, ..] => *list,
        _ => return None,
    })
}

/// Which packets go into a tunnel, and what passes for those who are at its end.
fn tunnel<'t>(words: &[&'t str]) -> Option<&'t str> {
    Some(match words {
        ["match", "address", list, ..]
        | ["match", "access-list", list]
        | ["crypto", .., "match", "address", list]
        | ["split-tunnel-network-list" | "vpn-filter", "value", list]
        | ["acl" | "traffic-acl", list] => *list,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(line: &str) -> Usage<'_> {
        of(&line.split_whitespace().collect::<Vec<_>>())
    }

    #[test]
    fn a_list_is_used_only_where_a_command_has_a_place_for_one() {
        for line in [
            "access-class L in",
            "crypto map M 10 match address L",
            "snmp-server community c RO L",
            "ip nat inside source list L interface Gi0/1 overload",
            "nat (inside) 0 access-list L",
            "vpn-filter value L",
        ] {
            assert_eq!(used(line), Usage::Elsewhere(vec!["L"]), "{line}");
        }
        for line in [
            "ssh 203.0.113.0 255.255.255.0 L",
            "logging buffered 101",
            "ntp server 110",
            "capture c access-list L interface inside",
            "snmp-server location list L",
            "snmp-server community L ro",
            "aaa authentication ssh console L",
            "http 10.0.0.0 255.0.0.0 L",
        ] {
            assert_eq!(used(line), Usage::None, "{line}");
        }
    }
}
