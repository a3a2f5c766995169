//! The arguments of `advisories`.

use std::path::PathBuf;

use clap::Args;
use clap_complete::engine::ArgValueCandidates;

use super::complete;

#[derive(Debug, Args)]
pub(crate) struct AdvisoriesArgs {
    /// The advisory to show, such as MS06-040; without it, all are listed
    #[arg(value_name = "ID", add = ArgValueCandidates::new(complete::advisories))]
    pub(crate) id: Option<String>,

    /// Add advisories and products from a folder, or override built-in ones; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(crate) advisories: Vec<PathBuf>,
}
