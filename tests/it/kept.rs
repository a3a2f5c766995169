//! Texts that are kept in files: what the program prints, generated pages, reports about mistakes.
//!
//! A test compares its text with the file. `PATCHFIRST_BLESS=1 cargo test` writes all files anew:
//! look at the difference before you commit it.

use std::fs;
use std::path::{Path, PathBuf};

use snapbox::Data;

use crate::program::root;

/// Compares a text with `tests/snapshots/<name>`.
#[track_caller]
pub(crate) fn snapshot(name: &str, text: &str) {
    same(PathBuf::from("tests/snapshots").join(name), text);
}

/// Compares a text with a file of the repository.
#[track_caller]
pub(crate) fn same(path: impl AsRef<Path>, text: &str) {
    if let Err(difference) = compare(path.as_ref(), text) {
        panic!("{difference}");
    }
}

/// The same for tests that go on after a difference and show all of them at the end.
///
/// # Errors
///
/// The difference between the text and the file, and how to accept it. A file that is missing is an
/// empty one.
pub(crate) fn compare(path: &Path, text: &str) -> Result<(), String> {
    let file = root().join(path);
    let there = fs::read_to_string(&file).unwrap_or_default();
    if there == text {
        return Ok(());
    }
    if std::env::var_os("PATCHFIRST_BLESS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        return Ok(());
    }
    let shown = snapbox::Assert::new().try_eq(
        Some(&path.display()),
        Data::text(text).raw(),
        Data::text(there).raw(),
    );
    let difference = shown.expect_err("the texts differ").to_string();
    Err(format!(
        "{difference}\nTo accept this, run the test with PATCHFIRST_BLESS=1 and look at the difference.\n"
    ))
}
