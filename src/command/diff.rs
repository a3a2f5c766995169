//! `patchfirst diff`: rank both, or read rankings; compare; print.

use std::path::Path;

use patchfirst::case::Case;
use patchfirst::diff::{self, RankSnapshot};
use patchfirst::ranking;
use patchfirst::report::diff::{self as report, DiffView};
use patchfirst::report::{json, table};
use patchfirst::risk::{Method, Request, SampleSize};
use patchfirst::source::{Sources, display_name};

use super::Console;
use super::input::Input;
use super::output::Output;
use crate::cli::{DiffArgs, DiffFormat, ModelArgs};
use crate::exit::Exit;

pub(crate) fn run(args: &DiffArgs, console: &Console) -> anyhow::Result<Exit> {
    let mut sources = Sources::default();
    let before = side(&args.model.inventory, args, &mut sources, console)?;
    let after = side(&args.after, args, &mut sources, console)?;
    let (before, after) = on_the_same_coins(before, after);
    let output = Output::new(args.to.file(), &sources, console)?;
    if before.mode != after.mode {
        console.mistake(
            "one ranking is of the worst case and the other is not",
            "compare two of the same mode",
        );
        return Ok(Exit::Usage);
    }
    let same_coins = before.is_on_the_same_coins(&after);
    let difference = diff::compare(&before, &after, same_coins);
    let view = DiffView { before: &before, after: &after, difference: &difference, same_coins };
    let to_file = output.is_file();
    let width = if to_file { table::FILE_WIDTH } else { console.width() };
    match args.format() {
        DiffFormat::Table => output
            .deliver_page(&report::render(&view, width, !to_file && console.colour()), console)?,
        DiffFormat::Json => output.deliver(&report::render_json(&view), console)?,
    }
    Ok(if args.fail_on_new && difference.is_worse { Exit::Worse } else { Exit::Done })
}

/// One side, with what it was ranked from if that is an inventory.
struct Side {
    snapshot: RankSnapshot,
    ranked: Option<Ranked>,
}

/// An inventory that was ranked.
struct Ranked {
    input: Input,
    method: Method,
    samples: u64,
}

/// A ranking in JSON is read, an inventory is ranked.
fn side(
    path: &Path,
    args: &DiffArgs,
    sources: &mut Sources,
    console: &Console,
) -> Result<Side, Exit> {
    if let Some(text) = json(path, sources) {
        let snapshot = RankSnapshot::from_json(&text).map_err(|error| {
            console.mistake(
                &format!("{}: {error}", display_name(path)),
                "write one with `patchfirst rank INVENTORY --format json`",
            );
            Exit::Usage
        })?;
        return Ok(Side { snapshot, ranked: None });
    }
    let model = ModelArgs { inventory: path.to_path_buf(), ..args.model.clone() };
    let input = Input::read(&model, console)?;
    input.remind(path, console);
    sources.remember(&input.sources);
    Ok(ranked(input, None))
}

/// Two inventories that are sampled are compared on the same coins: as many as the one needs that
/// needs more. What is computed exactly is compared as it is.
fn on_the_same_coins(mut before: Side, mut after: Side) -> (RankSnapshot, RankSnapshot) {
    let needed = |side: &Side| {
        side.ranked.as_ref().filter(|r| r.method == Method::Sampled).map(|r| r.samples)
    };
    if let (Some(first), Some(second)) = (needed(&before), needed(&after))
        && first != second
    {
        let fewer = if first < second { &mut before } else { &mut after };
        if let Some(Ranked { input, .. }) = fewer.ranked.take() {
            *fewer = ranked(input, Some(first.max(second)));
        }
    }
    (before.snapshot, after.snapshot)
}

/// The text of a file that holds JSON: an inventory does not start with a brace. What comes through
/// a pipe can be read only once, and is taken for an inventory.
fn json(path: &Path, sources: &mut Sources) -> Option<String> {
    let source = path.is_file().then(|| sources.load(path).ok()).flatten()?;
    let text = &sources.get(source).text;
    text.trim_start().starts_with('{').then(|| text.clone())
}

fn ranked(input: Input, samples: Option<u64>) -> Side {
    let samples = samples.map_or(input.request.samples, SampleSize::Fixed);
    let request = Request { samples, ..input.request };
    let ranking = ranking::rank(Case { request: &request, ..input.case() }, &|_, _| {});
    let snapshot = RankSnapshot {
        flows: Some(report::flows(&input.inventory)),
        ..json::snapshot(&input.view(&ranking))
    };
    let (method, samples) = (ranking.method, ranking.samples);
    Side { snapshot, ranked: Some(Ranked { input, method, samples }) }
}
