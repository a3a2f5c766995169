//! Reports of Nexpose and InsightVM as XML: nodes with their fingerprints, tests and endpoints.

use super::scanned::Scanned;
use super::xml::{self, Tag, Visit};
use crate::import::fact::Fact;
use crate::import::format;
use crate::import::sink::Sink;
use crate::term::alias::cell as words;

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let head = format::head(text, 16_384);
    let marks = ["<NexposeReport", "<NeXposeSimpleXML", "<NexposeSimpleXML"];
    if marks.iter().any(|mark| head.contains(mark)) { 97 } else { 0 }
}

/// A node with the fingerprints that are equally certain.
struct Node {
    host: Scanned,
    certainty: f64,
    systems: Vec<String>,
    arch: String,
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut node: Option<Node> = None;
    xml::walk(text, sink, |path, visit, line, sink| {
        let name = path.last().map_or("", String::as_str);
        match (visit, &mut node) {
            (Visit::Open(tag), _) if name == "node" || name == "device" => {
                node = Some(Node::start(tag, line))
            }
            (Visit::Close(_), Some(_)) if name == "node" || name == "device" => {
                if let Some(node) = node.take() {
                    node.finish(sink);
                }
            }
            (Visit::Open(tag), Some(node)) if xml::ends(path, &["fingerprints", "os"]) => {
                node.fingerprint(tag)
            }
            (Visit::Open(tag), Some(node)) if name == "test" => node.test(tag),
            (Visit::Open(tag), Some(node)) if name == "endpoint" && tag.get("status") == "open" => {
                node.host.open(tag.get("port"), tag.get("protocol"));
            }
            // The simple form has other words for the same.
            (Visit::Close(text), Some(node))
                if xml::ends(path, &["fingerprint", "description"]) && node.systems.is_empty() =>
            {
                node.systems.push(text.to_owned());
            }
            (Visit::Open(tag), Some(node))
                if name == "vulnerability" && tag.get("resultCode").starts_with('V') =>
            {
                node.host.missing(&tag.get("id").replace("hotfix-", "hotfix "));
            }
            (Visit::Open(tag), Some(node)) if xml::ends(path, &["services", "service"]) => {
                node.host.open(tag.get("port"), tag.get("protocol"));
            }
            (Visit::Close(text), Some(node)) if xml::ends(path, &["names", "name"]) => {
                node.host.identity.add_name(text)
            }
            _ => {}
        }
    });
}

/// Whether a version goes on with the name of a product: `Windows` `2008`, `Windows 7` `SP1`. A
/// number alone behind a Windows that is told already is none of its names: it would be another
/// product.
fn is_release_of(version: &str, product: &str) -> bool {
    let lower = product.to_lowercase();
    let mut words = lower.split_whitespace().skip_while(|word| *word != "windows").skip(1);
    let told = words.any(|word| word != "server");
    !told || version.contains(char::is_alphabetic)
}

impl Node {
    fn start(tag: &Tag, line: u32) -> Self {
        let mut host = Scanned::at(line);
        host.identity.add_addresses(tag.get("address"));
        Self { host, certainty: 0.0, systems: Vec::new(), arch: String::new() }
    }

    /// The most certain fingerprints; of equal ones, all: they are alternatives.
    fn fingerprint(&mut self, tag: &Tag) {
        let certainty: f64 = tag.get("certainty").parse().unwrap_or(0.0);
        let product =
            if tag.get("product").is_empty() { tag.get("family") } else { tag.get("product") };
        let version = tag.get("version");
        let system = match is_release_of(version, product) {
            true => format!("{product} {version}"),
            false => product.to_owned(),
        };
        if certainty > self.certainty {
            self.systems.clear();
            self.certainty = certainty;
        }
        let system = system.trim();
        let known = self.systems.iter().any(|known| known == system);
        if certainty >= self.certainty && !product.is_empty() && !known && self.systems.len() < 20 {
            self.systems.push(system.to_owned());
            tag.get("arch").clone_into(&mut self.arch);
        }
    }

    /// A test that found a weakness; its id names the bulletin.
    fn test(&mut self, tag: &Tag) {
        if tag.get("status").starts_with("vulnerable")
            || tag.get("status") == "exception-vulnerable-exploited"
        {
            self.host.missing(&tag.get("id").replace("hotfix-", "hotfix "));
        }
    }

    fn finish(mut self, sink: &mut Sink<'_>) {
        self.host.system(&self.systems.join("\n"));
        if self.systems.len() == 1 {
            self.host.facts.extend(words::arch(&self.arch).map(Fact::Arch));
        }
        self.host.finish(sink);
    }
}
