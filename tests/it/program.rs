//! Running the program: the one way in which tests do it.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What a run printed, and its exit status.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The folder of the project. Tests run there.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The program itself, for tests that start it through something else.
pub(crate) fn executable() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_patchfirst"))
}

/// A run that is not started yet: in the folder of the project, without any environment and without
/// input.
pub(crate) fn command<A: AsRef<OsStr>>(arguments: &[A]) -> Command {
    let mut command = Command::new(executable());
    command.args(arguments).current_dir(root()).env_clear().stdin(Stdio::null());
    command
}

/// Runs in the folder of the project.
pub(crate) fn patchfirst<A: AsRef<OsStr>>(arguments: &[A]) -> Run {
    run(&mut command(arguments))
}

/// Runs in another folder.
pub(crate) fn patchfirst_in<A: AsRef<OsStr>>(folder: impl AsRef<Path>, arguments: &[A]) -> Run {
    run(command(arguments).current_dir(folder))
}

/// Runs with a text on standard input.
pub(crate) fn patchfirst_reading<A: AsRef<OsStr>>(arguments: &[A], input: &str) -> Run {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    finished(child.wait_with_output().unwrap())
}

pub(crate) fn run(command: &mut Command) -> Run {
    finished(command.output().unwrap())
}

fn finished(output: Output) -> Run {
    let text = |bytes| String::from_utf8(bytes).expect("everything printed is UTF-8");
    Run {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        status: output.status.code().expect("not killed"),
    }
}
