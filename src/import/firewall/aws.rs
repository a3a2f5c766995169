//! Security groups as `aws ec2 describe-security-groups` prints them. Each group is a segment; rules only allow, in any order.

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::{Action, Ports, Rule, Side};
use crate::import::format;
use crate::import::read::json::{self, items, text};
use crate::import::sink::Sink;

pub(in crate::import) fn sniff(start: &str) -> u8 {
    let head = format::head(start, 16_384);
    if head.trim_start().starts_with('{') && head.contains("\"SecurityGroups\"") { 96 } else { 0 }
}

pub(in crate::import) fn read(start: &str, sink: &mut Sink<'_>) {
    let Some(root) = json::parse(start, sink) else { return };
    let groups = items(&root, "SecurityGroups");
    let names: FxHashMap<String, String> = groups.iter().map(|group| (text(group, "GroupId"), name(group))).collect();
    let searchable = groups.len().saturating_mul(start.len()) <= json::MAX_SEARCH;
    for group in groups {
        let here = if searchable { line_of(start, &text(group, "GroupId")) } else { 1 };
        for permission in items(group, "IpPermissions") {
            ingress(group, permission, here, &names, sink);
        }
    }
}

fn name(group: &Value) -> String {
    Some(text(group, "GroupName")).filter(|name| !name.is_empty()).unwrap_or_else(|| text(group, "GroupId"))
}

/// The line on which a group's id first stands: JSON has no lines of its own.
fn line_of(start: &str, id: &str) -> u32 {
    let at = start.find(&format!("\"{id}\"")).unwrap_or(0);
    start[..at].bytes().filter(|byte| *byte == b'\n').count() as u32 + 1
}

/// One permission: a rule for each of its sources.
fn ingress(group: &Value, permission: &Value, line: u32, names: &FxHashMap<String, String>, sink: &mut Sink<'_>) {
    let to = Side::Zone(name(group));
    let shown =
        format!("{} {} {}-{}", name(group), text(permission, "IpProtocol"), text(permission, "FromPort"), text(permission, "ToPort"));
    let mut add = |from: Side, ports: Result<Ports, String>| {
        let (action, ports, why) = match ports {
            Ok(ports) if ports.is_empty() => return,
            Ok(ports) => (Action::Allow, ports, None),
            Err(why) => (Action::Unknown, Ports::any(), Some(why)),
        };
        let unknown = matches!(from, Side::Unknown);
        let why = why.or_else(|| unknown.then(|| "its source is not understood".to_owned()));
        let action = if unknown { Action::Unknown } else { action };
        sink.rules.push(Rule { list: "ingress".into(), line, action, from, to: to.clone(), ports, text: shown.clone(), why });
    };
    for (list, key) in [("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6")] {
        for range in items(permission, list) {
            let network = super::cisco::network(&text(range, key));
            add(network.map_or(Side::Unknown, |network| Side::Networks(vec![network])), ports(permission));
        }
    }
    for pair in items(permission, "UserIdGroupPairs") {
        let id = text(pair, "GroupId");
        let known = names.get(&id).cloned();
        add(known.map_or(Side::Unknown, Side::Zone), ports(permission));
    }
    if !items(permission, "PrefixListIds").is_empty() {
        add(Side::Unknown, ports(permission));
    }
}

/// The ports of a permission; none for protocols without ports.
fn ports(permission: &Value) -> Result<Ports, String> {
    let number = |key: &str| permission.get(key).and_then(Value::as_i64).and_then(|n| u16::try_from(n).ok());
    let range = number("FromPort").zip(number("ToPort"));
    let missing = || "its ports are not understood".to_owned();
    match text(permission, "IpProtocol").as_str() {
        "-1" => Ok(Ports::any()),
        "tcp" | "6" => range.and_then(|(first, last)| Ports::tcp(first, last)).ok_or_else(missing),
        "udp" | "17" => range.and_then(|(first, last)| Ports::udp(first, last)).ok_or_else(missing),
        "icmp" | "icmpv6" | "1" | "58" => Ok(Ports::default()),
        other => Err(format!("the protocol `{other}` is not understood")),
    }
}
