//! The formats that are read: their keys, and what may stand in them, as schemas for editors.

pub(super) mod advisory;
pub(super) mod inventory;
pub(super) mod product;
mod word;
