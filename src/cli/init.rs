//! The arguments of `init`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The file to write; one that is there is left alone
    #[arg(value_name = "FILE", default_value = "inventory.yaml")]
    pub(crate) file: PathBuf,
}
