//! Inventories people already have: exports of management tools, scans, command output, firewall
//! rules.
//!
//! Every file is read by the reader of its format into [`fact`]s, which know source, line and date;
//! [`merge`] makes hosts of them, [`mod@place`] places the hosts, [`firewall`] turns rules into
//! flows, [`mod@write`] writes an inventory that our own reader accepts, and [`gap`] says what is
//! missing. See `docs/import.md`.

#[cfg(test)]
mod accounted;
pub mod fact;
mod filler;
pub mod firewall;
mod format;
pub mod gap;
pub mod merge;
pub mod place;
mod pool;
pub mod provenance;
mod read;
mod registry;
pub mod role;
mod sink;
pub(crate) mod unknown;
pub mod update;
pub mod write;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::advisory::Advisories;
use crate::firewall::{Device, Flow, KnownHost, Network, Remark};
use fact::{Field, FileId, Observation};
pub use format::Format;
use merge::{Conflicts, Host};
use place::{Placer, Segments};
pub use sink::Skipped;
use sink::{Setting, Sink};

/// The longest line that is read: longer than that of any export that stands in one line.
pub const MAX_LINE: usize = 64 << 20;
/// The largest file that is read.
pub const MAX_FILE: u64 = 2 << 30;

/// One file to import.
#[derive(Debug)]
pub struct Input {
    /// Its name, for messages.
    pub name: String,
    /// Its content.
    pub content: Content,
}

/// What a file holds.
#[derive(Debug)]
pub enum Content {
    /// Bytes as they were read.
    Bytes(Vec<u8>),
    /// Nothing that could be read, and why.
    Unreadable(String),
}

/// How to import.
#[derive(Debug, Default)]
pub struct Options {
    /// The format of every file; recognised by content where not given.
    pub from: Option<Format>,
    /// Columns by what they hold: `host` and `Computer`.
    pub map: Vec<(String, String)>,
    /// When files were collected that do not say it.
    pub collected: Option<Date>,
    /// The day of the import: nothing was installed after it.
    pub today: Option<Date>,
    /// Networks and rules.
    pub segments: Segments,
    /// Hosts that firewall rules may concern, besides those imported.
    pub hosts: Vec<KnownHost>,
    /// Segments behind interfaces of firewalls.
    pub interfaces: Vec<firewall::InterfaceName>,
}

/// What one file gave.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// Its name.
    pub name: String,
    /// The format it was read as; `None` if it was not recognised.
    pub format: Option<Format>,
    /// How many observations of hosts it gave.
    pub observations: usize,
    /// How many rules of a firewall it gave.
    pub rules: usize,
    /// What was not understood.
    pub skipped: Vec<Skipped>,
    /// How many things were not understood; only the first are in `skipped`.
    pub skipped_count: usize,
    /// From where a scan looked, as far as the file says.
    pub vantage: Option<String>,
}

/// A host with its segments.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The host.
    pub host: Host,
    /// Its segments, at least one; hosts of the same ones share them.
    pub segments: Arc<[String]>,
    /// What is to be said about it.
    pub remark: Option<Box<str>>,
    /// On which ports it answers whom, as its own firewall says; the inner `None` is everybody.
    pub answers: Option<Vec<(String, Option<Vec<String>>)>>,
}

/// What an import gave.
#[derive(Debug, Default)]
pub struct Imported {
    /// The files, in order.
    pub files: Vec<FileReport>,
    /// The hosts, in the order of first mention.
    pub hosts: Vec<Placed>,
    /// Where sources disagree.
    pub conflicts: Conflicts,
    /// Flows that firewall rules allow.
    pub flows: Vec<Flow>,
    /// How many firewalls were read.
    pub firewalls: usize,
    /// Segments whose hosts do not reach each other on every port.
    pub isolated: Vec<String>,
    /// Remarks on rules: those that were not understood, with their lines.
    pub rule_remarks: Vec<Remark>,
    /// Facts by field and format.
    pub facts: BTreeMap<(Field, Format), usize>,
    /// The networks that were given, by segment.
    pub networks: Vec<(ipnet::IpNet, String)>,
}

