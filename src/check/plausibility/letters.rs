//! Names that are not what they look like: letters of two alphabets in one word, or those of
//! another name in another alphabet.

use rustc_hash::FxHashMap;
use unicode_security::{MixedScript, skeleton};

use super::remark;
use crate::case::Case;
use crate::check::{Fault, Finding, Rule};
use crate::inventory::{Host, Inventory, SegmentId};

/// Linear in the names; those of plain ASCII are compared with others only where one is not.
pub(super) fn check(case: Case<'_>, findings: &mut Vec<Finding>) {
    let inventory = case.inventory;
    for (_, name, host) in inventory.hosts() {
        let details = host.details.as_deref();
        let tags =
            details.iter().flat_map(|details| &details.tags).map(|tag| ("the tag", tag.as_str()));
        let owner =
            details.and_then(|details| details.owner.as_deref()).map(|owner| ("the owner", owner));
        for (what, text) in std::iter::once(("its name", name)).chain(owner).chain(tags) {
            if let Some(letter) = foreign(text) {
                let message = format!(
                    "{what} `{text}` mixes letters of several alphabets: `{letter}` is {}",
                    number(letter)
                );
                let fault = remark(Rule::LookAlike, message, "type it again");
                findings.push(Finding::of_host(fault.detail(text.to_owned()), name, host));
            }
        }
    }
    for (index, (name, segment)) in inventory.segments.iter().enumerate() {
        if let Some(letter) = foreign(name) {
            let message = format!(
                "segment `{name}` mixes letters of several alphabets: `{letter}` is {}",
                number(letter)
            );
            let fault = Fault::new(Rule::LookAlike, message).help("type it again");
            let finding = Finding::new(fault.detail(name.clone())).at(segment.place);
            findings.push(finding.segment(SegmentId(index as u32)));
        }
    }
    twins(inventory, findings);
}

/// Hosts whose names cannot be told apart by eye.
fn twins(inventory: &Inventory, findings: &mut Vec<Finding>) {
    let mut others: FxHashMap<String, Vec<(&str, &Host)>> = FxHashMap::default();
    for (_, name, host) in inventory.hosts().filter(|(_, name, _)| !name.is_ascii()) {
        others.entry(look(name)).or_default().push((name, host));
    }
    if others.is_empty() {
        return;
    }
    let plain: FxHashMap<String, (&str, &Host)> = inventory
        .hosts()
        .filter(|(_, name, _)| name.is_ascii())
        .map(|(_, name, host)| (look(name), (name, host)))
        .collect();
    for (look, mut same) in others {
        same.sort_unstable_by_key(|(name, _)| *name);
        let first = plain.get(&look).copied().unwrap_or(same[0]);
        for (name, host) in same.into_iter().filter(|(name, _)| *name != first.0) {
            let message = format!("looks like `{}`, and is spelled with other letters", first.0);
            let twin = remark(Rule::LookAlike, message, "remove one of the two, or rename it")
                .detail(first.0.to_owned())
                .beside(first.1.place, "the other one");
            findings.push(Finding::of_host(twin, name, host));
        }
    }
}

/// What a name looks like, without regard to case.
fn look(name: &str) -> String {
    skeleton(&name.to_lowercase()).collect()
}

/// The first letter beyond ASCII of a word that mixes alphabets. Japanese with Latin letters is no
/// such mixture.
fn foreign(text: &str) -> Option<char> {
    if text.is_ascii() {
        return None;
    }
    let mixed = text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_single_script())?;
    mixed.chars().find(|c| !c.is_ascii())
}

fn number(letter: char) -> String {
    format!("U+{:04X}", u32::from(letter))
}
