//! The command line of patchfirst: arguments in, exit status out. What it does is in the library.

mod cli;
mod command;
mod exit;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::command::Console;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let console = Console::new(cli.color, cli.quiet);
    let exit = match cli.command {
        Command::Rank(args) => command::rank::run(&args, &console),
        Command::Report(args) => command::report::run(&args, &console),
        Command::Diff(args) => command::diff::run(&args, &console),
        Command::Explain(args) => command::explain::run(&args, &console),
        Command::Graph(args) => command::graph::run(&args, &console),
        Command::Plan(args) => command::plan::run(&args, &console),
        Command::Advisories(args) => command::advisories::run(&args, &console),
        Command::Check(args) => command::check::run(&args, &console),
        Command::Schema(args) => command::schema::run(&args, &console),
        Command::Init(args) => command::init::run(&args, &console),
        Command::Completions(args) => command::reference::completions(&args, &console),
        Command::Man => command::reference::man(&console),
        Command::Reference => command::reference::markdown(&console),
        Command::Import(args) => command::import::run(&args, &console),
        Command::Flows(args) => command::flows::run(&args, &console),
    };
    exit.unwrap_or_else(|error| console.failure(&error)).into()
}

/// Help and version go to standard output with status 0, everything else is wrong usage.
fn usage(error: &clap::Error) -> ExitCode {
    let wrong = error.use_stderr();
    // Nobody is left to be told if this fails.
    let _ = error.print();
    if wrong { exit::Exit::Usage.into() } else { exit::Exit::Done.into() }
}
