//! Drafts as YAML files.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::draft::{Draft, Drafts};
use super::product::Platform;
use crate::source::sanitize;

/// The first words of an imported file. What does not begin so was written by a person and is never
/// written over.
pub const MARK: &str = "# Imported by `patchfirst advisories import`";

/// Why nothing but isolation is left where a feed says that a product is affected and no more.
const NO_PATCH: &str = "the feed names no patch";

/// One file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// The files for what was read: one for each new advisory, and `<ID>.overlay.yaml` for what is
/// added to a known one.
pub fn files(drafts: &Drafts) -> Vec<File> {
    let new = drafts
        .new
        .iter()
        .filter(|(_, draft)| draft.published.is_some())
        .map(|(id, draft)| File { name: format!("{id}.yaml"), text: advisory(id, draft) });
    let additions = drafts
        .additions
        .iter()
        .map(|(id, draft)| File { name: format!("{id}.overlay.yaml"), text: overlay(id, draft) });
    new.chain(additions).collect()
}

fn advisory(id: &str, draft: &Draft) -> String {
    let mut text = format!(
        "{MARK}. Change what it says and remove this line, and it is yours.\nadvisory: 1.0.0\nid: {}\n",
        quoted(id)
    );
    let _ = writeln!(text, "title: {}", quoted(&draft.title));
    if let Some(day) = draft.published {
        let _ = writeln!(text, "published: {day}");
    }
    list(&mut text, "cves", draft.cves.iter());
    if draft.ports.is_empty() {
        text += "vectors: unknown\n";
    } else {
        let ports: Vec<String> = draft.ports.to_texts().iter().map(|port| quoted(port)).collect();
        let from = draft.ports_from.as_deref().unwrap_or_default();
        let _ = writeln!(text, "vectors: [{}]   # {}", ports.join(", "), from.replace('\n', " "));
    }
    let _ = writeln!(text, "automatable: {}", draft.automatable.unwrap_or_default());
    text += "affected:\n";
    for (versions, products) in grouped(&draft.fixes) {
        let _ = writeln!(text, "  - {{products: [{}], {}}}", products.join(", "), versions);
    }
    if !draft.supersedes.is_empty() {
        text += "supersedes:\n";
    }
    for ((patch, earlier), platforms) in &draft.supersedes {
        for platform in platforms {
            let _ = writeln!(
                text,
                "  - {{patch: {patch}, replaces: {earlier}, products: [{}], {}}}",
                platform.product,
                range(platform)
            );
        }
    }
    rest(&mut text, draft);
    text
}

/// What is said of a row, with the products of which it is said.
fn grouped(
    fixes: &BTreeMap<Platform, std::collections::BTreeSet<String>>,
) -> BTreeMap<String, Vec<String>> {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (platform, patches) in fixes {
        let patches: Vec<&str> = patches.iter().map(String::as_str).collect();
        let remedy = if patches.is_empty() {
            format!("remedy: isolate, why: {}", quoted(NO_PATCH))
        } else {
            format!("fixed_by: [{}]", patches.join(", "))
        };
        rows.entry(format!("{}, {remedy}", range(platform)))
            .or_default()
            .push(platform.product.clone());
    }
    rows
}

fn range(platform: &Platform) -> String {
    let arch = platform.arch.map_or_else(String::new, |arch| format!(", arch: [{arch}]"));
    format!("versions: {}{arch}", quoted(&platform.version))
}

fn overlay(id: &str, draft: &Draft) -> String {
    let mut text = format!(
        "{MARK}. It adds to the advisory of that id.\nadvisory: 1.0.0\noverlay: {}\n",
        quoted(id)
    );
    rest(&mut text, draft);
    text
}

fn rest(text: &mut String, draft: &Draft) {
    if !draft.seen.is_empty() {
        *text += "timeline:\n";
    }
    for (day, stage, source) in &draft.seen {
        let _ = writeln!(
            text,
            "  - {{by: {day}, stage: {}, source: {}}}",
            stage.as_str(),
            quoted(source)
        );
    }
    list(text, "sources", draft.sources.iter());
    list(text, "notes", draft.notes.iter());
}

fn list<'a>(text: &mut String, key: &str, items: impl Iterator<Item = &'a String>) {
    let items: Vec<String> = items.map(|item| quoted(item)).collect();
    if !items.is_empty() {
        let _ = writeln!(text, "{key}: [{}]", items.join(", "));
    }
}

/// A text in double quotes: what JSON escapes, YAML reads. Characters that no YAML file may hold
/// are shown as their numbers.
fn quoted(text: &str) -> String {
    serde_json::to_string(&sanitize::text(text)).expect("a text is JSON")
}
