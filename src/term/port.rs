//! Ports, and sets of them as flows, hosts and advisories name them.

mod service;

use std::fmt;
use std::str::FromStr;

/// The transport of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// Transmission control protocol.
    Tcp,
    /// User datagram protocol.
    Udp,
}

/// One port, such as `tcp/445`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Port {
    /// Its transport.
    pub protocol: Protocol,
    /// Its number.
    pub number: u16,
}

/// An inclusive range of ports of one protocol; `first <= last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Range {
    protocol: Protocol,
    first: u16,
    last: u16,
}

impl Port {
    /// Stands for the port that a service of remote procedure calls gets when it starts, whichever
    /// that is. Nothing can listen on port 0, so its number is free for the purpose.
    pub const RPC_DYNAMIC: Self = Self { protocol: Protocol::Tcp, number: 0 };
}

/// What [`Port::RPC_DYNAMIC`] is called in files.
pub const RPC_DYNAMIC: &str = "rpc-dynamic";

/// The ranges from which Windows takes such ports: up to Server 2003, and from Vista on. Whatever
/// has all of one passes them.
const DYNAMIC: [Range; 2] = [
    Range { protocol: Protocol::Tcp, first: 1025, last: 5000 },
    Range { protocol: Protocol::Tcp, first: 49_152, last: u16::MAX },
];

impl Range {
    fn holds(self, other: Self) -> bool {
        self.protocol == other.protocol && self.first <= other.first && other.last <= self.last
    }

    fn shared(self, other: Self) -> Option<Self> {
        let (first, last) = (self.first.max(other.first), self.last.min(other.last));
        let protocol = self.protocol;
        (protocol == other.protocol && first <= last).then_some(Self { protocol, first, last })
    }

    fn len(self) -> usize {
        usize::from(self.last - self.first) + 1
    }
}

/// A set of ports, kept as sorted ranges that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PortSet {
    ranges: Vec<Range>,
}

/// Why a text is not a set of ports.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PortError {
    /// No known service has this name.
    #[error("`{0}` is neither a port such as tcp/445 nor a known service")]
    UnknownService(String),
    /// The part before the slash is not a protocol.
    #[error("`{0}` is not a protocol; use tcp or udp")]
    UnknownProtocol(String),
    /// The number is missing, not a number, or not between 0 and 65535.
    #[error("`{0}` is not a port number between 0 and 65535")]
    BadNumber(String),
    /// A range whose end lies before its start.
    #[error("the range `{0}` ends before it starts")]
    EmptyRange(String),
}

impl PortSet {
    /// The set without any port.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Every port of both protocols.
    pub fn any() -> Self {
        [Protocol::Tcp, Protocol::Udp]
            .map(|protocol| Range { protocol, first: 0, last: u16::MAX })
            .into_iter()
            .collect()
    }

    /// The union of ranges of ports, both ends included; a range that ends before it starts is
    /// empty.
    pub fn from_ranges(ranges: impl IntoIterator<Item = (Protocol, u16, u16)>) -> Self {
        let range = |(protocol, first, last)| Range { protocol, first, last };
        ranges.into_iter().map(range).filter(|range| range.first <= range.last).collect()
    }

