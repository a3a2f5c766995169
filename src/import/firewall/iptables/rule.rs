//! One rule of iptables, from its options.

use std::sync::Arc;

use super::option::{
    self, ALONE, CHOSEN, NEEDED, NO_HOST, PARTIAL, PASSING, SILENT, TEXTS, is_option,
};
use crate::firewall::{Action, Addresses, InterfaceMatch, Ports, Rule, Side, Transport};
use crate::import::firewall::port_name::{self, Other};

/// A rule as it was read.
#[derive(Clone, Debug)]
pub(super) struct Parsed {
    /// The rules that it is; none if it concerns no new traffic of TCP or UDP, or decides nothing.
    pub(super) rules: Vec<Rule>,
    /// Whether it lets through what the nat table redirects.
    pub(super) redirected: bool,
    /// Whether it matches what the raw table does not track, and nothing else that is new.
    pub(super) untracked: bool,
    /// Where it redirects to, and what it said in full.
    pub(super) target: Option<Redirection>,
    /// Whether it takes packets out of the table of connections.
    pub(super) untracks: bool,
    /// Its options as written, where it certainly stands in its chain by the command of a script.
    pub(super) spec: Option<String>,
}

/// Where a rule of the nat table sends packets.
#[derive(Clone, Debug)]
pub(super) struct Redirection {
    pub(super) to: Side,
    pub(super) ports: Ports,
}

/// What stands in the options, until all are read.
struct Reading {
    rule: Rule,
    transport: Transport,
    /// Neither TCP nor UDP.
    other_protocol: bool,
    source: Option<Ports>,
    destination: Option<Ports>,
    /// Ports of either end.
    either: Option<Ports>,
    /// It matches no packet that starts a connection.
    answers_only: bool,
    redirected: bool,
    untracked: bool,
    /// It looks at something that whoever sends a packet may choose.
    chosen: bool,
    target: Option<(String, bool)>,
    to_destination: Option<String>,
    notrack: bool,
    /// An option was not read: it may be what says what the rule does.
    unread: bool,
    /// Modules that ask for an option of theirs that was not seen.
    modules: Vec<String>,
    options: Vec<String>,
}

/// Reads the options of a rule, behind its chain.
pub(super) fn parse(line: u32, text: &str, words: &[String]) -> Parsed {
    let words = option::spelled_out(words);
    let mut reading = Reading::new(Rule::new(line, text, Action::Unknown));
    let mut at = 0;
    let mut negated = false;
    while at < words.len() {
        let word = words[at].as_str();
        at += 1;
        if word == "!" {
            negated = true;
            continue;
        }
        let (option, glued) = match word.split_once('=') {
            Some((option, value)) if option.starts_with("--") => (option, Some(value)),
            _ => (word, None),
        };
        let mut values: Vec<&str> = glued.into_iter().collect();
        while let Some(value) = words.get(at).map(String::as_str) {
            // The older way to negate: `-s ! 10.0.0.0/8`.
            if value == "!"
                && values.is_empty()
                && words.get(at + 1).is_some_and(|next| !next.starts_with('-'))
            {
                negated = true;
            } else if value == "!"
                || (is_option(value) && !(TEXTS.contains(&option) && values.is_empty()))
            {
                break;
            } else {
                values.push(value);
            }
            at += 1;
        }
        reading.option(option, &values, std::mem::take(&mut negated));
    }
    reading.finish()
}

impl Reading {
    fn new(rule: Rule) -> Self {
        Self {
            rule,
            transport: Transport::Both,
            other_protocol: false,
            source: None,
            destination: None,
            either: None,
            answers_only: false,
            redirected: false,
            untracked: false,
            chosen: false,
            target: None,
            to_destination: None,
            notrack: false,
            unread: false,
            modules: Vec::new(),
            options: Vec::new(),
        }
    }

    fn doubt(&mut self, why: impl Into<String>) {
        self.rule.doubt.get_or_insert_with(|| why.into().into());
    }

