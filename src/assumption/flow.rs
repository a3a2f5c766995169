//! Flows in assumptions: `office -> servers`, `office <-> plant`, `internet -> dmz/mail1 tcp/445`.

use super::names::{Names, Wrong};
use crate::inventory::{End, FlowKey, Inventory};
use crate::term::port::PortSet;

/// The name of the outside.
const INTERNET: &str = "internet";
const ARROW: &str = "write `from -> to`, such as `office -> servers`";

/// The flows that a `block` names: those with these ends. Without a host, flows to single hosts of
/// the target are meant too.
pub(super) fn block(text: &str, names: &Names<'_>) -> Result<Vec<FlowKey>, Wrong> {
    let (from, to, back) = arrow(text)?;
    let (start, (target, host)) = (end(from, names)?, target(to, names)?);
    let mut found = flows(names.inventory, start, target, host.as_deref());
    if back {
        found.extend(flows(names.inventory, target, start, None));
    }
    if found.is_empty() && !names.inventory.flows_described {
        return Err((
            "the inventory does not say which flows there are".to_owned(),
            "list them under `flows`".to_owned(),
        ));
    }
    if found.is_empty() {
        Err(no_such_flow(names.inventory, start, target, host.as_deref()))
    } else {
        Ok(found)
    }
}

/// The flow that an `open` names, and its ports.
pub(super) fn open(text: &str, names: &Names<'_>) -> Result<(FlowKey, PortSet), Wrong> {
    let (from, rest, back) = arrow(text)?;
    if back {
        return Err((
            "a flow is opened one way at a time".to_owned(),
            "assume both flows, one after the other".to_owned(),
        ));
    }
    let from = end(from, names)?;
    let Some((to, ports)) = split_ports(rest) else {
        return Err((
            "it does not say which ports".to_owned(),
            format!("write `open {text} tcp/445`, or a service such as smb"),
        ));
    };
    let (to, host) = target(to, names)?;
    if to == End::Internet {
        return Err((
            "nothing inside is reached through a flow to the internet".to_owned(),
            "name a segment after the arrow".to_owned(),
        ));
    }
    Ok((FlowKey { from, to, host }, ports?))
}

/// Both ends of an arrow, and whether it points both ways.
fn arrow(text: &str) -> Result<(&str, &str, bool), Wrong> {
    let (from, to, back) = match text.split_once("<->") {
        Some((from, to)) => (from, to, true),
        None => text
            .split_once("->")
            .map(|(from, to)| (from, to, false))
            .ok_or((format!("`{text}` is not a flow"), ARROW.to_owned()))?,
    };
    if from.contains(['<', '>']) || to.contains(['<', '>']) {
        return Err((format!("`{text}` is not a flow"), ARROW.to_owned()));
    }
    Ok((from.trim(), to.trim(), back))
}

/// Splits ports off the end; `None` if there are none. A host name may have spaces, a port has
/// none.
fn split_ports(text: &str) -> Option<(&str, Result<PortSet, Wrong>)> {
    let is_port = |word: &str| word.parse::<PortSet>().is_ok();
    let words = |text: &str| {
        text.split([',', ' ', '\t'])
            .map(|word| word.trim_matches(['[', ']']))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut splits = text
        .match_indices(char::is_whitespace)
        .map(|(at, _)| (text[..at].trim_end(), text[at..].trim_start()));
    for (to, ports) in splits.clone() {
        let ports = words(ports);
        if !to.is_empty() && !ports.is_empty() && ports.iter().all(|word| is_port(word)) {
            let all = ports
                .iter()
                .filter_map(|word| word.parse::<PortSet>().ok())
                .fold(PortSet::empty(), |all, set| all.union(&set));
            return Some((to, Ok(all)));
        }
    }
    let (to, ports) = splits.next_back()?;
    let wrong = ports
        .parse::<PortSet>()
        .err()
        .map_or_else(|| "it is no port".to_owned(), |error| error.to_string());
    Some((
        to,
        Err((wrong, "write ports as tcp/445, udp/137-138, or a service such as smb".to_owned())),
    ))
}

fn end(text: &str, names: &Names<'_>) -> Result<End, Wrong> {
    if text.contains('/') {
        return Err((
            format!("`{text}` is one host"),
            "a flow starts in a whole segment; leave the host out".to_owned(),
        ));
    }
    if text == INTERNET { Ok(End::Internet) } else { names.segment(text).map(End::Segment) }
}

/// A target: a segment, or one host in it.
fn target(text: &str, names: &Names<'_>) -> Result<(End, Option<String>), Wrong> {
    let Some((segment, host)) = text.split_once('/') else { return Ok((end(text, names)?, None)) };
    let to = end(segment.trim(), names)?;
    let id = names.host(host.trim())?;
    let (name, found) = names.inventory.host(id);
    if !found.segments.iter().any(|segment| End::Segment(*segment) == to) {
        return Err((
            format!("the host `{name}` is not in `{}`", segment.trim()),
            "name the segment that the host is in".to_owned(),
        ));
    }
    Ok((to, Some(name.to_owned())))
}

fn flows(inventory: &Inventory, from: End, to: End, host: Option<&str>) -> Vec<FlowKey> {
    let meant = |key: &&FlowKey| {
        key.from == from && key.to == to && (host.is_none() || key.host.as_deref() == host)
    };
    inventory.flows.keys().filter(meant).cloned().collect()
}

/// A flow that is not there is blocked already, or has another form.
fn no_such_flow(inventory: &Inventory, from: End, to: End, host: Option<&str>) -> Wrong {
    if host.is_some() && !flows(inventory, from, to, None).is_empty() {
        return (
            "no flow leads to this host alone".to_owned(),
            "block the flow to its whole segment: leave the host out".to_owned(),
        );
    }
    let leaving: Vec<String> = inventory
        .flows
        .keys()
        .filter(|key| key.from == from)
        .map(|key| name(inventory, key))
        .take(8)
        .collect();
    let help = if leaving.is_empty() {
        "no flow starts there".to_owned()
    } else {
        format!("flows from there: {}", leaving.join(", "))
    };
    ("there is no such flow, so it is blocked already".to_owned(), help)
}

/// A flow in words.
fn name(inventory: &Inventory, key: &FlowKey) -> String {
    let end = |end: End| inventory.end_name(end);
    let host = key.host.as_deref().map(|host| format!("/{host}")).unwrap_or_default();
    format!("{} -> {}{host}", end(key.from), end(key.to))
}
