//! Reading several keys of one entry to the end, although some of them may be wrong.

use crate::diagnostic::Diagnostics;
use crate::source::yaml::{Fields, Node};

/// Something was wrong, and it was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reported;

/// Reads keys one after the other and remembers whether any of them was wrong.
pub(super) struct Reader<'r, 'n> {
    fields: &'r Fields<'n>,
    ok: bool,
}

impl<'r, 'n> Reader<'r, 'n> {
    pub(super) fn new(fields: &'r Fields<'n>) -> Self {
        Self { fields, ok: true }
    }

    /// The value of a key, if it is there and right.
    pub(super) fn get<T>(
        &mut self,
        key: &str,
        diagnostics: &mut Diagnostics,
        read: impl FnOnce(&'n Node, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        let value = read(self.fields.get(key)?, diagnostics);
        self.ok &= value.is_some();
        value
    }

    /// A free text.
    pub(super) fn text(&mut self, key: &str, diagnostics: &mut Diagnostics) -> Option<String> {
        self.get(key, diagnostics, |node, diagnostics| {
            node.text(&format!("`{key}`"), diagnostics).map(str::to_owned)
        })
    }

    /// What was read, unless any of it was wrong.
    pub(super) fn finish<T>(self, value: T) -> Result<T, Reported> {
        if self.ok { Ok(value) } else { Err(Reported) }
    }
}
