//! `patchfirst init`: an inventory to start from.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};

use anyhow::Context;

use super::Console;
use crate::cli::InitArgs;
use crate::exit::Exit;

/// The inventory, with comments; a test checks it.
const STARTER: &str = include_str!("init/inventory.yaml");

pub(crate) fn run(args: &InitArgs, console: &Console) -> anyhow::Result<Exit> {
    let shown = args.file.display();
    // Created only if it is not there, in one step: no inventory is ever overwritten.
    match OpenOptions::new().write(true).create_new(true).open(&args.file) {
        Ok(mut file) => file.write_all(STARTER.as_bytes()).with_context(|| format!("cannot write {shown}"))?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            console.say_always(&format!("error: {shown} is there already; name another file\n"));
            return Ok(Exit::Usage);
        }
        Err(error) => return Err(error).with_context(|| format!("cannot write {shown}")),
    }
    console.say(&format!("wrote {shown}; next: patchfirst check {shown}, then patchfirst rank {shown}\n"));
    Ok(Exit::Done)
}
