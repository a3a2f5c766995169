//! SARIF 2.1.0, as GitHub code scanning takes it.
//!
//! Limits of code scanning that are kept: 25,000 results, of which it shows the top 5,000; texts of
//! rules of at most 1,024 characters; no empty strings; every result has a file and a line.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::super::escape::{self, Sink, uri};
use super::{Entry, HopEntry, PlaceEntry, RuleText, Sheet, piece};
use crate::diagnostic::Severity;

/// Where this project lives.
const HOME: &str = env!("CARGO_PKG_REPOSITORY");
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// Our own key: what GitHub computes itself under `primaryLocationLineHash` is left to it.
const FINGERPRINT: &str = "patchfirst/v1";
const MAX_RESULTS: usize = 25_000;
const MAX_TEXT: usize = 1_000;
const MAX_RELATED: usize = 100;

/// Where the results stand in the log.
const RESULTS: &str = "\"results\": [";
/// What stands before every line of a list of results, beyond what stands there in a list alone.
const INDENT: &str = "\n      ";

/// The log: one run. The worst findings come first, since code scanning shows the first.
pub fn write(sheet: &Sheet<'_>, to: &mut dyn Write) -> io::Result<()> {
    let mut worst = sheet.worst_first();
    worst.truncate(MAX_RESULTS);
    let log = pretty(&frame(sheet))?;
    // No text has these signs: there they have backslashes.
    let split = log.split_once(RESULTS).filter(|_| !worst.is_empty());
    let Some((before, after)) = split else { return to.write_all(log.as_bytes()) };
    to.write_all(before.as_bytes())?;
    to.write_all(RESULTS.as_bytes())?;
    piece::write(worst.len(), to, |rows| {
        let separator = if rows.start == 0 { "" } else { "," };
        let entries = worst[rows].iter().map(|row| sheet.entry(*row as usize));
        let results: Vec<Value> = entries.map(|entry| result(&entry, sheet)).collect();
        let list = pretty(&results)?;
        // Without the brackets, it goes on with the list of the piece before.
        let inner = list.strip_prefix('[').and_then(|list| list.strip_suffix("\n]\n"));
        Ok([separator, &inner.unwrap_or(&list).replace('\n', INDENT)].concat().into_bytes())
    })?;
    to.write_all(INDENT.as_bytes())?;
    to.write_all(after.as_bytes())
}

/// The log without its results.
fn frame(sheet: &Sheet<'_>) -> Value {
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "patchfirst",
                "fullName": concat!("patchfirst ", env!("CARGO_PKG_VERSION")),
                "informationUri": HOME,
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": sheet.rules.iter().map(rule).collect::<Vec<_>>(),
            }},
            "automationDetails": {"id": format!("patchfirst/{}/", sheet.command)},
            "columnKind": "unicodeCodePoints",
            "results": [],
        }],
    })
}

/// A value over many lines, with a line break at the end.
fn pretty(value: &impl Serialize) -> io::Result<String> {
    Ok(escape::json(serde_json::to_string_pretty(value)? + "\n"))
}

fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

/// A message: escaped, never empty, and never longer than is taken, however much of it had to be
/// escaped.
fn clean(text: &str) -> String {
    let whole = Sink::Sarif.clipped(text, MAX_TEXT);
    let text = if whole.chars().nth(MAX_TEXT).is_some() {
        Sink::Sarif.clipped(text, MAX_TEXT / 8)
    } else {
        whole
    };
    if text.trim().is_empty() { "-".to_owned() } else { text }
}

fn rule(rule: &RuleText) -> Value {
    let precision = match rule.confidence {
        "high" => "high",
        "medium" => "medium",
        _ => "low",
    };
    let mut described = json!({
        "id": clean(&rule.id),
        "name": name(&rule.id),
        "shortDescription": {"text": clean(&rule.summary)},
        "fullDescription": {"text": clean(&rule.detail)},
        "help": {"text": clean(&rule.detail)},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"precision": precision, "tags": ["security", rule.family]},
    });
    if let Some(score) = rule.score {
        described["properties"]["security-severity"] = json!(format!("{score:.1}"));
    }
    if let (Some(page), Value::Object(map)) = (&rule.page, &mut described) {
        map.insert("helpUri".to_owned(), json!(format!("{HOME}/blob/main/{page}")));
    }
    described
}

