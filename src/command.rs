//! One file per command; each reads as a list of stages.

pub(crate) mod advisories;
mod assume;
mod calendar;
pub(crate) mod check;
mod console;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod flows;
pub(crate) mod graph;
mod host;
pub(crate) mod import;
pub(crate) mod init;
mod input;
mod output;
pub(crate) mod plan;
mod progress;
pub(crate) mod rank;
pub(crate) mod reference;
pub(crate) mod report;
pub(crate) mod schema;
mod work;

pub(crate) use console::Console;
pub(crate) use progress::Progress;
