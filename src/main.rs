//! The command line of patchfirst: arguments in, exit status out. What it does is in the library.

mod cli;
mod command;
mod exit;

use std::process::ExitCode;

use crate::cli::{Command, Refused};
use crate::command::Console;

fn main() -> ExitCode {
    cli::complete();
    let cli = match cli::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(refused) => return refuse(refused),
    };
    let console = Console::new(cli.color, cli.quiet);
    let Some(command) = cli.command else { return command::front::run(&console).unwrap_or_else(|error| console.failure(&error)).into() };
    let exit = match command {
        Command::Rank(args) => command::rank::run(&args, &console),
        Command::Report(args) => command::report::run(&args, &console),
        Command::Demo(args) => command::demo::run(&args, &console),
        Command::Diff(args) => command::diff::run(&args, &console),
        Command::Explain(args) => command::explain::run(&args, &console),
        Command::Graph(args) => command::graph::run(&args, &console),
        Command::Plan(args) => command::plan::run(&args, &console),
        Command::Advisories(args) => command::advisories::run(&args, &console),
        Command::Check(args) => command::check::run(&args, &console),
        Command::Schema(args) => command::schema::run(&args, &console),
        Command::Init(args) => command::init::run(&args, &console),
        Command::Completions(args) => command::reference::completions(&args, &console),
        Command::Man(args) => command::reference::man(&args, &console),
        Command::Reference => command::reference::markdown(&console),
        Command::Import(args) => command::import::run(&args, &console),
    };
    exit.unwrap_or_else(|error| console.failure(&error)).into()
}

/// Help and version go to standard output with status 0, everything else is wrong usage.
fn refuse(refused: Refused) -> ExitCode {
    let console = Console::new(cli::When::Auto, false);
    match refused {
        Refused::Settings(mistakes) => mistakes.iter().for_each(|mistake| console.error(mistake)),
        Refused::Typed(error, origin) => {
            // Nobody is left to be told if this fails.
            let _ = error.print();
            origin.iter().for_each(|origin| console.say_always(&format!("  note: the value comes from {origin}\n")));
            if !error.use_stderr() {
                return exit::Exit::Done.into();
            }
        }
    }
    exit::Exit::Usage.into()
}
