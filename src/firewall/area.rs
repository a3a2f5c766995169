//! The places that rules are about: segments, and the outside.

use std::collections::BTreeMap;

use ipnet::IpNet;

use super::address::{self, Family};
use super::range::Ranges;

/// The name of the outside.
pub const INTERNET: &str = "internet";
/// Segments that are looked at; more than any firewall has zones for.
pub(super) const MAX_AREAS: usize = 500;

/// Where packets are compared with rules: in addresses of a family, or by the names of segments
/// where no addresses are known. A packet has one family by name, too: filters that stand at hosts
/// and see both are asked for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Plane {
    V4,
    V6,
    Names,
    /// The same for IPv6, where filters stand at hosts.
    SixNames,
}

impl Plane {
    pub(super) const ALL: [Self; 4] = [Self::V4, Self::V6, Self::Names, Self::SixNames];

    pub(super) fn family(self) -> Option<Family> {
        match self {
            Self::V4 => Some(Family::V4),
            Self::V6 => Some(Family::V6),
            Self::Names | Self::SixNames => None,
        }
    }
}

/// A host that rules may concern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownHost {
    /// Its name.
    pub name: String,
    /// The segments it is in.
    pub segments: Vec<String>,
    /// Its addresses; none if they are not known.
    pub addresses: Vec<std::net::IpAddr>,
}

/// A segment, or the outside.
#[derive(Clone, Debug)]
pub(super) struct Area {
    pub(super) name: String,
    /// Its addresses by family.
    pub(super) addresses: [Ranges; 2],
    /// Its networks as they were given.
    pub(super) networks: Vec<IpNet>,
    /// Hosts with an address in it: the address, the host.
    pub(super) hosts: Vec<(Family, u128, usize)>,
    /// Hosts whose address is not known.
    pub(super) unplaced: Vec<usize>,
    /// Whether it is the outside.
    pub(super) outside: bool,
}

/// Everything that rules are held against.
#[derive(Debug)]
pub(super) struct Map {
    pub(super) areas: Vec<Area>,
    /// Segments that were too many.
    pub(super) left_out: usize,
}

impl Area {
    fn new(name: &str) -> Self {
        let none = || Ranges::default();
        Self {
            name: name.to_owned(),
            addresses: [none(), none()],
            networks: Vec::new(),
            hosts: Vec::new(),
            unplaced: Vec::new(),
            outside: name == INTERNET,
        }
    }

    /// Its numbers in a plane; `at` is its place among the areas.
    pub(super) fn numbers(&self, plane: Plane, at: usize) -> Ranges {
        match plane {
            Plane::V4 => self.addresses[0].clone(),
            Plane::V6 => self.addresses[1].clone(),
            Plane::Names | Plane::SixNames => Ranges::of(at as u128, at as u128),
        }
    }

    /// Whether no address of it is known.
    pub(super) fn is_nameless(&self) -> bool {
        self.addresses.iter().all(Ranges::is_empty)
    }
}

impl Map {
    /// The areas: the outside first, then segments by name. A network belongs to the segment with
    /// the longest prefix; the outside is every public address that no segment has.
    pub(super) fn new(networks: &[(IpNet, String)], hosts: &[KnownHost], names: &[String]) -> Self {
        let mut areas: BTreeMap<&str, Area> = BTreeMap::new();
        let named = networks
            .iter()
            .map(|(_, name)| name)
            .chain(hosts.iter().flat_map(|host| &host.segments))
            .chain(names);
        for name in named.filter(|name| *name != INTERNET) {
            areas.entry(name).or_insert_with(|| Area::new(name));
        }
        let left_out = areas.len().saturating_sub(MAX_AREAS);
        let mut areas: Vec<Area> = std::iter::once(Area::new(INTERNET))
            .chain(areas.into_values().take(MAX_AREAS))
            .collect();
        let index: BTreeMap<String, usize> =
            areas.iter().enumerate().map(|(at, area)| (area.name.clone(), at)).collect();
        give_networks(networks, &mut areas, &index);
        for (at, host) in hosts.iter().enumerate() {
            place(at, host, &mut areas, &index);
        }
        for area in &mut areas {
            for family in [Family::V4, Family::V6] {
                let own =
                    area.hosts.iter().filter(|host| host.0 == family).map(|host| (host.1, host.1));
                area.addresses[family as usize] =
                    Ranges::collect(area.addresses[family as usize].iter().chain(own));
            }
        }
        let inside = |family: usize| {
            Ranges::collect(areas.iter().flat_map(|area| area.addresses[family].iter()))
        };
        let (v4, v6) = (inside(0), inside(1));
        let public = address::public();
        areas[0].addresses = [public.v4.without(&v4), public.v6.without(&v6)];
        Self { areas, left_out }
    }

