//! `--fix` and `--diff`: the corrections as a diff, and written if that was asked for.

use std::fs;
use std::path::Path;

use anyhow::Context;
use patchfirst::check::{Rule, fix};
use patchfirst::source::sanitize;
use similar::TextDiff;

use super::look::Looked;
use crate::cli::CheckArgs;
use crate::command::Console;
use crate::command::output::{self, Lock};

/// Shows the corrections on standard error; with `--fix` makes them, one file at a time and each
/// whole or not at all.
pub(super) fn show(args: &CheckArgs, looked: &mut Looked, console: &Console) -> anyhow::Result<()> {
    let mut written = Vec::new();
    for (id, text) in fix::corrected(&looked.sources, &looked.edits) {
        let source = looked.sources.get(id);
        console.say(&diff(&source.name, &source.text, &text));
        if args.fix && is_as_read(&source.name, &source.text, console) {
            let path = Path::new(&source.name);
            let _lock = Lock::on(path);
            output::replace(path, &source.text, &text, console)
                .context("the correction was not made")?;
            written.push(id);
        }
    }
    // What was corrected is no finding any more.
    looked.forget(|finding| {
        finding.fault.rule == Rule::PatchSpelling
            && finding.place.is_some_and(|place| written.contains(&place.source))
    });
    Ok(())
}

/// Standard input cannot be written to, and a file in another encoding, or with a byte order mark,
/// would lose it.
fn is_as_read(name: &str, text: &str, console: &Console) -> bool {
    let same = fs::read(name).is_ok_and(|bytes| bytes == text.as_bytes());
    if !same {
        console.say_always(&format!(
            "{}: not corrected: only files in plain UTF-8 are\n",
            sanitize::text(name)
        ));
    }
    same
}

fn diff(name: &str, old: &str, new: &str) -> String {
    let (before, after) = (format!("a/{name}"), format!("b/{name}"));
    let diff = TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(1)
        .header(&before, &after)
        .to_string();
    diff.lines().map(|line| format!("{}\n", sanitize::text(line))).collect()
}
