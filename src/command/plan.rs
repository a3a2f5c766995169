//! `patchfirst plan`: read, match, rank, plan, print.

use patchfirst::assumption::{self, Names};
use patchfirst::inventory::plan::ACTIONS;
use patchfirst::inventory::{FlowKey, HostId, Inventory};
use patchfirst::plan::{self, Allowed, Minutes, Options};
use patchfirst::ranking;
use patchfirst::report::plan::{Before, PlanView};
use patchfirst::report::what_if::{self, WhatIf};
use patchfirst::report::{self, View};
use patchfirst::suggest;

use super::input::{self, Input};
use super::{Console, assume, calendar, output};
use crate::cli::{PlanArgs, PlanFormat};
use crate::exit::Exit;

/// What is there when nothing is said: two people and a day.
const STAFF: u32 = 2;
const HOURS: f64 = 8.0;

pub(crate) fn run(args: &PlanArgs, console: &Console) -> anyhow::Result<Exit> {
    input::limit_threads(args.model.threads)?;
    let input = match Input::read(&args.model, console) {
        Ok(input) => input,
        Err(exit) => return Ok(exit),
    };
    match plan(args, &input, console) {
        Ok(text) => {
            output::deliver(&text, args.output.as_deref(), console)?;
            Ok(Exit::Done)
        }
        Err(exit) => Ok(exit),
    }
}

fn plan(args: &PlanArgs, input: &Input, console: &Console) -> Result<String, Exit> {
    let options = options(args, input, console)?;
    let day = args.on.as_deref().map(|word| calendar::on(word, &input.threat, console)).transpose()?;
    let days = calendar::days(&args.compare, input.threat.as_of, input.threat.horizon_days, console)?;
    let bar = console.progress();
    let progress = |done, most| {
        bar.set_length(most);
        bar.set_position(done);
    };
    let ranking = ranking::rank(input.subject(), &input.scenario, &input.request, &progress);
    let assumed = assume::read(&args.assume, input, &ranking, console)?;
    let options =
        Options { later: day.map(|day| calendar::later(day, input.subject(), &input.scenario, &input.request, &ranking)), ..options };
    let before = plan::plan(input.subject(), &input.scenario, &input.request, &ranking, &options);
    let entries = input.request.entries;
    let view = View { subject: input.subject(), ranking: &ranking, scenario: &input.scenario, entries };
    let waiting = calendar::waiting(&days, input.subject(), &input.scenario, &input.request, &ranking);
    let without = PlanView { view, options: &options, plan: &before, waiting: &waiting, before: None };
    let text = match &assumed {
        None => render(args, &without, console),
        Some(assumed) => {
            let (subject, scenario) = (assumed.subject(input), &assumed.supposed.scenario);
            let request = ranking.again(&input.request);
            let later = ranking::rank(subject, scenario, &request, &progress);
            let options =
                Options { later: day.map(|day| calendar::later(day, subject, scenario, &input.request, &later)), ..options.clone() };
            let after = plan::plan(subject, scenario, &input.request, &later, &options);
            let waiting = calendar::waiting(&days, subject, scenario, &input.request, &later);
            let later = View { subject, ranking: &later, scenario, entries };
            let what_if = WhatIf { assumptions: &assumed.texts, before: view, after: later };
            let before = Some(Before { assumptions: &assumed.texts, plan: &without });
            let plan = PlanView { view: later, options: &options, plan: &after, waiting: &waiting, before };
            compare(args, &what_if, &plan, console)
        }
    };
    bar.finish_and_clear();
    Ok(text)
}

fn render(args: &PlanArgs, plan: &PlanView<'_>, console: &Console) -> String {
    let (width, colour) = looks(args, console);
    match args.format {
        PlanFormat::Table => report::plan::table(plan, width, colour) + &report::accepted::render(&plan.view, width),
        PlanFormat::Json => report::plan::json(plan),
        PlanFormat::Csv => report::plan::csv(plan),
        PlanFormat::Markdown => report::plan::markdown(plan),
    }
}

/// The plan under the assumptions with the one without them beside it; the table begins with what the assumptions change.
fn compare(args: &PlanArgs, what_if: &WhatIf<'_>, plan: &PlanView<'_>, console: &Console) -> String {
    let (width, colour) = looks(args, console);
    let changes = match args.format {
        PlanFormat::Table => what_if::render(what_if, width, colour) + &report::plan::sides(plan, width),
        _ => String::new(),
    };
    changes + &render(args, plan, console)
}

fn looks(args: &PlanArgs, console: &Console) -> (u16, bool) {
    match args.output {
        Some(_) => (report::table::FILE_WIDTH, false),
        None => (console.width(), console.colour()),
    }
}

/// What there is and what may be done: flags first, then the inventory, then the defaults.
fn options(args: &PlanArgs, input: &Input, console: &Console) -> Result<Options, Exit> {
    let inventory = &input.inventory;
    let policy = &inventory.plan;
    let staff = args.staff.or(policy.staff).unwrap_or(STAFF);
    let hours = args.hours.or(policy.hours).unwrap_or(HOURS);
    let (staff, minutes_each) = match args.minutes {
        Some(minutes) => (1, minutes),
        None => (staff, (hours * 60.0).floor() as u64),
    };
    let mut minutes = Minutes::new(policy);
    args.work.iter().for_each(|(work, each)| minutes.set(*work, *each));
    let allow: Vec<&str> = match (&args.allow, &policy.allow) {
        (Some(words), _) => words.iter().map(|word| word.as_str()).collect(),
        (None, Some(words)) => words.iter().map(String::as_str).collect(),
        (None, None) => ACTIONS.to_vec(),
    };
    let (must, never) = (hosts(&args.must, "--must", inventory, console), hosts(&args.never, "--never", inventory, console));
    let (must, never) = (must?, never?);
    if let Some(both) = must.iter().find(|host| never.contains(host)) {
        let name = inventory.host(*both).0;
        console.mistake(&format!("`{name}` cannot be both --must and --never"), "leave one of the two out");
        return Err(Exit::Usage);
    }
    let keep = kept(&args.keep, input, console)?;
    Ok(Options { staff, minutes_each, minutes, allowed: Allowed::only(allow), must, never, keep, later: None })
}

/// Flows that are not blocked: those of the inventory, and those of `--keep`.
fn kept(names: &[String], input: &Input, console: &Console) -> Result<Vec<FlowKey>, Exit> {
    let known = Names { inventory: &input.inventory, advisories: &input.advisories, groups: &[] };
    let mut kept = input.inventory.plan.keep.clone();
    for name in names {
        let (message, help) = match assumption::flows(name, &known) {
            Ok(flows) => {
                kept.extend(flows);
                continue;
            }
            Err(wrong) => wrong,
        };
        console.mistake(&format!("--keep: `{name}`: {message}"), &help);
        return Err(Exit::Usage);
    }
    Ok(kept)
}

fn hosts(names: &[String], flag: &str, inventory: &Inventory, console: &Console) -> Result<Vec<HostId>, Exit> {
    let mut found = Vec::new();
    for name in names {
        match inventory.hosts.get_index_of(name.as_str()) {
            Some(index) => found.push(HostId(index as u32)),
            None => {
                let help = suggest::help(name, inventory.hosts.keys().map(|name| &**name));
                console.mistake(&format!("{flag}: the inventory has no host `{name}`"), &help);
            }
        }
    }
    if found.len() == names.len() { Ok(found) } else { Err(Exit::Usage) }
}
