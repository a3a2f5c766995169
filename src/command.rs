//! One file per command; each reads as a list of stages.

pub(crate) mod advisories;
mod assume;
mod calendar;
pub(crate) mod check;
mod console;
pub(crate) mod demo;
pub(crate) mod diff;
pub(crate) mod explain;
mod filter;
pub(crate) mod flows;
pub(crate) mod front;
pub(crate) mod graph;
mod host;
pub(crate) mod import;
pub(crate) mod init;
mod input;
mod named;
mod output;
pub(crate) mod plan;
mod progress;
pub(crate) mod rank;
pub(crate) mod reference;
pub(crate) mod report;
mod repository;
pub(crate) mod sandbox;
pub(crate) mod schema;
pub(crate) mod sensitivity;
mod shift;
mod theme;
pub(crate) mod usage;
mod work;
pub(crate) mod worker;

pub(crate) use console::Console;
pub(crate) use progress::Progress;
