//! Names that a configuration gives to addresses: `name 10.2.0.5 files`.

use std::collections::HashMap;

/// Names with the addresses that they stand for.
#[derive(Debug, Default)]
pub(super) struct Named(HashMap<String, String>);

impl Named {
    /// `name 10.2.0.5 files`.
    pub(super) fn add(&mut self, address: &str, name: &str) {
        self.0.insert(name.to_owned(), address.to_owned());
    }

    /// What a word stands for where an address is expected.
    pub(super) fn get<'s>(&'s self, word: &'s str) -> &'s str {
        self.0.get(word).map_or(word, String::as_str)
    }
}
