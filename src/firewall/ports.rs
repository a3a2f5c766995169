//! Ports of both protocols as one line of numbers.

use super::range::Ranges;
use crate::term::port::{PortSet, Protocol};

/// Where the ports of UDP start: behind those of TCP.
const UDP: u32 = 1 << 16;
/// The last number.
const LAST: u32 = (1 << 17) - 1;

/// A set of ports of TCP and UDP: sorted ranges that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ports(Ranges);

/// The two protocols that have ports here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// TCP alone.
    Tcp,
    /// UDP alone.
    Udp,
    /// Both.
    Both,
}

impl Ports {
    /// Every port.
    pub fn any() -> Self {
        Self(Ranges::of(0, u128::from(LAST)))
    }

    /// Every port of a protocol.
    pub fn all(transport: Transport) -> Self {
        Self::range(transport, 0, u16::MAX)
    }

    /// Ports from the first to the last, both included; none where it ends before it starts.
    pub fn range(transport: Transport, first: u16, last: u16) -> Self {
        let of = |start: u32| {
            (u128::from(start + u32::from(first)), u128::from(start + u32::from(last)))
        };
        if first > last {
            return Self::default();
        }
        let (tcp, udp) = (of(0), of(UDP));
        Self(match transport {
            Transport::Tcp => Ranges::of(tcp.0, tcp.1),
            Transport::Udp => Ranges::of(udp.0, udp.1),
            Transport::Both => Ranges::collect([tcp, udp]),
        })
    }

    /// The last number of a port of TCP.
    pub(super) const LAST_TCP: u128 = UDP as u128 - 1;

    /// The ranges of numbers, cut between the two protocols.
    pub(super) fn halves(&self) -> Vec<(u128, u128)> {
        let cut =
            |(first, last): (u128, u128)| match first <= Self::LAST_TCP && last > Self::LAST_TCP {
                true => vec![(first, Self::LAST_TCP), (Self::LAST_TCP + 1, last)],
                false => vec![(first, last)],
            };
        self.0.iter().flat_map(cut).collect()
    }

    /// The numbers: TCP from 0, UDP from 65536.
    pub fn numbers(&self) -> &Ranges {
        &self.0
    }

    /// A set of numbers as ports; what is above the last port is left out.
    pub fn from_numbers(numbers: &Ranges) -> Self {
        Self(numbers.intersection(&Self::any().0))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there are some, and none but those of number 0, on which nobody answers.
    pub fn is_only_zero(&self) -> bool {
        let zero = Self::range(Transport::Both, 0, 0);
        !self.is_empty() && zero.covers(self)
    }

    /// Whether every port is in it.
    pub fn is_any(&self) -> bool {
        *self == Self::any()
    }

    /// Whether the two share a port.
    pub fn meets(&self, other: &Self) -> bool {
        self.0.meets(&other.0)
    }

    /// Whether every port of the other is in this one.
    pub fn covers(&self, other: &Self) -> bool {
        self.0.covers(&other.0)
    }

    /// Ports of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0))
    }

    /// Ports of both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self(self.0.intersection(&other.0))
    }

    /// Ports of this set that are not in the other.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        Self(self.0.without(&other.0))
    }

    /// The set as flows have it.
    pub fn to_set(&self) -> PortSet {
        if self.is_any() {
            return PortSet::any();
        }
        let half = |protocol, start: u32| {
            let inside =
                self.0.intersection(&Ranges::of(u128::from(start), u128::from(start + UDP - 1)));
            inside
                .iter()
                .map(|(first, last)| (protocol, number(first, start), number(last, start)))
                .collect::<Vec<_>>()
        };
        // The number 0 of TCP is no port: sets of flows use it for the ports that Windows gives
        // out, and add it by themselves.
        let tcp = half(Protocol::Tcp, 0)
            .into_iter()
            .map(|(protocol, first, last)| (protocol, first.max(1), last));
        PortSet::from_ranges(tcp.chain(half(Protocol::Udp, UDP)))
    }

    /// The ports of a set as flows have it.
    pub fn from_set(set: &PortSet) -> Self {
        let one = |(protocol, first, last)| {
            let start = if protocol == Protocol::Tcp { 0 } else { UDP };
            (u128::from(start + u32::from(first)), u128::from(start + u32::from(last)))
        };
        // Ports that Windows gives out are those of any of its versions.
        let numbers = set.with_dynamic_numbers(false).union(&set.with_dynamic_numbers(true));
        Self(Ranges::collect(numbers.ranges().map(|(protocol, first, last)| {
            one((protocol, if protocol == Protocol::Tcp { first.max(1) } else { first }, last))
        })))
    }
}

/// A port of a protocol that starts somewhere.
fn number(number: u128, start: u32) -> u16 {
    u16::try_from(number - u128::from(start)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_add_up_and_take_away() {
        let (smb, low) =
            (Ports::range(Transport::Tcp, 445, 445), Ports::range(Transport::Tcp, 1, 1023));
        assert_eq!(low.without(&smb).to_set().to_string(), "tcp/1-444, tcp/446-1023");
        assert_eq!(low.intersection(&smb), smb);
        assert!(Ports::any().without(&Ports::any()).is_empty());
        assert_eq!(Ports::range(Transport::Both, 53, 53).to_set().to_string(), "tcp/53, udp/53");
        assert!(Ports::any().to_set().is_any());
        let across = Ports::from_numbers(&Ranges::of(65_535, 65_536));
        assert_eq!(across.to_set().to_string(), "tcp/65535, udp/0");
        assert_eq!(Ports::from_set(&across.to_set()), across);
        assert_eq!(Ports::range(Transport::Tcp, 5, 4), Ports::default());
    }
}
