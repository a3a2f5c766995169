//! The arguments of `sensitivity`.

use clap::{Args, ValueEnum};

use super::output::OutputArgs;
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

    #[command(flatten)]
    pub(crate) to: OutputArgs,
}

impl SensitivityArgs {
    /// The format that was asked for, or that the output file is named after.
    pub(crate) fn format(&self) -> SensitivityFormat {
        let json = self.to.ending().as_deref() == Some("json");
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