    /// The ranges, in order, both ends included.
    pub fn ranges(&self) -> impl Iterator<Item = (Protocol, u16, u16)> + '_ {
        self.ranges.iter().map(|range| (range.protocol, range.first, range.last))
    }

    /// Whether the set has no port.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether the set is every port of both protocols.
    pub fn is_any(&self) -> bool {
        *self == Self::any()
    }

    /// Whether a port is in the set.
    pub fn contains(&self, port: Port) -> bool {
        let Port { protocol, number } = port;
        let at = self.ranges.partition_point(|r| (r.protocol, r.last) < (protocol, number));
        self.ranges.get(at).is_some_and(|r| r.protocol == protocol && r.first <= number)
    }

    /// The union of two sets.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.ranges.iter().chain(&other.ranges).copied().collect()
    }

    /// The ports two sets share. Linear in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut a, mut b) = (self.ranges.as_slice(), other.ranges.as_slice());
        let mut shared = Vec::new();
        while let ([first, after_first @ ..], [second, after_second @ ..]) = (a, b) {
            shared.extend(first.shared(*second));
            // Whichever ends first has nothing more in common with anything.
            if (first.protocol, first.last) < (second.protocol, second.last) {
                a = after_first;
            } else {
                b = after_second;
            }
        }
        Self { ranges: shared }
    }

    /// The ports of this set that the other does not have. Linear in both.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let (mut left, mut cuts) = (Vec::new(), other.ranges.as_slice());
        for range in &self.ranges {
            cuts = &cuts[cuts
                .partition_point(|cut| (cut.protocol, cut.last) < (range.protocol, range.first))..];
            let mut first = Some(range.first);
            for cut in cuts
                .iter()
                .take_while(|cut| cut.protocol == range.protocol && cut.first <= range.last)
            {
                left.extend(first.filter(|first| *first < cut.first).map(|first| Range {
                    first,
                    last: cut.first - 1,
                    ..*range
                }));
                first = cut.last.checked_add(1);
            }
            left.extend(
                first.filter(|first| *first <= range.last).map(|first| Range { first, ..*range }),
            );
        }
        Self { ranges: left }
    }

    /// Whether every port of `other` is in this set.
    pub fn is_superset(&self, other: &Self) -> bool {
        self.intersection(other) == *other
    }

    /// How many ports the set has.
    pub fn len(&self) -> usize {
        self.ranges.iter().map(|r| r.len()).sum()
    }

    /// One port of this set for each part of it that the given sets tell apart, in order.
    ///
    /// ```
    /// # use patchfirst::term::port::PortSet;
    /// let all: PortSet = "tcp/1-100".parse().unwrap();
    /// let low: PortSet = "tcp/1-50".parse().unwrap();
    /// let ports: Vec<String> = all.representatives([&low]).iter().map(ToString::to_string).collect();
    /// assert_eq!(ports, ["tcp/1", "tcp/51"]);
    /// ```
    pub fn representatives<'a>(&self, sets: impl IntoIterator<Item = &'a Self>) -> Vec<Port> {
        let edges = |r: &Range| {
            [Some(r.first), r.last.checked_add(1)]
                .map(|n| n.map(|number| Port { protocol: r.protocol, number }))
        };
        let ranges = sets.into_iter().flat_map(|set| &set.ranges).chain(&self.ranges);
        let mut starts: Vec<Port> =
            ranges.flat_map(edges).flatten().filter(|port| self.contains(*port)).collect();
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    /// The ports, in order. Up to 131,072 of them: filter a short list against [`Self::contains`]
    /// instead where you can.
    pub fn iter(&self) -> impl Iterator<Item = Port> + '_ {
        self.ranges
            .iter()
            .flat_map(|r| (r.first..=r.last).map(|number| Port { protocol: r.protocol, number }))
    }
}

impl FromIterator<Range> for PortSet {
    fn from_iter<I: IntoIterator<Item = Range>>(ranges: I) -> Self {
        let mut ranges: Vec<Range> = ranges.into_iter().collect();
        ranges.sort_unstable();
        let mut merged: Vec<Range> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match merged.last_mut() {
                Some(last)
                    if last.protocol == range.protocol
                        && u32::from(range.first) <= u32::from(last.last) + 1 =>
                {
                    last.last = last.last.max(range.last);
                }
                _ => merged.push(range),
            }
        }
        let set = Self { ranges: merged };
        if set.has_dynamic() { set } else { set.completed() }
    }
}

impl PortSet {
    fn has_dynamic(&self) -> bool {
        self.ranges.first().is_some_and(|range| range.protocol == Protocol::Tcp && range.first == 0)
    }

    /// Whether a range of the set has all ports of a kind of system, so that [`Port::RPC_DYNAMIC`]
    /// need not be written.
    fn implies_dynamic(&self) -> bool {
        self.ranges.iter().any(|range| DYNAMIC.iter().any(|dynamic| range.holds(*dynamic)))
    }

