//! All integration tests, in one program: it is linked once, not thirty times.
//!
//! `cargo test --test it report::` runs one file of them. A new file needs a line below; `files`
//! sees that none is forgotten.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod common;
mod kept;
mod program;

mod activity;
mod advice;
mod advisories;
mod architecture;
mod brute_force;
mod check;
mod ci_docs;
mod cli;
mod clock;
mod curve;
mod diff;
mod docs;
mod facts;
mod feed;
mod files;
mod filters;
mod firewall;
mod import;
mod invalid_inputs;
mod inventory;
mod large;
mod laws;
mod matching;
mod midnight;
mod plan;
mod plan_advice;
mod plan_output;
mod rank_output;
mod reach;
mod report;
mod rules;
mod sampling;
mod schema;
mod security;
mod supply_chain;
#[cfg(unix)]
mod terminal;
mod tickets;
mod what_if;
mod worked_example;
