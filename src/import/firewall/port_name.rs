//! Ports by number, or by the names that firewalls have for them.

use super::remark::may_change;
use crate::firewall::{Ports, Transport};
use crate::term::port::PortSet;

/// Names of Cisco, of `/etc/services` and of Windows, with the numbers that they mean there.
const NAMES: &[(&str, u16)] = &[
    ("aol", 5190),
    ("bgp", 179),
    ("biff", 512),
    ("bootpc", 68),
    ("bootps", 67),
    ("chargen", 19),
    ("cifs", 3020),
    ("citrix-ica", 1494),
    ("cmd", 514),
    ("ctiqbe", 2748),
    ("daytime", 13),
    ("discard", 9),
    ("dnsix", 195),
    ("domain", 53),
    ("echo", 7),
    ("epmap", 135),
    ("exec", 512),
    ("finger", 79),
    ("ftp-data", 20),
    ("gopher", 70),
    ("h323", 1720),
    ("hostname", 101),
    ("http-alt", 8080),
    ("ident", 113),
    ("imap4", 143),
    ("imaps", 993),
    ("ipp", 631),
    ("irc", 194),
    ("isakmp", 500),
    ("klogin", 543),
    ("kshell", 544),
    ("ldap", 389),
    ("ldaps", 636),
    ("login", 513),
    ("lotusnotes", 1352),
    ("lpd", 515),
    ("microsoft-ds", 445),
    ("mobile-ip", 434),
    ("ms-sql-m", 1434),
    ("ms-sql-s", 1433),
    ("ms-wbt-server", 3389),
    ("msrpc", 135),
    ("nameserver", 42),
    ("netbios-dgm", 138),
    ("netbios-ns", 137),
    ("netbios-ss", 139),
    ("netbios-ssn", 139),
    ("nfs", 2049),
    ("nntp", 119),
    ("non500-isakmp", 4500),
    ("pcanywhere-data", 5631),
    ("pcanywhere-status", 5632),
    ("pim-auto-rp", 496),
    ("pop2", 109),
    ("pop3s", 995),
    ("pptp", 1723),
    ("printer", 515),
    ("radius", 1645),
    ("radius-acct", 1646),
    ("rip", 520),
    ("route", 520),
    ("router", 520),
    ("rsh", 514),
    ("rtsp", 554),
    ("secureid-udp", 5510),
    ("smtps", 465),
    ("snmptrap", 162),
    ("snmp-trap", 162),
    ("sqlnet", 1521),
    ("submission", 587),
    ("sunrpc", 111),
    ("svrloc", 427),
    ("syslog", 514),
    ("tacacs", 49),
    ("tacacs-ds", 49),
    ("talk", 517),
    ("tftp", 69),
    ("time", 37),
    ("uucp", 540),
    ("webcache", 8080),
    ("who", 513),
    ("whois", 43),
    ("www", 80),
    ("www-http", 80),
    ("xdmcp", 177),
];

/// A port by number or name.
pub(in crate::import) fn number(text: &str) -> Option<u16> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    }
    let name = text.to_ascii_lowercase();
    let known = || NAMES.iter().find(|(known, _)| *known == name).map(|(_, number)| *number);
    known().or_else(|| service(&name))
}