    /// The set with the dynamic port, if it has a whole range from which that is taken.
    fn completed(mut self) -> Self {
        let Port { protocol, number } = Port::RPC_DYNAMIC;
        if self.implies_dynamic() {
            match self.ranges.first_mut() {
                Some(first) if first.protocol == protocol && first.first == 1 => {
                    first.first = number
                }
                _ => self.ranges.insert(0, Range { protocol, first: number, last: number }),
            }
        }
        self
    }

    /// The set, and where it has the dynamic port also the numbers that it may turn out to be on a
    /// system: those of Windows from Vista on (`recent`), or up to Server 2003.
    #[must_use]
    pub fn with_dynamic_numbers(&self, recent: bool) -> Self {
        let numbers = DYNAMIC[usize::from(recent)];
        let more = self.contains(Port::RPC_DYNAMIC).then_some(numbers);
        self.ranges.iter().copied().chain(more).collect()
    }
}

impl FromIterator<Port> for PortSet {
    fn from_iter<I: IntoIterator<Item = Port>>(ports: I) -> Self {
        ports
            .into_iter()
            .map(|p| Range { protocol: p.protocol, first: p.number, last: p.number })
            .collect()
    }
}

/// Reads one element: `tcp/445`, `udp/137-138`, a service name such as `smb`, or `any`.
impl FromStr for PortSet {
    type Err = PortError;

    fn from_str(text: &str) -> Result<Self, PortError> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("any") {
            return Ok(Self::any());
        }
        if text.eq_ignore_ascii_case(RPC_DYNAMIC) {
            return Ok(Self::from_iter([Port::RPC_DYNAMIC]));
        }
        let Some((protocol, numbers)) = text.split_once('/') else {
            return service::ports(text).ok_or_else(|| PortError::UnknownService(text.to_owned()));
        };
        let protocol = match protocol.trim().to_ascii_lowercase().as_str() {
            "tcp" => Protocol::Tcp,
            "udp" => Protocol::Udp,
            other => return Err(PortError::UnknownProtocol(other.to_owned())),
        };
        let (first, last) = match numbers.split_once('-') {
            Some((first, last)) => (number(first)?, number(last)?),
            None => (number(numbers)?, number(numbers)?),
        };
        if first > last {
            return Err(PortError::EmptyRange(text.to_owned()));
        }
        Ok(std::iter::once(Range { protocol, first, last }).collect())
    }
}

/// Reads digits only: `+80`, `0x50` and `1_000` are refused.
fn number(text: &str) -> Result<u16, PortError> {
    let digits = text.trim();
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain
        .then(|| digits.parse().ok())
        .flatten()
        .ok_or_else(|| PortError::BadNumber(digits.to_owned()))
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        })
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::RPC_DYNAMIC {
            f.write_str(RPC_DYNAMIC)
        } else {
            write!(f, "{}/{}", self.protocol, self.number)
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = Port { protocol: self.protocol, number: self.first };
        if self.len() == 1 && first == Port::RPC_DYNAMIC {
            return f.write_str(RPC_DYNAMIC);
        }
        // A range that implies the dynamic port reads back as itself without it.
        let written = if self.first == 0 && DYNAMIC.iter().any(|dynamic| self.holds(*dynamic)) {
            1
        } else {
            self.first
        };
        write!(f, "{}/{written}", self.protocol)?;
        if self.last > self.first { write!(f, "-{}", self.last) } else { Ok(()) }
    }
}

impl PortSet {
    /// The set as a list of texts that read back as the same set: `["tcp/139", "tcp/445"]`, or
    /// `["any"]`.
    pub fn to_texts(&self) -> Vec<String> {
        if self.is_any() {
            vec!["any".to_owned()]
        } else {
            self.written().iter().map(Range::to_string).collect()
        }
    }

    /// The ranges to write: the dynamic port only where nothing else says it.
    fn written(&self) -> &[Range] {
        let alone = self.ranges.first().is_some_and(|range| range.len() == 1) && self.has_dynamic();
        if alone && self.implies_dynamic() { &self.ranges[1..] } else { &self.ranges }
    }
}

/// Ranges of more ports stay numbers: whoever writes `tcp/1-1024` does not mean a service.
const MAX_OF_A_SERVICE: usize = 4;

