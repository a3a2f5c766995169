//! One file per command; each reads as a list of stages.

pub(crate) mod advisories;
mod assume;
mod calendar;
mod console;
pub(crate) mod diff;
pub(crate) mod explain;
mod input;
mod output;
pub(crate) mod plan;
pub(crate) mod rank;

pub(crate) use console::Console;
