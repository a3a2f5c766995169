//! Every format that was asked for, to where it was asked for.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use patchfirst::diagnostic::Colour;
use patchfirst::report::findings::{
    self, Item, Sheet, github, gitlab, human, json, junit, markdown, sarif,
};
use patchfirst::source::{Sources, display_name};

use super::severity;
use crate::cli::{CheckArgs, FindingsFormat, FormatTo};
use crate::command::Console;
use crate::command::output::{Output, mark};
use crate::command::repository;
use crate::exit::Exit;

/// What was found, with everything that some format needs of it.
#[derive(Clone, Copy)]
pub(super) struct Findings<'a> {
    pub(super) items: &'a [Item],
    pub(super) sheet: &'a Sheet<'a>,
    pub(super) sources: &'a Sources,
}

/// What is printed if nothing else is asked for.
const DEFAULT: [FormatTo; 1] = [FormatTo { format: FindingsFormat::Human, file: None }];

fn wanted(args: &CheckArgs) -> &[FormatTo] {
    if args.format.is_empty() { &DEFAULT } else { &args.format }
}

/// Whether somebody asks for the names of findings over time: a baseline, or a format that has
/// them.
pub(super) fn needs_fingerprints(args: &CheckArgs) -> bool {
    let shows = |to: &FormatTo| match to.format {
        FindingsFormat::Json
        | FindingsFormat::Sarif
        | FindingsFormat::Gitlab
        | FindingsFormat::Csv => true,
        FindingsFormat::Human
        | FindingsFormat::Junit
        | FindingsFormat::Github
        | FindingsFormat::Markdown => false,
    };
    args.baseline.is_some() || wanted(args).iter().any(shows)
}

/// Where each format goes. Two cannot share a place, and none replaces what was read.
pub(super) fn outputs<'a>(
    args: &'a CheckArgs,
    sources: &Sources,
    console: &Console,
) -> Result<Vec<Output<'a>>, Exit> {
    Output::all(wanted(args).iter().map(|to| to.file.as_deref()), sources, console)
}

pub(super) fn all(
    args: &CheckArgs,
    outputs: &[Output<'_>],
    found: Findings<'_>,
    console: &Console,
) -> anyhow::Result<()> {
    let wanted = wanted(args);
    for (FormatTo { format, .. }, output) in wanted.iter().zip(outputs) {
        let colour =
            if !output.is_file() && console.colour() { Colour::Always } else { Colour::Never };
        match format {
            FindingsFormat::Human => {
                let text = human::render(
                    found.items,
                    found.sheet,
                    found.sources,
                    severity(args.min_severity),
                    colour,
                );
                output.deliver_page(&text, console)?;
            }
            FindingsFormat::Csv => output.stream_plain(console, |to| {
                to.write_all(mark(args.csv.bom).as_bytes())?;
                write(*format, found.sheet, to)
            })?,
            other => output.stream_plain(console, |to| write(*other, found.sheet, to))?,
        }
        if *format == FindingsFormat::Github {
            summarise(&found, console)?;
        }
    }
    if !wanted.iter().any(|to| to.format == FindingsFormat::Human && to.file.is_none()) {
        console.say(&human::summary(found.sheet));
    }
    Ok(())
}

/// A format that needs nothing but the sheet.
fn write(format: FindingsFormat, sheet: &Sheet<'_>, to: &mut dyn Write) -> io::Result<()> {
    match format {
        FindingsFormat::Human => to.write_all(human::summary(sheet).as_bytes()),
        FindingsFormat::Json => json::write(sheet, to),
        FindingsFormat::Sarif => sarif::write(&repository::named(sheet), to),
        FindingsFormat::Junit => junit::write(sheet, to),
        FindingsFormat::Github => github::write(&repository::named(sheet), to),
        FindingsFormat::Gitlab => gitlab::write(&repository::named(sheet), to),
        FindingsFormat::Markdown => markdown::write(sheet, to),
        FindingsFormat::Csv => findings::csv::write(sheet, to),
    }
}

/// Adds the table to the summary of the job, if there is one. The file is GitHub's and belongs to
/// several steps, so it is added to and never replaced.
fn summarise(found: &Findings<'_>, console: &Console) -> anyhow::Result<()> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let path = Path::new(&path);
    Output::new(Some(path), found.sources, console)?;
    let context = || format!("cannot add to the summary {}", display_name(path));
    let mut file = OpenOptions::new().append(true).create(true).open(path).with_context(context)?;
    markdown::write(found.sheet, &mut file).with_context(context)
}
