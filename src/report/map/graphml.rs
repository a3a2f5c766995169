//! The whole map as GraphML, for networkx, Gephi, yEd and igraph: one edge per flow, and typed
//! figures.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{Due, Flow, Map, Segment};
use crate::format::Rounded;
use crate::report::escape::Sink;
use crate::risk::Figure;
use crate::term::entry::Entry;

/// What figures there are: of what, by which name, of which type.
const KEYS: &[(&str, &str, &str)] = &[
    ("graph", "organisation", "string"),
    ("graph", "as_of", "string"),
    ("graph", "until", "string"),
    ("graph", "expected_loss", "double"),
    ("node", "name", "string"),
    ("node", "kind", "string"),
    ("node", "machines", "long"),
    ("node", "exposed", "long"),
    ("node", "unknown", "long"),
    ("node", "not_assessed", "long"),
    ("node", "laptops", "long"),
    ("node", "users", "long"),
    ("node", "infected", "long"),
    ("node", "state", "string"),
    ("node", "isolated", "boolean"),
    ("node", "loss", "double"),
    ("edge", "kind", "string"),
    ("edge", "ports", "string"),
    ("edge", "host", "string"),
    ("edge", "unknown", "boolean"),
    ("edge", "averted", "double"),
    ("edge", "averted_stderr", "double"),
    ("edge", "due", "string"),
];

/// The document.
pub(super) fn render(map: &Map) -> String {
    let mut document = Document { writer: Writer::new_with_indent(Vec::new(), b' ', 2), edges: 0 };
    document.write(map).expect("writing to memory cannot fail");
    String::from_utf8(document.writer.into_inner()).expect("everything written is UTF-8") + "\n"
}

struct Document {
    writer: Writer<Vec<u8>>,
    edges: u64,
}

impl Document {
    fn write(&mut self, map: &Map) -> io::Result<()> {
        self.writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        self.start("graphml", &[("xmlns", "http://graphml.graphdrawing.org/xmlns")])?;
        for (of, name, kind) in KEYS {
            let key = BytesStart::new("key").with_attributes([
                ("id", &*id(of, name)),
                ("for", of),
                ("attr.name", name),
                ("attr.type", kind),
            ]);
            self.writer.write_event(Event::Empty(key))?;
        }
        self.start("graph", &[("id", "network"), ("edgedefault", "directed")])?;
        self.data("graph", "organisation", map.organisation.as_deref().unwrap_or_default())?;
        self.data("graph", "as_of", &map.as_of)?;
        self.data("graph", "until", &map.until)?;
        self.data("graph", "expected_loss", &Rounded::new(map.loss).get().to_string())?;
        self.nodes(map)?;
        self.edges(map)?;
        self.end("graph")?;
        self.end("graphml")
    }

    fn nodes(&mut self, map: &Map) -> io::Result<()> {
        for way in considered(map) {
            self.start("node", &[("id", way.as_str())])?;
            self.data("node", "name", way.as_str())?;
            self.data("node", "kind", "entry")?;
            self.data("node", "loss", &Rounded::new(map.ways[way].loss).get().to_string())?;
            self.end("node")?;
        }
        (0..).zip(&map.segments).try_for_each(|(i, segment)| self.segment(i, segment))
    }

    fn segment(&mut self, i: usize, segment: &Segment) -> io::Result<()> {
        self.start("node", &[("id", &node(i))])?;
        self.data("node", "name", &segment.name)?;
        self.data("node", "kind", "segment")?;
        let counts = [
            ("machines", segment.machines),
            ("exposed", segment.exposed),
            ("unknown", segment.unknown),
            ("not_assessed", segment.not_assessed),
            ("laptops", segment.laptops),
            ("users", segment.users),
            ("infected", segment.infected),
        ];
        counts.iter().try_for_each(|(name, count)| self.data("node", name, &count.to_string()))?;
        self.data("node", "state", &segment.in_words())?;
        self.data("node", "isolated", if segment.isolated { "true" } else { "false" })?;
        self.data("node", "loss", &Rounded::new(segment.loss).get().to_string())?;
        self.end("node")
    }

