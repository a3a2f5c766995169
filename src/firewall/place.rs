//! Behind which interface of a firewall an area lies, part by part.

use super::address::{Addresses, Family};
use super::area::{Area, Map, Plane};
use super::candidate::Candidates;
use super::device::{Device, Interface};
use super::range::Ranges;

/// A part of an area, and the interfaces that it may lie behind.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) numbers: Ranges,
    /// Interfaces, as places among those of the device.
    pub(super) interfaces: Vec<usize>,
    /// Their names; whether there may be others that the configuration does not show.
    pub(super) candidates: Candidates,
    /// Whether it is a network of the interface itself, and not one behind a router.
    pub(super) direct: bool,
}

/// The parts of every area behind the interfaces of one device, in one plane.
pub(super) fn parts(device: &Device, map: &Map, plane: Plane) -> Vec<Vec<Part>> {
    let table = plane.family().map_or_else(Vec::new, |family| table(device, family));
    let uplink = uplink(device, map);
    let of = |(at, area): (usize, &Area)| {
        let numbers = area.numbers(plane, at);
        let named = interfaces(device, |interface| interface.segments.contains(&area.name));
        if !named.is_empty() {
            let mut said = part(device, numbers, named, true, true);
            said.candidates.said = true;
            return vec![said];
        }
        split(device, area, numbers, &table, uplink)
    };
    map.areas.iter().enumerate().map(of).collect()
}

fn interfaces(device: &Device, which: impl Fn(&Interface) -> bool) -> Vec<usize> {
    device
        .interfaces
        .iter()
        .enumerate()
        .filter(|(_, interface)| which(interface))
        .map(|(at, _)| at)
        .collect()
}

fn part(
    device: &Device,
    numbers: Ranges,
    interfaces: Vec<usize>,
    complete: bool,
    direct: bool,
) -> Part {
    let names = interfaces.iter().map(|at| device.interfaces[*at].name.clone()).collect();
    let excluded = device
        .interfaces
        .iter()
        .filter(|_| !complete)
        .filter(|interface| !interface.segments.is_empty());
    let excluded = excluded.map(|interface| interface.name.clone()).collect();
    Part {
        numbers,
        interfaces,
        candidates: Candidates { names, complete, excluded, said: false },
        direct,
    }
}

/// One line of a routing table: the addresses, the length of the prefix, the interfaces, whether the
/// network is their own.
type Line = (Ranges, u8, Vec<usize>, bool);

/// The routing table, the longest prefix first. A network that several lines lead to lies behind one
/// of their interfaces.
fn table(device: &Device, family: Family) -> Vec<Line> {
    let line = |network: &ipnet::IpNet, at: usize, direct: bool| {
        let ours = matches!(network, ipnet::IpNet::V4(_)) == (family == Family::V4);
        let addresses = || Addresses::network(*network).of(family).clone();
        let behind = || if direct { vec![at] } else { siblings(device, at) };
        ours.then(|| (addresses(), network.prefix_len(), behind(), direct))
    };
    let own =
        device.interfaces.iter().enumerate().flat_map(|(at, i)| {
            i.networks.iter().filter_map(move |network| line(network, at, true))
        });
    let routes = device
        .routes
        .iter()
        .filter_map(|route| line(&route.network, device.interface_of(route)?, false));
    let mut lines: Vec<Line> = own.chain(routes).collect();
    lines.sort_by_key(|(network, length, at, direct)| {
        (std::cmp::Reverse(*length), !direct, network.first(), at.clone())
    });
    lines.dedup_by(|next, kept| {
        let same = (&next.0, next.3) == (&kept.0, kept.3);
        if same {
            kept.2.extend(next.2.iter().copied());
            kept.2.sort_unstable();
            kept.2.dedup();
        }
        same
    });
    lines
}

/// The interfaces by which packets of an uplink come: the members of a bridge where a list is bound to
/// one of them and none to the bridge itself.
fn entrances(device: &Device, uplink: usize) -> Vec<usize> {
    let has_list = |at: &usize| {
        let Interface { entry, exit, .. } = &device.interfaces[*at];
        !entry.is_empty() || !exit.is_empty()
    };
    let all = siblings(device, uplink);
    if !has_list(&uplink) && all.iter().any(has_list) { all } else { vec![uplink] }
}

/// The interfaces that have the same networks as one, and that one: the members of a bridge.
fn siblings(device: &Device, at: usize) -> Vec<usize> {
    let own = &device.interfaces[at].networks;
    let same = |other: &Interface| !own.is_empty() && other.networks == *own;
    let mut all = interfaces(device, same);
    if all.is_empty() {
        all.push(at);
    }
    all
}

/// Cuts an area by the routing table. What no route leads to may lie behind any interface whose
/// segments are not named.
fn split(
    device: &Device,
    area: &Area,
    numbers: Ranges,
    table: &[Line],
    uplink: Option<usize>,
) -> Vec<Part> {
    let (mut left, mut parts) = (numbers, Vec::new());
    for (network, length, at, direct) in table {
        // Public addresses may be anybody's neighbours: what is meant by the outside lies behind
        // the default route alone.
        if left.is_empty() || (area.outside && *length > 0) {
            continue;
        }
        let here = left.intersection(network);
        if !here.is_empty() {
            left = left.without(&here);
            parts.push(part(device, here, at.clone(), true, *direct));
        }
    }
    if left.is_empty() {
        return parts;
    }
    parts.push(match uplink.filter(|_| area.outside) {
        Some(uplink) => part(device, left, entrances(device, uplink), true, false),
        None => part(
            device,
            left,
            interfaces(device, |interface| interface.segments.is_empty()),
            false,
            false,
        ),
    });
    parts
}

/// The interface to the outside, where no default route says it: the one that is called so, or the
/// only one whose networks are public and no segment's.
fn uplink(device: &Device, map: &Map) -> Option<usize> {
    let called = interfaces(device, Interface::is_called_outside);
    if let [only] = called.as_slice() {
        return Some(*only);
    }
    let public = |network: &ipnet::IpNet| {
        let addresses = Addresses::network(*network);
        map.areas[0].addresses[0].covers(&addresses.v4)
            && map.areas[0].addresses[1].covers(&addresses.v6)
    };
    let outside = interfaces(device, |interface| {
        !interface.networks.is_empty() && interface.networks.iter().all(public)
    });
    outside.first().copied().filter(|first| siblings(device, *first) == outside)
}
