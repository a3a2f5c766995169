//! `patchfirst import`: collect files, import, write or update the inventory, say what was not
//! understood.

use patchfirst::term::count::counted;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use patchfirst::advisory::{self, Advisories};
use patchfirst::diagnostic::Diagnostics;
use patchfirst::firewall::KnownHost;
use patchfirst::import::place::Segments;
use patchfirst::import::{self, Content, Imported, Input, Options, update, write};
use patchfirst::inventory::{self, Inventory};
use patchfirst::report::import as summary;
use patchfirst::source::{Named, SourceId, Sources, display_name, sanitize};

use super::Console;
use super::output::{self, Lock, Output};
use crate::cli::{ImportArgs, outside, sorted_out};
use crate::exit::Exit;

/// Folders in folders that are followed.
const MAX_DEPTH: usize = 16;

pub(crate) fn run(args: &ImportArgs, console: &Console) -> anyhow::Result<Exit> {
    let mut sources = Sources::default().outside(outside(args.allow_outside));
    let mut diagnostics = Diagnostics::default();
    let catalogue = advisory::with_directory(&args.advisories, &mut sources, &mut diagnostics);
    let (files, interfaces) = sorted_out(&args.files, &args.interface);
    let inputs = inputs(&files, &mut sources);
    // The inventory that is updated is no output that must not be read: it is guarded by a lock of
    // its own.
    let outputs = Output::all(
        [args.output.as_deref()].into_iter().chain(args.summary.as_deref().map(Some)),
        &sources,
        console,
    )?;
    // Taken as late as can be: who waits for it, waits for all that comes after.
    let _lock = args.into.as_deref().map(Lock::on);
    let target =
        args.into.as_deref().map(|path| Target::read(path, &mut sources, &mut diagnostics));
    console.show(&sources, &diagnostics);
    if diagnostics.has_errors() || matches!(target, Some(None)) {
        return Ok(Exit::Usage);
    }
    let options = Options { interfaces, ..options(args, target.as_ref().and_then(Option::as_ref)) };
    if let Some(summary) = &args.summary {
        Output::new(Some(summary), &sources, console)?;
    }
    let mut imported = import::import(inputs, &options, &catalogue);
    let exit = match target.flatten() {
        _ if imported.is_empty() => Exit::Nothing,
        Some(target) => target.update(&mut imported, &sources, &catalogue, args, console)?,
        None => {
            outputs[0].stream_plain(console, |to| {
                write::in_parts(&imported, |part| to.write_all(part.as_bytes()))
            })?;
            Exit::Done
        }
    };
    report(args, &imported, exit, outputs.get(1), console)?;
    Ok(exit)
}

/// The summary: as text on standard error, as JSON where asked for.
fn report(
    args: &ImportArgs,
    imported: &Imported,
    exit: Exit,
    to: Option<&Output<'_>>,
    console: &Console,
) -> anyhow::Result<()> {
    let written = args
        .into
        .as_deref()
        .or(args.output.as_deref())
        .filter(|_| exit == Exit::Done)
        .map(display_name);
    console.say(&summary::text(imported, written.as_deref()));
    if exit == Exit::Nothing {
        console.say("nothing was understood: no inventory was written\n");
    }
    match to {
        Some(output) => output.deliver(&summary::json(imported, written.as_deref()), console),
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
        imported: &mut Imported,
        sources: &Sources,
        catalogue: &Advisories,
        args: &ImportArgs,
        console: &Console,
    ) -> anyhow::Result<Exit> {
        let update =
            match update::update(self.source, sources, &self.inventory, imported, catalogue) {
                Ok(update) => update,
                Err(error) => {
                    console.error(&format!("{}: {error}", display_name(&self.path)));
                    return Ok(Exit::Usage);
                }
            };
        let agrees = update.conflicts.is_empty();
        imported.conflicts.extend(update.conflicts);
        let before = &sources.get(self.source).text;
        if update.text == *before {
            console.say(match agrees {
                true => "the inventory already says all this: nothing changes\n",
                false => "nothing changes; where the inventory says otherwise is listed\n",
            });
            return Ok(Exit::Done);
        }
        let name = display_name(&self.path);
        let shown = sanitize::lines(&difference(before, &update.text, &sanitize::text(&name)));
        Output::STANDARD.deliver_page(&shown, console)?;
        console.say(&format!(
            "{} changed, {} added\n",
            counted(update.changed as u64, "host", "hosts"),
            update.added
        ));
        if !update.in_tables.is_empty() {
            let hosts = counted(update.in_tables.len() as u64, "host is", "hosts are");
            console.say(&format!("{hosts} listed in tables of `hosts_from`; change the tables\n"));
        }
        anyhow::ensure!(
            reads(&update.text, &self.path),
            "the updated inventory would not read back; nothing was written"
        );
        if !args.dry_run {
            output::replace(&self.path, before, &update.text, console)?;
        }
        Ok(Exit::Done)
    }
}

