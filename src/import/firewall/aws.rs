//! Security groups of AWS: what `describe-security-groups` and `describe-security-group-rules`
//! print, and bare lists of groups.
//!
//! Each group is a segment. Rules only allow, in any order. A packet leaves its group by the rules
//! for egress and enters another by those for ingress; hosts of one group reach each other only
//! where a rule names the group itself. Groups are told apart by their ids: two of one name in two
//! networks are two segments.

use std::collections::HashMap;

use serde_json::Value;

use super::group::Groups;
use super::names::Names;
use super::port_name::{self, Other};
use crate::firewall::{Action, List, Ports, Rule, Side};
use crate::import::read::json::{self, items, text};
use crate::import::sink::Sink;

pub(in crate::import) fn sniff(start: &str) -> u8 {
    let head = crate::import::format::head(start, 65_536);
    let whole = head.trim_start();
    let keys = ["\"SecurityGroups\"", "\"SecurityGroupRules\"", "\"IpPermissions\""];
    if whole.starts_with(['{', '[']) && keys.iter().any(|key| head.contains(key)) { 96 } else { 0 }
}

pub(in crate::import) fn read(start: &str, sink: &mut Sink<'_>) {
    let Some(root) = json::parse(start, sink) else { return };
    let groups = root.as_array().map_or_else(|| items(&root, "SecurityGroups"), Vec::as_slice);
    let mut reader = Reader::new(start, groups, sink);
    for group in groups {
        reader.group(group, sink);
    }
    for rule in items(&root, "SecurityGroupRules") {
        reader.single(rule, sink);
    }
    let is_cut = !text(&root, "NextToken").is_empty();
    if is_cut && !groups.is_empty() {
        sink.skip(0, "NextToken", "the file is one page of several: groups are missing");
    }
    reader.finish(is_cut && groups.is_empty(), sink);
}

struct Reader {
    /// The segment of each group.
    names: HashMap<String, String>,
    used: Names,
    /// The line on which each group's id first stands.
    lines: HashMap<String, u32>,
    groups: Groups,
}

impl Reader {
    fn new(text: &str, groups: &[Value], sink: &Sink<'_>) -> Self {
        let mut used = Names::new(sink.setting.known);
        let mut counts: HashMap<String, usize> = HashMap::new();
        groups.iter().for_each(|group| {
            *counts.entry(json::text(group, "GroupName").to_lowercase()).or_default() += 1
        });
        let mut names = HashMap::new();
        for group in groups {
            let (id, name, network) = (
                json::text(group, "GroupId"),
                json::text(group, "GroupName"),
                json::text(group, "VpcId"),
            );
            let alone = counts.get(&name.to_lowercase()) == Some(&1);
            let wanted = match (name.is_empty(), alone) {
                (true, _) => id.clone(),
                (false, true) => name,
                (false, false) => {
                    format!("{name}-{}", if network.is_empty() { &id } else { &network })
                }
            };
            names.insert(id, used.unique(&wanted));
        }
        Self { names, used, lines: lines(text), groups: Groups::default() }
    }

    /// The segment of a group; one of another account is a segment too.
    fn segment(&mut self, id: &str) -> String {
        if let Some(name) = self.names.get(id) {
            return name.clone();
        }
        let name = self.used.unique(id);
        self.names.insert(id.to_owned(), name.clone());
        name
    }

    /// The group that a rule names. One without an id is that of a service of AWS, or of the older
    /// network, and goes by its name and its owner.
    fn peer(&mut self, pair: &Value) -> (Side, Option<String>) {
        let (id, name, owner) =
            (text(pair, "GroupId"), text(pair, "GroupName"), text(pair, "UserId"));
        match (id.is_empty(), name.is_empty()) {
            (false, _) => (Side::zone(&self.segment(&id)), None),
            (true, false) if owner.is_empty() => (Side::zone(&self.segment(&name)), None),
            (true, false) => (Side::zone(&self.segment(&format!("{owner}-{name}"))), None),
            (true, true) => (Side::Any, Some("it names a group without id and name".to_owned())),
        }
    }

