//! Random rules as the configurations of products.

use std::fmt::Write;
use std::net::Ipv4Addr;

use patchfirst::term::port::Protocol;

use super::oracle::{Chains, Does, Net, Rule};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Ios,
    IosNumbered,
    Asa,
    Nxos,
    Iptables,
    IptablesRules,
    IptablesListing,
    RuleList,
    FortiGate,
}

impl Dialect {
    pub(super) const ALL: [Self; 9] = [
        Self::Ios,
        Self::IosNumbered,
        Self::Asa,
        Self::Nxos,
        Self::Iptables,
        Self::IptablesRules,
        Self::IptablesListing,
        Self::RuleList,
        Self::FortiGate,
    ];

    pub(super) fn format(self) -> &'static str {
        match self {
            Self::Ios | Self::IosNumbered | Self::Asa | Self::Nxos => "cisco",
            Self::Iptables | Self::IptablesRules | Self::IptablesListing => "iptables",
            Self::RuleList => "rules",
            Self::FortiGate => "fortigate",
        }
    }

    /// Whether a line can hold a condition that is not understood.
    pub(super) fn can_doubt(self) -> bool {
        self != Self::IptablesListing
    }

    /// A rule as far as it can be said: a row whose protocol nobody knows is about both.
    pub(super) fn said(self, rule: Rule) -> Rule {
        match self {
            Self::RuleList if rule.doubtful => {
                Rule { protocol: None, ports: None, sources: None, part: false, ..rule }
            }
            _ => rule,
        }
    }

    /// Lines at the start that have to stay there.
    pub(super) fn head(self) -> usize {
        match self {
            Self::Iptables | Self::IptablesListing => 2,
            Self::IosNumbered | Self::Asa | Self::FortiGate => 0,
            _ => 1,
        }
    }

    /// Lines that nobody can read.
    pub(super) fn junk(self) -> &'static [&'static str] {
        match self {
            Self::Ios | Self::IosNumbered | Self::Asa | Self::Nxos => &[
                "frobnicate the packets",
                " 15 frob any any",
                "permit quux any any frob 3",
                "deny tcp frob any",
                "access-list X9 frob ip any any",
                "!",
            ],
            Self::Iptables | Self::IptablesRules => &[
                "-A FORWARD -m quux --frob 1 -j DROP",
                "-A FORWARD -s frob -j DROP",
                "-A FORWARD -j FROB",
                "frobnicate",
                "-A FORWARD -p frob -j DROP",
            ],
            Self::IptablesListing => &[
                "0 0 DROP       frob --  *  *  0.0.0.0/0            0.0.0.0/0            frob 1",
                "0 0 FROB       all  --  *  *  0.0.0.0/0            0.0.0.0/0            ctstate NEW",
            ],
            Self::RuleList => &[
                "frob",
                "any,any,quux,any,any,deny",
                "any,any,tcp,any,any,frob",
                "any,any,tcp,any,frobport,deny",
            ],
            Self::FortiGate => &["frobnicate", "    set frob 1"],
        }
    }

    pub(super) fn write(self, rules: &[Rule]) -> String {
        let mut text = String::new();
        match self {
            Self::Ios | Self::Nxos => text.push_str(if self == Self::Ios { "ip access-list extended L\n" } else { "ip access-list L\n" }),
            Self::Iptables => text.push_str("*filter\n:FORWARD DROP [0:0]\n"),
            Self::IptablesRules => text.push_str("-P FORWARD DROP\n"),
            Self::IptablesListing => text.push_str("Chain FORWARD (policy DROP)\npkts bytes target     prot opt in     out     source               destination\n"),
            Self::RuleList => text.push_str("Source,Destination,Protocol,Source port,Port,Action\n"),
            Self::FortiGate => return fortigate(rules),
            Self::IosNumbered | Self::Asa => {}
        }
        for (at, rule) in rules.iter().enumerate() {
            let line = match self {
                Self::Ios => format!(" {} {}", (at + 1) * 10, cisco(rule, wildcard)),
                Self::IosNumbered => format!("access-list 110 {}", cisco(rule, wildcard)),
                Self::Asa => format!("access-list L extended {}", cisco(rule, masked)),
                Self::Nxos => format!("  {} {}", (at + 1) * 10, cisco(rule, prefix)),
                Self::Iptables | Self::IptablesRules => {
                    format!(
                        "-A FORWARD {}",
                        iptables(rule, if rule.allow { "ACCEPT" } else { "DROP" })
                    )
                }
                Self::IptablesListing => listing(rule),
                Self::RuleList => table_row(rule),
                Self::FortiGate => unreachable!("written above"),
            };
            text.push_str(&line);
            text.push('\n');
        }
        if self == Self::Asa {
            // A word that only this product has, so that masks are read as it means them.
            text.push_str("access-list L extended deny ip any any\n");
        }
        text
    }
}

