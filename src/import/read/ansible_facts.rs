//! What `ansible -m setup` prints or writes with `--tree`: the facts of hosts as JSON, behind `NAME
//! | SUCCESS =>` or alone.

use serde_json::Value;

use super::json::text;
use crate::import::fact::{Fact, Identity};
use crate::import::format;
use crate::import::role;
use crate::import::sink::Sink;
use crate::term::alias::cell as words;

/// Deeper than the hosts of a playbook stand: `plays`, `tasks`, `hosts`.
const MAX_DEPTH: usize = 8;

pub(in crate::import) fn sniff(start: &str) -> u8 {
    let head = format::head(start, 16_384);
    let facts = head.contains("\"ansible_facts\"") || head.contains("\"ansible_distribution\"");
    if facts
        && !head.contains("\"_meta\"")
        && (head.trim_start().starts_with('{') || head.contains("=> {"))
    {
        96
    } else {
        0
    }
}

pub(in crate::import) fn read(start: &str, sink: &mut Sink<'_>) {
    let mut at = 0;
    while let Some(open) = start[at..].find('{').map(|open| at + open) {
        let line = start[..open].bytes().filter(|byte| *byte == b'\n').count() as u32 + 1;
        let before = start[at..open].rsplit('\n').next().unwrap_or("");
        let (name, outcome) = before
            .split_once('|')
            .map_or(("", ""), |(name, outcome)| (name.trim(), outcome.trim()));
        let mut values = serde_json::Deserializer::from_str(&start[open..]).into_iter::<Value>();
        match values.next() {
            Some(Ok(value)) => {
                at = open + values.byte_offset();
                hosts(name, outcome, &value, line, sink);
            }
            Some(Err(error)) => return sink.skip(line, before, format!("not valid JSON: {error}")),
            None => return,
        }
    }
}

/// Hosts in one value: that of one host, or one in which hosts stand by their names, as deep as the
/// output of a playbook puts them.
fn hosts(name: &str, outcome: &str, value: &Value, line: u32, sink: &mut Sink<'_>) {
    let before = sink.observations.len();
    inside(name, value, line, 0, sink);
    if sink.observations.len() == before {
        sink.skip(line, name, format!("no facts: {outcome}"));
    }
}

fn inside(name: &str, value: &Value, line: u32, depth: usize, sink: &mut Sink<'_>) {
    let alone = || value.get("ansible_distribution").map(|_| value);
    match value {
        _ if depth > MAX_DEPTH => {}
        Value::Object(parts) => match value.get("ansible_facts").or_else(alone) {
            Some(facts) => host(name, facts, line, sink),
            None => {
                parts.iter().for_each(|(key, part)| inside(key, part, line, depth + 1, sink));
            }
        },
        Value::Array(parts) => {
            parts.iter().for_each(|part| inside(name, part, line, depth + 1, sink));
        }
        _ => {}
    }
}

fn host(name: &str, facts: &Value, line: u32, sink: &mut Sink<'_>) {
    let mut identity = Identity::named(name);
    identity.add_name(&text(facts, "ansible_fqdn"));
    identity.add_name(&text(facts, "ansible_hostname"));
    let addresses = facts.get("ansible_ip_addresses").and_then(Value::as_array);
    addresses
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .for_each(|address| identity.add_addresses(address));
    identity.add_serial(&text(facts, "ansible_product_serial"));
    let mut found = system(facts);
    found.extend(words::arch(&text(facts, "ansible_architecture")).map(Fact::Arch));
    let told = ["ansible_os_product_type", "ansible_distribution_release"];
    let told = told.map(|key| text(facts, key).replace('_', " "));
    found.extend(told.iter().find_map(|text| role::from_class(text)).map(Fact::Role));
    found.extend(
        role::from_model(
            Some(&text(facts, "ansible_system_vendor")),
            Some(&text(facts, "ansible_product_name")),
        )
        .map(Fact::Role),
    );
    sink.observe_or_by_file(identity, line, None, found);
}

/// What the facts say of the system. Of a Windows the name of the system tells more than that of
/// the distribution: clients and servers share the number of a kernel.
fn system(facts: &Value) -> Vec<Fact> {
    let distribution = text(facts, "ansible_distribution");
    let version = text(facts, "ansible_distribution_version");
    let bare = distribution.eq_ignore_ascii_case("windows");
    let is_kernel = version.contains('.') || !bare;
    // Some write the release as the version: `Windows`, `2012`, `server`.
    let release = match text(facts, "ansible_distribution_release").eq_ignore_ascii_case("server") {
        _ if is_kernel => distribution.clone(),
        true => format!("{distribution} Server {version}"),
        false => format!("{distribution} {version}"),
    };
    let named = [text(facts, "ansible_os_name"), release];
    let caption = named.iter().map(|name| name.trim()).find(|name| !name.is_empty());
    let mut found: Vec<Fact> = caption.map(|name| Fact::System(name.into())).into_iter().collect();
    if is_kernel && !version.is_empty() {
        found.push(Fact::Kernel(version.into()));
    }
    if words::names_service_pack(&distribution) {
        found.extend(words::service_pack(&distribution).map(Fact::ServicePack));
    }
    found
}
