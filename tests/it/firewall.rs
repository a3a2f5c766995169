//! Rules of firewalls against an oracle that knows single packets and nothing else: random rule
//! bases are written in every dialect, read, and compared packet by packet.

mod dialect;
mod oracle;
mod published;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use patchfirst::advisory::{self, Advisories};
use patchfirst::diagnostic::Diagnostics;
use patchfirst::firewall::{self, Network};
use patchfirst::import::place::Segments;
use patchfirst::import::{self, Content, Format, Imported, Input, Options};
use patchfirst::source::Sources;
use patchfirst::term::port::{Port, Protocol};

use self::dialect::Dialect;
use self::oracle::{PORTS, Random, Rule, Verdict};

static CATALOGUE: LazyLock<Advisories> =
    LazyLock::new(|| advisory::builtin(&mut Sources::default(), &mut Diagnostics::default()));

/// The segments of all tests: two networks of eight addresses, and the outside.
const SEGMENTS: [(&str, &str); 2] = [("a", "10.1.0.0/29"), ("b", "10.2.0.0/29")];

fn options() -> Options {
    let mut segments = Segments::default();
    SEGMENTS.iter().for_each(|(name, network)| segments.add(network.parse().unwrap(), name));
    Options { segments, ..Options::default() }
}

fn read(text: &str, format: &str) -> Imported {
    let options = Options { from: Format::from_name(format), ..options() };
    let input = Input { name: "fw".to_owned(), content: Content::Bytes(text.as_bytes().to_vec()) };
    import::import(vec![input], &options, &CATALOGUE)
}

/// What was found for each pair of segments and port.
fn found(imported: &Imported) -> BTreeMap<(String, String, Port), Verdict> {
    let mut found = BTreeMap::new();
    for from in ["a", "b", "internet"] {
        for to in ["a", "b", "internet"].into_iter().filter(|to| *to != from) {
            let flow = imported
                .flows
                .iter()
                .find(|flow| flow.from == from && flow.to == to && flow.host.is_none());
            for protocol in [Protocol::Tcp, Protocol::Udp] {
                for number in PORTS {
                    let port = Port { protocol, number };
                    let verdict = match flow {
                        Some(flow) if flow.open.contains(port) => Verdict::Open,
                        Some(flow) if flow.unknown.contains(port) => Verdict::Perhaps,
                        _ => Verdict::Closed,
                    };
                    found.insert((from.to_owned(), to.to_owned(), port), verdict);
                }
            }
        }
    }
    found
}

fn compare(text: &str, format: &str, expected: &BTreeMap<(String, String, Port), Verdict>) {
    let imported = read(text, format);
    let found = found(&imported);
    for (key, wanted) in expected {
        assert_eq!(
            found[key], *wanted,
            "{} -> {} {}\n{text}\n{:?}",
            key.0, key.1, key.2, imported.rule_remarks
        );
    }
}

#[test]
fn random_rule_bases_of_every_dialect_let_through_what_single_packets_show() {
    for dialect in Dialect::ALL {
        let mut random = Random::new(7 + dialect as u64);
        for _ in 0..60 {
            let rules: Vec<Rule> = (0..1 + random.below(8))
                .map(|_| Rule::random(&mut random, dialect.can_doubt()))
                .collect();
            let rules: Vec<Rule> = rules.into_iter().map(|rule| dialect.said(rule)).collect();
            let text = dialect.write(&rules);
            compare(
                &text,
                dialect.format(),
                &oracle::table(|packet| oracle::first_match(&rules, packet)),
            );
        }
    }
}

#[test]
fn chains_that_call_return_and_go_on_let_through_what_single_packets_show() {
    let mut random = Random::new(99);
    for _ in 0..150 {
        let chains = oracle::Chains::random(&mut random);
        compare(
            &dialect::iptables_chains(&chains),
            "iptables",
            &oracle::table(|packet| chains.walk(packet)),
        );
    }
}

#[test]
fn lists_at_both_interfaces_have_to_be_passed() {
    let mut random = Random::new(5);
    for _ in 0..80 {
        let mut list =
            || (0..random.below(6)).map(|_| Rule::random(&mut random, true)).collect::<Vec<Rule>>();
        let (mut into, mut out) = (list(), list());
        // A list without entries is one that may have been left out of the file.
        into.push(Rule::all(true));
        out.push(Rule::all(true));
        let text = dialect::ios_with_interfaces(&into, &out);
        let all = oracle::table(|packet| {
            let first =
                if packet.from == "a" { oracle::first_match(&into, packet) } else { Verdict::Open };
            let second =
                if packet.to == "b" { oracle::first_match(&out, packet) } else { Verdict::Open };
            first.min(second)
        });
        compare(&text, "cisco", &all);
    }
}