impl Imported {
    /// Whether nothing at all was understood.
    pub fn is_empty(&self) -> bool {
        self.hosts.is_empty() && self.firewalls == 0
    }

    /// The segments of hosts, sorted.
    fn segments_of_hosts(&self) -> BTreeSet<&str> {
        // There are far fewer lists than hosts.
        let lists: FxHashSet<*const [String]> =
            self.hosts.iter().map(|placed| Arc::as_ptr(&placed.segments)).collect();
        let mut left = lists;
        let first = self.hosts.iter().filter(|placed| left.remove(&Arc::as_ptr(&placed.segments)));
        first.flat_map(|placed| placed.segments.iter().map(String::as_str)).collect()
    }

    /// The segments that hosts, flows and networks name, sorted.
    fn segment_names(&self) -> BTreeSet<&str> {
        let hosts = self.segments_of_hosts();
        let flows = self.flows.iter().flat_map(|flow| [flow.from.as_str(), flow.to.as_str()]);
        let networks = self.networks.iter().map(|(_, segment)| segment.as_str());
        let isolated = self.isolated.iter().map(String::as_str);
        hosts
            .into_iter()
            .chain(flows)
            .chain(networks)
            .chain(isolated)
            .filter(|name| *name != crate::firewall::INTERNET)
            .collect()
    }
}

/// What was found in one file.
struct Found {
    report: FileReport,
    observations: Vec<Observation>,
    devices: Vec<Device>,
    addressing: Option<sink::Addressing>,
    host_filters: Vec<sink::HostFilter>,
}

/// The firewalls of an import with everything that their rules are held against.
#[derive(Debug, Default)]
pub struct Firewalls {
    /// The firewalls.
    pub devices: Vec<Device>,
    /// The hosts that are known.
    pub hosts: Vec<KnownHost>,
    /// Segments besides those of networks and hosts.
    pub names: Vec<String>,
    /// What is to be said about how they fit together.
    pub remarks: Vec<Remark>,
}

/// Imports files: read, merge, place, and turn rules into flows. Files are read side by side; the
/// result does not depend on it.
pub fn import(inputs: Vec<Input>, options: &Options, catalogue: &Advisories) -> Imported {
    let (mut imported, firewalls) = gather(inputs, options, catalogue);
    let network = Network {
        devices: &firewalls.devices,
        networks: &imported.networks,
        hosts: &firewalls.hosts,
        names: &firewalls.names,
    };
    let outcome = crate::firewall::flows(&network);
    imported.firewalls = firewalls.devices.len();
    (imported.flows, imported.isolated) = (outcome.flows, outcome.isolated);
    unknown::widen(&mut imported.flows);
    imported.rule_remarks = firewalls.remarks.into_iter().chain(outcome.remarks).collect();
    imported
}

/// Everything but the flows, and the firewalls that they come from.
pub fn gather(
    inputs: Vec<Input>,
    options: &Options,
    catalogue: &Advisories,
) -> (Imported, Firewalls) {
    let found: Vec<Found> = inputs
        .into_par_iter()
        .enumerate()
        .map(|(at, input)| read(FileId(at as u32), input, options))
        .collect();
    let mut imported =
        Imported { networks: options.segments.networks.clone(), ..Imported::default() };
    let (mut observations, mut devices, mut addressings, mut filters) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for file in found {
        filters
            .extend(file.host_filters.into_iter().map(|filter| (file.report.name.clone(), filter)));
        devices.extend(file.devices);
        addressings.extend(file.addressing);
        observations.extend(file.observations);
        imported.files.push(file.report);
    }
    imported.facts = counted(&observations);
    let merged = merge::merge(observations, catalogue);
    imported.conflicts = merged.conflicts;
    let mut placer = Placer::new(&options.segments);
    imported.hosts = merged.hosts.into_iter().map(|host| place(host, &mut placer)).collect();
    // Nothing but rules is held against hosts.
    let hosts = match devices.is_empty() && filters.is_empty() {
        true => Vec::new(),
        false => {
            known_hosts(options.hosts.iter().cloned().chain(imported.hosts.iter().map(known_host)))
        }
    };
    let setting = firewall::Setting {
        segments: &options.segments,
        hosts: &hosts,
        interfaces: &options.interfaces,
    };
    let (names, remarks) =
        firewall::prepare(&mut devices, &addressings, &setting, &mut imported.networks);
    let mut firewalls = Firewalls { devices, hosts, names, remarks };
    for (file, filter) in filters {
        firewall::answers(&file, filter, &mut imported, &mut firewalls);
    }
    (imported, firewalls)
}

