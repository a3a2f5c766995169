//! The words that every format shares: numbers and days, names of hosts and flows, remedies, ways
//! in, the verdict.

pub mod accepted;
pub(in crate::report) mod activity;
pub(in crate::report) mod day;
pub(in crate::report) mod deployed;
pub(in crate::report) mod door;
pub(in crate::report) mod doubt;
pub(in crate::report) mod flow;
pub(in crate::report) mod infected;
pub(in crate::report) mod knowledge;
pub(in crate::report) mod label;
pub(in crate::report) mod number;
pub(in crate::report) mod paint;
pub(in crate::report) mod prose;
pub(in crate::report) mod rate;
pub(in crate::report) mod remedy;
pub mod route;
pub(in crate::report) mod row;
pub(in crate::report) mod step;
pub(in crate::report) mod system;
pub(in crate::report) mod tally;
pub(in crate::report) mod tie;
pub(in crate::report) mod unknown;
pub(in crate::report) mod verdict;
pub(in crate::report) mod way_in;
