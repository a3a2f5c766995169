//! `iptables-save`: the filter table's FORWARD chain and the chains it jumps to.
//!
//! Rules of INPUT and OUTPUT concern the firewall itself and are passed over. Rules that only look at the state of
//! connections let answers through, not new traffic. A match that is not understood makes its rule unknown.

use std::collections::BTreeMap;

use super::{Action, Ports, Rule, Side};
use crate::import::format;
use crate::import::sink::Sink;

/// Deeper jumps than firewalls have.
const MAX_DEPTH: usize = 8;
/// Rules after following jumps.
const MAX_RULES: usize = 20_000;
/// The list that the rules of the FORWARD chain make.
const LIST: &str = "FORWARD";

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, 8192);
    let table = head.lines().any(|line| line.trim() == "*filter");
    let rules = head.lines().any(|line| line.starts_with("-A FORWARD") || line.starts_with(":FORWARD "));
    if table || rules { 95 } else { 0 }
}

/// A rule as written: its line and words.
struct Written<'t> {
    line: u32,
    text: &'t str,
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut chains: BTreeMap<&str, Vec<Written<'_>>> = BTreeMap::new();
    let mut policy = (Action::Unknown, 0, "");
    let mut table = "filter";
    for (at, line) in text.lines().enumerate() {
        let (line, number) = (line.trim(), at as u32 + 1);
        // Counters may stand in front.
        let line = if line.starts_with('[') { line.split_once("] ").map_or(line, |(_, rest)| rest) } else { line };
        if let Some(name) = line.strip_prefix('*') {
            table = name;
        } else if table == "nat" && line.starts_with("-A") && line.contains("DNAT") {
            sink.rules.push(Rule::unknown(LIST, number, line).because("it changes addresses"));
        } else if table != "filter" || line.is_empty() || line.starts_with('#') || line == "COMMIT" {
            continue;
        } else if let Some(rest) = line.strip_prefix(":FORWARD ") {
            policy = (if rest.starts_with("ACCEPT") { Action::Allow } else { Action::Deny }, number, line);
        } else if let Some((chain, _)) = line.strip_prefix("-A ").and_then(|rest| rest.split_once(' ')) {
            chains.entry(chain).or_default().push(Written { line: number, text: line });
        } else if !line.starts_with(':') {
            sink.skip(number, line, "no line of iptables-save");
        }
    }
    let mut rules = Vec::new();
    follow(LIST, &chains, None, 0, &mut rules);
    if rules.len() >= MAX_RULES {
        rules.push(Rule::unknown(LIST, 0, "").because("there are more rules than are followed"));
    }
    let (action, line, text) = policy;
    let why = (action == Action::Unknown).then(|| "the policy of the chain FORWARD is not given".to_owned());
    rules.push(Rule { list: LIST.into(), line, action, from: Side::Any, to: Side::Any, ports: Ports::any(), text: text.into(), why });
    sink.rules.extend(rules);
}

/// The rules of a chain with those of the chains it jumps to in their places.
fn follow(chain: &str, chains: &BTreeMap<&str, Vec<Written<'_>>>, outer: Option<&Rule>, depth: usize, rules: &mut Vec<Rule>) {
    for written in chains.get(chain).into_iter().flatten() {
        let (rule, target) = parse(written);
        let Some(rule) = rule.and_then(|rule| narrowed(rule, outer)) else { continue };
        let jump = target.filter(|target| chains.contains_key(target));
        match jump {
            _ if rules.len() >= MAX_RULES => return,
            Some(target) if depth < MAX_DEPTH && target != chain => follow(target, chains, Some(&rule), depth + 1, rules),
            Some(_) => rules.push(rule.because("it jumps in a circle or too deep")),
            // What a chain returns from goes on in the chain above, which may allow or deny it.
            None if target == Some("RETURN") => rules.push(rule.because("RETURN is not followed")),
            None => rules.push(rule),
        }
    }
}

/// A rule inside a chain counts only for what the jump to the chain lets in.
fn narrowed(rule: Rule, outer: Option<&Rule>) -> Option<Rule> {
    let Some(outer) = outer else { return Some(rule) };
    let side = |inner: &Side, outer: &Side| match (inner, outer) {
        (inner, Side::Any) => inner.clone(),
        (Side::Any, outer) => outer.clone(),
        (inner, outer) if inner == outer => inner.clone(),
        _ => Side::Unknown,
    };
    let ports = rule.ports.intersection(&outer.ports);
    let (from, to) = (side(&rule.from, &outer.from), side(&rule.to, &outer.to));
    let vague = outer.action == Action::Unknown && outer.why.is_some();
    let (action, why) = if vague { (Action::Unknown, outer.why.clone()) } else { (rule.action, rule.why) };
    (!ports.is_empty()).then_some(Rule { ports, from, to, action, why, ..rule })
}

