//! `patchfirst check`: read, look at everything, print it in every format asked for, judge.

mod fix;
mod look;
mod print;

use std::fs;

use patchfirst::check::gate::{Baseline, Gates, Verdict};
use patchfirst::check::{Rule, fingerprint};
use patchfirst::diagnostic::{Code, Severity};
use patchfirst::report::findings::{Item, Sheet};

use super::Console;
use super::input::limit_threads;
use crate::cli::{CheckArgs, SeverityName};
use crate::exit::Exit;
use look::Looked;

pub(crate) fn run(args: &CheckArgs, console: &Console) -> anyhow::Result<Exit> {
    limit_threads(args.threads)?;
    let baseline = match baseline(args) {
        Ok(baseline) => baseline,
        Err(message) => {
            console.say_always(&message);
            return Ok(Exit::Usage);
        }
    };
    if let Some(message) = print::clash(args) {
        console.say_always(&message);
        return Ok(Exit::Usage);
    }
    let mut looked = look::at_everything(args);
    if args.fix || args.diff {
        fix::show(args, &mut looked, console)?;
    }
    let items = items(&mut looked, &baseline);
    let least = severity(args.min_severity);
    let mut sheet = Sheet::of_check(&items, looked.overviews.clone(), looked.segment_names(), &looked.sources, least);
    sheet.hidden += looked.unlisted;
    print::all(args, &items, &sheet, &looked.sources, console)?;
    Ok(exit(args, &looked, &items, console))
}

/// The findings in order, each with its name over time.
fn items(looked: &mut Looked, baseline: &Baseline) -> Vec<Item> {
    let found = looked.take_sorted();
    let (findings, segments): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let fingerprints = fingerprint::of(&findings);
    let item = |((finding, segment), fingerprint): ((_, Option<String>), String)| Item {
        known: baseline.has(&fingerprint),
        finding,
        fingerprint,
        segment,
    };
    findings.into_iter().zip(segments).zip(fingerprints).map(item).collect()
}

fn baseline(args: &CheckArgs) -> Result<Baseline, String> {
    let Some(path) = &args.baseline else { return Ok(Baseline::default()) };
    let wrong = |why: &dyn std::fmt::Display| format!("error: cannot use the baseline {}: {why}\n", path.display());
    let text = fs::read_to_string(path).map_err(|error| wrong(&error))?;
    Baseline::parse(&text).map_err(|error| wrong(&error))
}

fn exit(args: &CheckArgs, looked: &Looked, items: &[Item], console: &Console) -> Exit {
    if items.iter().any(is_unreadable) {
        return Exit::Usage;
    }
    let gates =
        Gates { fail_on: args.fail_on.map(severity), fail_on_new: args.fail_on_new.map(severity), stale_accepts: args.deny_stale_accepts };
    let verdict = gates.judge(items.iter().map(|item| (&item.finding, item.known)));
    if let (Some(why), false) = (looked.nothing(), items.iter().any(|item| item.finding.severity == Severity::Error)) {
        console.error(&format!("nothing to check: {why}"));
        return Exit::Nothing;
    }
    match verdict {
        _ if args.exit_zero => Exit::Done,
        Verdict::Passed => Exit::Done,
        Verdict::Tripped => Exit::Tripped,
        Verdict::Worse => Exit::Worse,
        Verdict::Failed => Exit::CheckFailed,
        Verdict::StaleAccepts => Exit::StaleAccepts,
    }
}

/// A file that was named on the command line and could not be read at all is no finding about its content.
fn is_unreadable(item: &Item) -> bool {
    let finding = &item.finding;
    matches!(finding.rule, Rule::Read(Code::Unreadable | Code::NotText | Code::TooLarge)) && finding.places.is_empty()
}

pub(super) fn severity(name: SeverityName) -> Severity {
    match name {
        SeverityName::Note => Severity::Note,
        SeverityName::Warning => Severity::Warning,
        SeverityName::Error => Severity::Error,
    }
}
