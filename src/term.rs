//! The words of the field, as types: patches, platforms, ports, ways in, urgency, how many of them,
//! and how exports spell them.
//!
//! Nothing here knows a file, a host or a figure. Everything else stands on it.

pub(crate) mod alias;
pub mod count;
pub mod day;
pub mod due;
pub mod entry;
pub mod patch;
pub mod platform;
pub mod port;
pub mod urgency;
pub(crate) mod word_list;
