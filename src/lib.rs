//! patchfirst: which hosts do we patch first?
//!
//! The line, left to right: files are *read* ([`source`]), *resolved* into an [`inventory`] and
//! [`advisory`] collection, *modelled* as [`exposure`]s and a [`network`], *analysed* ([`risk`],
//! [`decision`]) into a [`ranking`], and *rendered* ([`report`]). Problems found on the way are
//! collected as [`diagnostic`]s. See `docs/architecture.md`.

pub mod acceptance;
pub mod activity;
pub mod advisory;
pub mod assumption;
pub mod case;
pub mod check;
pub mod decision;
pub mod diagnostic;
pub mod diff;
pub mod explanation;
pub mod exposure;
pub mod feed;
pub mod firewall;
pub mod format;
pub mod import;
pub mod inventory;
pub mod network;
pub mod plan;
pub mod ranking;
pub mod report;
pub mod risk;
pub mod schema;
pub mod source;
pub mod term;
pub mod threat;
