//! Network security groups of Azure: what `az network nsg list`, `nsg show` and `nsg rule list`
//! print, and exported templates.
//!
//! Rules are read by priority, the lowest number first; what Azure puts behind them is at the end:
//! inside the virtual network everything may talk, everything may leave, nothing else enters. Each
//! group is a segment of its name.

use serde_json::Value;

use super::group::Groups;
use super::names::Names;
use super::port_name;
use crate::firewall::{Action, INTERNET, Ports, Rule, Side, Transport};
use crate::import::read::json::{self, items, text};
use crate::import::sink::Sink;

pub(in crate::import) fn sniff(start: &str) -> u8 {
    let head = crate::import::format::head(start, 65_536);
    let rule = head.contains("ddressPrefix\"")
        && head.contains("\"direction\"")
        && head.contains("\"priority\"");
    let group = head.contains("\"securityRules\"")
        || head.contains("Microsoft.Network/networkSecurityGroups");
    if head.trim_start().starts_with(['{', '[']) && (rule || group) { 96 } else { 0 }
}

pub(in crate::import) fn read(start: &str, sink: &mut Sink<'_>) {
    let Some(root) = json::parse(start, sink) else { return };
    let mut names = Names::new(sink.setting.known);
    let mut found = Groups::default();
    let lines = start.lines().count() as u32;
    let all = groups(&root);
    let mut apart: Vec<Option<&Value>> = rules_apart(&root).into_iter().map(Some).collect();
    for group in &all {
        let group = *group;
        let named = Some(text(group, "name"))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| sink.setting.stem.to_owned());
        let segment = names.unique(&subnet(group, sink.setting.known).unwrap_or(named));
        let line = line_of(start, &text(group, "name"), lines);
        let own = member(group, "securityRules").and_then(Value::as_array).into_iter().flatten();
        let mut own: Vec<Own<'_>> = own.map(|value| Own { value, doubt: None }).collect();
        own.extend(of_group(&text(group, "name"), &mut apart, all.len()));
        rules(&mut found, &segment, own, line);
    }
    // Rules of a group that stands elsewhere, perhaps with others.
    let mut left: Vec<&Value> = apart.into_iter().flatten().collect();
    while let Some(first) = left.first() {
        let named = group_of(first).unwrap_or_else(|| sink.setting.stem.to_owned());
        let (own, rest): (Vec<&Value>, _) = left.into_iter().partition(|rule| {
            group_of(rule).unwrap_or_else(|| sink.setting.stem.to_owned()) == named
        });
        left = rest;
        let segment = names.unique(&named);
        let line = own.first().map_or(1, |rule| line_of(start, &text(rule, "name"), lines));
        let own = own.into_iter().map(|value| Own { value, doubt: None }).collect();
        rules(&mut found, &segment, own, line);
        found.leave_open_at(
            &segment,
            "the group does not stand in the file: other rules are missing",
        );
    }
    // A bare list of rules is that of one group.
    if let Some(bare) = root.as_array().filter(|rules| rules.iter().any(is_rule)) {
        let segment = names.unique(sink.setting.stem);
        let own = bare.iter().map(|value| Own { value, doubt: None }).collect();
        rules(&mut found, &segment, own, 1);
    }
    match found.device(sink.setting.name) {
        Some(device) => sink.devices.push(device),
        None => sink.skip(1, "", "no security group and no rule of one stands in the file"),
    }
}

/// One end of a rule, and why it is in doubt if it is: it stands for some of its addresses.
type Doubtful = (Side, Option<String>);

/// A member of a rule or group; templates and the interface for programs put it below `properties`.
fn member<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    value
        .get(key)
        .or_else(|| value.get("properties").and_then(|inner| inner.get(key)))
        .filter(|value| !value.is_null())
}

fn is_rule(value: &Value) -> bool {
    member(value, "direction").is_some() && member(value, "access").is_some()
}

fn is_group(value: &Value) -> bool {
    member(value, "securityRules").is_some()
        || text(value, "type").eq_ignore_ascii_case("Microsoft.Network/networkSecurityGroups")
}

fn groups(root: &Value) -> Vec<&Value> {
    let listed = root.as_array().map_or_else(
        || items(root, "value").iter().chain(resources(root)).collect::<Vec<_>>(),
        |all| all.iter().collect(),
    );
    listed.into_iter().chain([root]).filter(|value| is_group(value)).collect()
}

