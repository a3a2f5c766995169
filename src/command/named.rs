//! Files beside the inventory that the user names: baselines, templates, rankings.

use std::path::Path;

use patchfirst::source::{Sources, display_name};

use super::Console;
use crate::exit::Exit;

/// The text of a file, in any encoding that is read anywhere. One that cannot be read is a mistake
/// like any other input's.
pub(crate) fn text(
    path: &Path,
    what: &str,
    sources: &mut Sources,
    console: &Console,
) -> Result<String, Exit> {
    match sources.load(path) {
        Ok(source) => Ok(sources.get(source).text.clone()),
        Err(error) => {
            console.mistake(
                &format!("cannot read {what} `{}`: {error}", display_name(path)),
                error.help(),
            );
            Err(Exit::Usage)
        }
    }
}