/// Whether a text is still an inventory; the tables it names are not read again.
fn reads(text: &str, path: &Path) -> bool {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let found = inventory::parse(&display_name(path), text, &[], &mut sources, &mut diagnostics);
    let tables = |code| matches!(code, patchfirst::diagnostic::Code::Unreadable);
    found.is_some()
        && diagnostics
            .sorted()
            .iter()
            .all(|d| d.severity < patchfirst::diagnostic::Severity::Error || tables(d.code))
}

/// The difference of two texts, with three lines around each change.
fn difference(before: &str, after: &str, name: &str) -> String {
    similar::TextDiff::from_lines(before, after)
        .unified_diff()
        .context_radius(3)
        .header(name, name)
        .to_string()
}

fn options(args: &ImportArgs, target: Option<&Target>) -> Options {
    let mut segments = Segments::default();
    for (segment, network) in &args.network {
        segments.add(*network, segment);
    }
    target.iter().for_each(|target| own_segments(&target.inventory, &mut segments));
    segments.rules.clone_from(&args.rule);
    let hosts = target.map(|target| known_hosts(&target.inventory)).unwrap_or_default();
    Options {
        from: args.from,
        map: args.map.clone(),
        collected: args.collected,
        today: Some(super::input::today()),
        segments,
        hosts,
        ..Options::default()
    }
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
        let address = host
            .details
            .as_ref()
            .and_then(|details| details.address.as_ref()?.parse::<std::net::IpAddr>().ok());
        let segments = host.segments.iter().map(|id| inventory.segment(*id).0.to_owned()).collect();
        KnownHost { name: name.to_owned(), segments, addresses: address.into_iter().collect() }
    };
    inventory.hosts().map(known).collect()
}

/// The files to read, in the order given; those of folders sorted by path.
pub(super) fn inputs(paths: &[PathBuf], sources: &mut Sources) -> Vec<Input> {
    let mut inputs = Vec::new();
    for path in paths {
        match path.to_str() {
            Some("-") => inputs.push(Input {
                name: "<stdin>".to_owned(),
                content: content(sources.open_standard_input()),
            }),
            _ => collect(path, 0, &mut inputs, sources),
        }
    }
    inputs
}

fn collect(path: &Path, depth: usize, inputs: &mut Vec<Input>, sources: &mut Sources) {
    let name = display_name(path);
    let unreadable = |why: String| Input { name: name.clone(), content: Content::Unreadable(why) };
    if !path.is_dir() {
        // What lies in a folder was named by nobody: a pipe there could wait for ever.
        let named = if depth == 0 { Named::ByUser } else { Named::ByFile };
        return inputs.push(match sources.open(path, named) {
            Ok(file) => Input { name, content: content(BufReader::with_capacity(1 << 16, file)) },
            Err(error) => unreadable(error.to_string()),
        });
    }
    let entries = match std::fs::read_dir(path) {
        Ok(_) if depth >= MAX_DEPTH => {
            return inputs.push(unreadable("the folders nest too deep".to_owned()));
        }
        Ok(entries) => entries,
        Err(error) => return inputs.push(unreadable(error.to_string())),
    };
    let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    inside.retain(|path| {
        !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
    });
    inside.sort();
    for path in inside {
        // A link could lead back to where it stands.
        if path.is_symlink() {
            inputs.push(Input {
                name: display_name(&path),
                content: Content::Unreadable("a link in a folder is not followed".to_owned()),
            });
            continue;
        }
        collect(&path, depth + 1, inputs, sources);
    }
}

/// Reads a file whole, but refuses one that is too large or has a line longer than that of any
/// export as soon as that shows.
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
            return Content::Unreadable(format!(
                "a line is longer than {} MiB",
                import::MAX_LINE >> 20
            ));
        }
    }
    if bytes.len() as u64 > import::MAX_FILE {
        Content::Unreadable("it is larger than 2 GiB".to_owned())
    } else {
        Content::Bytes(bytes)
    }
}
