//! `patchfirst rank`: read, match, estimate, print.

use patchfirst::ranking;
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
        RankFormat::Table => report::table::render(&view, table_options(args, console)),
        RankFormat::Json => report::json::render(&view, args.top),
    };
    output::deliver(&text, args.output.as_deref(), console)?;
    Ok(Exit::Done)
}

fn table_options(args: &RankArgs, console: &Console) -> report::table::TableOptions {
    let to_file = args.output.is_some();
    let width = if to_file { report::table::FILE_WIDTH } else { console.width() };
    report::table::TableOptions { width, colour: !to_file && console.colour(), all: args.all, top: args.top }
}
