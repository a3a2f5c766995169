//! From parser events to a tree of nodes, within limits that no honest inventory reaches.

use std::collections::HashMap;

use serde_yaml::granit_parser::{Event, Options, Parser, ScalarStyle, Span as ParserSpan};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceId, Sources, Span};

/// Deeper nesting than any format of ours has.
const MAX_DEPTH: usize = 32;
/// Nodes that aliases may add: enough for anchors in earnest, too few for an alias bomb.
const MAX_ALIASED_NODES: usize = 100_000;

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The whole value.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A scalar's text; `plain` if it was written without quotes.
    Scalar {
        /// The text, unescaped.
        text: String,
        /// Whether it was written without quotes.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the file, repeats included.
    Mapping(Vec<(Node, Node)>),
}

impl Node {
    /// Whether the value was left out: `key:`, `~` or `null`.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// Whether it is a mapping.
    pub fn is_mapping(&self) -> bool {
        matches!(self.value, Value::Mapping(_))
    }

    /// The text of a scalar.
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// What the value is, for messages.
    pub fn describe(&self) -> &'static str {
        match &self.value {
            _ if self.is_null() => "nothing",
            Value::Scalar { .. } => "a single value",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
        }
    }

    /// How many nodes the tree below and including this one has.
    fn size(&self) -> usize {
        1 + match &self.value {
            Value::Scalar { .. } => 0,
            Value::Sequence(items) => items.iter().map(Node::size).sum(),
            Value::Mapping(entries) => entries.iter().map(|(k, v)| k.size() + v.size()).sum(),
        }
    }
}

/// Parses the one document of a file. What is wrong is reported; `None` means that nothing can be
/// used.
pub fn parse(sources: &Sources, source: SourceId, diagnostics: &mut Diagnostics) -> Option<Node> {
    match tree(source, &sources.get(source).text) {
        Ok(root) => usable(root, source, diagnostics),
        Err(problem) => {
            diagnostics.push(*problem);
            None
        }
    }
}

/// The tree of a text; `None` if it has no node.
pub(super) fn tree(source: SourceId, text: &str) -> Result<Option<Node>, Problem> {
    Builder::new(source, text).run(text)
}

/// The tree, unless there is nothing in it, which is reported.
pub(super) fn usable(
    root: Option<Node>,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let root = root.filter(|root| !root.is_null());
    if root.is_none() {
        let empty = Diagnostic::new(Code::Empty, "the file has no content")
            .at(Span { source, start: 0, end: 0 }, "");
        diagnostics.push(empty.help(
            "an inventory starts with `inventory: 1.0.0`, an advisory with `advisory: 1.0.0`",
        ));
    }
    root
}

/// A collection under construction.
enum Open {
    Sequence(Vec<Node>),
    Mapping(Vec<(Node, Node)>, Option<Node>),
}

struct Frame {
    span: Span,
    anchor: usize,
    open: Open,
}

fn too_deep(span: Span) -> Diagnostic {
    let deep = Diagnostic::new(Code::TooLarge, format!("nested more than {MAX_DEPTH} levels deep"));
    deep.at(span, "").help("no part of the format nests this deep; is this the right file?")
}

struct Builder<'a> {
    source: SourceId,
    length: usize,
    stack: Vec<Frame>,
    anchors: HashMap<usize, Node>,
    aliased: usize,
    root: Option<Node>,
    text: &'a str,
}

pub(super) type Problem = Box<Diagnostic>;

impl<'a> Builder<'a> {
    fn new(source: SourceId, text: &'a str) -> Self {
        Self {
            source,
            length: text.len(),
            stack: Vec::new(),
            anchors: HashMap::new(),
            aliased: 0,
            root: None,
            text,
        }
    }

