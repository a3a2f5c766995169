//! `patchfirst rank`: read, match, estimate, print.

use std::io::{self, Write};

use patchfirst::ranking::{self, Effort};
use patchfirst::report::findings::{self, Sheet};
use patchfirst::report::host_list;
use patchfirst::report::what_if::{self, WhatIf};
use patchfirst::report::{self, View};
use patchfirst::source::{Sources, sanitize};

use super::input::Input;
use super::output::{Output, mark};
use super::{Console, Progress, assume, filter, repository, sandbox};
use crate::cli::{RankArgs, RankFormat};
use crate::exit::Exit;

pub(crate) fn run(args: &RankArgs, console: &Console) -> anyhow::Result<Exit> {
    let mut beside = Sources::default();
    let template = sandbox::template(args.fill.file(), &mut beside, console)?;
    let mut input = Input::read(&args.model, console)?;
    input.sources.remember(&beside);
    let texts = assume::texts(&args.assume, &mut input, console)?;
    let output = Output::new(args.to.file(), &input.sources, console)?;
    let progress = Progress::new(console);
    let mut ranking = input.rank(&progress);
    ranking.doubt = ranking::doubt(input.case(), &ranking, Effort::Aside);
    let ranking = ranking;
    let shown = filter::shown(&args.filter, input.case(), console)?;
    let view = View { shown: shown.as_ref(), ..input.view(&ranking) };
    let assumed = assume::read(texts, &input, &ranking, console)?;
    let later =
        assumed.as_ref().map(|assumed| (assumed, assumed.rank(&input, &ranking, &progress)));
    progress.clear();
    if let Some(template) = &template {
        let view = assumed.as_ref().zip(later.as_ref()).map_or(view, |(assumed, (_, later))| {
            View { shown: view.shown, ..assumed.view(&input, later) }
        });
        return sandbox::deliver(
            template,
            &report::json::render(&view, args.top),
            &output,
            console,
        );
    }
    output.stream(console, |to| match &later {
        Some((assumed, later)) => {
            compare(args, &assumed.what_if(&input, view, later), &input, console, to)
        }
        None => render(args, &view, &input, console, to),
    })?;
    input.remind(&args.model.inventory, console);
    Ok(Exit::Done)
}

fn render(
    args: &RankArgs,
    view: &View<'_>,
    input: &Input,
    console: &Console,
    to: &mut dyn Write,
) -> io::Result<()> {
    let text = match args.format() {
        RankFormat::Table => {
            let options = table_options(args, console);
            let text = report::table::render(view, options)
                + &report::words::accepted::render(view, options.width);
            sanitize::page(&text).into_owned()
        }
        // Streamed: the ranking of a million hosts is not built twice.
        RankFormat::Json => return report::json::write(view, args.top.filter(|top| *top > 0), to),
        RankFormat::Sarif => {
            return findings::sarif::write(&repository::named(&sheet(args, view, input)), to);
        }
        RankFormat::Junit => return findings::junit::write(&sheet(args, view, input), to),
        RankFormat::Csv => {
            to.write_all(mark(args.csv.bom).as_bytes())?;
            return host_list::write(view, args.top, to);
        }
        RankFormat::Markdown => return findings::markdown::write(&sheet(args, view, input), to),
    };
    to.write_all(text.as_bytes())
}

/// Before and after, where the format has room for both; the others show what is after.
fn compare(
    args: &RankArgs,
    what_if: &WhatIf<'_>,
    input: &Input,
    console: &Console,
    to: &mut dyn Write,
) -> io::Result<()> {
    let options = table_options(args, console);
    match args.format() {
        RankFormat::Table => to.write_all(
            sanitize::page(&what_if::render(what_if, options.width, options.colour)).as_bytes(),
        )?,
        RankFormat::Json => return to.write_all(what_if::json(what_if).as_bytes()),
        _ => {}
    }
    render(args, &what_if.after, input, console, to)
}

/// The ranking as findings, for the formats that `check` has too.
fn sheet<'a>(args: &RankArgs, view: &'a View<'a>, input: &'a Input) -> Sheet<'a> {
    Sheet::of_ranking(
        view,
        args.model.inventory.to_string_lossy().into_owned(),
        args.top,
        &input.sources,
    )
}

fn table_options(args: &RankArgs, console: &Console) -> report::table::TableOptions {
    let to_file = args.to.file().is_some();
    let width = if to_file { report::table::FILE_WIDTH } else { console.width() };
    report::table::TableOptions {
        width,
        colour: !to_file && console.colour(),
        all: args.all,
        top: args.top,
    }
}