impl PortSet {
    /// The set as people speak of it: services whose ports are all in it, then the ports that are
    /// left, as numbers.
    ///
    /// ```
    /// # use patchfirst::term::port::PortSet;
    /// let ports: PortSet = "smb".parse().unwrap();
    /// assert_eq!(ports.union(&"tcp/8443".parse().unwrap()).to_words(), ["smb", "tcp/8443"]);
    /// ```
    pub fn to_words(&self) -> Vec<String> {
        if self.is_any() {
            return self.to_texts();
        }
        let (short, long): (Vec<Range>, Vec<Range>) =
            self.written().iter().partition(|r| r.len() <= MAX_OF_A_SERVICE);
        let short: Self = short.into_iter().collect();
        let mut left: Vec<Port> = short.iter().collect();
        let mut words = Vec::new();
        for (name, ports) in service::largest_first().filter(|(_, ports)| short.is_superset(ports))
        {
            let before = left.len();
            left.retain(|port| !ports.contains(*port));
            words.extend((left.len() < before).then(|| name.to_owned()));
        }
        words.sort_unstable();
        words.extend(
            left.into_iter()
                .collect::<Self>()
                .union(&long.into_iter().collect())
                .ranges
                .iter()
                .map(Range::to_string),
        );
        words
    }
}

/// `tcp/139, tcp/445`, `any`, or `none`.
impl fmt::Display for PortSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() { f.write_str("none") } else { f.write_str(&self.to_texts().join(", ")) }
    }
}

