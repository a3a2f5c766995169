//! The arguments of `diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::ModelArgs;
use super::output::OutputArgs;

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,

    /// The second inventory or ranking in JSON; the first one may be either, too
    #[arg(value_name = "AFTER", index = 2)]
    pub(crate) after: PathBuf,

    /// End with status 11 if something got worse: a new exposure, a more urgent decision, a higher
    /// expected loss
    #[arg(long)]
    pub(crate) fail_on_new: bool,

    /// How to print the differences [default: by the ending of the output file (.json), else table]
    #[arg(short, long, value_name = "FORMAT")]
    pub(crate) format: Option<DiffFormat>,

    #[command(flatten)]
    pub(crate) to: OutputArgs,
}

impl DiffArgs {
    /// The format that was asked for, or that the output file is named after.
    pub(crate) fn format(&self) -> DiffFormat {
        let by_ending = || match self.to.ending().as_deref() {
            Some("json") => DiffFormat::Json,
            _ => DiffFormat::Table,
        };
        self.format.unwrap_or_else(by_ending)
    }
}

/// How to print differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// A table for people
    Table,
    /// patchfirst/diff/1
    Json,
}
