//! `patchfirst schema`: what the formats look like, for editors and validators.

use patchfirst::schema::{self, Format};

use super::Console;
use super::output::Output;
use crate::cli::{SchemaArgs, SchemaName};
use crate::exit::Exit;

pub(crate) fn run(args: &SchemaArgs, console: &Console) -> anyhow::Result<Exit> {
    let format = match args.format {
        SchemaName::Inventory => Format::Inventory,
        SchemaName::Advisory => Format::Advisory,
        SchemaName::Overlay => Format::Overlay,
        SchemaName::Products => Format::Products,
        SchemaName::Rank => Format::Rank,
        SchemaName::Report => Format::Report,
        SchemaName::Check => Format::Check,
        SchemaName::Plan => Format::Plan,
        SchemaName::Diff => Format::Diff,
        SchemaName::WhatIf => Format::WhatIf,
        SchemaName::Sensitivity => Format::Sensitivity,
        SchemaName::Import => Format::Import,
    };
    Output::STANDARD.deliver(&schema::of(format), console)?;
    Ok(Exit::Done)
}