/// What a template creates, and what it creates within that or by templates of its own.
fn resources(root: &Value) -> Vec<&Value> {
    let mut found: Vec<&Value> = Vec::new();
    let mut wanted = vec![root];
    while let Some(value) = wanted.pop() {
        let template = value.get("properties").and_then(|inner| inner.get("template"));
        for place in [Some(value), template].into_iter().flatten() {
            let own: Vec<&Value> = match place.get("resources") {
                Some(Value::Array(all)) => all.iter().collect(),
                Some(Value::Object(all)) => all.values().collect(),
                _ => Vec::new(),
            };
            found.extend(&own);
            wanted.extend(own);
        }
    }
    found
}

/// Rules that a template has as resources of their own.
fn rules_apart(root: &Value) -> Vec<&Value> {
    let is_one = |value: &&Value| {
        let kind = text(value, "type").to_lowercase();
        let is_kind =
            kind == "securityrules" || kind.ends_with("networksecuritygroups/securityrules");
        is_kind && is_rule_of_template(value)
    };
    resources(root).into_iter().filter(is_one).collect()
}

fn is_rule_of_template(value: &Value) -> bool {
    member(value, "access").is_some() || member(value, "priority").is_some()
}

/// The group in the name of a rule: `web/rdp`. An expression says none.
fn group_of(rule: &Value) -> Option<String> {
    let name = text(rule, "name");
    let (group, _) = name.split_once('/').filter(|_| !name.starts_with('['))?;
    Some(group.to_owned())
}

/// Takes the rules that belong to a group, or may belong to it. The only group has all of which it
/// cannot be told.
fn of_group<'v>(group: &str, apart: &mut [Option<&'v Value>], groups: usize) -> Vec<Own<'v>> {
    let is_told = !group.starts_with('[');
    let mut found = Vec::new();
    for place in apart.iter_mut() {
        let Some(value) = *place else { continue };
        match group_of(value) {
            Some(name) if name.eq_ignore_ascii_case(group) => {
                found.push(Own { value, doubt: None });
                *place = None;
            }
            Some(_) if is_told => {}
            named => {
                let why = "whether it belongs to this group is not known";
                found.push(Own { value, doubt: Some(why) });
                if named.is_none() && groups == 1 {
                    *place = None;
                }
            }
        }
    }
    found
}

/// A rule of a group, and why it may be none.
struct Own<'v> {
    value: &'v Value,
    doubt: Option<&'static str>,
}

/// The segment that a group stands at: its only subnet, if there is a segment of that name.
fn subnet(group: &Value, known: &[String]) -> Option<String> {
    let subnets = member(group, "subnets")?.as_array()?;
    let [only] = subnets.as_slice() else { return None };
    let name = only.get("id")?.as_str()?.rsplit('/').next()?.to_owned();
    known.iter().any(|segment| segment.eq_ignore_ascii_case(&name)).then_some(name)
}

pub(super) fn line_of(start: &str, name: &str, most: u32) -> u32 {
    let at = start.find(&format!("\"{name}\"")).unwrap_or(0);
    (start[..at].bytes().filter(|byte| *byte == b'\n').count() as u32 + 1).min(most.max(1))
}

