//! `patchfirst rank`: read, match, estimate, print.

use patchfirst::ranking;
use patchfirst::report::what_if::{self, WhatIf};
use patchfirst::report::{self, View};

use super::input::{self, Input};
use super::{Console, assume, output};
use crate::cli::{RankArgs, RankFormat};
use crate::exit::Exit;

pub(crate) fn run(args: &RankArgs, console: &Console) -> anyhow::Result<Exit> {
    input::limit_threads(&args.model)?;
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
    let view = View { subject: input.subject(), ranking: &ranking, scenario: &input.scenario, entries: input.request.entries };
    let assumed = match assume::read(&args.assume, &input, &ranking, console) {
        Ok(assumed) => assumed,
        Err(exit) => return Ok(exit),
    };
    let text = match &assumed {
        None => render(args, &view, console),
        Some(assumed) => {
            let scenario = &assumed.supposed.scenario;
            let subject = assumed.subject(&input);
            let after = ranking::rank(subject, scenario, &ranking.again(&input.request), &progress);
            let after = View { subject, ranking: &after, scenario, entries: input.request.entries };
            compare(args, &WhatIf { assumptions: &assumed.texts, before: view, after }, console)
        }
    };
    bar.finish_and_clear();
    output::deliver(&text, args.output.as_deref(), console)?;
    Ok(Exit::Done)
}

fn render(args: &RankArgs, view: &View<'_>, console: &Console) -> String {
    match args.format {
        RankFormat::Table => report::table::render(view, table_options(args, console)),
        RankFormat::Json => report::json::render(view, args.top),
    }
}

fn compare(args: &RankArgs, what_if: &WhatIf<'_>, console: &Console) -> String {
    let options = table_options(args, console);
    match args.format {
        RankFormat::Table => what_if::render(what_if, options.width, options.colour) + &report::table::render(&what_if.after, options),
        RankFormat::Json => what_if::json(what_if),
    }
}

fn table_options(args: &RankArgs, console: &Console) -> report::table::TableOptions {
    let to_file = args.output.is_some();
    let width = if to_file { report::table::FILE_WIDTH } else { console.width() };
    report::table::TableOptions { width, colour: !to_file && console.colour(), all: args.all, top: args.top }
}
