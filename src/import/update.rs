//! Bringing what was imported into an inventory that exists, as edits of its text: comments, order and whatever people wrote stay.
//!
//! What sources observe (service pack, architecture, patches, files, when last seen) is brought up to date; what people decide (kind,
//! segment, criticality, owner, listening ports) is only filled in where it is missing. Patches are added, never taken away. Hosts
//! that stand in tables are left to their tables. Importing the same files again changes nothing.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{Imported, Placed, write};
use crate::advisory::Advisories;
use crate::diagnostic::Diagnostics;
use crate::inventory::Inventory;
use crate::source::yaml::{self, Node, Value};
use crate::source::{SourceId, Sources};
use crate::term::patch::PatchId;

/// Keys that are brought up to date; all others are only filled in.
const OBSERVED: [&str; 5] = ["os", "sp", "arch", "files", "last_seen"];

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
}

/// One change of a text: what is put in place of a range.
struct Edit {
    start: usize,
    end: usize,
    with: String,
}

/// Why an inventory cannot be updated in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpdateError {
    /// The text is no mapping.
    #[error("the file is not an inventory")]
    NoInventory,
    /// An alias stands for text elsewhere: an edit would change every place that uses it.
    #[error("the inventory uses YAML aliases (`*name`), so that one edit would change many places: write the values out")]
    Aliases,
}

/// Updates the text of an inventory. `inventory` is the same inventory resolved, with the hosts of its tables.
pub fn update(
    source: SourceId,
    sources: &Sources,
    inventory: &Inventory,
    imported: &Imported,
    catalogue: &Advisories,
) -> Result<Update, UpdateError> {
    let root = yaml::parse(sources, source, &mut Diagnostics::default()).ok_or(UpdateError::NoInventory)?;
    let Value::Mapping(top) = &root.value else { return Err(UpdateError::NoInventory) };
    let text = sources.get(source).text.as_str();
    if has_alias(&root, text) {
        return Err(UpdateError::Aliases);
    }
    let hosts = value(top, "hosts");
    let known = Known::find(hosts, inventory);
    let mut editor = Editor { text, edits: Vec::new() };
    let mut update = Update::default();
    let mut new: Vec<&Placed> = Vec::new();
    for placed in &imported.hosts {
        match known.of(placed) {
            Place::Listed(node) => update.changed += usize::from(editor.host(node, placed, catalogue)),
            Place::InTable(name) => update.in_tables.push(name.to_owned()),
            Place::Nowhere => new.push(placed),
        }
    }
    update.added = new.len();
    let items = new.iter().map(|placed| Item::host(placed, imported)).collect();
    editor.append(top, "hosts", items);
    editor.append(top, "segments", segments(imported, inventory, &new));
    editor.append(top, "flows", flows(imported, inventory));
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
            Value::Mapping(entries) => entries.iter().any(|(key, value)| has_alias(key, text) || has_alias(value, text)),
        }
}

fn value<'n>(entries: &'n [(Node, Node)], key: &str) -> Option<&'n Node> {
    entries.iter().find(|(name, _)| name.scalar() == Some(key)).map(|(_, value)| value)
}

/// Where a host of the import stands in the inventory.
enum Place<'n> {
    Listed(&'n Node),
    InTable(&'n str),
    Nowhere,
}

/// The hosts of an inventory by name and address.
struct Known<'n> {
    listed: FxHashMap<String, &'n Node>,
    by_address: FxHashMap<String, Option<&'n Node>>,
    in_tables: FxHashMap<String, &'n str>,
}

impl<'n> Known<'n> {
    fn find(hosts: Option<&'n Node>, inventory: &'n Inventory) -> Self {
        let mut known = Self { listed: FxHashMap::default(), by_address: FxHashMap::default(), in_tables: FxHashMap::default() };
        let items = if let Some(Value::Sequence(items)) = hosts.map(|node| &node.value) { items.as_slice() } else { &[] };
        for item in items {
            let Value::Mapping(fields) = &item.value else { continue };
            let text = |key| value(fields, key).and_then(Node::scalar);
            known.listed.extend(text("name").map(|name| (name.to_lowercase(), item)));
            if let Some(address) = text("address") {
                // An address of two hosts names neither.
                known.by_address.entry(address.to_owned()).and_modify(|node| *node = None).or_insert(Some(item));
            }
        }
        let names = inventory.hosts.keys().map(|name| (name.to_lowercase(), &**name));
        known.in_tables = names.filter(|(name, _)| !known.listed.contains_key(name)).collect();
        known
    }

