//! The command line of patchfirst: arguments in, exit status out. What it does is in the library.

mod cli;
mod command;
mod exit;

use std::process::ExitCode;

use crate::cli::{Command, Refused};
use crate::command::Console;
use crate::exit::Exit;

fn main() -> ExitCode {
    command::worker::on_own_stack(start)
}

fn start() -> ExitCode {
    cli::complete();
    let cli = match cli::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(refused) => return refuse(refused),
    };
    let console = Console::new(cli.color, cli.quiet);
    let threads = cli.command.as_ref().and_then(Command::threads);
    let exit = command::worker::run(threads, &console, || match &cli.command {
        Some(Command::Rank(args)) => command::rank::run(args, &console),
        Some(Command::Report(args)) => command::report::run(args, &console),
        Some(Command::Demo(args)) => command::demo::run(args, &console),
        Some(Command::Diff(args)) => command::diff::run(args, &console),
        Some(Command::Explain(args)) => command::explain::run(args, &console),
        Some(Command::Sensitivity(args)) => command::sensitivity::run(args, &console),
        Some(Command::Graph(args)) => command::graph::run(args, &console),
        Some(Command::Plan(args)) => command::plan::run(args, &console),
        Some(Command::Advisories(args)) => command::advisories::run(args, &console),
        Some(Command::Check(args)) => command::check::run(args, &console),
        Some(Command::Schema(args)) => command::schema::run(args, &console),
        Some(Command::Init(args)) => command::init::run(args, &console),
        Some(Command::Completions(args)) => command::reference::completions(args, &console),
        Some(Command::Man(args)) => command::reference::man(args, &console),
        None => command::front::run(&console),
        Some(Command::RenderTemplate) => command::sandbox::inside(&console),
        Some(Command::Reference) => command::reference::markdown(&console),
        Some(Command::Import(args)) => command::import::run(args, &console),
        Some(Command::Flows(args)) => command::flows::run(args, &console),
    });
    exit.unwrap_or_else(|error| console.failure(&error)).into()
}

/// Help and version go to standard output with status 0, everything else is wrong usage.
fn refuse(refused: Refused) -> ExitCode {
    let console = Console::new(cli::When::Auto, false);
    match refused {
        Refused::Settings(mistakes) => mistakes.iter().for_each(|mistake| console.error(mistake)),
        Refused::Typed(error, origin) => {
            let printed = command::usage::print(&error);
            origin.iter().for_each(|origin| {
                console.say_always(&format!("  note: the value comes from {origin}\n"))
            });
            if !error.use_stderr() {
                // Who asked for help and does not get it has to know.
                return match printed {
                    Ok(()) => Exit::Done.into(),
                    Err(error) => {
                        console.error(&format!("cannot write to standard output: {error}"));
                        Exit::Failed.into()
                    }
                };
            }
        }
    }
    Exit::Usage.into()
}
