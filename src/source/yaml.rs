//! YAML as a tree in which every node knows its place.
//!
//! Serde stops at the first mistake; a tree lets the resolvers find all of them. Scalars keep their
//! text as written, so that `010`, `NO` and `1_000` reach the resolver instead of some parser's
//! guess.

mod fields;
mod recover;
mod tree;

pub use fields::{Fields, date, decimal};
pub use recover::{InPart, parse_in_part};
pub use tree::{Node, Value, parse};
