//! What a sheet is filled with: findings of a check, or of a ranking, each made an entry only when
//! a format asks for it.

use std::fmt::Debug;

use super::Entry;
use crate::diagnostic::Severity;

/// Findings by number, in the order in which they are shown.
pub(super) trait Rows: Debug + Sync + Send {
    /// How many there are.
    fn len(&self) -> usize;

    /// How bad one is. Cheap, since formats ask it of all.
    fn grade(&self, row: usize) -> Grade;

    /// The segment that one belongs to, and its rule. Cheap, too.
    fn group(&self, row: usize) -> (Option<&str>, &str);

    /// One in full.
    fn entry(&self, row: usize) -> Entry<'_>;

    /// Every file that an entry may name.
    fn files(&self) -> Vec<&str>;
}

/// How bad a finding is, and whether it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grade {
    /// Its severity.
    pub(super) level: Severity,
    /// Whether somebody accepted it.
    pub(super) accepted: bool,
    /// Whether the baseline has it.
    pub(super) known: bool,
}
