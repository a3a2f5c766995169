//! Single packets, and rules that know nothing of sets.

use std::collections::BTreeMap;

use patchfirst::term::port::{Port, Protocol};

/// Ports that packets go to: one of each part that the edges of rules make.
pub(super) const PORTS: [u16; 7] = [1, 79, 80, 135, 139, 445, 65_535];
/// Ports that they come from.
const SOURCES: [u16; 4] = [0, 1_023, 1_024, 65_535];
/// Addresses: of both segments all, of the outside one on each side of every edge.
const OUTSIDE: [&str; 4] = ["8.8.8.8", "203.0.113.1", "203.0.113.200", "198.51.100.9"];

/// Small numbers that are the same in every run.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

/// What is known of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    Closed,
    Perhaps,
    Open,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Packet {
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    source: u32,
    target: u32,
    port: Port,
    source_port: u16,
}

/// A network by its address and the length of its prefix; `None` is everything.
pub(super) type Net = Option<(&'static str, u8)>;

#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) allow: bool,
    /// `None` is both.
    pub(super) protocol: Option<Protocol>,
    pub(super) from: Net,
    pub(super) to: Net,
    pub(super) ports: Option<(u16, u16)>,
    pub(super) sources: Option<(u16, u16)>,
    /// It may match less than it says.
    pub(super) doubtful: bool,
    /// It surely matches less: then a deny leaves some packet through.
    pub(super) part: bool,
}

const NETS: [Net; 9] = [
    None,
    None,
    Some(("10.1.0.0", 29)),
    Some(("10.2.0.0", 29)),
    Some(("10.2.0.4", 30)),
    Some(("10.1.0.0", 30)),
    Some(("10.2.0.5", 32)),
    Some(("203.0.113.0", 25)),
    Some(("10.0.0.0", 8)),
];

impl Rule {
    pub(super) fn random(random: &mut Random, doubt: bool) -> Self {
        let protocol =
            random.of(&[None, Some(Protocol::Tcp), Some(Protocol::Tcp), Some(Protocol::Udp)]);
        let ports = random
            .of(&[None, Some((80, 80)), Some((80, 139)), Some((445, 445)), Some((0, 139))])
            .filter(|_| protocol.is_some());
        let sources = random
            .of(&[None, None, None, Some((0, 1_023)), Some((1_024, 65_535))])
            .filter(|_| protocol.is_some());
        let (from, to) = (random.of(&NETS), random.of(&NETS));
        Self {
            allow: random.below(2) == 0,
            protocol,
            from,
            to,
            ports,
            sources,
            doubtful: doubt && random.below(5) == 0,
            part: random.below(2) == 0,
        }
    }

    pub(super) fn all(allow: bool) -> Self {
        Self {
            allow,
            protocol: None,
            from: None,
            to: None,
            ports: None,
            sources: None,
            doubtful: false,
            part: false,
        }
    }

    /// Whether it stops nothing for certain and nothing for all.
    fn is_idle(&self) -> bool {
        self.doubtful && self.part && !self.allow
    }

    pub(super) fn fits(&self, packet: Packet) -> bool {
        let within = |range: Option<(u16, u16)>, port| {
            range.is_none_or(|(first, last)| (first..=last).contains(&port))
        };
        let holds = |net: Net, number: u32| {
            net.is_none_or(|(base, length)| u64::from(address(base) ^ number) >> (32 - length) == 0)
        };
        self.protocol.is_none_or(|protocol| protocol == packet.port.protocol)
            && holds(self.from, packet.source)
            && holds(self.to, packet.target)
            && within(self.ports, packet.port.number)
            && within(self.sources, packet.source_port)
    }
}

fn address(text: &str) -> u32 {
    text.parse::<std::net::Ipv4Addr>().unwrap().into()
}

/// What the first rule that matches does, and a deny behind them; for every meaning of the doubtful
/// ones.
pub(super) fn first_match(rules: &[Rule], packet: Packet) -> Verdict {
    let Some((rule, rest)) = rules.split_first() else { return Verdict::Closed };
    if !rule.fits(packet) || rule.is_idle() {
        return first_match(rest, packet);
    }
    let itself = if rule.allow { Verdict::Open } else { Verdict::Closed };
    if rule.doubtful { either(itself, first_match(rest, packet)) } else { itself }
}

