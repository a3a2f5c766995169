//! Where results go: standard output, or files that are written whole or not at all, and never over
//! what was read.
//!
//! There is no other way to write a file than an [`Output`], and no other way to one of these than
//! past its guard.

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
    pub(crate) fn new(
        file: Option<&'a Path>,
        sources: &Sources,
        console: &Console,
    ) -> Result<Self, Exit> {
        Ok(Self::all([file], sources, console)?[0])
    }

    /// Several at once, so that nothing is written if one of them is refused. No two may be the
    /// same.
    pub(crate) fn all(
        files: impl IntoIterator<Item = Option<&'a Path>>,
        sources: &Sources,
        console: &Console,
    ) -> Result<Vec<Self>, Exit> {
        let files: Vec<Option<&Path>> = files.into_iter().collect();
        let inputs = files
            .iter()
            .flatten()
            .filter_map(|file| Some((display_name(file), sources.input_at(file)?)));
        let mut clashes: Vec<String> =
            inputs.map(|(file, input)| over_input(&file, input)).collect();
        clashes.extend(twice(&files));
        match clashes.as_slice() {
            [] => match files.iter().flatten().find_map(|file| Some((file, impossible(file)?))) {
                None => Ok(files.into_iter().map(Self).collect()),
                // Hours of work are not to be lost on a name.
                Some((file, why)) => {
                    console.error(&format!("cannot write {}: {why}", display_name(file)));
                    Err(Exit::Failed)
                }
            },
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

    /// Prints or writes a text that people read. None of its lines is a command to the system that
    /// runs checks.
    pub(crate) fn deliver_page(&self, text: &str, console: &Console) -> anyhow::Result<()> {
        self.deliver(&sanitize::page(text), console)
    }

    /// Lets `write` print or write.
    pub(crate) fn stream(
        &self,
        console: &Console,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        self.through(console, write, Console::print)
    }

    /// The same for a text without colour that programs read.
    pub(crate) fn stream_plain(
        &self,
        console: &Console,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        self.through(console, write, Console::print_plain)
    }

    fn through<W: FnOnce(&mut dyn Write) -> io::Result<()>>(
        &self,
        console: &Console,
        write: W,
        print: impl FnOnce(&Console, W) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        match self.0 {
            Some(path) => whole::write(path, Existing::Replaced, console.stop(), write)
                .map_err(|error| explained(error, path))
                .with_context(|| format!("cannot write {}", display_name(path))),
            None => print(console, write).context("cannot write to standard output"),
        }
    }
}

/// What CSV begins with: a byte order mark, where it is asked for.
pub(crate) fn mark(bom: bool) -> &'static str {
    if bom { "\u{feff}" } else { "" }
}

/// Writes a file that must not be there yet; `Ok(false)` if it is.
pub(crate) fn create(path: &Path, text: &str, console: &Console) -> anyhow::Result<bool> {
    match whole::write(path, Existing::Refused, console.stop(), |to| to.write_all(text.as_bytes()))
    {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        other => other
            .map(|()| true)
            .map_err(|error| explained(error, path))
            .with_context(|| format!("cannot write {}", display_name(path))),
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
    let found = files
        .iter()
        .enumerate()
        .find(|(i, file)| files[..*i].iter().any(|before| same(before, file)))?
        .1;
    Some(format!(
        "two outputs go to {}",
        found.map_or_else(|| "standard output".to_owned(), display_name)
    ))
}

/// Why a file can never be written, as far as that can be told without writing it.
fn impossible(path: &Path) -> Option<String> {
    if path.is_dir() {
        return Some("it is a folder; name a file in it".to_owned());
    }
    let folder = target::folder(path);
    match folder.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(missing(folder)),
        _ if folder.exists() && !folder.is_dir() => {
            Some(format!("{} is a file, not a folder", display_name(folder)))
        }
        _ => None,
    }
}

/// Which folder is missing: the outermost one.
fn missing(folder: &Path) -> String {
    let there = |folder: &Path| folder.as_os_str().is_empty() || folder.symlink_metadata().is_ok();
    let outermost = folder.ancestors().take_while(|folder| !there(folder)).last().unwrap_or(folder);
    format!("there is no folder {}; make it, or name a file elsewhere", display_name(outermost))
}

/// In words that help, with the folder: the system says `entity not found` of one that is not
/// there.
fn explained(error: io::Error, path: &Path) -> anyhow::Error {
    let folder = display_name(target::folder(path));
    match error.kind() {
        io::ErrorKind::NotFound => anyhow::anyhow!("{}", missing(target::folder(path))),
        io::ErrorKind::PermissionDenied if path.exists() => {
            anyhow::anyhow!("the file is read-only, or you may not write in the folder {folder}")
        }
        io::ErrorKind::PermissionDenied => {
            anyhow::anyhow!("you may not write in the folder {folder}")
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            anyhow::anyhow!("the disk of the folder {folder} is read-only")
        }
        io::ErrorKind::StorageFull => anyhow::anyhow!("the disk is full"),
        io::ErrorKind::IsADirectory => anyhow::anyhow!("it is a folder; name a file in it"),
        _ => error.into(),
    }
}
