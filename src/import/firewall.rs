//! Configurations and exports of firewalls: a reader for each, and what joins them with the rest of
//! an import.
//!
//! Readers make [`Device`]s of texts; every line is a rule, known to be none, or reported. What
//! rules let through is the matter of [`crate::firewall`].

pub(super) mod addressing;
pub(super) mod aws;
pub(super) mod azure;
pub(super) mod batfish;
mod called;
mod captured;
pub(super) mod cisco;
pub(super) mod fortigate;
pub(super) mod gcp;
mod group;
pub(super) mod iptables;
pub(super) mod matrix;
mod names;
pub(super) mod port_name;
mod remark;
pub(super) mod rule_list;
pub(super) mod windows;

use ipnet::IpNet;

use super::place::{Segments, usable};
use super::sink::{Addressing, HostFilter};
use super::{Firewalls, Imported};
use crate::firewall::{self, Device, Filters, Interface, KnownHost, Network, Ports, Route, Side};
use crate::term::port::PortSet;
use called::Called;

/// `eth1=lan`, or `fw1.rules:eth1=lan` where several firewalls have an interface of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterfaceName {
    /// The interface, perhaps with the file in front.
    pub interface: String,
    /// The segment behind it.
    pub segment: String,
}

/// What firewalls are joined with.
pub(super) struct Setting<'s> {
    pub(super) segments: &'s Segments,
    pub(super) hosts: &'s [KnownHost],
    pub(super) interfaces: &'s [InterfaceName],
}

/// Puts together what files say about firewalls, and names the segments that they have besides
/// those of networks and hosts.
pub(super) fn prepare(
    devices: &mut [Device],
    addressings: &[Addressing],
    setting: &Setting<'_>,
    networks: &mut Vec<(IpNet, String)>,
) -> (Vec<String>, Vec<firewall::Remark>) {
    let mut remarks: Vec<firewall::Remark> =
        addressings.iter().filter_map(|addressing| attach(addressing, devices)).collect();
    for name in setting.interfaces {
        assign(name, devices, setting.segments);
    }
    if networks.is_empty() {
        networks.extend(own_networks(devices));
    }
    let called = Called::new(setting, networks);
    for device in devices.iter_mut() {
        remarks.extend(called.resolve(device));
        remarks.extend(device.mark_unplaced());
    }
    (called::segments(devices), remarks)
}

/// Puts what `ip address` says to the firewall whose rules name interfaces: the one of the same
/// name, or the only one without any.
fn attach(addressing: &Addressing, devices: &mut [Device]) -> Option<firewall::Remark> {
    let stem = |file: &str| super::stem(file).to_lowercase();
    let bare: Vec<usize> = (0..devices.len())
        .filter(|at| {
            devices[*at].interfaces.is_empty() && matches!(devices[*at].filters, Filters::Always(_))
        })
        .collect();
    let same: Vec<usize> = bare
        .iter()
        .copied()
        .filter(|at| stem(&devices[*at].file) == stem(&addressing.file))
        .collect();
    let files: std::collections::BTreeSet<&str> =
        bare.iter().map(|at| devices[*at].file.as_str()).collect();
    let chosen = if same.is_empty() && files.len() == 1 { bare } else { same };
    for at in &chosen {
        let device = &mut devices[*at];
        device.interfaces.clone_from(&addressing.interfaces);
        for (route, name) in &addressing.routes {
            let interface = Some(device.interface_called(name));
            device.routes.push(Route { interface, ..route.clone() });
        }
    }
    chosen.is_empty().then(|| firewall::Remark {
        file: addressing.file.clone(),
        line: 0,
        text: String::new(),
        why: "which firewall has these addresses is not known: give it the name of its rules, such as fw1.addr beside fw1.rules".to_owned(),
    })
}

/// Names the segment behind an interface. An interface that no configuration shows is one that
/// rules name.
fn assign(name: &InterfaceName, devices: &mut [Device], segments: &Segments) {
    let segment = segment_name(&name.segment, segments);
    for device in devices {
        let own = name
            .interface
            .strip_prefix(&device.file)
            .and_then(|rest| rest.strip_prefix(':'))
            .unwrap_or(&name.interface);
        if let Some(interface) =
            device.interfaces.iter_mut().find(|interface| interface.is_called(own))
        {
            interface.segments.push(segment.clone());
        } else if matches!(device.filters, Filters::Always(_)) {
            device.interfaces.push(Interface {
                name: own.to_owned(),
                segments: vec![segment.clone()],
                ..Interface::default()
            });
        }
    }
}