/// The port of a service that has one number.
fn service(name: &str) -> Option<u16> {
    let set = name.parse::<PortSet>().ok().filter(|set| !set.is_any())?;
    let mut numbers: Vec<u16> = set.iter().take(4).map(|port| port.number).collect();
    numbers.dedup();
    match numbers.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Services that Cisco has on other ports than everybody else.
const MOVED: [(&str, u16); 2] = [("radius", 1812), ("radius-acct", 1813)];

/// A port by number, or by the name that a system without switches and routers has for it.
pub(super) fn number_of_system(text: &str) -> Option<u16> {
    let moved = MOVED.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    moved.map(|(_, port)| *port).or_else(|| number(text))
}

/// Ports as most exports write them: `445`, `135-139`, `135:139`, `>1023`, `tcp/445`, `TCP_445`,
/// `smb`, several with commas, bars or blanks. `tcp 80 443` and `443 tcp` are ports of one protocol.
/// `transport` counts where a part names none. `None` where a part is not understood, or where it
/// cannot be told what a protocol belongs to.
pub(in crate::import) fn ports(text: &str, transport: Option<Transport>) -> Option<Ports> {
    let text = joined(text);
    let chunks = text.split([',', ';', '|', '\n']).map(str::trim).filter(|chunk| !chunk.is_empty());
    let mut ports = Ports::default();
    let (mut carried, mut bare) = (None, false);
    for chunk in chunks {
        let read = chunk_ports(chunk, carried, transport)?;
        // `tcp, 3389` may be all of TCP and a port, or a port of TCP.
        if bare && !read.bare {
            return None;
        }
        (carried, bare) = (read.carried, read.bare);
        ports = ports.union(&read.ports);
    }
    // Nobody answers on port 0: exports write it where they mean all ports, or none.
    (!ports.is_only_zero()).then_some(ports)
}

/// What stands between two commas.
struct ChunkPorts {
    ports: Ports,
    /// The protocol that goes on to hold behind the comma: `tcp 80, 443`.
    carried: Option<Transport>,
    /// Whether there is a protocol and nothing else.
    bare: bool,
}

fn chunk_ports(
    chunk: &str,
    carried: Option<Transport>,
    transport: Option<Transport>,
) -> Option<ChunkPorts> {
    // Beside ports, protocols that have none add nothing.
    let portless = ["icmp", "icmpv4", "icmpv6", "icmp6", "ping", "igmp", "gre", "esp", "ah"];
    if portless.iter().any(|name| chunk.eq_ignore_ascii_case(name)) {
        return Some(ChunkPorts { ports: Ports::default(), carried, bare: false });
    }
    let chunk = without_remark(chunk, carried.or(transport));
    let words: Vec<&str> = chunk
        .split_whitespace()
        .filter(|word| !["port", "ports", "eq"].contains(&word.to_ascii_lowercase().as_str()))
        .collect();
    let named: Vec<Option<Transport>> = words.iter().map(|word| protocol(word)).collect();
    let all = |named: &[Option<Transport>]| {
        let each = named.iter().flatten().map(|one| Ports::all(*one));
        each.fold(Ports::default(), |all, one| all.union(&one))
    };
    // As Cisco writes it: `gt 1023`.
    if let [sign @ ("gt" | "lt"), port] = words.as_slice() {
        let sign = if *sign == "gt" { '>' } else { '<' };
        let ports = one(&format!("{sign}{port}"), carried.or(transport))?;
        return Some(ChunkPorts { ports, carried, bare: false });
    }
    if named.iter().all(Option::is_none) {
        let mut ports = Ports::default();
        for word in words {
            ports = ports.union(&one(word, carried.or(transport))?);
        }
        return Some(ChunkPorts { ports, carried, bare: false });
    }
    if named.iter().all(Option::is_some) {
        return Some(ChunkPorts { ports: all(&named), carried: None, bare: true });
    }
    // A protocol stands in front of its ports, or behind them: all of one chunk in one way.
    let (first, last) = (named.first()?.is_some(), named.last()?.is_some());
    let mut pairs: Vec<(&str, Option<Transport>)> = words.into_iter().zip(named).collect();
    if first == last {
        return None;
    }
    if last {
        pairs.reverse();
    }
    let (mut ports, mut current, mut used) = (Ports::default(), Transport::Both, true);
    for (word, named) in pairs {
        match named {
            // `tcp udp 53`: whether TCP is meant as a whole cannot be told.
            Some(_) if !used => return None,
            Some(named) => (current, used) = (named, false),
            None => {
                let own = one(word, Some(current)).filter(|own| !own.is_empty())?;
                (ports, used) = (ports.union(&own), true);
            }
        }
    }
    used.then_some(ChunkPorts { ports, carried: first.then_some(current), bare: false })
}

/// A word that is a protocol and nothing else.
fn protocol(word: &str) -> Option<Transport> {
    match word.trim_end_matches([':', '/']).to_ascii_lowercase().as_str() {
        "tcp" => Some(Transport::Tcp),
        "udp" => Some(Transport::Udp),
        "tcp/udp" | "udp/tcp" | "tcp-udp" | "tcp_udp" | "tcpudp" | "tcp+udp" | "udp+tcp"
        | "tcp&udp" => Some(Transport::Both),
        _ => None,
    }
}

/// Without the blanks around a dash, which is that of a range: `135 - 139`.
fn joined(text: &str) -> String {
    let text = text.replace(['–', '—'], "-");
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let text = words.join(" ").replace(" - ", "-").replace(" & ", ",");
    // Cisco writes a protocol with its number: `TCP (6):445`.
    let text = text.replace("TCP (6)", "TCP").replace("UDP (17)", "UDP");
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let word = |(before, behind): (&str, &str)| {
        digit(before.chars().next_back()) && digit(behind.chars().next())
    };
    match [" to ", " bis "].iter().find(|to| text.split_once(**to).is_some_and(word)) {
        Some(to) => text.replace(to, "-"),
        None => text,
    }
}

/// What stands in front of a remark in brackets that says the same, or nothing about ports: `445
/// (SMB)`.
fn without_remark(chunk: &str, transport: Option<Transport>) -> &str {
    let parts = chunk.strip_suffix(')').and_then(|rest| rest.split_once('('));
    let Some((head, inside)) = parts.map(|(head, inside)| (head.trim(), inside.trim())) else {
        return chunk;
    };
    let read = |text: &str| text.split_whitespace().map(|word| one(word, transport)).collect();
    let [ports, remark]: [Option<Vec<Ports>>; 2] = [read(head), read(inside)];
    let says_same = match (ports, remark) {
        (Some(ports), Some(remark)) => {
            let meets = |some: &[Ports], others: &[Ports]| {
                some.iter().all(|ports| others.iter().any(|other| other.meets(ports)))
            };
            let is_all = |word: &str| matches!(&*word.to_lowercase(), "any" | "all" | "*");
            meets(&ports, &remark)
                && meets(&remark, &ports)
                && !inside.split_whitespace().any(is_all)
        }
        (Some(_), None) => {
            inside.chars().all(|c| c.is_alphabetic() || c == ' ') && !may_change(inside)
        }
        _ => false,
    };
    if says_same && !head.is_empty() { head } else { chunk }
}

fn one(part: &str, transport: Option<Transport>) -> Option<Ports> {
    let lower = part.to_ascii_lowercase();
    if matches!(lower.as_str(), "any" | "all" | "*") {
        return Some(Ports::all(transport.unwrap_or(Transport::Both)));
    }
    let prefixed =
        [("tcp", Transport::Tcp), ("udp", Transport::Udp)].into_iter().find_map(|(name, named)| {
            // `tcp/-1` is all of it, or none.
            let rest = lower.strip_prefix(name).filter(|rest| !rest.starts_with("/-"))?;
            let numbers = rest.trim_start_matches(['/', '_', ':', '-', ' ']);
            (rest.is_empty()
                || numbers.starts_with(|c: char| c.is_ascii_digit())
                || rest.starts_with('/'))
            .then_some((named, numbers.to_owned()))
        });
    match prefixed {
        Some((named, numbers)) if matches!(numbers.as_str(), "" | "any" | "all" | "*") => {
            return Some(Ports::all(named));
        }
        Some((named, numbers)) => return range(&numbers, named),
        None => {}
    }
    // Which of its ports is meant depends on whose list it is.
    if MOVED.iter().any(|(name, _)| *name == lower) {
        return None;
    }
    // PAN-OS calls what it knows itself `service-https`.
    if let Some(known) = lower.strip_prefix("service-").or_else(|| lower.strip_prefix("svc-")) {
        return one(known, transport);
    }
    if let Some((numbers, "tcp")) = lower.rsplit_once('/') {
        return range(numbers, Transport::Tcp);
    }
    if let Some((numbers, "udp")) = lower.rsplit_once('/') {
        return range(numbers, Transport::Udp);
    }
    // A service has the ports that people mean by it, as far as they are of the protocol.
    if let Ok(set) = lower.parse::<PortSet>() {
        return Some(
            Ports::from_set(&set).intersection(&Ports::all(transport.unwrap_or(Transport::Both))),
        );
    }
    // `http/https`: several in one.
    if let Some((first, more)) = lower.split_once('/') {
        return Some(one(first, transport)?.union(&one(more, transport)?));
    }
    range(&lower, transport.unwrap_or(Transport::Both))
}

fn range(text: &str, transport: Transport) -> Option<Ports> {
    if let Some(above) = text.strip_prefix('>') {
        return Some(
            number(above)?
                .checked_add(1)
                .map_or_else(Ports::default, |first| Ports::range(transport, first, u16::MAX)),
        );
    }
    if let Some(below) = text.strip_prefix('<') {
        return Some(
            number(below)?
                .checked_sub(1)
                .map_or_else(Ports::default, |last| Ports::range(transport, 0, last)),
        );
    }
    // `-1` is a number that exports write for all ports, and no range that starts nowhere.
    if text.starts_with('-') {
        return None;
    }
    if let Some(one) = number(text) {
        return Some(Ports::range(transport, one, one));
    }
    let (first, last) =
        text.split_once(['-', ':']).filter(|ends| !ends.0.is_empty() || !ends.1.is_empty())?;
    let first = if first.is_empty() { 0 } else { number(first)? };
    let last = if last.is_empty() { u16::MAX } else { number(last)? };
    (first <= last).then(|| Ports::range(transport, first, last))
}

/// The protocol of a name or number; the error is a protocol that has no ports here.
pub(in crate::import) fn transport(text: &str) -> Result<Transport, Other> {
    let lower = text.trim().to_ascii_lowercase();
    // `tcp (6)`: the name with its number.
    if let Some((name, number)) = lower.strip_suffix(')').and_then(|rest| rest.split_once('('))
        && !number.contains('(')
        && !name.trim().is_empty()
        && transport(name) == transport(number)
    {
        return transport(name);
    }
    match lower.as_str() {
        "tcp" | "6" => Ok(Transport::Tcp),
        "udp" | "17" => Ok(Transport::Udp),
        "" | "ip" | "ipv4" | "ipv6" | "any" | "all" | "-1" | "0" | "*" | "tcp-udp" | "tcp/udp"
        | "tcp_udp" | "tcpudp" => Ok(Transport::Both),
        name if is_other_protocol(name) => Err(Other::NoPorts),
        _ => Err(Other::Unknown),
    }
}

/// Why a protocol is none that has ports here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Other {
    /// It is known, and neither TCP nor UDP.
    NoPorts,
    /// Not known.
    Unknown,
}

