//! What was read: the files of a run with their text, and places in them.
//!
//! Every later stage speaks of a [`Span`]; only [`Sources`] knows which file and line that is.

pub mod cut;
mod error;
pub mod hidden;
mod identity;
mod read;
pub mod sanitize;
pub mod table;
mod text;
pub mod yaml;

pub use error::ReadError;
pub use identity::is_same_file;
pub use read::{Named, display_name, stays_below};

/// Identifies one file of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A range of bytes in one file; `start <= end`, both within the file's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A line and column, both counted from 1; the column counts characters, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One file as it was read.
#[derive(Debug)]
pub struct Source {
    /// The path as the user wrote it (or `<stdin>`, or `<built-in>/…`).
    pub name: String,
    /// The text, decoded to UTF-8.
    pub text: String,
    /// SHA-256 of the bytes it was read from, if somebody asked for digests.
    pub digest: Option<[u8; 32]>,
    /// Byte offset at which each line starts; the first entry is 0.
    line_starts: Vec<u32>,
}

/// All files of a run, in the order they were read.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    digests: Digests,
    outside: Outside,
    /// Every regular file that was opened, by name: nothing is written over them.
    inputs: Vec<(String, identity::Identity)>,
}

/// Whether a file may name files outside its folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outside {
    /// It may not: whoever wrote it could have files shown that are none of their business.
    #[default]
    Refused,
    /// It may.
    Allowed,
}

/// Whether the bytes of files are digested when they are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Digests {
    /// They are not: it takes time.
    #[default]
    None,
    /// By SHA-256.
    Sha256,
}

impl Sources {
    /// Registers a text under a name and returns its identity.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1))
            .collect();
        self.files.push(Source { name: name.into(), text, digest: None, line_starts });
        SourceId(self.files.len() as u32 - 1)
    }

    /// No files yet; those that are read are digested as asked.
    pub fn digesting(digests: Digests) -> Self {
        Self { digests, ..Self::default() }
    }

    /// The same, with files that name files outside their folder treated as told.
    #[must_use]
    pub fn outside(self, outside: Outside) -> Self {
        Self { outside, ..self }
    }

    /// Keeps in mind that the files of another collection belong to the run, too.
    pub fn remember(&mut self, others: &Self) {
        self.inputs.extend(others.inputs.iter().cloned());
    }

    /// The file of an identity this collection gave out.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// Every file, in the order of reading.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.files.iter().enumerate().map(|(i, source)| (SourceId(i as u32), source))
    }

    /// Where a span starts.
    pub fn position(&self, span: Span) -> Position {
        self.get(span.source).position(span.start)
    }

    /// The text a span covers.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source).text.get(span.start as usize..span.end as usize).unwrap_or("")
    }
}

impl Source {
    /// The line a byte offset is in, counted from 1, without its line break, and the offset at
    /// which it starts.
    pub fn line_at(&self, offset: u32) -> (u32, u32, &str) {
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1) - 1;
        let start = self.line_starts[line];
        let end = self.line_starts.get(line + 1).map_or(self.text.len(), |next| *next as usize);
        let text = self.text.get(start as usize..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        (line as u32 + 1, start, text)
    }

    /// The line and column of a byte offset; an offset past the end is the end.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1) - 1;
        let start = self.line_starts[line] as usize;
        let end = (offset as usize).clamp(start, self.text.len());
        let column = self.text.get(start..end).map_or(0, |s| s.chars().count());
        Position { line: line as u32 + 1, column: column as u32 + 1 }
    }
}
