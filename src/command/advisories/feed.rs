//! `patchfirst advisories import`: from downloaded feeds to a folder of advisories.

use patchfirst::term::count::counted;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use patchfirst::feed::{self, Components, Covers, Drafts, Known};
use patchfirst::source::{Named, Sources, display_name, sanitize};

use crate::cli::ImportFeedArgs;
use crate::command::Console;
use crate::command::output::Output;
use crate::exit::Exit;

/// Reads every file, writes what came of them, and says what could not be used.
pub(super) fn import(args: &ImportFeedArgs, console: &Console) -> anyhow::Result<Exit> {
    let (advisories, _) = super::read(&args.folders, console)?;
    let Some(components) = components(args, console)? else { return Ok(Exit::Usage) };
    let covers = Covers::of(&advisories);
    let known = Known::new(&advisories, &components, &covers);
    let (mut drafts, mut sources) = (Drafts::default(), Sources::default());
    let mut all_read = true;
    for path in &args.files {
        let bytes = bytes(path, &mut sources).with_context(|| format!("cannot read {}", display_name(path)))?;
        match feed::read(&bytes, known, &mut drafts) {
            Ok(kind) => console.say(&format!("{}: {kind}\n", sanitize::text(&path.display().to_string()))),
            Err(error) => {
                let help = "known are wesng's definitions, Microsoft's bulletin spreadsheet, CISA KEV and Vulnrichment, and CSAF 2.0";
                console.mistake(&format!("{}: {error}", path.display()), help);
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

fn components(args: &ImportFeedArgs, console: &Console) -> anyhow::Result<Option<Components>> {
    let mut components = Components::default();
    let Some(path) = &args.components else { return Ok(Some(components)) };
    let table = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    if let Err(error) = components.extend(&table) {
        console.mistake(&format!("{}: {error}", path.display()), "a line is `words,ports`, such as `print spooler,tcp/445 tcp/139`");
        return Ok(None);
    }
    Ok(Some(components))
}

/// More than the largest feed has many times over.
const MAX_BYTES: u64 = 2 << 30;

/// A file as it is; it is kept in mind, so that nothing is written over it.
fn bytes(path: &Path, sources: &mut Sources) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    sources.open(path, Named::ByUser)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    anyhow::ensure!(bytes.len() as u64 <= MAX_BYTES, "it has more than {MAX_BYTES} bytes");
    Ok(bytes)
}

/// Writes the files, each whole or not at all; returns the names of those that somebody wrote by hand and that stay as they are.
fn write(files: &[feed::File], folder: &Path, sources: &Sources, console: &Console) -> anyhow::Result<Vec<String>> {
    if !files.is_empty() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", display_name(folder)))?;
    }
    let by_hand = |path: &Path| fs::read_to_string(path).is_ok_and(|text| !text.starts_with(feed::MARK));
    let all: Vec<(PathBuf, &feed::File)> = files.iter().map(|file| (folder.join(&file.name), file)).collect();
    let (kept, ours): (Vec<_>, Vec<_>) = all.iter().partition(|(path, _)| path.exists() && by_hand(path));
    for (path, file) in ours {
        Output::new(Some(path), sources, console)?.deliver(&file.text, console)?;
    }
    Ok(kept.into_iter().map(|(_, file)| file.name.clone()).collect())
}

fn summary(drafts: &Drafts, written: usize, kept: &[String], folder: &Path) -> String {
    let mut text = format!(
        "{} in {}: {}, additions to {} known\n",
        counted(written as u64, "file", "files"),
        folder.display(),
        counted(drafts.new.len() as u64, "new advisory", "new advisories"),
        drafts.additions.len()
    );
    let unknown = drafts.new.values().filter(|draft| draft.has_unknown_ports()).count();
    if unknown > 0 {
        let unknown = counted(unknown as u64, "new advisory", "new advisories");
        text += &format!("{unknown} with `vectors: unknown`: nothing in the feed tells the ports; --components FILE may\n");
    }
    for name in kept {
        text += &format!("  {name} was written by hand and stays as it is\n");
    }
    for (what, count) in &drafts.left_out {
        text += &format!("  not used: {count} {what}\n");
    }
    sanitize::lines(&text)
}
