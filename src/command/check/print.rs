//! Every format that was asked for, to where it was asked for.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use patchfirst::diagnostic::Colour;
use patchfirst::report::findings::{self, Item, Sheet, github, gitlab, human, json, junit, markdown, sarif};
use patchfirst::source::Sources;

use super::severity;
use crate::cli::{CheckArgs, FindingsFormat, FormatTo};
use crate::command::{Console, output};

/// What is wrong with the destinations, if anything: two formats cannot share one.
pub(super) fn clash(args: &CheckArgs) -> Option<String> {
    let mut seen: Vec<Option<&Path>> = Vec::new();
    for FormatTo { file, .. } in &args.format {
        let file = file.as_deref();
        if seen.contains(&file) {
            let place = file.map_or("standard output".to_owned(), |file| file.display().to_string());
            return Some(format!("error: two formats go to {place}; name a file for one of them: --format FORMAT=FILE\n"));
        }
        seen.push(file);
    }
    None
}

pub(super) fn all(args: &CheckArgs, items: &[Item], sheet: &Sheet, sources: &Sources, console: &Console) -> anyhow::Result<()> {
    let default = [FormatTo { format: FindingsFormat::Human, file: None }];
    let wanted = if args.format.is_empty() { &default } else { args.format.as_slice() };
    for FormatTo { format, file } in wanted {
        let colour = if file.is_none() && console.colour() { Colour::Always } else { Colour::Never };
        let text = match format {
            FindingsFormat::Human => human::render(items, sheet, sources, severity(args.min_severity), colour),
            other => render(*other, sheet),
        };
        output::deliver(&text, file.as_deref(), console)?;
        if *format == FindingsFormat::Github {
            summarise(sheet)?;
        }
    }
    if !wanted.iter().any(|to| to.format == FindingsFormat::Human && to.file.is_none()) {
        console.say(&human::summary(sheet));
    }
    Ok(())
}

/// A format that needs nothing but the sheet.
pub(crate) fn render(format: FindingsFormat, sheet: &Sheet) -> String {
    match format {
        FindingsFormat::Human => human::summary(sheet),
        FindingsFormat::Json => json::render(sheet),
        FindingsFormat::Sarif => sarif::render(sheet),
        FindingsFormat::Junit => junit::render(sheet),
        FindingsFormat::Github => github::render(sheet),
        FindingsFormat::Gitlab => gitlab::render(sheet),
        FindingsFormat::Markdown => markdown::render(sheet),
        FindingsFormat::Csv => findings::csv::render(sheet),
    }
}

/// Adds the table to the summary of the job, if there is one. The file is GitHub's and belongs to several steps, so it is
/// added to and never replaced.
fn summarise(sheet: &Sheet) -> anyhow::Result<()> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else { return Ok(()) };
    let context = || format!("cannot add to the summary {}", Path::new(&path).display());
    let mut file = OpenOptions::new().append(true).create(true).open(&path).with_context(context)?;
    file.write_all(markdown::render(sheet).as_bytes()).with_context(context)
}
