//! Advisories that are used again: reading the built-in ones takes most of the time of a small
//! case.

use std::cell::RefCell;
use std::ops::Deref;

use patchfirst::advisory::{self, Advisories};
use patchfirst::diagnostic::Diagnostics;
use patchfirst::source::Sources;

use super::PRODUCTS;

thread_local! {
    static SHELF: RefCell<Vec<Advisories>> = const { RefCell::new(Vec::new()) };
}

/// Advisories that return to the shelf.
pub struct Lent {
    advisories: Option<Advisories>,
    from_shelf: bool,
}

impl From<Advisories> for Lent {
    /// Advisories that were not on the shelf do not go there.
    fn from(advisories: Advisories) -> Self {
        Self { advisories: Some(advisories), from_shelf: false }
    }
}

impl Deref for Lent {
    type Target = Advisories;

    fn deref(&self) -> &Advisories {
        self.advisories.as_ref().unwrap()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let returned = self.advisories.take().filter(|_| self.from_shelf);
        SHELF.with_borrow_mut(|shelf| shelf.extend(returned));
    }
}

/// The products of tests, and exactly these advisories.
pub(super) fn lend(texts: &[String], sources: &mut Sources, diagnostics: &mut Diagnostics) -> Lent {
    let mut advisories = SHELF.with_borrow_mut(Vec::pop).unwrap_or_else(products);
    advisories.advisories.clear();
    for text in texts {
        let advisory = advisory::parse_text(text, &advisories, sources, diagnostics).unwrap();
        advisories.advisories.insert(advisory.id.clone(), advisory);
    }
    advisories.advisories.sort_unstable_keys();
    Lent { advisories: Some(advisories), from_shelf: true }
}

fn products() -> Advisories {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("products.yaml"), PRODUCTS).unwrap();
    advisory::with_directory(
        &[folder.path().to_path_buf()],
        &mut Sources::default(),
        &mut Diagnostics::default(),
    )
}
