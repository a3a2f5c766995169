//! A mapping being read: its keys by type, all problems going to one collector.

use jiff::civil::Date;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::source::yaml::{Fields, Node};

/// A mapping with its name for messages, and the collector that its problems go to.
pub(super) struct Form<'n, 'd> {
    fields: Fields<'n>,
    what: String,
    diagnostics: &'d mut Diagnostics,
}

impl<'n, 'd> Form<'n, 'd> {
    /// Opens a mapping; what `known` does not list is reported.
    pub(super) fn open(
        node: &'n Node,
        what: &str,
        known: &[&str],
        diagnostics: &'d mut Diagnostics,
    ) -> Option<Self> {
        Self::open_with(node, what, known, &[], diagnostics)
    }

    /// Opens a mapping in which some keys may be `null`.
    pub(super) fn open_with(
        node: &'n Node,
        what: &str,
        known: &[&str],
        nullable: &[&str],
        diagnostics: &'d mut Diagnostics,
    ) -> Option<Self> {
        let fields = Fields::open_with(node, what, known, nullable, diagnostics)?;
        Some(Self { fields, what: what.to_owned(), diagnostics })
    }

    /// The whole mapping's place.
    pub(super) fn span(&self) -> Span {
        self.fields.span
    }

    /// The place of a key, if it is there.
    pub(super) fn key(&self, key: &str) -> Option<Span> {
        self.fields.key(key).map(|node| node.span)
    }

    /// Reports a problem.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// A key that must be there; reported if not.
    pub(super) fn require(&mut self, key: &str) -> Option<&'n Node> {
        self.fields.required(key, &self.what, self.diagnostics)
    }

    /// What a function makes of a key's value, if the key is there.
    pub(super) fn value<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&'n Node, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        read(self.fields.get(key)?, self.diagnostics)
    }

    /// What a function makes of each item of a list; items it cannot use are left out. No list
    /// without the key.
    pub(super) fn list<T>(
        &mut self,
        key: &str,
        mut item: impl FnMut(&'n Node, &mut Diagnostics) -> Option<T>,
    ) -> Vec<T> {
        let Some(items) =
            self.fields.get(key).and_then(|node| node.items(&quoted(key), self.diagnostics))
        else {
            return Vec::new();
        };
        items.iter().filter_map(|node| item(node, self.diagnostics)).collect()
    }

    /// A text.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        self.value(key, |node, diagnostics| node.text(&quoted(key), diagnostics).map(str::to_owned))
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        self.list(key, |node, diagnostics| {
            node.text(&format!("an entry of `{key}`"), diagnostics).map(str::to_owned)
        })
    }

    /// A date.
    pub(super) fn date(&mut self, key: &str) -> Option<Date> {
        self.value(key, |node, diagnostics| node.date(&quoted(key), diagnostics))
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, key: &str) -> Option<bool> {
        self.value(key, |node, diagnostics| node.boolean(&quoted(key), diagnostics))
    }

    /// One of a closed set of words.
    pub(super) fn word<T: Copy>(&mut self, key: &str, words: &[(&str, T)]) -> Option<T> {
        self.value(key, |node, diagnostics| node.word(&quoted(key), words, diagnostics))
    }

    /// Reports a list that is there and has nothing in it, where nothing makes no sense.
    pub(super) fn refuse_empty(&mut self, key: &str, help: &str) {
        let Some(node) = self.fields.get(key) else { return };
        if node.items(&quoted(key), &mut Diagnostics::default()).is_some_and(<[Node]>::is_empty) {
            self.report(
                Diagnostic::new(Code::BadValue, format!("`{key}` is empty"))
                    .at(node.span, "")
                    .help(help),
            );
        }
    }
}

fn quoted(key: &str) -> String {
    format!("`{key}`")
}