#[test]
fn an_unreadable_line_never_closes_anything() {
    for dialect in Dialect::ALL {
        let mut random = Random::new(300 + dialect as u64);
        for _ in 0..25 {
            let rules: Vec<Rule> =
                (0..2 + random.below(6)).map(|_| Rule::random(&mut random, false)).collect();
            let text = dialect.write(&rules);
            let lines: Vec<&str> = text.lines().collect();
            let junk = dialect.junk();
            let line = junk[random.below(junk.len() as u64) as usize];
            let at =
                dialect.head() + random.below((lines.len() - dialect.head()) as u64 + 1) as usize;
            let spoiled: Vec<&str> = lines[..at]
                .iter()
                .copied()
                .chain([line])
                .chain(lines[at..].iter().copied())
                .collect();
            let (before, after) = (
                found(&read(&text, dialect.format())),
                found(&read(&spoiled.join("\n"), dialect.format())),
            );
            for (key, verdict) in &before {
                let closed = *verdict != Verdict::Closed && after[key] == Verdict::Closed;
                assert!(
                    !closed,
                    "{dialect:?}: `{line}` closes {} -> {} {}\n{}",
                    key.0,
                    key.1,
                    key.2,
                    spoiled.join("\n")
                );
            }
        }
    }
}

/// 61 rules that all overlap in part, and nothing decided by one of them: the sweep has to put them
/// together.
#[test]
fn rules_that_overlap_in_every_way_are_put_together_or_unknown() {
    let mut text = String::from("*filter\n:FORWARD DROP [0:0]\n");
    for at in 0..30 {
        text.push_str(&format!(
            "-A FORWARD -s 10.1.0.{}/32 -p tcp -m tcp --dport {}:{} -j DROP\n",
            at % 8,
            at,
            60_000 - at
        ));
        text.push_str(&format!(
            "-A FORWARD -d 10.2.0.{}/32 -p tcp -m tcp --sport {}:65535 -j DROP\n",
            at % 7,
            at
        ));
    }
    text.push_str("-A FORWARD -s 10.1.0.0/29 -d 10.2.0.0/29 -p tcp -j ACCEPT\nCOMMIT\n");
    let found = found(&read(&text, "iptables"));
    let port = |number| Port { protocol: Protocol::Tcp, number };
    assert_eq!(found[&("a".to_owned(), "b".to_owned(), port(65_535))], Verdict::Open);
    assert_eq!(found[&("a".to_owned(), "b".to_owned(), port(445))], Verdict::Closed);
}

#[test]
fn a_question_is_answered_with_the_rules_that_decide_it() {
    let core = "access-list 101 deny tcp any host 10.2.0.5 eq 445\naccess-list 101 permit tcp 10.1.0.0 0.0.0.7 10.2.0.0 0.0.0.7 eq 445\n";
    let edge = "*filter\n:FORWARD DROP [0:0]\nCOMMIT\n";
    let files = [("core.cfg", core), ("edge.rules", edge)];
    let question = "a -> b tcp/445";
    let shown = patchfirst::report::firewall::explanation(
        &question.parse().unwrap(),
        &explained(&files, question).unwrap(),
    );
    for part in [
        "a -> b tcp/445: unknown: it may be open\n",
        "the firewalls do not agree: core.cfg would let it through, edge.rules stops it\n",
        "core.cfg:1  closes for a part: access-list 101 deny tcp any host 10.2.0.5 eq 445\n",
        "core.cfg:2  opens: access-list 101 permit tcp",
        "edge.rules:2  closes: policy of FORWARD\n",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert!(
        "a b tcp/445".parse::<firewall::Question>().is_err()
            && "a -> b tcp/x".parse::<firewall::Question>().is_err()
    );
    assert!(explained(&files, "a -> nowhere").is_err());
}

/// Packets to a port of TCP come from ports of TCP: a rule that names none of these stops all.
#[test]
fn a_rule_about_every_source_port_of_its_protocol_decides_its_ports() {
    let text =
        "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -p tcp -m tcp --dport 445 -j DROP\nCOMMIT\n";
    let explained = explained(&[("fw.rules", text)], "a -> b tcp/445").unwrap();
    let said = explained.devices[0].rules.iter().map(|rule| (rule.line, rule.does));
    assert_eq!(said.collect::<Vec<_>>(), [(3, "closes")]);
}

/// What rules in some files say to a question.
fn explained(
    files: &[(&str, &str)],
    question: &str,
) -> Result<firewall::Explanation, firewall::QuestionError> {
    let input = |(name, text): &(&str, &str)| Input {
        name: (*name).to_owned(),
        content: Content::Bytes(text.as_bytes().to_vec()),
    };
    let inputs = files.iter().map(input).collect();
    let (imported, firewalls) = import::gather(inputs, &options(), &CATALOGUE);
    let network = Network {
        devices: &firewalls.devices,
        networks: &imported.networks,
        hosts: &firewalls.hosts,
        names: &firewalls.names,
    };
    firewall::explain(&network, &question.parse().unwrap())
}
