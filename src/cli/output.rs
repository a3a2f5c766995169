//! Where the output of a command goes, and what it is made with.

use std::path::{Path, PathBuf};

use clap::Args;

/// The file that takes what would go to standard output.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Write to a file instead of standard output; the file is written whole or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl OutputArgs {
    /// The file, if one is named.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// The ending of its name, in small letters: `json` for `out/ranking.JSON`.
    pub(super) fn ending(&self) -> Option<String> {
        let ending = self.file()?.extension()?;
        Some(ending.to_string_lossy().to_ascii_lowercase())
    }
}

/// How CSV is written.
#[derive(Debug, Args)]
pub(crate) struct CsvArgs {
    /// Begin CSV with a byte order mark: Excel takes it for UTF-8 then
    #[arg(long)]
    pub(crate) bom: bool,
}

/// A template instead of a format.
#[derive(Debug, Args)]
pub(crate) struct TemplateArgs {
    /// Fill a template of yours with the values of the JSON format
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    template: Option<PathBuf>,
}

impl TemplateArgs {
    /// The file of the template, if one is named.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.template.as_deref()
    }
}
