//! The arguments of `advisories`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use clap_complete::engine::ArgValueCandidates;
use jiff::civil::Date;

use super::complete;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct AdvisoriesArgs {
    #[command(subcommand)]
    pub(crate) action: Option<AdvisoriesAction>,

    /// The advisory to show, such as MS06-040; without it, all are listed
    #[arg(value_name = "ID", add = ArgValueCandidates::new(complete::advisories))]
    pub(crate) id: Option<String>,

    #[command(flatten)]
    pub(crate) folders: FolderArgs,

    /// List what was known on this day, with the stage of that day
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,

    /// List those that had come at least this far
    #[arg(long, value_name = "STAGE")]
    pub(crate) stage: Option<StageName>,

    /// List those of a product, by id or name
    #[arg(long, value_name = "PRODUCT")]
    pub(crate) product: Option<String>,

    /// List those that use a port, such as tcp/445 or smb
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<String>,

    /// Text for people, or JSON
    #[arg(short, long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

/// Where advisories are.
#[derive(Debug, Args)]
pub(crate) struct FolderArgs {
    /// Add advisories and products from a folder, or override built-in ones; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(crate) advisories: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AdvisoriesAction {
    /// Make advisories of downloaded feeds: wesng, Microsoft's bulletin spreadsheet, CISA KEV and
    /// Vulnrichment, CSAF
    Import(ImportFeedArgs),
    /// Say how many advisories there are, and how old what they say is
    Status(FolderArgs),
    /// Check a folder of advisories for its authors
    Lint(LintArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ImportFeedArgs {
    /// The files, as downloaded
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// The folder to write to; files in it that were not imported stay as they are
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,

    /// A table of components and their ports, `words,ports`, that is asked before the built-in one
    #[arg(long, value_name = "CSV")]
    pub(crate) components: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) folders: FolderArgs,
}

#[derive(Debug, Args)]
pub(crate) struct LintArgs {
    /// The folder
    #[arg(value_name = "DIR", default_value = "advisories")]
    pub(crate) folder: PathBuf,
}

/// A stage.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum StageName {
    /// Nothing public.
    None,
    /// A public tool crashes the target.
    ProofOfConcept,
    /// A public tool runs code.
    Exploit,
    /// Bots or worms use it.
    Worm,
}

/// How the list is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// A table.
    #[default]
    Text,
    /// JSON, `patchfirst/advisories/1`.
    Json,
}
