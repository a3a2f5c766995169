//! Service names that flows may use in place of numbers.

use super::{Port, PortSet, Protocol};

/// Name and ports, sorted by name. Numbers as registered with IANA; `smb`, `rpc`, `netbios` and
/// `winrm` are the sets that administrators mean by the word.
const SERVICES: &[(&str, &[(Protocol, u16)])] = {
    use Protocol::{Tcp, Udp};
    &[
        ("dns", &[(Tcp, 53), (Udp, 53)]),
        ("ftp", &[(Tcp, 21)]),
        ("http", &[(Tcp, 80)]),
        ("https", &[(Tcp, 443)]),
        ("imap", &[(Tcp, 143)]),
        ("ipsec", &[(Udp, 500), (Udp, 4500)]),
        ("kerberos", &[(Tcp, 88), (Udp, 88)]),
        ("ldap", &[(Tcp, 389), (Udp, 389)]),
        ("ldaps", &[(Tcp, 636)]),
        ("mssql", &[(Tcp, 1433)]),
        ("mysql", &[(Tcp, 3306)]),
        ("netbios", &[(Udp, 137), (Udp, 138), (Tcp, 139)]),
        ("nfs", &[(Tcp, 2049), (Udp, 2049)]),
        ("ntp", &[(Udp, 123)]),
        ("oracle", &[(Tcp, 1521)]),
        ("pop3", &[(Tcp, 110)]),
        ("postgres", &[(Tcp, 5432)]),
        ("printer", &[(Tcp, 515), (Tcp, 631), (Tcp, 9100)]),
        ("rdp", &[(Tcp, 3389)]),
        ("rpc", &[(Tcp, 135)]),
        ("sip", &[(Tcp, 5060), (Udp, 5060)]),
        ("smb", &[(Tcp, 139), (Tcp, 445)]),
        ("smtp", &[(Tcp, 25)]),
        ("snmp", &[(Udp, 161)]),
        ("ssh", &[(Tcp, 22)]),
        ("telnet", &[(Tcp, 23)]),
        ("vnc", &[(Tcp, 5900)]),
        ("winrm", &[(Tcp, 5985), (Tcp, 5986)]),
    ]
};

/// The ports of a service, if the name is known (case does not matter).
pub(super) fn ports(name: &str) -> Option<PortSet> {
    let (_, ports) = SERVICES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some(
        ports
            .iter()
            .map(|(protocol, number)| Port { protocol: *protocol, number: *number })
            .collect(),
    )
}

/// Every service name, in order, for suggestions and the documentation.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SERVICES.iter().map(|(name, _)| *name)
}

/// Every service with its ports, those of most ports first.
pub(super) fn largest_first() -> impl Iterator<Item = (&'static str, PortSet)> {
    let mut services: Vec<&(&str, &[(Protocol, u16)])> = SERVICES.iter().collect();
    services.sort_by_key(|(_, ports)| std::cmp::Reverse(ports.len()));
    services.into_iter().filter_map(|(name, _)| Some((*name, ports(name)?)))
}
