//! Services: the ports that packets go to and come from.

use super::section::Entry;
use crate::firewall::{Ports, Transport};
use crate::import::firewall::port_name::{self, Other};
use crate::term::word_list::WordList;

/// Ports that packets go to, and those they come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Service {
    pub(super) ports: Ports,
    pub(super) sources: Ports,
}

impl Service {
    /// Every port.
    pub(super) fn any() -> Self {
        Self::to(Ports::any())
    }

    pub(super) fn to(ports: Ports) -> Self {
        Self { ports, sources: Ports::any() }
    }
}

/// Settings of a service that say nothing about ports, or that are read.
#[rustfmt::skip]
const SILENT: WordList = WordList::new(&[
    "category", "check-reset-range", "color", "comment", "fabric-object", "fqdn", "global-object",
    "helper", "icmpcode", "icmptype", "iprange", "protocol", "protocol-number", "proxy",
    "sctp-portrange", "session-ttl", "tcp-halfclose-timer", "tcp-halfopen-timer", "tcp-portrange",
    "tcp-rst-timer", "tcp-timewait-timer", "udp-idle-timer", "udp-portrange", "udplite-portrange",
    "uuid", "visibility",
]);

/// Why a service is for some of its targets only, if it is.
pub(super) fn narrowing(entry: &Entry) -> Option<String> {
    let named = |key: &&str| !matches!(entry.value(key), "" | "0.0.0.0");
    let key = ["iprange", "fqdn"].into_iter().find(named)?;
    Some(format!("`{key}` narrows it in a way that is not read"))
}

/// The services of an entry, none if it is about no ports; the error is why they are not known.
pub(super) fn read(entry: &Entry) -> Result<Vec<Service>, String> {
    let says_nothing = |key: &str, value: &str| {
        SILENT.has(key) || (key == "app-service-type" && value == "disable")
    };
    let settings = || entry.settings.iter().map(|(_, key, _)| key.as_str());
    if let Some(key) = settings().find(|key| !says_nothing(key, entry.value(key))) {
        return Err(format!("`{key}` is not read"));
    }
    match entry.value("protocol") {
        "IP" => numbered(entry.value("protocol-number")),
        "ICMP" | "ICMP6" => Ok(Vec::new()),
        // A proxy names what it speaks, and the ports beside it.
        ""
        | "TCP/UDP/SCTP"
        | "TCP/UDP/UDP-Lite/SCTP"
        | "TCP"
        | "UDP"
        | "ALL"
        | "HTTP"
        | "FTP"
        | "CONNECT"
        | "SOCKS"
        | "SOCKS-TCP"
        | "SOCKS-UDP" => ranges(entry),
        other => Err(format!("the protocol `{other}` is not known")),
    }
}

/// A protocol by its number; 0 is every one.
fn numbered(number: &str) -> Result<Vec<Service>, String> {
    if matches!(number, "" | "0") {
        return Ok(vec![Service::any()]);
    }
    match (port_name::transport(number), number.parse::<u8>()) {
        (Ok(transport), Ok(_)) => Ok(vec![Service::to(Ports::all(transport))]),
        (Err(Other::NoPorts), _) | (_, Ok(_)) => Ok(Vec::new()),
        _ => Err(format!("`{number}` is no number of a protocol")),
    }
}

/// The ranges of ports of an entry; without any it is not known which are meant.
fn ranges(entry: &Entry) -> Result<Vec<Service>, String> {
    let mut found = Vec::new();
    for (key, transport) in [("tcp-portrange", Transport::Tcp), ("udp-portrange", Transport::Udp)] {
        for range in entry.values(key) {
            let service = port_range(range, transport);
            found.push(service.ok_or_else(|| format!("`{range}` is no range of ports"))?);
        }
    }
    let others = ["sctp-portrange", "udplite-portrange"];
    if found.is_empty() && others.iter().all(|key| entry.values(key).is_empty()) {
        return Err("no ports are named".to_owned());
    }
    Ok(found)
}

/// `8080-8081`, or with the ports that packets come from `8080-8081:1024-65535`. Port 0 alone is what
/// stands where no port is set.
fn port_range(text: &str, transport: Transport) -> Option<Service> {
    let (to, from) = text.split_once(':').unwrap_or((text, ""));
    let read = |text: &str| {
        // A range has both of its ends.
        let ports = port_name::ports(text, Some(transport)).filter(|_| !text.ends_with('-'))?;
        (!ports.is_empty() && ports != Ports::range(transport, 0, 0)).then_some(ports)
    };
    let sources = if from.is_empty() { Ports::any() } else { read(from)? };
    Some(Service { ports: read(to)?, sources })
}