fn word(allow: bool, yes: &'static str, no: &'static str) -> &'static str {
    if allow { yes } else { no }
}

fn protocol(rule: &Rule) -> &'static str {
    match rule.protocol {
        None => "ip",
        Some(Protocol::Tcp) => "tcp",
        Some(Protocol::Udp) => "udp",
    }
}

fn mask(length: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0)
}

fn wildcard((base, length): (&str, u8)) -> String {
    if length == 32 {
        format!("host {base}")
    } else {
        format!("{base} {}", Ipv4Addr::from(!mask(length)))
    }
}

fn masked((base, length): (&str, u8)) -> String {
    if length == 32 {
        format!("host {base}")
    } else {
        format!("{base} {}", Ipv4Addr::from(mask(length)))
    }
}

fn prefix((base, length): (&str, u8)) -> String {
    format!("{base}/{length}")
}

fn cisco(rule: &Rule, net: fn((&str, u8)) -> String) -> String {
    let side = |side: Net| side.map_or("any".to_owned(), net);
    let ports = |range: Option<(u16, u16)>| match range {
        None => String::new(),
        Some((0, last)) => format!(" lt {}", last + 1),
        Some((first, u16::MAX)) => format!(" gt {}", first - 1),
        Some((one, other)) if one == other => format!(" eq {one}"),
        Some((first, last)) => format!(" range {first} {last}"),
    };
    let action = word(rule.allow, "permit", "deny");
    let doubt = match (rule.doubtful, rule.part) {
        (false, _) => "",
        (true, false) => " frob 3",
        (true, true) => " time-range NIGHT",
    };
    format!(
        "{action} {} {}{} {}{}{doubt}",
        protocol(rule),
        side(rule.from),
        ports(rule.sources),
        side(rule.to),
        ports(rule.ports)
    )
}

fn iptables(rule: &Rule, target: &str) -> String {
    let mut text = String::new();
    for (option, side) in [("-s", rule.from), ("-d", rule.to)] {
        if let Some((base, length)) = side {
            let _ = write!(text, "{option} {base}/{length} ");
        }
    }
    if rule.protocol.is_some() {
        let _ = write!(text, "-p {0} -m {0} ", protocol(rule));
    }
    for (option, range) in [("--sport", rule.sources), ("--dport", rule.ports)] {
        if let Some((first, last)) = range {
            let _ = write!(text, "{option} {first}:{last} ");
        }
    }
    if rule.doubtful {
        text.push_str(if rule.part { "-m set --match-set some src " } else { "-m quux --frob 1 " });
    }
    format!(
        "{text}{target}",
        target = if target.starts_with('-') { target.to_owned() } else { format!("-j {target}") }
    )
}

fn listing(rule: &Rule) -> String {
    let side = |side: Net| {
        side.map_or("0.0.0.0/0".to_owned(), |(base, length)| {
            if length == 32 { base.to_owned() } else { format!("{base}/{length}") }
        })
    };
    let target = word(rule.allow, "ACCEPT", "DROP");
    let name = if rule.protocol.is_none() { "all" } else { protocol(rule) };
    // With its interfaces: without them what is denied may be denied for some alone.
    let mut text = format!(
        "0     0 {target:10} {name:4} --  *      *       {:20} {:20}",
        side(rule.from),
        side(rule.to)
    );
    for (word, range) in [("spt", rule.sources), ("dpt", rule.ports)] {
        match range {
            Some((one, other)) if one == other => text += &format!(" {name} {word}:{one}"),
            Some((first, last)) => text += &format!(" {name} {word}s:{first}:{last}"),
            None => {}
        }
    }
    text
}

