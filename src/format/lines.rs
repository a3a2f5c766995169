//! How the JSON is laid out: one line per key of the document, and one per element of its lists.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use crate::source::sanitize;

/// Writes a document with a line break at its end.
pub(crate) fn write(document: &impl Serialize, mut to: impl Write) -> io::Result<()> {
    document.serialize(&mut serde_json::Serializer::with_formatter(&mut to, Lines::default()))?;
    to.write_all(b"\n")
}

/// The same as a text.
pub(crate) fn document(document: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    write(document, &mut bytes).expect("writing to memory cannot fail");
    String::from_utf8(bytes).expect("the serializer writes UTF-8")
}

/// Writes one element of a list of a document, with what separates it from the one before.
pub(crate) fn element(
    element: &impl Serialize,
    first: bool,
    mut to: &mut Vec<u8>,
) -> io::Result<()> {
    let mut lines = Lines { depth: ELEMENTS, starts: None };
    lines.begin_array_value(&mut to, first)?;
    element.serialize(&mut serde_json::Serializer::with_formatter(to, lines))?;
    Ok(())
}

/// Breaks lines at the two outer levels, so that two reports can be compared line by line, and
/// writes characters that a terminal would act on as escapes: the text stays the same for whoever
/// parses it.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    depth: usize,
    /// An element of a list of the document starts; an object starts a line of its own.
    starts: Option<Place>,
}

/// Where an element stands in its list.
#[derive(Clone, Copy, Debug)]
enum Place {
    First,
    Later,
}

/// Depth of the document's keys, and of the elements of its lists.
const KEYS: usize = 1;
const ELEMENTS: usize = 2;

impl Lines {
    fn open<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &str) -> io::Result<()> {
        let line_break = if self.starts.take().is_some() { "\n " } else { "" };
        self.depth += 1;
        writer.write_all(line_break.as_bytes())?;
        writer.write_all(bracket.as_bytes())
    }

    fn close<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &str) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(bracket.as_bytes())
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, "[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, "]")
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        let outer = self.depth == ELEMENTS;
        self.starts = outer.then_some(if first { Place::First } else { Place::Later });
        let separator = match (first, outer) {
            (true, _) => "",
            (false, true) => ",",
            (false, false) => ", ",
        };
        writer.write_all(separator.as_bytes())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, "{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, "}")
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        let separator = match (first, self.depth == KEYS) {
            (true, _) => "",
            (false, true) => ",\n ",
            (false, false) => ", ",
        };
        writer.write_all(separator.as_bytes())
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn begin_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let later = matches!(self.starts.take(), Some(Place::Later));
        writer.write_all(if later { b" \"" } else { b"\"" })
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Then there is nothing to look for sign by sign.
        if sanitize::is_plain(fragment) {
            return writer.write_all(fragment.as_bytes());
        }
        let (mut rest, mut before) = (fragment, ' ');
        // Two of these signs begin a command in the logs of Azure (`##vso[`) and GitHub (`##[`).
        let acts = |c: char, before: char| sanitize::is_hostile(c) || (c == '#' && before == '#');
        while let Some((at, c)) =
            rest.char_indices().find(|(_, c)| acts(*c, std::mem::replace(&mut before, *c)))
        {
            writer.write_all(&rest.as_bytes()[..at])?;
            c.encode_utf16(&mut [0; 2])
                .iter()
                .try_for_each(|unit| write!(writer, "\\u{unit:04x}"))?;
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}