fn is_other_protocol(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "ah",
        "ahp",
        "carp",
        "dccp",
        "egp",
        "eigrp",
        "esp",
        "fc",
        "ggp",
        "gre",
        "hopopt",
        "icmp",
        "icmp6",
        "icmpv4",
        "icmpv6",
        "igmp",
        "igp",
        "igrp",
        "ip-in-ip",
        "ipcomp",
        "ipencap",
        "ipinip",
        "ipip",
        "ipsec",
        "ipv6-icmp",
        "ipv6-frag",
        "ipv6-nonxt",
        "ipv6-opts",
        "ipv6-route",
        "isis",
        "l2tp",
        "mh",
        "mobility-header",
        "nos",
        "ospf",
        "ospfigp",
        "pcp",
        "pgm",
        "pim",
        "pptp",
        "rsvp",
        "sctp",
        "skip",
        "snp",
        "udplite",
        "vrrp",
    ];
    NAMES.contains(&name) || name.parse::<u8>().is_ok_and(|number| !matches!(number, 0 | 6 | 17))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_read_as_exports_write_them() {
        for (text, transport, shown) in [
            ("445", Some(Transport::Tcp), Some("tcp/445")),
            ("135-139,445", Some(Transport::Tcp), Some("tcp/135-139, tcp/445")),
            ("137:138", Some(Transport::Udp), Some("udp/137-138")),
            ("tcp/445;udp/53", None, Some("tcp/445, udp/53")),
            ("TCP_8080 smb", None, Some("tcp/139, tcp/445, tcp/8080")),
            ("53", None, Some("tcp/53, udp/53")),
            (">1023", Some(Transport::Tcp), Some("tcp/1024-65535")),
            ("https", Some(Transport::Tcp), Some("tcp/443")),
            ("https", None, Some("tcp/443")),
            ("445/tcp", None, Some("tcp/445")),
            ("any", None, Some("any")),
            ("http/https", None, Some("tcp/80, tcp/443")),
            ("service-https;tcp-445", None, Some("tcp/443, tcp/445")),
            ("http/nonsense", None, None),
            ("nonsense", None, None),
            ("70000", Some(Transport::Tcp), None),
            ("tcp 3389", None, Some("tcp/3389")),
            ("TCP 80 443", None, Some("tcp/80, tcp/443")),
            ("tcp 80, 443", None, Some("tcp/80, tcp/443")),
            ("tcp port 22 udp 53", None, Some("tcp/22, udp/53")),
            ("3389 tcp", None, Some("tcp/3389")),
            ("22 tcp 53 udp", None, Some("tcp/22, udp/53")),
            ("tcp/udp 53", None, Some("tcp/53, udp/53")),
            ("tcp any", None, Some("tcp/1-65535")),
            ("tcp", None, Some("tcp/1-65535")),
            ("tcp, udp", None, Some("any")),
            ("tcp 135 - 139", None, Some("tcp/135-139")),
            ("135 – 139", Some(Transport::Tcp), Some("tcp/135-139")),
            ("-", None, None),
            ("tcp, 3389", None, None),
            ("tcp udp 53", None, None),
            ("80 tcp 443", None, None),
            ("tcp snmp", None, None),
        ] {
            assert_eq!(
                ports(text, transport).map(|ports| ports.to_set().to_string()).as_deref(),
                shown,
                "{text}"
            );
        }
        assert_eq!(
            (transport("47"), transport("ipinip"), transport("quux")),
            (Err(Other::NoPorts), Err(Other::NoPorts), Err(Other::Unknown))
        );
    }
}
