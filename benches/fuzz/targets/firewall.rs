//! Rules of firewalls: random ones against single packets, and damaged ones, which close nothing.

use std::collections::BTreeMap;

use patchfirst::import::place::Segments;
use patchfirst::import::{self, Content, Format, Input, Options};
use patchfirst::term::port::{Port, PortSet, Protocol};

use super::KNOWN;
use dialect::Dialect;
use oracle::{PORTS, Random, Rule, Verdict};

#[allow(dead_code, reason = "the rest is for the tests")]
#[path = "../../../tests/it/firewall/dialect.rs"]
mod dialect;
#[allow(dead_code, reason = "the rest is for the tests")]
#[path = "../../../tests/it/firewall/oracle.rs"]
mod oracle;

/// What may pass from one segment to another: what is open, and what may be.
type Flows = BTreeMap<(String, String), (PortSet, PortSet)>;

fn flows(text: &str, format: &str) -> Flows {
    let mut segments = Segments::default();
    for (name, network) in [("a", "10.1.0.0/29"), ("b", "10.2.0.0/29")] {
        segments.add(network.parse().expect("it is a network"), name);
    }
    let input = Input { name: "fw".to_owned(), content: Content::Bytes(text.as_bytes().to_vec()) };
    let options = Options { from: Format::from_name(format), segments, ..Options::default() };
    let imported = import::import(vec![input], &options, &KNOWN);
    let whole = imported.flows.into_iter().filter(|flow| flow.host.is_none());
    whole.map(|flow| ((flow.from, flow.to), (flow.open, flow.unknown))).collect()
}

/// The bytes decide the dialect, the rules, and the line that nobody can read.
pub fn rules(_: &str, bytes: &[u8]) {
    let seed = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    });
    let mut random = Random::new(seed);
    let dialect = Dialect::ALL[random.below(Dialect::ALL.len() as u64) as usize];
    let one = |random: &mut Random| dialect.said(Rule::random(random, dialect.can_doubt()));
    let rules: Vec<Rule> = (0..1 + random.below(8)).map(|_| one(&mut random)).collect();
    let text = dialect.write(&rules);
    let before = flows(&text, dialect.format());
    for ((from, to, port), wanted) in oracle::table(|packet| oracle::first_match(&rules, packet)) {
        let found = verdict(&before, &from, &to, port);
        assert!(found == wanted, "{from} -> {to} {port}: {found:?}, not {wanted:?}\n{text}");
    }
    let lines: Vec<&str> = text.lines().collect();
    let junk = dialect.junk()[random.below(dialect.junk().len() as u64) as usize];
    let at = dialect.head() + random.below((lines.len() - dialect.head()) as u64 + 1) as usize;
    let spoiled = [&lines[..at], &[junk], &lines[at..]].concat().join("\n");
    closes_nothing(&before, &flows(&spoiled, dialect.format()), &spoiled);
}

fn verdict(flows: &Flows, from: &str, to: &str, port: Port) -> Verdict {
    match flows.get(&(from.to_owned(), to.to_owned())) {
        Some((open, _)) if open.contains(port) => Verdict::Open,
        Some((_, unknown)) if unknown.contains(port) => Verdict::Perhaps,
        _ => Verdict::Closed,
    }
}

fn closes_nothing(before: &Flows, after: &Flows, text: &str) {
    for ((from, to), _) in before {
        for protocol in [Protocol::Tcp, Protocol::Udp] {
            for number in PORTS {
                let port = Port { protocol, number };
                let closed = verdict(before, from, to, port) != Verdict::Closed
                    && verdict(after, from, to, port) == Verdict::Closed;
                assert!(
                    !closed,
                    "a line that nobody can read closes {from} -> {to} {port}\n{text}"
                );
            }
        }
    }
}

/// A configuration with a line of one strange word: whatever was or may have been open still may
/// be.
pub fn strange_line(_: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().collect();
    let at = bytes.iter().map(|byte| usize::from(*byte)).sum::<usize>() % (lines.len() + 1);
    for (format, line) in [("cisco", " zzfrob"), ("iptables", "-A FORWARD --zzfrob -j DROP")] {
        let spoiled = [&lines[..at], &[line], &lines[at..]].concat().join("\n");
        let after = flows(&spoiled, format);
        for (ends, (open, unknown)) in flows(&text, format) {
            let now =
                after.get(&ends).map(|(open, unknown)| open.union(unknown)).unwrap_or_default();
            assert!(now.is_superset(&open.union(&unknown)), "`{line}` closes {ends:?}\n{spoiled}");
        }
    }
}
