//! Answers of Batfish as `docs/firewalls.md` has a script for: which ports it found open between
//! segments.
//!
//! Each answer is a pair of segments with the ports that were asked for and those that were
//! delivered. What was not asked for is unknown: `{"patchfirst": "batfish/1", "answers": [{"from":
//! "office", "to": "servers", "asked": ["tcp/445"], "open": ["tcp/445"]}]}`.

use serde_json::Value;

use super::names::Names;
use super::port_name;
use crate::firewall::{Action, Device, Filters, List, Ports, Rule, Side};
use crate::import::read::json::{self, items, text};
use crate::import::sink::Sink;

pub(in crate::import) fn sniff(start: &str) -> u8 {
    let head = crate::import::format::head(start, 4_096);
    if head.trim_start().starts_with('{') && head.contains("\"batfish/1\"") { 98 } else { 0 }
}

pub(in crate::import) fn read(start: &str, sink: &mut Sink<'_>) {
    let Some(root) = json::parse(start, sink) else { return };
    let mut names = Names::new(sink.setting.known);
    // What was not asked for may be open.
    let end = Rule::new(0, "", Action::Unknown).because("it was not asked for");
    let mut list = List::new("batfish", [true, true], Rule { doubt: None, ..end });
    let mut named = Vec::new();
    for (at, answer) in items(&root, "answers").iter().enumerate() {
        let (from, to) = (text(answer, "from"), text(answer, "to"));
        if from.is_empty() || to.is_empty() {
            sink.skip(0, &format!("answer {}", at + 1), "it names no two segments");
            continue;
        }
        let (from, to) = (names.zone(&from), names.zone(&to));
        list.chains[0].rules.extend(rules(answer, &from, &to));
        named.extend([from, to]);
    }
    named.sort_unstable();
    named.dedup();
    sink.devices.push(Device::new(
        sink.setting.name,
        vec![list],
        Filters::Named { list: 0, names: named },
    ));
}

/// What was delivered is allowed, what else was asked for is denied.
fn rules(answer: &Value, from: &str, to: &str) -> Vec<Rule> {
    let rule = |action, ports: Ports, what: &str| Rule {
        from: Side::zone(from),
        to: Side::zone(to),
        ports,
        ..Rule::new(0, &format!("{from} -> {to}: {what}"), action)
    };
    let ports = |key: &str| {
        let all: Vec<&str> = items(answer, key).iter().filter_map(Value::as_str).collect();
        all.iter()
            .map(|text| port_name::ports(text, None))
            .collect::<Option<Vec<Ports>>>()
            .map(|all| all.iter().fold(Ports::default(), |all, one| all.union(one)))
    };
    match (ports("open"), ports("asked")) {
        (Some(open), Some(asked)) => {
            vec![rule(Action::Allow, open, "delivered"), rule(Action::Deny, asked, "not delivered")]
        }
        _ => vec![
            rule(Action::Unknown, Ports::any(), "answer").because("its ports are not understood"),
        ],
    }
}
