//! The command line as its users meet it: what is printed where, and how it ends.

mod advisories;
mod examples;
mod exit_status;
mod explain;
mod front;
mod graph;
mod rank;
