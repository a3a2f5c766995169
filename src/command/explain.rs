//! `patchfirst explain`: why a host stands where it stands.

use patchfirst::inventory::HostId;
use patchfirst::network::Scenario;
use patchfirst::ranking::{Ranking, Subject};
use patchfirst::report::View;
use patchfirst::report::what_if::{self, WhatIf};
use patchfirst::risk::Entries;
use patchfirst::{explanation, ranking, report, suggest};

use super::input::{self, Input};
use super::{Console, assume, output};
use crate::cli::{EntryName, ExplainArgs};
use crate::exit::Exit;

pub(crate) fn run(args: &ExplainArgs, console: &Console) -> anyhow::Result<Exit> {
    input::limit_threads(args.model.threads)?;
    let input = match Input::read(&args.model, console) {
        Ok(input) => input,
        Err(exit) => return Ok(exit),
    };
    let name = args.path_to.as_deref().or(args.host.as_deref()).unwrap_or_default();
    let Some(host) = input.inventory.hosts.get_index_of(name) else {
        let help = suggest::help(name, input.inventory.hosts.keys().map(|name| &**name));
        console.mistake(&format!("the inventory has no host `{name}`"), &help);
        return Ok(Exit::Usage);
    };
    let route = args.from.filter(|_| args.path_to.is_some());
    let bar = console.progress();
    let progress = |done, most| {
        bar.set_length(most);
        bar.set_position(done);
    };
    let entries = input.request.entries;
    let ranking = ranking::rank(input.subject(), &input.scenario, &input.request, &progress);
    let assumed = match assume::read(&args.assume, &input, &ranking, console) {
        Ok(assumed) => assumed,
        Err(exit) => return Ok(exit),
    };
    if let Some(from) = route {
        let host = HostId(host as u32);
        let way = |subject, scenario| path(subject, scenario, from, host, console);
        let text = match &assumed {
            None => way(input.subject(), &input.scenario),
            Some(assumed) => {
                let (before, after) = (way(input.subject(), &input.scenario), way(assumed.subject(&input), &assumed.supposed.scenario));
                format!("Before:\n\n{before}\nAfter:\n\n{after}")
            }
        };
        bar.finish_and_clear();
        output::deliver(&text, None, console)?;
        return Ok(Exit::Done);
    }
    let text = match &assumed {
        None => text(input.subject(), &input.scenario, entries, &ranking, HostId(host as u32), console),
        Some(assumed) => {
            let (subject, scenario) = (assumed.subject(&input), &assumed.supposed.scenario);
            let later = ranking::rank(subject, scenario, &ranking.again(&input.request), &progress);
            let view = |subject, ranking, scenario| View { subject, ranking, scenario, entries };
            let before = view(input.subject(), &ranking, &input.scenario);
            let what_if = WhatIf { assumptions: &assumed.texts, before, after: view(subject, &later, scenario) };
            what_if::render(&what_if, console.width(), console.colour())
                + "Before:\n\n"
                + &text(input.subject(), &input.scenario, entries, &ranking, HostId(host as u32), console)
                + "\nAfter:\n\n"
                + &text(subject, scenario, entries, &later, HostId(host as u32), console)
        }
    };
    bar.finish_and_clear();
    output::deliver(&text, None, console)?;
    Ok(Exit::Done)
}

/// The way from one entry, and the gates on it.
fn path(subject: Subject<'_>, scenario: &Scenario, from: EntryName, host: HostId, console: &Console) -> String {
    let only = |name| from == name;
    let entries = Entries { internet: only(EntryName::Internet), roaming: only(EntryName::Roaming), insider: only(EntryName::Insider) };
    let name = match from {
        EntryName::Internet => "the internet",
        EntryName::Roaming => "laptops infected outside",
        EntryName::Insider => "insiders",
    };
    report::route::render(subject, &explanation::route(subject, scenario, entries, host), name, console.width())
}

fn text(subject: Subject<'_>, scenario: &Scenario, entries: Entries, ranking: &Ranking, host: HostId, console: &Console) -> String {
    let explanation = explanation::explain(subject, scenario, entries, ranking, host);
    report::explain::render(subject, ranking, &explanation, console.width())
}
