//! Bringing what was imported into an inventory that exists, as edits of its text: comments, order
//! and whatever people wrote stay.
//!
//! What sources observe (service pack, architecture, patches, files, when last seen) is brought up
//! to date; what people decide (kind, segment, criticality, owner, listening ports) is only filled
//! in where it is missing. Patches are added, and taken away only where a scan finds them missing
//! or where the host runs another system now. Service pack, architecture, files and patches of a
//! system that is not the one that the inventory keeps are left out and listed. Hosts that stand in
//! tables are left to their tables. Importing the same files again changes nothing.

mod edit;
mod observed;

use std::borrow::Cow;
use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::fact::Field;
use super::merge::{Conflict, Conflicts};
use super::{Imported, Placed, unknown, write};
use crate::advisory::Advisories;
use crate::diagnostic::Diagnostics;
use crate::inventory::{Inventory, System};
use crate::source::yaml::{self, Node, Value};
use crate::source::{SourceId, Sources};
use edit::{Editor, Item, value};

/// What an update does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// The inventory afterwards.
    pub text: String,
    /// Hosts that were there and changed.
    pub changed: usize,
    /// Hosts that are new.
    pub added: usize,
    /// Hosts that stand in tables and were not touched.
    pub in_tables: Vec<String>,
    /// What was left out since the inventory says otherwise.
    pub conflicts: Conflicts,
}

/// Why an inventory cannot be updated in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpdateError {
    /// The text is no mapping.
    #[error("the file is not an inventory")]
    NoInventory,
    /// An alias stands for text elsewhere: an edit would change every place that uses it.
    #[error(
        "the inventory uses YAML aliases (`*name`), so that one edit would change many places: write the values out"
    )]
    Aliases,
}

/// Updates the text of an inventory. `inventory` is the same inventory resolved, with the hosts of
/// its tables.
pub fn update(
    source: SourceId,
    sources: &Sources,
    inventory: &Inventory,
    imported: &Imported,
    catalogue: &Advisories,
) -> Result<Update, UpdateError> {
    let root = yaml::parse(sources, source, &mut Diagnostics::default())
        .ok_or(UpdateError::NoInventory)?;
    let Value::Mapping(top) = &root.value else { return Err(UpdateError::NoInventory) };
    let text = sources.get(source).text.as_str();
    if has_alias(&root, text) {
        return Err(UpdateError::Aliases);
    }
    let hosts = value(top, "hosts");
    let known = Known::find(hosts, inventory);
    let mut conflicts = Conflicts::default();
    let mut editor = Editor::new(text);
    let mut update = Update::default();
    let mut new: Vec<Cow<'_, Placed>> = Vec::new();
    let mut met = FxHashSet::default();
    for placed in &imported.hosts {
        match known.of(placed).of_one(placed, catalogue, &mut met) {
            Place::Listed(node, system) => {
                let before = editor.len();
                observed::bring_up_to_date(
                    &mut editor,
                    node,
                    system,
                    placed,
                    catalogue,
                    &mut update.conflicts,
                );
                update.changed += usize::from(editor.len() > before);
            }
            Place::InTable(name) => update.in_tables.push(name.to_owned()),
            Place::Unclear(names) => {
                conflicts.push(Conflict {
                    host: placed.host.name.clone(),
                    field: Field::Name,
                    kept: (format!("a new host {}", placed.host.name), None),
                    dropped: (format!("{}: it may be each of them", names.join(" or ")), None),
                });
                new.push(Cow::Borrowed(placed));
            }
            Place::Another(name) => {
                let full = placed.host.fqdn.as_deref().unwrap_or(&placed.host.name);
                conflicts.push(Conflict {
                    host: full.to_owned(),
                    field: Field::Name,
                    kept: (format!("a new host {full}"), None),
                    dropped: (
                        format!("{name}: it runs another system, or was found already"),
                        None,
                    ),
                });
                let mut renamed = placed.clone();
                renamed.host.name = full.to_owned();
                new.push(Cow::Owned(renamed));
            }
            Place::Group(name, count) => conflicts.push(Conflict {
                host: placed.host.name.clone(),
                field: Field::Name,
                kept: (format!("{name} stands for {count} machines"), None),
                dropped: ("what was found on one of them".to_owned(), None),
            }),
            Place::Nowhere => new.push(Cow::Borrowed(placed)),
        }
    }
    update.conflicts.extend(conflicts);
    update.added = new.len();
    let items = new.iter().map(|placed| Item::host(placed, imported)).collect();
    editor.append(top, "hosts", items);
    editor.append(top, "segments", segments(imported, inventory, &new));
    editor.append(
        top,
        "flows",
        [flows(imported, inventory), unknown_flows(imported, inventory, &new)].concat(),
    );
    update.text = editor.finish();
    Ok(update)
}