    fn line(&self, id: &str) -> u32 {
        self.lines.get(id).copied().unwrap_or(1)
    }

    fn group(&mut self, group: &Value, sink: &mut Sink<'_>) {
        let id = text(group, "GroupId");
        if id.is_empty() {
            return sink.skip(1, &text(group, "GroupName"), "a group without GroupId");
        }
        let (segment, line) = (self.segment(&id), self.line(&id));
        for (key, egress) in [("IpPermissions", false), ("IpPermissionsEgress", true)] {
            let Some(permissions) = group.get(key) else {
                self.silent(&segment, egress, line);
                continue;
            };
            self.list(&segment, egress);
            for permission in permissions.as_array().into_iter().flatten() {
                let sides = self.sides(permission);
                self.add(&segment, egress, line, permission, sides);
            }
        }
    }

    /// A direction that the file says nothing about: anything may pass. AWS lets everything leave
    /// unless that was changed, and the file does not say whether it was.
    fn silent(&mut self, segment: &str, egress: bool, line: u32) {
        let way = if egress { "leaves" } else { "enters" };
        let end =
            Rule::unknown(line, segment, format!("the file does not say what {way} the group"));
        self.groups.list(segment, egress, end);
    }

    fn list(&mut self, segment: &str, egress: bool) -> &mut List {
        self.groups.list(segment, egress, Rule::new(0, "", Action::Deny))
    }

    /// The other ends of a permission, each with why it is doubtful.
    fn sides(&mut self, permission: &Value) -> Vec<(Side, Option<String>)> {
        let mut sides = Vec::new();
        for (list, key) in [("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6")] {
            sides.extend(items(permission, list).iter().map(|range| entry(range, list, key)));
        }
        for pair in items(permission, "UserIdGroupPairs") {
            sides.push(self.peer(pair));
        }
        for prefixes in items(permission, "PrefixListIds") {
            let why = format!(
                "which networks the prefix list {} holds is not known",
                text(prefixes, "PrefixListId")
            );
            sides.push((Side::Any, Some(why)));
        }
        // Empty lists say that it is for nobody.
        let lists = ["IpRanges", "Ipv6Ranges", "UserIdGroupPairs", "PrefixListIds"];
        if lists.iter().all(|list| permission.get(list).is_none()) {
            sides.push((Side::Any, Some("it does not say for whom it is".to_owned())));
        }
        sides
    }

    fn add(
        &mut self,
        segment: &str,
        egress: bool,
        line: u32,
        permission: &Value,
        sides: Vec<(Side, Option<String>)>,
    ) {
        let (ports, doubt) = match ports(permission) {
            Ok(ports) => (ports, None),
            Err(why) => (Ports::any(), Some(why)),
        };
        if ports.is_empty() {
            return;
        }
        let shown = format!(
            "{segment} {} {}-{}",
            text(permission, "IpProtocol"),
            text(permission, "FromPort"),
            text(permission, "ToPort")
        );
        for (side, why) in sides {
            let mut rule = Rule { ports: ports.clone(), ..Rule::new(line, &shown, Action::Allow) };
            if egress {
                rule.to = side;
            } else {
                rule.from = side;
            }
            if let Some(why) = why.or_else(|| doubt.clone()) {
                rule = rule.because(why);
            }
            self.list(segment, egress).chains[0].rules.push(rule);
        }
    }

