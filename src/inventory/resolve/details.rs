//! What people want to know of a host beyond the risk model.

use super::reader::{Reader, Reported};
use crate::diagnostic::Diagnostics;
use crate::inventory::HostDetails;
use crate::inventory::plan::Restarts;
use crate::source::yaml::{Fields, Node};

/// The keys read here.
pub(super) const KEYS: &[&str] = &[
    "owner",
    "who",
    "minutes",
    "restart",
    "frozen",
    "after",
    "not_with",
    "last_seen",
    "address",
    "tags",
    "note",
];
/// A year of minutes.
const MAX_MINUTES: u32 = 366 * 24 * 60;

pub(super) fn read(
    fields: &Fields<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<HostDetails, Reported> {
    let mut reader = Reader::new(fields);
    let details = HostDetails {
        owner: reader.text("owner", diagnostics),
        who: reader.text("who", diagnostics),
        minutes: reader
            .get("minutes", diagnostics, |node, d| node.integer("`minutes`", 0..=MAX_MINUTES, d)),
        restart: reader
            .get("restart", diagnostics, |node, d| node.word("`restart`", &Restarts::WORDS, d)),
        frozen: reader.text("frozen", diagnostics),
        after: reader
            .get("after", diagnostics, |node, d| texts(node, "`after`", d))
            .unwrap_or_default(),
        not_with: reader
            .get("not_with", diagnostics, |node, d| texts(node, "`not_with`", d))
            .unwrap_or_default(),
        last_seen: reader.get("last_seen", diagnostics, |node, d| node.date("`last_seen`", d)),
        address: reader.text("address", diagnostics),
        tags: reader.get("tags", diagnostics, tags).unwrap_or_default(),
        note: reader.text("note", diagnostics),
    };
    reader.finish(details)
}

/// Fills in what is not stated; `None` where nothing is known.
pub(super) fn complete(stated: HostDetails, defaults: &HostDetails) -> Option<Box<HostDetails>> {
    let filled = if defaults.is_empty() { stated } else { filled(stated, defaults) };
    (!filled.is_empty()).then(|| Box::new(filled))
}

fn filled(stated: HostDetails, defaults: &HostDetails) -> HostDetails {
    let text =
        |stated: Option<String>, default: &Option<String>| stated.or_else(|| default.clone());
    HostDetails {
        owner: text(stated.owner, &defaults.owner),
        who: text(stated.who, &defaults.who),
        minutes: stated.minutes.or(defaults.minutes),
        restart: stated.restart.or(defaults.restart),
        frozen: text(stated.frozen, &defaults.frozen),
        after: if stated.after.is_empty() { defaults.after.clone() } else { stated.after },
        not_with: if stated.not_with.is_empty() {
            defaults.not_with.clone()
        } else {
            stated.not_with
        },
        last_seen: stated.last_seen.or(defaults.last_seen),
        address: text(stated.address, &defaults.address),
        tags: if stated.tags.is_empty() { defaults.tags.clone() } else { stated.tags },
        note: text(stated.note, &defaults.note),
    }
}

/// One name, or a list of names.
pub(super) fn texts(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Vec<String>> {
    let items = if node.scalar().is_some() {
        std::slice::from_ref(node)
    } else {
        node.items(what, diagnostics)?
    };
    items.iter().map(|item| item.text(what, diagnostics).map(str::to_owned)).collect()
}

fn tags(node: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<String>> {
    let items = node.items("`tags`", diagnostics)?;
    items.iter().map(|item| item.text("a tag", diagnostics).map(str::to_owned)).collect()
}
