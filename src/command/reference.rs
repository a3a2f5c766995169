//! `patchfirst completions`, `patchfirst man` and the reference in `docs/cli.md`: all made of the same command line.

mod page;

use clap::CommandFactory;

use super::Console;
use super::output::Output;
use crate::cli::{Cli, CompletionsArgs};
use crate::exit::Exit;

/// A script that completes commands and options.
pub(crate) fn completions(args: &CompletionsArgs, console: &Console) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "patchfirst", &mut script);
    deliver(script, console)
}

/// The manual page, one for the tool and its commands together.
pub(crate) fn man(console: &Console) -> anyhow::Result<Exit> {
    let mut command = Cli::command();
    // Gives commands their full names.
    command.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help") {
        let man = clap_mangen::Man::new(sub.clone());
        man.render_synopsis_section(&mut page)?;
        man.render_description_section(&mut page)?;
        man.render_options_section(&mut page)?;
    }
    deliver(page, console)
}

/// The reference as Markdown.
pub(crate) fn markdown(console: &Console) -> anyhow::Result<Exit> {
    deliver(page::render(Cli::command()).into_bytes(), console)
}

fn deliver(bytes: Vec<u8>, console: &Console) -> anyhow::Result<Exit> {
    Output::STANDARD.deliver(&String::from_utf8(bytes)?, console)?;
    Ok(Exit::Done)
}
