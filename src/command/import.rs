//! `patchfirst import`: collect files, import, write or update the inventory, say what was not understood.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use patchfirst::advisory::{self, Advisories};
use patchfirst::diagnostic::Diagnostics;
use patchfirst::firewall::KnownHost;
use patchfirst::import::place::Segments;
use patchfirst::import::{self, Content, Imported, Input, Options, summary, update, write};
use patchfirst::inventory::{self, Inventory};
use patchfirst::source::{SourceId, Sources};

use super::{Console, output};
use crate::cli::ImportArgs;
use crate::exit::Exit;

/// Folders in folders that are followed.
const MAX_DEPTH: usize = 16;

pub(crate) fn run(args: &ImportArgs, console: &Console) -> anyhow::Result<Exit> {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let catalogue = advisory::with_directory(&args.advisories, &mut sources, &mut diagnostics);
    let target = args.into.as_deref().map(|path| Target::read(path, &mut sources, &mut diagnostics));
    console.show(&sources, &diagnostics);
    if diagnostics.has_errors() || matches!(target, Some(None)) {
        return Ok(Exit::Usage);
    }
    let options = options(args, target.as_ref().and_then(Option::as_ref));
    let imported = import::import(inputs(&args.files), &options, &catalogue);
    let exit = match target.flatten() {
        _ if imported.is_empty() => Exit::Nothing,
        Some(target) => target.update(&imported, &sources, &catalogue, args, console)?,
        None => {
            output::deliver(&write::inventory(&imported), args.output.as_deref(), console)?;
            Exit::Done
        }
    };
    report(args, &imported, exit, console)?;
    Ok(exit)
}

/// The summary: as text on standard error, as JSON where asked for.
fn report(args: &ImportArgs, imported: &Imported, exit: Exit, console: &Console) -> anyhow::Result<()> {
    let written = args.into.as_deref().or(args.output.as_deref()).filter(|_| exit == Exit::Done).map(|path| path.display().to_string());
    console.say(&summary::text(imported, written.as_deref()));
    if exit == Exit::Nothing {
        console.say("nothing was understood: no inventory was written\n");
    }
    match &args.summary {
        Some(path) => output::deliver(&summary::json(imported, written.as_deref()), Some(path), console),
        None => Ok(()),
    }
}

/// An inventory to bring up to date.
struct Target {
    path: PathBuf,
    source: SourceId,
    inventory: Inventory,
}

impl Target {
    fn read(path: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        let inventory = inventory::read(path, sources, diagnostics)?;
        Some(Self { path: path.to_owned(), source: inventory.place.source, inventory })
    }

    /// Shows what changes and writes it.
    fn update(
        &self,
        imported: &Imported,
        sources: &Sources,
        catalogue: &Advisories,
        args: &ImportArgs,
        console: &Console,
    ) -> anyhow::Result<Exit> {
        let update = match update::update(self.source, sources, &self.inventory, imported, catalogue) {
            Ok(update) => update,
            Err(error) => {
                console.error(&format!("{}: {error}", patchfirst::source::sanitize::text(&self.path.display().to_string())));
                return Ok(Exit::Usage);
            }
        };
        let before = &sources.get(self.source).text;
        if update.text == *before {
            console.say("the inventory already says all this: nothing changes\n");
            return Ok(Exit::Done);
        }
        let name = self.path.display().to_string();
        let shown = patchfirst::source::sanitize::lines(&difference(before, &update.text, &name));
        console.print(|to| to.write_all(shown.as_bytes()))?;
        console.say(&format!("{} hosts changed, {} added\n", update.changed, update.added));
        if !update.in_tables.is_empty() {
            console.say(&format!("{} hosts stand in tables of `hosts_from` and are left to them\n", update.in_tables.len()));
        }
        anyhow::ensure!(reads(&update.text, &self.path), "the updated inventory would not read back; nothing was written");
        if !args.dry_run {
            // A link stays a link: what it leads to is replaced.
            let path = std::fs::canonicalize(&self.path)?;
            output::deliver(&update.text, Some(&path), console)?;
        }
        Ok(Exit::Done)
    }
}

/// Whether a text is still an inventory; the tables it names are not read again.
fn reads(text: &str, path: &Path) -> bool {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let found = inventory::parse(&path.display().to_string(), text, &[], &mut sources, &mut diagnostics);
    let tables = |code| matches!(code, patchfirst::diagnostic::Code::Unreadable);
    found.is_some() && diagnostics.sorted().iter().all(|d| d.severity < patchfirst::diagnostic::Severity::Error || tables(d.code))
}

