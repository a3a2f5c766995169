//! The `segments:` mapping, and finding segments by name.

use std::net::IpAddr;

use indexmap::IndexMap;

use super::document::Document;
use super::name::{self, INTERNET, Named};
use super::role::{self, ForHosts};
use crate::diagnostic::suggest;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::inventory::{Segment, SegmentId};
use crate::source::Span;
use crate::source::yaml::{Fields, Node};

const WHAT: &str = "a segment";
const KEYS: &[&str] = &["users", "isolated", "criticality", "antivirus", "description", "networks"];
/// More people than work anywhere.
const MAX_USERS: u32 = 100_000_000;

/// The segments of an inventory, sorted by name.
#[derive(Debug)]
pub(super) struct Segments {
    pub(super) by_name: IndexMap<String, Segment>,
    /// What each states for its hosts, in the same order.
    stated: Vec<ForHosts>,
    /// False where the file has no usable `segments:`, which was reported: then no name is called
    /// unknown.
    usable: bool,
}

impl Segments {
    pub(super) fn resolve(document: &Document<'_>, diagnostics: &mut Diagnostics) -> Self {
        let node = document.fields.required("segments", "an inventory", diagnostics);
        let entries = node.and_then(|node| {
            Fields::unique_entries(node, "`segments`", Code::DuplicateSegment, diagnostics)
        });
        let usable = entries.is_some() && !document.is_damaged("segments");
        let mut found: Vec<(String, Segment, ForHosts)> = Vec::new();
        for (name, key, value) in entries.unwrap_or_default() {
            if is_usable_name(name, key, diagnostics) {
                let (segment, for_hosts) = segment(key, value, diagnostics);
                found.push((name.to_owned(), segment, for_hosts));
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        let stated = found.iter().map(|(_, _, for_hosts)| *for_hosts).collect();
        Self {
            by_name: found.into_iter().map(|(name, segment, _)| (name, segment)).collect(),
            stated,
            usable,
        }
    }

    /// The segment of a name.
    pub(super) fn id(&self, name: &str) -> Option<SegmentId> {
        self.by_name.get_index_of(name).map(|index| SegmentId(index as u32))
    }

    /// The segment of a name; one that is not defined is reported.
    pub(super) fn find(
        &self,
        name: &str,
        place: Span,
        diagnostics: &mut Diagnostics,
    ) -> Option<SegmentId> {
        let found = self.id(name);
        if found.is_none() && self.usable {
            let help = match diagnostics.is_crowded() {
                true => "segments are defined under `segments`".to_owned(),
                false => suggest::help(name, self.by_name.keys().map(String::as_str)),
            };
            let unknown =
                Diagnostic::new(Code::UnknownSegment, format!("no segment is called `{name}`"));
            diagnostics.push(unknown.at(place, "").help(help));
        }
        found
    }

    /// What a segment states for its hosts.
    pub(super) fn for_hosts(&self, id: SegmentId) -> ForHosts {
        self.stated.get(id.0 as usize).copied().unwrap_or_default()
    }
}

/// A segment with a bad name is still defined, so that hosts in it are not reported; one called
/// `internet` is not.
fn is_usable_name(name: &str, key: &Node, diagnostics: &mut Diagnostics) -> bool {
    if name.eq_ignore_ascii_case(INTERNET) {
        let reserved = Diagnostic::new(
            Code::ReservedName,
            format!("`{name}` is the outside and cannot be a segment"),
        );
        diagnostics.push(
            reserved
                .at(key.span, "")
                .help("flows may name `internet` without defining it; rename this segment"),
        );
        return false;
    }
    if let Some(problem) = name::problem(name, Named::Segment, || key.span) {
        diagnostics.push(problem);
    }
    true
}

/// One segment; what is wrong in it is left at its default.
fn segment(key: &Node, value: &Node, diagnostics: &mut Diagnostics) -> (Segment, ForHosts) {
    let mut segment = Segment {
        users: 0,
        users_stated: false,
        antivirus: None,
        isolated: false,
        networks: Vec::new(),
        place: key.span,
    };
    // `dmz:` says as much as `dmz: {}`.
    if value.is_null() {
        return (segment, ForHosts::default());
    }
    let Some(fields) = Fields::open(value, WHAT, KEYS, diagnostics) else {
        return (segment, ForHosts::default());
    };
    segment.users_stated = fields.get("users").is_some();
    segment.users = fields
        .get("users")
        .and_then(|node| node.integer("`users`", 0..=MAX_USERS, diagnostics))
        .unwrap_or(0);
    segment.isolated = fields
        .get("isolated")
        .and_then(|node| node.boolean("`isolated`", diagnostics))
        .unwrap_or(false);
    segment.networks =
        fields.get("networks").map(|node| networks(node, diagnostics)).unwrap_or_default();
    fields.get("description").map(|node| node.text("`description`", diagnostics));
    let for_hosts = ForHosts {
        criticality: fields
            .get("criticality")
            .and_then(|node| role::criticality(node, diagnostics)),
        antivirus: fields.get("antivirus").and_then(|node| role::antivirus(node, diagnostics)),
    };
    segment.antivirus = for_hosts.antivirus;
    (segment, for_hosts)
}

fn networks(node: &Node, diagnostics: &mut Diagnostics) -> Vec<String> {
    let mut networks = Vec::new();
    for item in node.items("`networks`", diagnostics).unwrap_or_default() {
        let Some(text) = item.text("a network", diagnostics) else { continue };
        if is_network(text) {
            networks.push(text.to_owned());
        } else {
            let bad = Diagnostic::new(Code::BadValue, format!("`{text}` is not a network"));
            diagnostics.push(
                bad.at(item.span, "")
                    .help("write address and prefix length, such as 10.20.0.0/16 or fd00::/8"),
            );
        }
    }
    networks
}

/// An address, a slash, and a prefix length that the address has.
fn is_network(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return false };
    let plain = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
    match (address.parse(), length.parse::<u8>()) {
        (Ok(IpAddr::V4(_)), Ok(length)) => plain && length <= 32,
        (Ok(IpAddr::V6(_)), Ok(length)) => plain && length <= 128,
        _ => false,
    }
}
