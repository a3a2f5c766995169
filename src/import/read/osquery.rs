//! osquery: the tables `os_version`, `system_info`, `patches`, `chassis_info` and
//! `interface_addresses`, as `osqueryi --json` prints them or as logs wrap them (one JSON object a
//! line, with `columns` or `snapshot`).

use serde_json::Value;

use super::json;
use super::json::{items, text};
use crate::import::fact::{Fact, Identity, PatchList};
use crate::import::format;
use crate::import::role;
use crate::import::sink::Sink;
use crate::term::alias::cell as words;
use crate::term::alias::listed::listed;

const KEYS: [&str; 8] = [
    "hotfix_id",
    "chassis_types",
    "hostIdentifier",
    "codename",
    "platform_like",
    "os_version",
    "csname",
    "computer_name",
];

pub(in crate::import) fn sniff(start: &str) -> u8 {
    let head = format::head(start, 16_384);
    if !head.trim_start().starts_with(['[', '{']) {
        return 0;
    }
    let has = |key: &str| head.contains(&format!("\"{key}\""));
    match KEYS.iter().filter(|key| has(key)).count() {
        0 => 0,
        _ if has("SecurityGroups") || has("_meta") => 0,
        1 => 80,
        _ => 90,
    }
}

pub(in crate::import) fn read(start: &str, sink: &mut Sink<'_>) {
    // A log has an object on every line, a result is one value.
    let lines = start.lines().filter(|line| !line.trim().is_empty()).count();
    let log = lines > 1
        && start
            .lines()
            .find(|line| !line.trim().is_empty())
            .is_some_and(|line| serde_json::from_str::<Value>(line).is_ok());
    if log {
        for (at, line) in start.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match serde_json::from_str::<Value>(line) {
                Ok(value) => value_of(&value, &Identity::default(), at as u32 + 1, sink),
                Err(error) => sink.skip(at as u32 + 1, line, format!("not valid JSON: {error}")),
            }
        }
    } else if let Some(value) = json::parse(start, sink) {
        let identity = own_name(&value);
        value_of(&value, &identity, 1, sink);
    }
}

/// The host that a whole file is about, where any of its rows names it.
fn own_name(value: &Value) -> Identity {
    let rows: Vec<&Value> = match value {
        Value::Array(rows) => rows.iter().collect(),
        Value::Object(tables) => {
            tables.values().flat_map(|table| table.as_array().into_iter().flatten()).collect()
        }
        _ => Vec::new(),
    };
    let name = rows
        .iter()
        .flat_map(|row| ["hostname", "computer_name", "csname"].map(|key| text(row, key)))
        .find(|name| !name.is_empty());
    Identity::named(&name.unwrap_or_default())
}

/// A row, a list of rows, a log entry, or an object of tables.
fn value_of(value: &Value, identity: &Identity, line: u32, sink: &mut Sink<'_>) {
    let mut identity = identity.clone();
    identity.add_name(&text(value, "hostIdentifier"));
    match value {
        Value::Array(rows) => rows_of(rows, &identity, line, sink),
        _ if value.get("columns").is_some() => {
            let row = &value["columns"];
            if text(value, "action") != "removed" {
                rows_of(std::slice::from_ref(row), &identity, line, sink);
            } else if let Some(patch) = words::patch(&text(row, "hotfix_id")) {
                // What a differential log says was removed is not there any more.
                sink.observe_or_by_file(
                    identity,
                    line,
                    None,
                    vec![Fact::Missing(patch.to_string().into())],
                );
            }
        }
        _ if value.get("snapshot").is_some() => {
            rows_of(items(value, "snapshot"), &identity, line, sink)
        }
        Value::Object(tables) if tables.values().any(Value::is_array) => {
            for rows in tables.values().filter_map(Value::as_array) {
                rows_of(rows, &identity, line, sink);
            }
        }
        Value::Object(_) => rows_of(std::slice::from_ref(value), &identity, line, sink),
        _ => sink.skip(line, "", "neither a row nor a list of rows"),
    }
}

fn rows_of(rows: &[Value], identity: &Identity, line: u32, sink: &mut Sink<'_>) {
    let mut hosts: indexmap::IndexMap<String, (Identity, Vec<Fact>)> = indexmap::IndexMap::new();
    // Where entries name their host, one that does not is left out: it may be of any of them.
    let entries_name_hosts =
        rows.iter().any(|row| row.get("hotfix_id").is_some() && !text(row, "csname").is_empty());
    for row in rows {
        if entries_name_hosts && row.get("hotfix_id").is_some() && text(row, "csname").is_empty() {
            sink.skip(line, &text(row, "hotfix_id"), "the entry names no host");
            continue;
        }
        let mut own = identity.clone();
        for key in ["hostname", "computer_name", "csname"] {
            own.add_name(&text(row, key));
        }
        if own.is_empty() {
            own = Identity::of_file(sink.setting.stem);
            sink.skip(line, sink.setting.stem, "no host is named, so the name of the file is used");
        }
        let key = own.name.as_deref().unwrap_or("").to_lowercase();
        let (known, facts) = hosts.entry(key).or_insert_with(|| (own, Vec::new()));
        facts.extend(row_facts(row, known, line, sink));
    }
    for (identity, facts) in hosts.into_values() {
        sink.observe(identity, line, facts);
    }
}

fn row_facts(row: &Value, identity: &mut Identity, line: u32, sink: &mut Sink<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    if row.get("hotfix_id").is_some() {
        let id = text(row, "hotfix_id");
        let doubtful = !listed(&id).doubts.is_empty();
        match words::patch(&id).filter(|_| !doubtful) {
            Some(patch) => {
                facts.extend([Fact::Installed(patch), Fact::PatchList(PatchList::Complete)])
            }
            None => {
                sink.skip(line, &id, "names no patch: the list is incomplete");
                facts.push(Fact::PatchList(PatchList::CutOff));
            }
        }
    } else if row.get("chassis_types").is_some() {
        facts.extend(role::from_chassis(&text(row, "chassis_types")).map(Fact::Role));
        facts.extend(
            role::from_model(Some(&text(row, "manufacturer")), Some(&text(row, "model")))
                .map(Fact::Role),
        );
        identity.add_serial(&text(row, "serial"));
    } else if row.get("codename").is_some()
        || row.get("platform_like").is_some()
        || (row.get("platform").is_some() && row.get("build").is_some())
    {
        facts.push(Fact::System(text(row, "name").into()));
        let version = [text(row, "major"), text(row, "minor"), text(row, "build")].join(".");
        facts.push(Fact::Kernel(version.trim_matches('.').into()));
        facts.extend(
            super::systeminfo::version(&version).and_then(|(_, sp)| sp).map(Fact::ServicePack),
        );
        facts.extend(words::arch(&text(row, "arch")).map(Fact::Arch));
    } else if row.get("address").is_some() {
        identity.add_addresses(&text(row, "address"));
    } else if row.get("hardware_model").is_some() {
        facts.extend(
            role::from_model(
                Some(&text(row, "hardware_vendor")),
                Some(&text(row, "hardware_model")),
            )
            .map(Fact::Role),
        );
        identity.add_serial(&text(row, "hardware_serial"));
    } else if row.get("hostname").is_none() && row.get("computer_name").is_none() {
        sink.skip(line, "", "a table of osquery that is not read");
    }
    facts
}
