//! One file per command; each reads as a list of stages.

pub(crate) mod advisories;
mod console;
pub(crate) mod explain;
pub(crate) mod import;
mod input;
mod output;
pub(crate) mod rank;

pub(crate) use console::Console;
