//! `patchfirst advisories`: what the tool knows.

use patchfirst::diagnostic::Diagnostics;
use patchfirst::diagnostic::suggest;
use patchfirst::source::Sources;
use patchfirst::{advisory, report};

use super::Console;
use super::output::Output;
use crate::cli::AdvisoriesArgs;
use crate::exit::Exit;

pub(crate) fn run(args: &AdvisoriesArgs, console: &Console) -> anyhow::Result<Exit> {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let advisories = advisory::with_directory(&args.advisories, &mut sources, &mut diagnostics);
    console.show(&sources, &diagnostics);
    if diagnostics.has_errors() {
        return Ok(Exit::Usage);
    }
    let text = match &args.id {
        None => report::advisories::list(&advisories, console.width()),
        Some(id) => match advisories.advisories.values().find(|a| a.id.eq_ignore_ascii_case(id)) {
            Some(advisory) => report::advisories::show(&advisories, advisory, console.width()),
            None => {
                let help = suggest::help(id, advisories.advisories.keys().map(String::as_str));
                console.mistake(&format!("no advisory `{id}`"), &help);
                return Ok(Exit::Usage);
            }
        },
    };
    Output::STANDARD.deliver_page(&text, console)?;
    Ok(Exit::Done)
}