/// A rule and its target; `None` for a rule that concerns no new traffic of TCP or UDP.
fn parse<'t>(written: &Written<'t>) -> (Option<Rule>, Option<&'t str>) {
    let words: Vec<&str> = written.text.split_whitespace().collect();
    let mut rule = Rule { from: Side::Any, to: Side::Any, ..Rule::unknown(LIST, written.line, written.text) };
    let (mut protocol, mut destination, mut target, mut passing) = (None, None, None, false);
    let mut at = 2;
    let mut negated = false;
    while at < words.len() {
        let value = words.get(at + 1).copied().unwrap_or("");
        at += match words[at] {
            "!" => {
                negated = true;
                1
            }
            "-s" | "--source" => set_side(&mut rule.from, value, &mut rule.why),
            "-d" | "--destination" => set_side(&mut rule.to, value, &mut rule.why),
            "-p" | "--protocol" => {
                protocol = Some(value);
                2
            }
            "--dport" | "--dports" | "--destination-port" => {
                destination = Some(value);
                2
            }
            "--ctstate" | "--state" => {
                passing = !value.split(',').any(|state| state == "NEW");
                2
            }
            "-j" | "-g" => {
                target = Some(value);
                2
            }
            "-m" | "--comment" | "--reject-with" | "--log-prefix" | "--log-level" => skip_value(&words, at),
            "-i" | "-o" | "--in-interface" | "--out-interface" => {
                rule.why.get_or_insert_with(|| format!("the interface {value} belongs to no segment that is known"));
                2
            }
            other => {
                rule.why.get_or_insert_with(|| format!("`{other}` is not understood"));
                1
            }
        };
    }
    if negated {
        rule.why = Some("a negated match is not understood".to_owned());
        (rule.from, rule.to) = (Side::Unknown, Side::Unknown);
    }
    if passing && rule.why.is_none() {
        return (None, target);
    }
    let Some(ports) = ports(protocol, destination, &mut rule.why) else { return (None, target) };
    rule.ports = ports;
    rule.action = match target {
        Some("ACCEPT") => Action::Allow,
        Some("DROP" | "REJECT") => Action::Deny,
        Some("LOG" | "NFLOG" | "ULOG" | "MARK") | None => return (None, target),
        Some(_) => Action::Unknown,
    };
    // An interface on a rule that denies or allows less than thought: nobody knows for which pair.
    if rule.why.is_some() {
        rule.action = Action::Unknown;
    }
    (Some(rule), target)
}

fn set_side(side: &mut Side, value: &str, why: &mut Option<String>) -> usize {
    let networks: Option<Vec<_>> = value.split(',').map(super::cisco::network).collect();
    *side = match networks {
        Some(networks) => Side::Networks(networks),
        None => {
            why.get_or_insert_with(|| format!("`{value}` is no network"));
            Side::Unknown
        }
    };
    2
}

/// A comment may be quoted and hold blanks.
fn skip_value(words: &[&str], at: usize) -> usize {
    let quoted = words.get(at + 1).is_some_and(|word| word.starts_with('"') && !(word.len() > 1 && word.ends_with('"')));
    let more = if quoted { words[at + 2..].iter().position(|word| word.ends_with('"')).map_or(0, |end| end + 1) } else { 0 };
    2 + more
}

/// The ports of a protocol; `None` if it is neither TCP nor UDP.
fn ports(protocol: Option<&str>, destination: Option<&str>, why: &mut Option<String>) -> Option<Ports> {
    let range = |first, last| match protocol {
        None | Some("all") => Ports::tcp(first, last).zip(Ports::udp(first, last)).map(|(tcp, udp)| tcp.union(&udp)),
        Some("tcp" | "6") => Ports::tcp(first, last),
        Some("udp" | "17") => Ports::udp(first, last),
        Some(_) => None,
    };
    let all = range(0, u16::MAX)?;
    let Some(destination) = destination else { return Some(all) };
    let mut ports = Ports::default();
    for part in destination.split(',') {
        let (first, last) = part.split_once(':').unwrap_or((part, part));
        let ends = (super::cisco::number(first), super::cisco::number(last));
        match ends.0.zip(ends.1).and_then(|(first, last)| range(first, last)) {
            Some(more) => ports = ports.union(&more),
            None => {
                why.get_or_insert_with(|| format!("`{part}` is no port that is known"));
                return Some(all);
            }
        }
    }
    Some(ports)
}
