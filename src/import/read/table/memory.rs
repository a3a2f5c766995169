//! What rows said, by the words that they said it in: most rows of a large table repeat one above.

use std::sync::Arc;

use csv::StringRecord;
use rustc_hash::FxHashMap;

use crate::import::fact::Fact;

/// More things than a table says of which the rows repeat each other.
const MAX_KEPT: usize = 1 << 16;
/// Stands behind each cell; no text has it.
const END: u8 = 0xff;

/// What was said so far.
#[derive(Debug)]
pub(super) struct Memory {
    /// The cells that say it.
    places: Vec<usize>,
    kept: FxHashMap<Box<[u8]>, Arc<[Fact]>>,
    /// The words of the last row that was looked up.
    words: Vec<u8>,
}

impl Memory {
    /// A memory by the cells at these places.
    pub(super) fn of(places: impl Iterator<Item = usize>) -> Self {
        let mut places: Vec<usize> = places.collect();
        places.sort_unstable();
        places.dedup();
        Self { places, kept: FxHashMap::default(), words: Vec::new() }
    }

    /// What a row with the same cells said.
    pub(super) fn recall(&mut self, cells: &StringRecord) -> Option<Arc<[Fact]>> {
        self.words.clear();
        for cell in self.places.iter().map(|at| cells.get(*at).unwrap_or("")) {
            self.words.extend_from_slice(cell.as_bytes());
            self.words.push(END);
        }
        self.kept.get(self.words.as_slice()).cloned()
    }

    /// Keeps what the row says that was looked up last.
    pub(super) fn keep(&mut self, said: &Arc<[Fact]>) {
        if self.kept.len() < MAX_KEPT {
            self.kept.insert(self.words.as_slice().into(), Arc::clone(said));
        }
    }
}
