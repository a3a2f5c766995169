//! `patchfirst diff`: rank both, or read rankings; compare; print.

use std::path::Path;

use anyhow::Context;
use patchfirst::case::Case;
use patchfirst::diff::{self, RankSnapshot};
use patchfirst::ranking;
use patchfirst::report::diff::{self as report, DiffView};
use patchfirst::report::{json, table};
use patchfirst::risk::{Method, Request, SampleSize};

use super::input::{self, Input};
use super::{Console, output};
use crate::cli::{DiffArgs, DiffFormat, ModelArgs};
use crate::exit::Exit;

pub(crate) fn run(args: &DiffArgs, console: &Console) -> anyhow::Result<Exit> {
    input::limit_threads(args.model.threads)?;
    let mut again = None;
    let before = match side(&args.model.inventory, args, &mut again, console)? {
        Ok(side) => side,
        Err(exit) => return Ok(exit),
    };
    let after = match side(&args.after, args, &mut again, console)? {
        Ok(side) => side,
        Err(exit) => return Ok(exit),
    };
    if before.mode != after.mode {
        console.mistake("one ranking is of the worst case and the other is not", "compare two of the same mode");
        return Ok(Exit::Usage);
    }
    let same_coins = before.draws == after.draws;
    let difference = diff::compare(&before, &after, same_coins);
    let view = DiffView { before: &before, after: &after, difference: &difference, same_coins };
    let to_file = args.output.is_some();
    let width = if to_file { table::FILE_WIDTH } else { console.width() };
    let text = match args.format {
        DiffFormat::Table => report::render(&view, width, !to_file && console.colour()),
        DiffFormat::Json => report::render_json(&view),
    };
    output::deliver(&text, args.output.as_deref(), console)?;
    Ok(if args.fail_on_new && difference.is_worse { Exit::Worse } else { Exit::Done })
}

/// One side: a ranking in JSON is read, an inventory is ranked, the second one on the coins of the first.
fn side(path: &Path, args: &DiffArgs, again: &mut Option<SampleSize>, console: &Console) -> anyhow::Result<Result<RankSnapshot, Exit>> {
    if is_json(path) {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        return Ok(RankSnapshot::from_json(&text).map_err(|error| {
            console.mistake(&format!("{}: {error}", path.display()), "write one with `patchfirst rank INVENTORY --format json`");
            Exit::Usage
        }));
    }
    let model = ModelArgs { inventory: path.to_path_buf(), ..args.model.clone() };
    Ok(Input::read(&model, console).map(|input| ranked(&input, again)))
}

/// Whether a file holds JSON: an inventory does not start with a brace.
fn is_json(path: &Path) -> bool {
    use std::io::Read;
    let mut start = [0; 64];
    let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut start)).unwrap_or(0);
    start[..read].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

fn ranked(input: &Input, again: &mut Option<SampleSize>) -> RankSnapshot {
    let request = Request { samples: again.unwrap_or(input.request.samples), ..input.request };
    let ranking = ranking::rank(Case { request: &request, ..input.case() }, &|_, _| {});
    let samples = if ranking.method == Method::Exact { request.samples } else { SampleSize::Fixed(ranking.samples) };
    *again = Some(again.unwrap_or(samples));
    let side = RankSnapshot::from(json::whole(&input.view(&ranking)));
    RankSnapshot { flows: Some(report::flows(&input.inventory)), disruption: input.threat.disruption, ..side }
}