    /// A rule on its own: `describe-security-group-rules`.
    fn single(&mut self, rule: &Value, sink: &mut Sink<'_>) {
        let id = text(rule, "GroupId");
        if id.is_empty() {
            return sink.skip(1, &text(rule, "SecurityGroupRuleId"), "a rule without GroupId");
        }
        let (segment, line) = (self.segment(&id), self.line(&text(rule, "SecurityGroupRuleId")));
        let egress = rule.get("IsEgress").and_then(Value::as_bool).unwrap_or(false);
        let side = match (
            text(rule, "CidrIpv4"),
            text(rule, "CidrIpv6"),
            rule.get("ReferencedGroupInfo"),
            text(rule, "PrefixListId"),
        ) {
            (v4, ..) if !v4.is_empty() => network(&v4),
            (_, v6, ..) if !v6.is_empty() => network(&v6),
            (.., Some(group), _) => self.peer(group),
            (.., list) => (
                Side::Any,
                Some(format!("which networks the prefix list {list} holds is not known")),
            ),
        };
        self.list(&segment, egress);
        self.add(&segment, egress, line, rule, vec![side]);
    }

    fn finish(mut self, is_cut: bool, sink: &mut Sink<'_>) {
        // Rules on their own may be those of one direction: then the other is not known.
        for segment in self.groups.segments() {
            for egress in [true, false] {
                if !self.groups.has(&segment, egress) {
                    self.silent(&segment, egress, 0);
                }
            }
        }
        // Of a group that is named and does not stand in the file nobody knows what enters it.
        let mut others: Vec<String> = self.names.values().cloned().collect();
        others.retain(|name| !self.groups.has(name, false) && !self.groups.has(name, true));
        others.sort_unstable();
        let why = "the group does not stand in the file: what enters it is not known";
        for segment in others {
            self.groups.list(&segment, false, Rule::unknown(0, &segment, why));
        }
        if is_cut {
            self.groups.leave_open("the file is one page of several: other rules are missing");
        }
        sink.devices.extend(self.groups.device(sink.setting.name));
    }
}

/// A network in a list of a permission.
fn entry(range: &Value, list: &str, key: &str) -> (Side, Option<String>) {
    match range.get(key).and_then(Value::as_str) {
        Some(text) if text.contains('/') => network(text),
        Some(text) => (
            Side::Any,
            Some(format!("{key} in {list} is `{text}`, and no network with its prefix")),
        ),
        None => (Side::Any, Some(format!("in {list} stands `{range}`, which has no {key}"))),
    }
}

fn network(text: &str) -> (Side, Option<String>) {
    match super::cisco::prefix(text) {
        Some(addresses) => (Side::Addresses(addresses), None),
        None => (Side::Any, Some(format!("`{text}` is no network"))),
    }
}

/// The line on which each quoted word with a dash first stands: ids, since JSON values do not know
/// their lines. O(text).
fn lines(text: &str) -> HashMap<String, u32> {
    let mut lines = HashMap::new();
    for (at, line) in text.lines().enumerate() {
        for word in line.split('"').skip(1).step_by(2).filter(|word| word.starts_with("sg")) {
            lines.entry(word.to_owned()).or_insert(at as u32 + 1);
        }
    }
    lines
}

/// The ports of a permission; none for protocols without ports.
fn ports(permission: &Value) -> Result<Ports, String> {
    let number =
        |key: &str| permission.get(key).and_then(Value::as_i64).and_then(|n| u16::try_from(n).ok());
    let protocol = text(permission, "IpProtocol");
    let range = number("FromPort").zip(number("ToPort"));
    match port_name::transport(&protocol) {
        Ok(transport) if protocol == "-1" => Ok(Ports::all(transport)),
        Ok(transport) => match range {
            // Nobody answers on port 0.
            Some((0, 0)) => Err("port 0 may stand for all ports".to_owned()),
            Some((first, last)) => Ok(Ports::range(transport, first, last)),
            // All ports are written as -1, or not at all.
            None => Ok(Ports::all(transport)),
        },
        Err(Other::NoPorts) => Ok(Ports::default()),
        Err(Other::Unknown) => Err(format!("the protocol `{protocol}` is not known")),
    }
}
