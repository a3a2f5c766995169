//! What runs left behind that were killed while they wrote.

use std::fs::{self, File};
use std::path::Path;

/// How the names of temporary files start: with a dot, so that no command reads them as a part of a
/// folder.
pub(super) const PREFIX: &str = ".patchfirst-";
/// How they end.
pub(super) const SUFFIX: &str = ".tmp";
/// What stands between the two.
const LETTERS: usize = 8;

/// Removes the temporary files of runs that do not live any more. Each living run holds a lock on
/// its own.
pub(super) fn sweep(folder: &Path) {
    // Whatever goes wrong here is no reason not to write.
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten().filter(|entry| is_ours(&entry.file_name().to_string_lossy())) {
        let path = entry.path();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(&path);
        }
    }
}

fn is_ours(name: &str) -> bool {
    let letters = name.strip_prefix(PREFIX).and_then(|name| name.strip_suffix(SUFFIX));
    letters.is_some_and(|letters| {
        letters.len() == LETTERS && letters.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}