    fn of(&self, placed: &Placed) -> Place<'n> {
        let host = &placed.host;
        let names = [Some(host.name.to_lowercase()), host.fqdn.as_ref().map(|fqdn| fqdn.to_lowercase())];
        if let Some(node) = names.iter().flatten().find_map(|name| self.listed.get(name)) {
            return Place::Listed(node);
        }
        if let Some(name) = names.iter().flatten().find_map(|name| self.in_tables.get(name)) {
            return Place::InTable(name);
        }
        // Only a host without a name of its own is found by its address: addresses move.
        let nameless = host.addresses.first().is_some_and(|address| host.name == super::place::usable(&address.to_string()));
        let by_address =
            host.addresses.first().filter(|_| nameless).and_then(|address| self.by_address.get(&address.to_string()).copied().flatten());
        by_address.map_or(Place::Nowhere, Place::Listed)
    }
}

/// Something to append to a list or mapping: as a block, and for collections in brackets in one line.
struct Item {
    block: String,
    flow: String,
}

impl Item {
    fn host(placed: &Placed, imported: &Imported) -> Self {
        let mut block = String::new();
        write::host(placed, &imported.files, &mut block);
        let fields = write::fields(placed).into_iter().map(|(key, value, _)| format!("{key}: {value}"));
        let name = format!("name: {}", write::scalar(&placed.host.name));
        Self { block, flow: format!("{{{}}}", std::iter::once(name).chain(fields).collect::<Vec<_>>().join(", ")) }
    }
}

/// The segments that new hosts and flows need and that are not there yet.
fn segments(imported: &Imported, inventory: &Inventory, new: &[&Placed]) -> Vec<Item> {
    let hosts = new.iter().flat_map(|placed| placed.segments.iter().map(String::as_str));
    let flows = imported.flows.iter().flat_map(|flow| [flow.from.as_str(), flow.to.as_str()]);
    let names: BTreeSet<&str> =
        hosts.chain(flows).filter(|name| *name != crate::firewall::INTERNET && !inventory.segments.contains_key(*name)).collect();
    let item = |name: &str| {
        let isolated = imported.isolated.iter().any(|isolated| isolated == name);
        let inside = if isolated { "{isolated: true}" } else { "{}" };
        Item { block: write::segment(name, &[], isolated), flow: format!("{}: {inside}", write::scalar(name)) }
    };
    names.into_iter().map(item).collect()
}

/// The flows whose ends no flow of the inventory has. Where no firewall says anything, what the inventory says stays.
fn flows(imported: &Imported, inventory: &Inventory) -> Vec<Item> {
    let name = |end| match end {
        crate::inventory::End::Internet => crate::firewall::INTERNET,
        crate::inventory::End::Segment(id) => inventory.segment(id).0,
    };
    let there: BTreeSet<(&str, &str, Option<&str>)> =
        inventory.flows.keys().map(|key| (name(key.from), name(key.to), key.host.as_deref())).collect();
    let said = imported.flows.iter().filter(|flow| !flow.unsaid);
    let new = said.filter(|flow| !there.contains(&(flow.from.as_str(), flow.to.as_str(), flow.host.as_deref())));
    new.map(|flow| {
        let one_line = format!("{}: {}", write::scalar(&flow.key()), super::firewall::ports_yaml(flow));
        Item { block: write::flow(flow), flow: one_line }
    })
    .collect()
}

/// Collects edits of a text.
struct Editor<'t> {
    text: &'t str,
    edits: Vec<Edit>,
}

