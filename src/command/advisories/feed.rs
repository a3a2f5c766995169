//! `patchfirst advisories import`: from downloaded feeds to a folder of advisories.

use patchfirst::term::count::counted;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use patchfirst::feed::{self, Components, Covers, Drafts, Known};
use patchfirst::source::{Named, ReadError, Sources, display_name, sanitize};

use crate::cli::ImportFeedArgs;
use crate::command::output::Output;
use crate::command::{Console, named};
use crate::exit::Exit;

/// Reads every file, writes what came of them, and says what could not be used.
pub(super) fn import(args: &ImportFeedArgs, console: &Console) -> anyhow::Result<Exit> {
    let (advisories, _) = super::read(&args.folders, console)?;
    let mut sources = Sources::default();
    let components = components(args, &mut sources, console)?;
    let covers = Covers::of(&advisories);
    let known = Known::new(&advisories, &components, &covers);
    let mut drafts = Drafts::default();
    let mut all_read = true;
    for path in &args.files {
        let bytes = match bytes(path, &mut sources) {
            Ok(bytes) => bytes,
            Err(error) => {
                console.mistake(
                    &format!("cannot read `{}`: {error}", display_name(path)),
                    error.help(),
                );
                all_read = false;
                continue;
            }
        };
        match feed::read(&bytes, known, &mut drafts) {
            Ok(kind) => console.say(&format!("{}: {kind}\n", sanitize::text(&display_name(path)))),
            Err(error) => {
                let help = "known are wesng's definitions, Microsoft's bulletin spreadsheet, CISA KEV and Vulnrichment, and CSAF 2.0";
                console.mistake(&format!("{}: {error}", display_name(path)), help);
                all_read = false;
            }
        }
    }
    let files = feed::files(&drafts);
    let kept = write(&files, &args.output, &sources, console)?;
    console.say(&summary(&drafts, files.len() - kept.len(), &kept, &args.output));
    Ok(match () {
        () if !all_read => Exit::Usage,
        () if files.is_empty() => Exit::Nothing,
        () => Exit::Done,
    })
}

/// More than the largest feed has many times over.
const MAX_BYTES: u64 = 2 << 30;

/// What is in a file, which is kept in mind, so that nothing is written over it. Text comes in any
/// encoding, PowerShell's UTF-16 too; archives stay as they are.
fn bytes(path: &Path, sources: &mut Sources) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    sources.open(path, Named::ByUser)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    if bytes.starts_with(b"PK") {
        return Ok(bytes);
    }
    // What is neither is judged by the reader of feeds.
    let mut decoded = Sources::default();
    match decoded.decode("", &bytes) {
        Ok(source) => Ok(decoded.get(source).text.clone().into_bytes()),
        Err(_) => Ok(bytes),
    }
}

fn components(
    args: &ImportFeedArgs,
    sources: &mut Sources,
    console: &Console,
) -> Result<Components, Exit> {
    let mut components = Components::default();
    let Some(path) = &args.components else { return Ok(components) };
    let table = named::text(path, "the table of components", sources, console)?;
    if let Err(error) = components.extend(&table) {
        console.mistake(
            &format!("{}: {error}", display_name(path)),
            "a line is `words,ports`, such as `print spooler,tcp/445 tcp/139`",
        );
        return Err(Exit::Usage);
    }
    Ok(components)
}

/// Writes the files, each whole or not at all; returns the names of those that somebody wrote by
/// hand and that stay as they are.
fn write(
    files: &[feed::File],
    folder: &Path,
    sources: &Sources,
    console: &Console,
) -> anyhow::Result<Vec<String>> {
    if !files.is_empty() {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", display_name(folder)))?;
    }
    let (ours, kept): (Vec<&feed::File>, Vec<&feed::File>) =
        files.iter().partition(|file| is_ours(&folder.join(&file.name)));
    let paths: Vec<PathBuf> = ours.iter().map(|file| folder.join(&file.name)).collect();
    let outputs = Output::all(paths.iter().map(|path| Some(path.as_path())), sources, console)?;
    for (file, output) in ours.iter().zip(outputs) {
        output.deliver(&file.text, console)?;
    }
    Ok(kept.into_iter().map(|file| file.name.clone()).collect())
}

/// Whether a file may be written: it is not there, or this program wrote it.
fn is_ours(path: &Path) -> bool {
    let mut sources = Sources::default();
    match sources.load(path) {
        Ok(source) => sources.get(source).text.starts_with(feed::MARK),
        Err(error) => matches!(error, ReadError::Missing),
    }
}

fn summary(drafts: &Drafts, written: usize, kept: &[String], folder: &Path) -> String {
    let undated = drafts.new.values().filter(|draft| draft.published.is_none()).count();
    let mut text = format!(
        "{} in {}: {}, additions to {} known\n",
        counted(written as u64, "file", "files"),
        display_name(folder),
        counted((drafts.new.len() - undated) as u64, "new advisory", "new advisories"),
        drafts.additions.len()
    );
    let unknown = drafts.new.values().filter(|draft| draft.has_unknown_ports()).count();
    if unknown > 0 {
        let unknown = counted(unknown as u64, "new advisory", "new advisories");
        text += &format!(
            "{unknown} with `vectors: unknown`: nothing in the feed tells the ports; --components FILE may\n"
        );
    }
    for name in kept {
        text += &format!("  {name} was written by hand and stays as it is\n");
    }
    if undated > 0 {
        text += &format!("  not used: {undated} new advisories without a day of publication\n");
    }
    for (what, count) in &drafts.left_out {
        text += &format!("  not used: {count} {what}\n");
    }
    sanitize::lines(&text)
}
