//! `patchfirst explain`: why a host stands where it stands.

use patchfirst::case::Case;
use patchfirst::inventory::HostId;
use patchfirst::report::View;
use patchfirst::report::what_if::{self, WhatIf};
use patchfirst::term::entry::Entry;
use patchfirst::{explanation, report};

use super::input::Input;
use super::output::Output;
use super::{Console, Progress, assume, host};
use crate::cli::ExplainArgs;
use crate::exit::Exit;

pub(crate) fn run(args: &ExplainArgs, console: &Console) -> anyhow::Result<Exit> {
    let Some(name) = args.path_to.as_deref().or(args.host.as_deref()) else {
        console.mistake("no host is named", "write patchfirst explain INVENTORY HOST");
        return Ok(Exit::Usage);
    };
    let mut input = Input::read(&args.model, console)?;
    let texts = assume::texts(&args.assume, &mut input, console)?;
    let Some(host) = host::find(name, None, &input.inventory, console) else {
        return Ok(Exit::Usage);
    };
    let route = args.from.filter(|_| args.path_to.is_some()).map(Entry::from);
    let progress = Progress::new(console);
    let ranking = input.rank(&progress);
    let assumed = assume::read(texts, &input, &ranking, console)?;
    let text = match (route, &assumed) {
        (Some(from), None) => path(input.case(), from, host, console),
        (Some(from), Some(assumed)) => {
            let before = path(input.case(), from, host, console);
            let after = path(assumed.case(&input), from, host, console);
            format!("Before:\n\n{before}\nAfter:\n\n{after}")
        }
        (None, None) => text(&input.view(&ranking), host, console),
        (None, Some(assumed)) => {
            let later = assumed.rank(&input, &ranking, &progress);
            compare(&assumed.what_if(&input, input.view(&ranking), &later), host, console)
        }
    };
    progress.clear();
    Output::STANDARD.deliver_page(&text, console)?;
    input.remind(&args.model.inventory, console);
    Ok(Exit::Done)
}

/// What changes, and the host before and after.
fn compare(what_if: &WhatIf<'_>, host: HostId, console: &Console) -> String {
    let changes = what_if::render(what_if, console.width(), console.colour());
    let (before, after) =
        (text(&what_if.before, host, console), text(&what_if.after, host, console));
    format!("{changes}Before:\n\n{before}\nAfter:\n\n{after}")
}

/// The way from one entry, and the gates on it.
fn path(case: Case<'_>, from: Entry, host: HostId, console: &Console) -> String {
    let name = match from {
        Entry::Internet => "the internet",
        Entry::Roaming => "laptops infected outside",
        Entry::Insider => "insiders",
        Entry::Mail => "Trojans",
        Entry::Infected => "infected hosts",
    };
    let route = explanation::route(case, &case.network(), from, host);
    report::words::route::render(case, &route, name, console.width())
}

fn text(view: &View<'_>, host: HostId, console: &Console) -> String {
    let explanation = explanation::explain(view.case, &view.case.network(), view.ranking, host);
    report::explain::render(view, &explanation, console.screen())
}
