//! `patchfirst advisories lint`: what is wrong with a folder of advisories, for those who write
//! them.

use std::fmt::Write as _;

use patchfirst::advisory;
use patchfirst::check;
use patchfirst::diagnostic::{Diagnostics, Severity};
use patchfirst::source::{Sources, display_name, sanitize};

use crate::cli::LintArgs;
use crate::command::Console;
use crate::command::output::Output;
use crate::exit::Exit;

/// Reads a folder as `--advisories` does, and looks at it with the rules of `check` as well.
pub(super) fn run(args: &LintArgs, console: &Console) -> anyhow::Result<Exit> {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let advisories = advisory::with_directory(
        std::slice::from_ref(&args.folder),
        &mut sources,
        &mut diagnostics,
    );
    console.show(&sources, &diagnostics);
    let findings = check::advisory::findings(&advisories, &sources);
    let mut text = String::new();
    for finding in &findings {
        let place = finding.place.map(|place| {
            format!("{}:{}: ", sources.get(place.source).name, sources.position(place).line)
        });
        let _ = writeln!(
            text,
            "{}{}: {} [{}]",
            place.unwrap_or_default(),
            finding.fault.severity.as_str(),
            finding.message(),
            finding.fault.rule.id()
        );
        if let Some(help) = &finding.fault.help {
            let _ = writeln!(text, "  help: {help}");
        }
    }
    let wrong = diagnostics.has_errors()
        || findings.iter().any(|finding| finding.fault.severity >= Severity::Error);
    if text.is_empty() && !diagnostics.has_errors() {
        text = format!("{}: nothing is wrong\n", display_name(&args.folder));
    }
    Output::STANDARD.deliver_page(&sanitize::lines(&text), console)?;
    Ok(if wrong { Exit::Usage } else { Exit::Done })
}
