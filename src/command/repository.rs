//! Names of files as the repository has them. Code scanning and merge requests know no folder in
//! which the program was started.

use std::path::Path;

use patchfirst::report::findings::Sheet;
use patchfirst::source::display_name;

/// The same findings, with files by their paths from the top of the repository they are in. Files
/// outside of one keep their names.
pub(super) fn named<'a>(sheet: &Sheet<'a>) -> Sheet<'a> {
    sheet.renamed(within)
}

/// The path from the top of the repository: the nearest folder above the file that has `.git`.
fn within(file: &str) -> Option<String> {
    let path = Path::new(file).canonicalize().ok()?;
    let top = path.ancestors().skip(1).find(|folder| folder.join(".git").exists())?;
    path.strip_prefix(top).ok().map(display_name)
}
