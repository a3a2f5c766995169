//! Sets of addresses of both families.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use super::range::Ranges;

/// Ranges that a wildcard mask with gaps may become.
const MAX_RANGES: usize = 4_096;

/// A family of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Four bytes.
    V4,
    /// Sixteen bytes.
    V6,
}

/// A set of addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    /// Those of four bytes, as numbers.
    pub v4: Ranges,
    /// Those of sixteen bytes.
    pub v6: Ranges,
    /// Patterns of IPv4 addresses with gaps, too many to be ranges.
    gapped: Vec<Pattern>,
}

/// Addresses that agree with one in all bits but some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pattern {
    value: u32,
    /// The bits that do not count.
    free: u32,
}

impl Addresses {
    /// Every address of a family.
    pub fn all(family: Family) -> Self {
        match family {
            Family::V4 => Self { v4: Ranges::of(0, u128::from(u32::MAX)), ..Self::default() },
            Family::V6 => Self { v6: Ranges::all(), ..Self::default() },
        }
    }

    /// Every address.
    pub fn any() -> Self {
        Self { v4: Ranges::of(0, u128::from(u32::MAX)), v6: Ranges::all(), gapped: Vec::new() }
    }

    /// Addresses of four bytes, as numbers.
    pub fn of_v4(v4: Ranges) -> Self {
        Self { v4, ..Self::default() }
    }

    /// From the first to the last; none of two families or where it ends before it starts.
    pub fn range(first: IpAddr, last: IpAddr) -> Self {
        match (first, last) {
            (IpAddr::V4(first), IpAddr::V4(last)) => Self {
                v4: Ranges::of(number(first.into()), number(last.into())),
                ..Self::default()
            },
            (IpAddr::V6(first), IpAddr::V6(last)) => Self {
                v6: Ranges::of(number(first.into()), number(last.into())),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }

    /// One address.
    pub fn one(address: IpAddr) -> Self {
        Self::range(address, address)
    }

    /// A network.
    pub fn network(network: IpNet) -> Self {
        Self::range(network.network(), network.broadcast())
    }

    /// The addresses that agree with one in all bits that a wildcard mask leaves.
    pub fn wildcard(address: Ipv4Addr, free: Ipv4Addr) -> Self {
        let (free, value) = (u32::from(free), u32::from(address) & !u32::from(free));
        let low = free.trailing_ones();
        let gaps = free.count_ones() - low;
        let pattern = Pattern { value, free };
        if gaps > MAX_RANGES.ilog2() {
            return Self { gapped: vec![pattern], ..Self::default() };
        }
        Self {
            v4: Ranges::collect(pattern.ranges(0, u32::MAX).take(MAX_RANGES)),
            ..Self::default()
        }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty() && self.gapped.is_empty()
    }

    /// Addresses of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let gapped = self.gapped.iter().chain(&other.gapped).copied().collect();
        Self { v4: self.v4.union(&other.v4), v6: self.v6.union(&other.v6), gapped }
    }

    /// The union of many. O(n log n).
    pub fn collect<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        let (mut v4, mut v6, mut gapped) = (Vec::new(), Vec::new(), Vec::new());
        for one in all {
            v4.extend(one.v4.iter());
            v6.extend(one.v6.iter());
            gapped.extend_from_slice(&one.gapped);
        }
        Self { v4: Ranges::collect(v4), v6: Ranges::collect(v6), gapped }
    }

    /// Addresses of both. Patterns with gaps are only met by what holds all of them.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        if (!self.gapped.is_empty() && !other.holds_v4())
            || (!other.gapped.is_empty() && !self.holds_v4())
        {
            return None;
        }
        let gapped = self.gapped.iter().chain(&other.gapped).copied().collect();
        Some(Self {
            v4: self.v4.intersection(&other.v4),
            v6: self.v6.intersection(&other.v6),
            gapped,
        })
    }

    /// The ranges of a family; patterns with gaps are left out.
    pub fn of(&self, family: Family) -> &Ranges {
        match family {
            Family::V4 => &self.v4,
            Family::V6 => &self.v6,
        }
    }

    fn holds_v4(&self) -> bool {
        self.v4.covers(&Self::all(Family::V4).v4)
    }

    /// Every other address of the families; `None` where a pattern has too many gaps.
    pub fn complement(&self) -> Option<Self> {
        let all = Self::any();
        let left =
            Self { v4: all.v4.without(&self.v4), v6: all.v6.without(&self.v6), gapped: Vec::new() };
        self.gapped.is_empty().then_some(left)
    }

    /// The addresses of one family as far as they lie in the ranges that matter. Of a pattern with
    /// gaps at most 4,096 ranges are kept per range that matters; only the outside and very large
    /// networks have more, and there one address says as much as many.
    pub fn within(&self, family: Family, matters: &Ranges) -> Ranges {
        match family {
            Family::V6 => self.v6.clone(),
            Family::V4 if self.gapped.is_empty() => self.v4.clone(),
            Family::V4 => {
                let last = u128::from(u32::MAX);
                let areas = matters.iter().filter(|area| area.0 <= last);
                let in_area = |(first, end): (u128, u128)| {
                    let (first, end) = (first as u32, end.min(last) as u32);
                    self.gapped
                        .iter()
                        .flat_map(move |pattern| pattern.ranges(first, end).take(MAX_RANGES))
                };
                Ranges::collect(self.v4.iter().chain(areas.flat_map(in_area)))
            }
        }
    }
}