    /// One option with its values.
    fn option(&mut self, option: &str, values: &[&str], negated: bool) {
        let value = values.first().copied().unwrap_or("");
        self.options.push(option.to_owned());
        match option {
            "-m" | "--match" => self.modules.push(value.to_owned()),
            "-s" | "--source" | "--src" => self.rule.from = self.side(value, negated),
            "-d" | "--destination" | "--dst" => self.rule.to = self.side(value, negated),
            "--src-range" => self.rule.from = self.range(value, negated),
            "--dst-range" => self.rule.to = self.range(value, negated),
            // What the firewall sends to itself does not pass it.
            "-i" | "--in-interface" | "-o" | "--out-interface" if value == "lo" => {
                self.answers_only |= !negated;
            }
            "-i" | "--in-interface" => self.rule.entry = interface(value, negated),
            "-o" | "--out-interface" => self.rule.exit = interface(value, negated),
            "-p" | "--protocol" | "--proto" => self.protocol(value, negated),
            "--dport" | "--dports" | "--destination-port" | "--destination-ports" => {
                self.destination = self.ports(value, negated)
            }
            "--sport" | "--sports" | "--source-port" | "--source-ports" => {
                self.source = self.ports(value, negated)
            }
            "--port" | "--ports" => self.either = self.ports(value, negated),
            "--syn" => self.answers_only |= negated,
            "--tcp-flags" => self.flags(value, values.get(1).copied().unwrap_or(""), negated),
            "--state" | "--ctstate" => self.state(value, negated),
            "--ctdir" => self.answers_only |= value.eq_ignore_ascii_case("REPLY") != negated,
            "-f" | "--fragment" => self.answers_only |= !negated,
            "--icmp-type" | "--icmpv6-type" => self.other_protocol = true,
            "-j" | "--jump" => self.target = Some((value.to_owned(), false)),
            "-g" | "--goto" => self.target = Some((value.to_owned(), true)),
            "--to-destination" => self.to_destination = Some(value.to_owned()),
            // So DNAT and NETMAP may be told, too; where a text is looked for, it is a number.
            "--to" if value.contains(['.', ':']) => self.to_destination = Some(value.to_owned()),
            "--notrack" => self.notrack = true,
            "--src-type" | "--dst-type" => self.kind_of_address(value, negated),
            _ if SILENT.has(option) => {}
            _ if PARTIAL.has(option) && !negated => {
                self.rule.part = true;
                self.doubt(format!(
                    "`{option} {}` is not read: it is a part only",
                    values.join(" ")
                ));
            }
            _ if CHOSEN.has(option) => self.chosen = true,
            _ => {
                self.unread = true;
                self.doubt(format!("`{option}` is not understood"));
            }
        }
    }

    /// Whether the first packet to a host fits: its addresses are those of hosts.
    fn kind_of_address(&mut self, value: &str, negated: bool) {
        let kinds = || value.split(',').map(str::to_ascii_uppercase);
        if kinds().all(|kind| NO_HOST.contains(&kind.as_str())) {
            self.answers_only |= !negated;
        } else if kinds().any(|kind| kind == "UNICAST") {
            self.answers_only |= negated;
        } else {
            self.doubt(format!("`{value}` is no kind of address that is known"));
        }
    }

    fn side(&mut self, value: &str, negated: bool) -> Side {
        if value.eq_ignore_ascii_case("anywhere") && !negated {
            return Side::Any;
        }
        let all: Option<Vec<Addresses>> = value.split(',').map(network).collect();
        self.side_of(all.map(|all| Addresses::collect(&all)), value, negated)
    }

    fn side_of(&mut self, addresses: Option<Addresses>, value: &str, negated: bool) -> Side {
        let addresses = addresses
            .and_then(|addresses| if negated { addresses.complement() } else { Some(addresses) });
        addresses.map(Side::Addresses).unwrap_or_else(|| {
            self.doubt(format!("`{value}` is no network that can be read"));
            Side::Any
        })
    }

    fn range(&mut self, value: &str, negated: bool) -> Side {
        let ends = value
            .split_once('-')
            .and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
        let range = ends
            .map(|(first, last)| Addresses::range(first, last))
            .filter(|range| !range.is_empty());
        self.side_of(range, value, negated)
    }

