//! The arguments of `schema`.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// The format
    #[arg(value_name = "FORMAT")]
    pub(crate) format: SchemaName,
}

/// A format that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaName {
    /// Inventories
    Inventory,
    /// Advisories
    Advisory,
    /// What is added to an advisory
    Overlay,
    /// The product catalogue
    Products,
    /// patchfirst/rank/1
    Rank,
    /// patchfirst/plan/1
    Plan,
    /// patchfirst/what-if/1
    WhatIf,
    /// patchfirst/sensitivity/1
    Sensitivity,
    /// patchfirst/diff/1
    Diff,
    /// patchfirst/report/1
    Report,
    /// patchfirst/check/1
    Check,
    /// patchfirst/import/1
    Import,
}