impl Pattern {
    /// The ranges of addresses that fit, from a first to a last address, in order; each found in a
    /// few steps.
    fn ranges(self, first: u32, last: u32) -> impl Iterator<Item = (u128, u128)> {
        let low = self.free.trailing_ones();
        let run = if low == 32 { u32::MAX } else { (1_u32 << low) - 1 };
        let high = self.free & !run;
        let mut next = self.at_or_above(first & !run, high);
        std::iter::from_fn(move || {
            let start = next.filter(|start| *start <= last)?;
            // Counting through the free bits: the fixed ones are set, so that a carry passes over
            // them.
            next = ((start | !high).checked_add(1))
                .map(|above| (above & high) | self.value)
                .filter(|above| *above > start);
            Some((u128::from(start.max(first)), u128::from((start | run).min(last))))
        })
    }

    /// The least start of a range that fits and is not below a number.
    fn at_or_above(self, least: u32, high: u32) -> Option<u32> {
        let fixed = !high;
        let mut best = None;
        // The result shares the bits of `least` above some bit, is larger there, and least below.
        for bit in (0..32).rev() {
            let above = if bit == 31 { 0 } else { !0_u32 << (bit + 1) };
            if (least ^ self.value) & fixed & above != 0 {
                break;
            }
            let one = 1_u32 << bit;
            if least & one == 0 && (high & one != 0 || self.value & one != 0) {
                best = Some((least & above) | one | (self.value & !above & !one));
            }
        }
        if (least ^ self.value) & fixed == 0 { Some(least) } else { best }
    }
}

/// An address as a number.
pub(super) fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

/// What no host of the internet has: private, shared, local, multicast and reserved addresses (RFC
/// 6890).
const NOT_PUBLIC: [&str; 11] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/4",
    "240.0.0.0/4",
];

/// Every public address. Networks that are set aside for documentation count: examples use them as
/// the outside.
pub(super) fn public() -> Addresses {
    let taken =
        NOT_PUBLIC.iter().filter_map(|network| network.parse().ok()).map(Addresses::network);
    let taken = Addresses::collect(&taken.collect::<Vec<_>>());
    let v4 = Addresses::all(Family::V4).v4.without(&taken.v4);
    // Global unicast, and IPv4 through a translator.
    let v6 = ["2000::/3", "64:ff9b::/96"]
        .iter()
        .filter_map(|network| network.parse().ok())
        .map(Addresses::network);
    Addresses { v4, ..Addresses::collect(&v6.collect::<Vec<_>>()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_with_gaps_are_the_addresses_that_fit() {
        for (value, free) in [
            ("10.1.0.0", "0.0.255.0"),
            ("0.0.0.1", "255.255.255.254"),
            ("0.2.0.0", "255.0.255.255"),
            ("10.0.1.9", "0.255.0.6"),
        ] {
            let (value, free): (Ipv4Addr, Ipv4Addr) =
                (value.parse().unwrap(), free.parse().unwrap());
            let set = Addresses::wildcard(value, free);
            for around in ["10.1.0.0", "10.2.0.0", "10.77.1.0", "255.255.255.0", "0.0.0.0"] {
                let start = u32::from(around.parse::<Ipv4Addr>().unwrap());
                let matters = Ranges::of(u128::from(start), u128::from(start | 255));
                let found = set.within(Family::V4, &matters).intersection(&matters);
                for address in start..=start | 255 {
                    let fits = (address ^ u32::from(value)) & !u32::from(free) == 0;
                    assert_eq!(
                        found.contains(u128::from(address)),
                        fits,
                        "{value} {free} {}",
                        Ipv4Addr::from(address)
                    );
                }
            }
        }
    }

    #[test]
    fn the_outside_is_public() {
        let public = public();
        for (address, outside) in [
            ("8.8.8.8", true),
            ("100.64.0.1", false),
            ("169.254.1.1", false),
            ("198.51.100.2", true),
            ("240.0.0.1", false),
        ] {
            assert_eq!(public.v4.contains(number(address.parse().unwrap())), outside, "{address}");
        }
        assert!(
            public.v6.contains(number("2001:db8::1".parse().unwrap()))
                && !public.v6.contains(number("fe80::1".parse().unwrap()))
        );
    }
}