/// How many facts of each field each format says.
fn counted(observations: &[Observation]) -> BTreeMap<(Field, Format), usize> {
    let mut counts: BTreeMap<Format, [usize; Field::ALL.len()]> = BTreeMap::new();
    for observation in observations {
        let counts = counts.entry(observation.origin.format).or_default();
        observation.facts().for_each(|fact| counts[fact.field() as usize] += 1);
    }
    let of_format = |(format, counts): (Format, [usize; Field::ALL.len()])| {
        Field::ALL.into_iter().zip(counts).map(move |(field, count)| ((field, format), count))
    };
    counts.into_iter().flat_map(of_format).filter(|(_, count)| *count > 0).collect()
}

/// Hosts of one name are one: it has the segments that were said first, and every address.
fn known_hosts(all: impl Iterator<Item = KnownHost>) -> Vec<KnownHost> {
    let mut known: indexmap::IndexMap<String, KnownHost> = indexmap::IndexMap::new();
    for host in all {
        let more = host.addresses.clone();
        let one = known.entry(host.name.clone()).or_insert(host);
        one.addresses.extend(more);
        one.addresses.sort_unstable();
        one.addresses.dedup();
    }
    known.into_values().collect()
}

/// A host as firewall rules may concern it.
fn known_host(placed: &Placed) -> KnownHost {
    KnownHost {
        name: placed.host.name.clone(),
        segments: placed.segments.to_vec(),
        addresses: placed.host.addresses.clone(),
    }
}

fn place(host: Host, placer: &mut Placer<'_>) -> Placed {
    let place::Placement { segments, remark } = placer.place(&host);
    Placed { host, segments, remark, answers: None }
}

/// A text of a file: the whole, or a sheet of a workbook with its name.
struct Part {
    sheet: Option<String>,
    /// How many lines of the file stand before it; blank ones stand for them in the text.
    above: u32,
    /// The text, or why there is none.
    text: Result<String, String>,
}

/// Reads one file into facts.
fn read(file: FileId, input: Input, options: &Options) -> Found {
    let name = input.name;
    let known = options.segments.names();
    let parts = parts(input.content);
    let setting = Setting {
        file,
        name: &name,
        stem: stem(&name),
        sheet: None,
        date: options.collected,
        today: options.today.or(options.collected),
        map: &options.map,
        known: &known,
    };
    let mut sink = Sink::new(setting, options.from.unwrap_or(Format::Csv));
    let mut format = None;
    match &parts {
        Ok(parts) => {
            for part in parts {
                let of = parts.len();
                sink.setting.sheet = part.sheet.as_deref().map(|name| sink::SheetName { name, of });
                format = format.or(read_part(part, options, &mut sink));
            }
        }
        Err(why) => sink.skip(0, "", why.as_str()),
    }
    let report = FileReport {
        format,
        observations: sink.observations.len(),
        rules: sink.devices.iter().map(Device::rule_count).sum(),
        skipped: sink.skipped,
        skipped_count: sink.skipped_count,
        vantage: sink.vantage,
        name: name.clone(),
    };
    Found {
        report,
        observations: sink.observations,
        devices: sink.devices,
        addressing: sink.addressing,
        host_filters: sink.host_filters,
    }
}

