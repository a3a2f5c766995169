//! Lists that many share, each kept once.

use std::hash::Hash;
use std::sync::Arc;

use rustc_hash::FxHashSet;

/// The lists that were shared so far.
#[derive(Debug)]
pub(super) struct Pool<T>(FxHashSet<Arc<[T]>>);

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self(FxHashSet::default())
    }
}

impl<T: Eq + Hash> Pool<T> {
    /// The list that is equal to this one. Lists of one pool are equal if they lie in one place.
    pub(super) fn share(&mut self, list: Vec<T>) -> Arc<[T]> {
        if let Some(known) = self.0.get(list.as_slice()) {
            return Arc::clone(known);
        }
        let new: Arc<[T]> = list.into();
        self.0.insert(Arc::clone(&new));
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lists_lie_in_one_place() {
        let mut pool = Pool::default();
        let (a, b, c) = (pool.share(vec![1, 2]), pool.share(vec![1, 2]), pool.share(vec![2, 1]));
        assert!(Arc::ptr_eq(&a, &b) && !Arc::ptr_eq(&a, &c));
    }
}
