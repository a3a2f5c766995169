//! The arguments of `rank`.

use clap::{Args, ValueEnum};

use super::output::{CsvArgs, OutputArgs, TemplateArgs};
use super::{AssumeArgs, FilterArgs, ModelArgs};

#[derive(Debug, Args)]
pub(crate) struct RankArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,

    #[command(flatten)]
    pub(crate) assume: AssumeArgs,

    /// How to print the ranking [default: by the ending of the output file (.json, .csv, .md,
    /// .sarif, .xml), else table]
    #[arg(short, long, value_name = "FORMAT")]
    pub(crate) format: Option<RankFormat>,

    #[command(flatten)]
    pub(crate) fill: TemplateArgs,

    #[command(flatten)]
    pub(crate) to: OutputArgs,

    #[command(flatten)]
    pub(crate) csv: CsvArgs,

    /// Show only the first N rows; 0 shows all [default: 25 in the table, all in JSON]
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<usize>,

    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// One row per host, the unexposed ones too, instead of one row for hosts that are alike
    #[arg(long)]
    pub(crate) all: bool,
}

impl RankArgs {
    /// The format that was asked for, or that the output file is named after.
    pub(crate) fn format(&self) -> RankFormat {
        let by_ending = || match self.to.ending().as_deref() {
            Some("json") => RankFormat::Json,
            Some("csv") => RankFormat::Csv,
            Some("md" | "markdown") => RankFormat::Markdown,
            Some("sarif") => RankFormat::Sarif,
            Some("xml") => RankFormat::Junit,
            _ => RankFormat::Table,
        };
        self.format.unwrap_or_else(by_ending)
    }
}

/// How to print a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RankFormat {
    /// A table for people
    Table,
    /// patchfirst/rank/1
    Json,
    /// SARIF 2.1.0: one result per host and advisory, for code scanning
    Sarif,
    /// JUnit XML: a suite per segment, a test per advisory
    Junit,
    /// The ranking as a table for spreadsheets: one row per host, figures as numbers
    Csv,
    /// A table for comments: one row per host and advisory
    Markdown,
}