/// Services that every FortiGate has.
///
/// What stands here is what FortiOS puts into a new configuration. A name that is neither there nor in
/// the file is not known: what others mean by it is another matter.
const WELL_KNOWN: &[(&str, &str)] = &[
    ("AFS3", "tcp/7000-7009, udp/7000-7009"),
    ("ALL", "tcp/0-65535, udp/0-65535"),
    ("ALL_TCP", "tcp/0-65535"),
    ("ALL_UDP", "udp/0-65535"),
    ("ANY", "tcp/0-65535, udp/0-65535"),
    ("AOL", "tcp/5190-5194"),
    ("BGP", "tcp/179"),
    ("CVSPSERVER", "tcp/2401, udp/2401"),
    ("DCE-RPC", "tcp/135, udp/135"),
    ("DHCP", "udp/67-68"),
    ("DHCP6", "udp/546-547"),
    ("DNS", "tcp/53, udp/53"),
    ("FINGER", "tcp/79"),
    ("FTP", "tcp/21"),
    ("FTP_GET", "tcp/21"),
    ("FTP_PUT", "tcp/21"),
    ("GOPHER", "tcp/70"),
    ("H323", "tcp/1503, tcp/1720, udp/1719"),
    ("HTTP", "tcp/80"),
    ("HTTPS", "tcp/443"),
    ("IKE", "udp/500, udp/4500"),
    ("IMAP", "tcp/143"),
    ("IMAPS", "tcp/993"),
    ("INTERNET-LOCATOR-SERVICE", "tcp/389"),
    ("IRC", "tcp/6660-6669"),
    ("KERBEROS", "tcp/88, tcp/464, udp/88, udp/464"),
    ("L2TP", "tcp/1701, udp/1701"),
    ("LDAP", "tcp/389"),
    ("LDAP_UDP", "udp/389"),
    ("MGCP", "udp/2427, udp/2727"),
    ("MMS", "tcp/1755, udp/1024-5000"),
    ("MS-SQL", "tcp/1433, tcp/1434"),
    ("MYSQL", "tcp/3306"),
    ("NETMEETING", "tcp/1720"),
    ("NFS", "tcp/111, tcp/2049, udp/111, udp/2049"),
    ("NNTP", "tcp/119"),
    ("NTP", "tcp/123, udp/123"),
    ("ONC-RPC", "tcp/111, udp/111"),
    ("PC-ANYWHERE", "tcp/5631, udp/5632"),
    ("POP3", "tcp/110"),
    ("POP3S", "tcp/995"),
    ("PPTP", "tcp/1723"),
    ("QUAKE", "udp/26000, udp/27000, udp/27910, udp/27960"),
    ("RADIUS", "udp/1812-1813"),
    ("RADIUS-OLD", "udp/1645-1646"),
    ("RAUDIO", "udp/7070"),
    ("RDP", "tcp/3389"),
    ("REXEC", "tcp/512"),
    ("RIP", "udp/520"),
    ("RLOGIN", "tcp/513"),
    ("RSH", "tcp/514"),
    ("RTSP", "tcp/554, tcp/7070, tcp/8554, udp/554"),
    ("SAMBA", "tcp/139"),
    ("SCCP", "tcp/2000"),
    ("SIP", "tcp/5060, udp/5060"),
    ("SIP-MSNMESSENGER", "tcp/1863"),
    ("SMB", "tcp/445"),
    ("SMTP", "tcp/25"),
    ("SMTPS", "tcp/465"),
    ("SNMP", "tcp/161-162, udp/161-162"),
    ("SOCKS", "tcp/1080, udp/1080"),
    ("SQUID", "tcp/3128"),
    ("SSH", "tcp/22"),
    ("SYSLOG", "udp/514"),
    ("TALK", "udp/517-518"),
    ("TELNET", "tcp/23"),
    ("TFTP", "udp/69"),
    ("TRACEROUTE", "udp/33434-33535"),
    ("UUCP", "tcp/540"),
    ("VDOLIVE", "tcp/7000-7010"),
    ("VNC", "tcp/5900"),
    ("WAIS", "tcp/210"),
    ("WINFRAME", "tcp/1494, tcp/2598"),
    ("WINS", "tcp/1512, udp/1512"),
    ("X-WINDOWS", "tcp/6000-6063"),
];

/// Services of protocols without ports.
const PORTLESS: [&str; 12] = [
    "ALL_ICMP",
    "ALL_ICMP6",
    "PING",
    "PING6",
    "GRE",
    "AH",
    "ESP",
    "OSPF",
    "TIMESTAMP",
    "INFO_REQUEST",
    "INFO_ADDRESS",
    "ICMP_ANY",
];

/// The ports of a service that every FortiGate has; `None` if it has none of that name.
pub(super) fn well_known(name: &str) -> Option<Ports> {
    if PORTLESS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return Some(Ports::default());
    }
    let known = WELL_KNOWN.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    known.and_then(|(_, ports)| port_name::ports(ports, None))
}
