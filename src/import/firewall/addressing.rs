//! What `ip -br address`, `ip address` and `ip route` print: the interfaces of a firewall whose
//! rules stand in another file.

use crate::firewall::{Interface, Route};
use crate::import::sink::{Addressing, Sink};

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = crate::import::format::head(text, 16_384);
    if head
        .lines()
        .any(|line| brief(line).is_some() || heading(line).is_some() || route(line).is_some())
    {
        80
    } else {
        0
    }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut found = Addressing { file: sink.setting.name.to_owned(), ..Addressing::default() };
    for (at, line) in text.lines().enumerate() {
        let number = at as u32 + 1;
        let inside = line
            .trim_start()
            .strip_prefix("inet")
            .map(|rest| rest.trim_start_matches('6').trim_start());
        if line.trim().is_empty() {
            continue;
        } else if let Some((name, networks)) = brief(line) {
            found.interfaces.push(Interface { name, networks, ..Interface::default() });
        } else if let Some(name) = heading(line) {
            found.interfaces.push(Interface { name, ..Interface::default() });
        } else if let Some(network) =
            inside.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        {
            if let Some(interface) = found.interfaces.last_mut() {
                interface.networks.push(network);
            }
        } else if let Some(route) = route(line) {
            found.routes.push(route);
        } else if !line.starts_with([' ', '\t']) {
            sink.skip(number, line, "no line of ip address or ip route");
            continue;
        }
        sink.pass(number);
    }
    let link_local = |network: &ipnet::IpNet| {
        network.to_string().starts_with("fe80") || network.addr().is_loopback()
    };
    for interface in &mut found.interfaces {
        interface.networks.retain(|network| !link_local(network));
    }
    found.interfaces.retain(|interface| interface.name != "lo" && !interface.networks.is_empty());
    if found.interfaces.is_empty() && found.routes.is_empty() {
        return sink.skip(0, "", "no interface has an address");
    }
    sink.addressing = Some(found);
}

/// `eth1@if3  UP  10.1.0.1/24 fe80::1/64`.
fn brief(line: &str) -> Option<(String, Vec<ipnet::IpNet>)> {
    let mut words = line.split_whitespace();
    let name = words.next()?;
    let state = words.next()?;
    if !["UP", "DOWN", "UNKNOWN", "LOWERLAYERDOWN", "DORMANT"].contains(&state) {
        return None;
    }
    let networks: Vec<ipnet::IpNet> = words.filter_map(|word| word.parse().ok()).collect();
    Some((plain(name), networks))
}

/// `2: eth0: <BROADCAST,MULTICAST,UP> mtu 1500 …`.
fn heading(line: &str) -> Option<String> {
    let (number, rest) = line.split_once(": ")?;
    let (name, rest) = rest.split_once(": <")?;
    (number.bytes().all(|byte| byte.is_ascii_digit()) && rest.contains('>')).then(|| plain(name))
}

/// `default via 198.51.100.1 dev eth0`, `10.2.0.0/16 via 10.1.0.2 dev eth1`.
fn route(line: &str) -> Option<(Route, String)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let behind = |word: &str| {
        words.iter().position(|known| *known == word).and_then(|at| words.get(at + 1)).copied()
    };
    let network = match words.first()? {
        &"default" => "0.0.0.0/0".parse().ok()?,
        text if text.contains('/') => text.parse().ok()?,
        text => ipnet::IpNet::from(text.parse::<std::net::IpAddr>().ok()?),
    };
    let device = behind("dev")?;
    Some((
        Route { network, interface: None, via: behind("via").and_then(|via| via.parse().ok()) },
        device.to_owned(),
    ))
}

/// Without the other end of a pair: `eth1@if3`.
fn plain(name: &str) -> String {
    name.split('@').next().unwrap_or(name).to_owned()
}
