//! Changing a file that was read: what others wrote in the meantime is not lost.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, ensure};
use patchfirst::source::{Sources, display_name};

use super::super::Console;
use super::explained;
use super::whole::{self, Existing};

/// Keeps other runs from changing a file as long as it lives. They wait.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "held, never read")] Option<File>);

impl Lock {
    /// Waits until no other run changes the file. Where there are no locks, [`replace`] still
    /// compares.
    pub(crate) fn on(path: &Path) -> Self {
        Self(lock(path))
    }
}

/// On Windows a lock would keep ourselves from reading the file by another handle.
#[cfg(not(unix))]
fn lock(_: &Path) -> Option<File> {
    None
}

#[cfg(unix)]
fn lock(path: &Path) -> Option<File> {
    use std::os::unix::fs::MetadataExt;
    let identity = |about: std::fs::Metadata| (about.dev(), about.ino());
    loop {
        let regular = std::fs::metadata(path).is_ok_and(|about| about.is_file());
        let file = regular.then(|| File::open(path).ok()).flatten()?;
        file.lock().ok()?;
        // Whoever had the lock may have put another file in its place.
        if file.metadata().ok().map(identity) == std::fs::metadata(path).ok().map(identity) {
            return Some(file);
        }
    }
}

/// Writes a file anew, unless it is not any more what was read.
pub(crate) fn replace(
    path: &Path,
    before: &str,
    after: &str,
    console: &Console,
) -> anyhow::Result<()> {
    let shown = display_name(path);
    let mut again = Sources::default();
    let now = again.load(path).with_context(|| format!("cannot read {shown} again"))?;
    ensure!(
        again.get(now).text == before,
        "{shown} was changed while this ran; nothing was written, run it again"
    );
    let written =
        whole::write(path, Existing::Replaced, console.stop(), |to| to.write_all(after.as_bytes()));
    written.map_err(|error| explained(error, path)).with_context(|| format!("cannot write {shown}"))
}
