//! `patchfirst rank`: read, match, estimate, print.

use patchfirst::ranking;
use patchfirst::report::findings::{self, Sheet};
use patchfirst::report::{self, View};

use super::input::{self, Input};
use super::{Console, output};
use crate::cli::{RankArgs, RankFormat};
use crate::exit::Exit;

pub(crate) fn run(args: &RankArgs, console: &Console) -> anyhow::Result<Exit> {
    input::limit_threads(args.model.threads)?;
    let input = match Input::read(&args.model, console) {
        Ok(input) => input,
        Err(exit) => return Ok(exit),
    };
    let bar = console.progress();
    let progress = |done, most| {
        bar.set_length(most);
        bar.set_position(done);
    };
    let ranking = ranking::rank(input.subject(), &input.scenario, &input.request, &progress);
    bar.finish_and_clear();
    let view = View { subject: input.subject(), ranking: &ranking, scenario: &input.scenario, entries: input.request.entries };
    let text = match args.format {
        RankFormat::Table => {
            let options = table_options(args, console);
            report::table::render(&view, options) + &report::accepted::render(&view, options.width)
        }
        RankFormat::Json => report::json::render(&view, args.top),
        RankFormat::Sarif => findings::sarif::render(&sheet(args, &view, &input)),
        RankFormat::Junit => findings::junit::render(&sheet(args, &view, &input)),
        RankFormat::Csv => findings::csv::render(&sheet(args, &view, &input)),
        RankFormat::Markdown => findings::markdown::render(&sheet(args, &view, &input)),
    };
    output::deliver(&text, args.output.as_deref(), console)?;
    Ok(Exit::Done)
}

/// The ranking as findings, for the formats that `check` has too.
fn sheet(args: &RankArgs, view: &View<'_>, input: &Input) -> Sheet {
    Sheet::of_ranking(view, args.model.inventory.to_string_lossy().into_owned(), args.top, &input.sources)
}

fn table_options(args: &RankArgs, console: &Console) -> report::table::TableOptions {
    let to_file = args.output.is_some();
    let width = if to_file { report::table::FILE_WIDTH } else { console.width() };
    report::table::TableOptions { width, colour: !to_file && console.colour(), all: args.all, top: args.top }
}
