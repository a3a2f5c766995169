//! The top level of an inventory: its keys, its version and what describes it.

use jiff::civil::Date;
use semver::Version;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::source::yaml::{Fields, Node, Value};

/// The major version of the format that is read here.
const MAJOR: u64 = 1;
const WHAT: &str = "an inventory";
const KEYS: &[&str] = &[
    "inventory",
    "organisation",
    "as_of",
    "description",
    "calendar",
    "threat",
    "defaults",
    "segments",
    "flows",
    "hosts",
    "hosts_from",
    "expect",
    "accept",
    "plan",
    "costs",
    "activity",
    "activity_from",
];

/// An inventory whose top-level keys have been checked.
pub(super) struct Document<'n> {
    pub(super) fields: Fields<'n>,
    /// Keys of which something was taken out because its form is broken.
    damaged: &'n [String],
}

/// What describes the inventory as a whole.
pub(super) struct Header {
    pub(super) version: Version,
    pub(super) organisation: Option<String>,
    pub(super) as_of: Option<Date>,
    pub(super) place: Span,
}

impl<'n> Document<'n> {
    /// `None` for what is no mapping, and for a version this tool does not read: anything said
    /// about the rest of such a file would mislead.
    pub(super) fn open(
        root: &'n Node,
        damaged: &'n [String],
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        if let Some(unsupported) = unsupported_version(root) {
            diagnostics.push(unsupported);
            return None;
        }
        let emptied: Vec<&str> = damaged.iter().map(String::as_str).collect();
        let mut fields = Fields::open_with(root, WHAT, KEYS, &emptied, diagnostics)?;
        emptied.iter().for_each(|key| fields.excuse(key));
        Some(Self { fields, damaged })
    }

    /// Whether something under a key could not be read: nothing can be said of what it lacks.
    pub(super) fn is_damaged(&self, key: &str) -> bool {
        self.damaged.iter().any(|damaged| damaged == key)
    }

    /// The value of a top-level key, if it is there.
    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        self.fields.get(key)
    }

    /// The items of a top-level list; empty if it is not there or not a list.
    pub(super) fn list(&self, key: &str, diagnostics: &mut Diagnostics) -> &'n [Node] {
        self.get(key)
            .and_then(|node| node.items(&format!("`{key}`"), diagnostics))
            .unwrap_or_default()
    }

    /// Version and description.
    pub(super) fn header(&self, diagnostics: &mut Diagnostics) -> Header {
        let version = self.version(diagnostics).unwrap_or(Version::new(MAJOR, 0, 0));
        let place =
            self.fields.key("inventory").map_or(self.fields.span.first_char(), |key| key.span);
        let organisation = self.text("organisation", diagnostics);
        self.text("description", diagnostics);
        let as_of = self.get("as_of").and_then(|node| node.date("`as_of`", diagnostics));
        Header { version, organisation, as_of, place }
    }

    fn text(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<String> {
        self.get(key)?.text(&format!("`{key}`"), diagnostics).map(str::to_owned)
    }

    fn version(&self, diagnostics: &mut Diagnostics) -> Option<Version> {
        let node = self.fields.required("inventory", WHAT, diagnostics)?;
        let text = node.text("`inventory`", diagnostics)?;
        let version = text.parse().ok();
        if version.is_none() {
            let bad =
                Diagnostic::new(Code::BadVersion, format!("`{text}` is not a format version"));
            diagnostics.push(bad.at(node.span, "").help(format!("write `inventory: {MAJOR}.0.0`")));
        }
        version
    }
}

/// The report about a version of another major number.
fn unsupported_version(root: &Node) -> Option<Diagnostic> {
    let Value::Mapping(entries) = &root.value else { return None };
    let (_, node) = entries.iter().find(|(key, _)| key.scalar() == Some("inventory"))?;
    let version =
        node.scalar()?.parse::<Version>().ok().filter(|version| version.major != MAJOR)?;
    let other = Diagnostic::new(
        Code::UnsupportedVersion,
        format!("format version {version} is not read by this tool"),
    );
    Some(
        other
            .at(node.span, "")
            .help(format!("versions {MAJOR}.x are; the rest of the file was not checked")),
    )
}
