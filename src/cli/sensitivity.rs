//! The arguments of `sensitivity`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{ModelArgs, WorkArgs};

#[derive(Debug, Args)]
pub(crate) struct SensitivityArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,

    #[command(flatten)]
    pub(crate) work: WorkArgs,

    /// How to print it [default: json if the output file ends in .json, else table]
    #[arg(short, long, value_name = "FORMAT")]
    pub(crate) format: Option<SensitivityFormat>,

    /// Write to a file instead of standard output; the file is written whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

impl SensitivityArgs {
    /// The format that was asked for, or that the output file is named after.
    pub(crate) fn format(&self) -> SensitivityFormat {
        let json = super::ending(self.output.as_deref()).as_deref() == Some("json");
        self.format.unwrap_or(if json { SensitivityFormat::Json } else { SensitivityFormat::Table })
    }
}

/// How to print what rates do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SensitivityFormat {
    /// A table for people
    Table,
    /// patchfirst/sensitivity/1
    Json,
}