    fn protocol(&mut self, value: &str, negated: bool) {
        match (port_name::transport(value), negated) {
            (Ok(transport), false) => self.transport = transport,
            (Ok(Transport::Tcp), true) => self.transport = Transport::Udp,
            (Ok(Transport::Udp), true) => self.transport = Transport::Tcp,
            (Ok(Transport::Both), true) | (Err(Other::NoPorts), false) => {
                self.other_protocol = true
            }
            // Everything but a protocol without ports: all that counts here.
            (Err(Other::NoPorts), true) => {}
            (Err(Other::Unknown), _) => self.doubt(format!("the protocol `{value}` is not known")),
        }
    }

    fn ports(&mut self, value: &str, negated: bool) -> Option<Ports> {
        let mut ports = Ports::default();
        for part in value.split(',') {
            let (first, last) = part.split_once(':').unwrap_or((part, part));
            let end = |text: &str, empty: u16| {
                if text.is_empty() { Some(empty) } else { port_name::number_of_system(text) }
            };
            let Some((first, last)) = end(first, 0).zip(end(last, u16::MAX)) else {
                self.doubt(format!("`{part}` is no port that is known"));
                return None;
            };
            ports = ports.union(&Ports::range(Transport::Both, first, last));
        }
        Some(if negated { Ports::any().without(&ports) } else { ports })
    }

    /// Whether the first packet of a connection fits: it has SYN and no other flag.
    fn flags(&mut self, mask: &str, set: &str, negated: bool) {
        let has = |list: &str, flag: &str| {
            list.split(',')
                .any(|word| word.eq_ignore_ascii_case(flag) || word.eq_ignore_ascii_case("ALL"))
        };
        let others = ["FIN", "RST", "PSH", "ACK", "URG"];
        let fits = (!has(mask, "SYN") || has(set, "SYN"))
            && !others.iter().any(|flag| has(mask, flag) && has(set, flag));
        self.answers_only |= fits == negated;
    }

    /// New connections are NEW; what the nat table redirects is in the state DNAT too.
    fn state(&mut self, value: &str, negated: bool) {
        let has = |wanted: &str| value.split(',').any(|state| state.eq_ignore_ascii_case(wanted));
        match (has("NEW"), negated) {
            (true, false) | (false, true) => {
                if negated && has("DNAT") {
                    self.doubt("what the nat table redirects is left out");
                }
            }
            _ if has("DNAT") && !negated => self.redirected = true,
            _ if has("UNTRACKED") && !negated => self.untracked = true,
            _ => self.answers_only = true,
        }
    }

    /// A module may ask for something without any option: what that is has to be known.
    fn modules(&mut self) {
        for name in std::mem::take(&mut self.modules) {
            let is_read = match NEEDED.iter().find(|(known, _)| *known == name) {
                None => ALONE.has(&name),
                Some((_, starts)) => {
                    let own =
                        |option: &String| starts.iter().any(|start| option.starts_with(start));
                    self.options.iter().any(own)
                }
            };
            if name == "limit" {
                self.chosen = true;
            } else if !is_read {
                self.doubt(format!("what the module `{name}` asks for is not known"));
            }
        }
    }

    fn finish(mut self) -> Parsed {
        // A rule that only remembers who was there does nothing else.
        let remembers = self.modules.iter().any(|name| name == "recent");
        self.modules();
        let target = self.redirection();
        let untracks =
            self.notrack || self.target.as_ref().is_some_and(|(name, _)| name == "NOTRACK");
        let (redirected, untracked) = (self.redirected, self.untracked);
        let nothing =
            Parsed { rules: Vec::new(), redirected, untracked, target, untracks, spec: None };
        if self.other_protocol || self.answers_only {
            return nothing;
        }
        let is_lost = self.target.is_none() && self.unread && !remembers;
        let action = if is_lost { Some(Action::Unknown) } else { self.action() };
        let Some(action) = action else { return nothing };
        if self.chosen {
            match action {
                Action::Allow | Action::Unknown => {}
                // Whoever is stopped for what he may choose chooses something else.
                Action::Deny => return nothing,
                _ => self.doubt("it depends on how many packets there are, or on what whoever sends them may choose"),
            }
        }
        Parsed { rules: self.rules(action), ..nothing }
    }