/// One or the other, and nobody knows which.
fn either(a: Verdict, b: Verdict) -> Verdict {
    if a == b { a } else { Verdict::Perhaps }
}

/// For every pair and port the best that some packet gets.
pub(super) fn table(
    decide: impl Fn(Packet) -> Verdict,
) -> BTreeMap<(String, String, Port), Verdict> {
    let addresses = |name: &str| -> Vec<u32> {
        match name {
            "a" => (0..8).map(|at| address("10.1.0.0") + at).collect(),
            "b" => (0..8).map(|at| address("10.2.0.0") + at).collect(),
            _ => OUTSIDE.iter().map(|text| address(text)).collect(),
        }
    };
    let mut table = BTreeMap::new();
    for from in ["a", "b", "internet"] {
        for to in ["a", "b", "internet"].into_iter().filter(|to| *to != from) {
            for protocol in [Protocol::Tcp, Protocol::Udp] {
                for number in PORTS {
                    let port = Port { protocol, number };
                    let mut best = Verdict::Closed;
                    for source in addresses(from) {
                        for target in addresses(to) {
                            for source_port in SOURCES {
                                best = best.max(decide(Packet {
                                    from,
                                    to,
                                    source,
                                    target,
                                    port,
                                    source_port,
                                }));
                            }
                        }
                    }
                    table.insert((from.to_owned(), to.to_owned(), port), best);
                }
            }
        }
    }
    table
}

/// What a rule of a chain does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    Decide,
    Return,
    Jump(usize),
    Goto(usize),
}

/// Chains that call only those behind them, so that nothing goes in a circle.
#[derive(Debug)]
pub(super) struct Chains {
    pub(super) chains: Vec<Vec<(Rule, Does)>>,
    pub(super) policy: bool,
}

/// How a chain ended.
enum End {
    Decided(Verdict),
    Back,
}

impl Chains {
    pub(super) fn random(random: &mut Random) -> Self {
        let count = 3;
        let mut rule = |at: usize| {
            let does = match random.below(6) {
                0 if at > 0 => Does::Return,
                1 | 2 if at + 1 < count => {
                    Does::Jump(at + 1 + random.below((count - at - 1) as u64) as usize)
                }
                3 if at + 1 < count => {
                    Does::Goto(at + 1 + random.below((count - at - 1) as u64) as usize)
                }
                _ => Does::Decide,
            };
            let rule = Rule::random(random, true);
            (Rule { part: rule.part && does == Does::Decide, ..rule }, does)
        };
        let chains = (0..count).map(|at| (0..4).map(|_| rule(at)).collect()).collect();
        Self { chains, policy: random.below(2) == 0 }
    }

    pub(super) fn walk(&self, packet: Packet) -> Verdict {
        // Every meaning of the doubtful rules that fit, one after the other.
        let doubtful: Vec<(usize, usize)> = (0..self.chains.len())
            .flat_map(|chain| (0..self.chains[chain].len()).map(move |at| (chain, at)))
            .filter(|(chain, at)| {
                self.chains[*chain][*at].0.doubtful && self.chains[*chain][*at].0.fits(packet)
            })
            .collect();
        let one = |meaning: u32| {
            let fits = |chain: usize, at: usize| {
                let place = doubtful.iter().position(|known| *known == (chain, at));
                let rule = &self.chains[chain][at].0;
                rule.fits(packet)
                    && !rule.is_idle()
                    && place.is_none_or(|place| meaning >> place & 1 == 1)
            };
            match self.follow(0, &fits) {
                End::Decided(verdict) => verdict,
                End::Back => self.end(),
            }
        };
        (1..1 << doubtful.len()).map(one).fold(one(0), either)
    }

    fn end(&self) -> Verdict {
        if self.policy { Verdict::Open } else { Verdict::Closed }
    }

    fn follow(&self, chain: usize, fits: &impl Fn(usize, usize) -> bool) -> End {
        for (at, (rule, does)) in self.chains[chain].iter().enumerate() {
            if !fits(chain, at) {
                continue;
            }
            match does {
                Does::Decide => {
                    return End::Decided(if rule.allow { Verdict::Open } else { Verdict::Closed });
                }
                Does::Return => return End::Back,
                Does::Goto(to) => return self.follow(*to, fits),
                Does::Jump(to) => {
                    if let End::Decided(verdict) = self.follow(*to, fits) {
                        return End::Decided(verdict);
                    }
                }
            }
        }
        End::Back
    }
}