/// The difference of two texts, with three lines around each change.
fn difference(before: &str, after: &str, name: &str) -> String {
    similar::TextDiff::from_lines(before, after).unified_diff().context_radius(3).header(name, name).to_string()
}

fn options(args: &ImportArgs, target: Option<&Target>) -> Options {
    let mut segments = Segments::default();
    for (segment, network) in &args.network {
        segments.add(*network, segment);
    }
    target.iter().for_each(|target| own_segments(&target.inventory, &mut segments));
    segments.rules.clone_from(&args.rule);
    let hosts = target.map(|target| known_hosts(&target.inventory)).unwrap_or_default();
    Options { from: args.from, map: args.map.clone(), collected: args.collected, segments, hosts, interfaces: args.interface.clone() }
}

/// Adds the segments of an inventory with their networks.
pub(super) fn own_segments(inventory: &Inventory, segments: &mut Segments) {
    for (name, segment) in &inventory.segments {
        segments.known.push(name.clone());
        for network in segment.networks.iter().filter_map(|network| network.parse().ok()) {
            segments.add(network, name);
        }
    }
}

/// The hosts of an inventory with what it says of their addresses.
pub(super) fn known_hosts(inventory: &Inventory) -> Vec<KnownHost> {
    let known = |(_, name, host): (_, &str, &inventory::Host)| {
        let address = host.details.as_ref().and_then(|details| details.address.as_ref()?.parse::<std::net::IpAddr>().ok());
        let segments = host.segments.iter().map(|id| inventory.segment(*id).0.to_owned()).collect();
        KnownHost { name: name.to_owned(), segments, addresses: address.into_iter().collect() }
    };
    inventory.hosts().map(known).collect()
}

/// The files to read, in the order given; those of folders sorted by path.
pub(super) fn inputs(paths: &[PathBuf]) -> Vec<Input> {
    let mut inputs = Vec::new();
    for path in paths {
        match path.to_str() {
            Some("-") => inputs.push(Input { name: "<stdin>".to_owned(), content: content(io::stdin().lock()) }),
            _ => collect(path, 0, &mut inputs),
        }
    }
    inputs
}

fn collect(path: &Path, depth: usize, inputs: &mut Vec<Input>) {
    let name = path.to_string_lossy().replace('\\', "/");
    let unreadable = |why: String| Input { name: name.clone(), content: Content::Unreadable(why) };
    if !path.is_dir() {
        return inputs.push(match File::open(path) {
            Ok(file) => Input { name, content: content(BufReader::with_capacity(1 << 16, file)) },
            Err(error) => unreadable(error.to_string()),
        });
    }
    let entries = match std::fs::read_dir(path) {
        Ok(_) if depth >= MAX_DEPTH => return inputs.push(unreadable("the folders nest too deep".to_owned())),
        Ok(entries) => entries,
        Err(error) => return inputs.push(unreadable(error.to_string())),
    };
    // A link could lead back to where it stands.
    let mut inside: Vec<PathBuf> =
        entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_symlink())).map(|entry| entry.path()).collect();
    inside.retain(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')));
    inside.sort();
    for path in inside {
        collect(&path, depth + 1, inputs);
    }
}

/// Reads a file whole, but refuses one that is too large or has a line longer than that of any export as soon as that shows.
fn content(mut input: impl BufRead) -> Content {
    let (mut bytes, mut line) = (Vec::new(), 0_usize);
    let mut limited = (&mut input).take(import::MAX_FILE + 1);
    loop {
        let read = match limited.fill_buf() {
            Ok([]) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Content::Unreadable(error.to_string()),
        };
        let length = read.len();
        line = match read.iter().rposition(|byte| *byte == b'\n') {
            Some(at) => length - at,
            None => line + length,
        };
        bytes.extend_from_slice(read);
        limited.consume(length);
        if line > import::MAX_LINE {
            return Content::Unreadable(format!("a line is longer than {} MiB", import::MAX_LINE >> 20));
        }
    }
    if bytes.len() as u64 > import::MAX_FILE { Content::Unreadable("it is larger than 2 GiB".to_owned()) } else { Content::Bytes(bytes) }
}