    fn run(mut self, text: &str) -> Result<Option<Node>, Problem> {
        let mut options = Options::default();
        options.set_emit_comments(false);
        let mut parser = Parser::new_from_str_with_options(text, options);
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| {
                let at = error.marker().byte_offset().unwrap_or(self.length);
                // The parser looks ahead, and may meet its own limit before a nest is handed over.
                Box::new(match error.info().contains("recursion limit") {
                    true => too_deep(self.point(at)),
                    false => Diagnostic::new(
                        Code::Syntax,
                        format!("not valid YAML: {}", error.info()),
                    )
                    .at(self.point(at), "here")
                    .help("check indentation, quotes and brackets here and in the lines above"),
                })
            })?;
            self.event(event, span)?;
        }
        Ok(self.root)
    }

    fn event(&mut self, event: Event<'_>, at: ParserSpan) -> Result<(), Problem> {
        let span = self.span(&at);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_tag(tag.is_some(), span)?;
                let value =
                    Value::Scalar { text: text.into_owned(), plain: style == ScalarStyle::Plain };
                self.finish(Node { span, value }, anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.start(span, anchor, tag.is_some(), Open::Sequence(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                self.start(span, anchor, tag.is_some(), Open::Mapping(Vec::new(), None))
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(id) => self.alias(id, span),
            Event::DocumentStart(..) if self.root.is_some() => Err(Box::new(
                Diagnostic::new(Code::Syntax, "a second document starts here")
                    .at(span, "")
                    .help("keep one document per file"),
            )),
            _ => Ok(()),
        }
    }

    fn start(
        &mut self,
        span: Span,
        anchor: usize,
        tagged: bool,
        open: Open,
    ) -> Result<(), Problem> {
        self.refuse_tag(tagged, span)?;
        if self.stack.len() >= MAX_DEPTH {
            return Err(Box::new(too_deep(span)));
        }
        self.stack.push(Frame { span, anchor, open });
        Ok(())
    }

    fn end(&mut self, span: Span) -> Result<(), Problem> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let value = match frame.open {
            Open::Sequence(items) => Value::Sequence(items),
            Open::Mapping(entries, _) => Value::Mapping(entries),
        };
        let end = span.end.max(frame.span.end);
        self.finish(
            Node { span: Span { end: self.trimmed(frame.span.start, end), ..frame.span }, value },
            frame.anchor,
        )
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<(), Problem> {
        let target = self.anchors.get(&id).cloned().map(|node| Node { span, ..node });
        let Some(node) = target else {
            let inside = Diagnostic::new(Code::Syntax, "an alias that stands inside what it names")
                .at(span, "");
            return Err(Box::new(inside.help("write the value out")));
        };
        self.aliased += node.size();
        if self.aliased > MAX_ALIASED_NODES {
            let bomb = Diagnostic::new(
                Code::TooLarge,
                format!("aliases expand to more than {MAX_ALIASED_NODES} values"),
            );
            return Err(Box::new(
                bomb.at(span, "").help("use `defaults:` or `count:` instead of aliases"),
            ));
        }
        self.finish(node, 0)
    }

    /// Hands a complete node to the collection it stands in.
    fn finish(&mut self, node: Node, anchor: usize) -> Result<(), Problem> {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.stack.last_mut().map(|frame| &mut frame.open) {
            Some(Open::Sequence(items)) => items.push(node),
            Some(Open::Mapping(entries, key)) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => *key = Some(node),
            },
            None => self.root = Some(node),
        }
        Ok(())
    }

    fn refuse_tag(&self, tagged: bool, span: Span) -> Result<(), Problem> {
        let refusal = || {
            Diagnostic::new(Code::Syntax, "YAML tags such as `!!str` are not used here")
                .at(span, "")
                .help("remove the tag; quote the value if it must be a text")
        };
        if tagged { Err(Box::new(refusal())) } else { Ok(()) }
    }

    fn span(&self, span: &ParserSpan) -> Span {
        let range = span.byte_range().unwrap_or(self.length..self.length);
        Span {
            source: self.source,
            start: range.start as u32,
            end: range.end.max(range.start) as u32,
        }
    }

    fn point(&self, offset: usize) -> Span {
        let offset = offset.min(self.length) as u32;
        Span { source: self.source, start: offset, end: offset }
    }

    /// Block collections end where the next token starts; what the user sees ends with the last
    /// character.
    fn trimmed(&self, start: u32, end: u32) -> u32 {
        let covered = self.text.get(start as usize..end as usize).unwrap_or("");
        start + covered.trim_end().len() as u32
    }
}