/// `not-text` as viewers show it: `NotText`.
fn name(id: &str) -> String {
    let capital = |word: &str| {
        word.chars()
            .next()
            .map(|first| first.to_uppercase().chain(word.chars().skip(1)).collect::<String>())
    };
    let words = id.split(|c: char| !c.is_alphanumeric());
    words.filter_map(capital).collect()
}

fn result(entry: &Entry<'_>, sheet: &Sheet<'_>) -> Value {
    let mut result = Map::new();
    let mut put = |key: &str, value: Value| drop(result.insert(key.to_owned(), value));
    put("ruleId", json!(clean(&entry.rule)));
    if let Some(index) = sheet.rules.iter().position(|rule| rule.id == entry.rule) {
        put("ruleIndex", json!(index));
    }
    put("level", json!(level(entry.level)));
    put("message", json!({"text": clean(&text(entry))}));
    put("locations", json!([location(entry.place.as_ref(), sheet)]));
    put("partialFingerprints", json!({FINGERPRINT: entry.fingerprint}));
    if !entry.related.is_empty() {
        let related = entry.related.iter().take(MAX_RELATED).enumerate();
        put(
            "relatedLocations",
            related
                .map(|(id, place)| with(location(Some(place), sheet), "id", json!(id + 1)))
                .collect(),
        );
    }
    if !entry.path.is_empty() {
        let steps: Vec<Value> = entry.path.iter().map(|hop| step(hop, sheet)).collect();
        put("codeFlows", json!([{"threadFlows": [{"locations": steps}]}]));
    }
    if let Some(accepted) = &entry.accepted {
        put(
            "suppressions",
            json!([{"kind": "inSource", "status": "accepted", "justification": clean(&accepted.sentence())}]),
        );
    }
    // Without a baseline nothing is known to be new.
    if entry.known {
        put("baselineState", json!("unchanged"));
    }
    Value::Object(result)
}

fn text(entry: &Entry<'_>) -> String {
    entry.help.as_ref().map_or_else(
        || entry.message.to_string(),
        |help| format!("{}. Help: {help}", entry.message),
    )
}

fn with(mut value: Value, key: &str, extra: Value) -> Value {
    if let Value::Object(map) = &mut value {
        map.insert(key.to_owned(), extra);
    }
    value
}

/// Every result needs a file: what is about none points at the first inventory.
fn location(place: Option<&PlaceEntry<'_>>, sheet: &Sheet<'_>) -> Value {
    let fallback =
        sheet.inventories.first().map_or("inventory.yaml", |inventory| inventory.file.as_str());
    let file = place.map_or(fallback, |place| &*place.file);
    let mut region = Map::new();
    let number = |get: fn(&PlaceEntry<'_>) -> Option<u32>| place.and_then(get);
    region.insert("startLine".to_owned(), json!(number(|p| p.line).unwrap_or(1)));
    let rest = [
        ("startColumn", number(|p| p.column)),
        ("endLine", number(|p| p.end_line)),
        ("endColumn", number(|p| p.end_column)),
    ];
    region
        .extend(rest.into_iter().filter_map(|(key, value)| Some((key.to_owned(), json!(value?)))));
    let physical =
        json!({"physicalLocation": {"artifactLocation": {"uri": uri(file)}, "region": region}});
    match place.filter(|place| !place.text.is_empty()) {
        Some(place) => with(physical, "message", json!({"text": clean(&place.text)})),
        None => physical,
    }
}

fn step(hop: &HopEntry<'_>, sheet: &Sheet<'_>) -> Value {
    json!({"location": with(location(Some(&hop.place), sheet), "message", json!({"text": clean(&hop.text)}))})
}
