//! `patchfirst init`: an inventory to start from.

use patchfirst::source::{display_name, sanitize};

use super::{Console, output};
use crate::cli::InitArgs;
use crate::exit::Exit;

/// The inventory, with comments; a test checks it.
const STARTER: &str = include_str!("init/inventory.yaml");

pub(crate) fn run(args: &InitArgs, console: &Console) -> anyhow::Result<Exit> {
    let name = display_name(&args.file);
    // Created only if it is not there, in one step: no inventory is ever overwritten.
    if !output::create(&args.file, STARTER, console)? {
        console.mistake(&format!("{name} is there already"), "name another file");
        return Ok(Exit::Usage);
    }
    let shown = sanitize::text(&name);
    console.say(&format!(
        "wrote {shown}; next: patchfirst check {shown}, then patchfirst rank {shown}\n"
    ));
    Ok(Exit::Done)
}
