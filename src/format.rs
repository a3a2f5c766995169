//! The formats that other programs read: one type each, which writes, reads and describes it.
//!
//! A key is renamed in one place, and the compiler finds everybody who speaks of it. Nothing here
//! knows the model: the report fills these types, `diff` compares them, and `schema` publishes what
//! they say of themselves.

pub mod check;
pub mod diff;
pub mod import;
mod lines;
pub mod number;
pub mod plan;
pub mod rank;
pub mod report;
pub mod sensitivity;
pub mod what_if;

pub(crate) use lines::{document, element, write};
pub use number::Rounded;
