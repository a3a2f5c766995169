//! The arguments of `explain`.

use std::path::{Path, PathBuf};

use clap::Args;
use clap_complete::engine::ArgValueCandidates;

use super::{AssumeArgs, EntryName, ModelArgs, complete};

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,

    #[command(flatten)]
    pub(crate) assume: AssumeArgs,

    /// The host to explain
    #[arg(value_name = "HOST", index = 2, add = ArgValueCandidates::new(complete::hosts))]
    pub(crate) host: Option<String>,

    /// Instead, show the way from an entry to this host, and the gates that all ways share
    #[arg(long, value_name = "HOST", add = ArgValueCandidates::new(complete::hosts), requires = "from", conflicts_with = "host")]
    pub(crate) path_to: Option<String>,

    /// The entry that --path-to starts from
    #[arg(long, value_name = "ENTRY", requires = "path_to")]
    pub(crate) from: Option<EntryName>,
}

impl ExplainArgs {
    /// Where an inventory is meant that is not named, the one name that was typed is the host's.
    pub(super) fn host_of_default(&mut self, named: bool, default: &Path) {
        if named && self.host.is_none() && self.path_to.is_none() {
            let typed: PathBuf = std::mem::replace(&mut self.model.inventory, default.to_owned());
            self.host = Some(typed.to_string_lossy().into_owned());
        }
    }
}
