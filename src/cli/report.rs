//! The arguments of `report`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output::{CsvArgs, OutputArgs};
use super::{AssumeArgs, ModelArgs, WorkArgs};

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,

    #[command(flatten)]
    pub(crate) assume: AssumeArgs,

    #[command(flatten)]
    pub(crate) work: WorkArgs,

    /// A report or ranking in JSON from before: what changed since is shown, and the course if
    /// there are several; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Vec<PathBuf>,

    /// How to write the report [default: by the ending of the output file, else html]
    #[arg(short, long, value_name = "FORMAT")]
    pub(crate) format: Option<ReportFormat>,

    /// Use a template of your own instead of the built-in page; the ending of its name says what it
    /// makes: .html, .md, .json, .txt
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    pub(crate) template: Option<PathBuf>,

    /// Colours, letters and a logo of your own, in a small file of TOML
    #[arg(long, value_name = "FILE")]
    pub(crate) theme: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) to: OutputArgs,

    #[command(flatten)]
    pub(crate) csv: CsvArgs,
}

impl ReportArgs {
    /// The format that was asked for, or that the output file is named after; a page for a
    /// template, which says itself what it makes.
    pub(crate) fn format(&self) -> ReportFormat {
        if self.template.is_some() {
            return ReportFormat::Html;
        }
        let by_ending = || match self.to.ending().as_deref() {
            Some("md" | "markdown") => ReportFormat::Markdown,
            Some("csv") => ReportFormat::Csv,
            Some("json") => ReportFormat::Json,
            _ => ReportFormat::Html,
        };
        self.format.unwrap_or_else(by_ending)
    }
}

/// How to write a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// One self-contained page
    Html,
    /// For tickets and mail
    Markdown,
    /// The full list of hosts, a record per entry
    Csv,
    /// patchfirst/report/1
    Json,
}