impl Editor<'_> {
    /// Brings one host up to date; says whether that changed anything.
    fn host(&mut self, node: &Node, placed: &Placed, catalogue: &Advisories) -> bool {
        let Value::Mapping(fields) = &node.value else { return false };
        let before = self.edits.len();
        let mut missing = Vec::new();
        for (key, new, _) in write::fields(placed) {
            let here = value(fields, key);
            match (key, here) {
                // A host is in `segment` or in `segments`; a kind or an owner is what people decide.
                ("segment" | "segments", _) => {
                    let placed = value(fields, "segment").is_some() || value(fields, "segments").is_some();
                    missing.extend((!placed).then(|| format!("{key}: {new}")));
                }
                ("patches", Some(old)) => self.patches(old, placed),
                ("patches_complete", _) if value(fields, "patches").is_some() => {}
                ("os", _) if !placed.host.os_known && here.is_some() => {}
                (_, None) => missing.push(format!("{key}: {new}")),
                (_, Some(old)) if OBSERVED.contains(&key) && !same(key, old, &new, catalogue) => self.replace(old, new),
                _ => {}
            }
        }
        // A complete list makes a list that was cut off complete.
        if let Some(old) = value(fields, "patches_complete").filter(|old| placed.host.patches_complete && old.scalar() == Some("false")) {
            self.replace(old, "true".to_owned());
        }
        self.add_keys(node, fields, &missing);
        self.edits.len() > before
    }

    /// Adds patches that are not listed yet.
    fn patches(&mut self, old: &Node, placed: &Placed) {
        let Value::Sequence(items) = &old.value else { return };
        let there: Vec<PatchId> = items.iter().filter_map(|item| item.scalar()?.parse().ok()).collect();
        let new: Vec<String> = placed.host.patches.iter().flatten().filter(|id| !there.contains(id)).map(ToString::to_string).collect();
        if new.is_empty() {
            return;
        }
        let items = new.into_iter().map(|id| Item { block: format!("- {id}\n"), flow: id }).collect();
        self.extend(old, items, |indent, item| format!("{indent}{}", item.block));
    }

    fn replace(&mut self, old: &Node, with: String) {
        let (start, end) = (old.span.start as usize, old.span.end as usize);
        // A value of several lines may hold comments: it is left to people.
        if self.text.get(start..end).is_some_and(|text| !text.contains('\n')) {
            self.edits.push(Edit { start, end, with });
        }
    }

    /// Adds keys at the end of a mapping.
    fn add_keys(&mut self, node: &Node, fields: &[(Node, Node)], keys: &[String]) {
        let Some((first, _)) = fields.first().filter(|_| !keys.is_empty()) else { return };
        if self.is_bracketed(node) {
            return self.before_bracket(node, keys.join(", "), true);
        }
        let indent = " ".repeat(self.column(first.span.start as usize));
        let lines: String = keys.iter().map(|key| format!("{indent}{key}\n")).collect();
        self.after_line(self.last_end(node), &lines);
    }

    /// Adds items under a key of the top level, or the key with them where it is missing.
    fn append(&mut self, top: &[(Node, Node)], key: &str, items: Vec<Item>) {
        if items.is_empty() {
            return;
        }
        let Some(node) = value(top, key).filter(|node| !node.is_null()) else {
            let heading = if value(top, key).is_some() { String::new() } else { format!("{key}:\n") };
            let lines: String = items.iter().map(|item| item.block.as_str()).collect();
            let place = top.iter().find(|(name, _)| name.scalar() == Some(key)).map_or(self.text.len(), |(name, _)| name.span.end as usize);
            return self.after_line(place, &format!("{heading}{lines}"));
        };
        self.extend(node, items, |indent, item| {
            // Blocks are written with two blanks in front.
            item.block.lines().map(|line| format!("{indent}{}\n", line.strip_prefix("  ").unwrap_or(line))).collect()
        });
    }

    /// Adds items at the end of a list or mapping.
    fn extend(&mut self, node: &Node, items: Vec<Item>, block: impl Fn(&str, &Item) -> String) {
        let filled = match &node.value {
            Value::Sequence(inside) => !inside.is_empty(),
            Value::Mapping(inside) => !inside.is_empty(),
            Value::Scalar { .. } => return,
        };
        if self.is_bracketed(node) {
            let list: Vec<&str> = items.iter().map(|item| item.flow.as_str()).collect();
            return self.before_bracket(node, list.join(", "), filled);
        }
        let indent = " ".repeat(self.column(node.span.start as usize));
        let lines: String = items.iter().map(|item| block(&indent, item)).collect();
        self.after_line(self.last_end(node), &lines);
    }

    /// Where the last value of a node ends: a block's own end may lie behind comments that follow it.
    fn last_end(&self, node: &Node) -> usize {
        let own = node.span.end as usize;
        match &node.value {
            _ if self.is_bracketed(node) => own,
            Value::Sequence(items) => items.last().map_or(own, |item| self.last_end(item)),
            Value::Mapping(entries) => entries.last().map_or(own, |(key, value)| self.last_end(value).max(key.span.end as usize)),
            Value::Scalar { .. } => own,
        }
    }

    fn is_bracketed(&self, node: &Node) -> bool {
        self.text[node.span.start as usize..].starts_with(['[', '{'])
    }

    /// Puts text before the closing bracket of a collection.
    fn before_bracket(&mut self, node: &Node, text: String, filled: bool) {
        let inside = &self.text[..(node.span.end as usize).saturating_sub(1)];
        let end = inside.trim_end();
        let comma = if !filled || end.ends_with(',') { "" } else { ", " };
        self.edits.push(Edit { start: end.len(), end: end.len(), with: format!("{comma}{text}") });
    }

    /// Puts whole lines behind the line in which a place is.
    fn after_line(&mut self, place: usize, lines: &str) {
        let rest = &self.text[place..];
        let (at, with) = match rest.find('\n') {
            Some(end) => (place + end + 1, lines.to_owned()),
            None if self.text.is_empty() || self.text.ends_with('\n') => (self.text.len(), lines.to_owned()),
            None => (self.text.len(), format!("\n{lines}")),
        };
        self.edits.push(Edit { start: at, end: at, with });
    }

    /// The column of a place, counted in characters from 0.
    fn column(&self, place: usize) -> usize {
        let line = self.text[..place].rfind('\n').map_or(0, |end| end + 1);
        self.text[line..place].chars().count()
    }

    /// The text with all edits made, with the line ends that it has. Edits at one place keep the order in which they were asked for.
    fn finish(mut self) -> String {
        let windows = self.text.contains("\r\n");
        self.edits.sort_by_key(|edit| edit.start);
        let mut text = String::with_capacity(self.text.len() + 256);
        let mut at = 0;
        for edit in &self.edits {
            if edit.start >= at {
                text.push_str(&self.text[at..edit.start]);
                text.push_str(&if windows { edit.with.replace('\n', "\r\n") } else { edit.with.clone() });
                at = edit.end;
            }
        }
        text.push_str(&self.text[at..]);
        text
    }
}

/// Whether two values mean the same: two names of one product, two spellings of one version.
fn same(key: &str, old: &Node, new: &str, catalogue: &Advisories) -> bool {
    let plain = new.trim_matches('"');
    match (key, old.scalar()) {
        ("os", Some(text)) => text == plain || (catalogue.product(text).is_some() && catalogue.product(text) == catalogue.product(plain)),
        ("sp", Some(text)) => text.trim_end_matches(['a', 'A']) == plain,
        ("arch", Some(text)) => text.parse::<crate::term::platform::Arch>().ok() == plain.parse().ok(),
        // A day on which a host was seen only moves forward.
        ("last_seen", Some(text)) => yaml::date(text) >= yaml::date(plain),
        ("files", None) => {
            files(old) == new.trim_matches(['{', '}']).split(", ").map(|pair| pair.replace('"', "")).collect::<BTreeSet<_>>()
        }
        (_, Some(text)) => text == plain,
        _ => false,
    }
}

fn files(node: &Node) -> BTreeSet<String> {
    let Value::Mapping(entries) = &node.value else { return BTreeSet::new() };
    entries.iter().filter_map(|(name, version)| Some(format!("{}: {}", name.scalar()?.to_lowercase(), version.scalar()?))).collect()
}
