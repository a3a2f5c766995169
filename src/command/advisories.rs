//! `patchfirst advisories`: what the tool knows, and how it learns more.

mod feed;
mod lint;

use patchfirst::advisory::{self, Advisories, Stage};
use patchfirst::diagnostic::Diagnostics;
use patchfirst::diagnostic::suggest;
use patchfirst::report;
use patchfirst::report::advisories::Wanted;
use patchfirst::source::Sources;

use super::Console;
use super::input::today;
use super::output::Output;
use crate::cli::{AdvisoriesAction, AdvisoriesArgs, FolderArgs, ListFormat, StageName};
use crate::exit::Exit;

pub(crate) fn run(args: &AdvisoriesArgs, console: &Console) -> anyhow::Result<Exit> {
    match &args.action {
        Some(AdvisoriesAction::Import(args)) => feed::import(args, console),
        Some(AdvisoriesAction::Lint(args)) => lint::run(args, console),
        Some(AdvisoriesAction::Status(folders)) => status(folders, console),
        None => list(args, console),
    }
}

/// The products and advisories of the arguments; what is wrong is shown.
fn read(folders: &FolderArgs, console: &Console) -> Result<(Advisories, Sources), Exit> {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let advisories = advisory::with_directory(&folders.advisories, &mut sources, &mut diagnostics);
    console.show(&sources, &diagnostics);
    if diagnostics.has_errors() { Err(Exit::Usage) } else { Ok((advisories, sources)) }
}

fn list(args: &AdvisoriesArgs, console: &Console) -> anyhow::Result<Exit> {
    let (advisories, _) = read(&args.folders, console)?;
    let Some(wanted) = wanted(args, &advisories, console) else { return Ok(Exit::Usage) };
    let text = match (&args.id, args.format) {
        (Some(id), format) => match (advisories.find(id), format) {
            (Some((_, advisory)), ListFormat::Text) => {
                report::advisories::show(&advisories, advisory, console.width())
            }
            (Some((_, advisory)), ListFormat::Json) => {
                report::advisories::json_of(&advisories, &wanted, advisory)
            }
            (None, _) => return Ok(unknown(id, &advisories, console)),
        },
        (None, ListFormat::Text) => {
            report::advisories::list(&advisories, &wanted, console.screen())
        }
        (None, ListFormat::Json) => report::advisories::json(&advisories, &wanted),
    };
    Output::STANDARD.deliver_page(&text, console)?;
    Ok(Exit::Done)
}

fn unknown(id: &str, advisories: &Advisories, console: &Console) -> Exit {
    let help = suggest::help(id, advisories.advisories.keys().map(String::as_str));
    console.mistake(&format!("no advisory `{id}`"), &help);
    Exit::Usage
}

/// What the list is to have; a product or port that is none is refused.
fn wanted(args: &AdvisoriesArgs, advisories: &Advisories, console: &Console) -> Option<Wanted> {
    let product = match &args.product {
        None => None,
        Some(name) => match advisories.product(name) {
            Some(id) => Some(id),
            None => {
                let help = match advisories.nearest_product(name) {
                    Some(product) => format!("did you mean `{}`?", product.id),
                    None => suggest::help(name, advisories.products.keys().map(String::as_str)),
                };
                console.mistake(&format!("no product `{name}`"), &help);
                return None;
            }
        },
    };
    let ports = match args.port.as_deref().map(str::parse) {
        None => None,
        Some(Ok(ports)) => Some(ports),
        Some(Err(error)) => {
            console.mistake(&format!("{error}"), "write it as tcp/445, or a service such as smb");
            return None;
        }
    };
    let stage = args.stage.map(|stage| match stage {
        StageName::None => Stage::None,
        StageName::ProofOfConcept => Stage::ProofOfConcept,
        StageName::Exploit => Stage::Exploit,
        StageName::Worm => Stage::Worm,
    });
    Some(Wanted { as_of: args.as_of, stage: stage.unwrap_or_default(), product, ports })
}

fn status(folders: &FolderArgs, console: &Console) -> anyhow::Result<Exit> {
    let (advisories, _) = read(folders, console)?;
    Output::STANDARD.deliver_page(
        &report::advisories::status(&advisories, today(), console.width()),
        console,
    )?;
    Ok(Exit::Done)
}
