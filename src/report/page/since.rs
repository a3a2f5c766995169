//! What changed since the reports from before.

use super::super::diff::{self as words, DiffView};
use super::super::json;
use super::super::number::{Digits, Rounded};
use super::Page;
use super::values::{Amount, Since, Snapshot};
use crate::briefing::{self, Baseline};
use crate::diff::{self, Change, HostChange, Side};
use crate::source::sanitize;

/// Hosts of each kind of change.
const MOST: usize = 20;
const MOST_CHARS: usize = 40;

/// The report from before that is compared: the latest that is not later than this one, else the latest.
fn baseline<'a>(page: &Page<'a>) -> Option<&'a Baseline> {
    let today = page.view().case.threat.as_of;
    page.baselines.iter().max_by_key(|baseline| (baseline.as_of <= today, baseline.as_of, std::cmp::Reverse(&baseline.file)))
}

/// Its figures.
pub(super) fn latest(page: &Page<'_>) -> Option<briefing::Snapshot> {
    baseline(page).map(|baseline| baseline.snapshot(page.view().case.advisories))
}

pub(super) fn since(page: &Page<'_>) -> Option<Since> {
    let baseline = baseline(page)?;
    let view = page.view();
    let now = Side::from_json(&json::render(view, None)).expect("the tool reads what it writes");
    let now = Side { disruption: view.case.threat.disruption, ..now };
    let same_coins = baseline.side.coins == now.coins;
    let difference = diff::compare(&baseline.side, &now, same_coins);
    let digits = Digits::of(baseline.side.loss.max(now.loss));
    let amount = |loss| Amount { value: Rounded(loss), text: digits.loss(loss) };
    let of = |change| listed(&difference.hosts, change);
    let stage = |(id, before, after): &(String, String, String)| {
        let clipped = |text: &str| sanitize::clipped(text, MOST_CHARS).into_owned();
        format!("{}: {} became {}", clipped(id), clipped(before), clipped(after))
    };
    Some(Since {
        file: sanitize::clipped(&baseline.file, 120).into_owned(),
        as_of: super::head::day(baseline.as_of),
        text: words::summary(&DiffView { before: &baseline.side, after: &now, difference: &difference, same_coins }),
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
        format!("{}: {why}", sanitize::clipped(&host.name, MOST_CHARS))
    };
    let more = all.len().saturating_sub(MOST);
    let more = (more > 0).then(|| format!("and {more} more"));
    all.iter().take(MOST).map(text).chain(more).collect()
}

/// All reports that were given and this one, by day.
pub(super) fn trend(page: &Page<'_>) -> Vec<Snapshot> {
    let advisories = page.view().case.advisories;
    let mut all: Vec<briefing::Snapshot> = page.baselines.iter().map(|baseline| baseline.snapshot(advisories)).collect();
    all.sort_by(|a, b| a.as_of.cmp(&b.as_of).then(a.loss.total_cmp(&b.loss)));
    let machines = page.briefing.machines;
    let now = Snapshot {
        date: page.view().case.threat.as_of.to_string(),
        loss: Rounded(page.view().ranking.expected_loss.value),
        exposed: machines.exposed(),
        not_assessed: machines.not_assessed,
    };
    let before = |one: briefing::Snapshot| Snapshot {
        date: one.as_of.to_string(),
        loss: Rounded(one.loss),
        exposed: one.exposed,
        not_assessed: one.not_assessed,
    };
    all.into_iter().map(before).chain([now]).collect()
}
