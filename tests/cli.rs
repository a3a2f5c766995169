//! The command line as its users meet it: what is printed where, and how it ends.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[path = "cli/advisories.rs"]
mod advisories;
#[path = "cli/examples.rs"]
mod examples;
#[path = "cli/exit_status.rs"]
mod exit_status;
#[path = "cli/explain.rs"]
mod explain;
#[path = "cli/graph.rs"]
mod graph;
#[path = "cli/rank.rs"]
mod rank;

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// What a run printed, and its exit status.
struct Run {
    stdout: String,
    stderr: String,
    status: i32,
}

/// Runs patchfirst from the root of the repository with a clean environment.
fn patchfirst(args: &[&str]) -> Run {
    run(&mut command(args))
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_patchfirst"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR")).env_clear().stdin(Stdio::null());
    command
}

fn run(command: &mut Command) -> Run {
    finished(command.output().unwrap())
}

/// Runs with a text on standard input.
fn patchfirst_reading(args: &[&str], input: &str) -> Run {
    let mut child = command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    finished(child.wait_with_output().unwrap())
}

fn finished(output: Output) -> Run {
    let text = |bytes| String::from_utf8(bytes).expect("everything printed is UTF-8");
    Run { stdout: text(output.stdout), stderr: text(output.stderr), status: output.status.code().expect("not killed") }
}
