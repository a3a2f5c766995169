//! Reading a file into [`Sources`]: the only place that touches input files.
//!
//! What the person at the command line names is read wherever it is and whatever it is. What a
//! *file* names, and what lies in a folder, comes from somebody else: it has to be a regular file,
//! below the folder it is looked for in.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path};

use sha2::{Digest, Sha256};

use super::identity::{self, Identity};
use super::{Digests, Outside, ReadError, SourceId, Sources, text};
use crate::diagnostic::Diagnostics;

/// Places are 32-bit byte offsets; half of their range leaves room for text that grows when it is
/// decoded.
const MAX_BYTES: u64 = 2 << 30;
/// How much is read before it is asked whether the rest is worth reading.
const FIRST: u64 = 1 << 16;

/// Who named a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// The user, on the command line: it may be a pipe that has to be waited for.
    ByUser,
    /// A file, or no text at all: it was found in a folder. It must be a regular file.
    ByFile,
}

impl Sources {
    /// Reads a file, or standard input if the path is `-`. A failure is reported.
    pub fn read(&mut self, path: &Path, diagnostics: &mut Diagnostics) -> Option<SourceId> {
        let (name, result) = match path.to_str() {
            Some("-") => ("<stdin>".to_owned(), self.load_standard_input()),
            _ => (display_name(path), self.load(path)),
        };
        result.map_err(|error| diagnostics.push(error.diagnostic(&name).in_file(name))).ok()
    }

    /// Reads a file that was found in a folder. A failure is reported.
    pub fn read_below(
        &mut self,
        folder: &Path,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<SourceId> {
        let shown = display_name(&folder.join(name));
        self.load_below(folder, name)
            .map_err(|error| diagnostics.push(error.diagnostic(&shown).in_file(shown)))
            .ok()
    }

    /// Reads a file that the user names; the caller reports what went wrong.
    pub fn load(&mut self, path: &Path) -> Result<SourceId, ReadError> {
        let file = self.open(path, Named::ByUser)?;
        self.load_from(&display_name(path), file)
    }

    /// Reads a file that another file names, relative to a folder; the caller reports what went
    /// wrong.
    pub fn load_below(&mut self, folder: &Path, name: &str) -> Result<SourceId, ReadError> {
        let file = self.open_below(folder, name)?;
        self.load_from(&display_name(&folder.join(name)), file)
    }

    /// Opens a file that another file names, relative to a folder.
    pub fn open_below(&mut self, folder: &Path, name: &str) -> Result<File, ReadError> {
        if self.outside == Outside::Refused && !stays_below(folder, Path::new(name))? {
            return Err(ReadError::Outside);
        }
        self.open(&folder.join(name), Named::ByFile)
    }

    /// Opens a file for reading, and keeps in mind that it belongs to the run.
    pub fn open(&mut self, path: &Path, named: Named) -> Result<File, ReadError> {
        // Asked before it is opened: a pipe would not open until somebody writes to it.
        if named == Named::ByFile && !is_regular(&std::fs::metadata(path)?)? {
            return Err(ReadError::NotRegular);
        }
        // Windows says of a folder that access to it is denied.
        let file = File::open(path)
            .map_err(|error| if path.is_dir() { ReadError::Directory } else { error.into() })?;
        // Asked again of the open file, so that it cannot be exchanged in between.
        let about = file.metadata()?;
        match is_regular(&about)? {
            false if named == Named::ByFile => return Err(ReadError::NotRegular),
            // What is no regular file cannot be written over.
            false => return Ok(file),
            true => {}
        }
        if about.len() > MAX_BYTES {
            return Err(ReadError::TooLarge);
        }
        self.inputs.push((display_name(path), Identity::of_open(&file, path)?));
        Ok(file)
    }

    /// Standard input, kept in mind if it comes from a file.
    pub fn open_standard_input(&mut self) -> io::StdinLock<'static> {
        let identity = identity::standard_input()
            .and_then(|file| Identity::of_open(&file, Path::new("-")).ok());
        self.inputs.extend(identity.map(|identity| ("<stdin>".to_owned(), identity)));
        io::stdin().lock()
    }

    /// The file of the run that a path leads to, if any, by the name under which it was read.
    pub fn input_at(&self, path: &Path) -> Option<&str> {
        let identity = Identity::of(path).ok()?;
        self.inputs.iter().find(|(_, input)| *input == identity).map(|(name, _)| name.as_str())
    }

    /// Adds a file by its bytes.
    ///
    /// # Errors
    ///
    /// It is too large, or not text.
    pub fn decode(&mut self, name: &str, bytes: &[u8]) -> Result<SourceId, ReadError> {
        self.load_from(name, bytes)
    }

    fn load_standard_input(&mut self) -> Result<SourceId, ReadError> {
        let input = self.open_standard_input();
        self.load_from("<stdin>", input)
    }

    fn load_from(&mut self, name: &str, input: impl Read) -> Result<SourceId, ReadError> {
        let bytes = whole(input)?;
        let digest = (self.digests == Digests::Sha256).then(|| Sha256::digest(&bytes).into());
        let text = text::decode(bytes)?;
        // UTF-16 may grow by half when decoded.
        if text.len() as u64 > MAX_BYTES {
            return Err(ReadError::TooLarge);
        }
        let id = self.add(name, text);
        self.files[id.0 as usize].digest = digest;
        Ok(id)
    }
}

/// All bytes, but no more than a start of what is no text: `/dev/zero` has no end.
fn whole(mut input: impl Read) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    input.by_ref().take(FIRST).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == FIRST {
        text::refuse_binary(&bytes)?;
        input.take(MAX_BYTES + 1 - FIRST).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > MAX_BYTES { Err(ReadError::TooLarge) } else { Ok(bytes) }
}

fn is_regular(about: &std::fs::Metadata) -> Result<bool, ReadError> {
    if about.is_dir() { Err(ReadError::Directory) } else { Ok(about.is_file()) }
}

/// Whether a name leads to something below a folder: as it is written, and after links are
/// followed.
///
/// # Errors
///
/// Nothing is there, or it cannot be looked at.
pub fn stays_below(folder: &Path, name: &Path) -> io::Result<bool> {
    let mut depth = 0_i32;
    for part in name.components() {
        match part {
            Component::Normal(_) => depth += 1,
            Component::CurDir => {}
            Component::ParentDir => depth -= 1,
            Component::RootDir | Component::Prefix(_) => return Ok(false),
        }
        if depth < 0 {
            return Ok(false);
        }
    }
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    Ok(folder.join(name).canonicalize()?.starts_with(here.canonicalize()?))
}

/// The path as the user wrote it, with forward slashes on every system so that messages are the
/// same everywhere.
pub fn display_name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if cfg!(windows) { name.replace('\\', "/") } else { name.into_owned() }
}
