//! Sets of ports that can be taken from each other.

use crate::term::port::PortSet;

/// One past the last port of both protocols: UDP ports follow those of TCP.
const END: u32 = 1 << 17;
const UDP: u32 = 1 << 16;

/// Ports of TCP and UDP as sorted ranges that neither overlap nor touch; the end of a range is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ports(Vec<(u32, u32)>);

impl Ports {
    /// Every port.
    pub fn any() -> Self {
        Self(vec![(0, END)])
    }

    /// Ports from the first to the last, both included; `None` where it ends before it starts.
    pub fn tcp(first: u16, last: u16) -> Option<Self> {
        (first <= last).then(|| Self(vec![(u32::from(first), u32::from(last) + 1)]))
    }

    /// The same of UDP.
    pub fn udp(first: u16, last: u16) -> Option<Self> {
        (first <= last).then(|| Self(vec![(UDP + u32::from(first), UDP + u32::from(last) + 1)]))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Ports of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut all: Vec<(u32, u32)> = self.0.iter().chain(&other.0).copied().collect();
        all.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::with_capacity(all.len());
        for (start, end) in all {
            match joined.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => joined.push((start, end)),
            }
        }
        Self(joined)
    }

    /// Ports of both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.without(&Self::any().without(other))
    }

    /// Ports of this set that are not in the other.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let mut left = Vec::with_capacity(self.0.len());
        for &(start, end) in &self.0 {
            let mut at = start;
            for &(from, to) in other.0.iter().filter(|(from, to)| *from < end && *to > start) {
                if at < from {
                    left.push((at, from));
                }
                at = at.max(to);
            }
            if at < end {
                left.push((at, end));
            }
        }
        Self(left)
    }

    /// The set as flows have it.
    pub fn to_set(&self) -> PortSet {
        if *self == Self::any() {
            return PortSet::any();
        }
        let both = self.0.iter().flat_map(|&(start, end)| {
            [("tcp", start, end.min(UDP)), ("udp", start.max(UDP), end)].into_iter().filter(|(_, start, end)| start < end)
        });
        let one = |(name, start, end): (&str, u32, u32)| format!("{name}/{}-{}", start % UDP, (end - 1) % UDP).parse::<PortSet>().ok();
        both.filter_map(one).fold(PortSet::empty(), |all, one| all.union(&one))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_add_up_and_take_away() {
        let (smb, low) = (Ports::tcp(445, 445).unwrap(), Ports::tcp(1, 1023).unwrap());
        assert_eq!(low.without(&smb).to_set().to_string(), "tcp/1-444, tcp/446-1023");
        assert_eq!(low.intersection(&smb), smb);
        assert_eq!(low.without(&smb).union(&smb), low);
        assert!(Ports::any().without(&Ports::any()).is_empty());
        let dns = Ports::tcp(53, 53).unwrap().union(&Ports::udp(53, 53).unwrap());
        assert_eq!(dns.to_set().to_string(), "tcp/53, udp/53");
        assert!(Ports::any().to_set().is_any());
        let across = Ports(vec![(UDP - 1, UDP + 1)]);
        assert_eq!(across.to_set().to_string(), "tcp/65535, udp/0");
        assert_eq!(Ports::tcp(5, 4), None);
    }
}
