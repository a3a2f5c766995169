//! Whether what an attacker gains is the execution of code.
//!
//! CSAF has no fixed words for that. Microsoft's kinds are known; vendors who write a severity or a
//! sentence there are taken, since nothing says that it is less.

use serde_json::Value;

use super::tree::{Tree, list};

/// What is taken, in lower case.
const TAKEOVER: [&str; 5] =
    ["code execution", "arbitrary code", "execute code", "execution of code", "rce"];
/// What is not.
const LESS: [&str; 12] = [
    "information disclosure",
    "elevation of privilege",
    "escalation of privilege",
    "privilege escalation",
    "denial of service",
    "denial-of-service",
    "spoofing",
    "tampering",
    "security feature bypass",
    "defense in depth",
    "cross-site scripting",
    "cross site scripting",
];

/// Whether a product can be taken over; by the impacts that are about it, else by the titles.
pub(super) fn is_takeover(vulnerability: &Value, title: &str, tree: &Tree, product: &str) -> bool {
    let impacts: Vec<&Value> = list(&vulnerability["threats"])
        .filter(|threat| threat["category"] == "impact")
        .filter(|threat| {
            let about = tree.about(threat);
            about.is_empty() || about.contains(product)
        })
        .collect();
    let mut said: Vec<&str> =
        impacts.iter().filter_map(|threat| threat["details"].as_str()).collect();
    if !said.iter().any(|text| names_a_kind(text)) {
        // A title of its own says more than that of a document about several.
        said = vec![vulnerability["title"].as_str().unwrap_or(title)];
    }
    said.iter().any(|text| has(text, &TAKEOVER)) || !said.iter().any(|text| has(text, &LESS))
}

fn names_a_kind(text: &str) -> bool {
    has(text, &TAKEOVER) || has(text, &LESS)
}

/// Whether one of some phrases stands in a text, as whole words.
fn has(text: &str, phrases: &[&str]) -> bool {
    let plain = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let padded = format!(" {plain} ");
    phrases.iter().any(|phrase| padded.contains(&format!(" {phrase} ")))
}
