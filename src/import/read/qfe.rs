//! `wmic qfe`: the table (`list`, fixed width) and the list (`list full`, `Key=Value`). The CSV form is a table like others.
//!
//! On XP the line that says that WMIC is being installed may be glued to the header, lines may end in CR CR LF, and for
//! `File 1` entries the patch stands in the column `ServicePackInEffect`.

use crate::import::fact::{Fact, Identity, PatchList};
use crate::import::format;
use crate::import::sink::Sink;
use crate::term::alias::cell::patch;

/// What `wmic` of old glues to the header.
const GLUED: &str = "Please wait while WMIC is being installed.";

pub(in crate::import) fn sniff(text: &str) -> u8 {
    let start = format::head(text, 4096);
    let has = |word: &str| start.contains(word);
    let table = has("HotFixID ") && has("InstalledOn ");
    let list = has("HotFixID=") && has("InstalledOn=");
    if (table && !start.contains(',')) || list || (table && has("ServicePackInEffect")) { 92 } else { 0 }
}

pub(in crate::import) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut hosts = Hosts::default();
    if text.contains("HotFixID=") {
        read_list(text, &mut hosts)
    } else {
        read_table(text, &mut hosts, sink)
    }
    hosts.finish(sink);
}

/// The patches of each host, in the order in which hosts appear.
#[derive(Default)]
pub(in crate::import) struct Hosts {
    found: indexmap::IndexMap<String, Host>,
}

#[derive(Default)]
struct Host {
    line: u32,
    facts: Vec<Fact>,
    nameless: usize,
    /// The first entry that names no patch: its line and text.
    first: Option<(u32, String)>,
}

impl Hosts {
    /// Adds a row: the host as written, the identifier, and the column that holds the patch where the identifier does not.
    pub(in crate::import) fn add(&mut self, line: u32, name: &str, id: &str, fallback: &str) {
        let host = self.found.entry(name.trim().to_owned()).or_default();
        host.line = if host.line == 0 { line } else { host.line };
        match patch(id).or_else(|| patch(fallback)) {
            Some(patch) => host.facts.push(Fact::Installed(patch)),
            None => {
                host.nameless += 1;
                host.first.get_or_insert_with(|| (line, id.to_owned()));
            }
        }
    }

    /// Hands the hosts over. A host without a name is the one that the file is named after.
    pub(in crate::import) fn finish(self, sink: &mut Sink<'_>) {
        for (name, mut host) in self.found {
            let mut identity = Identity::named(&name);
            if identity.is_empty() {
                identity.add_name(sink.setting.stem);
                sink.skip(host.line, sink.setting.stem, "no host is named: the name of the file is taken for it");
            }
            if host.nameless > 0 {
                let (line, text) = host.first.take().unwrap_or_default();
                sink.skip(line, &text, format!("{} entries name no patch: the list is incomplete", host.nameless));
            }
            host.facts.push(Fact::PatchList(if host.nameless > 0 { PatchList::CutOff } else { PatchList::Complete }));
            sink.observe(identity, host.line, host.facts);
        }
    }
}

/// A table whose columns start where their headings start.
fn read_table(text: &str, hosts: &mut Hosts, sink: &mut Sink<'_>) {
    let mut columns: Option<Columns> = None;
    for (at, raw) in text.lines().enumerate() {
        let line = raw.trim_start_matches(GLUED).trim_end_matches('\r');
        if line.trim().is_empty() {
            continue;
        }
        if let Some(found) = Columns::find(line) {
            columns = Some(found);
        } else if let Some(columns) = &columns {
            let name = columns.cell(line, "CSName");
            hosts.add(at as u32 + 1, name, columns.cell(line, "HotFixID"), columns.cell(line, "ServicePackInEffect"));
        } else {
            sink.skip(at as u32 + 1, line, "stands before the header of the table");
        }
    }
}

/// Where the columns of a fixed-width table start, in characters.
struct Columns(Vec<(String, usize)>);

impl Columns {
    fn find(line: &str) -> Option<Self> {
        line.contains("HotFixID").then_some(())?;
        let mut columns = Vec::new();
        let mut before = ' ';
        for (at, c) in line.chars().enumerate() {
            if c != ' ' && before == ' ' {
                columns.push((String::new(), at));
            }
            if let Some((name, _)) = columns.last_mut().filter(|_| c != ' ') {
                name.push(c);
            }
            before = c;
        }
        Some(Self(columns))
    }

    fn cell<'l>(&self, line: &'l str, name: &str) -> &'l str {
        let Some(at) = self.0.iter().position(|(known, _)| known == name) else { return "" };
        let byte = |characters: usize| line.char_indices().nth(characters).map_or(line.len(), |(byte, _)| byte);
        let end = self.0.get(at + 1).map_or(line.len(), |(_, next)| byte(*next));
        line[byte(self.0[at].1).min(end)..end].trim()
    }
}

/// Blocks of `Key=Value`; a key that comes again starts the next block.
fn read_list(text: &str, hosts: &mut Hosts) {
    let (mut name, mut id, mut fallback, mut line) = ("", None, "", 0);
    for (at, raw) in text.lines().enumerate() {
        let Some((key, value)) = raw.trim_start_matches(GLUED).trim_end_matches('\r').split_once('=') else { continue };
        match key.trim() {
            "Caption" => {
                flush(hosts, line, name, id.take(), fallback);
                (name, fallback) = ("", "");
            }
            "CSName" => name = value,
            "HotFixID" => (id, line) = (Some(value), at as u32 + 1),
            "ServicePackInEffect" => fallback = value,
            _ => {}
        }
    }
    flush(hosts, line, name, id, fallback);
}

fn flush(hosts: &mut Hosts, line: u32, name: &str, id: Option<&str>, fallback: &str) {
    if let Some(id) = id {
        hosts.add(line, name, id, fallback);
    }
}
