//! The arguments of `diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::ModelArgs;

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,

    /// The second inventory or ranking in JSON; the first one may be either, too
    #[arg(value_name = "AFTER")]
    pub(crate) after: PathBuf,

    /// End with status 11 if something got worse: a new exposure, a more urgent decision, a higher expected loss
    #[arg(long)]
    pub(crate) fail_on_new: bool,

    /// How to print the differences
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: DiffFormat,

    /// Write to a file instead of standard output; the file is written whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// How to print differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// A table for people
    Table,
    /// patchfirst/diff/1
    Json,
}