/// Whether a value is an alias; no other unquoted value starts with a star.
fn has_alias(node: &Node, text: &str) -> bool {
    let starred = text.get(node.span.start as usize..).is_some_and(|text| text.starts_with('*'));
    starred
        || match &node.value {
            Value::Scalar { .. } => false,
            Value::Sequence(items) => items.iter().any(|item| has_alias(item, text)),
            Value::Mapping(entries) => {
                entries.iter().any(|(key, value)| has_alias(key, text) || has_alias(value, text))
            }
        }
}

/// The most full names of one short name that are told.
const MAX_FULL: usize = 3;

/// Where a host of the import stands in the inventory.
enum Place<'n> {
    Listed(&'n Node, Option<&'n System>),
    InTable(&'n str),
    /// It may be each of several.
    Unclear(Vec<&'n str>),
    /// A host of its short name stands there, which is another machine.
    Another(&'n str),
    /// So many machines stand there that are alike; what is so of one need not be so of all.
    Group(&'n str, u64),
    Nowhere,
}

impl<'n> Place<'n> {
    /// The same, as far as an entry of the inventory is of this one machine: not if it stands for
    /// several, nor if only its short name is that of a machine with another system, or of one that
    /// was met before.
    fn of_one(self, placed: &Placed, catalogue: &Advisories, met: &mut FxHashSet<u32>) -> Self {
        let Self::Listed(node, system) = self else { return self };
        let Value::Mapping(fields) = &node.value else { return self };
        let text = |key| value(fields, key).and_then(Node::scalar);
        let name = text("name").unwrap_or("");
        let is_first = met.insert(node.span.start);
        if let Some(count) = text("count").and_then(|count| count.parse().ok()).filter(|n| *n > 1) {
            return Self::Group(name, count);
        }
        let is_short = placed.host.fqdn.is_some() && !name.contains('.');
        let os = text("os").or(system.map(|system| system.os.as_str()));
        match is_short && (!is_first || observed::is_another(os, placed, catalogue)) {
            true => Self::Another(name),
            false => self,
        }
    }
}

/// The hosts of an inventory by name and address.
struct Known<'n> {
    listed: FxHashMap<String, &'n Node>,
    by_address: FxHashMap<String, Option<&'n Node>>,
    in_tables: FxHashMap<String, &'n str>,
    /// The full names that begin with a short one; a few.
    full: FxHashMap<String, Vec<&'n str>>,
    /// What each host runs, with what defaults and patterns say.
    systems: FxHashMap<String, &'n System>,
}

impl<'n> Known<'n> {
    fn find(hosts: Option<&'n Node>, inventory: &'n Inventory) -> Self {
        let systems = inventory
            .hosts()
            .map(|(_, name, host)| (name.to_lowercase(), inventory.system(host.system)))
            .collect();
        let mut known = Self {
            listed: FxHashMap::default(),
            by_address: FxHashMap::default(),
            in_tables: FxHashMap::default(),
            full: FxHashMap::default(),
            systems,
        };
        let items = if let Some(Value::Sequence(items)) = hosts.map(|node| &node.value) {
            items.as_slice()
        } else {
            &[]
        };
        for item in items {
            let Value::Mapping(fields) = &item.value else { continue };
            let text = |key| value(fields, key).and_then(Node::scalar);
            known.listed.extend(text("name").map(|name| (name.to_lowercase(), item)));
            if let Some(address) = text("address") {
                // An address of two hosts names neither.
                known
                    .by_address
                    .entry(address.to_owned())
                    .and_modify(|node| *node = None)
                    .or_insert(Some(item));
            }
        }
        let names = inventory.hosts.keys().map(|name| (name.to_lowercase(), &**name));
        known.in_tables = names.filter(|(name, _)| !known.listed.contains_key(name)).collect();
        for name in inventory.hosts.keys() {
            let Some((short, _)) = name.split_once('.') else { continue };
            let all = known.full.entry(short.to_lowercase()).or_default();
            if all.len() < MAX_FULL && name.parse::<std::net::IpAddr>().is_err() {
                all.push(&**name);
            }
        }
        known
    }

    /// The host of a name, whichever way it stands there.
    fn called(&self, name: &str) -> Option<Place<'n>> {
        if let Some(node) = self.listed.get(name) {
            return Some(self.listed(node));
        }
        self.in_tables.get(name).map(|name| Place::InTable(name))
    }

    fn listed(&self, node: &'n Node) -> Place<'n> {
        let name = if let Value::Mapping(fields) = &node.value {
            value(fields, "name").and_then(Node::scalar)
        } else {
            None
        };
        Place::Listed(node, name.and_then(|name| self.systems.get(&name.to_lowercase()).copied()))
    }

    fn of(&self, placed: &Placed) -> Place<'n> {
        let host = &placed.host;
        let (name, full) = (host.name.to_lowercase(), host.fqdn.as_ref().map(|f| f.to_lowercase()));
        let names = [Some(&name), full.as_ref()];
        let listed = names.into_iter().flatten().find_map(|name| self.listed.get(name));
        if let Some(node) = listed {
            return self.listed(node);
        }
        if let Some(found) = names.into_iter().flatten().find_map(|name| self.called(name)) {
            return found;
        }
        // A short name stands for the one full name that begins with it.
        if let (None, Some(known)) = (&full, self.full.get(&name)) {
            match known.as_slice() {
                [only] => return self.called(&only.to_lowercase()).unwrap_or(Place::Nowhere),
                [_, _, ..] => return Place::Unclear(known.clone()),
                [] => {}
            }
        }
        // Only a host without a name of its own is found by its address: addresses move.
        let nameless = host
            .addresses
            .first()
            .is_some_and(|address| host.name == super::place::usable(&address.to_string()));
        let by_address = host
            .addresses
            .first()
            .filter(|_| nameless)
            .and_then(|address| self.by_address.get(&address.to_string()).copied().flatten());
        by_address.map_or(Place::Nowhere, |node| self.listed(node))
    }
}

impl Item {
    fn host(placed: &Placed, imported: &Imported) -> Self {
        let mut block = String::new();
        write::Blocks::default().host(placed, &imported.files, &mut block);
        let fields =
            write::fields(placed).into_iter().map(|(key, value, _)| format!("{key}: {value}"));
        let name = format!("name: {}", write::scalar(&placed.host.name));
        Self {
            block,
            flow: format!(
                "{{{}}}",
                std::iter::once(name).chain(fields).collect::<Vec<_>>().join(", ")
            ),
        }
    }
}

/// The segments that new hosts and flows need and that are not there yet.
fn segments(imported: &Imported, inventory: &Inventory, new: &[Cow<'_, Placed>]) -> Vec<Item> {
    let hosts = new.iter().flat_map(|placed| placed.segments.iter().map(String::as_str));
    let flows = imported.flows.iter().flat_map(|flow| [flow.from.as_str(), flow.to.as_str()]);
    let names: BTreeSet<&str> = hosts
        .chain(flows)
        .filter(|name| {
            *name != crate::firewall::INTERNET && !inventory.segments.contains_key(*name)
        })
        .collect();
    let item = |name: &str| {
        let isolated = imported.isolated.iter().any(|isolated| isolated == name);
        let inside = if isolated { "{isolated: true}" } else { "{}" };
        Item {
            block: write::segment(name, &[], isolated),
            flow: format!("{}: {inside}", write::scalar(name)),
        }
    };
    names.into_iter().map(item).collect()
}

/// What is not known of segments that are new.
fn unknown_flows(imported: &Imported, inventory: &Inventory, new: &[Cow<'_, Placed>]) -> Vec<Item> {
    // An inventory without flows does not describe its network at all: some that are unknown would
    // make the others closed. One whose list of flows is empty says that all of them are closed.
    if !inventory.flows_described {
        return Vec::new();
    }
    let hosts = new.iter().flat_map(|placed| placed.segments.iter().map(String::as_str));
    let fresh: BTreeSet<&str> =
        hosts.filter(|name| !inventory.segments.contains_key(*name)).collect();
    let fresh: Vec<&str> = fresh.into_iter().collect();
    let flows =
        unknown::flows_of_new(imported, &fresh, inventory.segments.keys().map(|name| &**name));
    let item = |(from, to): &(String, String)| Item {
        block: write::unknown_flow(from, to),
        flow: format!("{}: unknown", write::scalar(&format!("{from} -> {to}"))),
    };
    flows.iter().map(item).collect()
}

/// The flows whose ends no flow of the inventory has. Where no firewall says anything, what the
/// inventory says stays; if it says nothing of flows at all, the first one closes all others, so what
/// is not known is written, too.
fn flows(imported: &Imported, inventory: &Inventory) -> Vec<Item> {
    let name = |end| inventory.end_name(end);
    let there: BTreeSet<(&str, &str, Option<&str>)> = inventory
        .flows
        .keys()
        .map(|key| (name(key.from), name(key.to), key.host.as_deref()))
        .collect();
    let said = imported.flows.iter().filter(|flow| !flow.unsaid || !inventory.flows_described);
    let new = said.filter(|flow| {
        !there.contains(&(flow.from.as_str(), flow.to.as_str(), flow.host.as_deref()))
    });
    new.map(|flow| {
        let one_line =
            format!("{}: {}", write::scalar(&flow.key()), super::firewall::ports_yaml(flow));
        Item { block: write::flow(flow), flow: one_line }
    })
    .collect()
}
