//! Where results go: standard output, or files that are written whole or not at all, and never over what was read.
//!
//! There is no other way to write a file than an [`Output`], and no other way to one of these than past its guard.

mod leftover;
mod replace;
mod stop;
mod target;
mod whole;

use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use patchfirst::source::{Sources, display_name, is_same_file, sanitize};

use super::Console;
use crate::exit::Exit;

pub(crate) use replace::{Lock, replace};
pub(crate) use stop::Stop;
pub(crate) use whole::Existing;

/// Where one result goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output<'a>(Option<&'a Path>);

impl<'a> Output<'a> {
    /// Standard output.
    pub(crate) const STANDARD: Self = Self(None);

    /// A file, or standard output for none. One that was read is refused, and the user is told.
    pub(crate) fn new(file: Option<&'a Path>, sources: &Sources, console: &Console) -> Result<Self, Exit> {
        Ok(Self::all([file], sources, console)?[0])
    }

    /// Several at once, so that nothing is written if one of them is refused. No two may be the same.
    pub(crate) fn all(files: impl IntoIterator<Item = Option<&'a Path>>, sources: &Sources, console: &Console) -> Result<Vec<Self>, Exit> {
        let files: Vec<Option<&Path>> = files.into_iter().collect();
        let inputs = files.iter().flatten().filter_map(|file| Some((display_name(file), sources.input_at(file)?)));
        let mut clashes: Vec<String> = inputs.map(|(file, input)| over_input(&file, input)).collect();
        clashes.extend(twice(&files));
        match clashes.as_slice() {
            [] => Ok(files.into_iter().map(Self).collect()),
            _ => {
                let help = "nothing was written; name another file for the output";
                clashes.iter().for_each(|clash| console.mistake(clash, help));
                Err(Exit::Usage)
            }
        }
    }

    /// Whether it is a file.
    pub(crate) fn is_file(&self) -> bool {
        self.0.is_some()
    }

    /// Prints or writes a text that programs read.
    pub(crate) fn deliver(&self, text: &str, console: &Console) -> anyhow::Result<()> {
        self.stream(console, |to| to.write_all(text.as_bytes()))
    }

    /// Prints or writes a text that people read. None of its lines is a command to the system that runs checks.
    pub(crate) fn deliver_page(&self, text: &str, console: &Console) -> anyhow::Result<()> {
        self.deliver(&sanitize::page(text), console)
    }

    /// Lets `write` print or write.
    pub(crate) fn stream(&self, console: &Console, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        match self.0 {
            Some(path) => whole::write(path, Existing::Replaced, console.stop(), write)
                .map_err(explained)
                .with_context(|| format!("cannot write {}", display_name(path))),
            None => console.print(write).context("cannot write to standard output"),
        }
    }
}

/// What CSV begins with: a byte order mark, where it is asked for.
pub(crate) fn mark(bom: bool) -> &'static str {
    if bom { "\u{feff}" } else { "" }
}

/// Writes a file that must not be there yet; `Ok(false)` if it is.
pub(crate) fn create(path: &Path, text: &str, console: &Console) -> anyhow::Result<bool> {
    match whole::write(path, Existing::Refused, console.stop(), |to| to.write_all(text.as_bytes())) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        other => other.map(|()| true).map_err(explained).with_context(|| format!("cannot write {}", display_name(path))),
    }
}

fn over_input(file: &str, input: &str) -> String {
    match file == input {
        true => format!("the output {file} is one of the inputs"),
        false => format!("the output {file} is one of the inputs, read as {input}"),
    }
}

/// The first two outputs that are the same.
fn twice(files: &[Option<&Path>]) -> Option<String> {
    let same = |a: &Option<&Path>, b: &Option<&Path>| match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => a == b || is_same_file(a, b),
        _ => false,
    };
    let found = files.iter().enumerate().find(|(i, file)| files[..*i].iter().any(|before| same(before, file)))?.1;
    Some(format!("two outputs go to {}", found.map_or_else(|| "standard output".to_owned(), display_name)))
}

/// In words that help: the system says `entity not found` of a folder that is not there.
fn explained(error: io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::NotFound => anyhow::anyhow!("there is no such folder"),
        io::ErrorKind::PermissionDenied => anyhow::anyhow!("it is read-only, or you may not write there"),
        io::ErrorKind::StorageFull => anyhow::anyhow!("the disk is full"),
        io::ErrorKind::IsADirectory => anyhow::anyhow!("it is a directory"),
        _ => error.into(),
    }
}