/// Every service name that [`PortSet::from_str`] knows, in alphabetical order.
pub fn service_names() -> impl Iterator<Item = &'static str> {
    service::names().chain([RPC_DYNAMIC])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn set(texts: &[&str]) -> PortSet {
        texts
            .iter()
            .map(|text| text.parse().unwrap())
            .fold(PortSet::empty(), |all, set: PortSet| all.union(&set))
    }

    #[test]
    fn ports_ranges_and_services_read_back_as_the_same_set() {
        for (texts, shown) in [
            (vec!["tcp/445"], "tcp/445"),
            (vec!["smb", "rpc"], "tcp/135, tcp/139, tcp/445"),
            (vec!["tcp/135-139", "tcp/137-200", "tcp/201"], "tcp/135-201"),
            (vec!["UDP/137", " Tcp / 80 "], "tcp/80, udp/137"),
            (vec!["any", "tcp/1"], "any"),
            (vec![], "none"),
        ] {
            let ports = set(&texts);
            assert_eq!(ports.to_string(), shown);
            assert_eq!(
                set(&ports.to_texts().iter().map(String::as_str).collect::<Vec<_>>()),
                ports
            );
        }
    }

    #[test]
    fn a_difference_has_the_ports_that_the_other_set_lacks() {
        for (from, without, left) in [
            (vec!["tcp/1-100"], vec!["tcp/50"], "tcp/1-49, tcp/51-100"),
            (
                vec!["tcp/1-100"],
                vec!["tcp/1-10", "tcp/20-30", "tcp/90-200"],
                "tcp/11-19, tcp/31-89",
            ),
            (vec!["tcp/1-10", "tcp/20-30"], vec!["tcp/5-25"], "tcp/1-4, tcp/26-30"),
            (vec!["any"], vec!["tcp/0-65535"], "udp/0-65535"),
            (vec!["any"], vec!["udp/65535", "tcp/65535"], "tcp/1-65534, udp/0-65534"),
            (vec!["smb"], vec!["udp/139", "udp/445"], "tcp/139, tcp/445"),
            (vec!["smb"], vec!["any"], "none"),
        ] {
            assert_eq!(set(&from).difference(&set(&without)).to_string(), left);
        }
    }

    #[test]
    fn what_is_no_port_is_refused() {
        for text in [
            "",
            "445",
            "tcp/",
            "tcp/x",
            "tcp/+80",
            "tcp/65536",
            "tcp/1_000",
            "icmp/8",
            "tcp/9-8",
            "tcp/1-",
            "smbb",
        ] {
            assert!(text.parse::<PortSet>().is_err(), "{text}");
        }
    }

    #[test]
    fn sets_are_put_into_words() {
        for (texts, words) in [
            (vec!["tcp/139", "tcp/445", "tcp/135"], vec!["rpc", "smb"]),
            (vec!["tcp/139", "udp/137", "udp/138"], vec!["netbios"]),
            (vec!["netbios", "smb"], vec!["netbios", "smb"]),
            (vec!["tcp/445"], vec!["tcp/445"]),
            (vec!["tcp/1-1024", "dns"], vec!["tcp/1-1024", "udp/53"]),
            (vec!["any"], vec!["any"]),
            (vec![], vec![]),
        ] {
            assert_eq!(set(&texts).to_words(), words, "{texts:?}");
            let read_back =
                set(&set(&texts).to_words().iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(read_back, set(&texts));
        }
    }

    #[test]
    fn dynamic_ports_have_a_word_and_come_with_their_whole_range() {
        assert_eq!(set(&["rpc-dynamic", "tcp/135"]).to_string(), "rpc-dynamic, tcp/135");
        assert_eq!(set(&["rpc-dynamic"]).to_words(), ["rpc-dynamic"]);
        for text in
            ["tcp/1024-65535", "tcp/1025-5000", "tcp/49152-65535", "tcp/1-65535", "tcp/0-65535"]
        {
            assert!(set(&[text]).contains(Port::RPC_DYNAMIC), "{text}");
            assert_eq!(
                set(&set(&[text]).to_texts().iter().map(String::as_str).collect::<Vec<_>>()),
                set(&[text]),
                "{text}"
            );
        }
        assert_eq!(set(&["tcp/1024-5000"]).to_string(), "tcp/1024-5000");
        for text in ["tcp/1026-5000", "tcp/1025", "udp/1-65535", "tcp/80"] {
            assert!(!set(&[text]).contains(Port::RPC_DYNAMIC), "{text}");
        }
        let (old, recent) = (
            set(&["rpc-dynamic"]).with_dynamic_numbers(false),
            set(&["rpc-dynamic"]).with_dynamic_numbers(true),
        );
        assert_eq!(old.intersection(&set(&["tcp/1030", "tcp/50000"])).to_string(), "tcp/1030");
        assert_eq!(recent.intersection(&set(&["tcp/1030", "tcp/50000"])).to_string(), "tcp/50000");
    }

    proptest! {
        #[test]
        fn a_set_contains_and_shares_what_its_ports_say(
            ranges in prop::collection::vec((any::<bool>(), 0_u16..40, 0_u16..6), 0..12),
            others in prop::collection::vec((any::<bool>(), 0_u16..40, 0_u16..6), 0..12),
        ) {
            let set = |ranges: &[(bool, u16, u16)]| PortSet::from_ranges(ranges.iter().map(|(tcp, first, more)| {
                (if *tcp { Protocol::Tcp } else { Protocol::Udp }, *first, first + more)
            }));
            let (one, other) = (set(&ranges), set(&others));
            let ports = |set: &PortSet| set.iter().collect::<BTreeSet<Port>>();
            let (in_one, in_other) = (ports(&one), ports(&other));
            for port in PortSet::from_ranges([Protocol::Tcp, Protocol::Udp].map(|p| (p, 0, 50))).iter() {
                prop_assert_eq!(one.contains(port), in_one.contains(&port));
            }
            let both: PortSet = in_one.intersection(&in_other).copied().collect();
            prop_assert_eq!(one.intersection(&other), both);
            prop_assert_eq!(one.is_superset(&other), in_one.is_superset(&in_other));
        }
    }

    #[test]
    fn sets_meet_and_contain() {
        let (low, high) = (set(&["tcp/1-1000"]), set(&["tcp/1000-65535", "udp/5"]));
        assert_eq!(low.intersection(&high), set(&["tcp/1000"]));
        assert_eq!(low.union(&high).len(), 65_537);
        assert!(PortSet::any().is_superset(&high) && !low.is_superset(&high));
        assert!(
            high.contains(Port { protocol: Protocol::Udp, number: 5 })
                && !low.contains(Port { protocol: Protocol::Udp, number: 5 })
        );
    }
}
