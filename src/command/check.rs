//! `patchfirst check`: read, look at everything, print it in every format asked for, judge.

mod fix;
mod look;
mod print;

use patchfirst::check::gate::{Baseline, Gates, Verdict};
use patchfirst::check::{Family, Fault, Finding, Rule, fingerprint};
use patchfirst::diagnostic::{Code, Severity};
use patchfirst::report;
use patchfirst::report::findings::{Item, Sheet};
use patchfirst::source::{Sources, display_name};

use super::output::Output;
use super::{Console, filter, named};
use crate::cli::{CheckArgs, Choice, SeverityName};
use crate::exit::Exit;
use look::Looked;
use print::Findings;

pub(crate) fn run(args: &CheckArgs, console: &Console) -> anyhow::Result<Exit> {
    if let Some(rule) = args.explain {
        Output::STANDARD.deliver(&report::rule::render(rule, console.width()), console)?;
        return Ok(Exit::Done);
    }
    let mut beside = Sources::default();
    let baseline = baseline(args, &mut beside, console)?;
    // Before anything is read, too: two formats into one file are wrong whatever they say.
    print::outputs(args, &beside, console)?;
    let mut looked = look::at_everything(args);
    if !looked.unmatched.is_empty() {
        return Ok(filter::refuse(&looked.unmatched, console));
    }
    looked.sources.remember(&beside);
    let outputs = print::outputs(args, &looked.sources, console)?;
    if args.fix || args.diff {
        fix::show(args, &mut looked, console)?;
    }
    looked.forget(|finding| !is_asked(args, finding));
    let items = items(&mut looked, args, &baseline);
    let least = severity(args.min_severity);
    let mut sheet = Sheet::of_check(
        &items,
        looked.overviews.clone(),
        looked.segment_names(),
        &looked.sources,
        least,
    );
    sheet.hidden += looked.unlisted;
    print::all(
        args,
        &outputs,
        Findings { items: &items, sheet: &sheet, sources: &looked.sources },
        console,
    )?;
    Ok(exit(args, &looked, &items, console))
}

/// Whether a finding is among those that were asked for. What makes a file unusable always is.
fn is_asked(args: &CheckArgs, finding: &Finding) -> bool {
    let has = |choices: &[Choice]| choices.iter().any(|choice| choice.has(finding.fault.rule));
    let Fault { rule, severity, .. } = *finding.fault;
    let unusable = rule.family() == Family::Form && severity == Severity::Error;
    unusable || ((args.select.is_empty() || has(&args.select)) && !has(&args.ignore))
}

/// The findings in order, each with its name over time if somebody needs it.
fn items(looked: &mut Looked, args: &CheckArgs, baseline: &Baseline) -> Vec<Item> {
    let mut items = looked.take_sorted();
    if print::needs_fingerprints(args) {
        let fingerprints = fingerprint::of(&items, |item| &item.finding);
        for (item, fingerprint) in items.iter_mut().zip(fingerprints) {
            item.known = baseline.has(&fingerprint);
            item.fingerprint = Some(fingerprint);
        }
    }
    items
}

fn baseline(args: &CheckArgs, sources: &mut Sources, console: &Console) -> Result<Baseline, Exit> {
    let Some(path) = &args.baseline else { return Ok(Baseline::default()) };
    let text = named::text(path, "the baseline", sources, console)?;
    Baseline::parse(&text).map_err(|error| {
        console.mistake(
            &format!("cannot use the baseline {}: {error}", display_name(path)),
            "write one with `patchfirst check --format json`",
        );
        Exit::Usage
    })
}

fn exit(args: &CheckArgs, looked: &Looked, items: &[Item], console: &Console) -> Exit {
    if items.iter().any(is_unreadable) {
        return Exit::Usage;
    }
    let gates = Gates {
        fail_on: args.fail_on.map(severity),
        fail_on_new: args.fail_on_new.map(severity),
        stale_accepts: args.deny_stale_accepts,
    };
    let verdict = gates.judge(items.iter().map(|item| (&item.finding, item.known)));
    if let (Some(why), false) =
        (looked.nothing(), items.iter().any(|item| item.finding.fault.severity == Severity::Error))
    {
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

/// A file that was named on the command line and could not be read at all is no finding about its
/// content.
fn is_unreadable(item: &Item) -> bool {
    let finding = &item.finding;
    matches!(
        finding.fault.rule,
        Rule::Read(Code::Unreadable | Code::OutsideFolder | Code::NotText | Code::TooLarge)
    ) && finding.place.is_none()
}

pub(super) fn severity(name: SeverityName) -> Severity {
    match name {
        SeverityName::Note => Severity::Note,
        SeverityName::Warning => Severity::Warning,
        SeverityName::Error => Severity::Error,
    }
}
