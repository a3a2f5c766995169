//! One file per command; each reads as a list of stages.

pub(crate) mod advisories;
pub(crate) mod check;
mod console;
pub(crate) mod explain;
mod input;
mod output;
pub(crate) mod rank;

pub(crate) use console::Console;
