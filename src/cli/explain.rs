//! The arguments of `explain`.

use clap::Args;

use super::{AssumeArgs, EntryName, ModelArgs};

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) model: ModelArgs,

    #[command(flatten)]
    pub(crate) assume: AssumeArgs,

    /// The host to explain
    #[arg(value_name = "HOST", required_unless_present = "path_to")]
    pub(crate) host: Option<String>,

    /// Instead, show the way from an entry to this host, and the gates that all ways share
    #[arg(long, value_name = "HOST", requires = "from", conflicts_with = "host")]
    pub(crate) path_to: Option<String>,

    /// The entry that --path-to starts from
    #[arg(long, value_name = "ENTRY", requires = "path_to")]
    pub(crate) from: Option<EntryName>,
}