fn segment_name(name: &str, segments: &Segments) -> String {
    if name.eq_ignore_ascii_case(firewall::INTERNET) {
        firewall::INTERNET.to_owned()
    } else {
        segments.named(name)
    }
}

/// Without any network from elsewhere, those of the interfaces are the segments. Networks of two
/// hosts join routers.
fn own_networks(devices: &[Device]) -> Vec<(IpNet, String)> {
    let private = |network: &IpNet| match network {
        IpNet::V4(v4) => v4.network().is_private() && v4.prefix_len() <= 29,
        IpNet::V6(v6) => v6.network().is_unique_local() && v6.prefix_len() <= 64,
    };
    let mut found: Vec<(IpNet, String)> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for interface in devices
        .iter()
        .flat_map(|device| &device.interfaces)
        .filter(|interface| interface.segments.is_empty())
    {
        let name = usable(interface.label.as_deref().unwrap_or(&interface.name));
        for network in
            interface.networks.iter().map(IpNet::trunc).filter(|network| private(network))
        {
            if known.insert(network) {
                found.push((network, name.clone()));
            }
        }
    }
    found
}

/// Says of a host whom its own firewall lets in.
pub(super) fn answers(
    file: &str,
    mut filter: HostFilter,
    imported: &mut Imported,
    firewalls: &mut Firewalls,
) {
    let short = filter.host.split('.').next().unwrap_or("").to_lowercase();
    let Some(at) = imported
        .hosts
        .iter()
        .position(|placed| placed.host.name.to_lowercase().split('.').next() == Some(&short))
    else {
        return;
    };
    for rule in &mut filter.list.chains[0].rules {
        if rule.from == Side::zone(windows::OWN) {
            rule.from = Side::Zones((&*imported.hosts[at].segments).into());
        }
        if let Some(why) = &rule.doubt {
            let (text, why) = (rule.text.to_string(), format!("{why}: it is counted as open"));
            firewalls.remarks.push(firewall::Remark {
                file: file.to_owned(),
                line: rule.line,
                text,
                why,
            });
        }
    }
    let network = Network {
        devices: &[],
        networks: &imported.networks,
        hosts: &firewalls.hosts,
        names: &firewalls.names,
    };
    imported.hosts[at].answers = Some(by_ports(&firewall::answered(&filter.list, &network)));
}

/// Ports with the segments that are answered on them; ports with the same segments are told apart
/// by their ranges alone.
fn by_ports(answered: &[(String, PortSet)]) -> Vec<(String, Option<Vec<String>>)> {
    let mut groups: Vec<(Ports, Vec<String>)> = vec![(Ports::any(), Vec::new())];
    for (segment, ports) in answered {
        let ports = Ports::from_set(ports);
        let split = |(group, segments): (Ports, Vec<String>)| {
            let with = segments.iter().cloned().chain([segment.clone()]).collect();
            [(group.intersection(&ports), with), (group.without(&ports), segments)]
        };
        groups =
            groups.into_iter().flat_map(split).filter(|(group, _)| !group.is_empty()).collect();
    }
    let whole = |segments: Vec<String>| (segments.len() < answered.len()).then_some(segments);
    let open = groups.into_iter().filter(|(_, segments)| !segments.is_empty());
    let mut found: Vec<(String, Option<Vec<String>>)> = Vec::new();
    for (ports, segments) in open {
        let segments = whole(segments);
        found.extend(ports.to_set().to_texts().into_iter().map(|text| (text, segments.clone())));
    }
    found.sort();
    found
}

/// The ports of a flow as an inventory has them.
pub(super) fn ports_yaml(flow: &firewall::Flow) -> String {
    let list = |ports: &PortSet| format!("[{}]", ports.to_texts().join(", "));
    match (flow.open.is_empty(), flow.unknown.is_empty()) {
        (_, true) => list(&flow.open),
        (true, false) if flow.unknown.is_any() => "unknown".to_owned(),
        (true, false) => format!("{{unknown: {}}}", list(&flow.unknown)),
        (false, false) => {
            format!("{{open: {}, unknown: {}}}", list(&flow.open), list(&flow.unknown))
        }
    }
}
