//! How exports spell what inventories say: the headings of columns, and what stands in their cells.
//!
//! Below both readers of tables, that of `import` and that of `hosts_from`, so that they know the
//! same words.

pub(crate) mod answer;
pub(crate) mod cell;
pub(crate) mod column;
pub(crate) mod day;
pub(crate) mod listed;
pub(crate) mod wording;
