//! Numbers that stand for content.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

/// A number that depends on content alone, not on indices: it keeps the coins of an unchanged class, advisory or segment
/// the same when something else in the network changes.
pub(super) fn key_of(content: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    content.hash(&mut hasher);
    hasher.finish()
}
