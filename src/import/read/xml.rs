//! XML as a stream of tags and texts with lines, within limits.
//!
//! Entities that a document defines itself are not expanded, so that there are no bombs; what nests
//! deeper than any report does is refused.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::import::sink::Sink;

/// Deeper nesting than any report has.
const MAX_DEPTH: usize = 64;
/// Longer texts are cut: nothing that matters stands behind.
const MAX_TEXT: usize = 1 << 20;

/// A part of a document.
#[derive(Debug)]
pub(in crate::import) enum Token {
    Open(Tag),
    Close(String),
    Text(String),
    End,
}

/// An opening tag.
#[derive(Debug)]
pub(in crate::import) struct Tag {
    /// Its name.
    pub(in crate::import) name: String,
    /// The line it ends on, from 1.
    pub(in crate::import) line: u32,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// An attribute; empty if it is not there.
    pub(in crate::import) fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// Reads a document tag by tag.
pub(in crate::import) struct Xml<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
    depth: usize,
    /// The name of an empty tag that is still to be closed.
    pending: Option<String>,
    line: u32,
    counted: usize,
}

impl<'t> Xml<'t> {
    pub(in crate::import) fn new(text: &'t str) -> Self {
        Self { text, reader: Reader::from_str(text), depth: 0, pending: None, line: 1, counted: 0 }
    }

    /// The line that was read last. Lines are counted as the reader goes on, each byte once.
    pub(in crate::import) fn line(&mut self) -> u32 {
        let end = usize::try_from(self.reader.buffer_position())
            .unwrap_or(self.text.len())
            .min(self.text.len());
        if end > self.counted {
            self.line += self.text.as_bytes()[self.counted..end]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count() as u32;
            self.counted = end;
        }
        self.line
    }

    /// The next part; `Err` says why the document cannot be read on.
    pub(in crate::import) fn next(&mut self) -> Result<Token, String> {
        if let Some(name) = self.pending.take() {
            return Ok(Token::Close(name));
        }
        loop {
            match self.reader.read_event() {
                Ok(Event::Start(start)) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(format!("nested more than {MAX_DEPTH} levels deep"));
                    }
                    return Ok(Token::Open(tag(&start, self.line())));
                }
                Ok(Event::Empty(start)) => {
                    let tag = tag(&start, self.line());
                    self.pending = Some(tag.name.clone());
                    return Ok(Token::Open(tag));
                }
                Ok(Event::End(end)) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Token::Close(end.name().0.to_owned()));
                }
                Ok(Event::Text(text)) => return Ok(Token::Text(text.to_string())),
                Ok(Event::CData(data)) => return Ok(Token::Text(data.to_string())),
                Ok(Event::GeneralRef(reference)) => return Ok(Token::Text(entity(&reference))),
                Ok(Event::Eof) if self.depth > 0 => {
                    return Err("the document breaks off: an element is not closed".to_owned());
                }
                Ok(Event::Eof) => return Ok(Token::End),
                Ok(_) => {}
                Err(error) => return Err(format!("not valid XML: {error}")),
            }
        }
    }
}

/// What a reader that goes by the path of elements is told.
pub(in crate::import) enum Visit<'v> {
    Open(&'v Tag),
    /// An element ends; with the text that stands in it outside its children.
    Close(&'v str),
}

/// Goes through a document; `path` holds the names of the elements that are open, from the root on.
/// What is not valid ends the walk and is listed.
pub(in crate::import) fn walk(
    text: &str,
    sink: &mut Sink<'_>,
    mut visit: impl FnMut(&[String], Visit<'_>, u32, &mut Sink<'_>),
) {
    let mut xml = Xml::new(text);
    let mut path: Vec<String> = Vec::new();
    let mut contents: Vec<String> = Vec::new();
    loop {
        let token = xml.next();
        let line = xml.line();
        match token {
            Ok(Token::End) => return,
            Ok(Token::Open(tag)) => {
                contents.push(String::new());
                path.push(tag.name.clone());
                visit(&path, Visit::Open(&tag), tag.line, sink);
            }
            Ok(Token::Text(more)) => {
                if let Some(content) =
                    contents.last_mut().filter(|content| content.len() < MAX_TEXT)
                {
                    content.push_str(&more);
                }
            }
            Ok(Token::Close(_)) => {
                let content = contents.pop().unwrap_or_default();
                visit(&path, Visit::Close(content.trim()), line, sink);
                path.pop();
            }
            Err(why) => return sink.lose(line, why),
        }
    }
}

/// Whether the elements that are open end with these.
pub(in crate::import) fn ends(path: &[String], tail: &[&str]) -> bool {
    path.len() >= tail.len()
        && path[path.len() - tail.len()..]
            .iter()
            .zip(tail)
            .all(|(name, wanted)| name.eq_ignore_ascii_case(wanted))
}

fn tag(start: &BytesStart<'_>, line: u32) -> Tag {
    let attributes = start.attributes().flatten().map(|attribute| {
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_or_else(|_| attribute.value.to_string(), |v| v.into_owned());
        (attribute.key.0.to_owned(), value)
    });
    Tag { name: start.name().0.to_owned(), line, attributes: attributes.collect() }
}

/// The text of a reference: a character, one of the five that XML has, else the reference as
/// written.
fn entity(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    match &**reference {
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "amp" => "&".to_owned(),
        "apos" => "'".to_owned(),
        "quot" => "\"".to_owned(),
        other => format!("&{other};"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> (String, Option<String>) {
        let (mut xml, mut all) = (Xml::new(text), String::new());
        loop {
            match xml.next() {
                Ok(Token::End) => return (all, None),
                Ok(Token::Text(more)) => all.push_str(&more),
                Ok(Token::Open(tag)) => all.push_str(tag.get("v")),
                Ok(Token::Close(_)) => {}
                Err(why) => return (all, Some(why)),
            }
        }
    }

    #[test]
    fn entities_of_the_document_are_not_expanded() {
        let bomb = "<!DOCTYPE x [<!ENTITY a \"0123456789\"><!ENTITY b \"&a;&a;&a;\">]><x v=\"1&lt;2\">&b;&amp;&#65;</x>";
        assert_eq!(texts(bomb), ("1<2&b;&A".to_owned(), None));
    }

    #[test]
    fn deep_nests_and_broken_documents_are_refused() {
        assert!(texts(&"<a>".repeat(10_000)).1.is_some());
        assert!(texts("<a><b>").1.is_some());
        assert!(texts("<a></b>").1.is_some());
        assert_eq!(texts("<a>x</a>"), ("x".to_owned(), None));
    }
}
