//! One file per command; each reads as a list of stages.

pub(crate) mod advisories;
mod assume;
mod calendar;
pub(crate) mod check;
mod console;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod graph;
pub(crate) mod import;
pub(crate) mod init;
mod input;
mod output;
pub(crate) mod plan;
pub(crate) mod rank;
pub(crate) mod reference;
pub(crate) mod schema;

pub(crate) use console::Console;