/// The rules of one group, by priority, and what Azure puts behind them. One that may stand anywhere
/// is in front of all others, and closes nothing there.
fn rules(groups: &mut Groups, segment: &str, own: Vec<Own<'_>>, line: u32) {
    let mut sorted: Vec<(Option<i64>, Own<'_>)> =
        own.into_iter().map(|own| (priority(own.value), own)).collect();
    sorted.sort_by_key(|(priority, _)| *priority);
    for (outbound, way) in [(true, "Outbound"), (false, "Inbound")] {
        let list = groups.list(segment, outbound, Rule::new(0, "", Action::Deny));
        for (priority, own) in &sorted {
            let said = member(own.value, "direction").and_then(Value::as_str).unwrap_or("");
            let is_told = ["Inbound", "Outbound"].iter().any(|way| said.eq_ignore_ascii_case(way));
            if is_told && !said.eq_ignore_ascii_case(way) {
                continue;
            }
            let doubts = [
                own.doubt,
                priority.is_none().then_some("its priority is not a number"),
                (!is_told).then_some("whether it is for what comes in or goes out is not known"),
            ];
            let doubted =
                |rule: Rule| doubts.iter().flatten().fold(rule, |rule, why| rule.because(*why));
            list.chains[0].rules.extend(self::rule(own.value, line).into_iter().map(doubted));
        }
        list.chains[0].rules.extend(defaults(outbound));
    }
}

/// The number that says where a rule stands; templates write it as a text, or as an expression.
fn priority(rule: &Value) -> Option<i64> {
    match member(rule, "priority")? {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_i64(),
    }
}

/// What stands behind the rules of every group: priorities 65000 and 65001 of Azure.
fn defaults(outbound: bool) -> Vec<Rule> {
    let inside = Rule { from: inside(), to: inside(), ..Rule::new(0, "", Action::Allow) };
    let leaves = Rule { to: Side::zone(INTERNET), ..Rule::new(0, "", Action::Allow) };
    if outbound { vec![inside, leaves] } else { vec![inside] }
}

/// The virtual network, and what is joined with it: every segment.
fn inside() -> Side {
    Side::Inside
}

fn rule(value: &Value, line: u32) -> Vec<Rule> {
    let word = |key: &str| member(value, key).and_then(Value::as_str).unwrap_or("").to_owned();
    let shown = format!(
        "{} {} {} {}",
        text(value, "name"),
        word("direction"),
        word("access"),
        word("protocol")
    );
    let (action, unsure) = match word("access").to_lowercase().as_str() {
        "allow" => (Action::Allow, false),
        "deny" => (Action::Deny, false),
        _ => (Action::Unknown, true),
    };
    let mut rule = Rule::new(line, &shown, action);
    if unsure {
        rule = rule.because("it says neither allow nor deny");
    }
    let transport = match port_name::transport(&word("protocol")) {
        Ok(transport) => transport,
        Err(port_name::Other::NoPorts) => return Vec::new(),
        Err(port_name::Other::Unknown) => {
            rule = rule.because(format!("the protocol `{}` is not known", word("protocol")));
            Transport::Both
        }
    };
    match ports(value, "destinationPortRange", transport) {
        Ok(ports) => rule.ports = ports,
        Err(why) => rule = rule.because(why),
    }
    match ports(value, "sourcePortRange", transport) {
        Ok(ports) => rule.sources = ports,
        Err(why) => rule = rule.because(why),
    }
    let sides = |key: &str, groups: &str| sides(value, key, groups);
    let (from, to) = (
        sides("sourceAddressPrefix", "sourceApplicationSecurityGroups"),
        sides("destinationAddressPrefix", "destinationApplicationSecurityGroups"),
    );
    let one = |(from, to): (&Doubtful, &Doubtful)| {
        let mut rule = Rule { from: from.0.clone(), to: to.0.clone(), ..rule.clone() };
        for why in [&from.1, &to.1].into_iter().flatten() {
            rule = rule.for_a_part(why.clone());
        }
        rule
    };
    from.iter().flat_map(|from| to.iter().map(move |to| (from, to))).map(one).collect()
}

/// A member and its plural, which is a list.
fn values(value: &Value, key: &str) -> Vec<String> {
    let one = member(value, key)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
        .map(str::to_owned);
    let plural = if key.ends_with('x') { format!("{key}es") } else { format!("{key}s") };
    let many = member(value, &plural)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned);
    one.into_iter().chain(many).collect()
}

fn ports(value: &Value, key: &str, transport: Transport) -> Result<Ports, String> {
    let all = values(value, key);
    let read = |text: &String| {
        port_name::ports(text, Some(transport)).ok_or_else(|| format!("`{text}` is no port"))
    };
    let ports: Vec<Ports> = all.iter().map(read).collect::<Result<_, _>>()?;
    Ok(if ports.is_empty() {
        Ports::all(transport)
    } else {
        ports.iter().fold(Ports::default(), |all, one| all.union(one))
    })
}

fn sides(value: &Value, key: &str, groups: &str) -> Vec<(Side, Option<String>)> {
    let mut sides: Vec<(Side, Option<String>)> =
        values(value, key).iter().map(|text| side(text)).collect();
    if member(value, groups).and_then(Value::as_array).is_some_and(|groups| !groups.is_empty()) {
        sides.push((
            Side::Any,
            Some("which hosts are in its application security groups is not known".to_owned()),
        ));
    }
    if sides.is_empty() { vec![(Side::Any, None)] } else { sides }
}

fn side(text: &str) -> (Side, Option<String>) {
    match text.to_lowercase().as_str() {
        "*" | "any" | "0.0.0.0/0" => (Side::Any, None),
        "internet" => (Side::zone(INTERNET), None),
        "virtualnetwork" => (inside(), None),
        _ => match super::rule_list::address(text) {
            Some(addresses) => (Side::Addresses(addresses), None),
            None => (Side::Any, Some(format!("which networks the tag {text} holds is not known"))),
        },
    }
}
