//! Where sources disagree: what is written, and what is not.

use crate::import::fact::{Field, Origin};

/// Conflicts that are kept of one import, more than anybody reads; the rest are counted.
const MAX_KEPT: usize = 10_000;

/// Two sources that disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The host.
    pub host: String,
    /// The field they disagree about.
    pub field: Field,
    /// What is written, and by whom it is said.
    pub kept: (String, Option<Origin>),
    /// What is not.
    pub dropped: (String, Option<Origin>),
}

/// The conflicts of an import, in the order in which they are found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflicts {
    kept: Vec<Conflict>,
    count: usize,
}

impl Conflicts {
    /// Adds one.
    pub(in crate::import) fn push(&mut self, conflict: Conflict) {
        self.count += 1;
        if self.kept.len() < MAX_KEPT {
            self.kept.push(conflict);
        }
    }

    /// Adds those of another list.
    pub fn extend(&mut self, others: Self) {
        self.count += others.count;
        let room = MAX_KEPT.saturating_sub(self.kept.len());
        self.kept.extend(others.kept.into_iter().take(room));
    }

    /// The first ones: as many as are kept.
    pub fn iter(&self) -> impl Iterator<Item = &Conflict> {
        self.kept.iter()
    }

    /// How many there are, with those that are not kept.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_kept_is_counted() {
        let conflict = Conflict {
            host: "PC1".to_owned(),
            field: Field::Os,
            kept: ("a".to_owned(), None),
            dropped: ("b".to_owned(), None),
        };
        let mut some = Conflicts::default();
        (0..MAX_KEPT - 1).for_each(|_| some.push(conflict.clone()));
        let mut more = Conflicts::default();
        (0..3).for_each(|_| more.push(conflict.clone()));
        some.extend(more);
        assert_eq!((some.iter().count(), some.count()), (MAX_KEPT, MAX_KEPT + 2));
    }
}
