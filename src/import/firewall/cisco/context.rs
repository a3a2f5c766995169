//! What is known when an entry is read.

use super::dialect::Dialect;
use super::object::Objects;
use crate::firewall::Interface;

/// What kind of list an entry stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// With both ends.
    Extended,
    /// With the end that traffic comes from.
    Standard,
}

/// What is read with an entry.
#[derive(Clone, Copy)]
pub(super) struct Context<'c> {
    pub(super) objects: &'c Objects,
    pub(super) dialect: Dialect,
    pub(super) kind: Kind,
    /// Whose addresses an end may be.
    pub(super) interfaces: &'c [Interface],
}
