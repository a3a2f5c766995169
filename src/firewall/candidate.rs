//! The interfaces that packets may use, against those that a rule names.

use std::sync::Arc;

use super::rule::InterfaceMatch;

/// The interfaces that packets may use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Candidates {
    pub(super) names: Vec<String>,
    /// Whether it is none but these.
    pub(super) complete: bool,
    /// Interfaces that it is not.
    pub(super) excluded: Vec<String>,
    /// Whether somebody said which they are: then no interface of which nothing is known is meant.
    pub(super) said: bool,
}

/// Whether what a rule wants of interfaces is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    No,
    Maybe,
    Yes,
}

impl Candidates {
    /// Whether everything that is wanted is so.
    pub(super) fn all(&self, wanted: &[Arc<InterfaceMatch>]) -> Holds {
        wanted.iter().map(|wanted| self.meet(wanted)).min().unwrap_or(Holds::Yes)
    }

    fn meet(&self, wanted: &InterfaceMatch) -> Holds {
        if !self.complete && wanted.names.iter().all(|name| self.excluded.contains(name)) {
            return if wanted.negated { Holds::Yes } else { Holds::No };
        }
        let fits = self.names.iter().filter(|name| wanted.holds(name)).count();
        let may_be_other = wanted.unplaced && !self.said;
        match (self.complete, fits) {
            (true, 0) if may_be_other && !wanted.negated => Holds::Maybe,
            (true, _) if may_be_other && wanted.negated && fits > 0 => Holds::Maybe,
            (true, 0) => Holds::No,
            (true, fits) if fits == self.names.len() => Holds::Yes,
            _ => Holds::Maybe,
        }
    }
}
