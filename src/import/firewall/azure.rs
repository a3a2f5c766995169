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
    for group in groups(&root) {
        let named = Some(text(group, "name"))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| sink.setting.stem.to_owned());
        let segment = names.unique(&subnet(group, sink.setting.known).unwrap_or(named));
        let line = line_of(start, &text(group, "name"), lines);
        let own = member(group, "securityRules").and_then(Value::as_array).into_iter().flatten();
        rules(&mut found, &segment, own, line);
    }
    // A bare list of rules is that of one group.
    if let Some(bare) = root.as_array().filter(|rules| rules.iter().any(is_rule)) {
        let segment = names.unique(sink.setting.stem);
        rules(&mut found, &segment, bare.iter(), 1);
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
        || ["value", "resources"].iter().flat_map(|key| items(root, key)).collect::<Vec<_>>(),
        |all| all.iter().collect(),
    );
    listed.into_iter().chain([root]).filter(|value| is_group(value)).collect()
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

/// The rules of one group, by priority, and what Azure puts behind them.
fn rules<'v>(
    groups: &mut Groups,
    segment: &str,
    rules: impl Iterator<Item = &'v Value>,
    line: u32,
) {
    let mut sorted: Vec<(i64, &Value)> = rules
        .map(|rule| (member(rule, "priority").and_then(Value::as_i64).unwrap_or(i64::MAX), rule))
        .collect();
    sorted.sort_by_key(|(priority, _)| *priority);
    for (outbound, way) in [(true, "Outbound"), (false, "Inbound")] {
        let list = groups.list(segment, outbound, Rule::new(0, "", Action::Deny));
        let here = |rule: &Value| {
            member(rule, "direction")
                .and_then(Value::as_str)
                .is_some_and(|text| text.eq_ignore_ascii_case(way))
        };
        let own = sorted
            .iter()
            .filter(|(_, rule)| here(rule))
            .flat_map(|(_, rule)| self::rule(rule, line));
        list.chains[0].rules.extend(own.chain(defaults(outbound)));
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