/// The texts of a file, or why there are none.
fn parts(content: Content) -> Result<Vec<Part>, String> {
    match content {
        Content::Unreadable(why) => Err(why),
        Content::Bytes(bytes) if read::workbook::is_one(&bytes) => {
            let sheets = read::workbook::sheets(bytes)?.into_iter();
            Ok(sheets
                .filter(|(_, text)| text.as_ref().map_or(true, |text| !text.trim().is_empty()))
                .map(|(name, text)| Part { sheet: Some(name), above: 0, text })
                .collect())
        }
        Content::Bytes(bytes) => {
            let texts = read::encoding::texts(bytes).ok_or_else(|| "not a text".to_owned())?;
            Ok(pieces(texts))
        }
    }
}

/// More texts than anybody appends to one file in turns of two encodings.
const MAX_TEXTS: usize = 64;

/// The parts of a file in which several programs wrote, each in its encoding. A text that no reader
/// recognises is what a program said before it began, and stands in front of the next.
fn pieces(texts: Vec<String>) -> Vec<Part> {
    let texts = if texts.len() > MAX_TEXTS { vec![texts.concat()] } else { texts };
    let last = texts.len().saturating_sub(1);
    let (mut parts, mut above, mut notice) = (Vec::new(), 0, String::new());
    for (at, text) in texts.into_iter().enumerate() {
        let is_notice = at == 0 && last > 0 && registry::recognise(&text).is_none();
        let text = std::mem::take(&mut notice) + &text;
        if is_notice {
            notice = text;
            continue;
        }
        let lines = text.matches('\n').count() as u32;
        if !text.trim().is_empty() || last == 0 {
            let text = "\n".repeat(above as usize) + &text;
            parts.push(Part { sheet: None, above, text: Ok(text) });
        }
        above += lines;
    }
    parts
}

/// Reads one text; returns the format that it was read as.
fn read_part(part: &Part, options: &Options, sink: &mut Sink<'_>) -> Option<Format> {
    let text = match &part.text {
        Ok(text) => text,
        Err(why) => {
            sink.skip(0, part.sheet.as_deref().unwrap_or(""), why.as_str());
            return None;
        }
    };
    let own = text.get(part.above as usize..).unwrap_or(text);
    // Headings are known with such a sign before them, too; the names below them are not.
    let (format, text) = match options.from.or_else(|| registry::recognise(own)) {
        found if own.trim_start().starts_with(['>', '»', '›']) => {
            let (bare, text) = unquoted(own, part.above);
            (options.from.or(bare).or(found), text)
        }
        Some(format) => (Some(format), Cow::Borrowed(text.as_str())),
        None => unquoted(own, part.above),
    };
    match format {
        Some(format) => {
            sink.format = format;
            let before = sink.gathered();
            registry::read(format, &text, sink);
            if sink.gathered() == before {
                let why = format!("read as {}, and nothing in it is of that kind", format.as_str());
                sink.skip(0, part.sheet.as_deref().unwrap_or(""), why);
            }
        }
        None => {
            let line = if part.above > 0 { part.above + 1 } else { 0 };
            let first = if part.above > 0 { own.trim().lines().next().unwrap_or("") } else { "" };
            let named = part.sheet.as_deref().unwrap_or(first);
            sink.skip(line, named, "no reader recognises it; say what it is with --from");
        }
    }
    format
}

/// A text without the signs that mails put before what they quote, below as many blank lines as
/// stand before it, and what it is then.
fn unquoted(own: &str, above: u32) -> (Option<Format>, Cow<'_, str>) {
    let bare = read::quotation::unquoted(own);
    let format = registry::recognise(&bare);
    match above {
        0 => (format, bare),
        _ => (format, Cow::Owned("\n".repeat(above as usize) + &bare)),
    }
}

/// The name of a file without folder and ending.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// Whether a word says what a column may hold: a key of the inventory, or any heading that is
/// known.
pub fn is_column(word: &str) -> bool {
    read::table::is_column(word)
}
