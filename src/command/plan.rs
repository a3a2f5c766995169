//! `patchfirst plan`: read, match, rank, plan, print.

use jiff::civil::Date;
use patchfirst::case::Case;
use patchfirst::plan::{self, Waiting};
use patchfirst::ranking::Ranking;
use patchfirst::report;
use patchfirst::report::plan::{Before, PlanView};
use patchfirst::report::what_if::{self, WhatIf};

use super::input::Input;
use super::output::{Output, mark};
use super::{Console, Progress, assume, calendar, sandbox, work};
use crate::cli::{PlanArgs, PlanFormat};
use crate::exit::Exit;
use patchfirst::source::Sources;

pub(crate) fn run(args: &PlanArgs, console: &Console) -> anyhow::Result<Exit> {
    let mut beside = Sources::default();
    let template = sandbox::template(args.fill.file(), &mut beside, console)?;
    let mut input = Input::read(&args.model, console)?;
    input.sources.remember(&beside);
    let texts = assume::texts(&args.assume, &mut input, console)?;
    let output = Output::new(args.to.file(), &input.sources, console)?;
    let text = plan(args, texts, &input, console)?;
    if let Some(template) = &template {
        return sandbox::deliver(template, &text, &output, console);
    }
    match args.format() {
        PlanFormat::Table => output.deliver_page(&text, console)?,
        _ => output.deliver(&text, console)?,
    }
    input.remind(&args.model.inventory, console);
    Ok(Exit::Done)
}

fn plan(
    args: &PlanArgs,
    texts: Vec<String>,
    input: &Input,
    console: &Console,
) -> Result<String, Exit> {
    let options = work::options(&args.work, input, console)?;
    let days = calendar::days(&args.compare, input.clock(), console)?;
    let progress = Progress::new(console);
    let ranking = input.rank(&progress);
    let assumed = assume::read(texts, input, &ranking, console)?;
    let view = input.view(&ranking);
    let before = plan::plan(input.case(), &ranking, &options);
    let waits = waiting(&days, input.case(), &ranking);
    let without =
        PlanView { view, options: &options, plan: &before, waiting: &waits, before: None };
    let text = match &assumed {
        None => render(args, &without, console),
        Some(assumed) => {
            let case = assumed.case(input);
            let ranking = assumed.rank(input, &ranking, &progress);
            let what_if = assumed.what_if(input, view, &ranking);
            let after = plan::plan(case, &ranking, &options);
            let waits = waiting(&days, case, &ranking);
            let before = Some(Before { assumptions: &assumed.texts, plan: &without });
            let plan = PlanView {
                view: what_if.after,
                options: &options,
                plan: &after,
                waiting: &waits,
                before,
            };
            compare(args, &what_if, &plan, console)
        }
    };
    progress.clear();
    Ok(text)
}

fn render(args: &PlanArgs, plan: &PlanView<'_>, console: &Console) -> String {
    let (width, colour) = looks(args, console);
    match args.format() {
        PlanFormat::Table => {
            report::plan::table(plan, width, colour)
                + &report::words::accepted::render(&plan.view, width)
        }
        PlanFormat::Json => report::plan::json(plan),
        PlanFormat::Csv => {
            // Its lines are the work and nothing else.
            console.say(&report::plan::spoken(plan, console.width()));
            mark(args.csv.bom).to_owned() + &report::plan::csv(plan)
        }
        PlanFormat::Markdown => report::plan::markdown(plan),
        PlanFormat::Ics => report::plan::calendar(plan),
    }
}

/// What is risked by waiting until each of the days.
fn waiting(days: &[(String, Date)], case: Case<'_>, ranking: &Ranking) -> Vec<Waiting> {
    days.iter().map(|(name, day)| Waiting::until(name, *day, case, ranking)).collect()
}

/// The plan under the assumptions with the one without them beside it; the table begins with what
/// the assumptions change.
fn compare(
    args: &PlanArgs,
    what_if: &WhatIf<'_>,
    plan: &PlanView<'_>,
    console: &Console,
) -> String {
    let (width, colour) = looks(args, console);
    let changes = match args.format() {
        PlanFormat::Table => {
            what_if::render(what_if, width, colour) + &report::plan::sides(plan, width)
        }
        _ => String::new(),
    };
    changes + &render(args, plan, console)
}

fn looks(args: &PlanArgs, console: &Console) -> (u16, bool) {
    match args.to.file() {
        Some(_) => (report::table::FILE_WIDTH, false),
        None => (console.width(), console.colour()),
    }
}
