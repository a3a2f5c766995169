//! What nmap writes with `-oG`: a line for each host, with tabs between its fields.

use super::nmap::{Down, port};
use crate::import::fact::{Fact, Identity};
use crate::import::sink::Sink;

/// Whether a line is one of a host; masscan puts the time in front.
pub(in crate::import) fn is_host(line: &str) -> bool {
    let timed = line.starts_with("Timestamp: ") && line.contains("\tHost: ");
    timed || (line.starts_with("Host: ") && line.contains('\t'))
}

/// Reads a line: `Host: 10.0.0.5 (pc5)`, then fields such as `Ports: 445/open/tcp//…`.
pub(super) fn host(line: &str, number: u32, down: &mut Down, sink: &mut Sink<'_>) {
    let fields = line.split('\t').filter_map(|field| field.trim().split_once(": "));
    let mut fields = fields.skip_while(|(key, _)| *key != "Host");
    let Some((_, named)) = fields.next() else { return };
    let (address, name) = named.split_once(" (").unwrap_or((named, ""));
    let mut identity = Identity::default();
    identity.add_addresses(address);
    identity.add_name(name.trim_end_matches(')'));
    let mut facts: Vec<Fact> = Vec::new();
    for (key, value) in fields {
        match key {
            "Status" if value == "Down" => return down.add(number, named),
            "Ports" => value.split(", ").for_each(|entry| facts.extend(entry_facts(entry))),
            "OS" => facts.push(Fact::System(value.into())),
            _ => {}
        }
    }
    sink.observe_or_by_file(identity, number, None, facts);
}

/// `445/open/tcp//microsoft-ds///`.
fn entry_facts(entry: &str) -> Vec<Fact> {
    let mut parts = entry.trim().split('/');
    let (number, state, protocol) = (parts.next(), parts.next(), parts.next());
    let open = number.zip(protocol).filter(|_| state == Some("open"));
    let mut facts = vec![Fact::Scanned];
    facts.extend(open.and_then(|(number, protocol)| port(protocol, number)).map(Fact::Open));
    facts
}