    fn edges(&mut self, map: &Map) -> io::Result<()> {
        let has = |way: Entry| considered(map).any(|considered| considered == way);
        // The internet is the end of flows even where it was left out as a way in.
        for flow in &map.flows {
            let from = flow.from.map_or_else(|| Entry::Internet.as_str().to_owned(), node);
            self.edge((&from, flow.to), "flow", Some(flow), flow.averted)?;
            self.due(flow.due.as_ref())?;
            self.end("edge")?;
        }
        for (i, segment) in map.segments.iter().enumerate() {
            if has(Entry::Roaming) && segment.laptops > 0 {
                self.edge((Entry::Roaming.as_str(), i), "return", None, segment.quarantine)?;
                self.due(segment.due.as_ref())?;
                self.end("edge")?;
            }
            if has(Entry::Insider) && segment.users > 0 {
                self.edge((Entry::Insider.as_str(), i), "insider", None, Figure::default())?;
                self.end("edge")?;
            }
            if has(Entry::Mail) && segment.users > 0 {
                self.edge((Entry::Mail.as_str(), i), "mail", None, Figure::default())?;
                self.end("edge")?;
            }
            if has(Entry::Infected) && segment.infected > 0 {
                self.edge((Entry::Infected.as_str(), i), "infected", None, Figure::default())?;
                self.end("edge")?;
            }
        }
        Ok(())
    }

    /// An edge that is still open.
    fn edge(
        &mut self,
        (from, to): (&str, usize),
        kind: &str,
        flow: Option<&Flow>,
        averted: Figure,
    ) -> io::Result<()> {
        self.edges += 1;
        self.start(
            "edge",
            &[("id", &format!("e{}", self.edges)), ("source", from), ("target", &node(to))],
        )?;
        self.data("edge", "kind", kind)?;
        if let Some(flow) = flow {
            self.data("edge", "ports", &flow.ports)?;
            flow.host.iter().try_for_each(|host| self.data("edge", "host", host))?;
            self.data("edge", "unknown", if flow.unknown.is_some() { "true" } else { "false" })?;
        }
        // What closing the way of an insider, a Trojan or an infected host would avert is not
        // known: there is no such door.
        if matches!(kind, "flow" | "return") {
            self.data("edge", "averted", &Rounded::new(averted.value).get().to_string())?;
            self.data("edge", "averted_stderr", &Rounded::new(averted.stderr).get().to_string())?;
        }
        Ok(())
    }

    /// By when closing an edge is due; nothing where it averts nothing.
    fn due(&mut self, due: Option<&Due>) -> io::Result<()> {
        due.map_or(Ok(()), |due| self.data("edge", "due", &due.words))
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.writer.write_event(Event::Start(
            BytesStart::new(name).with_attributes(attributes.iter().copied()),
        ))
    }

    fn end(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    fn data(&mut self, of: &str, name: &str, text: &str) -> io::Result<()> {
        self.start("data", &[("key", &id(of, name))])?;
        self.writer.write_event(Event::Text(BytesText::new(&clean(text))))?;
        self.end("data")
    }
}

/// The ways in that are nodes: those that were considered, and the internet wherever a flow starts
/// there.
fn considered(map: &Map) -> impl Iterator<Item = Entry> {
    let from_internet = map.flows.iter().any(|flow| flow.from.is_none());
    Entry::ALL
        .into_iter()
        .filter(move |way| map.ways[*way].considered || (*way == Entry::Internet && from_internet))
}

/// No name from a file is an id: ids of XML take few characters.
fn node(segment: usize) -> String {
    format!("s{segment}")
}

fn id(of: &str, name: &str) -> String {
    format!("{of}-{name}")
}

/// XML has no control characters at all, not even escaped.
fn clean(text: &str) -> String {
    Sink::Xml.neutral(text).into_owned()
}
