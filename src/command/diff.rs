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
    let (mut sources, mut again) = (Sources::default(), None);
    let before = side(&args.model.inventory, args, &mut sources, &mut again, console)?;
    let after = side(&args.after, args, &mut sources, &mut again, console)?;
    let output = Output::new(args.output.as_deref(), &sources, console)?;
    if before.mode != after.mode {
        console.mistake(
            "one ranking is of the worst case and the other is not",
            "compare two of the same mode",
        );
        return Ok(Exit::Usage);
    }
    let same_coins = before.draws == after.draws;
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

/// One side: a ranking in JSON is read, an inventory is ranked, the second one on the coins of the
/// first.
fn side(
    path: &Path,
    args: &DiffArgs,
    sources: &mut Sources,
    again: &mut Option<SampleSize>,
    console: &Console,
) -> Result<RankSnapshot, Exit> {
    if let Some(text) = json(path, sources) {
        return RankSnapshot::from_json(&text).map_err(|error| {
            console.mistake(
                &format!("{}: {error}", display_name(path)),
                "write one with `patchfirst rank INVENTORY --format json`",
            );
            Exit::Usage
        });
    }
    let model = ModelArgs { inventory: path.to_path_buf(), ..args.model.clone() };
    let input = Input::read(&model, console)?;
    input.remind(path, console);
    sources.remember(&input.sources);
    Ok(ranked(&input, again))
}

/// The text of a file that holds JSON: an inventory does not start with a brace. What comes through
/// a pipe can be read only once, and is taken for an inventory.
fn json(path: &Path, sources: &mut Sources) -> Option<String> {
    let source = path.is_file().then(|| sources.load(path).ok()).flatten()?;
    let text = &sources.get(source).text;
    text.trim_start().starts_with('{').then(|| text.clone())
}

fn ranked(input: &Input, again: &mut Option<SampleSize>) -> RankSnapshot {
    let request = Request { samples: again.unwrap_or(input.request.samples), ..input.request };
    let ranking = ranking::rank(Case { request: &request, ..input.case() }, &|_, _| {});
    let samples = if ranking.method == Method::Exact {
        request.samples
    } else {
        SampleSize::Fixed(ranking.samples)
    };
    *again = Some(again.unwrap_or(samples));
    let side = json::snapshot(&input.view(&ranking));
    RankSnapshot { flows: Some(report::flows(&input.inventory)), ..side }
}
