//! Policies of other kinds than the usual ones, by what they have to do with packets that pass.

use std::collections::{BTreeMap, HashMap};

use super::interface::Interfaces;
use super::object::Objects;
use super::policy;
use super::section::Entry;
use crate::firewall::{Action, Rule};

/// Kinds that let nothing through and stop nothing that passes: they are about the firewall itself,
/// about what is sent to many, about floods, or about how fast something passes.
const IDLE: [&str; 15] = [
    "firewall policy",
    "firewall policy6",
    "firewall local-in-policy",
    "firewall local-in-policy6",
    "firewall multicast-policy",
    "firewall multicast-policy6",
    "firewall interface-policy",
    "firewall interface-policy6",
    "firewall DoS-policy",
    "firewall DoS-policy6",
    "firewall shaping-policy",
    "firewall ttl-policy",
    "firewall on-demand-sniffer",
    "firewall decrypted-traffic-mirror",
    "firewall policy-lookup",
];

/// The rules of all other kinds, in front of the policies: none of them closes anything.
pub(super) fn rules(
    sections: &HashMap<String, Vec<Entry>>,
    objects: &Objects<'_>,
    interfaces: &Interfaces,
) -> Vec<Rule> {
    let sorted: BTreeMap<&str, &Vec<Entry>> =
        sections.iter().map(|(name, entries)| (name.as_str(), entries)).collect();
    let alone = !sections.contains_key("firewall policy");
    let mut found = Vec::new();
    for (name, entries) in sorted.into_iter().filter(|(name, _)| is_policy(name)) {
        for entry in entries.iter().filter(|entry| entry.value("status") != "disable") {
            found.extend(match name {
                // What earlier versions call policies.
                "firewall consolidated policy" if alone => policy(entry, objects, interfaces),
                "firewall consolidated policy" | "firewall security-policy" => {
                    doubted(name, policy(entry, objects, interfaces))
                }
                "firewall acl" | "firewall acl6" => vec![stopped(name, entry)],
                _ => vec![unread(name, entry)],
            });
        }
    }
    found
}

fn is_policy(name: &str) -> bool {
    let is_kind = name.ends_with("policy") || name.ends_with("policy46");
    let is_kind = is_kind || name.ends_with("policy64") || name.starts_with("firewall acl");
    name.starts_with("firewall ") && is_kind && !IDLE.contains(&name)
}

/// Policies beside the usual ones: which of them are in force is a setting that is not read.
fn doubted(section: &str, rules: Vec<Rule>) -> Vec<Rule> {
    let why = format!("whether what stands in `{section}` is in force is not known");
    rules.into_iter().map(|rule| rule.because(why.clone())).collect()
}

/// It stops something before policies are asked; what is not read.
fn stopped(section: &str, entry: &Entry) -> Rule {
    Rule::new(entry.line, &shown(section, entry), Action::Deny)
        .because(format!("`{section}` is not read: what it stops is not known"))
}

fn unread(section: &str, entry: &Entry) -> Rule {
    Rule::unknown(entry.line, &shown(section, entry), format!("`{section}` is not read"))
}

fn shown(section: &str, entry: &Entry) -> String {
    format!("{section} {}", entry.name)
}