fn table_row(rule: &Rule) -> String {
    let side = |side: Net| side.map_or("any".to_owned(), prefix);
    let ports = |range: Option<(u16, u16)>| {
        range.map_or("any".to_owned(), |(first, last)| format!("{first}-{last}"))
    };
    let name = if rule.protocol.is_none() { "any" } else { protocol(rule) };
    let protocol = if rule.doubtful { "quux" } else { name };
    let action = word(rule.allow, "allow", "deny");
    format!(
        "{},{},{protocol},{},{},{action}",
        side(rule.from),
        side(rule.to),
        ports(rule.sources),
        ports(rule.ports)
    )
}

fn fortigate(rules: &[Rule]) -> String {
    let (mut addresses, mut services, mut policies) = (
        "config firewall address\n".to_owned(),
        "config firewall service custom\n".to_owned(),
        "config firewall policy\n".to_owned(),
    );
    for (at, rule) in rules.iter().enumerate() {
        let mut side = |which: &str, side: Net| {
            side.map_or("\"all\"".to_owned(), |(base, length)| {
                let _ = writeln!(
                    addresses,
                    "edit \"{which}{at}\"\nset subnet {base} {}\nnext",
                    Ipv4Addr::from(mask(length))
                );
                format!("\"{which}{at}\"")
            })
        };
        let (from, to) = (side("s", rule.from), side("d", rule.to));
        let service = match rule.protocol {
            None => "\"ALL\"".to_owned(),
            Some(_) => {
                let (first, last) = rule.ports.unwrap_or((0, u16::MAX));
                let sources =
                    rule.sources.map_or(String::new(), |(first, last)| format!(":{first}-{last}"));
                let _ = writeln!(
                    services,
                    "edit \"p{at}\"\nset {}-portrange {first}-{last}{sources}\nnext",
                    protocol(rule)
                );
                format!("\"p{at}\"")
            }
        };
        let doubt = match (rule.doubtful, rule.part) {
            (false, _) => "",
            (true, false) => "set frob 1\n",
            (true, true) => "set groups \"g\"\n",
        };
        let action = word(rule.allow, "accept", "deny");
        let _ = writeln!(
            policies,
            "edit {}\nset srcintf \"any\"\nset dstintf \"any\"\nset srcaddr {from}\nset dstaddr {to}\nset action {action}\nset schedule \"always\"\nset service {service}\n{doubt}next",
            at + 1
        );
    }
    format!("{addresses}end\n{services}end\n{policies}end\n")
}

pub(super) fn iptables_chains(chains: &Chains) -> String {
    let name = |chain: usize| if chain == 0 { "FORWARD".to_owned() } else { format!("c{chain}") };
    let mut text = format!("*filter\n:FORWARD {} [0:0]\n", word(chains.policy, "ACCEPT", "DROP"));
    for chain in 1..chains.chains.len() {
        let _ = writeln!(text, ":{} - [0:0]", name(chain));
    }
    for (at, chain) in chains.chains.iter().enumerate() {
        for (rule, does) in chain {
            let target = match does {
                Does::Decide => word(rule.allow, "ACCEPT", "DROP").to_owned(),
                Does::Return => "RETURN".to_owned(),
                Does::Jump(to) => name(*to),
                Does::Goto(to) => format!("-g {}", name(*to)),
            };
            let _ = writeln!(text, "-A {} {}", name(at), iptables(rule, &target));
        }
    }
    text.push_str("COMMIT\n");
    text
}

pub(super) fn ios_with_interfaces(into: &[Rule], out: &[Rule]) -> String {
    let list = |name: &str, rules: &[Rule]| {
        let lines: String =
            rules.iter().map(|rule| format!(" {}\n", cisco(rule, wildcard))).collect();
        format!("ip access-list extended {name}\n{lines}")
    };
    format!(
        "interface Gi0/0\n ip address 198.51.100.2 255.255.255.252\ninterface Gi0/1\n ip address 10.1.0.1 255.255.255.248\n ip access-group INTO in\n\
         interface Gi0/2\n ip address 10.2.0.1 255.255.255.248\n ip access-group OUT out\n{}{}",
        list("INTO", into),
        list("OUT", out)
    )
}