    /// The place of an area of a name.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        if name == INTERNET {
            return Some(0);
        }
        self.areas[1..].binary_search_by(|area| area.name.as_str().cmp(name)).ok().map(|at| at + 1)
    }

    /// All numbers of a plane that matter.
    pub(super) fn all(&self, plane: Plane) -> Ranges {
        Ranges::collect(
            self.areas
                .iter()
                .enumerate()
                .flat_map(|(at, area)| area.numbers(plane, at).iter().collect::<Vec<_>>()),
        )
    }
}

/// Gives every address to the segment with the longest prefix. O(n log n): networks nest, so one
/// pass over their sorted starts with a stack of those that are open says who has what.
fn give_networks(
    networks: &[(IpNet, String)],
    areas: &mut [Area],
    index: &BTreeMap<String, usize>,
) {
    for family in [Family::V4, Family::V6] {
        let mut sorted: Vec<(u128, u128, usize)> = Vec::new();
        for (network, name) in networks
            .iter()
            .filter(|(network, _)| matches!(network, IpNet::V4(_)) == (family == Family::V4))
        {
            let Some(at) = index.get(name) else { continue };
            areas[*at].networks.push(*network);
            sorted.push((
                address::number(network.network()),
                address::number(network.broadcast()),
                *at,
            ));
        }
        sorted.sort_unstable_by_key(|(first, last, at)| (*first, std::cmp::Reverse(*last), *at));
        sorted.dedup_by_key(|(first, last, _)| (*first, *last));
        let mut given: Vec<Vec<(u128, u128)>> = vec![Vec::new(); areas.len()];
        let mut open: Vec<(u128, usize)> = Vec::new();
        let mut at = 0_u128;
        for (first, last, area) in sorted.iter().copied() {
            close(&mut open, &mut at, Some(first), &mut given);
            if let (Some((_, outer)), true) = (open.last(), at < first) {
                given[*outer].push((at, first - 1));
            }
            at = first;
            open.push((last, area));
        }
        close(&mut open, &mut at, None, &mut given);
        for (area, ranges) in areas.iter_mut().zip(given) {
            area.addresses[family as usize] = Ranges::collect(ranges);
        }
    }
}

/// Closes the open networks that end before a number, or all.
fn close(
    open: &mut Vec<(u128, usize)>,
    at: &mut u128,
    before: Option<u128>,
    given: &mut [Vec<(u128, u128)>],
) {
    while let Some((last, area)) =
        open.last().copied().filter(|(last, _)| before.is_none_or(|first| *last < first))
    {
        open.pop();
        if *at <= last {
            given[area].push((*at, last));
        }
        match last.checked_add(1) {
            Some(next) => *at = (*at).max(next),
            // Nothing lies behind the last number.
            None => return open.clear(),
        }
    }
}

/// Puts a host into its segments. Where none of its addresses lies in the segment's networks, all
/// of them count as lying there.
fn place(at: usize, host: &KnownHost, areas: &mut [Area], index: &BTreeMap<String, usize>) {
    for area in host.segments.iter().filter_map(|name| index.get(name)) {
        let area = &mut areas[*area];
        let as_number = |address: &std::net::IpAddr| {
            (if address.is_ipv4() { Family::V4 } else { Family::V6 }, address::number(*address))
        };
        let all: Vec<(Family, u128)> = host.addresses.iter().map(as_number).collect();
        let inside =
            |(family, number): &(Family, u128)| area.addresses[*family as usize].contains(*number);
        let own: Vec<(Family, u128)> =
            if all.iter().any(inside) { all.into_iter().filter(inside).collect() } else { all };
        if own.is_empty() {
            area.unplaced.push(at);
        }
        area.hosts.extend(own.into_iter().map(|(family, number)| (family, number, at)));
    }
}
