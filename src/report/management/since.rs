//! What changed since the reports from before.

use super::super::diff::{self as words, DiffView};
use super::super::json;
use super::amount::Amount;
use super::head::Day;
use super::subject::ManagementReport;
use crate::diff as comparison;
use crate::diff::Baseline;
use crate::diff::{self, Change, HostChange};
use crate::format::Rounded;
use crate::report::words::number::Digits;
use crate::source::sanitize;
use schemars::JsonSchema;
use serde::Serialize;

/// What changed since a report from before.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Since {
    /// The file it was read from.
    pub file: String,
    /// Its as-of day.
    pub as_of: Day,
    /// The change in a sentence.
    pub text: String,
    /// Expected loss then.
    pub loss_before: Amount,
    /// Expected loss now.
    pub loss_after: Amount,
    /// Hosts on which everything was fixed.
    pub fixed: Vec<String>,
    /// Hosts that are not in the inventory any more.
    pub gone: Vec<String>,
    /// Hosts that are exposed to something new.
    pub new: Vec<String>,
    /// Hosts with which more is to be lost, or that are more urgent.
    pub worse: Vec<String>,
    /// Hosts with which less is to be lost.
    pub better: Vec<String>,
    /// Advisories at another stage.
    pub stages: Vec<String>,
}

/// What one report says in short.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Snapshot {
    /// Its as-of day.
    pub date: String,
    /// Expected loss.
    pub loss: Rounded,
    /// The same as it is shown.
    pub loss_text: String,
    /// Exposed machines.
    pub exposed: u64,
    /// Machines not assessed.
    pub not_assessed: u64,
}

/// Hosts of each kind of change.
const MAX_HOSTS: usize = 20;
const MAX_CHARS: usize = 40;

/// The report from before that is compared: the latest that is not later than this one, else the
/// latest.
fn baseline<'a>(report: &ManagementReport<'a>) -> Option<&'a Baseline> {
    let today = report.view().case.threat.as_of;
    report.baselines.iter().max_by_key(|baseline| {
        (baseline.as_of <= today, baseline.as_of, std::cmp::Reverse(&baseline.file))
    })
}

/// Its figures.
pub(super) fn latest(report: &ManagementReport<'_>) -> Option<comparison::Snapshot> {
    baseline(report).map(|baseline| baseline.snapshot(report.view().case.advisories))
}

pub(super) fn since(report: &ManagementReport<'_>) -> Option<Since> {
    let baseline = baseline(report)?;
    let view = report.view();
    let now = json::snapshot(view);
    let same_coins = baseline.side.is_on_the_same_coins(&now);
    let difference = diff::compare(&baseline.side, &now, same_coins);
    let digits = Digits::of(baseline.side.loss.max(now.loss));
    let amount = |loss| Amount { value: Rounded::new(loss), text: digits.loss(loss) };
    let of = |change| listed(&difference.hosts, change);
    let stage = |(id, before, after): &(String, String, String)| {
        let clipped = |text: &str| sanitize::clipped(text, MAX_CHARS).into_owned();
        format!("{}: {} became {}", clipped(id), clipped(before), clipped(after))
    };
    Some(Since {
        file: sanitize::clipped(&baseline.file, 120).into_owned(),
        as_of: super::head::day(baseline.as_of),
        text: words::summary(&DiffView {
            before: &baseline.side,
            after: &now,
            difference: &difference,
            same_coins,
        }),
        loss_before: amount(baseline.side.loss),
        loss_after: amount(now.loss),
        fixed: of(Change::Fixed),
        gone: of(Change::Gone),
        new: of(Change::New),
        worse: of(Change::Worse),
        better: of(Change::Better),
        stages: difference.stages.iter().map(stage).collect(),
    })
}

fn listed(hosts: &[HostChange], change: Change) -> Vec<String> {
    let all: Vec<&HostChange> = hosts.iter().filter(|host| host.change == change).collect();
    let text = |host: &&HostChange| {
        let why = host.reasons.iter().map(words::reason_text).collect::<Vec<_>>().join("; ");
        format!("{}: {why}", sanitize::clipped(&host.name, MAX_CHARS))
    };
    let more = all.len().saturating_sub(MAX_HOSTS);
    let more = (more > 0).then(|| format!("and {more} more"));
    all.iter().take(MAX_HOSTS).map(text).chain(more).collect()
}

/// All reports that were given and this one, by day.
pub(super) fn trend(report: &ManagementReport<'_>) -> Vec<Snapshot> {
    let all = snapshots(report);
    let digits = Digits::of(all.iter().map(|snapshot| snapshot.loss).fold(0.0, f64::max));
    let one = |snapshot: comparison::Snapshot| Snapshot {
        date: snapshot.as_of.to_string(),
        loss: Rounded::new(snapshot.loss),
        loss_text: digits.loss(snapshot.loss),
        exposed: snapshot.exposed,
        not_assessed: snapshot.not_assessed,
    };
    all.into_iter().map(one).collect()
}

/// The same as they are compared and drawn. Losses are rounded as in files, so that this report is
/// drawn as it will be when it is one of those from before.
pub(super) fn snapshots(report: &ManagementReport<'_>) -> Vec<comparison::Snapshot> {
    let advisories = report.view().case.advisories;
    let mut all: Vec<comparison::Snapshot> =
        report.baselines.iter().map(|baseline| baseline.snapshot(advisories)).collect();
    all.sort_by(|a, b| a.as_of.cmp(&b.as_of).then(a.loss.total_cmp(&b.loss)));
    all.push(this(report));
    all
}

fn this(report: &ManagementReport<'_>) -> comparison::Snapshot {
    let facts = report.facts;
    comparison::Snapshot {
        as_of: report.view().case.threat.as_of,
        loss: Rounded::new(report.view().ranking.expected_loss.value).get(),
        exposed: facts.machines.exposed(),
        exposed_after: Some(facts.exposed_after),
        not_assessed: facts.machines.not_assessed,
        oldest: facts.oldest.map(|age| age.days),
    }
}
