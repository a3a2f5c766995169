//! `patchfirst demo`: an example inventory and its report, in a folder of their own.

use std::fs;
use std::path::Path;

use anyhow::Context;

use patchfirst::source::{display_name, sanitize};

use super::output::{self, Output};
use super::{Console, report};
use crate::cli::{self, Command, DemoArgs};
use crate::exit::Exit;

/// A small network on a Friday; a test ranks it.
const INVENTORY: &str = include_str!("demo/inventory.yaml");

pub(crate) fn run(args: &DemoArgs, console: &Console) -> anyhow::Result<Exit> {
    let folder = &args.folder;
    let shown = display_name(folder);
    if folder.exists() && !is_empty(folder) {
        console.mistake(
            &format!("{shown} is there already and holds something"),
            "name a folder that is not there yet",
        );
        return Ok(Exit::Usage);
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {shown}"))?;
    let (inventory, page) = (folder.join("inventory.yaml"), folder.join("report.html"));
    output::create(&inventory, INVENTORY, console)?;
    let exit = write_report(&inventory, &page, console)?;
    let text = format!(
        "{shown}/inventory.yaml is the example. Open {shown}/report.html in a browser.\nThen: cd {shown} && patchfirst\n"
    );
    Output::STANDARD.deliver_page(&sanitize::lines(&text), console)?;
    Ok(exit)
}

fn is_empty(folder: &Path) -> bool {
    folder.read_dir().is_ok_and(|mut entries| entries.next().is_none())
}

/// As if `patchfirst report` were typed, without the settings of this folder: the example is the
/// same everywhere.
fn write_report(inventory: &Path, page: &Path, console: &Console) -> anyhow::Result<Exit> {
    let typed = ["patchfirst".into(), "report".into(), inventory.into(), "-o".into(), page.into()];
    match cli::parse_bare(typed).map(|cli| cli.command) {
        Ok(Some(Command::Report(args))) => report::run(&args, console),
        other => anyhow::bail!("the report of the example is not a command line: {other:?}"),
    }
}
