//! The arguments of `demo`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The folder to write into; one that holds something already is left alone
    #[arg(value_name = "FOLDER", default_value = "patchfirst-demo")]
    pub(crate) folder: PathBuf,
}
