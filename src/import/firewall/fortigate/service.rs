//! Services: the ports that packets go to and come from.

use super::section::Entry;
use crate::firewall::{Ports, Transport};
use crate::import::firewall::port_name::{self, Other};

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
const SILENT: &str = " category comment color visibility helper check-reset-range icmptype icmpcode protocol protocol-number proxy tcp-portrange \
    udp-portrange udplite-portrange sctp-portrange session-ttl tcp-halfclose-timer tcp-halfopen-timer tcp-timewait-timer tcp-rst-timer \
    udp-idle-timer uuid fabric-object global-object iprange fqdn ";

/// Why a service is for some of its targets only, if it is.
pub(super) fn narrowing(entry: &Entry) -> Option<String> {
    let named = |key: &&str| !matches!(entry.value(key), "" | "0.0.0.0");
    let key = ["iprange", "fqdn"].into_iter().find(named)?;
    Some(format!("`{key}` narrows it in a way that is not read"))
}

/// The services of an entry, none if it is about no ports; the error is why they are not known.
pub(super) fn read(entry: &Entry) -> Result<Vec<Service>, String> {
    let says_nothing = |key: &str, value: &str| {
        SILENT.split_ascii_whitespace().any(|known| known == key)
            || (key == "app-service-type" && value == "disable")
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
pub(super) fn well_known(name: &str) -> Option<Ports> {
    let tcp = |ports: &[u16]| {
        ports.iter().fold(Ports::default(), |all, port| {
            all.union(&Ports::range(Transport::Tcp, *port, *port))
        })
    };
    Some(match name {
        "ALL" | "ANY" => Ports::any(),
        "ALL_TCP" => Ports::all(Transport::Tcp),
        "ALL_UDP" => Ports::all(Transport::Udp),
        "ALL_ICMP" | "ALL_ICMP6" | "PING" | "PING6" | "GRE" | "AH" | "ESP" | "OSPF"
        | "TIMESTAMP" | "INFO_REQUEST" | "INFO_ADDRESS" => Ports::default(),
        "SMB" => tcp(&[445]),
        "SAMBA" => tcp(&[139]),
        "DCE-RPC" => tcp(&[135]).union(&Ports::range(Transport::Udp, 135, 135)),
        "MS-SQL" => tcp(&[1433, 1434]),
        "KERBEROS" => {
            Ports::range(Transport::Both, 88, 88).union(&Ports::range(Transport::Both, 464, 464))
        }
        "RDP" => tcp(&[3389]),
        other => port_name::ports(&other.to_lowercase(), None)?,
    })
}