    fn action(&mut self) -> Option<Action> {
        let (name, goes) = self.target.clone()?;
        Some(match name.as_str() {
            "ACCEPT" => Action::Allow,
            "DROP" | "REJECT" | "TARPIT" | "STEAL" | "DELUDE" | "CHAOS" => Action::Deny,
            "RETURN" => Action::Return,
            "QUEUE" | "NFQUEUE" | "SYNPROXY" => {
                self.doubt(format!("what {name} does is decided elsewhere"));
                Action::Unknown
            }
            "DNAT" => return None,
            passing if PASSING.has(passing) => return None,
            _ if goes => Action::Goto(name),
            _ => Action::Jump(name),
        })
    }

    /// The rule for its protocol and ports; `--ports` is one rule for either end.
    fn rules(&self, action: Action) -> Vec<Rule> {
        let all = Ports::all(self.transport);
        let cut = |ports: &Option<Ports>| {
            ports.as_ref().map_or(all.clone(), |ports| ports.intersection(&all))
        };
        let rule = Rule {
            action,
            ports: cut(&self.destination),
            sources: cut(&self.source),
            ..self.rule.clone()
        };
        match &self.either {
            None => vec![rule],
            Some(ports) => {
                let to = Rule { ports: rule.ports.intersection(ports), ..rule.clone() };
                vec![to, Rule { sources: rule.sources.intersection(ports), ..rule }]
            }
        }
    }

    /// Where it redirects to; anywhere where that cannot be read.
    fn redirection(&mut self) -> Option<Redirection> {
        let redirects = self
            .target
            .as_ref()
            .is_some_and(|(name, _)| matches!(name.as_str(), "DNAT" | "NETMAP"));
        let anywhere = || Redirection { to: Side::Any, ports: Ports::all(self.transport) };
        self.redirected_to().or_else(|| redirects.then(anywhere))
    }

    fn redirected_to(&self) -> Option<Redirection> {
        let to = self.to_destination.as_ref()?;
        let (addresses, port) = match (to.strip_prefix('['), to.matches(':').count()) {
            (Some(rest), _) => {
                rest.split_once(']').map(|(address, port)| (address, port.strip_prefix(':')))?
            }
            (None, 0 | 2..) => (to.as_str(), None),
            (None, 1) => to.split_once(':').map(|(address, port)| (address, Some(port)))?,
        };
        let (first, last) = addresses.split_once('-').unwrap_or((addresses, addresses));
        let side = match (first.parse(), last.parse()) {
            (Ok(first), Ok(last)) => Side::Addresses(Addresses::range(first, last)),
            _ => network(addresses).map_or(Side::Any, Side::Addresses),
        };
        let all = Ports::all(self.transport);
        let given = port.and_then(|port| port_name::ports(port, Some(self.transport)));
        let ports = given
            .or_else(|| self.destination.clone())
            .map_or(all.clone(), |ports| ports.intersection(&all));
        Some(Redirection { to: side, ports })
    }
}

/// `10.1.0.0/24`, `10.1.0.0/255.255.255.0`, `10.1.0.5`, `10/8`.
fn network(text: &str) -> Option<Addresses> {
    super::super::cisco::prefix(text).or_else(|| short(text)).or_else(|| {
        let (address, mask) = text.split_once('/')?;
        let network =
            ipnet::Ipv4Net::with_netmask(address.parse().ok()?, mask.parse().ok()?).ok()?;
        Some(Addresses::network(ipnet::IpNet::V4(network.trunc())))
    })
}

/// `10/8`, `10.1/16`: what is left out of an address is zero.
fn short(text: &str) -> Option<Addresses> {
    let (address, length) = text.split_once('/')?;
    let mut octets = [0; 4];
    let parts: Vec<&str> = address.split('.').collect();
    for (at, part) in parts.iter().enumerate() {
        *octets.get_mut(at)? = part.parse().ok()?;
    }
    let network = ipnet::Ipv4Net::new(octets.into(), length.parse().ok()?).ok()?;
    Some(Addresses::network(ipnet::IpNet::V4(network.trunc())))
}

fn interface(name: &str, negated: bool) -> Option<Arc<InterfaceMatch>> {
    let any = matches!(name, "" | "+" | "*" | "any") && !negated;
    (!any).then(|| Arc::new(InterfaceMatch::new(vec![name.to_owned()], negated)))
}
