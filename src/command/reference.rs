//! `patchfirst completions`, `patchfirst man` and the reference in `docs/cli.md`: all made of the
//! same command line.

mod manual;
mod page;

use anyhow::Context;
use clap_complete::env::Shells;
use patchfirst::diagnostic::suggest;
use patchfirst::source::Sources;

use super::Console;
use super::output::Output;
use crate::cli::{self, CompletionsArgs, ManArgs};
use crate::exit::Exit;

/// A script that completes commands, options, hosts and advisories: it asks the program itself.
pub(crate) fn completions(args: &CompletionsArgs, console: &Console) -> anyhow::Result<Exit> {
    let shells = Shells::builtins();
    let name = args.shell.to_string();
    let shell =
        shells.completer(&name).with_context(|| format!("no completions are known for {name}"))?;
    let mut script = Vec::new();
    shell.write_registration("COMPLETE", "patchfirst", "patchfirst", "patchfirst", &mut script)?;
    deliver(script, console)
}

/// The manual page of a command, or of the program, or all of them as files.
pub(crate) fn man(args: &ManArgs, console: &Console) -> anyhow::Result<Exit> {
    let mut command = cli::command();
    // Gives commands their full names.
    command.build();
    if let Some(folder) = &args.to {
        for page in manual::all(&command)? {
            let file = folder.join(&page.file);
            Output::new(Some(&file), &Sources::default(), console)?.deliver(&page.text, console)?;
        }
        return Ok(Exit::Done);
    }
    let Some(name) = &args.command else {
        return deliver(manual::of(&command, None)?.into_bytes(), console);
    };
    match command.find_subcommand(name) {
        Some(sub) => deliver(manual::of(&command, Some(sub))?.into_bytes(), console),
        None => {
            let help = suggest::help(name, command.get_subcommands().map(clap::Command::get_name));
            console.mistake(&format!("there is no command `{name}`"), &help);
            Ok(Exit::Usage)
        }
    }
}

/// The reference as Markdown.
pub(crate) fn markdown(console: &Console) -> anyhow::Result<Exit> {
    deliver(page::render(cli::command()).into_bytes(), console)
}

fn deliver(bytes: Vec<u8>, console: &Console) -> anyhow::Result<Exit> {
    Output::STANDARD.deliver(&String::from_utf8(bytes)?, console)?;
    Ok(Exit::Done)
}
